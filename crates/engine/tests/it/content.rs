//! What an invitation carries besides its facts, fetched from a server and made safe.

use chrono::TimeDelta;
use eas::ProtocolVersion;
use engine::view::{FailureCode, InvitationCard};
use exchange_sim::{Command, Event, Fault, File, On};

use crate::world::{ALICE, BOB, SignedIn, World, quarterly_planning};

const PLACE: &str = "https://teams.contoso.example/l/meetup-join/1";

fn rich() -> Event {
    let logo = File { content_id: Some("logo@contoso".into()), ..File::new("logo.png", "image/png", "PNG") };
    Event {
        html: Some(
            r#"<style>p{}</style><p onclick="x()">Bring <b>priorities</b>, see <a href="https://contoso.example/q4">results</a>
               or <a href="http://old.contoso.example/">the old ones</a>.</p><img src="https://contoso.example/p.png" alt="Map">
               <img src="cid:logo@contoso"><script>alert(1)</script>"#
                .into(),
        ),
        attachments: vec![
            File::new("../Agenda.pdf", "application/pdf", "%PDF-1.7 \u{0}"),
            logo,
            File::new("invoice.pdf.exe", "application/pdf", "MZ"),
        ],
        online: Some(PLACE.into()),
        ..quarterly_planning()
    }
}

async fn invited(version: ProtocolVersion, event: Event) -> (World, SignedIn) {
    let world = World::exchange(version);
    world.invite(event);
    let bob = world.sign_in(BOB).await;
    (world, bob)
}

fn card(world: &World, who: &SignedIn) -> InvitationCard {
    let rows = world.engine.invitations(&who.id).unwrap();
    world.engine.card(&who.id, &rows[0].id).unwrap()
}

fn names(card: &InvitationCard) -> Vec<&str> {
    card.content.attachments.iter().map(|file| file.name.as_str()).collect()
}

#[tokio::test]
async fn the_card_offers_what_the_invitation_carries_without_asking_the_server_again() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let (world, bob) = invited(version, rich()).await;
        let asked = world.asked(Command::ItemOperations);
        let card = card(&world, &bob);
        let join = card.content.join.as_ref().unwrap();
        assert_eq!((join.link.url.as_str(), join.link.host.as_str()), (PLACE, "teams.contoso.example"));
        assert_eq!(join.service, None, "a host that nobody knows is no service");
        assert!(card.content.formatted);
        assert_eq!(names(&card), ["_Agenda.pdf", "invoice.pdf.exe"], "a picture of the text is no file");
        assert_eq!(card.content.attachments[0].size, Some(10));
        assert_eq!(card.body, "Please bring your priorities.", "the text is shown first");
        assert_eq!(world.asked(Command::ItemOperations), asked);
    }
}

#[tokio::test]
async fn plain_words_offer_nothing_else() {
    let (world, bob) = invited(ProtocolVersion::V16_1, quarterly_planning()).await;
    assert_eq!(card(&world, &bob).content, engine::view::Content::default());
}

#[tokio::test]
async fn a_link_into_the_meeting_is_found_in_the_text_and_not_offered_once_it_is_called_off() {
    let words = "Bring priorities. ".repeat(200);
    let body = format!("{words}\nJoin Zoom Meeting\nhttps://us02web.zoom.us/j/1?pwd=x\n");
    let (world, bob) = invited(ProtocolVersion::V16_1, Event { body, ..quarterly_planning() }).await;
    let before = card(&world, &bob);
    assert!(before.body_missing && before.content.join.is_none(), "it stands where the text was cut");
    assert!(before.body_cut, "and the server says so");
    world.engine.fetch_text(&bob.id, &before.row.id).await.unwrap();
    let join = card(&world, &bob).content.join.unwrap();
    assert_eq!((join.link.host.as_str(), join.service.as_deref()), ("us02web.zoom.us", Some("Zoom")));

    world.sim.cancel(ALICE, &before.row.uid).unwrap();
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(card(&world, &bob).content.join, None);
}

