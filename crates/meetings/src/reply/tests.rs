use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use proptest::prelude::*;

use super::*;
use crate::message::Proposal;

/// Bob answers Alice's Quarterly Planning, the meeting of the 2011 article on meeting responses.
fn reply() -> Reply {
    Reply {
        uid: Uid::new("A3561BDAAE8E4B30AC255FD3F31A3AD700000000000000000000000000000000"),
        recurrence_id: None,
        sequence: None,
        organizer: Mailbox::new("Alice", "alice@contoso.com").unwrap(),
        attendee: Mailbox::new("Bob", "bob@contoso.com").unwrap(),
        answer: Answer::Accepted,
        comment: String::new(),
        dt_stamp: instant("2011-05-06T16:53:00Z"),
        start: Some(EventTime::Instant(instant("2011-05-10T17:00:00Z"))),
        end: Some(EventTime::Instant(instant("2011-05-10T18:00:00Z"))),
        summary: "Quarterly Planning".to_owned(),
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ids() -> MessageIds {
    MessageIds { message_id: "7f3a@quorum".to_owned(), date: instant("2011-05-06T16:53:01Z") }
}

/// For snapshots: line ends are asserted here, and left out of the snapshot.
fn shown(text: &str) -> String {
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "every line ends with CRLF");
    assert_eq!(text.matches('\r').count(), text.matches("\r\n").count(), "and CR stands nowhere else");
    text.replace("\r\n", "\n")
}

fn shown_message(reply: &Reply) -> String {
    shown(&String::from_utf8(reply.message(&ids())).unwrap())
}

/// Content lines, unfolded.
fn content_lines(reply: &Reply) -> Vec<String> {
    reply.icalendar().replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn line<'a>(lines: &'a [String], name: &str) -> &'a str {
    let mut found = lines.iter().filter(|line| line.starts_with(name));
    let line = found.next().unwrap_or_else(|| panic!("no {name} in {lines:#?}"));
    assert_eq!(found.next(), None, "{name} once");
    line
}

#[test]
fn accepted_meeting() {
    insta::assert_snapshot!(shown(&reply().icalendar()));
}

#[test]
fn accepted_meeting_as_mail() {
    insta::assert_snapshot!(shown_message(&reply()));
}

#[test]
fn tentative_occurrence_of_a_series_with_comment() {
    let reply = Reply {
        answer: Answer::Tentative,
        recurrence_id: Some(EventTime::Instant(instant("2011-05-10T17:00:00Z"))),
        sequence: Some(3),
        comment: "Running late; please start, Alice.\r\nBob".to_owned(),
        start: Some(EventTime::Instant(instant("2011-05-10T19:00:00Z"))),
        end: Some(EventTime::Instant(instant("2011-05-10T20:00:00Z"))),
        ..reply()
    };
    insta::assert_snapshot!(shown(&reply.icalendar()));
}

#[test]
fn declined_all_day_meeting() {
    let day = |text: &str| Some(EventTime::Day(text.parse().unwrap()));
    let reply = Reply {
        answer: Answer::Declined,
        recurrence_id: day("2026-12-01"),
        start: day("2026-12-01"),
        end: day("2026-12-02"),
        ..reply()
    };
    insta::assert_snapshot!(shown(&reply.icalendar()));
}

#[test]
fn names_and_title_beyond_ascii_as_mail() {
    let reply = Reply {
        organizer: Mailbox::new("Żaneta Łęcka, Zarząd", "zaneta@contoso.com").unwrap(),
        attendee: Mailbox::new("Jürgen \"Jogi\" Weiß; Bau", "juergen@contoso.com").unwrap(),
        answer: Answer::Declined,
        comment: "Leider krank – bis nächste Woche!".to_owned(),
        summary: "Übergabe: 第三四半期の計画会議, Zürich; Raum 5".to_owned(),
        ..reply()
    };
    insta::assert_snapshot!(shown(&reply.icalendar()));
    insta::assert_snapshot!(shown_message(&reply));
}

