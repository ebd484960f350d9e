//! Bob answers, in every way there is: the organizer gets exactly one reply for each decision.

use chrono::{SubsecRound as _, Utc};
use engine::Decision;
use engine::view::{
    Answer, AnswerFrom, AttendeeStatus, CalendarLampState, CommentReach, InvitationState, OrganizerLampState,
    Replies, TellChoice, ToldBy,
};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Person, Sogo};

use crate::desk::Desk;
use crate::replies;

const ALL: [Answer; 3] = [Answer::Accepted, Answer::Tentative, Answer::Declined];

fn status(answer: Answer) -> AttendeeStatus {
    match answer {
        Answer::Accepted => AttendeeStatus::Accepted,
        Answer::Tentative => AttendeeStatus::Tentative,
        Answer::Declined => AttendeeStatus::Declined,
    }
}

/// Another answer than this one.
fn other(answer: Answer) -> Answer {
    match answer {
        Answer::Accepted => Answer::Declined,
        Answer::Tentative => Answer::Accepted,
        Answer::Declined => Answer::Tentative,
    }
}

fn by(notifications: Notifications) -> ToldBy {
    match notifications {
        Notifications::SentBySogo => ToldBy::ServerPerhaps,
        Notifications::LeftToTheClient => ToldBy::Client,
    }
}

/// SOGo may mail; whether it does nobody can see from here.
fn lit(by: ToldBy) -> OrganizerLampState {
    if by == ToldBy::ServerPerhaps { OrganizerLampState::LeftToServer } else { OrganizerLampState::Told }
}

/// What Bob writes to the organizer: something to escape, and something that is not ASCII.
fn comment(answer: Answer) -> String {
    format!("{answer:?}; later, 10 € in hand\\pocket.\nBob")
}

/// Decides all of these and sends them together.
async fn answer_all(bob: &Desk, decisions: Vec<(&Invitation, Answer, AnswerFrom)>, told_by: ToldBy) {
    let receipts: Vec<_> = decisions
        .iter()
        .map(|(meeting, answer, from)| {
            let decision = bob.decision(meeting, *answer);
            bob.decide(&Decision { from: Some(*from), comment: comment(*answer), ..decision }).id
        })
        .collect();
    bob.deliver().await;
    for (id, (meeting, answer, _)) in receipts.iter().zip(&decisions) {
        let receipt = bob.engine.receipt(id).unwrap();
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
        assert_eq!(receipt.lamps.organizer.state, lit(told_by), "{receipt:#?}");
        assert_eq!(receipt.lamps.organizer.by, told_by, "{receipt:#?}");
        let row = bob.row(meeting);
        assert_eq!(
            (row.state, row.answer),
            (InvitationState::Answered, Some(*answer)),
            "{}",
            meeting.summary()
        );
    }
}

/// The answered invitations are in the Trash, and the Inbox is tidy.
async fn expect_tidy(person: &Person, meetings: &[&Invitation]) {
    let mut imap = person.imap().await.unwrap();
    let inbox = imap.mails("INBOX").await.unwrap();
    let trash = imap.mails("Trash").await.unwrap();
    for meeting in meetings {
        let about = |mail: &&quorum_tests::mail::received::Mail| mail.is_about("REQUEST", meeting.uid());
        assert_eq!(inbox.iter().filter(about).count(), 0, "{} is still in the Inbox", meeting.summary());
        assert_eq!(trash.iter().filter(about).count(), 1, "{} is lost", meeting.summary());
    }
}

