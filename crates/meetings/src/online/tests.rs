//! Where links lead, lookalikes and wrappers first. What is offered on a card is tested in `engine`.

use proptest::prelude::*;

use super::*;

fn service(address: &str) -> Option<Service> {
    Service::of(&WebLink::parse(address)?)
}

fn in_text(text: &str) -> Option<(String, Option<Service>)> {
    join(&Places { text, ..Places::default() }).map(|join| (join.link.host(), join.service))
}

#[test]
fn services_are_known_by_their_hosts() {
    for (address, is) in [
        (
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%7d",
            Service::Teams,
        ),
        ("https://teams.microsoft.com/_#/l/meetup-join/19:meeting@thread.v2/0", Service::Teams),
        ("https://teams.live.com/meet/9312345678901?p=abc", Service::Teams),
        ("https://gov.teams.microsoft.us/l/meetup-join/19", Service::Teams),
        ("https://zoom.us/j/98765432100?pwd=abc", Service::Zoom),
        ("https://us02web.zoom.us/j/98765432100", Service::Zoom),
        ("https://contoso.zoom.us/my/alice", Service::Zoom),
        ("https://contoso.zoomgov.com/j/1612345678", Service::Zoom),
        ("https://meet.google.com/abc-defg-hij", Service::Meet),
        ("https://meet.google.com/lookup/abcdef", Service::Meet),
        ("https://contoso.webex.com/contoso/j.php?MTID=m0123", Service::Webex),
        ("https://contoso.webex.com/meet/alice", Service::Webex),
        ("https://meet.jit.si/QuorumPlanning", Service::Jitsi),
        ("https://8x8.vc/contoso/planning", Service::Jitsi),
        ("https://whereby.com/alice", Service::Whereby),
        ("https://contoso.whereby.com/alice", Service::Whereby),
        ("https://meet.goto.com/123456789", Service::GoToMeeting),
        ("https://global.gotomeeting.com/join/123456789", Service::GoToMeeting),
        ("https://meet.lync.com/contoso/alice/ABCD", Service::Skype),
        ("HTTPS://ZOOM.US/j/1", Service::Zoom),
        ("https://zoom.us./j/1", Service::Zoom),
    ] {
        assert_eq!(service(address), Some(is), "{address}");
    }
}

#[test]
fn a_host_that_only_looks_like_a_service_is_none() {
    for address in [
        "https://zoom.us.evil.example/j/1",
        "https://notzoom.us/j/1",
        "https://zoom.us-join.example/j/1",
        "https://evil.example/zoom.us/j/1",
        "https://evil.example/?https://zoom.us/j/1",
        "https://evil.example#zoom.us/j/1",
        "https://teams.microsoft.com.evil.example/l/meetup-join/1",
        "https://evil.teams.microsoft.com/l/meetup-join/1",
        "https://teams-microsoft.com/l/meetup-join/1",
        "https://zооm.us/j/1", // Cyrillic о
        "https://zoom.us:8443/j/1",
        // The host is right, but nobody meets there.
        "https://zoom.us/pricing",
        "https://zoom.us/j/",
        "https://teams.microsoft.com/l/channel/19",
        "https://meet.google.com/landing",
    ] {
        assert_eq!(service(address), None, "{address}");
    }
    assert_eq!(WebLink::parse("https://zооm.us/j/1").unwrap().host(), "xn--zm-fmca.us", "as DNS spells it");
}

#[test]
fn an_address_that_hides_where_it_leads_is_no_link() {
    for address in [
        "https://teams.microsoft.com@evil.example/l/meetup-join/1",
        "https://teams.microsoft.com:pass@evil.example/",
        "https://@evil.example/",
        "https://teams.microsoft.com%40evil.example/",
        "https://evil.example\\@zoom.us/j/1",
        "https://zoom.us\u{202e}/j/1",
        "https://zoom\u{200b}.us/j/1",
        "https://zoom.us/j/1\u{2066}gpj.exe",
        "https://zoom.us/\tj/1",
        "http://zoom.us/j/1",
        "javascript:alert(1)//https://zoom.us/j/1",
        "data:text/html,https://zoom.us/j/1",
        "file:///etc/passwd",
        "zoommtg://zoom.us/join?confno=1",
        "conf:sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:1",
        "https://",
        "https:///j/1",
        "",
    ] {
        let link = WebLink::parse(address);
        // `https:///j/1` is read as a host named `j`, which is what is shown then.
        let harmless = link.as_ref().is_none_or(|link| Service::of(link).is_none() && !link.has_domain());
        assert!(harmless, "{address} became {link:?}");
    }
    assert_eq!(WebLink::parse(&format!("https://zoom.us/j/{}", "1".repeat(LONGEST))), None);
}

#[test]
fn the_links_of_mail_filters_show_what_they_wrap() {
    let teams = "https://teams.microsoft.com/l/meetup-join/19%3ameeting";
    for (wrapped, through) in [
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19%253ameeting&data=05%7C01&sdata=x&reserved=0",
            "eur01.safelinks.protection.outlook.com",
        ),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__teams.microsoft.com_l_meetup-2Djoin_19-253ameeting&d=DwMFaQ&c=x",
            "urldefense.proofpoint.com",
        ),
        (
            "https://urldefense.com/v3/__https://teams.microsoft.com/l/meetup-join/19*3ameeting__;JQ!!abc!def$",
            "urldefense.com",
        ),
        (
            "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fteams.microsoft.com%2fl%2fmeetup-join%2f19%253ameeting&c=E,1",
            "linkprotect.cudasvc.com",
        ),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19%253ameeting",
            "www.google.com",
        ),
    ] {
        let link = WebLink::parse(wrapped).unwrap();
        assert_eq!(link.target.as_str(), teams, "{wrapped}");
        assert_eq!(link.host(), "teams.microsoft.com");
        assert_eq!(link.through(), Some(through));
        assert_eq!(link.address(), wrapped, "the filter is not gone around");
        assert_eq!(Service::of(&link), Some(Service::Teams));
    }
}

