//! An invitee answers: once in the calendar, once to the organizer, whatever happens on the way.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_0, V14_1, V16_1};
use engine::view::{
    Answer, AnswerFrom, CalendarLampState, InvitationState, NotAnswerable, OrganizerLampState, ReceiptAction,
    StepKind, TellChoice, ToldBy, ToldReason, TroubleCode,
};
use engine::{Decided, Decision, EngineError};
use exchange_sim::{Command, Event, Fault, On, SentBy, SimConfig};

use crate::world::{ALICE, BOB, World, decision, entered, monday, quarterly_planning};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];
const ALL: [Answer; 3] = [Answer::Accepted, Answer::Tentative, Answer::Declined];

fn sent(answer: Answer) -> exchange_sim::Answer {
    match answer {
        Answer::Accepted => exchange_sim::Answer::Accepted,
        Answer::Tentative => exchange_sim::Answer::Tentative,
        Answer::Declined => exchange_sim::Answer::Declined,
    }
}

#[tokio::test]
async fn each_answer_reaches_calendar_and_organizer_once_in_every_version_from_both_items() {
    for version in [V14_0, V14_1, V16_1] {
        for answer in ALL {
            for from in [AnswerFrom::Inbox, AnswerFrom::Calendar] {
                let case = format!("{version} {answer:?} from {from:?}");
                let world = World::exchange(version);
                let uid = world.quarterly_planning();
                let bob = world.sign_in(BOB).await;
                let row = world.row(&bob, "Quarterly Planning");
                assert_eq!(row.state, InvitationState::Open, "{case}");

                let choice = Decision { from: Some(from), ..decision(&bob.id, &row.id, answer) };
                let receipt = entered(world.engine.decide(&choice));
                world.engine.deliver(&bob.id).await.unwrap();
                let receipt = world.engine.receipt(&receipt.id).unwrap();

                assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{case}");
                assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
                let by = if version.is_16() { ToldBy::Server } else { ToldBy::Client };
                assert_eq!(receipt.lamps.organizer.by, by, "{case}");
                let replies = world.replies();
                assert_eq!(replies.len(), 1, "{case}: exactly one reply");
                assert_eq!(replies[0].answer(), Some(sent(answer)), "{case}");
                assert_eq!(replies[0].mail.to[0].email, ALICE, "{case}");
                assert_eq!(replies[0].mail.from.email, BOB, "{case}");
                assert_eq!(replies[0].objections, Vec::<String>::new(), "{case}");
                assert_eq!(replies[0].event().unwrap().uid, uid, "{case}");
                assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(answer), "{case}");
                let kept = world.mailbox(BOB).meeting(&uid).is_some();
                assert_eq!(
                    kept,
                    answer != Answer::Declined,
                    "{case}: a declined meeting leaves the calendar"
                );
                assert!(world.mailbox(BOB).inbox().is_empty(), "{case}: the invitation was cleared away");
            }
        }
    }
}

/// The oldest protocol, and the invitation was deleted before it was read: the calendar is all there is.
#[tokio::test]
async fn a_meeting_whose_invitation_is_gone_is_answered_from_the_calendar_at_14_0() {
    for answer in ALL {
        let world = World::exchange(V14_0);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        world.sim.clear_inbox(BOB).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        let card = world.engine.card(&bob.id, &world.row(&bob, "Quarterly Planning").id).unwrap();
        assert_eq!(card.bar.from, AnswerFrom::Calendar, "{answer:?}");
        let receipt = world.answer(&bob, &card.row.id, answer).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{answer:?}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{answer:?}");
        let replies = world.replies();
        assert_eq!(replies.len(), 1, "{answer:?}: exactly one reply");
        assert_eq!(replies[0].answer(), Some(sent(answer)));
        assert_eq!(replies[0].event().unwrap().uid, uid, "{answer:?}");
        let asked = world.asked(Command::MeetingResponse);
        assert_eq!(asked, 1, "{answer:?}: the calendar's item was taken at the first go");
    }
}

