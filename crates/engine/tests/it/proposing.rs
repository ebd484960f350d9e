//! Another time is proposed with an answer: one mail, in the form that reaches the organizer, and seen by them.

use chrono::{DateTime, TimeDelta, Utc};
use eas::ProtocolVersion::{self, V14_1, V16_0, V16_1};
use engine::view::{
    self, Answer, AttendeeStatus, CalendarsKnown, CommonTimes, FailureCode, FreeBusy, FreeBusyUnknown,
    NotProposable, OrganizerLampState, ProposalCarrier, Receipt, ReceiptAction, TroubleCode,
};
use engine::{Decided, Decision, Edit, EngineError};
use exchange_sim::model::event::{Busy, Proposal};
use exchange_sim::model::mail::Method;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Command, Event, Family, Fault, On, SentBy, SimConfig};

use crate::world::{ALICE, BOB, CAROL, SignedIn, World, decision, entered, monday, quarterly_planning};

const PLANNING: &str = "Quarterly Planning";

/// Wednesday at two in Berlin, for an hour.
fn wednesday() -> (DateTime<Utc>, DateTime<Utc>) {
    let start = monday() + TimeDelta::hours(52);
    (start, start + TimeDelta::hours(1))
}

fn proposal() -> Proposal {
    let (start, end) = wednesday();
    Proposal { start, end }
}

fn proposing(bob: &SignedIn, meeting: &str, answer: Answer) -> Decision {
    Decision { propose: Some(wednesday()), ..decision(&bob.id, meeting, answer) }
}

/// Bob proposes Wednesday and it leaves.
async fn propose(world: &World, bob: &SignedIn, answer: Answer, comment: &str) -> Receipt {
    let row = world.row(bob, PLANNING);
    let decision = Decision { comment: comment.into(), ..proposing(bob, &row.id, answer) };
    let receipt = entered(world.engine.decide(&decision));
    world.engine.deliver(&bob.id).await.unwrap();
    world.engine.receipt(&receipt.id).unwrap()
}

fn carrier(receipt: &Receipt) -> ProposalCarrier {
    receipt.proposed.as_ref().unwrap().carrier
}

fn refused(decided: Result<Decided, EngineError>) -> NotProposable {
    match decided {
        Err(EngineError::NotProposable(reason)) => reason,
        other => panic!("not {other:?}"),
    }
}

/// The comment in the iCalendar of the only answer that was mailed.
fn mailed_comment(world: &World) -> String {
    let [reply] = &world.replies()[..] else { panic!("one mail for one decision") };
    match &reply.mail.meeting.as_ref().unwrap().method {
        Method::Reply { comment, .. } => comment.clone().unwrap_or_default(),
        other => panic!("an answer, not {other:?}"),
    }
}

async fn desks(version: ProtocolVersion) -> (World, SignedIn, SignedIn) {
    let world = World::exchange(version);
    world.quarterly_planning();
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    (world, alice, bob)
}

