//! Taking out of the calendar what its organizer called off, and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, TimeZone as _, Utc, Weekday};
use eas::ProtocolVersion::{V14_1, V16_1};
use eas::{Transport, TransportError};
use engine::secrets::MemorySecrets;
use engine::view::{
    Answer, CalledOff, CalledOffItem, CalledOffPart, FailureCode, InvitationState, OccurrenceState, Removal,
};
use engine::{Access, Engine, EngineError, Network, Parts};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Command, Event, Family, Fault, On, SimConfig};

use crate::world::{ALICE, BOB, SignedIn, World, quarterly_planning};

fn thursday(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, day, 16, 0, 0).unwrap()
}

fn thursdays() -> Event {
    let start = thursday(3);
    Event {
        recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::Never)),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..Event::new("Planning", start, start + TimeDelta::hours(1), chrono_tz::America::New_York)
    }
}

/// What Bob's calendar on the server holds.
fn in_calendar(world: &World) -> Vec<String> {
    let bob = world.mailbox(BOB);
    bob.calendar().items().map(|(_, item)| item.event().unwrap().event.subject.clone()).collect()
}

fn called_off(world: &World, bob: &SignedIn, meeting: &str) -> CalledOff {
    world.engine.card(&bob.id, meeting).unwrap().called_off.unwrap()
}

fn of(part: CalledOffPart, item: CalledOffItem) -> CalledOff {
    let marked = item == CalledOffItem::Removable;
    CalledOff { part, item, marked, series: None, tells: false }
}

/// Bob has accepted, then Alice calls it off.
async fn cancelled(world: &World, event: Event) -> (SignedIn, String, String) {
    let uid = world.invite(event);
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &meeting, Answer::Accepted).await;
    world.pass(TimeDelta::hours(1));
    world.sim.cancel(ALICE, &uid).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    (bob, meeting, uid)
}

#[tokio::test]
async fn a_cancelled_meeting_leaves_the_calendar_and_nobody_is_mailed() {
    for version in [V14_1, V16_1] {
        for (event, part) in
            [(quarterly_planning(), CalledOffPart::Meeting), (thursdays(), CalledOffPart::Series)]
        {
            let world = World::exchange(version);
            let (bob, meeting, _) = cancelled(&world, event).await;
            assert_eq!(called_off(&world, &bob, &meeting), of(part, CalledOffItem::Removable), "{version}");
            let mails = world.sim.sent_mails().len();
            let answers = world.asked(Command::MeetingResponse);
            let removal = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
            assert_eq!((removal.part, removal.told, removal.before), (part, false, false));
            assert_eq!(in_calendar(&world), Vec::<String>::new(), "{version}");
            assert_eq!(world.sim.sent_mails().len(), mails, "nobody hears of it");
            assert_eq!(world.asked(Command::MeetingResponse), answers, "it is no answer");
            assert_eq!(called_off(&world, &bob, &meeting), of(part, CalledOffItem::Gone), "at once");
            world.engine.sync(&bob.id).await.unwrap();
            assert_eq!(called_off(&world, &bob, &meeting), of(part, CalledOffItem::Gone), "and for good");
            let again = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
            assert!(again.before, "what is gone is gone");
        }
    }
}

#[tokio::test]
async fn a_meeting_that_takes_place_is_never_removed_nor_asked_about() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    assert_eq!(world.engine.card(&bob.id, &row.id).unwrap().called_off, None);
    let asked = world.sim.history().len();
    let refused = world.engine.remove_cancelled(&bob.id, &row.id).await.unwrap_err();
    let failure = refused.failure();
    assert_eq!(failure.code, FailureCode::NotCancelled);
    assert!(failure.message.contains("Quarterly Planning"), "{}", failure.message);
    assert_eq!(world.sim.history().len(), asked, "the server is not even asked");
    assert_eq!(in_calendar(&world), ["Quarterly Planning"]);
}

#[tokio::test]
async fn a_meeting_that_takes_place_again_is_refused_by_name() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let (bob, meeting, uid) = cancelled(&world, quarterly_planning()).await;
        // Unseen by this engine, which still shows it as cancelled.
        world.pass(TimeDelta::minutes(5));
        world.sim.invite(ALICE, Event { uid, sequence: 5, ..quarterly_planning() }).unwrap();
        world.pass(TimeDelta::seconds(5));
        assert_eq!(called_off(&world, &bob, &meeting).item, CalledOffItem::Removable);
        let refused = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap_err();
        assert!(
            matches!(&refused, EngineError::NotCancelled { subject, .. } if subject == "Quarterly Planning"),
            "{version}: {refused:?}"
        );
        assert_eq!(in_calendar(&world), ["Quarterly Planning"], "{version}");
        let card = world.engine.card(&bob.id, &meeting).unwrap();
        assert_eq!((card.called_off, card.bar.possible), (None, true), "the look has brought the news");
    }
}

