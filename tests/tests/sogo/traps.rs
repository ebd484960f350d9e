//! What SOGo does differently from the book, and what must not come of it.

use engine::view::{Answer, AttendeeStatus, CalendarLampState, InvitationState};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};

use crate::desk::Desk;
use crate::replies;

/// As Outlook makes them, in the case in which no server of ours writes them; more than SOGo's 64 characters.
const OUTLOOKS: &str = "040000008200e00074c5b7101a82e0080000000010d3a4c8f35fdc01000000000000000010000000c2b4f6a0d5e14b7f9a3c8d6e5f4a3b21";

#[tokio::test]
async fn every_uid_comes_back_as_it_was_written() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let long = format!("{}@calendar.test", "long-".repeat(30));
    let uids = [OUTLOOKS, &long, "{7C3A0F52-0B1D}+a=b %41~/c?d#e", "X"];
    // Outside ones come without a calendar item: the mail's GlobalObjId, which SOGo leaves without its final NUL, is
    // all there is.
    let outside: Vec<Invitation> = uids
        .iter()
        .map(|uid| {
            Invitation::new(&format!("Outside {uid:.12}"), &cast.carol).invite(&cast.bob).with_uid(uid)
        })
        .collect();
    for meeting in &outside {
        sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    }
    // Inside, mail and calendar item have to find each other. These go through an address, so nothing too odd.
    let inside: Vec<Invitation> = [OUTLOOKS.replace("c2b4", "d3c5"), long.replace("long", "lang")]
        .iter()
        .map(|uid| Invitation::new(&format!("Inside {uid:.12}"), &cast.alice).invite(&cast.bob).with_uid(uid))
        .collect();
    for meeting in &inside {
        sogo.put_event(Notifications::SentBySogo, &cast.alice, meeting).await.unwrap();
    }

    let notifications = Notifications::LeftToTheClient;
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    for meeting in outside.iter().chain(&inside) {
        bob.wait_for_row(meeting, "in the Inbox", |row| row.received_at.is_some()).await;
        bob.decide(&bob.decision(meeting, Answer::Accepted));
    }
    bob.deliver().await;
    bob.sync().await;
    for meeting in outside.iter().chain(&inside) {
        let row = bob.row(meeting);
        assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
        let lamps = row.lamps.unwrap();
        assert_eq!(lamps.calendar.state, CalendarLampState::Confirmed, "{}: mail and event are one", row.uid);
    }
    assert_eq!(bob.rows().len(), outside.len() + inside.len(), "{:#?}", bob.rows());

    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, outside.len()).await;
    for meeting in &outside {
        let mail = replies::about(&mails, meeting, 1).remove(0);
        replies::check(&mail, meeting, &cast.bob, &cast.carol, Answer::Accepted);
    }
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, inside.len()).await;
    let alice = Desk::of(sogo, &cast.alice, notifications).await;
    for meeting in &inside {
        let mail = replies::about(&mails, meeting, 1).remove(0);
        replies::check(&mail, meeting, &cast.bob, &cast.alice, Answer::Accepted);
        let line = alice.grid_line(meeting, &cast.bob).unwrap();
        assert!(line.status == AttendeeStatus::Accepted && line.answered_at.is_some(), "{line:#?}");
    }
}

/// SOGo cannot write such a UID into a GlobalObjId and sends an empty one: for all of them the same.
#[tokio::test]
async fn meetings_that_sogo_cannot_name_stay_apart_and_the_reply_names_them() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let named = |uid: &str| Invitation::new(uid, &cast.carol).invite(&cast.bob).with_uid(uid);
    let meetings = [named("grüße-1@calendar.test"), named("grüße-2@calendar.test")];
    for meeting in &meetings {
        sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    }
    let bob = Desk::of(sogo, &cast.bob, Notifications::LeftToTheClient).await;
    let both = |bob: &Desk| {
        let open = bob.rows().into_iter().filter(|row| row.state == InvitationState::Open);
        Some(open.collect::<Vec<_>>()).filter(|open| open.len() == meetings.len())
    };
    for row in bob.wait_for("two invitations", both).await {
        let answer = if row.subject == meetings[0].summary() { Answer::Accepted } else { Answer::Declined };
        let any = bob.decision_about(&row.id, answer);
        bob.decide(&any);
    }
    bob.deliver().await;
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 2).await;
    for (meeting, answer) in meetings.iter().zip([Answer::Accepted, Answer::Declined]) {
        let mail = replies::about(&mails, meeting, 1).remove(0);
        replies::check(&mail, meeting, &cast.bob, &cast.carol, answer);
    }
}