#[tokio::test]
async fn a_proposal_is_one_mail_and_the_organizer_sees_it() {
    for (version, by, how) in [
        (V14_1, SentBy::Client, ProposalCarrier::Counter),
        (V16_0, SentBy::Client, ProposalCarrier::Counter),
        (V16_1, SentBy::Server, ProposalCarrier::SendResponse),
    ] {
        let (world, alice, bob) = desks(version).await;
        let row = world.row(&bob, PLANNING);
        let bar = world.engine.card(&bob.id, &row.id).unwrap().bar.proposing;
        assert_eq!((bar.tentative, bar.impossible), (Some(how), None), "{version}: said before the click");

        let receipt = propose(&world, &bob, Answer::Tentative, "I fly back that night.").await;
        assert_eq!(carrier(&receipt), how, "{version}");
        assert_eq!(receipt.proposed.as_ref().unwrap().start, "2026-11-25T13:00:00Z", "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        let counter = (how == ProposalCarrier::Counter).then_some("New Time Proposed: Quarterly Planning");
        assert_eq!(receipt.mail_subject.as_deref(), counter, "{version}");
        let [mail] = &world.replies()[..] else { panic!("{version}: {:#?}", world.replies()) };
        assert_eq!((mail.by, mail.proposal()), (by, Some(proposal())), "{version}");
        assert_eq!(mail.objections, [""; 0], "{version}");

        let line = world.grid_says(&alice, BOB).await;
        assert_eq!(line.status, AttendeeStatus::Tentative, "{version}");
        assert_eq!(line.proposal.unwrap().start.as_deref(), Some("2026-11-25T13:00:00Z"), "{version}");
        assert_eq!(line.comment.as_deref(), Some("I fly back that night."), "{version}: and nothing else");
        assert_eq!(world.row(&bob, PLANNING).answer, Some(Answer::Tentative), "{version}");
        let history = world.engine.card(&bob.id, &row.id).unwrap().history;
        assert_eq!(history[0].proposed, receipt.proposed, "{version}: {history:?}");
    }
}

#[tokio::test]
async fn what_may_propose_is_looked_into_once_and_only_where_nothing_else_tells() {
    for (version, fetched) in [(V14_1, 1), (V16_1, 0)] {
        let (world, alice, bob) = desks(version).await;
        let carol = world.sign_in(CAROL).await;
        propose(&world, &bob, Answer::Tentative, "").await;
        let row = world.row(&carol, PLANNING);
        world.answer(&carol, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        let before = world.asked(Command::ItemOperations);
        world.engine.sync(&alice.id).await.unwrap();
        assert_eq!(
            world.asked(Command::ItemOperations) - before,
            fetched,
            "{version}: who accepts proposes nothing"
        );
        world.engine.sync(&alice.id).await.unwrap();
        assert_eq!(world.asked(Command::ItemOperations) - before, fetched, "{version}: once");
    }
}

#[tokio::test]
async fn a_decline_proposes_in_the_form_that_its_version_has() {
    for (version, how) in [(V14_1, ProposalCarrier::Words), (V16_1, ProposalCarrier::SendResponse)] {
        let (world, alice, bob) = desks(version).await;
        let receipt = propose(&world, &bob, Answer::Declined, "Sorry.").await;
        assert_eq!(carrier(&receipt), how, "{version}");
        let said = match how {
            ProposalCarrier::Words => "Sorry.\n\nI propose Wed 25 Nov, 14:00–15:00 (Europe/Berlin) instead.",
            _ => "Sorry.",
        };
        assert_eq!(mailed_comment(&world), said, "{version}");
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!(line.status, AttendeeStatus::Declined, "{version}");
        assert_eq!(line.proposal.is_some(), how == ProposalCarrier::SendResponse, "{version}");
    }
}

#[tokio::test]
async fn an_organizer_who_wants_no_proposals_gets_words() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.invite(Event { disallow_new_time: true, ..quarterly_planning() });
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, PLANNING);
        let bar = world.engine.card(&bob.id, &row.id).unwrap().bar.proposing;
        assert!(bar.disallowed, "{version}");
        assert_eq!(bar.tentative, Some(ProposalCarrier::Words), "{version}: said before the click");
        propose(&world, &bob, Answer::Tentative, "").await;
        let said = "I propose Wed 25 Nov, 14:00–15:00 (Europe/Berlin) instead.";
        assert_eq!(mailed_comment(&world), said, "{version}");
        assert_eq!(world.replies()[0].proposal(), None, "{version}");
    }
}

#[tokio::test]
async fn a_wish_for_no_proposals_that_came_after_the_decision_is_heard() {
    let (world, _, bob) = desks(V16_1).await;
    let row = world.row(&bob, PLANNING);
    let uid = row.uid.clone();
    entered(world.engine.decide(&proposing(&bob, &row.id, Answer::Tentative)));
    world.sim.update(ALICE, &uid, |event| event.disallow_new_time = true).unwrap();
    world.pass(TimeDelta::minutes(3));
    world.engine.deliver(&bob.id).await.unwrap();
    assert!(mailed_comment(&world).starts_with("I propose Wed 25 Nov"));
    assert_eq!(carrier(&world.engine.activity(&bob.id).unwrap()[0]), ProposalCarrier::Words);
}