#[tokio::test]
async fn the_organizer_reads_the_comment() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (bob, alice) = (world.sign_in(BOB).await, world.sign_in(ALICE).await);
        let row = world.row(&bob, "Quarterly Planning");
        let choice = Decision {
            comment: "I come by train; 10 minutes late.".into(),
            ..decision(&bob.id, &row.id, Answer::Accepted)
        };
        entered(world.engine.decide(&choice));
        world.engine.deliver(&bob.id).await.unwrap();
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!(line.comment.as_deref(), Some("I come by train; 10 minutes late."), "{version}");
        assert!(line.answered_at.is_some() && line.new, "{version}");
    }
}

#[tokio::test]
async fn the_client_deletes_nothing_when_a_meeting_is_declined() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Declined).await;
    for exchange in world.sim.history() {
        let written = exchange.request.map(|tree| tree.to_xml()).unwrap_or_default();
        assert!(
            !written.contains("Delete>") && !written.contains("<Add>"),
            "only MeetingResponse may write: {written}"
        );
    }
}

#[tokio::test]
async fn no_reply_and_no_choice_where_the_organizer_wants_none() {
    for version in BOTH {
        let world = World::exchange(version);
        world.invite(Event { response_requested: false, ..quarterly_planning() });
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let card = world.engine.open_card(&bob.id, &row.id).unwrap();
        assert_eq!(card.bar.tell, TellChoice::NotRequested, "{version}");
        assert!(card.bar.possible, "{version}: the buttons stay");

        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::NotTold, "{version}");
        assert_eq!(receipt.lamps.organizer.reason, Some(ToldReason::NotRequested), "{version}");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{version}");
        assert_eq!(world.replies().len(), 0, "{version}");
    }
}

#[tokio::test]
async fn silence_is_kept() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        entered(
            world.engine.decide(&Decision { tell: false, ..decision(&bob.id, &row.id, Answer::Declined) }),
        );
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.replies().len(), 0, "{version}");
        let receipt = world.engine.activity(&bob.id).unwrap().remove(0);
        assert_eq!(receipt.lamps.organizer.reason, Some(ToldReason::Chosen), "{version}");
    }
}

#[tokio::test]
async fn at_14_1_the_reply_is_mailed_after_status_1_and_not_before() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    let order: Vec<Command> = world
        .sim
        .history()
        .into_iter()
        .map(|exchange| exchange.command)
        .filter(|command| matches!(command, Command::MeetingResponse | Command::SendMail))
        .collect();
    assert_eq!(order, [Command::MeetingResponse, Command::SendMail]);
    let reply = world.replies().remove(0);
    assert_eq!(reply.by, SentBy::Client);
    assert_eq!(reply.mail.subject, "Accepted: Quarterly Planning");
    let sent_items = world.mailbox(BOB);
    assert_eq!(
        sent_items.folder(exchange_sim::model::mailbox::FolderKind::SentItems).len(),
        1,
        "SaveInSentItems"
    );
}

#[tokio::test]
async fn a_refused_answer_mails_nobody_and_says_why() {
    for (status, code) in [(2, TroubleCode::InvalidMeeting), (4, TroubleCode::ServerRefused)] {
        for version in BOTH {
            let world = World::exchange(version);
            world.quarterly_planning();
            let bob = world.sign_in(BOB).await;
            let row = world.row(&bob, "Quarterly Planning");
            world.sim.fail(On::command(Command::MeetingResponse).times(9), Fault::MeetingResponse(status));
            let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
            assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Refused, "{status} {version}");
            assert_eq!(receipt.trouble.unwrap().code, code, "{status} {version}");
            assert_eq!(
                receipt.actions,
                [ReceiptAction::Retry, ReceiptAction::Change, ReceiptAction::Discard]
            );
            assert_eq!(world.replies().len(), 0, "{status} {version}");
            let attempts = if status == 4 { 2 } else { 1 };
            assert_eq!(world.asked(Command::MeetingResponse), attempts, "{status} {version}: no blind retry");
            assert_eq!(world.row(&bob, "Quarterly Planning").answer, None, "a refused answer is no answer");
        }
    }
}