async fn inside(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let mut meetings = Vec::new();
    for answer in ALL {
        for from in [AnswerFrom::Inbox, AnswerFrom::Calendar] {
            let title = format!("{answer:?} from {from:?}, inside, {notifications:?}");
            let meeting = Invitation::new(&title, &cast.alice).invite(&cast.bob).in_room("Rainier");
            sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
            meetings.push((meeting, answer, from));
        }
    }
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    for (meeting, ..) in &meetings {
        // Both the mail and the calendar item: only the latter knows who else is invited.
        let here = |row: &engine::view::InvitationRow| {
            let card = bob.engine.card(&bob.account, &row.id).unwrap();
            row.received_at.is_some() && !card.attendees.is_empty()
        };
        let row = bob.wait_for_row(meeting, "in Inbox and Calendar", here).await;
        assert_eq!((row.state, row.answer), (InvitationState::Open, None));
        assert_eq!(row.subject, meeting.summary(), "not the subject of SOGo's mail");
        assert_eq!(
            (row.organizer.email.as_str(), row.location.as_str()),
            (cast.alice.email.as_str(), "Rainier")
        );
        let bar = bob.card(meeting).bar;
        let (tell, reaches) = match notifications {
            Notifications::SentBySogo => (TellChoice::Always, CommentReach::Never),
            Notifications::LeftToTheClient => (TellChoice::Choice, CommentReach::Always),
        };
        assert_eq!((bar.tell, bar.comment, bar.by), (tell, reaches, by(notifications)));
        assert_eq!(bar.from_address, cast.bob.email);
    }

    let since = Utc::now().trunc_subsecs(0);
    let decisions = meetings.iter().map(|(meeting, answer, from)| (meeting, *answer, *from)).collect();
    answer_all(&bob, decisions, by(notifications)).await;
    // Once more, for whatever a second look may set off.
    bob.sync().await;

    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, meetings.len()).await;
    for (meeting, answer, _) in &meetings {
        let mail = replies::about(&mails, meeting, 1).remove(0);
        match notifications {
            Notifications::SentBySogo => {
                replies::check(&mail, meeting, &cast.bob, &cast.alice, *answer);
            }
            Notifications::LeftToTheClient => {
                let comment = comment(*answer);
                replies::check_ours(&mail, meeting, &cast.bob, &cast.alice, *answer, &comment, since);
            }
        }
    }
    expect_tidy(&cast.bob, &meetings.iter().map(|(meeting, ..)| meeting).collect::<Vec<_>>()).await;
    expect_sent(&cast.bob, notifications, meetings.len()).await;

    let alice = Desk::of(sogo, &cast.alice, notifications).await;
    for (meeting, answer, _) in &meetings {
        let line =
            alice.wait_for_grid(meeting, &cast.bob, "told by mail", |line| line.answered_at.is_some()).await;
        assert_eq!((line.status, line.from_mail_only), (status(*answer), false), "{line:#?}");
        if notifications == Notifications::LeftToTheClient {
            assert_eq!(line.comment.as_deref(), Some(comment(*answer).as_str()), "{line:#?}");
        }
        let stored = sogo.stored_event(&cast.alice, meeting.uid()).await.unwrap().unwrap();
        let part_stat = replies::stored_part_stat(&stored, &cast.bob);
        assert_eq!(part_stat.as_deref(), Some(replies::part_stat(*answer)), "{stored}");
    }
    assert!(alice.rows().is_empty(), "responses are no invitations");
}

/// What we mailed is among the sent mails; what SOGo mailed is not.
async fn expect_sent(person: &Person, notifications: Notifications, count: usize) {
    let sent = person.imap().await.unwrap().mails("Sent").await.unwrap();
    let expected = match notifications {
        Notifications::SentBySogo => 0,
        Notifications::LeftToTheClient => count,
    };
    assert_eq!(sent.len(), expected);
}

