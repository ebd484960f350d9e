use chrono::TimeDelta;
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::{EventTime, Mailbox, MessageIds, Reply};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn berlin() -> Zone {
    Zone::Iana(Tz::Europe__Berlin)
}

fn bob() -> Person {
    Person::new("Bob", "bob@contoso.com")
}

/// One VEVENT of a REPLY by Bob, with more lines or others.
fn reply_with(lines: &str) -> String {
    object("REPLY", &format!("UID:m1\r\nDTSTAMP:20261120T101500Z\r\n{lines}"))
}

fn object(method: &str, event: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        event.trim_end()
    )
}

fn only_answer(ics: &str) -> AttendeeAnswer {
    let answers = parse(ics).unwrap().answers(&bob(), &berlin());
    let [answer] = answers.as_slice() else { panic!("one answer in {answers:?}") };
    answer.clone()
}

#[test]
fn exchange_reply_without_organizer_is_read() {
    let ics = reply_with("ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@contoso.com\r\nSEQUENCE:2");
    assert_eq!(parse(&ics).unwrap().events[0].organizer, None);
    let answer = only_answer(&ics);
    assert_eq!(answer.answer, Some(Answer::Accepted));
    assert_eq!(answer.attendee, bob());
    assert_eq!(answer.uid, Uid::new("m1"));
    assert_eq!((answer.dt_stamp, answer.sequence), (Some(utc("2026-11-20T10:15:00Z")), Some(2)));
    assert_eq!(answer.recurrence_id, None);
}

#[test]
fn reply_to_one_occurrence_is_not_one_to_the_series() {
    // Exchange Online sends RECURRENCE-ID and RRULE together.
    let ics = reply_with(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261201T180000\r\nRRULE:FREQ=WEEKLY\r\nATTENDEE;PARTSTAT=DECLINED:mailto:bob@contoso.com",
    );
    assert_eq!(only_answer(&ics).recurrence_id, Some(utc("2026-12-01T17:00:00Z")));
}

#[test]
fn occurrence_in_an_unknown_zone_is_not_taken_for_the_series() {
    let ics = reply_with(
        "RECURRENCE-ID;TZID=Nowhere Time:20261201T180000\r\nATTENDEE;PARTSTAT=DECLINED:mailto:bob@contoso.com",
    );
    assert_eq!(parse(&ics).unwrap().answers(&bob(), &berlin()), []);
}

#[test]
fn all_day_occurrence_is_the_readers_midnight() {
    let ics =
        reply_with("RECURRENCE-ID;VALUE=DATE:20261201\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com");
    assert_eq!(only_answer(&ics).recurrence_id, Some(utc("2026-11-30T23:00:00Z")));
}

#[test]
fn folded_lines_and_quoted_names_are_read() {
    let ics = reply_with(
        "ATTENDEE;CUTYPE=INDIVIDUAL;CN=\"Bauer; Bob: the \r\n second\";PARTSTAT=TEN\r\n\tTATIVE;RSVP=TRUE:MAILTO:bo\r\n b@contoso.com",
    );
    let answer = only_answer(&ics);
    assert_eq!(answer.answer, Some(Answer::Tentative));
    assert_eq!(answer.attendee, Person::new("Bauer; Bob: the second", "bob@contoso.com"));
}

#[test]
fn any_case_and_any_line_end_is_read() {
    let ics =
        reply_with("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com").replace("\r\n", "\n").to_lowercase();
    assert_eq!(only_answer(&ics).answer, Some(Answer::Accepted));
    assert_eq!(only_answer(&format!("\u{FEFF}{}", ics.replace('\n', "\r"))).answer, Some(Answer::Accepted));
}

#[test]
fn line_that_is_none_is_skipped() {
    let ics = reply_with(
        "junk without a colon\r\n:no name\r\n\r\n;;;:\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com",
    );
    assert_eq!(only_answer(&ics).answer, Some(Answer::Accepted));
}

#[test]
fn quote_left_open_does_not_swallow_the_line() {
    let ics = reply_with("ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Bob:mailto:bob@contoso.com");
    assert_eq!(only_answer(&ics).attendee, bob());
}