#[tokio::test]
async fn a_server_that_has_forgotten_the_device_costs_a_resync_and_nothing_else() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let loud = Notifications::SentBySogo;
    let answered = Invitation::new("Answered before", &cast.alice).invite(&cast.bob);
    let open = Invitation::new("Open before", &cast.carol).invite(&cast.bob);
    sogo.put_event(loud, &cast.alice, &answered).await.unwrap();
    sogo.mail(&cast.carol, &[&cast.bob], &open.request()).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, loud).await;
    for meeting in [&answered, &open] {
        bob.wait_for_row(meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    }
    bob.answer(&answered, Answer::Accepted).await;
    let shown = || -> Vec<_> {
        let rows = bob.rows().into_iter();
        rows.map(|row| (row.id, row.subject, row.start, row.state, row.answer, row.lamps)).collect()
    };
    let before = (shown(), bob.engine.activity(&bob.account).unwrap());

    // Now its FolderSync key is wrong (Status 9), and its Sync keys are (Status 3, SyncKey 0).
    bob.become_a_new_device();
    let folder_syncs = bob.asked("FolderSync");
    bob.sync().await;
    assert!(bob.asked("FolderSync") >= folder_syncs + 2, "it had to ask anew");
    assert_eq!((shown(), bob.engine.activity(&bob.account).unwrap()), before);

    bob.answer(&open, Answer::Tentative).await;
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 1).await;
    replies::about(&mails, &open, 1);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    replies::about(&mails, &answered, 1);
}

/// SOGo's calendar keys are whole seconds. Answers given one right after the other must all come back all the same.
#[tokio::test]
async fn answers_in_quick_succession_all_come_back() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meetings: Vec<Invitation> = (1..=4)
        .map(|number| Invitation::new(&format!("Quick {number}"), &cast.carol).invite(&cast.bob))
        .collect();
    for meeting in &meetings {
        sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
    }
    let bob = Desk::of(sogo, &cast.bob, Notifications::SentBySogo).await;
    for meeting in &meetings {
        bob.wait_for_row(meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    }
    for meeting in &meetings {
        let receipt = bob.answer(meeting, Answer::Accepted).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
    }
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, meetings.len()).await;
    for meeting in &meetings {
        replies::about(&mails, meeting, 1);
    }
}

#[tokio::test]
async fn a_series_is_answered_as_a_whole() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let weekly =
        |organizer| Invitation::new("Weekly", organizer).invite(&cast.bob).repeating("FREQ=WEEKLY;COUNT=4");
    let (inside, outside) = (weekly(&cast.alice), weekly(&cast.carol));
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &inside).await.unwrap();
    sogo.mail(&cast.carol, &[&cast.bob], &outside.request()).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, Notifications::LeftToTheClient).await;
    bob.wait_for_row(&outside, "in the Inbox", |row| row.received_at.is_some()).await;
    bob.wait_for_row(&inside, "in Inbox and Calendar", |row| row.received_at.is_some() && row.recurring)
        .await;
    assert!(bob.card(&inside).bar.whole_series);
    for meeting in [&inside, &outside] {
        let receipt = bob.answer(meeting, Answer::Accepted).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
        assert!(bob.row(meeting).recurring);
        let rule = bob.card(meeting).recurrence.unwrap();
        assert!(rule.starts_with("FREQ=WEEKLY;COUNT=4"), "{rule}");
    }
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    let mail = replies::about(&mails, &inside, 1).remove(0);
    replies::check(&mail, &inside, &cast.bob, &cast.alice, Answer::Accepted);
    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 1).await;
    let mail = replies::about(&mails, &outside, 1).remove(0);
    replies::check(&mail, &outside, &cast.bob, &cast.carol, Answer::Accepted);
}