#[tokio::test]
async fn a_text_that_did_not_come_is_asked_for_again() {
    let body = "Bring priorities. ".repeat(200);
    let (world, bob) = invited(ProtocolVersion::V16_1, Event { body, ..quarterly_planning() }).await;
    let meeting = card(&world, &bob).row.id;
    let fetch = async || world.engine.fetch_text(&bob.id, &meeting).await;
    world.sim.fail(On::command(Command::ItemOperations), Fault::LoseRequest);
    fetch().await.unwrap_err();
    fetch().await.unwrap();
    assert!(!card(&world, &bob).body_missing, "the second time it came");
}

#[tokio::test]
async fn a_text_that_the_server_does_not_have_is_asked_for_once() {
    let body = "Bring priorities. ".repeat(200);
    let (world, bob) = invited(ProtocolVersion::V16_1, Event { body, ..quarterly_planning() }).await;
    let meeting = card(&world, &bob).row.id;
    world.sim.fail(On::command(Command::ItemOperations).times(9), Fault::Status(2));
    world.engine.fetch_text(&bob.id, &meeting).await.unwrap_err();
    world.engine.fetch_text(&bob.id, &meeting).await.unwrap();
    assert_eq!(world.asked(Command::ItemOperations), 1);
}

#[tokio::test]
async fn a_link_that_only_looks_like_one_is_not_offered() {
    let body =
        "Join: https://teams.microsoft.com@evil.example/l/meetup-join/1 or https://zoom.us.evil.example/j/1"
            .into();
    let (world, bob) = invited(ProtocolVersion::V16_1, Event { body, ..quarterly_planning() }).await;
    assert_eq!(card(&world, &bob).content.join, None);
}

#[tokio::test]
async fn html_without_a_text_is_readable() {
    let html =
        r#"<p>Bring <b>priorities</b>.</p><p><a href="https://zoom.us/j/1?pwd=a&amp;b=c">Join</a></p>"#;
    let event = Event { body: String::new(), html: Some(html.into()), ..quarterly_planning() };
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let (world, bob) = invited(version, event.clone()).await;
        let card = card(&world, &bob);
        assert_eq!(card.body, "Bring priorities.\n\nJoin <https://zoom.us/j/1?pwd=a&b=c>");
        assert_eq!(card.content.join.unwrap().service.as_deref(), Some("Zoom"));
    }
}

#[tokio::test]
async fn the_formatted_text_is_fetched_and_made_safe() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let (world, bob) = invited(version, rich()).await;
        let meeting = card(&world, &bob).row.id;
        let text = world.engine.formatted_text(&bob.id, &meeting).await.unwrap();
        assert!(
            text.html.contains("<p>Bring <b>priorities</b>, see <a data-link=\"1\">results</a>"),
            "{}",
            text.html
        );
        assert!(!text.html.contains("script") && !text.html.contains("contoso"), "{}", text.html);
        let links: Vec<_> = text
            .links
            .iter()
            .map(|one| (one.address.as_str(), one.link.as_ref().map(|link| link.host.as_str())))
            .collect();
        assert_eq!(
            links,
            [("https://contoso.example/q4", Some("contoso.example")), ("http://old.contoso.example/", None)]
        );
        assert_eq!((text.pictures_left_out, text.cut), (2, false));
    }
}

#[tokio::test]
async fn the_formatted_text_is_that_of_the_newer_version_which_only_the_calendar_has() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let (world, bob) = invited(version, rich()).await;
        let row = card(&world, &bob).row;
        world.pass(TimeDelta::hours(1));
        let newer = |event: &mut Event| {
            event.body = "Bring numbers.".into();
            event.html = Some("<p>Bring <i>numbers</i>.</p>".into());
        };
        world.sim.update(ALICE, &row.uid, newer).unwrap();
        world.sim.throw_away_newest(BOB).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(card(&world, &bob).body, "Bring numbers.", "{version}");
        let text = world.engine.formatted_text(&bob.id, &row.id).await.unwrap();
        assert_eq!(text.html, "<p>Bring <i>numbers</i>.</p>", "{version}");
    }
}

