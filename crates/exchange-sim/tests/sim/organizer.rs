//! The organizer's side: invitations, changes, cancellations, by whichever way (MS-ASCAL 3.2.5, RFC 5546 3.2.2).

use exchange_sim::{Answer, SentBy};

use crate::client::{ALICE, BOB, Client, Tree, advance, exchange, planning, utc};

const UID: &str = "planning-1@contoso.com";

fn message_types(client: &Client) -> Vec<String> {
    let mails = client.prime("Inbox").pull();
    mails.iter().map(|mail| mail.property("MeetingRequest/MeetingMessageType")).collect()
}

fn commands(answer: &Tree, list: &str) -> Vec<Tree> {
    answer.find(&format!("Collections/Collection/{list}")).map(|list| list.children()).unwrap_or_default()
}

#[test]
fn an_update_wants_a_new_answer_and_outdates_the_mail_before() {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    let (mut inbox, mut calendar) = (client.prime("Inbox"), client.prime("Calendar"));
    let first = inbox.pull_one();
    assert_eq!(first.property("MeetingRequest/MeetingMessageType"), "1");
    calendar.pull();
    sim.answer(BOB, UID, Answer::Accepted, None).unwrap();
    calendar.pull();
    inbox.pull();
    advance(&sim, 600);
    sim.update(ALICE, UID, |event| event.end = utc("2026-12-01T19:00:00Z")).unwrap();

    let second = inbox.pull_one();
    assert_eq!(second.property("MeetingRequest/MeetingMessageType"), "2");
    assert_eq!(second.property("MeetingRequest/DtStamp"), "2026-11-23T17:10:00.000Z", "renewed");
    let change = calendar.pull_one();
    assert_eq!((change.name().as_str(), change.property("ResponseType").as_str()), ("Change", "5"));
    assert_eq!(change.property("EndTime"), "20261201T190000Z");
    let grid = sim.mailbox(ALICE).unwrap().meeting(UID).unwrap().event.clone();
    assert_eq!(grid.attendee(BOB).unwrap().answer, None, "his yes was to the version before");
    let shown = Client::ready(&sim, ALICE, "14.1").prime("Calendar").pull_one();
    assert_eq!(shown.property("Attendees/Attendee/AttendeeStatus"), "5", "asked again");
}

#[test]
fn the_message_type_of_a_mail_already_told_does_not_change() {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    let mut inbox = client.prime("Inbox");
    inbox.pull();
    sim.update(ALICE, UID, |event| event.end = utc("2026-12-01T19:00:00Z")).unwrap();
    let news = inbox.pull();
    assert_eq!(news.iter().map(Tree::name).collect::<Vec<_>>(), ["Add"], "only the new mail");
    assert_eq!(message_types(&client), ["2", "4"], "but whoever starts over is told");
}

#[test]
fn a_change_of_words_leaves_answers_alone() {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    sim.answer(BOB, UID, Answer::Accepted, None).unwrap();
    sim.update(ALICE, UID, |event| event.location = "Baker, building 2".into()).unwrap();
    assert_eq!(message_types(&client), ["3"]);
    let item = client.prime("Calendar").pull_one();
    assert_eq!(item.property("Location"), "Baker, building 2");
    assert_eq!(item.property("ResponseType"), "3");
    let grid = sim.mailbox(ALICE).unwrap().meeting(UID).unwrap().event.clone();
    assert_eq!(grid.attendee(BOB).unwrap().answer, Some(Answer::Accepted));
}

#[test]
fn who_has_declined_is_not_bothered_with_a_change_of_words() {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    sim.answer(BOB, UID, Answer::Declined, None).unwrap();
    sim.update(ALICE, UID, |event| event.location = "Baker".into()).unwrap();
    assert!(client.prime("Calendar").pull().is_empty());
    sim.update(ALICE, UID, |event| event.end = utc("2026-12-01T19:00:00Z")).unwrap();
    assert_eq!(
        client.prime("Calendar").pull_one().property("ResponseType"),
        "5",
        "another time is another question"
    );
}

