//! Dates of a series that the organizer moves, leaves out or calls off, and what is left of it in the calendar.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use engine::view::{Answer, CalledOffItem, InvitationState, NotAnswerable, OccurrenceState};
use engine::{Decision, EngineError};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};
use quorum_tests::wait::for_the_next_second;

use crate::desk::Desk;
use crate::replies;

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The date of the series so many weeks after its first.
fn week(meeting: &Invitation, number: i64) -> DateTime<Utc> {
    meeting.start() + TimeDelta::weeks(number)
}

/// Start and state of the dates to come, as the card of the series lists them.
fn dates(desk: &Desk, meeting: &Invitation) -> Vec<(String, OccurrenceState)> {
    desk.card(meeting).upcoming.into_iter().map(|date| (date.start, date.state)).collect()
}

#[tokio::test]
async fn dates_that_alice_moves_or_leaves_out_are_so_in_the_list_and_cannot_be_answered_alone() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let weekly = Invitation::new("Weekly with exceptions", &cast.alice)
        .invite(&cast.bob)
        .repeating("FREQ=WEEKLY;COUNT=5");
    sogo.put_event(loud, &cast.alice, &weekly).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, loud).await;
    bob.wait_for_row(&weekly, "in Inbox and Calendar", |row| row.received_at.is_some() && row.recurring)
        .await;
    bob.answer(&weekly, Answer::Accepted).await;

    for_the_next_second().await;
    let to = week(&weekly, 1) + TimeDelta::hours(3);
    // One after the other: of two changes at once SOGo passes on one. Without a mail: SOGo's mails about one date do
    // not say that they are (docs/reliability.md).
    let without = weekly.clone().changed().leaving_out(week(&weekly, 2));
    let changed = without.clone().changed().moving(week(&weekly, 1), to);
    for version in [&without, &changed] {
        sogo.put_event(Notifications::LeftToTheClient, &cast.alice, version).await.unwrap();
    }
    bob.wait_for("the series' dates to be as they are now", |desk| {
        let dates = dates(desk, &weekly);
        (dates.contains(&(written(to), OccurrenceState::Moved))
            && dates.contains(&(written(week(&weekly, 2)), OccurrenceState::Removed)))
        .then_some(())
    })
    .await;

    let card = bob.card(&weekly);
    assert_eq!(
        (card.row.state, card.row.answer),
        (InvitationState::Open, None),
        "SOGo asks about the series anew"
    );
    // SOGo would take an answer to one date for one to the series.
    let date = card.upcoming.iter().find(|date| date.start == written(to)).unwrap();
    assert_eq!(date.impossible, Some(NotAnswerable::OneOccurrence));
    let one =
        Decision { occurrence: Some(week(&weekly, 1)), ..bob.decision_about(&card.row.id, Answer::Declined) };
    let refused = bob.engine.decide(&one).unwrap_err();
    assert!(matches!(refused, EngineError::NotAnswerable { .. }), "{refused}");
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &weekly, 1);
}

#[tokio::test]
async fn what_carol_calls_off_stays_in_the_calendar_until_it_is_taken_out() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let meeting = Invitation::new("Called off from outside", &cast.carol).invite(&cast.bob);
    sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, loud).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.answer(&meeting, Answer::Accepted).await;
    let taking_place = bob.engine.remove_cancelled(&bob.account, &bob.row(&meeting).id).await;
    assert!(matches!(taking_place, Err(EngineError::NotCancelled { .. })), "{taking_place:?}");

    for_the_next_second().await;
    sogo.mail(&cast.carol, &[&cast.bob], &meeting.clone().changed().cancellation()).await.unwrap();
    bob.wait_for_row(&meeting, "called off", |row| row.state == InvitationState::Cancelled).await;
    let off = bob.card(&meeting).called_off.unwrap();
    assert_eq!(off.item, CalledOffItem::Removable, "to SOGo the cancellation is only a mail");
    let removal = bob.engine.remove_cancelled(&bob.account, &bob.row(&meeting).id).await.unwrap();
    assert!(!removal.before, "it was removed now");
    assert_eq!(bob.card(&meeting).called_off.unwrap().item, CalledOffItem::Gone);
    assert_eq!(sogo.stored_event(&cast.bob, meeting.uid()).await.unwrap(), None);
    // What was announced before the click, and said afterwards, is what Carol got.
    assert_eq!(removal.told, off.tells);
    let told = if off.tells { 2 } else { 1 };
    replies::mails_from(sogo, &cast.bob, &cast.carol, told).await;
}