#[test]
fn truncated_object_gives_what_it_holds() {
    let ics = reply_with("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@contoso.com");
    let (head, _) = ics.split_once("END:VEVENT").unwrap();
    assert_eq!(only_answer(head).answer, Some(Answer::Declined));
}

#[test]
fn alarm_inside_the_event_is_not_the_event() {
    let ics = reply_with(
        "BEGIN:VALARM\r\nATTENDEE:mailto:eve@evil.test\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nSUMMARY:Planning\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com",
    );
    let event = &parse(&ics).unwrap().events[0];
    assert_eq!((event.summary.as_str(), event.attendees.len()), ("Planning", 1));
}

#[test]
fn alarm_left_open_ends_with_its_event() {
    let ics = format!(
        "{}{}",
        reply_with("BEGIN:VALARM\r\nTRIGGER:PT0S").trim_end_matches("END:VCALENDAR\r\n"),
        "BEGIN:VEVENT\r\nUID:m2\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com\r\nEND:VEVENT\r\nEND:VCALENDAR"
    );
    assert_eq!(only_answer(&ics).uid, Uid::new("m2"));
}

#[test]
fn comment_is_unescaped_and_several_are_lines() {
    let ics = reply_with(
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com\r\nCOMMENT;LANGUAGE=en:Late\\, sorry\\; C:\\\\temp\\nBob\r\nCOMMENT:again",
    );
    assert_eq!(only_answer(&ics).comment, "Late, sorry; C:\\temp\nBob\nagain");
}

#[test]
fn attendee_told_by_email_parameter_is_read() {
    let ics = reply_with("ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob;EMAIL=bob@contoso.com:urn:uuid:7f3a");
    assert_eq!(only_answer(&ics).attendee, bob());
}

#[test]
fn among_several_attendees_the_sender_answers() {
    let ics = reply_with(
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:carol@contoso.com\r\nATTENDEE;PARTSTAT=DECLINED:mailto:BOB@contoso.com",
    );
    assert_eq!(only_answer(&ics).answer, Some(Answer::Declined));
    let stranger = Person::new("", "eve@evil.test");
    assert_eq!(parse(&ics).unwrap().answers(&stranger, &berlin()), [], "whose answer it is cannot be told");
}

#[test]
fn answer_to_each_occurrence_stands_for_itself() {
    let event = |day: &str, part_stat: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:m1\r\nRECURRENCE-ID:202612{day}T170000Z\r\nATTENDEE;PARTSTAT={part_stat}:mailto:bob@contoso.com\r\nEND:VEVENT\r\n"
        )
    };
    let ics = format!(
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{}{}END:VCALENDAR\r\n",
        event("01", "ACCEPTED"),
        event("08", "DECLINED")
    );
    let answers = parse(&ics).unwrap().answers(&bob(), &berlin());
    let told: Vec<_> = answers.iter().map(|answer| (answer.recurrence_id, answer.answer)).collect();
    assert_eq!(
        told,
        [
            (Some(utc("2026-12-01T17:00:00Z")), Some(Answer::Accepted)),
            (Some(utc("2026-12-08T17:00:00Z")), Some(Answer::Declined))
        ]
    );
}

#[test]
fn needs_action_and_delegated_are_no_answers() {
    for part_stat in ["NEEDS-ACTION", "DELEGATED", "X-MAYBE", ""] {
        let ics = reply_with(&format!("ATTENDEE;PARTSTAT={part_stat}:mailto:bob@contoso.com"));
        assert_eq!(parse(&ics).unwrap().answers(&bob(), &berlin()), [], "{part_stat:?}");
    }
}

#[test]
fn request_and_cancel_hold_no_answers() {
    for method in ["REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"] {
        let ics = object(method, "UID:m1\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.com");
        assert_eq!(parse(&ics).unwrap().answers(&bob(), &berlin()), [], "{method}");
    }
}