#[test]
fn a_wrapper_hides_nothing() {
    let host = |address: &str| WebLink::parse(address).map(|link| (link.host(), Service::of(&link)));
    let evil = Some(("evil.example".to_owned(), None));
    assert_eq!(
        host(
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fzoom.us%2Fj%2F1"
        ),
        evil
    );
    assert_eq!(host("https://urldefense.com/v3/__https://evil.example*.zoom.us/j/1__;Iw!!a$"), evil);
    for refused in [
        "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fzoom.us%2Fj%2F1",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%40evil.example%2Fj%2F1",
        "https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)",
    ] {
        assert_eq!(host(refused), None, "{refused}");
    }
    let unknown =
        "https://eur01.safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fzoom.us%2Fj%2F1";
    assert_eq!(host(unknown).unwrap().1, None, "not a filter, so what it says does not count");
    let mut nested = "https://zoom.us/j/1".to_owned();
    for _ in 0..6 {
        let inner: String = url::form_urlencoded::byte_serialize(nested.as_bytes()).collect();
        nested = format!("https://www.google.com/url?q={inner}");
    }
    assert_eq!(host(&nested), None, "so many wrappers are there to tire the reader");
}

#[test]
fn links_are_found_as_people_write_them() {
    let found = |text: &str| links_in(text).map(|link| link.address().to_owned()).collect::<Vec<_>>();
    assert_eq!(found("Join: https://zoom.us/j/1."), ["https://zoom.us/j/1"]);
    assert_eq!(found("(see https://zoom.us/j/1), thanks"), ["https://zoom.us/j/1"]);
    assert_eq!(found("https://example.com/a_(b)"), ["https://example.com/a_(b)"]);
    assert_eq!(
        found("Join now<https://zoom.us/j/1> or “https://zoom.us/j/2”"),
        ["https://zoom.us/j/1", "https://zoom.us/j/2"]
    );
    assert_eq!(found("HTTPS://Zoom.us/j/1\r\nhttps://"), ["https://zoom.us/j/1"]);
    assert_eq!(found("http://zoom.us/j/1 ftp://zoom.us"), Vec::<String>::new());
}

#[test]
fn the_link_into_the_meeting_is_chosen() {
    assert_eq!(
        in_text("Agenda: https://contoso.example/agenda\nJoin: https://us02web.zoom.us/j/1?pwd=x"),
        Some(("us02web.zoom.us".into(), Some(Service::Zoom)))
    );
    assert_eq!(
        in_text("Agenda: https://contoso.example/agenda"),
        None,
        "not every link is one into a meeting"
    );
    assert_eq!(in_text("https://teams.microsoft.com@evil.example/l/meetup-join/1"), None);

    let at = |fields: &[&str], location: &str, text: &str, links: &[String]| {
        join(&Places { fields, location, text, links }).map(|join| join.link.host())
    };
    let (own, zoom, meet) = (
        "https://conf.contoso.example/planning",
        "https://zoom.us/j/1",
        "https://meet.google.com/abc-defg-hij",
    );
    assert_eq!(
        at(&[own], zoom, meet, &[]).as_deref(),
        Some("conf.contoso.example"),
        "the field is made for it"
    );
    assert_eq!(at(&["conf:sip:a@b"], zoom, meet, &[]).as_deref(), Some("zoom.us"));
    assert_eq!(at(&[], &format!("Rainier; {zoom}"), meet, &[]).as_deref(), Some("zoom.us"));
    assert_eq!(
        at(&[], own, meet, &[]).as_deref(),
        Some("meet.google.com"),
        "a known one before an unknown one"
    );
    assert_eq!(at(&[], own, "", &[zoom.into()]).as_deref(), Some("zoom.us"));
    assert_eq!(at(&[], own, "", &[]).as_deref(), Some("conf.contoso.example"), "the place is an address");
    assert_eq!(at(&[], "https://10.0.0.5/room", "", &[]), None, "a number says nothing to anybody");
    assert_eq!(at(&[], "https://printer/room", "", &[]), None);
    assert_eq!(at(&[], "", "", &[own.into()]), None);
}

#[test]
fn a_text_of_nothing_but_links_is_looked_through_quickly() {
    let many = "https://contoso.example/a ".repeat(200_000);
    assert_eq!(in_text(&many), None);
    assert_eq!(links_in(&many).count(), MOST);
    let long = format!("https://{}", "a".repeat(2_000_000));
    assert_eq!(links_in(&long).count(), 0);
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}|(https://|[@:/?#%*_.;!é-]|zoom.us|safelinks){0,12}") {
        let _ = WebLink::parse(&text);
        let _ = links_in(&text).count();
        let _ = without_punctuation(&text);
    }

    #[test]
    fn no_wrapper_panics(inner in "\\PC{0,40}", kind in 0..4_usize) {
        let begin = [
            "https://eur01.safelinks.protection.outlook.com/?url=",
            "https://urldefense.proofpoint.com/v2/url?u=",
            "https://urldefense.com/v3/__",
            "https://secure-web.cisco.com/1/",
        ];
        let _ = WebLink::parse(&format!("{}{inner}", begin[kind]));
    }
}