#[tokio::test]
async fn status_3_is_tried_once_more_when_the_server_has_had_its_time_and_then_hourly() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::MeetingResponse).times(3), Fault::MeetingResponse(3));
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(world.asked(Command::MeetingResponse), 1, "it may have been done, and show late");
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::MailboxError);
    world.pass(TimeDelta::seconds(40));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 2);

    world.pass(TimeDelta::minutes(59));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 2);
    world.pass(TimeDelta::minutes(2));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 3);
    world.pass(TimeDelta::minutes(61));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.replies().len(), 1, "told once it worked");
}

#[tokio::test]
async fn a_reply_lost_after_the_server_acted_is_found_and_not_repeated() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain, "{version}");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Sending, "{version}: nobody knows yet");

        world.pass(TimeDelta::minutes(2));
        world.engine.deliver(&bob.id).await.unwrap();
        let receipt = world.engine.receipt(&receipt.id).unwrap();
        assert!(receipt.steps.iter().any(|step| step.kind == StepKind::FoundApplied), "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_request_that_never_arrived_is_sent_again_after_a_look() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(2));
        world.engine.deliver(&bob.id).await.unwrap();
        let receipt = world.engine.receipt(&receipt.id).unwrap();
        assert!(receipt.steps.iter().any(|step| step.kind == StepKind::FoundMissing), "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_mail_whose_reply_was_lost_is_repeated_with_its_client_id_and_arrives_once() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::SendMail), Fault::LoseReply);
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Sending);
    world.pass(TimeDelta::minutes(2));
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(world.asked(Command::SendMail), 2);
    assert_eq!(world.replies().len(), 1, "Status 118 says it was sent before");
}

#[tokio::test]
async fn a_full_mailbox_leaves_the_calendar_right_and_the_mail_to_be_sent_again() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::SendMail), Fault::MailboxFull);
    let receipt = world.answer(&bob, &row.id, Answer::Tentative).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Failed);
    assert_eq!(receipt.lamps.organizer.reason, Some(ToldReason::MailboxFull));
    assert!(receipt.actions.contains(&ReceiptAction::RetryMail));

    world.engine.retry(&receipt.id).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 1, "only the failed part is repeated");
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn an_answer_can_be_undone_until_it_leaves() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let with_undo = Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Declined) };
    let receipt = entered(world.engine.decide(&with_undo));
    assert_eq!(receipt.actions, [ReceiptAction::Undo, ReceiptAction::SendNow, ReceiptAction::Edit]);
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Declined), "shown at once");
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 0, "the undo seconds run");

    world.engine.undo(&receipt.id).unwrap();
    world.pass(TimeDelta::minutes(1));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 0, "it was taken back");
    assert_eq!(world.row(&bob, "Quarterly Planning").state, InvitationState::Open);

    let receipt = entered(world.engine.decide(&with_undo));
    world.pass(TimeDelta::seconds(9));
    world.engine.deliver(&bob.id).await.unwrap();
    assert!(matches!(world.engine.undo(&receipt.id), Err(EngineError::TooLate(_))));
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn the_undo_time_can_be_ended_early() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let with_undo = Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&with_undo));
    world.engine.send_now(&receipt.id).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.replies().len(), 1);
    let steps = world.engine.receipt(&receipt.id).unwrap().steps;
    assert!(steps.iter().all(|step| step.kind != StepKind::Retried), "nothing had to be tried again");
}

#[tokio::test]
async fn tentative_and_then_accept_before_anything_left_tells_once() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    entered(world.decide(&bob, &row.id, Answer::Tentative));
    entered(world.decide(&bob, &row.id, Answer::Accepted));
    world.engine.deliver(&bob.id).await.unwrap();
    let replies = world.replies();
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].answer(), Some(exchange_sim::Answer::Accepted));
}

#[tokio::test]
async fn the_same_answer_again_sends_nothing() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let again = world.decide(&bob, &row.id, Answer::Accepted).unwrap();
        assert!(matches!(again, Decided::Before(_)), "{version}: {again:?}");
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!((world.asked(Command::MeetingResponse), world.replies().len()), (1, 1), "{version}");
    }
}