#[tokio::test]
async fn a_long_formatted_text_says_that_it_is_cut_and_a_bomb_is_refused() {
    let html = |html: String| Event { html: Some(html), ..quarterly_planning() };
    let (world, bob) = invited(ProtocolVersion::V16_1, html(format!("<p>{}", "word ".repeat(400_000)))).await;
    let meeting = card(&world, &bob).row.id;
    let text = world.engine.formatted_text(&bob.id, &meeting).await.unwrap();
    assert!(text.cut && text.html.len() < 600_000);

    let (world, bob) = invited(ProtocolVersion::V16_1, html("<div>".repeat(50_000))).await;
    let meeting = card(&world, &bob).row.id;
    let failure = world.engine.formatted_text(&bob.id, &meeting).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::Unsafe);
    assert!(failure.message.contains("nested"), "{}", failure.message);
    assert_eq!(card(&world, &bob).body, "Please bring your priorities.", "the text is there all the same");
}

#[tokio::test]
async fn a_file_is_fetched_whole() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let (world, bob) = invited(version, rich()).await;
        let card = card(&world, &bob);
        let id = &card.content.attachments[0].id;
        let file = world.engine.fetch_attachment(&bob.id, &card.row.id, id).await.unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("_Agenda.pdf", &b"%PDF-1.7 \0"[..]));
        let unknown = world.engine.fetch_attachment(&bob.id, &card.row.id, "0000").await.unwrap_err();
        assert_eq!(unknown.failure().code, FailureCode::NotFound);
        assert!(!format!("{file:?}").contains("Agenda"), "names stay out of logs");
    }
}

#[tokio::test]
async fn a_file_that_does_not_come_says_why() {
    let (world, bob) = invited(ProtocolVersion::V16_1, rich()).await;
    let card = card(&world, &bob);
    let fetch = async || {
        let id = &card.content.attachments[0].id;
        let failed = world.engine.fetch_attachment(&bob.id, &card.row.id, id).await;
        failed.map_err(|error| error.failure().code)
    };
    for (fault, code) in [
        (Fault::LoseRequest, FailureCode::Offline),
        (Fault::Status(11), FailureCode::TooLarge),
        (Fault::Status(15), FailureCode::NotFound),
        (Fault::Truncated, FailureCode::BadAnswer),
        (Fault::Busy(None), FailureCode::ServerBusy),
    ] {
        world.sim.fail(On::command(Command::ItemOperations), fault.clone());
        assert_eq!(fetch().await.unwrap_err(), code, "{fault:?}");
    }
    world.sim.fail(On::command(Command::ItemOperations), Fault::ProvisionFirst);
    assert!(fetch().await.is_ok(), "a detour is taken");
    world.sim.fail(On::command(Command::ItemOperations), Fault::LoseRequest);
    let offline = world.engine.formatted_text(&bob.id, &card.row.id).await.unwrap_err();
    assert_eq!(offline.failure().code, FailureCode::Offline);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_even_asked_for() {
    let huge = File::new("film.mp4", "video/mp4", vec![0; 25 * 1024 * 1024 + 1]);
    let (world, bob) =
        invited(ProtocolVersion::V16_1, Event { attachments: vec![huge], ..quarterly_planning() }).await;
    let card = card(&world, &bob);
    let file = &card.content.attachments[0];
    assert!(file.too_large);
    let failure = world.engine.fetch_attachment(&bob.id, &card.row.id, &file.id).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::TooLarge);
    assert!(failure.message.starts_with("film.mp4 is larger than 25 MB"), "{}", failure.message);
    assert_eq!(world.asked(Command::ItemOperations), 0);
}
