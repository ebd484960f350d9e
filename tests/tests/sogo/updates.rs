//! The organizer moves a meeting or calls it off.

use chrono::{SubsecRound as _, TimeDelta, Utc};
use engine::EngineError;
use engine::view::{
    Answer, AttendeeStatus, ChangeField, InvitationRow, InvitationState, NotAnswerable, ToldBy,
};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};
use quorum_tests::wait::for_the_next_second;

use crate::desk::Desk;
use crate::replies;

fn open(row: &InvitationRow) -> bool {
    row.state == InvitationState::Open
}

/// The same meeting, two hours later.
fn moved(meeting: &Invitation) -> Invitation {
    let later = meeting.start() + TimeDelta::hours(2);
    meeting.clone().changed().at(&later.to_rfc3339(), 30)
}

fn start(meeting: &Invitation) -> String {
    meeting.start().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

async fn alice_moves_it(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new(&format!("Moved, {notifications:?}"), &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.answer(&meeting, Answer::Accepted).await;
    assert_eq!(bob.row(&meeting).answer, Some(Answer::Accepted));

    for_the_next_second().await;
    let later = moved(&meeting);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &later).await.unwrap();
    let row = bob.wait_for_row(&later, "open again", |row| open(row) && row.updated).await;
    assert_eq!((row.answer, row.start.as_str()), (None, start(&later).as_str()));
    let changes = bob.card(&later).changes;
    assert_eq!(
        changes.iter().map(|change| change.field).collect::<Vec<_>>(),
        // SOGo's text tells the time.
        [ChangeField::When, ChangeField::Text],
        "{changes:#?}"
    );

    bob.answer(&later, Answer::Tentative).await;
    assert_eq!(bob.row(&later).answer, Some(Answer::Tentative));
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    let both = replies::about(&mails, &later, 2);
    replies::check(&both[0], &meeting, &cast.bob, &cast.alice, Answer::Accepted);
    let second = replies::check(&both[1], &later, &cast.bob, &cast.alice, Answer::Tentative);
    if notifications == Notifications::LeftToTheClient {
        // Which number it is, SOGo decided: it counts by itself.
        let trash = cast.bob.imap().await.unwrap().mails("Trash").await.unwrap();
        let requests = trash.iter().filter(|mail| mail.is_about("REQUEST", later.uid()));
        let sequence = requests.filter_map(|mail| mail.itip().unwrap().sequence).max();
        assert!(sequence > Some(0));
        assert_eq!(second.sequence, sequence, "of the version that was answered: {}", second.text);
    }
    let alice = Desk::of(sogo, &cast.alice, notifications).await;
    assert_eq!(alice.grid_line(&later, &cast.bob).unwrap().status, AttendeeStatus::Tentative);
}

#[tokio::test]
async fn an_update_by_alice_asks_again_and_sogo_tells_her_again() {
    alice_moves_it(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn an_update_by_alice_asks_again_and_we_tell_her_again() {
    alice_moves_it(Notifications::LeftToTheClient).await;
}

#[tokio::test]
async fn an_update_that_nobody_mails_asks_again_from_the_calendar() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let quiet = Notifications::LeftToTheClient;
    let meeting = Invitation::new("Moved without a word", &cast.alice).invite(&cast.bob);
    sogo.put_event(quiet, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, quiet).await;
    let row = bob.wait_for_row(&meeting, "open", open).await;
    assert_eq!(row.received_at, None, "there is no mail");
    bob.answer(&meeting, Answer::Accepted).await;
    assert_eq!(bob.row(&meeting).answer, Some(Answer::Accepted));

    for_the_next_second().await;
    let later = moved(&meeting);
    sogo.put_event(quiet, &cast.alice, &later).await.unwrap();
    let row = bob.wait_for_row(&later, "open again", open).await;
    assert_eq!((row.answer, row.start), (None, start(&later)));
    bob.answer(&later, Answer::Accepted).await;
    assert_eq!(bob.row(&later).answer, Some(Answer::Accepted));
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    for mail in replies::about(&mails, &later, 2) {
        replies::check(&mail, &later, &cast.bob, &cast.alice, Answer::Accepted);
    }
}

fn expect_closed(bob: &Desk, meeting: &Invitation) {
    let error = bob.engine.decide(&bob.decision(meeting, Answer::Declined)).unwrap_err();
    let EngineError::NotAnswerable { reason, .. } = error else { panic!("{error}") };
    assert_eq!(reason, NotAnswerable::Cancelled);
}

#[tokio::test]
async fn what_alice_calls_off_needs_no_answer() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let answered = Invitation::new("Called off after the answer", &cast.alice).invite(&cast.bob);
    let unanswered = Invitation::new("Called off before the answer", &cast.alice).invite(&cast.bob);
    for meeting in [&answered, &unanswered] {
        sogo.put_event(loud, &cast.alice, meeting).await.unwrap();
    }
    let bob = Desk::of(sogo, &cast.bob, loud).await;
    bob.wait_for_row(&answered, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.wait_for_row(&unanswered, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.answer(&answered, Answer::Accepted).await;

    for_the_next_second().await;
    for meeting in [&answered, &unanswered] {
        sogo.delete_event(loud, &cast.alice, meeting.uid()).await.unwrap();
    }
    for meeting in [&answered, &unanswered] {
        bob.wait_for_row(meeting, "called off", |row| row.state == InvitationState::Cancelled).await;
        assert!(!bob.card(meeting).bar.possible);
        expect_closed(&bob, meeting);
    }
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &answered, 1);
}

async fn carol_changes_it(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new(&format!("Carol's, {notifications:?}"), &cast.carol).invite(&cast.bob);
    sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    bob.wait_for_row(&meeting, "in the Inbox", open).await;
    bob.answer(&meeting, Answer::Accepted).await;

    // To SOGo this is only a mail: the event in Bob's calendar stays where it is.
    for_the_next_second().await;
    let later = moved(&meeting);
    sogo.mail(&cast.carol, &[&cast.bob], &later.request()).await.unwrap();
    let row = bob.wait_for_row(&later, "open again", |row| open(row) && row.updated).await;
    assert_eq!((row.answer, row.start), (None, start(&later)));
    bob.answer(&later, Answer::Tentative).await;
    assert_eq!(bob.row(&later).answer, Some(Answer::Tentative));
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 2).await;
    let both = replies::about(&mails, &later, 2);
    replies::check(&both[0], &meeting, &cast.bob, &cast.carol, Answer::Accepted);
    let second = replies::check(&both[1], &later, &cast.bob, &cast.carol, Answer::Tentative);
    if notifications == Notifications::LeftToTheClient {
        assert_eq!(second.sequence, Some(1), "{}", second.text);
    }

    for_the_next_second().await;
    sogo.mail(&cast.carol, &[&cast.bob], &later.clone().changed().cancellation()).await.unwrap();
    let row = bob.wait_for_row(&later, "called off", |row| row.state == InvitationState::Cancelled).await;
    assert_eq!(row.subject, later.summary(), "without a prefix in somebody's language");
    expect_closed(&bob, &later);
    replies::mails_from(sogo, &cast.bob, &cast.carol, 2).await;
}

#[tokio::test]
async fn carols_update_asks_again_and_her_cancellation_closes_it_where_sogo_mails() {
    Box::pin(carol_changes_it(Notifications::SentBySogo)).await;
}

#[tokio::test]
async fn carols_update_asks_again_and_her_cancellation_closes_it_where_we_mail() {
    Box::pin(carol_changes_it(Notifications::LeftToTheClient)).await;
}

/// SOGo mails a reply only when the answer in its calendar changes, and Carol's update has not touched that. Nor does an
/// answer to it: the card says both before.
#[tokio::test]
async fn the_same_answer_to_carols_update_is_told_as_well_and_her_new_time_stays_out_of_the_calendar() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new("Accepted twice", &cast.carol).invite(&cast.bob);
    sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, Notifications::SentBySogo).await;
    bob.wait_for_row(&meeting, "in the Inbox", open).await;
    bob.answer(&meeting, Answer::Accepted).await;

    for_the_next_second().await;
    let later = moved(&meeting);
    sogo.mail(&cast.carol, &[&cast.bob], &later.request()).await.unwrap();
    bob.wait_for_row(&later, "open again", open).await;
    let bar = bob.card(&later).bar;
    assert_eq!(bar.in_calendar_at, Some(start(&meeting)));
    assert_eq!((bar.brings_time, bar.mailed_anyway), (false, Some(Answer::Accepted)));
    let since = Utc::now().trunc_subsecs(0);
    let receipt = bob.answer(&later, Answer::Accepted).await;
    assert_eq!(receipt.lamps.organizer.by, ToldBy::Client);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 2).await;
    let both = replies::about(&mails, &later, 2);
    replies::check(&both[0], &meeting, &cast.bob, &cast.carol, Answer::Accepted);
    replies::check_ours(&both[1], &later, &cast.bob, &cast.carol, Answer::Accepted, "", since);
    bob.sync().await;
    assert_eq!(bob.card(&later).bar.in_calendar_at, Some(start(&meeting)), "where it was");
}
