//! Dates of a series that the organizer moves, leaves out or calls off, and a series that is moved or called off as a
//! whole: from inside by CalDAV, with SOGo's mails and without, and from outside by mail alone.

use chrono::{DateTime, TimeDelta, Utc};
use engine::EngineError;
use engine::view::{
    Answer, CalledOffItem, CalledOffPart, ChangeField, InvitationRow, InvitationState, NotAnswerable,
    OccurrenceState,
};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Cast, Notifications, Person, Sogo};

use crate::desk::{Desk, week, written};
use crate::replies;

/// Every week, four times.
fn weekly(title: &str, organizer: &Person, cast: &Cast) -> Invitation {
    Invitation::new(title, organizer).invite(&cast.bob).repeating("FREQ=WEEKLY;COUNT=4")
}

/// Its dates, all as planned but the second.
fn all_but_the_second(
    series: &Invitation,
    start: DateTime<Utc>,
    state: OccurrenceState,
) -> Vec<(String, OccurrenceState)> {
    let mut dates: Vec<_> =
        (0..4).map(|number| (written(week(series, number)), OccurrenceState::Planned)).collect();
    dates[1] = (written(start), state);
    dates
}

/// What a mail about one date makes of the list and the cards: that date is elsewhere, and nothing else is.
fn expect_one_date_moved(bob: &Desk, series: &Invitation, date: DateTime<Utc>, to: DateTime<Utc>) {
    let row = bob.find_date(series, date).unwrap();
    assert_eq!((row.subject.as_str(), row.start.as_str()), (series.summary(), written(to).as_str()));
    assert_eq!((row.state, row.answer, row.updated), (InvitationState::Open, None, true));
    let card = bob.engine.card(&bob.account, &row.id).unwrap();
    let [moved] = card.differs.as_slice() else { panic!("{:#?}", card.differs) };
    assert_eq!(moved.field, ChangeField::When);
    assert!(moved.was.starts_with(&written(date)) && moved.now.starts_with(&written(to)), "{moved:#?}");

    let whole = bob.card(series);
    assert_eq!((whole.row.state, whole.row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
    assert_eq!((whole.row.start.as_str(), whole.changes), (written(series.start()).as_str(), vec![]));
    assert_eq!(bob.dates(series), all_but_the_second(series, to, OccurrenceState::Moved));

    // Neither by its own mail nor from the series; the card leads to the series, which can be answered.
    assert_eq!(
        (card.bar.impossible, card.bar.newest),
        (Some(NotAnswerable::OneOccurrence), Some(whole.row.id))
    );
    let one = bob.decision_about(&row.id, Answer::Declined);
    assert_eq!(bob.expect_refused(&one), NotAnswerable::OneOccurrence);
    bob.expect_no_date_answerable(series);
    assert!(whole.bar.possible && whole.bar.whole_series);
}

/// SOGo's mails about one date do not say that they are; the iCalendar in them does.
#[tokio::test]
async fn a_date_that_alice_moves_is_not_the_series_where_sogo_mails_it() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let series = weekly("One date moved inside", &cast.alice, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, loud).await;
    let (date, to) = (week(&series, 1), week(&series, 1) + TimeDelta::hours(3));
    sogo.put_event(loud, &cast.alice, &series.clone().changed().moving(date, to)).await.unwrap();
    bob.wait_for("the mail about the date and its place in the calendar", |bob| {
        let row = bob.find_date(&series, date)?;
        let card = bob.engine.card(&bob.account, &row.id).unwrap();
        card.bar.in_calendar_at.is_none().then_some(())
    })
    .await;
    expect_one_date_moved(&bob, &series, date, to);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &series, 1);
}