#[test]
fn object_has_exactly_the_properties_of_a_reply() {
    let names: Vec<String> = content_lines(&reply())
        .iter()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "BEGIN",
            "VERSION",
            "PRODID",
            "METHOD",
            "BEGIN",
            "ATTENDEE",
            "DTEND",
            "DTSTAMP",
            "DTSTART",
            "ORGANIZER",
            "SUMMARY",
            "UID",
            "END",
            "END"
        ]
    );
}

#[test]
fn attendee_is_the_replier_and_organizer_the_organizer() {
    for answer in Answer::ALL {
        let lines = content_lines(&Reply { answer, ..reply() });
        assert_eq!(
            line(&lines, "ATTENDEE"),
            format!("ATTENDEE;CN=Bob;PARTSTAT={}:mailto:bob@contoso.com", answer.part_stat().as_str())
        );
        assert_eq!(line(&lines, "ORGANIZER"), "ORGANIZER:mailto:alice@contoso.com");
        assert_eq!(line(&lines, "METHOD"), "METHOD:REPLY", "for all three answers");
    }
}

#[test]
fn unknown_sequence_is_left_out_and_not_invented() {
    assert!(!reply().icalendar().contains("SEQUENCE"));
    assert!(Reply { sequence: Some(0), ..reply() }.icalendar().contains("SEQUENCE:0\r\n"));
}

#[test]
fn uid_is_the_requests_to_the_letter() {
    let uid = Uid::new(
        "040000008200e00074c5b7101a82e00800000000a048daf17405d9010000000000000000100000003c10a5564c9d36459e7780c78bafcb77",
    );
    let lines = content_lines(&Reply { uid: uid.clone(), ..reply() });
    assert_eq!(line(&lines, "UID"), format!("UID:{uid}"), "compared without case, sent back as it came");
}

#[test]
fn name_of_nothing_but_quotes_gives_no_cn() {
    let attendee = Mailbox::new("\"\"", "bob@contoso.com").unwrap();
    let lines = content_lines(&Reply { attendee, ..reply() });
    assert_eq!(line(&lines, "ATTENDEE"), "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com");
}

#[test]
fn title_of_a_stranger_adds_no_header_and_no_property() {
    let reply = Reply {
        summary: "Lunch\r\nBcc: eve@evil.test\r\nATTENDEE:mailto:eve@evil.test".to_owned(),
        attendee: Mailbox::new("Bob\r\nX-Evil: 1", "bob@contoso.com").unwrap(),
        comment: "yes\rEND:VEVENT\r\n.\r\n--=_quorum--\0".to_owned(),
        ..reply()
    };
    let mail = reply.message(&MessageIds { message_id: "a>\r\nX-Evil: 2 <".to_owned(), ..ids() });
    let mail = MessageParser::new().parse(&mail).unwrap();
    let headers: Vec<&str> = mail.headers().iter().map(|header| header.name()).collect();
    assert_eq!(headers, ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]);
    assert_eq!(mail.parts.len(), 3, "the comment closes no part");
    let names: Vec<String> = content_lines(&reply).iter().map(|line| line[..4].to_owned()).collect();
    assert_eq!(names.iter().filter(|name| *name == "ATTE").count(), 1);
    assert_eq!(names.iter().filter(|name| *name == "END:").count(), 2);
}

#[test]
fn boundary_is_no_line_of_the_comment() {
    let reply = Reply { comment: "--=_quorum\n--=_quorum_".to_owned(), ..reply() };
    let mail = reply.message(&ids());
    let mail = MessageParser::new().parse(&mail).unwrap();
    assert_eq!(mail.parts.len(), 3);
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), reply.comment);
}

