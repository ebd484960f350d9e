//! The organizer sees who is coming, from what the server merges and from what people mail.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc, Weekday};
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::Decision;
use engine::view::{Answer, AttendeeStatus, AttendeeType, DateAnswer, FreeBusy, Grid, OrganizedMeeting};
use exchange_sim::model::event::{self, Proposal};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Command, Event, Family, Fault, On, SimConfig};

use crate::world::{ALICE, BOB, CAROL, SignedIn, World, decision, entered, monday, quarterly_planning};

#[tokio::test]
async fn the_grid_follows_the_answers_of_all_attendees() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (alice, bob, carol) =
            (world.sign_in(ALICE).await, world.sign_in(BOB).await, world.sign_in(CAROL).await);
        assert_eq!(world.grid_says(&alice, BOB).await.status, AttendeeStatus::None, "{version}");

        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let row = world.row(&carol, "Quarterly Planning");
        world.answer(&carol, &row.id, Answer::Declined).await;

        assert_eq!(world.grid_says(&alice, BOB).await.status, AttendeeStatus::Accepted, "{version}");
        assert_eq!(world.grid_says(&alice, CAROL).await.status, AttendeeStatus::Declined, "{version}");
        let meeting = world.engine.organized(&alice.id).unwrap().remove(0);
        assert_eq!((meeting.required_accepted, meeting.required), (1, 1), "{version}");
        assert_eq!(
            (meeting.counts.accepted, meeting.counts.declined, meeting.counts.none),
            (1, 1, 0),
            "{version}"
        );
        assert_eq!(meeting.seats.len(), 3, "{version}: the room has a seat, too");
        assert_eq!(meeting.seats[2].kind, AttendeeType::Resource, "{version}");
        assert!(
            world.engine.invitations(&alice.id).unwrap().is_empty(),
            "{version}: responses are no invitations"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_comment_shows_none() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Tentative).await;
        assert_eq!(world.grid_says(&alice, BOB).await.comment, None, "{version}");
    }
}

#[tokio::test]
async fn what_was_looked_at_is_no_news() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    assert!(world.grid_says(&alice, BOB).await.new);
    let meeting = world.engine.organized(&alice.id).unwrap().remove(0);
    assert_eq!(meeting.new_answers, 1);
    world.pass(TimeDelta::minutes(1));
    world.engine.look_at_grid(&alice.id, &meeting.id).unwrap();
    assert!(!world.grid_says(&alice, BOB).await.new);
}

#[tokio::test]
async fn a_proposal_is_seen_for_what_it_is() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let alice = world.sign_in(ALICE).await;
    let proposal = Proposal { start: monday() + TimeDelta::days(2), end: monday() + TimeDelta::days(2) };
    let answers = [(BOB, exchange_sim::Answer::Tentative), (CAROL, exchange_sim::Answer::Declined)];
    for (who, answer) in answers {
        world.sim.reply(ALICE, &uid, who, answer, Some("Two days later?"), Some(proposal)).unwrap();
    }
    world.pass(TimeDelta::minutes(1));
    for (who, status) in [(BOB, AttendeeStatus::Tentative), (CAROL, AttendeeStatus::Declined)] {
        let line = world.grid_says(&alice, who).await;
        assert_eq!(line.status, status);
        assert_eq!(line.proposal.unwrap().start.as_deref(), Some("2026-11-25T09:00:00Z"), "{who}");
    }
}

#[tokio::test]
async fn an_attendee_only_change_leaves_the_rest_of_the_meeting_alone() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    let before = world.engine.organized(&alice.id).unwrap().remove(0);
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.grid_says(&alice, BOB).await;
    let after = world.engine.organized(&alice.id).unwrap().remove(0);
    assert_eq!(
        (&after.subject, &after.start, &after.location),
        (&before.subject, &before.start, &before.location)
    );
    assert_eq!(after.subject, quarterly_planning().subject);
}

#[tokio::test]
async fn where_the_server_merges_no_replies_their_icalendar_is_read() {
    const DAN: &str = "dan@outside.test";
    let world = World::with(SimConfig::new(Family::Sogo));
    let mut event = quarterly_planning();
    event.attendees.push(Attendee::required("Dan Outside", DAN));
    let uid = world.invite(event);
    let alice = world.sign_in(ALICE).await;
    world.sim.reply(ALICE, &uid, DAN, exchange_sim::Answer::Accepted, Some("By train"), None).unwrap();
    world.pass(TimeDelta::seconds(5));
    let line = world.grid_says(&alice, DAN).await;
    assert_eq!(line.status, AttendeeStatus::Accepted);
    assert!(line.from_mail_only, "SOGo's own calendar does not know it");
    assert_eq!(line.comment.as_deref(), Some("By train"));
    let mails = world.asked(exchange_sim::Command::ItemOperations);
    world.engine.sync(&alice.id).await.unwrap();
    assert_eq!(world.asked(exchange_sim::Command::ItemOperations), mails, "each reply is fetched once");
}