#[tokio::test]
async fn a_date_that_carol_moves_is_not_the_series_and_only_the_series_can_be_answered() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let series = weekly("One date moved outside", &cast.carol, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, Notifications::SentBySogo).await;
    let (date, to) = (week(&series, 1), week(&series, 1) + TimeDelta::hours(3));
    let mail = series.clone().changed().request_moving(date, to);
    sogo.mail(&cast.carol, &[&cast.bob], &mail).await.unwrap();
    bob.wait_for("the mail about the date", |bob| bob.find_date(&series, date)).await;
    expect_one_date_moved(&bob, &series, date, to);
    let row = bob.find_date(&series, date).unwrap();
    let card = bob.engine.card(&bob.account, &row.id).unwrap();
    assert_eq!(
        card.bar.in_calendar_at,
        Some(written(date)),
        "to SOGo it is only a mail, and the card says so"
    );
    let stored = sogo.stored_event(&cast.bob, series.uid()).await.unwrap().unwrap();
    assert!(!stored.contains("RECURRENCE-ID"), "{stored}");
    let mut inbox = cast.bob.imap().await.unwrap();
    let unread = inbox.wait_for("INBOX", 1, |mail| mail.is_about("REQUEST", series.uid())).await.unwrap();
    assert!(!unread[0].is_read(), "nobody has read it by looking inside");

    bob.answer(&series, Answer::Tentative).await;
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 2).await;
    for (mail, answer) in replies::about(&mails, &series, 2).iter().zip([Answer::Accepted, Answer::Tentative])
    {
        // Both about the series: `check` wants no RECURRENCE-ID.
        replies::check(mail, &series, &cast.bob, &cast.carol, answer);
    }
    assert_eq!(
        bob.dates(&series),
        all_but_the_second(&series, to, OccurrenceState::Moved),
        "and it stays moved"
    );
}

#[tokio::test]
async fn a_date_that_carol_calls_off_is_off_and_the_series_is_not() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let series = weekly("One date off outside", &cast.carol, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, Notifications::SentBySogo).await;
    let date = week(&series, 1);
    let mail = series.clone().changed().cancellation_of(date);
    sogo.mail(&cast.carol, &[&cast.bob], &mail).await.unwrap();
    let row = bob.wait_for("the mail about the date", |bob| bob.find_date(&series, date)).await;
    assert_eq!((row.state, row.subject.as_str()), (InvitationState::Cancelled, series.summary()));
    let card = bob.engine.card(&bob.account, &row.id).unwrap();
    let off = card.called_off.unwrap();
    // To SOGo it is only a mail, and there is no way to take one date out.
    assert_eq!((off.part, off.item), (CalledOffPart::Occurrence, CalledOffItem::StillInSeries));
    let kept = bob.engine.remove_cancelled(&bob.account, &row.id).await.unwrap_err();
    assert!(
        matches!(kept, EngineError::NotCancelled { item: Some(CalledOffItem::StillInSeries), .. }),
        "{kept}"
    );
    let one = bob.decision_about(&row.id, Answer::Declined);
    assert_eq!(bob.expect_refused(&one), NotAnswerable::Cancelled);

    let whole = bob.card(&series);
    assert_eq!((whole.row.state, whole.row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
    assert_eq!(whole.called_off, None);
    assert_eq!(bob.dates(&series), all_but_the_second(&series, date, OccurrenceState::Cancelled));
    bob.expect_no_date_answerable(&series);
    assert!(sogo.stored_event(&cast.bob, series.uid()).await.unwrap().is_some(), "the series stays");
    replies::mails_from(sogo, &cast.bob, &cast.carol, 1).await;
}

#[tokio::test]
async fn a_date_that_alice_takes_out_is_out_and_the_series_is_asked_about_anew() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let series = weekly("One date out inside", &cast.alice, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, loud).await;
    let date = week(&series, 1);
    sogo.put_event(loud, &cast.alice, &series.clone().changed().leaving_out(date)).await.unwrap();
    let out = all_but_the_second(&series, date, OccurrenceState::Removed);
    bob.wait_for("the date to be out, by mail and calendar", |bob| {
        let asked = bob.find(&series).is_some_and(|row| row.updated && row.state == InvitationState::Open);
        (asked && bob.dates(&series) == out).then_some(())
    })
    .await;
    assert_eq!(bob.find_date(&series, date), None, "SOGo mails the series anew, and nothing about the date");
    bob.expect_no_date_answerable(&series);

    bob.answer(&series, Answer::Accepted).await;
    assert_eq!(bob.row(&series).answer, Some(Answer::Accepted));
    assert_eq!(bob.dates(&series), out, "and it stays out");
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    for mail in replies::about(&mails, &series, 2) {
        replies::check(&mail, &series, &cast.bob, &cast.alice, Answer::Accepted);
    }
}