async fn outside(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let mut meetings = Vec::new();
    for answer in ALL {
        for from in [AnswerFrom::Inbox, AnswerFrom::Calendar] {
            let title = format!("{answer:?} from {from:?}, outside, {notifications:?}");
            let meeting = Invitation::new(&title, &cast.carol).invite(&cast.bob).in_room("Her place");
            sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
            meetings.push((meeting, answer, from));
        }
    }
    let bob = Desk::of(sogo, &cast.bob, notifications).await;
    for (meeting, ..) in &meetings {
        let row = bob.wait_for_row(meeting, "in the Inbox", |row| row.received_at.is_some()).await;
        assert_eq!((row.state, row.answer), (InvitationState::Open, None));
        assert_eq!(
            (row.organizer.email.as_str(), row.location.as_str()),
            (cast.carol.email.as_str(), "Her place")
        );
        let card = bob.card(meeting);
        assert_eq!(card.bar.from, AnswerFrom::Inbox, "SOGo has put nothing into the calendar");
        assert!(card.bar.possible);
    }

    // There is a calendar item only after a first answer: it is changed there, and that is a second reply.
    let since = Utc::now().trunc_subsecs(0);
    let first = meetings.iter().map(|(meeting, answer, from)| match from {
        AnswerFrom::Inbox => (meeting, *answer, AnswerFrom::Inbox),
        AnswerFrom::Calendar => (meeting, other(*answer), AnswerFrom::Inbox),
    });
    answer_all(&bob, first.collect(), by(notifications)).await;
    let mut changed = meetings.clone();
    changed.retain(|(_, _, from)| *from == AnswerFrom::Calendar);
    let second = changed.iter().map(|(meeting, answer, from)| (meeting, *answer, *from));
    answer_all(&bob, second.collect(), by(notifications)).await;
    bob.sync().await;

    let mails = replies::mails_from(sogo, &cast.bob, &cast.carol, 9).await;
    for (meeting, answer, from) in &meetings {
        let expected = match from {
            AnswerFrom::Inbox => vec![*answer],
            AnswerFrom::Calendar => vec![other(*answer), *answer],
        };
        for (mail, answer) in replies::about(&mails, meeting, expected.len()).iter().zip(expected) {
            match notifications {
                Notifications::SentBySogo => {
                    replies::check(mail, meeting, &cast.bob, &cast.carol, answer);
                }
                Notifications::LeftToTheClient => {
                    let comment = comment(answer);
                    replies::check_ours(mail, meeting, &cast.bob, &cast.carol, answer, &comment, since);
                }
            }
        }
        let stored =
            sogo.stored_event(&cast.bob, meeting.uid()).await.unwrap().expect("it is in his calendar");
        let part_stat = replies::stored_part_stat(&stored, &cast.bob);
        assert_eq!(part_stat.as_deref(), Some(replies::part_stat(*answer)), "{stored}");
    }
    expect_tidy(&cast.bob, &meetings.iter().map(|(meeting, ..)| meeting).collect::<Vec<_>>()).await;
    expect_sent(&cast.bob, notifications, 9).await;
}

/// SOGo's own default is to mail nothing, and nothing in the protocol tells.
#[tokio::test]
async fn where_sogo_mails_nothing_nobody_is_called_told_until_quorum_mails() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new("Left to the server", &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Desk::of(sogo, &cast.bob, Notifications::LeftToTheClient).await;
    bob.engine.set_replies(&bob.account, Replies::Auto).unwrap();
    bob.wait_for_row(&meeting, "in the Inbox", |row| row.received_at.is_some()).await;
    assert_eq!(bob.card(&meeting).bar.by, ToldBy::ServerPerhaps, "said before the click");

    let receipt = bob.answer(&meeting, Answer::Accepted).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::LeftToServer, "{receipt:#?}");
    replies::mails_from(sogo, &cast.bob, &cast.alice, 0).await;

    bob.engine.set_replies(&bob.account, Replies::Client).unwrap();
    let receipt = bob.answer(&meeting, Answer::Declined).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{receipt:#?}");
    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    let mail = replies::about(&mails, &meeting, 1).remove(0);
    replies::check(&mail, &meeting, &cast.bob, &cast.alice, Answer::Declined);
}

#[tokio::test]
async fn alice_gets_one_reply_for_each_answer_and_it_is_sogos() {
    inside(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn alice_gets_one_reply_for_each_answer_and_it_is_ours() {
    inside(Notifications::LeftToTheClient).await;
}

#[tokio::test]
async fn carol_gets_one_reply_for_each_answer_and_it_is_sogos() {
    outside(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn carol_gets_one_reply_for_each_answer_and_it_is_ours() {
    outside(Notifications::LeftToTheClient).await;
}