#[test]
fn a_cancellation_marks_the_item_and_keeps_the_mail() {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    let (mut inbox, mut calendar) = (client.prime("Inbox"), client.prime("Calendar"));
    inbox.pull();
    calendar.pull();
    sim.cancel(ALICE, UID).unwrap();
    let mail = inbox.pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Schedule.Meeting.Canceled");
    assert_eq!(mail.property("Subject"), "Canceled: Quarterly Planning");
    let item = calendar.pull_one();
    assert_eq!((item.name().as_str(), item.property("MeetingStatus").as_str()), ("Change", "7"));
    assert_eq!(item.property("BusyStatus"), "0");
    assert_eq!(item.property("Subject"), "Canceled: Quarterly Planning");
    assert!(sim.mailbox(ALICE).unwrap().meeting(UID).is_none(), "gone from her calendar");

    let delete =
        format!("<Commands><Delete><ServerId>{}</ServerId></Delete></Commands>", item.text("ServerId"));
    calendar.step(&delete);
    assert!(sim.mailbox(BOB).unwrap().meeting(UID).is_none());
    assert!(sim.sent_mails().iter().all(|sent| sent.answer().is_none()), "taking it away is no answer");
}

#[test]
fn who_leaves_the_list_hears_of_it() {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    sim.update(ALICE, UID, |event| event.attendees.retain(|attendee| !attendee.person.is(BOB))).unwrap();
    let client = Client::ready(&sim, BOB, "14.1");
    let mails = client.prime("Inbox").pull();
    assert_eq!(mails[0].property("MessageClass"), "IPM.Schedule.Meeting.Canceled");
    assert_eq!(mails.len(), 2, "and nothing more");
}

const EVENT_14: &str = "<Add><ClientId>c1</ClientId><ApplicationData>\
    <calendar:DtStamp>20261123T170000Z</calendar:DtStamp><calendar:StartTime>20261203T170000Z</calendar:StartTime>\
    <calendar:Subject>Roadmap</calendar:Subject><calendar:UID>roadmap-7@contoso.com</calendar:UID>\
    <calendar:OrganizerName>Alice Moreau</calendar:OrganizerName>\
    <calendar:OrganizerEmail>alice@contoso.com</calendar:OrganizerEmail><calendar:Attendees><calendar:Attendee>\
    <calendar:Email>bob@contoso.com</calendar:Email><calendar:Name>Bob Nakamura</calendar:Name>\
    <calendar:AttendeeType>1</calendar:AttendeeType></calendar:Attendee></calendar:Attendees>\
    <calendar:EndTime>20261203T180000Z</calendar:EndTime><calendar:MeetingStatus>1</calendar:MeetingStatus>\
    </ApplicationData></Add>";

const EVENT_16: &str = "<Add><ClientId>c1</ClientId><ApplicationData>\
    <calendar:StartTime>20261203T170000Z</calendar:StartTime><calendar:Subject>Roadmap</calendar:Subject>\
    <calendar:Attendees><calendar:Attendee><calendar:Email>bob@contoso.com</calendar:Email>\
    <calendar:Name>Bob Nakamura</calendar:Name></calendar:Attendee></calendar:Attendees>\
    <calendar:EndTime>20261203T180000Z</calendar:EndTime><calendar:MeetingStatus>1</calendar:MeetingStatus>\
    </ApplicationData></Add>";

const REQUEST: &str = r#"From: alice@contoso.com
To: bob@contoso.com
Subject: Roadmap
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EAS//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:roadmap-7@contoso.com
DTSTAMP:20261123T170000Z
DTSTART;TZID=America/Los_Angeles:20261203T090000
DURATION:PT1H
ORGANIZER;CN=Alice Moreau:mailto:alice@contoso.com
ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION;CN="Nakamura, Bob":MAILTO:bob@contoso.com
RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=4
SUMMARY:Roadmap
END:VEVENT
END:VCALENDAR
"#;

