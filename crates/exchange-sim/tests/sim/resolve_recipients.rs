//! ResolveRecipients: free/busy as the calendars have it.

use chrono::{TimeDelta, Weekday};
use chrono_tz::America::Los_Angeles;
use exchange_sim::model::event::Busy;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Event, Family, Person, Sim};
use http::StatusCode;

use crate::client::{ALICE, BOB, Client, config, planning, utc};

/// Bob and Alice, and two Carols.
fn people(sim: &Sim) {
    sim.add_user(Person::new("Carol Reyes", "carol@contoso.com"));
    sim.add_user(Person::new("Carol Diaz", "diaz@contoso.com"));
}

fn ask(to: &[&str], from: &str, until: &str) -> String {
    let to: String = to.iter().map(|to| format!("<To>{to}</To>")).collect();
    format!(
        "{to}<Options><Availability><StartTime>{from}</StartTime><EndTime>{until}</EndTime></Availability></Options>"
    )
}

fn digits(client: &Client, who: &str, from: &str, until: &str) -> String {
    let reply = client.post("ResolveRecipients", &ask(&[who], from, until));
    assert_eq!(reply.text("Status"), "1", "{reply:?}");
    reply.text("Response/Recipient/Availability/MergedFreeBusy")
}

fn book(sim: &Sim, busy: Busy, from: &str, until: &str) {
    let event = Event::new("Private", utc(from), utc(until), Los_Angeles);
    sim.book(BOB, Event { busy, ..event }).unwrap();
}

#[test]
fn every_half_hour_counts_as_the_busiest_thing_in_it() {
    for version in ["14.1", "16.1"] {
        let sim = Sim::new(config(Family::Exchange));
        people(&sim);
        book(&sim, Busy::Tentative, "2026-12-01T17:00:00Z", "2026-12-01T18:00:00Z");
        book(&sim, Busy::Busy, "2026-12-01T17:45:00Z", "2026-12-01T18:10:00Z");
        book(&sim, Busy::OutOfOffice, "2026-12-01T18:30:00Z", "2026-12-01T19:00:00Z");
        book(&sim, Busy::Free, "2026-12-01T19:00:00Z", "2026-12-01T19:30:00Z");
        book(&sim, Busy::Elsewhere, "2026-12-01T19:30:00Z", "2026-12-01T20:00:00Z");
        let alice = Client::new(&sim, ALICE, version);
        let told = digits(&alice, BOB, "2026-12-01T16:30:00.000Z", "2026-12-01T20:30:00.000Z");
        assert_eq!(told, "01223020", "{version}");
    }
}