#[tokio::test]
async fn an_answer_is_changed_from_the_calendar_and_the_organizer_hears_of_each_change() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let (bob, alice) = (world.sign_in(BOB).await, world.sign_in(ALICE).await);
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let card = world.engine.card(&bob.id, &row.id).unwrap();
        assert_eq!(card.bar.from, AnswerFrom::Calendar, "{version}: the mail is gone");
        world.pass(TimeDelta::minutes(1));
        world.answer(&bob, &row.id, Answer::Tentative).await;
        world.pass(TimeDelta::minutes(1));
        world.answer(&bob, &row.id, Answer::Declined).await;
        let told: Vec<_> = world.replies().iter().map(exchange_sim::SentMail::answer).collect();
        assert_eq!(told, ALL.map(|answer| Some(sent(answer))), "{version}");
        assert!(world.mailbox(BOB).meeting(&uid).is_none(), "{version}");
        assert_eq!(
            world.grid_says(&alice, BOB).await.status,
            engine::view::AttendeeStatus::Declined,
            "{version}"
        );
    }
}

#[tokio::test]
async fn a_meeting_is_never_two_and_never_none_while_its_item_is_replaced() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let mut events = world.engine.subscribe();
    let before = world.mailbox(BOB).calendar().items().next().unwrap().1.server_id.clone();
    world.answer(&bob, &row.id, Answer::Accepted).await;
    let after = world.mailbox(BOB).calendar().items().next().unwrap().1.server_id.clone();
    assert_ne!(before, after, "the server is one that answers with Delete and Add");
    assert_eq!(world.row(&bob, "Quarterly Planning").id, row.id, "the same meeting to a person");
    let day = world.engine.calendar(&bob.id, monday(), monday() + TimeDelta::days(3)).unwrap();
    assert_eq!(day.len(), 1);
    assert!(events.try_recv().is_ok());
}

#[tokio::test]
async fn only_the_newest_version_can_be_answered_and_older_ones_lead_to_it() {
    let world = World::exchange(V14_1);
    let uid = world.quarterly_planning();
    world.pass(TimeDelta::hours(1));
    world
        .sim
        .update(ALICE, &uid, |event| {
            event.start += TimeDelta::hours(2);
            event.end += TimeDelta::hours(2);
        })
        .unwrap();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    assert!(row.updated);
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!(card.changes.len(), 1, "{:?}", card.changes);

    let old = world.engine.outdated_invitations(&bob.id).unwrap();
    assert_eq!(old.len(), 1);
    match world.decide(&bob, &old[0].id, Answer::Accepted) {
        Err(EngineError::NotAnswerable { reason: NotAnswerable::Outdated, newest }) => {
            assert_eq!(newest.as_deref(), Some(row.id.as_str()));
        }
        other => panic!("{other:?}"),
    }
    world.answer(&bob, &row.id, Answer::Accepted).await;
    let reply = world.replies().remove(0);
    assert_eq!(reply.event().unwrap().start, quarterly_planning().start + TimeDelta::hours(2));
}

#[tokio::test]
async fn a_moved_meeting_asks_again() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::hours(1));
        world
            .sim
            .update(ALICE, &uid, |event| {
                event.start += TimeDelta::days(1);
                event.end += TimeDelta::days(1);
            })
            .unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let row = world.row(&bob, "Quarterly Planning");
        assert_eq!((row.state, row.answer), (InvitationState::Open, None), "{version}");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(world.replies().len(), 2, "{version}: the new time has its own answer");
    }
}

#[tokio::test]
async fn a_meeting_that_was_moved_before_the_answer_came_back_asks_again_from_the_calendar_alone() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        // The Sync after an answer is late, so the calendar has never come back with it.
        world.sim.fail(On::command(Command::Sync).times(2), Fault::LateSync);
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let row = world.row(&bob, "Quarterly Planning");
        let lamp = row.lamps.unwrap().calendar;
        assert_eq!(
            (row.answer, lamp.state),
            (Some(Answer::Accepted), CalendarLampState::Accepted),
            "unconfirmed"
        );
        world.pass(TimeDelta::seconds(1));
        let later = |event: &mut Event| {
            event.start += TimeDelta::days(1);
            event.end += TimeDelta::days(1);
        };
        world.sim.update(ALICE, &uid, later).unwrap();
        world.sim.clear_inbox(BOB).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        let row = world.row(&bob, "Quarterly Planning");
        assert_eq!((row.state, row.answer), (InvitationState::Open, None), "{version}");
        // The calendar will not show the first answer any more, so nothing is to be waited for.
        world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(world.replies().len(), 2, "{version}");
    }
}