/// As Outlook writes it: its own zone name, described in the object.
fn counter(time_zone_id: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nMETHOD:COUNTER\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n\
         BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
         RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n\
         BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
         RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n\
         BEGIN:VEVENT\r\nUID:m1\r\nDTSTAMP:20261120T101500Z\r\nSEQUENCE:0\r\n\
         ATTENDEE;PARTSTAT=TENTATIVE;CN=Bob:mailto:bob@contoso.com\r\n\
         DTSTART;TZID={time_zone_id}:20260701T180000\r\nDTEND;TZID={time_zone_id}:20260701T190000\r\n\
         SUMMARY:New Time Proposed: Planning\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[test]
fn counter_is_a_proposal_and_not_only_a_tentative_answer() {
    let proposal = Proposal { start: utc("2026-07-01T16:00:00Z"), end: utc("2026-07-01T17:00:00Z") };
    let answer = only_answer(&counter("W. Europe Standard Time"));
    assert_eq!(answer.answer, Some(Answer::Tentative));
    assert_eq!(answer.proposal, Some(proposal), "in the zone that the object describes");
    assert_eq!(only_answer(&counter("Europe/Berlin")).proposal, Some(proposal));
}

#[test]
fn counter_in_a_zone_nobody_describes_tells_no_time() {
    let message = parse(&counter("Customized Time Zone")).unwrap();
    assert_eq!(message.method, Method::Counter, "it still is a proposal");
    assert_eq!(message.proposal(&berlin()), None);
    assert_eq!(
        message.events[0].start,
        Some(IcalTime::Zoned {
            local: "2026-07-01T18:00:00".parse().unwrap(),
            tzid: "Customized Time Zone".to_owned()
        }),
        "and keeps the time as written"
    );
}

#[test]
fn windows_name_of_a_zone_is_understood_where_the_object_does_not_describe_it() {
    let proposal = |ics: &str| parse(ics).unwrap().proposal(&berlin()).map(|proposal| proposal.start);
    let undescribed = counter("Pacific Standard Time");
    assert_eq!(proposal(&undescribed), Some(utc("2026-07-02T01:00:00Z")));
    let described = undescribed.replace("TZID:W. Europe Standard Time", "TZID:Pacific Standard Time");
    assert_eq!(proposal(&described), Some(utc("2026-07-01T16:00:00Z")), "the description counts");
}

#[test]
fn counter_without_part_stat_leaves_the_answer_open() {
    let ics = object("COUNTER", "UID:m1\r\nDTSTART:20261201T180000Z\r\nDURATION:PT1H30M");
    let answer = only_answer(&ics);
    assert_eq!((answer.answer, answer.attendee), (None, bob()));
    assert_eq!(
        answer.proposal,
        Some(Proposal { start: utc("2026-12-01T18:00:00Z"), end: utc("2026-12-01T19:30:00Z") })
    );
}

#[test]
fn times_of_a_reply_are_no_proposal() {
    let ics = reply_with(
        "ATTENDEE;PARTSTAT=TENTATIVE:mailto:bob@contoso.com\r\nDTSTART:20261201T180000Z\r\nDTEND:20261201T190000Z",
    );
    assert_eq!(only_answer(&ics).proposal, None);
}

#[test]
fn unreadable_zone_is_unknown_rather_than_an_hour_off() {
    for (was, is) in [
        ("BYDAY=-1SU;BYMONTH=3", "BYMONTHDAY=25;BYMONTH=3"),
        ("TZOFFSETTO:+0200", "TZOFFSETTO:two"),
        ("FREQ=YEARLY", "FREQ=MONTHLY"),
        ("BYDAY=-1SU", "BYDAY=-2SU"),
        ("BYDAY=-1SU", "BYDAY=Ü"),
    ] {
        let ics = counter("W. Europe Standard Time").replace(was, is);
        assert_eq!(parse(&ics).unwrap().proposal(&berlin()), None, "{is}");
    }
}

#[test]
fn durations() {
    let minutes = |text| time::duration(text).map(|duration| duration.num_minutes());
    assert_eq!(minutes("PT1H30M"), Some(90));
    assert_eq!(minutes("P1DT1H"), Some(25 * 60));
    assert_eq!(minutes("+P2W"), Some(14 * 24 * 60));
    for wrong in ["", "P1", "-PT1H", "PT", "1H", "P99999999999999999999D", "PXD", "P9000000000000000W"] {
        assert!(minutes(wrong).is_none_or(|minutes| minutes == 0), "{wrong}");
    }
}

#[test]
fn what_is_no_scheduling_message_says_why() {
    assert_eq!(parse(""), Err(ItipError::NotACalendar));
    assert_eq!(parse("<html>sorry</html>"), Err(ItipError::NotACalendar));
    assert_eq!(parse("BEGIN:VCALENDAR\nEND:VCALENDAR"), Err(ItipError::Method(String::new())));
    assert_eq!(parse(&object("X-POLL", "UID:1")), Err(ItipError::Method("X-POLL".to_owned())));
    assert_eq!(parse(&object("REPLY", "SUMMARY:no uid")), Err(ItipError::NoEvent));
    assert_eq!(parse(&"BEGIN:A\r\n".repeat(1_000_000)), Err(ItipError::TooDeep), "and no stack overflow");
}

#[test]
fn calendar_part_is_found_inside_a_mixed_mail() {
    // As SOGo sends its replies.
    let mail = format!(
        "From: bob@contoso.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n<b>Bob</b> accepted\r\n\
         --b\r\nContent-Type: TEXT/Calendar; method=REPLY; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n--b--\r\n",
        reply_with("ATTENDEE;PARTSTAT=ACCEPTED;CN=Jürgen:mailto:bob@contoso.com")
    );
    let answer = only_answer(&calendar_part(mail.as_bytes()).unwrap());
    assert_eq!(answer.attendee.name, "Jürgen");
    assert_eq!(calendar_part(b"Subject: hello\r\n\r\nno calendar"), None);
}

fn answer(email: &str, minute: i64, answer: Answer) -> AttendeeAnswer {
    AttendeeAnswer {
        uid: Uid::new("m1"),
        recurrence_id: None,
        attendee: Person::new("", email),
        answer: Some(answer),
        comment: String::new(),
        dt_stamp: Some(utc("2026-11-20T10:00:00Z") + TimeDelta::minutes(minute)),
        sequence: None,
        proposal: None,
    }
}

#[test]
fn quotes_at_the_edge_of_a_name_leave_no_space_behind() {
    let bob = Mailbox::new("\"Bob \" \"", "bob@contoso.com").unwrap();
    let reply = Reply {
        uid: Uid::new("m1"),
        recurrence_id: None,
        sequence: None,
        organizer: Mailbox::new("Alice", "alice@contoso.com").unwrap(),
        attendee: bob,
        answer: Answer::Accepted,
        comment: String::new(),
        dt_stamp: utc("2026-11-20T10:15:00Z"),
        start: None,
        end: None,
        summary: "Planning".to_owned(),
    };
    assert!(reply.icalendar().replace("\r\n ", "").contains("ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:"));
}

#[test]
fn late_reply_keeps_the_newer_answer() {
    let newer = answer("bob@contoso.com", 5, Answer::Declined);
    let older = answer("BOB@contoso.com", 1, Answer::Accepted);
    let unstamped = AttendeeAnswer { dt_stamp: None, ..answer("bob@contoso.com", 0, Answer::Tentative) };
    assert_eq!(merge([newer.clone(), older, unstamped], None), [newer]);
}

#[test]
fn answer_to_an_earlier_version_does_not_count() {
    let with = |sequence| AttendeeAnswer { sequence, ..answer("bob@contoso.com", 5, Answer::Accepted) };
    assert_eq!(merge([with(Some(1))], Some(2)), []);
    assert_eq!(merge([with(Some(2))], Some(2)).len(), 1);
    assert_eq!(merge([with(None)], Some(2)).len(), 1, "where it is not told, it is not held against them");
    assert_eq!(merge([with(Some(1))], None).len(), 1);
}

#[test]
fn answers_to_occurrences_and_series_are_kept_apart() {
    let series = answer("bob@contoso.com", 5, Answer::Accepted);
    let one = AttendeeAnswer {
        recurrence_id: Some(utc("2026-12-01T17:00:00Z")),
        ..answer("bob@contoso.com", 1, Answer::Declined)
    };
    assert_eq!(merge([series, one], None).len(), 2);
}

proptest! {
    #[test]
    fn our_own_replies_are_read_as_meant(
        uid in "[!-~]{1,120}",
        comment in "\\PC{0,200}",
        name in "\\PC{0,40}",
        answer in proptest::sample::select(&Answer::ALL[..]),
        sequence in proptest::option::of(any::<u32>()),
        occurrence in proptest::option::of(0..2_000_000_000_i64),
    ) {
        let reply = Reply {
            uid: Uid::new(uid),
            recurrence_id: occurrence.map(|second| EventTime::Instant(DateTime::from_timestamp(second, 0).unwrap())),
            sequence,
            organizer: Mailbox::new("Alice", "alice@contoso.com").unwrap(),
            attendee: Mailbox::new(&name, "bob@contoso.com").unwrap(),
            answer,
            comment: comment.clone(),
            dt_stamp: utc("2026-11-20T10:15:00Z"),
            start: None,
            end: None,
            summary: "Planning".to_owned(),
        };
        let ids = MessageIds { message_id: "1@quorum".to_owned(), date: reply.dt_stamp };
        let told = only_answer(&calendar_part(&reply.message(&ids)).unwrap());
        prop_assert_eq!(told.uid.as_str(), reply.uid.as_str());
        prop_assert_eq!(told.answer, Some(answer));
        prop_assert_eq!(told.sequence, sequence);
        prop_assert_eq!(told.dt_stamp, Some(reply.dt_stamp));
        prop_assert_eq!(told.recurrence_id, occurrence.and_then(|second| DateTime::from_timestamp(second, 0)));
        prop_assert_eq!(told.comment, comment.trim());
        prop_assert_eq!(told.attendee.name, reply.attendee.name().replace('"', "").trim().to_owned());
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", lines in proptest::collection::vec(
        "(BEGIN|END|METHOD|UID|DTSTART|DTEND|DURATION|RRULE|TZOFFSETTO|ATTENDEE|RECURRENCE-ID)[;:](VCALENDAR|VEVENT|VTIMEZONE|DAYLIGHT|REPLY|P1D|[ -~]{0,20}|\\PC{0,5})", 0..30)) {
        let _ = parse(&text);
        if let Ok(message) = parse(&format!("BEGIN:VCALENDAR\nMETHOD:COUNTER\nBEGIN:VEVENT\nUID:1\n{}", lines.join("\n"))) {
            let _ = message.answers(&bob(), &berlin());
        }
        let _ = calendar_part(text.as_bytes());
    }
}