#[test]
fn invitation_counts_as_its_answer_does() {
    let sim = Sim::new(config(Family::Exchange));
    let uid = sim.invite(ALICE, planning()).unwrap();
    let alice = Client::new(&sim, ALICE, "16.1");
    let hour = |who| digits(&alice, who, "2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    assert_eq!((hour(ALICE), hour(BOB)), ("22".into(), "11".into()), "not answered yet");
    sim.answer(BOB, &uid, exchange_sim::Answer::Accepted, None).unwrap();
    assert_eq!(hour(BOB), "22");
    sim.answer(BOB, &uid, exchange_sim::Answer::Declined, None).unwrap();
    assert_eq!(hour(BOB), "00");
    sim.cancel(ALICE, &uid).unwrap();
    assert_eq!(hour(ALICE), "00");
}

#[test]
fn series_counts_where_its_dates_are() {
    let sim = Sim::new(config(Family::Exchange));
    let (start, end) = (utc("2026-12-01T17:00:00Z"), utc("2026-12-01T17:30:00Z"));
    let weekly = Event { recurrence: Some(Recurrence::weekly(Weekday::Tue, Ends::Never)), ..planning() };
    let uid = sim.invite(ALICE, Event { start, end, ..weekly }).unwrap();
    sim.cancel_occurrence(ALICE, &uid, start + TimeDelta::days(7)).unwrap();
    let moved = start + TimeDelta::days(14);
    sim.update_occurrence(ALICE, &uid, moved, |it| {
        it.when = Some((moved + TimeDelta::minutes(30), moved + TimeDelta::minutes(60)));
    })
    .unwrap();
    let alice = Client::new(&sim, ALICE, "16.1");
    let on = |day: &str| {
        let (from, until) = (format!("{day}T17:00:00.000Z"), format!("{day}T18:00:00.000Z"));
        digits(&alice, ALICE, &from, &until)
    };
    assert_eq!(
        [on("2026-12-01"), on("2026-12-08"), on("2026-12-15"), on("2026-12-22")],
        ["20", "00", "02", "20"]
    );
}

#[test]
fn names_mean_somebody_several_or_nobody() {
    let sim = Sim::new(config(Family::Exchange));
    people(&sim);
    let alice = Client::new(&sim, ALICE, "16.1");
    let (from, until) = ("2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    let reply = alice.post("ResolveRecipients", &ask(&["carol", BOB, "mallory@fabrikam.com"], from, until));
    let told: Vec<_> = reply.children().into_iter().skip(1).collect();
    let status: Vec<_> = told.iter().map(|one| (one.text("Status"), one.text("RecipientCount"))).collect();
    let pair = |status: &str, count: &str| (status.to_owned(), count.to_owned());
    assert_eq!(status, [pair("2", "2"), pair("1", "1"), pair("4", "0")]);
    assert!(!told[0].has("Recipient/Availability"), "of several nothing is told");
    assert_eq!(told[1].text("Recipient/DisplayName"), "Bob Nakamura");
    let few = "<To>carol</To><Options><MaxAmbiguousRecipients>1</MaxAmbiguousRecipients></Options>";
    let reply = alice.post("ResolveRecipients", few);
    assert_eq!((reply.text("Response/Status"), reply.text("Response/RecipientCount")), pair("3", "2"));
}

#[test]
fn who_hides_it_is_not_told_of() {
    let sim = Sim::new(config(Family::Exchange));
    let alice = Client::new(&sim, ALICE, "14.1");
    sim.hide_free_busy(BOB, true).unwrap();
    let (from, until) = ("2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    let reply = alice.post("ResolveRecipients", &ask(&[BOB], from, until));
    assert_eq!(reply.text("Response/Recipient/Availability/Status"), "163");
    assert!(!reply.has("Response/Recipient/Availability/MergedFreeBusy"));
}

#[test]
fn limits_are_kept() {
    let sim = Sim::new(config(Family::Exchange));
    let alice = Client::new(&sim, ALICE, "16.1");
    let status = |inner: &str| alice.post("ResolveRecipients", inner).text("Status");
    let (from, until) = ("2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    assert_eq!(status(&ask(&[BOB; 100], from, until)), "1");
    assert_eq!(status(&ask(&[BOB; 101], from, until)), "5");
    assert_eq!(status(&ask(&[], from, until)), "5");
    assert_eq!(status(&ask(&[&"x".repeat(257)], from, until)), "5");
    assert_eq!(status(&ask(&[BOB], until, from)), "5", "the wrong way round");
    assert_eq!(status(&ask(&[BOB], from, "2026-12-01T17:50:00.000Z")), "5", "not whole half hours");
    assert_eq!(status(&ask(&[BOB], from, "2027-01-12T17:00:00.000Z")), "1");
    assert_eq!(status(&ask(&[BOB], from, "2027-01-12T17:30:00.000Z")), "5", "more than 42 days");
    assert_eq!(status(&ask(&[BOB], "2026-12-01", until)), "5");
}

#[test]
fn families_tell_in_their_own_ways() {
    let z_push = Sim::new(config(Family::ZPush));
    book(&z_push, Busy::Busy, "2026-12-01T17:00:00Z", "2026-12-01T17:30:00Z");
    let alice = Client::new(&z_push, ALICE, "14.1");
    let told = digits(&alice, BOB, "2026-12-01T17:10:00.000Z", "2026-12-01T18:00:00.000Z");
    assert_eq!(told, "20", "an odd span is widened");

    let sogo = Sim::new(config(Family::Sogo));
    book(&sogo, Busy::Tentative, "2026-12-01T17:00:00Z", "2026-12-01T17:30:00Z");
    let alice = Client::new(&sogo, ALICE, "14.1");
    let (from, until) = ("2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    assert_eq!(digits(&alice, BOB, from, until), "200", "busy is all it says, and one digit too many");
    let reply = alice.post("ResolveRecipients", &ask(&["mallory@fabrikam.com"], from, until));
    assert!(!reply.has("Response"), "who is not known is left out");
    assert!(alice.send("ResolveRecipients", "<To>alice</To>").body.is_empty(), "nothing else is answered");
}

#[test]
fn server_without_it_neither_announces_nor_carries_it_out() {
    let announced = |sim: &Sim| {
        let mut options = Client::new(sim, ALICE, "16.1").request("Sync", Vec::new());
        options.method = http::Method::OPTIONS;
        let response = sim.handle(&options);
        let commands = response.headers.get("ms-asprotocolcommands").unwrap().to_str().unwrap().to_owned();
        commands.split(',').any(|command| command == "ResolveRecipients")
    };
    assert!(announced(&Sim::new(config(Family::Exchange))));
    let without = Sim::new(config(Family::Exchange).without_free_busy());
    assert!(!announced(&without));
    let alice = Client::new(&without, ALICE, "16.1");
    let asked = ask(&[BOB], "2026-12-01T17:00:00.000Z", "2026-12-01T18:00:00.000Z");
    assert_eq!(alice.send("ResolveRecipients", &asked).status, StatusCode::NOT_IMPLEMENTED);
}
