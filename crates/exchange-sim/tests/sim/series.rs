//! Series and their occurrences: InstanceId, exceptions, orphans (MS-ASCMD 2.2.3.87, MS-ASCAL 2.2.2.21).

use chrono::Weekday;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Answer, Event, Family, Sim};

use crate::client::{ALICE, BOB, Client, Tree, config, exchange, planning, utc};

const UID: &str = "planning-1@contoso.com";

/// Four Tuesdays at nine in Seattle, from 1 December.
fn series() -> Event {
    Event { recurrence: Some(Recurrence::weekly(Weekday::Tue, Ends::After(4))), ..planning() }
}

fn invited(version: &str) -> (Client, String, String) {
    let sim = exchange();
    sim.invite(ALICE, series()).unwrap();
    let client = Client::ready(&sim, BOB, version);
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    let item = client.prime("Calendar").pull_one().text("ServerId");
    (client, mail, item)
}

fn instance(start: &str) -> String {
    format!("<InstanceId>{start}</InstanceId>")
}

fn status(answer: &Tree) -> String {
    answer.maybe("Result/Status").unwrap_or_else(|| answer.text("Status"))
}

const SECOND: &str = "2026-12-08T17:00:00.000Z";

#[test]
fn one_occurrence_is_answered_through_the_calendar() {
    let (client, _, item) = invited("14.1");
    let answer = client.respond(1, "Calendar", &item, &instance(SECOND));
    assert_eq!((status(&answer), answer.text("Result/CalendarId")), ("1".into(), item));
    let shown = client.prime("Calendar").pull_one();
    assert_eq!(shown.property("ResponseType"), "5", "the series is still open");
    let exception = shown.find("ApplicationData/Exceptions/Exception").unwrap();
    assert_eq!(exception.text("ExceptionStartTime"), "20261208T170000Z");
    assert_eq!((exception.text("ResponseType"), exception.has("Deleted")), ("3".into(), false));
    assert_eq!(client.sim.mailbox(BOB).unwrap().inbox().len(), 1, "its invitation stays");
}

#[test]
fn declining_one_occurrence_takes_only_that_one() {
    let (client, _, item) = invited("16.1");
    let rest = instance(SECOND) + "<SendResponse/>";
    let answer = client.respond(3, "Calendar", &item, &rest);
    assert_eq!(status(&answer), "1");
    let exception = client.prime("Calendar").pull_one().find("ApplicationData/Exceptions/Exception").unwrap();
    assert_eq!(exception.text("Deleted"), "1");
    assert_eq!(exception.text("InstanceId"), "20261208T170000Z", "16.x has no ExceptionStartTime");
    let sent = client.sim.sent_mails().pop().unwrap();
    let event = sent.event().unwrap();
    assert_eq!(event.recurrence_id, Some(utc("2026-12-08T17:00:00Z")));
    assert_eq!(event.start, utc("2026-12-08T17:00:00Z"));
    assert!(event.recurrence.is_none(), "one occurrence has no rule");

    let alice = client.sim.mailbox(ALICE).unwrap();
    let grid = alice.meeting(UID).unwrap();
    assert_eq!(grid.event.attendee(BOB).unwrap().answer, None, "the series is open");
    let changed = grid.exceptions[&utc("2026-12-08T17:00:00Z")].attendees.as_ref().unwrap();
    assert_eq!(changed[0].answer, Some(Answer::Declined));
    let shown = Client::ready(&client.sim, ALICE, "14.1").prime("Calendar").pull_one();
    let one = shown.find("ApplicationData/Exceptions/Exception/Attendees/Attendee").unwrap();
    assert_eq!(one.text("AttendeeStatus"), "4");
}

#[test]
fn instance_ids_that_name_nothing_are_refused() {
    let (client, mail, item) = invited("14.1");
    let respond = |folder, id: &str, start| status(&client.respond(1, folder, id, &instance(start)));
    assert_eq!(respond("Calendar", &item, "20261208T170000Z"), "104", "the compact form is for Sync");
    assert_eq!(respond("Calendar", &item, "2026-12-08T16:00:00.000Z"), "2", "an hour off");
    assert_eq!(respond("Calendar", &item, "2026-12-29T17:00:00.000Z"), "2", "after the last");
    assert_eq!(respond("Inbox", &mail, SECOND), "2", "a mail names no occurrence");
    let older = Client::ready(&client.sim, BOB, "14.0");
    assert_eq!(status(&older.respond(1, "Calendar", &item, &instance(SECOND))), "103", "from 14.1 on");

    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let client = Client::ready(&sim, BOB, "14.1");
    let item = client.prime("Calendar").pull_one().text("ServerId");
    let answer = client.respond(1, "Calendar", &item, &instance("2026-12-01T17:00:00.000Z"));
    assert_eq!(status(&answer), "146", "no series");
}

#[test]
fn families_that_know_no_instance_answer_the_series() {
    for family in [Family::Sogo, Family::ZPush, Family::Grommunio] {
        let sim = Sim::new(config(family));
        sim.invite(ALICE, series()).unwrap();
        let client = Client::ready(&sim, BOB, "14.1");
        let item = client.prime("Calendar").pull_one().text("ServerId");
        client.respond(1, "Calendar", &item, &instance(SECOND));
        let shown = client.prime("Calendar").pull_one();
        assert_eq!(shown.property("ResponseType"), "3", "{family}");
        assert!(!shown.has("ApplicationData/Exceptions"), "{family}");
    }
}