/// Thursday of the series of `planning`, which is at 17:00 in Berlin.
fn thursday(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, day, 16, 0, 0).unwrap()
}

/// Thursdays 3, 10 and 17 December; Bob and Carol are invited to all.
fn planning() -> Event {
    let zone = chrono_tz::America::New_York;
    Event {
        recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::After(3))),
        attendees: vec![Attendee::required("Bob Nakamura", BOB), Attendee::optional("Carol Reyes", CAROL)],
        ..Event::new("Planning", thursday(3), thursday(3) + TimeDelta::hours(1), zone)
    }
}

async fn series(version: ProtocolVersion) -> (World, SignedIn, SignedIn) {
    let world = World::exchange(version);
    world.invite(planning());
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    let row = world.row(&bob, "Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    (world, alice, bob)
}

/// Bob answers one date from the dates of the series' card.
async fn answer_date(world: &World, bob: &SignedIn, at: usize, given: Answer, said: &str) {
    let rows = world.engine.invitations(&bob.id).unwrap();
    let series = rows.into_iter().find(|row| row.recurrence_id.is_none()).unwrap().id;
    let date = world.engine.card(&bob.id, &series).unwrap().upcoming[at].clone();
    let occurrence = Some(date.recurrence_id.parse().unwrap());
    let comment = said.to_owned();
    entered(world.engine.decide(&Decision { occurrence, comment, ..decision(&bob.id, &series, given) }));
    world.engine.deliver(&bob.id).await.unwrap();
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
}

fn meeting(world: &World, alice: &SignedIn) -> OrganizedMeeting {
    world.engine.organized(&alice.id).unwrap().remove(0)
}

fn grid(world: &World, alice: &SignedIn) -> Grid {
    world.engine.grid(&alice.id, &meeting(world, alice).id).unwrap()
}

fn answers(dates: &[DateAnswer]) -> Vec<(&str, AttendeeStatus)> {
    dates.iter().map(|date| (date.start.as_str(), date.status)).collect()
}

#[tokio::test]
async fn what_is_answered_for_one_date_stands_beside_the_answer_to_the_series() {
    for version in [V14_1, V16_1] {
        let (world, alice, bob) = series(version).await;
        world.grid_says(&alice, BOB).await;
        let id = meeting(&world, &alice).id;
        world.engine.look_at_grid(&alice.id, &id).unwrap();
        world.pass(TimeDelta::minutes(1));
        answer_date(&world, &bob, 1, Answer::Tentative, "Perhaps at the dentist").await;
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!((line.status, line.new), (AttendeeStatus::Accepted, false), "{version}");
        let tentative = AttendeeStatus::Tentative;
        assert_eq!(answers(&line.dates), [("2026-12-10T16:00:00Z", tentative)], "{version}");
        let date = &line.dates[0];
        assert_eq!(date.comment.as_deref(), Some("Perhaps at the dentist"), "{version}");
        assert!(date.answered_at.is_some() && date.new && !date.past, "{version}: {date:?}");
        assert_eq!(meeting(&world, &alice).new_answers, 1, "{version}");
        assert_eq!(meeting(&world, &alice).counts.accepted, 1, "{version}: the series is still accepted");
        // Carol stands in the exception, too, as she stood in the series then.
        assert_eq!(world.grid_says(&alice, CAROL).await.dates, [], "{version}");
        world.pass(TimeDelta::minutes(1));
        world.engine.look_at_grid(&alice.id, &id).unwrap();
        assert_eq!(meeting(&world, &alice).new_answers, 0, "{version}");

        answer_date(&world, &bob, 0, Answer::Tentative, "").await;
        answer_date(&world, &bob, 1, Answer::Accepted, "Moved the dentist").await;
        let line = world.grid_says(&alice, BOB).await;
        let both = [("2026-12-03T16:00:00Z", tentative), ("2026-12-10T16:00:00Z", line.status)];
        assert_eq!(answers(&line.dates), both, "{version}");
        assert_eq!(line.dates[1].comment.as_deref(), Some("Moved the dentist"), "{version}: the newest mail");
    }
}

#[tokio::test]
async fn an_answer_that_only_the_exception_in_the_calendar_tells_is_read_from_there() {
    for version in [V14_1, V16_1] {
        let (world, alice, _) = series(version).await;
        let uid = meeting(&world, &alice).uid;
        let say = |who: &str, given| {
            let who = who.to_owned();
            move |exception: &mut event::Exception| {
                let all = exception.attendees.get_or_insert_with(|| planning().attendees);
                all.iter_mut().find(|one| one.person.is(&who)).unwrap().answer = Some(given);
            }
        };
        world.sim.update_occurrence(ALICE, &uid, thursday(17), say(BOB, event::Answer::Declined)).unwrap();
        world.sim.update_occurrence(ALICE, &uid, thursday(17), say(CAROL, event::Answer::Tentative)).unwrap();
        world.sim.update_occurrence(ALICE, &uid, thursday(3), say(BOB, event::Answer::Accepted)).unwrap();
        let line = world.grid_says(&alice, BOB).await;
        let declined = AttendeeStatus::Declined;
        assert_eq!(answers(&line.dates), [("2026-12-17T16:00:00Z", declined)], "{version}: as the series");
        assert_eq!((line.dates[0].answered_at.as_ref(), line.dates[0].new), (None, false), "{version}");
        let line = world.grid_says(&alice, CAROL).await;
        assert_eq!(line.status, AttendeeStatus::None, "{version}: nothing to the series");
        assert_eq!(answers(&line.dates), [("2026-12-17T16:00:00Z", AttendeeStatus::Tentative)], "{version}");
    }
}

#[tokio::test]
async fn who_is_invited_to_one_date_alone_has_a_line_once_the_calendar_tells_an_answer() {
    const DAN: &str = "dan@outside.test";
    for version in [V14_1, V16_1] {
        let (world, alice, _) = series(version).await;
        let uid = meeting(&world, &alice).uid;
        let invite = |given| {
            move |exception: &mut event::Exception| {
                let dan = Attendee { answer: given, ..Attendee::required("Dan Outside", DAN) };
                exception.attendees = Some(planning().attendees.into_iter().chain([dan]).collect());
            }
        };
        world.sim.update_occurrence(ALICE, &uid, thursday(17), invite(None)).unwrap();
        world.engine.sync(&alice.id).await.unwrap();
        let lines = grid(&world, &alice).attendees;
        assert!(lines.iter().all(|line| line.email != DAN), "{version}: silent for one date, and no more");

        world.pass(TimeDelta::minutes(1));
        let accepted = event::Answer::Accepted;
        world.sim.update_occurrence(ALICE, &uid, thursday(17), invite(Some(accepted))).unwrap();
        let line = world.grid_says(&alice, DAN).await;
        assert_eq!(line.status, AttendeeStatus::None, "{version}: nothing to the series");
        assert_eq!(answers(&line.dates), [("2026-12-17T16:00:00Z", AttendeeStatus::Accepted)], "{version}");
        assert_eq!((line.kind, line.from_mail_only), (AttendeeType::Required, false), "{version}");
        assert_eq!(grid(&world, &alice).attendees.len(), 3, "{version}: everybody once");
    }
}

#[tokio::test]
async fn a_copy_of_an_earlier_answer_to_the_series_is_no_answer_to_the_date() {
    for version in [V14_1, V16_1] {
        let (world, alice, bob) = series(version).await;
        let carol = world.sign_in(CAROL).await;
        let row = world.row(&carol, "Planning");
        world.answer(&carol, &row.id, Answer::Tentative).await;
        world.pass(TimeDelta::minutes(1));
        world.grid_says(&alice, CAROL).await;
        answer_date(&world, &bob, 1, Answer::Declined, "").await;
        world.engine.sync(&carol.id).await.unwrap();
        world.answer(&carol, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        let line = world.grid_says(&alice, CAROL).await;
        assert_eq!((line.status, line.dates), (AttendeeStatus::Accepted, vec![]), "{version}");
    }
}

#[tokio::test]
async fn an_answer_to_a_date_that_was_called_off_is_none_any_more() {
    for version in [V14_1, V16_1] {
        let (world, alice, bob) = series(version).await;
        answer_date(&world, &bob, 1, Answer::Declined, "").await;
        assert_eq!(world.grid_says(&alice, BOB).await.dates.len(), 1, "{version}");
        let uid = meeting(&world, &alice).uid;
        world.sim.update_occurrence(ALICE, &uid, thursday(10), |it| it.deleted = true).unwrap();
        assert_eq!(world.grid_says(&alice, BOB).await.dates, [], "{version}");
    }
}

/// A COUNTER for the second Thursday, as programs outside of Exchange write it.
fn counter(uid: &str, who: &str, hour: u32) -> Vec<u8> {
    let lines = [
        format!("From: <{who}>"),
        format!("To: <{ALICE}>"),
        "Subject: New Time Proposed: Planning".to_owned(),
        "Date: Mon, 23 Nov 2026 10:00:00 +0000".to_owned(),
        format!("Message-ID: <counter-{hour}-{who}>"),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: multipart/alternative; boundary=parts".to_owned(),
        String::new(),
        "--parts".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        String::new(),
        "Later that day?".to_owned(),
        "--parts".to_owned(),
        "Content-Type: text/calendar; charset=utf-8; method=COUNTER".to_owned(),
        String::new(),
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Outside//EN".to_owned(),
        "METHOD:COUNTER".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}"),
        "DTSTAMP:20261123T100000Z".to_owned(),
        "RECURRENCE-ID:20261210T160000Z".to_owned(),
        format!("DTSTART:20261210T{hour}0000Z"),
        format!("DTEND:20261210T{}0000Z", hour + 1),
        "SUMMARY:Planning".to_owned(),
        "SEQUENCE:0".to_owned(),
        format!("ORGANIZER:mailto:{ALICE}"),
        format!("ATTENDEE;PARTSTAT=TENTATIVE:mailto:{who}"),
        "COMMENT:Later that day?".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
        "--parts--".to_owned(),
        String::new(),
    ];
    lines.join("\r\n").into_bytes()
}

#[tokio::test]
async fn a_time_proposed_for_one_date_stands_among_the_proposed_times_with_its_date() {
    for version in [V14_1, V16_1] {
        let (world, alice, _) = series(version).await;
        let uid = meeting(&world, &alice).uid;
        world.sim.deliver(&counter(&uid, BOB, 18));
        world.sim.deliver(&counter(&uid, CAROL, 18));
        let whole =
            Proposal { start: thursday(3) + TimeDelta::hours(2), end: thursday(3) + TimeDelta::hours(3) };
        let tentative = exchange_sim::Answer::Tentative;
        world.sim.reply(ALICE, &uid, CAROL, tentative, Some("Later?"), Some(whole)).unwrap();
        world.pass(TimeDelta::minutes(1));
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!((line.status, line.proposal), (AttendeeStatus::Accepted, None), "{version}");
        assert_eq!(answers(&line.dates), [("2026-12-10T16:00:00Z", AttendeeStatus::Tentative)], "{version}");
        assert_eq!(line.dates[0].comment.as_deref(), Some("Later that day?"), "{version}");
        let proposed = line.dates[0].proposal.as_ref().unwrap();
        assert_eq!(proposed.start.as_deref(), Some("2026-12-10T18:00:00Z"), "{version}");
        let slots = grid(&world, &alice).proposals;
        let times: Vec<_> = slots
            .iter()
            .map(|slot| (slot.start.as_str(), slot.recurrence_id.as_deref(), slot.by.len()))
            .collect();
        let date = Some("2026-12-10T16:00:00Z");
        let expected = [("2026-12-03T18:00:00Z", None, 1), ("2026-12-10T18:00:00Z", date, 2)];
        assert_eq!(times, expected, "{version}");
    }
}

#[tokio::test]
async fn where_no_mail_names_its_date_outside_the_icalendar_in_it_does() {
    let world = World::with(SimConfig::new(Family::Sogo));
    let uid = world.invite(planning());
    let alice = world.sign_in(ALICE).await;
    world.sim.deliver(&counter(&uid, BOB, 18));
    world.pass(TimeDelta::seconds(5));
    let line = world.grid_says(&alice, BOB).await;
    assert_eq!(line.status, AttendeeStatus::None, "nothing is said of the series");
    assert_eq!(answers(&line.dates), [("2026-12-10T16:00:00Z", AttendeeStatus::Tentative)]);
    let slots = grid(&world, &alice).proposals;
    assert_eq!((slots.len(), slots[0].recurrence_id.as_deref()), (1, Some("2026-12-10T16:00:00Z")));
}

/// An acceptance as programs outside of Exchange write it, of what begins then.
fn acceptance(uid: &str, start: DateTime<Utc>) -> Vec<u8> {
    let lines = [
        format!("From: <{BOB}>"),
        format!("To: <{ALICE}>"),
        "Subject: Accepted: Planning".to_owned(),
        "Date: Mon, 23 Nov 2026 10:00:00 +0000".to_owned(),
        format!("Message-ID: <accepted-{}>", start.timestamp()),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/calendar; charset=utf-8; method=REPLY".to_owned(),
        String::new(),
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Outside//EN".to_owned(),
        "METHOD:REPLY".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}"),
        "DTSTAMP:20261123T100000Z".to_owned(),
        format!("DTSTART:{}", start.format("%Y%m%dT%H%M%SZ")),
        format!("DTEND:{}", (start + TimeDelta::hours(1)).format("%Y%m%dT%H%M%SZ")),
        "SUMMARY:Planning".to_owned(),
        format!("ORGANIZER:mailto:{ALICE}"),
        format!("ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BOB}"),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
        String::new(),
    ];
    lines.join("\r\n").into_bytes()
}