/// A REQUEST or CANCEL with these VEVENTs, each given by its lines.
fn invitation(method: &str, events: &[&[&str]]) -> ParsedMessage {
    let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), format!("METHOD:{method}")];
    for event in events {
        lines.push("BEGIN:VEVENT\r\nUID:planning@fabrikam.example".to_owned());
        lines.extend(event.iter().map(|line| (*line).to_owned()));
        lines.push("END:VEVENT".to_owned());
    }
    lines.push("END:VCALENDAR".to_owned());
    parse(&lines.join("\r\n")).unwrap()
}

#[test]
fn invitation_says_itself_which_dates_it_is_about() {
    let uid = Uid::new("planning@fabrikam.example");
    let scope = |method: &str, events: &[&[&str]]| invitation(method, events).scope(&uid, &berlin());
    let series = [
        "DTSTART;TZID=Europe/Berlin:20261126T110000",
        "DTEND;TZID=Europe/Berlin:20261126T120000",
        "RRULE:FREQ=WEEKLY;BYDAY=TH",
    ];
    let date = ["RECURRENCE-ID:20261210T100000Z", "DTSTART:20261211T130000Z", "DTEND:20261211T140000Z"];
    let whole = |exceptions| SeriesScope::Whole {
        start: utc("2026-11-26T10:00:00Z"),
        end: utc("2026-11-26T11:00:00Z"),
        in_utc: false,
        rule: Rule::from_rrule(
            "FREQ=WEEKLY;BYDAY=TH",
            chrono::NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
        ),
        exceptions,
    };
    assert_eq!(scope("REQUEST", &[&series]), Some(whole(vec![])));
    let moved = Exception::Changed {
        recurrence_id: utc("2026-12-10T10:00:00Z"),
        start: Some(utc("2026-12-11T13:00:00Z")),
        end: Some(utc("2026-12-11T14:00:00Z")),
    };
    assert_eq!(scope("REQUEST", &[&series, &date]), Some(whole(vec![moved])), "in whatever order they come");
    assert_eq!(scope("REQUEST", &[&date, &series]), Some(whole(vec![moved])));
    let without: Vec<&str> =
        series.iter().copied().chain(["EXDATE;TZID=Europe/Berlin:20261203T110000,20261217T110000"]).collect();
    let left_out = |at| Exception::Deleted { recurrence_id: utc(at) };
    assert_eq!(
        scope("REQUEST", &[&without]),
        Some(whole(vec![left_out("2026-12-03T10:00:00Z"), left_out("2026-12-17T10:00:00Z")]))
    );
    let one = Some(SeriesScope::OneDate(utc("2026-12-10T10:00:00Z")));
    assert_eq!(scope("REQUEST", &[&date]), one);
    assert_eq!(scope("CANCEL", &[&date]), one);
    let single = ["DTSTART:20261211T130000Z"];
    assert_eq!(scope("REQUEST", &[&single]), Some(SeriesScope::Single));
    assert_eq!(
        scope("REQUEST", &[&["DTSTART:20261211T130000Z", "RDATE:20261218T130000Z"]]),
        None,
        "some dates"
    );
    assert_eq!(scope("REQUEST", &[&single, &date]), None, "nobody knows of what the date is one");
    assert_eq!(scope("REQUEST", &[&date, &date]), None, "several dates have no one answer");
    assert_eq!(scope("REPLY", &[&date]), None, "somebody else's answer");
    let other = Uid::new("another");
    assert_eq!(invitation("REQUEST", &[&date]).scope(&other, &berlin()), None);
}