#[tokio::test]
async fn one_date_of_a_series_is_told_and_the_series_stays() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let uid = world.invite(thursdays());
        let bob = world.sign_in(BOB).await;
        world.sim.cancel_occurrence(ALICE, &uid, thursday(10)).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let rows = world.engine.invitations(&bob.id).unwrap();
        let date = rows.iter().find(|row| row.recurrence_id.is_some()).unwrap().id.clone();
        assert_eq!(
            called_off(&world, &bob, &date),
            of(CalledOffPart::Occurrence, CalledOffItem::InSeries),
            "{version}"
        );
        let refused = world.engine.remove_cancelled(&bob.id, &date).await.unwrap_err();
        assert!(matches!(refused, EngineError::NotCancelled { item: Some(CalledOffItem::InSeries), .. }));
        assert_eq!(in_calendar(&world), ["Planning"], "{version}");

        world.sim.cancel(ALICE, &uid).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let series = rows.iter().find(|row| row.recurrence_id.is_none()).unwrap().id.clone();
        let with = CalledOff {
            series: Some(series.clone()),
            ..of(CalledOffPart::Occurrence, CalledOffItem::WithSeries)
        };
        assert_eq!(called_off(&world, &bob, &date), with, "{version}");
        world.engine.remove_cancelled(&bob.id, &series).await.unwrap();
        assert_eq!(called_off(&world, &bob, &date).item, CalledOffItem::Gone, "{version}");
        assert_eq!(in_calendar(&world), Vec::<String>::new(), "{version}");
    }
}

#[tokio::test]
async fn a_date_that_stands_by_itself_goes_by_itself() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let date = "RECURRENCE-ID:20261202T090000Z\r\n";
        world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", date).as_bytes());
        let bob = world.sign_in(BOB).await;
        let off = format!("{date}SEQUENCE:1\r\n");
        world.sim.deliver(from_outside("CANCEL", "20261123T085900Z", "20261202T090000Z", &off).as_bytes());
        world.engine.sync(&bob.id).await.unwrap();
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        assert_eq!(row.state, InvitationState::Cancelled, "{version}");
        assert_eq!(
            called_off(&world, &bob, &row.id),
            of(CalledOffPart::Occurrence, CalledOffItem::Removable),
            "{version}"
        );
        world.engine.remove_cancelled(&bob.id, &row.id).await.unwrap();
        assert_eq!(in_calendar(&world), Vec::<String>::new(), "{version}");
    }
}

/// Sync of the Inbox, Sync of the calendar, and then the deletion.
fn deletion() -> On {
    On::command(Command::Sync).after(2)
}

#[tokio::test]
async fn a_lost_reply_is_resolved_by_looking() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let (bob, meeting, _) = cancelled(&world, quarterly_planning()).await;
        world.sim.fail(deletion(), Fault::LoseReply);
        let removal = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
        assert!(!removal.before, "{version}: it was this very removal");
        assert_eq!(in_calendar(&world), Vec::<String>::new());
        assert_eq!(called_off(&world, &bob, &meeting).item, CalledOffItem::Gone);
    }
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_called_unknown_and_trying_again_is_safe() {
    let world = World::exchange(V16_1);
    let (bob, meeting, _) = cancelled(&world, quarterly_planning()).await;
    world.sim.fail(deletion(), Fault::LoseReply);
    world.sim.fail(On::command(Command::Sync).after(3), Fault::LoseRequest);
    let error = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap_err();
    assert!(matches!(error, EngineError::NotRemoved { unknown: true, .. }), "{error:?}");
    assert!(error.failure().message.contains("did not say whether"), "{}", error.failure().message);
    assert_eq!(called_off(&world, &bob, &meeting).item, CalledOffItem::Removable, "nothing is guessed");
    let again = world.engine.remove_cancelled(&bob.id, &meeting).await;
    assert!(again.unwrap().before, "the first attempt had arrived");
}