#[tokio::test]
async fn an_answer_whose_mail_names_no_date_counts_for_the_series_only_where_it_must_be_about_it() {
    let accepted = AttendeeStatus::Accepted;
    let second = ("2026-12-10T16:00:00Z", accepted);
    for (start, status, dates, unclear) in [
        (thursday(3), accepted, vec![], None),
        (thursday(10), AttendeeStatus::None, vec![second], None),
        (thursday(11), AttendeeStatus::None, vec![], Some(accepted)),
    ] {
        let world = World::with(SimConfig::new(Family::Sogo));
        let uid = world.invite(planning());
        let alice = world.sign_in(ALICE).await;
        world.sim.fail(On::command(Command::ItemOperations), Fault::Status(2));
        world.sim.deliver(&acceptance(&uid, start));
        world.pass(TimeDelta::seconds(5));
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!((line.status, line.unclear), (status, unclear), "{start}: its iCalendar is not here");
        assert_eq!(answers(&line.dates), dates, "{start}");
        assert_eq!(line.from_mail_only, dates.is_empty(), "{start}");
        let counted = meeting(&world, &alice).counts.accepted;
        assert_eq!(counted, u32::from(status == accepted), "{start}: no one date makes the series accepted");
        assert_eq!(line.answered_at.is_some(), dates.is_empty(), "{start}: it came then, in any case");

        world.engine.sync(&alice.id).await.unwrap();
        let line = world.grid_says(&alice, BOB).await;
        let inside = (line.status, line.unclear, line.dates.len());
        assert_eq!(inside, (accepted, None, 0), "{start}: its iCalendar names no date, so it is the series");
    }
}