#[test]
fn calendar_is_the_last_alternative_and_no_attachment() {
    let mail = reply().message(&ids());
    let mail = MessageParser::new().parse(&mail).unwrap();
    let content_type = |part: usize| {
        let content_type = mail.part(part as u32).unwrap().content_type().unwrap();
        format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap())
    };
    assert_eq!(
        [content_type(0), content_type(1), content_type(2)],
        ["multipart/alternative", "text/plain", "text/calendar"]
    );
    let calendar = mail.part(2).unwrap();
    assert!(calendar.content_disposition().is_none(), "Exchange processes no attached reply");
    let content_type = calendar.content_type().unwrap();
    assert_eq!(content_type.attribute("method"), Some("REPLY"), "Outlook ignores a reply without it");
    assert_eq!(content_type.attribute("charset"), Some("utf-8"));
    assert_eq!(calendar.content_transfer_encoding(), Some("base64"));
}

#[test]
fn mail_without_a_comment_says_the_answer() {
    for (answer, words) in [
        (Answer::Accepted, "Bob has accepted this invitation."),
        (Answer::Tentative, "Bob has tentatively accepted this invitation."),
        (Answer::Declined, "Bob has declined this invitation."),
    ] {
        let mail = Reply { answer, ..reply() }.message(&ids());
        let mail = MessageParser::new().parse(&mail).unwrap();
        assert_eq!(mail.body_text(0).unwrap().trim_end(), words);
    }
}

#[test]
fn same_reply_gives_the_same_bytes() {
    assert_eq!(reply().message(&ids()), reply().message(&ids()));
}

#[test]
fn debug_hides_people_and_words() {
    let text = format!("{:?}", Reply { comment: "secret".to_owned(), ..reply() });
    for hidden in ["bob", "Bob", "alice", "Quarterly", "secret"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

/// Text as strangers write it: any characters, the dangerous ones often.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            any::<char>().prop_map(String::from),
            proptest::sample::select(vec![
                "\r\n",
                "\n",
                "\r",
                "\\",
                ";",
                ",",
                ":",
                "\"",
                " ",
                "\t",
                "ü",
                "老",
                "\u{1F30D}",
                "\\n"
            ])
            .prop_map(str::to_owned),
            "[a-zA-Z ]{0,30}",
        ],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn any_reply()(
        uid in "[!-~]{1,120}",
        summary in text(),
        comment in text(),
        name in text(),
        sequence in proptest::option::of(any::<u32>()),
        answer in proptest::sample::select(&Answer::ALL[..]),
    ) -> Reply {
        let attendee = Mailbox::new(&name, "bob@contoso.com").unwrap();
        Reply { uid: Uid::new(uid), summary, comment, attendee, sequence, answer, ..reply() }
    }
}

proptest! {
    #[test]
    fn lines_are_folded_at_75_octets_between_characters(reply in any_reply()) {
        let text = reply.icalendar();
        prop_assert!(text.ends_with("\r\n"));
        for line in text.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
            prop_assert!(!line.contains(['\r', '\n']));
        }
    }

    #[test]
    fn icalendar_reads_what_was_meant(reply in any_reply()) {
        use icalendar::parser::{read_calendar, unfold};
        let text = unfold(&reply.icalendar());
        let calendar = read_calendar(&text).unwrap();
        let event = &calendar.components[0];
        let value = |name: &str| event.find_prop(name).map(|property| property.val.as_str().to_owned());
        prop_assert_eq!(value("UID"), Some(reply.uid.as_str().to_owned()));
        prop_assert_eq!(value("SUMMARY").unwrap_or_default(), lines(&reply.summary));
        prop_assert_eq!(value("COMMENT").unwrap_or_default(), lines(&reply.comment));
        prop_assert_eq!(value("SEQUENCE"), reply.sequence.map(|number| number.to_string()));
        prop_assert_eq!(value("ATTENDEE"), Some("mailto:bob@contoso.com".to_owned()));
    }

    #[test]
    fn mail_reads_what_was_meant(reply in any_reply()) {
        let mail = reply.message(&ids());
        let mail = MessageParser::new().parse(&mail).unwrap();
        prop_assert_eq!(mail.parts.len(), 3);
        let PartType::Text(calendar) = &mail.part(2).unwrap().body else { panic!("text/calendar is text") };
        prop_assert_eq!(calendar.as_ref(), reply.icalendar());
        prop_assert_eq!(mail.from().unwrap().first().unwrap().address(), Some("bob@contoso.com"));
        prop_assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("alice@contoso.com"));
        prop_assert_eq!(mail.message_id(), Some("7f3a@quorum"));
        prop_assert_eq!(mail.date().unwrap().to_timestamp(), ids().date.timestamp());
    }
}