#[tokio::test]
async fn an_invitation_sent_between_two_seconds_does_not_ask_again_by_itself() {
    let world = World::exchange(V14_1);
    world.pass(TimeDelta::milliseconds(700));
    world.quarterly_planning();
    world.pass(TimeDelta::milliseconds(300));
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    entered(world.decide(&bob, &row.id, Answer::Accepted));
    let row = world.row(&bob, "Quarterly Planning");
    assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
}

#[tokio::test]
async fn a_cancelled_meeting_has_nothing_to_answer() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.pass(TimeDelta::hours(1));
    world.sim.cancel(ALICE, &uid).unwrap();
    world.engine.sync(&bob.id).await.unwrap();
    let row = world.row(&bob, "Quarterly Planning");
    assert_eq!(row.state, InvitationState::Cancelled, "and it has kept its title");
    let refused = world.decide(&bob, &row.id, Answer::Accepted);
    assert!(
        matches!(refused, Err(EngineError::NotAnswerable { reason: NotAnswerable::Cancelled, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_answer_given_elsewhere_says_nothing_about_a_meeting_that_was_called_off() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    // Another program's answer: nothing is remembered of it here.
    let elsewhere = world.sign_in(BOB).await;
    let row = world.row(&elsewhere, "Quarterly Planning");
    world.answer(&elsewhere, &row.id, Answer::Accepted).await;
    world.engine.remove_account(&elsewhere.id, false).await.unwrap();
    let bob = world.sign_in(BOB).await;
    world.pass(TimeDelta::hours(1));
    world.sim.cancel(ALICE, &uid).unwrap();
    world.engine.sync(&bob.id).await.unwrap();
    let rows = world.engine.invitations(&bob.id).unwrap();
    let row = rows.iter().find(|row| row.uid == uid).unwrap();
    assert_eq!((row.state, row.answer), (InvitationState::Cancelled, Some(Answer::Accepted)));
    let refused = world.decide(&bob, &row.id, Answer::Accepted);
    assert!(
        matches!(refused, Err(EngineError::NotAnswerable { reason: NotAnswerable::Cancelled, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_process_that_dies_after_sending_finds_its_answer_applied() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        entered(world.decide(&bob, &row.id, Answer::Accepted));
        // The reply never reaches us, and the process dies with the answer in Responding.
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        world.engine.deliver(&bob.id).await.unwrap();
        let world = world.restart();
        world.pass(TimeDelta::minutes(5));
        world.engine.sync(&bob.id).await.unwrap();
        let receipt = world.engine.activity(&bob.id).unwrap().remove(0);
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_queued_answer_survives_a_restart_and_leaves_with_the_next_sync() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    entered(world.decide(&bob, &row.id, Answer::Accepted));
    let world = world.restart();
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn a_late_server_does_not_flip_the_answer_back() {
    let config = SimConfig::new(exchange_sim::Family::ExchangeOnline).lag(TimeDelta::seconds(34));
    let world = World::with(config);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Accepted, "taken, not seen back yet");
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Accepted));
    world.pass(TimeDelta::seconds(40));
    world.engine.sync(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn without_automatic_processing_the_mail_alone_can_be_answered() {
    for version in BOTH {
        let config =
            SimConfig::new(exchange_sim::Family::Exchange).versions([version]).without_automatic_processing();
        let world = World::with(config);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        assert!(world.mailbox(BOB).meeting(&uid).is_none(), "no placeholder");
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        assert!(world.mailbox(BOB).meeting(&uid).is_some(), "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn giving_up_the_mail_does_not_take_back_what_the_calendar_has() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.sim.fail(On::command(Command::SendMail), Fault::MailboxFull);
    let receipt = world.answer(&bob, &row.id, Answer::Tentative).await;
    world.engine.discard(&receipt.id).unwrap();
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative));
}