#[tokio::test]
async fn dates_that_alice_moves_or_leaves_out_without_a_mail_are_so_in_the_list() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let quiet = Notifications::LeftToTheClient;
    let series = weekly("Weekly with exceptions", &cast.alice, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, quiet).await;
    let to = week(&series, 1) + TimeDelta::hours(3);
    // One after the other: of two changes at once SOGo passes on one.
    let without = series.clone().changed().leaving_out(week(&series, 2));
    let changed = without.clone().changed().moving(week(&series, 1), to);
    for version in [&without, &changed] {
        sogo.put_event(quiet, &cast.alice, version).await.unwrap();
    }
    bob.wait_for("the series' dates to be as they are now", |desk| {
        let dates = desk.dates(&series);
        (dates.contains(&(written(to), OccurrenceState::Moved))
            && dates.contains(&(written(week(&series, 2)), OccurrenceState::Removed)))
        .then_some(())
    })
    .await;
    let row = bob.row(&series);
    assert_eq!((row.state, row.answer), (InvitationState::Open, None), "SOGo asks about the series anew");
    bob.expect_no_date_answerable(&series);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &series, 1);
}

async fn what_carol_calls_off_can_be_taken_out(cast: &Cast, meeting: Invitation, part: CalledOffPart) {
    let sogo = Sogo::shared().await;
    let bob = Desk::of_bob_who_accepted(sogo, cast, &meeting, Notifications::SentBySogo).await;
    let taking_place = bob.engine.remove_cancelled(&bob.account, &bob.row(&meeting).id).await;
    assert!(matches!(taking_place, Err(EngineError::NotCancelled { .. })), "{taking_place:?}");

    sogo.mail(&cast.carol, &[&cast.bob], &meeting.clone().changed().cancellation()).await.unwrap();
    bob.wait_for_row(&meeting, "called off", |row| row.state == InvitationState::Cancelled).await;
    let off = bob.card(&meeting).called_off.unwrap();
    let removable = (part, CalledOffItem::Removable);
    assert_eq!((off.part, off.item), removable, "to SOGo the cancellation is only a mail");
    let removal = bob.engine.remove_cancelled(&bob.account, &bob.row(&meeting).id).await.unwrap();
    assert_eq!((removal.part, removal.before), (part, false), "it was removed now");
    assert_eq!(bob.card(&meeting).called_off.unwrap().item, CalledOffItem::Gone);
    assert_eq!(sogo.stored_event(&cast.bob, meeting.uid()).await.unwrap(), None);
    // What was announced before the click, and said afterwards, is what Carol got.
    assert_eq!(removal.told, off.tells);
    let told = if off.tells { 2 } else { 1 };
    replies::mails_from(sogo, &cast.bob, &cast.carol, told).await;
}

#[tokio::test]
async fn what_carol_calls_off_stays_in_the_calendar_until_it_is_taken_out() {
    let cast = Sogo::shared().await.people().await.unwrap();
    let meeting = Invitation::new("Called off from outside", &cast.carol).invite(&cast.bob);
    what_carol_calls_off_can_be_taken_out(&cast, meeting, CalledOffPart::Meeting).await;
}

#[tokio::test]
async fn a_series_that_carol_calls_off_stays_in_the_calendar_until_it_is_taken_out() {
    let cast = Sogo::shared().await.people().await.unwrap();
    let series = weekly("Series called off from outside", &cast.carol, &cast);
    what_carol_calls_off_can_be_taken_out(&cast, series, CalledOffPart::Series).await;
}