#[tokio::test]
async fn offline_says_so_and_loses_nothing() {
    let world = World::exchange(V16_1);
    let (bob, meeting, _) = cancelled(&world, quarterly_planning()).await;
    for (on, times) in [(On::any(), 1), (deletion(), 1)] {
        world.sim.fail(on.times(times), Fault::LoseRequest);
        let error = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap_err();
        let failure = error.failure();
        assert_eq!(failure.code, FailureCode::Offline);
        assert!(failure.message.contains("still in your calendar"), "{}", failure.message);
        assert_eq!(called_off(&world, &bob, &meeting).item, CalledOffItem::Removable);
        assert_eq!(in_calendar(&world).len(), 1);
    }
    world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
    assert_eq!(in_calendar(&world), Vec::<String>::new());
}

#[tokio::test]
async fn a_forgotten_key_is_begun_anew() {
    let world = World::exchange(V16_1);
    let (bob, meeting, _) = cancelled(&world, quarterly_planning()).await;
    world.sim.fail(deletion(), Fault::ForgetSyncKeys);
    world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
    assert_eq!(in_calendar(&world), Vec::<String>::new());
    assert_eq!(called_off(&world, &bob, &meeting).item, CalledOffItem::Gone);
}

/// The way to a server, on which another Quorum is a step ahead of this one's deletion.
struct Overtaken {
    way: Arc<dyn Transport>,
    other: (Engine, String, String),
    syncs: std::sync::atomic::AtomicUsize,
    armed: Arc<AtomicBool>,
}

#[async_trait]
impl Transport for Overtaken {
    async fn send(
        &self,
        request: eas::transport::Request,
    ) -> Result<eas::transport::Response, TransportError> {
        let is_sync = request.url.query().is_some_and(|query| query.contains("Cmd=Sync"));
        if self.armed.load(Ordering::Relaxed) && is_sync && self.syncs.fetch_add(1, Ordering::Relaxed) == 2 {
            let (engine, account, meeting) = &self.other;
            engine.remove_cancelled(account, meeting).await.unwrap();
        }
        self.way.send(request).await
    }
}

struct ByWay(Arc<Overtaken>);

impl Network for ByWay {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let way: Arc<dyn Transport> = self.0.clone();
        Ok(way)
    }
}

#[tokio::test]
async fn what_another_program_removed_in_the_same_moment_is_removed() {
    let world = World::exchange(V16_1);
    let (first, meeting, _) = cancelled(&world, quarterly_planning()).await;
    let armed = Arc::new(AtomicBool::new(false));
    let way = Arc::new(Overtaken {
        way: world.network().transport().unwrap(),
        other: (world.engine.clone(), first.id.clone(), meeting),
        syncs: 0.into(),
        armed: Arc::clone(&armed),
    });
    let folder = tempfile::tempdir().unwrap();
    let parts = Parts {
        secrets: Arc::new(MemorySecrets::default()),
        network: Arc::new(ByWay(way)),
        clock: Arc::new(engine::clock::ManualClock::new(crate::world::monday() + TimeDelta::hours(2))),
        zone: chrono_tz::Europe::Berlin,
    };
    let second = Engine::open(folder.path(), Access::Write, parts).unwrap();
    let account = second.add_account(&world.login(BOB)).await.unwrap();
    second.sync(&account.id).await.unwrap();
    let row = second.invitations(&account.id).unwrap().remove(0);
    armed.store(true, Ordering::Relaxed);
    // The item's own Status says that it is not there; a look says the same.
    let removal: Removal = second.remove_cancelled(&account.id, &row.id).await.unwrap();
    assert!(removal.subject.ends_with("Quarterly Planning"), "{}", removal.subject);
    let card = second.card(&account.id, &row.id).unwrap();
    assert_eq!(card.called_off.unwrap().item, CalledOffItem::Gone);
}

/// A mail from outside, as its sender's program writes it.
pub fn from_outside(method: &str, stamp: &str, start: &str, more: &str) -> String {
    format!(
        "From: Dana <dana@fabrikam.com>\r\nTo: bob@contoso.com\r\nSubject: Audit\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{method}{stamp}@fabrikam.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n\
         BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Outside//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n\
         UID:audit@fabrikam.com\r\nDTSTAMP:{stamp}\r\nDTSTART:{start}\r\nDURATION:PT1H\r\n\
         SUMMARY:Audit\r\n{more}ORGANIZER:mailto:dana@fabrikam.com\r\n\
         ATTENDEE;RSVP=TRUE:mailto:bob@contoso.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[tokio::test(start_paused = true)]
async fn sogo_takes_it_for_a_decline_which_is_said_before() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", "").as_bytes());
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &meeting, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(5));
    world
        .sim
        .deliver(from_outside("CANCEL", "20261123T085900Z", "20261202T090000Z", "SEQUENCE:1\r\n").as_bytes());
    world.engine.sync(&bob.id).await.unwrap();
    let told =
        CalledOff { tells: true, marked: false, ..of(CalledOffPart::Meeting, CalledOffItem::Removable) };
    assert_eq!(called_off(&world, &bob, &meeting), told);
    let replies = world.replies().len();
    let removal = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
    assert!(removal.told);
    assert_eq!(world.replies().len(), replies + 1, "the server tells, as the card said");
    assert_eq!(in_calendar(&world), Vec::<String>::new());
}