#[test]
fn up_to_14_1_the_client_invites_by_mail() {
    let sim = exchange();
    let alice = Client::ready(&sim, ALICE, "14.1");
    let mut calendar = alice.prime("Calendar");
    let added = calendar.step(&format!("<Commands>{EVENT_14}</Commands>"));
    let response = &commands(&added, "Responses")[0];
    assert_eq!((response.text("ClientId"), response.text("Status")), ("c1".into(), "1".into()));
    assert!(commands(&added, "Commands").is_empty(), "her own item is not told to her");
    assert!(sim.sent_mails().is_empty(), "a 14.1 server sends nothing itself");
    assert_eq!(
        sim.mailbox(ALICE).unwrap().meeting("roadmap-7@contoso.com").unwrap().event.subject,
        "Roadmap"
    );

    alice.send_mail("m1", REQUEST);
    let bob = Client::ready(&sim, BOB, "14.1");
    let mail = bob.prime("Inbox").pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Schedule.Meeting.Request");
    assert_eq!(mail.property("MeetingRequest/StartTime"), "2026-12-03T17:00:00.000Z");
    assert_eq!(mail.property("MeetingRequest/EndTime"), "2026-12-03T18:00:00.000Z");
    assert_eq!(mail.property("MeetingRequest/InstanceType"), "1", "a series");
    assert_eq!(mail.property("MeetingRequest/Recurrences/Recurrence/Occurrences"), "4");
    assert_eq!(mail.property("MeetingRequest/ResponseRequested"), "1");
    let item = bob.prime("Calendar").pull_one();
    assert_eq!(
        (item.property("UID"), item.property("ResponseType")),
        ("roadmap-7@contoso.com".into(), "5".into())
    );
    assert_eq!(item.property("Attendees/Attendee/Name"), "Nakamura, Bob");

    let cancel = REQUEST.replace("REQUEST", "CANCEL").replace("DTSTAMP:20261123T17", "DTSTAMP:20261123T18");
    alice.send_mail("m2", &cancel);
    assert_eq!(bob.prime("Calendar").pull_one().property("MeetingStatus"), "7");
}

#[test]
fn an_older_version_that_arrives_late_changes_nothing() {
    let sim = exchange();
    let deliver = |mail: &str| sim.deliver(mail.replace('\n', "\r\n").as_bytes());
    let newer = REQUEST.replace("DTSTAMP:20261123T17", "SEQUENCE:1\nDTSTAMP:20261123T18");
    deliver(&newer.replace("T090000", "T110000"));
    deliver(REQUEST);
    let bob = Client::ready(&sim, BOB, "14.1");
    assert_eq!(bob.prime("Calendar").pull_one().property("StartTime"), "20261203T190000Z");
    assert_eq!(message_types(&bob), ["4", "1"], "the mail that came last is not the newest");
    deliver(&REQUEST.replace("REQUEST", "CANCEL"));
    assert_eq!(bob.prime("Calendar").pull_one().property("MeetingStatus"), "3");
}

#[test]
fn from_16_0_on_the_server_invites() {
    let sim = exchange();
    let alice = Client::ready(&sim, ALICE, "16.1");
    let mut calendar = alice.prime("Calendar");
    let added = calendar.step(&format!("<Commands>{EVENT_16}</Commands>"));
    let response = &commands(&added, "Responses")[0];
    assert_eq!(response.text("Status"), "1");
    let uid = response.text("ApplicationData/UID");
    let bob = Client::ready(&sim, BOB, "16.1");
    assert_eq!(bob.prime("Inbox").pull_one().property("MeetingRequest/UID"), uid, "the server's own");

    let id = response.text("ServerId");
    let later = format!(
        "<Commands><Change><ServerId>{id}</ServerId><ApplicationData><calendar:StartTime>20261203T180000Z\
         </calendar:StartTime><calendar:EndTime>20261203T190000Z</calendar:EndTime></ApplicationData></Change></Commands>"
    );
    calendar.step(&later);
    assert_eq!(bob.prime("Inbox").pull()[0].property("MeetingRequest/MeetingMessageType"), "2");
    calendar.step(&format!("<Commands><Delete><ServerId>{id}</ServerId></Delete></Commands>"));
    assert_eq!(bob.prime("Inbox").pull()[0].property("MessageClass"), "IPM.Schedule.Meeting.Canceled");
    assert!(sim.sent_mails().iter().all(|sent| sent.by == SentBy::Server));
}