#[tokio::test]
async fn a_family_not_known_to_take_a_counter_gets_words() {
    let (world, _, bob) = desks(V14_1).await;
    world.engine.set_family(&bob.id, Some(view::Family::Unknown)).unwrap();
    let receipt = propose(&world, &bob, Answer::Tentative, "").await;
    assert_eq!(carrier(&receipt), ProposalCarrier::Words);
    assert_eq!(receipt.mail_subject.as_deref(), Some("Tentative: Quarterly Planning"));
    assert_eq!(mailed_comment(&world), "I propose Wed 25 Nov, 14:00–15:00 (Europe/Berlin) instead.");
}

/// SOGo mails by itself and takes neither times nor words, so a mail of ours would be the second one.
#[tokio::test(start_paused = true)]
async fn no_time_is_proposed_where_the_server_mails_by_itself_and_cannot_be_told_it() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, PLANNING);
    let bar = world.engine.card(&bob.id, &row.id).unwrap().bar.proposing;
    assert_eq!((bar.tentative, bar.declined, bar.impossible), (None, None, Some(NotProposable::Server)));
    for answer in [Answer::Tentative, Answer::Declined] {
        assert_eq!(refused(world.engine.decide(&proposing(&bob, &row.id, answer))), NotProposable::Server);
    }
    assert!(world.engine.activity(&bob.id).unwrap().is_empty(), "nothing was entered");
    let receipt = world.answer(&bob, &row.id, Answer::Tentative).await;
    assert_eq!((receipt.proposed, world.replies().len()), (None, 1));
}

#[tokio::test]
async fn a_server_that_always_mails_is_told_the_time_where_it_takes_it() {
    let world = World::with(SimConfig::new(Family::Grommunio).versions([V16_1]));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, PLANNING);
    assert_eq!(
        refused(world.engine.decide(&proposing(&bob, &row.id, Answer::Declined))),
        NotProposable::Server,
        "it heeds times with a tentative answer only"
    );
    let receipt = propose(&world, &bob, Answer::Tentative, "").await;
    assert_eq!(carrier(&receipt), ProposalCarrier::SendResponse);
    let [mail] = &world.replies()[..] else { panic!("{:#?}", world.replies()) };
    assert_eq!((mail.by, mail.proposal()), (SentBy::Server, Some(proposal())));
}

#[tokio::test]
async fn a_proposal_is_taken_back_edited_and_folded_with_its_answer() {
    for version in [V14_1, V16_1] {
        let (world, alice, bob) = desks(version).await;
        let row = world.row(&bob, PLANNING);
        let later = TimeDelta::seconds(8);
        let decide = |propose| {
            let decision = Decision { propose, undo: later, ..decision(&bob.id, &row.id, Answer::Tentative) };
            entered(world.engine.decide(&decision))
        };
        let first = decide(Some(wednesday()));
        world.engine.undo(&first.id).unwrap();
        let (start, end) = wednesday();
        let second = decide(Some((start + TimeDelta::hours(1), end + TimeDelta::hours(1))));
        let third = decide(Some(wednesday()));
        let edit = Edit {
            answer: Answer::Tentative,
            comment: "Later?".into(),
            propose: time_of(&third),
            tell: true,
        };
        let edited = world.engine.edit(&third.id, &edit).unwrap();
        assert_eq!(edited.proposed, third.proposed, "{version}");
        let without = Edit { propose: None, ..edit };
        let bare = world.engine.edit(&edited.id, &without).unwrap();
        assert_eq!(bare.proposed, None, "{version}");
        let again = Edit { propose: Some(wednesday()), ..without };
        let last = world.engine.edit(&bare.id, &again).unwrap();
        world.pass(later);
        world.engine.deliver(&bob.id).await.unwrap();

        assert_eq!(world.replies().len(), 1, "{version}: one mail for what was meant last");
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!(line.proposal.unwrap().start.as_deref(), Some("2026-11-25T13:00:00Z"), "{version}");
        let kept: Vec<String> =
            world.engine.activity(&bob.id).unwrap().into_iter().map(|receipt| receipt.id).collect();
        assert_eq!(kept, [last.id], "{version}: {} and {} have not left", first.id, second.id);
    }
}