#[test]
fn an_occurrence_that_moves_comes_as_an_exception() {
    let (client, _, _) = invited("14.1");
    let start = utc("2026-12-15T17:00:00Z");
    let (mut inbox, mut calendar) = (client.prime("Inbox"), client.prime("Calendar"));
    inbox.pull();
    calendar.pull();
    let new = (utc("2026-12-16T18:00:00Z"), utc("2026-12-16T19:00:00Z"));
    client.sim.update_occurrence(ALICE, UID, start, |one| one.when = Some(new)).unwrap();
    let mail = inbox.pull_one();
    assert_eq!(mail.property("MeetingRequest/InstanceType"), "3");
    assert_eq!(mail.property("MeetingRequest/RecurrenceId"), "2026-12-15T17:00:00.000Z");
    assert_eq!(mail.property("MeetingRequest/StartTime"), "2026-12-16T18:00:00.000Z");
    let exception = calendar.pull_one().find("ApplicationData/Exceptions/Exception").unwrap();
    assert_eq!(exception.text("ExceptionStartTime"), "20261215T170000Z");
    assert_eq!(exception.text("StartTime"), "20261216T180000Z");
    assert!(!exception.has("Subject"), "as in the series");

    let answer = client.respond(2, "Inbox", &mail.text("ServerId"), "");
    assert_eq!(status(&answer), "1", "the mail already names the occurrence");
    let shown = calendar.pull_one();
    assert_eq!(shown.property("ResponseType"), "5");
    assert_eq!(shown.property("Exceptions/Exception/ResponseType"), "2");
}

#[test]
fn an_occurrence_called_off_is_deleted() {
    let (client, _, _) = invited("14.1");
    let (mut inbox, mut calendar) = (client.prime("Inbox"), client.prime("Calendar"));
    inbox.pull();
    calendar.pull();
    client.sim.cancel_occurrence(ALICE, UID, utc("2026-12-08T17:00:00Z")).unwrap();
    let mail = inbox.pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Schedule.Meeting.Canceled");
    assert_eq!(mail.property("MeetingRequest/RecurrenceId"), SECOND);
    let shown = calendar.pull_one();
    assert_eq!(shown.property("MeetingStatus"), "3", "the series goes on");
    assert_eq!(shown.property("Exceptions/Exception/Deleted"), "1");
}

/// Invited to one date of a series that is not in the calendar.
#[test]
fn an_orphan_stands_by_itself() {
    let sim = exchange();
    let start = utc("2026-12-08T17:00:00Z");
    let one = Event { recurrence_id: Some(start), start, end: utc("2026-12-08T18:00:00Z"), ..planning() };
    sim.invite(ALICE, one).unwrap();
    let client = Client::ready(&sim, BOB, "16.1");
    let mail = client.prime("Inbox").pull_one();
    assert_eq!(mail.property("MeetingRequest/InstanceType"), "4");
    let item = client.prime("Calendar").pull_one();
    assert_eq!((item.property("UID"), item.property("InstanceId")), (UID.into(), "20261208T170000Z".into()));
    assert!(!item.has("ApplicationData/Recurrence"));
    assert_eq!(status(&client.respond(1, "Calendar", &item.text("ServerId"), "<SendResponse/>")), "1");
    let alice = sim.mailbox(ALICE).unwrap();
    let entry = alice.meeting(UID).unwrap().event.attendee(BOB).unwrap().clone();
    assert_eq!(entry.answer, Some(Answer::Accepted));
    let older = Client::ready(&sim, BOB, "14.1").prime("Deleted Items").pull_one();
    assert_eq!(older.property("MeetingRequest/InstanceType"), "2");
}

#[test]
fn a_change_of_the_rule_forgets_exceptions() {
    let (client, _, item) = invited("14.1");
    client.respond(1, "Calendar", &item, &instance(SECOND));
    let weekly = Recurrence::weekly(Weekday::Wed, Ends::Never);
    client.sim.update(ALICE, UID, |event| event.recurrence = Some(weekly)).unwrap();
    assert!(!client.prime("Calendar").pull_one().has("ApplicationData/Exceptions"));
}

#[test]
fn one_occurrence_is_written_by_itself_at_16_1() {
    let sim = exchange();
    sim.invite(ALICE, series()).unwrap();
    let alice = Client::ready(&sim, ALICE, "16.1");
    let mut calendar = alice.prime("Calendar");
    let id = calendar.pull_one().text("ServerId");
    let occurrence = "<airsyncbase:InstanceId>20261208T170000Z</airsyncbase:InstanceId>";
    calendar.step(&format!(
        "<Commands><Change><ServerId>{id}</ServerId>{occurrence}<ApplicationData><calendar:Subject>Just this once\
         </calendar:Subject></ApplicationData></Change></Commands>"
    ));
    let bob = Client::ready(&sim, BOB, "16.1");
    assert_eq!(bob.prime("Inbox").pull()[0].property("Subject"), "Just this once");
    calendar.step(&format!("<Commands><Delete><ServerId>{id}</ServerId>{occurrence}</Delete></Commands>"));
    assert_eq!(bob.prime("Inbox").pull()[0].property("MessageClass"), "IPM.Schedule.Meeting.Canceled");
    assert!(
        sim.mailbox(ALICE).unwrap().meeting(UID).unwrap().exceptions[&utc("2026-12-08T17:00:00Z")].deleted
    );
}