#[tokio::test]
async fn the_required_people_are_known_at_each_proposed_time_with_one_question() {
    const DAN: &str = "dan@outside.test";
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let mut event = planning();
        event.attendees.push(Attendee::required("Dan Outside", DAN));
        let uid = world.invite(event);
        let alice = world.sign_in(ALICE).await;
        let private = Event::new(
            "Dentist",
            thursday(3) + TimeDelta::hours(2),
            thursday(3) + TimeDelta::hours(3),
            chrono_tz::Europe::Berlin,
        );
        world.sim.book(BOB, private).unwrap();
        let propose = |who, hours| {
            let start = thursday(3) + TimeDelta::minutes(hours);
            let time = Proposal { start, end: start + TimeDelta::hours(1) };
            world.sim.reply(ALICE, &uid, who, exchange_sim::Answer::Tentative, None, Some(time)).unwrap();
        };
        propose(BOB, 30);
        propose(CAROL, 24 * 60);
        propose(DAN, 2 * 60);
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&alice.id).await.unwrap();
        let id = meeting(&world, &alice).id;
        assert_eq!(world.asked(Command::ResolveRecipients), 0, "{version}: nobody asks by themselves");
        let told = world.engine.proposal_calendars(&alice.id, &id, false).await.unwrap();
        assert!(told.offered && told.asked_at.is_some(), "{version}");
        let then: Vec<_> = told
            .times
            .iter()
            .map(|time| {
                let people = time.people.iter().map(|who| (who.person.email.as_str(), who.then));
                (time.start.as_str(), people.collect::<Vec<_>>())
            })
            .collect();
        let unknown = (DAN, FreeBusy::NoData);
        let expected = [
            // Half of it is the meeting's own time, at which Bob is taken by the meeting.
            ("2026-12-03T16:30:00Z", vec![(BOB, FreeBusy::NoData), unknown]),
            ("2026-12-03T18:00:00Z", vec![(BOB, FreeBusy::Busy), unknown]),
            ("2026-12-04T16:00:00Z", vec![(BOB, FreeBusy::Free), unknown]),
        ];
        assert_eq!(then, expected, "{version}: Carol need not come");
        world.engine.proposal_calendars(&alice.id, &id, false).await.unwrap();
        assert_eq!(world.asked(Command::ResolveRecipients), 1, "{version}");
    }
}