fn time_of(receipt: &Receipt) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let proposed = receipt.proposed.as_ref()?;
    Some((proposed.start.parse().ok()?, proposed.end.parse().ok()?))
}

#[tokio::test]
async fn the_same_proposal_sends_nothing_and_the_answer_without_it_takes_it_back() {
    let (world, alice, bob) = desks(V16_1).await;
    let receipt = propose(&world, &bob, Answer::Tentative, "").await;
    let row = world.row(&bob, PLANNING);
    let again = world.engine.decide(&proposing(&bob, &row.id, Answer::Tentative)).unwrap();
    assert!(matches!(again, Decided::Before(before) if before.id == receipt.id));
    assert!(world.grid_says(&alice, BOB).await.proposal.is_some());
    world.engine.sync(&bob.id).await.unwrap();
    world.pass(TimeDelta::minutes(1));
    world.answer(&bob, &row.id, Answer::Tentative).await;
    assert_eq!(world.grid_says(&alice, BOB).await.proposal, None);
    assert_eq!(world.replies().len(), 2, "each decision was told once");
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_proposal() {
    for (version, command) in
        [(V14_1, Command::SendMail), (V14_1, Command::MeetingResponse), (V16_1, Command::MeetingResponse)]
    {
        let (world, alice, bob) = desks(version).await;
        world.sim.fail(On::command(command), Fault::LoseReply);
        let receipt = propose(&world, &bob, Answer::Tentative, "").await;
        world.pass(TimeDelta::minutes(5));
        world.engine.deliver(&bob.id).await.unwrap();
        let receipt = world.engine.receipt(&receipt.id).unwrap();
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version} {command:?}");
        let [mail] = &world.replies()[..] else { panic!("{version} {command:?}: {:#?}", world.replies()) };
        assert_eq!(mail.proposal(), Some(proposal()), "{version} {command:?}");
        assert!(world.grid_says(&alice, BOB).await.proposal.is_some(), "{version} {command:?}");
    }
}

#[tokio::test]
async fn a_mail_that_the_person_sends_in_the_place_of_the_servers_proposes_too() {
    let (world, _, bob) = desks(V16_1).await;
    let row = world.row(&bob, PLANNING);
    world.answer(&bob, &row.id, Answer::Tentative).await;
    world.pass(TimeDelta::minutes(5));
    world.engine.sync(&bob.id).await.unwrap();
    // The calendar says so already, so it cannot tell whether the server has mailed the time.
    world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
    let receipt = propose(&world, &bob, Answer::Tentative, "").await;
    world.pass(TimeDelta::minutes(5));
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Unknown);
    world.engine.retry(&receipt.id).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(receipt.mail_subject.as_deref(), Some("New Time Proposed: Quarterly Planning"));
    let mail = world.replies().pop().unwrap();
    assert_eq!((mail.by, mail.proposal()), (SentBy::Client, Some(proposal())));
}

#[tokio::test]
async fn a_process_that_dies_after_the_answer_tells_the_time_all_the_same() {
    let (world, _, bob) = desks(V14_1).await;
    world.sim.fail(On::command(Command::SendMail), Fault::LoseRequest);
    propose(&world, &bob, Answer::Tentative, "").await;
    let world = world.restart();
    world.pass(TimeDelta::minutes(5));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.replies()[0].proposal(), Some(proposal()));
}