/// Bob would rather meet the day after.
fn counter() -> Counter {
    let proposed = Proposal { start: instant("2011-05-11T12:00:00Z"), end: instant("2011-05-11T13:00:00Z") };
    Counter { reply: Reply { sequence: Some(2), ..reply() }, proposed, zone: chrono_tz::Europe::Berlin }
}

#[test]
fn counter_has_exactly_the_properties_of_a_counter() {
    insta::assert_snapshot!(shown(&counter().icalendar()));
}

#[test]
fn counter_of_one_occurrence_with_comment_as_mail() {
    let reply = Reply {
        recurrence_id: Some(EventTime::Instant(instant("2011-05-10T17:00:00Z"))),
        comment: "I fly back that night.".to_owned(),
        ..reply()
    };
    let counter = Counter { reply, ..counter() };
    insta::assert_snapshot!(shown(&counter.icalendar()));
    insta::assert_snapshot!(shown(&String::from_utf8(counter.message(&ids())).unwrap()));
}

#[test]
fn counter_is_read_back_as_the_proposal_it_is() {
    let counter = counter();
    let mail = counter.message(&ids());
    let message = crate::itip::parse(&crate::itip::calendar_part(&mail).unwrap()).unwrap();
    let sender = crate::Person::new("Bob", "bob@contoso.com");
    let answers = message.answers(&sender, &Zone::Iana(chrono_tz::Tz::UTC));
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].proposal, Some(counter.proposed));
    assert_eq!(answers[0].answer, Some(Answer::Tentative), "although Bob's reply says yes");
    assert_eq!(answers[0].sequence, Some(2));
}

#[test]
fn subject_of_a_counter_is_not_stacked_on_itself() {
    assert_eq!(Counter::subject("Planning"), "New Time Proposed: Planning");
    assert_eq!(Counter::subject("new time proposed: Planning"), "new time proposed: Planning");
    assert_eq!(
        Counter::subject("Übergabe\r\nBcc: eve@evil.test"),
        "New Time Proposed: Übergabe Bcc: eve@evil.test"
    );
    assert_eq!(Counter::subject(""), "New Time Proposed:");
}

#[test]
fn proposed_time_in_words() {
    let say = |start: &str, end: &str| {
        let proposed = Proposal { start: instant(start), end: instant(end) };
        in_words(&proposed, chrono_tz::Europe::Berlin, instant("2026-11-23T09:00:00Z"))
    };
    assert_eq!(
        say("2026-12-02T13:00:00Z", "2026-12-02T14:00:00Z"),
        "I propose Wed 2 Dec, 14:00–15:00 (Europe/Berlin) instead."
    );
    assert_eq!(
        say("2026-12-31T22:30:00Z", "2027-01-01T00:00:00Z"),
        "I propose Thu 31 Dec, 23:30 – Fri 1 Jan 2027, 01:00 (Europe/Berlin) instead."
    );
}

#[test]
fn words_are_added_under_a_comment_and_taken_away_again() {
    let zone = chrono_tz::Europe::Berlin;
    let Counter { reply, proposed, .. } = counter();
    let sentence = in_words(&proposed, zone, reply.dt_stamp);
    let bare = reply.clone().proposing_in_words(&proposed, zone);
    assert_eq!(bare.comment, sentence);
    assert_eq!(without_words(&bare.comment), "");
    let with = Reply { comment: "Sorry.\r\nBob".to_owned(), ..reply }.proposing_in_words(&proposed, zone);
    assert_eq!(with.comment, format!("Sorry.\nBob\n\n{sentence}"));
    assert_eq!(without_words(&with.comment), "Sorry.\nBob");
    assert_eq!(without_words("I propose a toast.\n"), "I propose a toast.", "what somebody wrote stays");
}
