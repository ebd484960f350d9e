//! A kept answer as its receipt: the two lamps, what is wrong, what can be done.

use meetings::reply::Counter;

use crate::clock::Timestamp;
use crate::mailbox::{on_screen, rfc3339, to_meetings};
use crate::proposing;
use crate::store::{AccountRow, AnswerRow, NewStep, State};
use crate::telling;
use crate::view::{
    CalendarLamp, CalendarLampState, Lamps, OrganizerLamp, OrganizerLampState, Person, Receipt,
    ReceiptAction, Step, StepKind, ToldBy, ToldReason, Trouble, TroubleCode,
};

/// The lamps of an answer.
pub(crate) fn lamps(answer: &AnswerRow) -> Lamps {
    Lamps { calendar: calendar_lamp(answer), organizer: organizer_lamp(answer) }
}

fn calendar_lamp(answer: &AnswerRow) -> CalendarLamp {
    let in_doubt = answer.trouble == Some(TroubleCode::Uncertain);
    let (state, at) = match answer.state {
        State::Queued => (CalendarLampState::Queued, Some(answer.decided_at)),
        State::Responding => (CalendarLampState::Sending, Some(answer.decided_at)),
        // Since when it is so: it was seen there later, as its steps tell.
        State::Telling | State::Done | State::Untold => match answer.confirmed_at {
            Some(seen) => (CalendarLampState::Confirmed, answer.responded_at.or(Some(seen))),
            None => (CalendarLampState::Accepted, answer.responded_at),
        },
        State::Refused if in_doubt => (CalendarLampState::Unknown, None),
        State::Refused => (CalendarLampState::Refused, None),
        State::Withdrawn | State::Replaced => (CalendarLampState::Withdrawn, None),
        // Given up: after Status 1 the calendar has it all the same.
        State::Discarded => match (answer.confirmed_at, answer.responded_at) {
            (Some(seen), since) => (CalendarLampState::Confirmed, since.or(Some(seen))),
            (None, Some(at)) => (CalendarLampState::Accepted, Some(at)),
            (None, None) if in_doubt => (CalendarLampState::Unknown, None),
            (None, None) => (CalendarLampState::Withdrawn, None),
        },
    };
    CalendarLamp { state, at: at.map(rfc3339) }
}

fn organizer_lamp(answer: &AnswerRow) -> OrganizerLamp {
    let nobody = answer.told_by == ToldBy::Nobody;
    let (state, reason, at) = match answer.state {
        State::Queued | State::Responding if nobody => {
            (OrganizerLampState::NotTold, answer.told_reason, None)
        }
        State::Queued | State::Responding => (OrganizerLampState::Queued, None, None),
        State::Telling => (OrganizerLampState::Sending, None, None),
        State::Done if nobody => (OrganizerLampState::NotTold, answer.told_reason, None),
        State::Done if answer.told_by == ToldBy::ServerPerhaps => {
            (OrganizerLampState::LeftToServer, None, answer.told_at)
        }
        State::Done => (OrganizerLampState::Told, None, answer.told_at),
        State::Untold | State::Refused | State::Discarded if may_be_told(answer) => {
            (OrganizerLampState::Unknown, None, None)
        }
        State::Untold => (OrganizerLampState::Failed, answer.told_reason, None),
        State::Refused => {
            (OrganizerLampState::NotTold, answer.told_reason.or(Some(ToldReason::Refused)), None)
        }
        State::Withdrawn | State::Replaced => (OrganizerLampState::Withdrawn, None, None),
        State::Discarded => {
            (OrganizerLampState::NotTold, answer.told_reason.or(Some(ToldReason::GaveUp)), None)
        }
    };
    OrganizerLamp { state, by: answer.told_by, reason, at: at.map(rfc3339) }
}

/// Is it left open for ever whether the organizer was told? A mail of ours leaves only after the server took the answer.
fn may_be_told(answer: &AnswerRow) -> bool {
    answer.trouble == Some(TroubleCode::Uncertain) && (answer.told_by.is_server() || answer.mail_attempts > 0)
}