#[tokio::test]
async fn a_time_that_lost_its_way_waits_for_the_person() {
    let (world, _, bob) = desks(V16_1).await;
    let row = world.row(&bob, PLANNING);
    let receipt = entered(world.engine.decide(&proposing(&bob, &row.id, Answer::Tentative)));
    world.engine.set_family(&bob.id, Some(view::Family::Sogo)).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::CannotPropose);
    assert!(receipt.actions.contains(&ReceiptAction::Change));
    assert_eq!((world.asked(Command::MeetingResponse), world.replies().len()), (0, 0), "nothing was sent");
}

#[tokio::test]
async fn what_cannot_be_proposed_is_refused_with_its_reason_and_not_entered() {
    let (world, _, bob) = desks(V16_1).await;
    let row = world.row(&bob, PLANNING);
    let (start, end) = wednesday();
    let is = (monday() + TimeDelta::hours(32), monday() + TimeDelta::hours(33));
    let wanted = |propose| Decision { propose: Some(propose), ..proposing(&bob, &row.id, Answer::Tentative) };
    for (decision, reason) in [
        (wanted((end, start)), NotProposable::Order),
        (wanted((start, start)), NotProposable::Order),
        (wanted((start - TimeDelta::days(7), end - TimeDelta::days(7))), NotProposable::Past),
        (wanted(is), NotProposable::Same),
        (proposing(&bob, &row.id, Answer::Accepted), NotProposable::Accepted),
        (Decision { tell: false, ..wanted((start, end)) }, NotProposable::Silent),
    ] {
        assert_eq!(refused(world.engine.decide(&decision)), reason);
    }
    assert!(world.engine.activity(&bob.id).unwrap().is_empty());
}

#[tokio::test]
async fn no_time_is_proposed_for_a_series_for_whole_days_and_where_no_reply_is_wanted() {
    let weekly = Recurrence::weekly(chrono::Weekday::Tue, Ends::After(5));
    let day = monday() + TimeDelta::hours(15);
    for (event, reason) in [
        (Event { recurrence: Some(weekly), ..quarterly_planning() }, NotProposable::Series),
        (
            Event {
                all_day: true,
                start: day,
                end: day + TimeDelta::days(1),
                zone: chrono_tz::UTC,
                ..quarterly_planning()
            },
            NotProposable::AllDay,
        ),
        (Event { response_requested: false, ..quarterly_planning() }, NotProposable::NotRequested),
    ] {
        let world = World::exchange(V16_1);
        world.invite(event);
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, PLANNING);
        let bar = world.engine.card(&bob.id, &row.id).unwrap().bar.proposing;
        assert_eq!((bar.tentative, bar.declined, bar.impossible), (None, None, Some(reason)));
        assert_eq!(refused(world.engine.decide(&proposing(&bob, &row.id, Answer::Tentative))), reason);
    }
}

#[tokio::test]
async fn proposed_times_stand_side_by_side_until_the_meeting_is_moved() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let alice = world.sign_in(ALICE).await;
    let (start, end) = wednesday();
    let early = Proposal { start: start - TimeDelta::minutes(30), end: end + TimeDelta::minutes(30) };
    world.sim.book(ALICE, Event::new("Dentist", start, end, chrono_tz::Europe::Berlin)).unwrap();
    for (who, time) in [(BOB, proposal()), (CAROL, early)] {
        let answer = exchange_sim::Answer::Tentative;
        world.sim.reply(ALICE, &uid, who, answer, Some("Rather then."), Some(time)).unwrap();
    }
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&alice.id).await.unwrap();
    let meeting = world.engine.organized(&alice.id).unwrap().remove(0);
    let slots = world.engine.grid(&alice.id, &meeting.id).unwrap().proposals;
    let seen: Vec<_> = slots
        .iter()
        .map(|slot| {
            let names =
                |people: &[view::Person]| people.iter().map(|who| who.email.clone()).collect::<Vec<_>>();
            (slot.start.as_str(), names(&slot.by), names(&slot.also), slot.overlaps, slot.past)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("2026-11-25T12:30:00Z", vec![CAROL.to_owned()], vec![], 1, false),
            ("2026-11-25T13:00:00Z", vec![BOB.to_owned()], vec![CAROL.to_owned()], 1, false),
        ],
        "Carol has time for what Bob proposes, and Alice's dentist stands in the way"
    );

    let moved = |event: &mut Event| (event.start, event.end) = (start, end);
    world.sim.update(ALICE, &uid, moved).unwrap();
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&alice.id).await.unwrap();
    let grid = world.engine.grid(&alice.id, &meeting.id).unwrap();
    assert!(grid.proposals.iter().all(|slot| slot.start != "2026-11-25T13:00:00Z"), "it is then by now");
}