#[tokio::test]
async fn a_series_that_alice_calls_off_is_closed_and_gone() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let series = weekly("Series called off inside", &cast.alice, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, loud).await;
    sogo.delete_event(loud, &cast.alice, series.uid()).await.unwrap();
    let row = bob.wait_for_row(&series, "called off", |row| row.state == InvitationState::Cancelled).await;
    assert_eq!(row.subject, series.summary(), "without a prefix in somebody's language");
    let off = bob.wait_for("it to be out of the calendar", |bob| {
        bob.card(&series).called_off.filter(|off| off.item == CalledOffItem::Gone)
    });
    assert_eq!(off.await.part, CalledOffPart::Series);
    assert_eq!(bob.card(&series).upcoming, []);
    assert_eq!(bob.expect_refused(&bob.decision(&series, Answer::Declined)), NotAnswerable::Cancelled);
    let mut inbox = cast.bob.imap().await.unwrap();
    inbox.wait_for("INBOX", 1, |mail| mail.is_about("CANCEL", series.uid())).await.unwrap();
    replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
}

/// Two hours later, in another room: all of it.
fn elsewhere(series: &Invitation) -> Invitation {
    let later = series.start() + TimeDelta::hours(2);
    series.clone().changed().at(&later.to_rfc3339(), 30).in_room("Room 9")
}

/// The series is asked about anew, answered anew, and its organizer is told so once.
async fn is_asked_and_answered_anew(bob: &Desk, cast: &Cast, before: &Invitation, now: &Invitation) {
    let sogo = Sogo::shared().await;
    let asked_anew = |row: &InvitationRow| {
        row.state == InvitationState::Open && row.start == written(now.start()) && row.updated
    };
    let row = bob.wait_for_row(now, "open again", asked_anew).await;
    assert_eq!((row.answer, row.location.as_str(), row.recurring), (None, "Room 9", true));
    assert_eq!(row.subject, now.summary());
    let card = bob.card(now);
    let changed: Vec<_> = card.changes.iter().map(|change| change.field).collect();
    assert!(changed.starts_with(&[ChangeField::When, ChangeField::Where]), "{changed:?}");
    assert!(card.bar.whole_series && card.bar.possible);
    let all: Vec<_> = (0..4).map(|number| (written(week(now, number)), OccurrenceState::Planned)).collect();
    assert_eq!(bob.dates(now), all);
    bob.expect_no_date_answerable(now);

    let organizer = now.organizer();
    bob.answer(now, Answer::Tentative).await;
    let row = bob.row(now);
    assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Tentative)));
    assert_eq!(row.start, written(now.start()), "it is still when it was answered for");
    let mails = replies::mails_from(sogo, &cast.bob, organizer, 2).await;
    let both = replies::about(&mails, now, 2);
    replies::check(&both[0], before, &cast.bob, organizer, Answer::Accepted);
    replies::check(&both[1], now, &cast.bob, organizer, Answer::Tentative);
    let owner = if organizer.is_on_sogo() { organizer } else { &cast.bob };
    let stored = sogo.stored_event(owner, now.uid()).await.unwrap().unwrap();
    assert_eq!(replies::stored_part_stat(&stored, &cast.bob).as_deref(), Some("TENTATIVE"), "{stored}");
}

async fn alice_moves_the_series(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let series = weekly(&format!("Series moved, {notifications:?}"), &cast.alice, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, notifications).await;
    let now = elsewhere(&series);
    sogo.put_event(notifications, &cast.alice, &now).await.unwrap();
    Box::pin(is_asked_and_answered_anew(&bob, &cast, &series, &now)).await;
}

#[tokio::test]
async fn a_series_that_alice_moves_is_answered_anew_and_sogo_tells_her_once() {
    alice_moves_the_series(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn a_series_that_alice_moves_without_a_mail_is_answered_anew_and_we_tell_her_once() {
    alice_moves_the_series(Notifications::LeftToTheClient).await;
}

async fn carol_moves_the_series(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let series = weekly(&format!("Outside series moved, {notifications:?}"), &cast.carol, &cast);
    let bob = Desk::of_bob_who_accepted(sogo, &cast, &series, notifications).await;
    let now = elsewhere(&series);
    sogo.mail(&cast.carol, &[&cast.bob], &now.request()).await.unwrap();
    Box::pin(is_asked_and_answered_anew(&bob, &cast, &series, &now)).await;
}

#[tokio::test]
async fn a_series_that_carol_moves_is_answered_anew_and_sogo_tells_her_once() {
    carol_moves_the_series(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn a_series_that_carol_moves_is_answered_anew_and_we_tell_her_once() {
    carol_moves_the_series(Notifications::LeftToTheClient).await;
}
