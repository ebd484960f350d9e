//! People change their minds, and press the same button twice.

use chrono::{SubsecRound as _, Utc};
use engine::view::{Answer, AttendeeStatus, CalendarLampState, InvitationState};
use engine::{Decided, Decision};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};

use crate::desk::Desk;
use crate::replies;

async fn a_changed_mind(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let title = format!("Changed mind, {notifications:?}");
    let meeting = Invitation::new(&title, &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    let since = Utc::now().trunc_subsecs(0);

    // The same answer again, twice over: while the first is on its way, and after it has arrived.
    let accept = bob.decision(&meeting, Answer::Accepted);
    let first = bob.decide(&accept);
    assert!(matches!(bob.engine.decide(&accept).unwrap(), Decided::Before(_)));
    bob.deliver().await;
    let Decided::Before(receipt) = bob.engine.decide(&accept).unwrap() else { panic!("it is a new answer") };
    assert_eq!(receipt.id, first.id);
    bob.deliver().await;
    replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    assert_eq!(bob.asked("MeetingResponse"), 1);

    // Another answer.
    let receipt = bob.answer(&meeting, Answer::Declined).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    let both = replies::about(&mails, &meeting, 2);
    for (mail, answer) in both.iter().zip([Answer::Accepted, Answer::Declined]) {
        match notifications {
            Notifications::SentBySogo => {
                replies::check(mail, &meeting, &cast.bob, &cast.alice, answer);
            }
            Notifications::LeftToTheClient => {
                replies::check_ours(mail, &meeting, &cast.bob, &cast.alice, answer, "", since);
            }
        }
    }
    if notifications == Notifications::LeftToTheClient {
        let stamps: Vec<_> = both.iter().map(|mail| replies::stamp(&mail.itip().unwrap())).collect();
        assert!(stamps[0] < stamps[1], "each reply has a stamp of its own: {stamps:?}");
        assert_ne!(both[0].message_id(), both[1].message_id());
    }
    let alice = Desk::of(sogo, &cast.alice, notifications).await;
    let line =
        alice.wait_for_grid(&meeting, &cast.bob, "declined", |line| line.status == AttendeeStatus::Declined);
    assert!(!line.await.from_mail_only);

    // Quorum on another computer knows it from the calendar alone.
    let elsewhere = Desk::of(sogo, &cast.bob, notifications).await;
    // Its mail is in the Trash; the decline stands in the calendar, where it can be changed.
    let row = elsewhere.row(&meeting);
    assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Declined)));
    let day = elsewhere.engine.calendar(
        &elsewhere.account,
        meeting.start(),
        meeting.start() + chrono::TimeDelta::hours(1),
    );
    let entry = day.unwrap().into_iter().find(|entry| entry.subject == title).unwrap();
    let again = elsewhere.decision_about(&entry.id, Answer::Declined);
    assert_eq!(elsewhere.engine.decide(&again).unwrap(), Decided::Elsewhere);
    elsewhere.deliver().await;
    assert_eq!(elsewhere.asked("MeetingResponse"), 0);
    replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    assert_eq!(bob.row(&meeting).state, InvitationState::Answered);
}

#[tokio::test]
async fn a_changed_mind_is_a_second_reply_of_sogos_and_the_same_answer_again_is_none() {
    Box::pin(a_changed_mind(Notifications::SentBySogo)).await;
}

#[tokio::test]
async fn a_changed_mind_is_a_second_reply_of_ours_and_the_same_answer_again_is_none() {
    Box::pin(a_changed_mind(Notifications::LeftToTheClient)).await;
}

#[tokio::test]
async fn silence_is_kept_where_the_client_mails() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new("Silent", &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, Notifications::LeftToTheClient).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    let decision = Decision { tell: false, ..bob.decision(&meeting, Answer::Declined) };
    let receipt = bob.decide(&decision);
    bob.deliver().await;
    let receipt = bob.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
    replies::mails_from(sogo, &cast.bob, &cast.alice, 0).await;
    let alice = Desk::of(sogo, &cast.alice, Notifications::LeftToTheClient).await;
    let line = alice.grid_line(&meeting, &cast.bob).unwrap();
    assert_eq!(line.status, AttendeeStatus::Declined, "SOGo enters it into her calendar all the same");
}