#[tokio::test]
async fn times_worth_proposing_are_free_in_my_calendar_and_not_the_meetings_own() {
    let (world, _, bob) = desks(V16_1).await;
    let row = world.row(&bob, PLANNING);
    // Tuesday is full until the end of the working day.
    let tuesday = monday() + TimeDelta::hours(23);
    let berlin = chrono_tz::Europe::Berlin;
    world.sim.book(BOB, Event::new("Workshop", tuesday, tuesday + TimeDelta::minutes(510), berlin)).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let times = world.engine.times_to_propose(&bob.id, &row.id, None).unwrap();
    assert_eq!(times.len(), 4);
    assert_eq!(times[0].start, "2026-11-25T08:00:00Z", "nine on Wednesday in Berlin: {times:?}");
    assert!(times.iter().all(|time| !time.tentative));
    let short = world.engine.times_to_propose(&bob.id, &row.id, Some(30)).unwrap();
    assert_eq!(
        (short[0].start.as_str(), short[0].end.as_str()),
        ("2026-11-25T08:00:00Z", "2026-11-25T08:30:00Z")
    );
    assert!(world.engine.times_to_propose(&bob.id, &row.id, Some(0)).unwrap().is_empty());
}

/// Somebody's own appointment: hours from Monday at ten in Berlin.
fn busy(world: &World, who: &str, from: i64, to: i64) {
    let hour = |hours| monday() + TimeDelta::hours(hours);
    let event = Event::new("Private", hour(from), hour(to), chrono_tz::Europe::Berlin);
    world.sim.book(who, Event { busy: Busy::Busy, ..event }).unwrap();
}

async fn common(world: &World, bob: &SignedIn, minutes: Option<u32>) -> CommonTimes {
    let id = world.row(bob, PLANNING).id;
    world.engine.common_times(&bob.id, &id, minutes).await.unwrap()
}

fn then(times: &CommonTimes, place: usize, email: &str) -> (FreeBusy, Option<FreeBusyUnknown>) {
    let who = times.times[place].others.iter().find(|who| who.person.email == email).unwrap();
    (who.then, who.unknown)
}

const BERLIN: Option<chrono_tz::Tz> = Some(chrono_tz::Europe::Berlin);

/// A meeting whose organizer has this clock, and Bob, who is invited to it.
async fn invited(world: &World, zone: Option<chrono_tz::Tz>) -> SignedIn {
    let planning = quarterly_planning();
    let of_zone = |zone| Event::new(PLANNING, planning.start, planning.end, zone);
    world.invite(match zone {
        Some(zone) => Event { attendees: planning.attendees, ..of_zone(zone) },
        None => planning,
    });
    world.sign_in(BOB).await
}

