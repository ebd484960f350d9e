//! The line goes dead after the server has acted. Nothing is lost, and nobody is told twice.

use chrono::TimeDelta;
use engine::view::{Answer, CalendarLampState, OrganizerLampState, ReceiptAction, StepKind, TroubleCode};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Cast, Notifications, Sogo};

use crate::desk::Desk;
use crate::replies;

async fn invited(title: &str, notifications: Notifications) -> (&'static Sogo, Cast, Invitation, Desk) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new(title, &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    (sogo, cast, meeting, bob)
}

async fn a_lost_answer(notifications: Notifications) {
    let title = format!("Lost answer, {notifications:?}");
    let (sogo, cast, meeting, bob) = invited(&title, notifications).await;
    bob.lose_the_answer_to("MeetingResponse");
    let receipt = bob.answer(&meeting, Answer::Accepted).await;
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain);
    assert_eq!(
        receipt.lamps.organizer.state,
        OrganizerLampState::Queued,
        "no mail before the answer is certain"
    );

    bob.pass(TimeDelta::minutes(1));
    bob.deliver().await;
    let receipt = bob.engine.receipt(&receipt.id).unwrap();
    assert!(receipt.steps.iter().any(|step| step.kind == StepKind::FoundApplied), "{receipt:#?}");
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
    let told = match notifications {
        Notifications::SentBySogo => OrganizerLampState::LeftToServer,
        Notifications::LeftToTheClient => OrganizerLampState::Told,
    };
    assert_eq!(receipt.lamps.organizer.state, told, "{receipt:#?}");
    assert_eq!(bob.asked("MeetingResponse"), 1, "it was looked for, not sent again");
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    let mail = replies::about(&mails, &meeting, 1).remove(0);
    replies::check(&mail, &meeting, &cast.bob, &cast.alice, Answer::Accepted);
}

#[tokio::test]
async fn an_answer_whose_reply_was_lost_is_found_in_the_calendar_where_sogo_mails() {
    a_lost_answer(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn an_answer_whose_reply_was_lost_is_found_in_the_calendar_where_we_mail() {
    a_lost_answer(Notifications::LeftToTheClient).await;
}

/// SOGo does not recognise the ClientId of a mail that it has sent before.
#[tokio::test]
async fn a_mail_whose_reply_was_lost_is_not_sent_again_unless_the_person_insists() {
    let (sogo, cast, meeting, bob) = invited("Lost mail", Notifications::LeftToTheClient).await;
    bob.lose_the_answer_to("SendMail");
    let receipt = bob.answer(&meeting, Answer::Declined).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
    let organizer = receipt.lamps.organizer;
    assert_eq!(organizer.state, OrganizerLampState::Unknown, "it arrived, but Quorum cannot know");
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain);
    assert!(receipt.actions.contains(&ReceiptAction::RetryMail));

    // However long Quorum runs.
    bob.pass(TimeDelta::days(2));
    bob.deliver().await;
    bob.sync().await;
    assert_eq!(bob.asked("SendMail"), 1);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    let mail = replies::about(&mails, &meeting, 1).remove(0);
    replies::check(&mail, &meeting, &cast.bob, &cast.alice, Answer::Declined);

    // The person can have it sent again, and then Alice has the same mail twice: that is why it is asked.
    bob.engine.retry(&receipt.id).unwrap();
    bob.deliver().await;
    assert_eq!(bob.engine.receipt(&receipt.id).unwrap().lamps.organizer.state, OrganizerLampState::Told);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    assert_eq!(mails[0].message_id(), mails[1].message_id());
}