#[tokio::test]
async fn a_series_is_not_removed_for_a_mail_about_one_date_nor_for_one_that_may_be() {
    let world = World::with(SimConfig::new(Family::Sogo));
    let weekly = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", weekly).as_bytes());
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &meeting, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(5));
    let date = "RECURRENCE-ID:20261209T090000Z\r\nSEQUENCE:1\r\n";
    world.sim.deliver(from_outside("CANCEL", "20261123T085900Z", "20261209T090000Z", date).as_bytes());
    let cancelled = || {
        let rows = world.engine.invitations(&bob.id).unwrap().into_iter();
        rows.filter(|row| row.state == InvitationState::Cancelled).collect::<Vec<_>>()
    };
    // What is inside of the mail does not come: it may be about all dates or one.
    world.sim.fail(On::command(Command::ItemOperations), Fault::ServerError);
    world.engine.sync(&bob.id).await.unwrap();
    let [row] = cancelled().try_into().unwrap();
    assert_eq!(called_off(&world, &bob, &row.id).item, CalledOffItem::Unclear);
    let refused = world.engine.remove_cancelled(&bob.id, &row.id).await;
    let unclear = Some(CalledOffItem::Unclear);
    assert!(
        matches!(&refused, Err(EngineError::NotCancelled { item, .. }) if *item == unclear),
        "{refused:?}"
    );

    // It is about one, which this server leaves in the series.
    world.engine.sync(&bob.id).await.unwrap();
    let [row] = cancelled().try_into().unwrap();
    assert_eq!(row.recurrence_id.as_deref(), Some("2026-12-09T09:00:00Z"));
    let off = CalledOff { tells: true, ..of(CalledOffPart::Occurrence, CalledOffItem::StillInSeries) };
    assert_eq!(called_off(&world, &bob, &row.id), off);
    let refused = world.engine.remove_cancelled(&bob.id, &row.id).await.unwrap_err();
    let words = refused.failure().message;
    assert!(words.contains("one date") && words.contains("web interface"), "the way out: {words}");
    let series = world.engine.card(&bob.id, &meeting).unwrap();
    assert_eq!((series.row.state, series.called_off), (InvitationState::Answered, None), "it takes place");
    let states: Vec<_> = series.upcoming.iter().map(|date| date.state).collect();
    let (planned, off) = (OccurrenceState::Planned, OccurrenceState::Cancelled);
    assert_eq!(states, [planned, off, planned, planned, planned]);
    assert_eq!(in_calendar(&world).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_series_called_off_from_outside_is_removed_as_a_whole() {
    let world = World::with(SimConfig::new(Family::Sogo));
    let weekly = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", weekly).as_bytes());
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &meeting, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(5));
    let moved = world.asked(Command::MoveItems);
    // Some programs call off with the stamp of the invitation.
    world.sim.deliver(from_outside("CANCEL", "20261123T080000Z", "20261202T090000Z", weekly).as_bytes());
    world.engine.sync(&bob.id).await.unwrap();
    let off = CalledOff { tells: true, marked: false, ..of(CalledOffPart::Series, CalledOffItem::Removable) };
    assert_eq!(called_off(&world, &bob, &meeting), off);
    assert_eq!(world.asked(Command::MoveItems), moved, "a cancellation is no answered invitation: it stays");
    let begun = tokio::time::Instant::now();
    let removal = world.engine.remove_cancelled(&bob.id, &meeting).await.unwrap();
    assert_eq!(removal.part, CalledOffPart::Series);
    assert_eq!(in_calendar(&world), Vec::<String>::new());
    let second = Duration::from_secs(1);
    assert!(begun.elapsed() >= second, "not in the second of the Sync before it");
    world.engine.sync(&bob.id).await.unwrap();
    assert!(begun.elapsed() >= 2 * second, "nor a Sync in the second of it");
}