#[tokio::test]
async fn common_times_are_free_for_the_organizer_over_the_whole_week() {
    let world = World::exchange(V16_1);
    // From Tuesday to Thursday; Carol, who may stay away, on Friday morning.
    busy(&world, ALICE, 14, 86);
    busy(&world, CAROL, 95, 98);
    let bob = invited(&world, BERLIN).await;
    let id = world.row(&bob, PLANNING).id;
    let own = world.engine.times_to_propose(&bob.id, &id, None).unwrap();
    assert!(own[0].start.as_str() < "2026-11-26" && own[0].others.is_empty(), "by my own: {own:?}");
    assert_eq!(world.asked(Command::ResolveRecipients), 0, "at once, and nobody is asked");

    let times = common(&world, &bob, None).await;
    assert_eq!(times.known, CalendarsKnown::Some, "the room has no mailbox");
    assert_eq!(times.times.len(), 4);
    assert!(times.times.iter().all(|time| time.start.as_str() >= "2026-11-27T00:00:00Z"), "{times:?}");
    assert_eq!(then(&times, 0, ALICE), (FreeBusy::Free, None));
    assert_eq!(then(&times, 0, CAROL), (FreeBusy::Free, None), "everybody free comes first");
    assert_eq!(then(&times, 0, "rainier@contoso.com"), (FreeBusy::NoData, Some(FreeBusyUnknown::NotFound)));
    common(&world, &bob, Some(30)).await;
    assert_eq!(world.asked(Command::ResolveRecipients), 1, "another length asks nobody again");
}

#[tokio::test]
async fn somebody_needed_is_busy_at_a_suggested_time_only_where_there_is_no_other() {
    let world = World::exchange(V16_1);
    busy(&world, ALICE, 0, 24 * 14);
    let bob = invited(&world, BERLIN).await;
    let times = common(&world, &bob, None).await;
    assert!(!times.times.is_empty());
    assert_eq!(then(&times, 0, ALICE), (FreeBusy::Busy, None), "and it says so");
}

#[tokio::test]
async fn the_night_of_the_organizer_is_suggested_only_where_there_is_no_other_time() {
    let world = World::exchange(V16_1);
    // Los Angeles: seven in the morning is four in the afternoon in Berlin.
    let bob = invited(&world, None).await;
    let id = world.row(&bob, PLANNING).id;
    let own = world.engine.times_to_propose(&bob.id, &id, None).unwrap();
    assert!(
        own[0].night_for_organizer,
        "my own calendar alone has nine in the morning, and says so: {own:?}"
    );
    let times = common(&world, &bob, None).await.times;
    assert!(!times.is_empty());
    for time in &times {
        assert!(time.start.ends_with("T15:00:00Z") || time.start.ends_with("T15:30:00Z"), "{times:?}");
        assert!(!time.night_for_organizer);
    }
    let long = common(&world, &bob, Some(180)).await.times;
    assert!(!long.is_empty() && long.iter().all(|time| time.night_for_organizer), "and it says so: {long:?}");
}

#[tokio::test]
async fn where_nobody_tells_of_others_only_my_calendar_is_known_and_it_is_said() {
    let world = World::with(SimConfig::new(Family::Exchange).versions([V16_1]).without_free_busy());
    let bob = invited(&world, BERLIN).await;
    let id = world.row(&bob, PLANNING).id;
    let own = world.engine.times_to_propose(&bob.id, &id, None).unwrap();
    let times = common(&world, &bob, None).await;
    assert_eq!((times.known, times.times), (CalendarsKnown::NotOffered, own));

    let world = World::exchange(V16_1);
    for who in [ALICE, CAROL] {
        world.sim.hide_free_busy(who, true).unwrap();
    }
    let bob = invited(&world, BERLIN).await;
    let id = world.row(&bob, PLANNING).id;
    world.sim.fail(On::command(Command::ResolveRecipients), Fault::LoseRequest);
    let failure = world.engine.common_times(&bob.id, &id, None).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::Offline);
    let times = common(&world, &bob, None).await;
    assert_eq!(times.known, CalendarsKnown::OnlyMine);
    assert_eq!(then(&times, 0, ALICE).1, Some(FreeBusyUnknown::NotAllowed));
}
