//! Alice looks who is coming: Bob's answer stands in her calendar, Carol's only in a mail.

use engine::view::{Answer, AttendeeStatus, AttendeeType};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};
use quorum_tests::wait::for_the_next_second;

use crate::desk::Desk;
use crate::replies;

#[tokio::test]
async fn alices_grid_follows_bob_by_the_calendar_and_carol_by_her_mails() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let meeting = Invitation::new("Who is coming", &cast.alice).invite(&cast.bob).invite(&cast.carol);
    sogo.put_event(loud, &cast.alice, &meeting).await.unwrap();
    let mut carols = cast.carol.imap().await.unwrap();
    carols.wait_for("INBOX", 1, |mail| mail.is_about("REQUEST", meeting.uid())).await.unwrap();

    let alice = Desk::of(sogo, &cast.alice, loud).await;
    for person in [&cast.bob, &cast.carol] {
        let line = alice.grid_line(&meeting, person).unwrap();
        assert_eq!((line.status, line.kind), (AttendeeStatus::None, AttendeeType::Required));
        assert_eq!((line.answered_at, line.comment, line.from_mail_only), (None, None, false));
    }
    assert!(alice.rows().is_empty(), "her own meeting is no invitation");

    // SOGo does not merge what comes by mail.
    let yes = meeting.reply(&cast.carol, "ACCEPTED", "With pleasure.");
    sogo.mail(&cast.carol, &[&cast.alice], &yes).await.unwrap();
    let accepted = |line: &engine::view::Attendee| line.status == AttendeeStatus::Accepted;
    let line = alice.wait_for_grid(&meeting, &cast.carol, "accepted", accepted).await;
    assert!(line.from_mail_only && line.new && line.answered_at.is_some());
    assert_eq!(line.comment.as_deref(), Some("With pleasure."));
    let stored = sogo.stored_event(&cast.alice, meeting.uid()).await.unwrap().unwrap();
    assert_eq!(replies::stored_part_stat(&stored, &cast.carol).as_deref(), Some("NEEDS-ACTION"), "{stored}");
    assert_eq!(alice.grid_line(&meeting, &cast.bob).unwrap().status, AttendeeStatus::None);

    for_the_next_second().await;
    let no = meeting.reply(&cast.carol, "DECLINED", "Sorry, no.");
    sogo.mail(&cast.carol, &[&cast.alice], &no).await.unwrap();
    let declined = |line: &engine::view::Attendee| line.status == AttendeeStatus::Declined;
    let line = alice.wait_for_grid(&meeting, &cast.carol, "declined", declined).await;
    assert_eq!((line.from_mail_only, line.comment.as_deref()), (true, Some("Sorry, no.")));

    let bob = Desk::of(sogo, &cast.bob, loud).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.answer(&meeting, Answer::Accepted).await;
    let told = |line: &engine::view::Attendee| accepted(line) && line.answered_at.is_some();
    let line = alice.wait_for_grid(&meeting, &cast.bob, "accepted", told).await;
    assert!(!line.from_mail_only && line.new);
    assert_eq!(alice.grid_line(&meeting, &cast.carol).unwrap().status, AttendeeStatus::Declined);

    let summary =
        alice.engine.organized(&alice.account).unwrap().into_iter().find(|it| it.uid == meeting.uid());
    let counts = summary.unwrap().counts;
    assert_eq!((counts.accepted, counts.declined, counts.none), (1, 1, 0));
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &meeting, 1);
}

#[tokio::test]
async fn what_bob_decides_again_elsewhere_counts_in_alices_grid() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let meeting = Invitation::new("Back and forth", &cast.alice).invite(&cast.bob);
    sogo.put_event(loud, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, loud).await;
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    let alice = Desk::of(sogo, &cast.alice, loud).await;
    let answers = [
        (Answer::Accepted, AttendeeStatus::Accepted),
        (Answer::Tentative, AttendeeStatus::Tentative),
        (Answer::Declined, AttendeeStatus::Declined),
    ];
    for (answer, status) in answers {
        for_the_next_second().await;
        bob.answer(&meeting, answer).await;
        let line = alice.wait_for_grid(&meeting, &cast.bob, "up to date", |line| line.status == status).await;
        assert!(!line.from_mail_only, "{line:#?}");
    }
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 3).await;
    for (mail, (answer, _)) in replies::about(&mails, &meeting, 3).iter().zip(answers) {
        replies::check(mail, &meeting, &cast.bob, &cast.alice, answer);
    }
}