#[test]
fn of_a_mail_with_files_the_calendar_alone_is_kept() {
    let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:gr\u{fc}\u{df}e\r\nRRULE:FREQ=WEEKLY\r\n\
                    END:VEVENT\r\nEND:VCALENDAR\r\n";
    let mail = format!(
        "From: a@x.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n{calendar}--b\r\n\
         Content-Type: application/pdf\r\n\r\n{}\r\n--b--\r\n",
        "x".repeat(5000)
    );
    let alone = calendar_alone(mail.as_bytes()).unwrap();
    assert!(alone.len() < calendar.len() + 100);
    assert_eq!(calendar_part(&alone), calendar_part(mail.as_bytes()));
    let event = parse(&calendar_part(&alone).unwrap()).unwrap().events.remove(0);
    assert_eq!((event.uid.as_str(), event.rrule.as_deref()), ("gr\u{fc}\u{df}e", Some("FREQ=WEEKLY")));
    assert_eq!(calendar_alone(b"Subject: none\r\n\r\nNothing.\r\n"), None);
}

#[test]
fn a_message_about_a_series_and_dates_of_it_is_about_the_series() {
    let event = |more: &str| format!("BEGIN:VEVENT\r\nUID:m1\r\n{more}\r\nEND:VEVENT\r\n");
    let message = |events: &[String]| {
        parse(&format!("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n{}END:VCALENDAR\r\n", events.concat())).unwrap()
    };
    let (date, series) = (event("RECURRENCE-ID:20261209T090000Z"), event("RRULE:FREQ=WEEKLY"));
    let both = message(&[date.clone(), series]);
    assert_eq!(both.main_event().unwrap().rrule.as_deref(), Some("FREQ=WEEKLY"));
    assert!(message(&[date]).main_event().unwrap().recurrence_id.is_some());
}