/// The lamps of a receipt: also what ended badly, or in nothing, has its time.
fn dated(lamps: Lamps, steps: &[(Timestamp, NewStep)]) -> Lamps {
    let last = |kinds: &[StepKind]| {
        let step = steps.iter().rev().find(|(_, step)| kinds.contains(&step.kind));
        step.map(|(at, _)| rfc3339(*at))
    };
    let ended = [StepKind::Refused, StepKind::Withdrawn, StepKind::Replaced, StepKind::Discarded];
    let calendar = match lamps.calendar.state {
        CalendarLampState::Refused | CalendarLampState::Unknown | CalendarLampState::Withdrawn => {
            last(&ended)
        }
        CalendarLampState::Queued
        | CalendarLampState::Sending
        | CalendarLampState::Accepted
        | CalendarLampState::Confirmed => None,
    };
    let organizer = match lamps.organizer.state {
        OrganizerLampState::NotTold => last(&[StepKind::NotTold, StepKind::Refused, StepKind::Discarded]),
        OrganizerLampState::Failed => last(&[StepKind::MailFailed]),
        OrganizerLampState::Unknown => last(&[StepKind::MailFailed, StepKind::Refused]),
        OrganizerLampState::Withdrawn => last(&ended),
        OrganizerLampState::Queued
        | OrganizerLampState::Sending
        | OrganizerLampState::Told
        | OrganizerLampState::LeftToServer => None,
    };
    Lamps {
        calendar: CalendarLamp { at: lamps.calendar.at.or(calendar), ..lamps.calendar },
        organizer: OrganizerLamp { at: lamps.organizer.at.or(organizer), ..lamps.organizer },
    }
}

/// What can be done with an answer now.
fn actions(answer: &AnswerRow, now: Timestamp) -> Vec<ReceiptAction> {
    match answer.state {
        State::Queued => match answer.undo_until {
            Some(until) if until > now => {
                vec![ReceiptAction::Undo, ReceiptAction::SendNow, ReceiptAction::Edit]
            }
            _ => vec![ReceiptAction::Undo, ReceiptAction::Retry, ReceiptAction::Edit],
        },
        State::Responding | State::Telling if answer.trouble.is_some() => vec![ReceiptAction::Retry],
        State::Responding | State::Telling => Vec::new(),
        State::Done => vec![ReceiptAction::Change],
        // Sent as it is it would be refused again; what moved has to be looked at first.
        State::Refused if answer.trouble == Some(TroubleCode::Changed) => {
            vec![ReceiptAction::Change, ReceiptAction::Discard]
        }
        State::Refused => vec![ReceiptAction::Retry, ReceiptAction::Change, ReceiptAction::Discard],
        State::Untold => vec![ReceiptAction::RetryMail, ReceiptAction::Change, ReceiptAction::Discard],
        State::Withdrawn | State::Replaced | State::Discarded => vec![ReceiptAction::Change],
    }
}

/// Subject of the mail that Quorum sends to the organizer.
pub(crate) fn mail_subject(answer: &AnswerRow) -> String {
    match proposing::countered(answer) {
        Some(_) => Counter::subject(&answer.subject),
        None => to_meetings(answer.answer).subject(&answer.subject),
    }
}

/// The receipt of an answer.
pub(crate) fn receipt(
    account: &AccountRow,
    answer: &AnswerRow,
    steps: Vec<(Timestamp, NewStep)>,
    now: Timestamp,
) -> Receipt {
    // What was given up stands still no more.
    let trouble = answer.trouble.filter(|_| answer.state != State::Discarded).map(|code| Trouble {
        code,
        detail: answer.trouble_detail.clone(),
        retry_at: (answer.state.is_active() && code != TroubleCode::SignIn).then(|| rfc3339(answer.due_at)),
    });
    let undo_until = answer.undo_until.filter(|until| answer.state == State::Queued && *until > now);
    let version = if answer.version.is_empty() { &account.version } else { &answer.version };
    Receipt {
        id: answer.id.clone(),
        meeting: answer.meeting.clone(),
        subject: on_screen(&answer.subject),
        start: rfc3339(answer.start),
        end: rfc3339(answer.end),
        all_day: answer.all_day,
        recurring: answer.recurring || answer.recurrence_id.is_some(),
        recurrence_id: answer.recurrence_id.map(rfc3339),
        organizer: Person { name: on_screen(&answer.organizer_name), email: answer.organizer_email.clone() },
        answer: answer.answer,
        comment: answer.comment.clone(),
        proposed: proposing::shown(answer),
        comment_reaches: telling::comment_reaches(account, answer.told_by, answer.answer),
        tell: answer.tell,
        decided_at: rfc3339(answer.decided_at),
        undo_until: undo_until.map(rfc3339),
        lamps: dated(lamps(answer), &steps),
        trouble,
        actions: actions(answer, now),
        steps: steps
            .into_iter()
            .map(|(at, step)| Step { at: rfc3339(at), kind: step.kind, detail: step.detail })
            .collect(),
        from_address: answer.from_email.clone(),
        mail_subject: (answer.told_by == ToldBy::Client).then(|| on_screen(&mail_subject(answer))),
        server: format!("{version}, {}", family_name(account.family())),
    }
}

/// The family in words.
pub(crate) fn family_name(family: crate::view::Family) -> &'static str {
    use crate::view::Family;
    match family {
        Family::Exchange => "Exchange",
        Family::ExchangeOnline => "Exchange Online",
        Family::Sogo => "SOGo",
        Family::Zpush => "Z-Push",
        Family::Grommunio => "grommunio",
        Family::Unknown => "unknown server",
    }
}