#[test]
fn what_only_the_server_may_say_is_refused_from_16_0_on() {
    let sim = exchange();
    let alice = Client::ready(&sim, ALICE, "16.1");
    let status = |event: &str| {
        let added = alice.prime("Calendar").step(&format!("<Commands>{event}</Commands>"));
        commands(&added, "Responses")[0].text("Status")
    };
    assert_eq!(status(EVENT_14), "4", "UID, DtStamp, Organizer");
    let answered = "<calendar:AttendeeStatus>3</calendar:AttendeeStatus></calendar:Attendee>";
    assert_eq!(status(&EVENT_16.replace("</calendar:Attendee>", answered)), "4");
    assert_eq!(status(&EVENT_16.replace("20261203T170000Z", "2026-12-03T17:00:00.000Z")), "6");
    let without_start = EVENT_16.replace("<calendar:StartTime>20261203T170000Z</calendar:StartTime>", "");
    assert_eq!(status(&without_start), "6", "an end without a start");
    assert!(sim.sent_mails().is_empty());
}

/// MS-ASCMD 6.6's harm, which is why clients must not do it.
#[test]
fn writing_a_received_meeting_at_16_1_invites_everybody_anew() {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let bob = Client::ready(&sim, BOB, "16.1");
    let mut calendar = bob.prime("Calendar");
    let id = calendar.pull_one().text("ServerId");
    let change = |data: &str| {
        format!(
            "<Commands><Change><ServerId>{id}</ServerId><ApplicationData>{data}</ApplicationData></Change></Commands>"
        )
    };
    let before = sim.sent_mails().len();
    calendar.step(&change("<calendar:Reminder>5</calendar:Reminder>"));
    assert_eq!(sim.sent_mails().len(), before, "a reminder is his own business");
    calendar.step(&change("<calendar:Subject>Mine now</calendar:Subject>"));
    let sent = sim.sent_mails().pop().unwrap();
    assert_eq!((sent.mail.from.email.as_str(), sent.mail.subject.as_str()), (BOB, "Mine now"));
    assert_eq!(sim.mailbox(BOB).unwrap().calendar().events().next().unwrap().event.organizer.email, BOB);
}

#[test]
fn up_to_14_1_what_a_change_leaves_out_is_gone() {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let with = |version: &str| {
        let alice = Client::ready(&sim, ALICE, version);
        let mut calendar = alice.prime("Calendar");
        let id = calendar.pull_one().text("ServerId");
        calendar.step(&format!(
            "<Commands><Change><ServerId>{id}</ServerId><ApplicationData><calendar:Subject>New</calendar:Subject>\
             </ApplicationData></Change></Commands>"
        ));
        sim.mailbox(ALICE).unwrap().meeting(UID).unwrap().event.location.clone()
    };
    assert_eq!(with("16.1"), "Rainier, building 4");
    assert_eq!(with("14.1"), "");
}

#[test]
fn an_attendee_status_set_by_the_organizers_client_is_kept_up_to_14_1() {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let alice = Client::ready(&sim, ALICE, "14.1");
    let mut calendar = alice.prime("Calendar");
    let id = calendar.pull_one().text("ServerId");
    calendar.step(&format!(
        "<Commands><Change><ServerId>{id}</ServerId><ApplicationData><calendar:Attendees><calendar:Attendee>\
         <calendar:Email>bob@contoso.com</calendar:Email><calendar:Name>Bob</calendar:Name>\
         <calendar:AttendeeStatus>4</calendar:AttendeeStatus></calendar:Attendee></calendar:Attendees>\
         </ApplicationData></Change></Commands>"
    ));
    let event = sim.mailbox(ALICE).unwrap().meeting(UID).unwrap().event.clone();
    assert_eq!(event.attendee(BOB).unwrap().answer, Some(Answer::Declined));
}
