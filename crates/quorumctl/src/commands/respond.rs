//! `respond`, `edit` and `retry`: a decision enters the outbox; with `--wait` it leaves at once. `withdraw` and `discard`:
//! it leaves no more.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use engine::view::{
    self, Account, CommentReach, OccurrenceState, Receipt, TellChoice, ToldBy, UpcomingOccurrence,
};
use engine::{Decided, Decision, Engine, EngineError};

use crate::answers::{deliver, outcome, waits};
use crate::cli::{Answer, Edit, From as Item, Respond};
use crate::context::{Context, for_mailbox, meeting, pick};
use crate::contract::Answered;
use crate::fault::{Exit, Fault};
use crate::span::TypedDate;
use crate::table::clean;
use crate::words;

pub async fn respond(context: &Context, typed: Respond) -> Result<(), Fault> {
    let engine = open(context, typed.wait).await?;
    let account = context.account(&engine)?;
    let meeting = meeting(&engine, &account.id, &typed.id)?;
    if typed.silent {
        silence_is_possible(&engine, &account.id, &meeting)?;
    }
    let decision = Decision {
        account: account.id.clone(),
        occurrence: typed
            .date
            .map(|date| one_date(context, &engine, &account.id, &meeting, date))
            .transpose()?,
        meeting,
        answer: answer(typed.answer),
        comment: typed.comment,
        propose: typed.propose.map(|span| span.resolve(context.zone)).transpose()?,
        tell: !typed.silent,
        from: typed.from.map(|from| match from {
            Item::Inbox => view::AnswerFrom::Inbox,
            Item::Calendar => view::AnswerFrom::Calendar,
        }),
        // Taking back is for windows; what is typed here is meant.
        undo: TimeDelta::zero(),
    };
    match engine.decide(&decision)? {
        Decided::Entered(receipt) => {
            follow(context, &engine, &account, &receipt, typed.wait, lost_comment(&account, &receipt)).await
        }
        Decided::Before(receipt) => {
            let known = "You have answered so before; nothing is sent again.\n";
            let note = if waits(&receipt) { "" } else { known };
            follow(context, &engine, &account, &receipt, typed.wait, note).await
        }
        Decided::Elsewhere => {
            let row = engine.card(&account.id, &decision.meeting)?.row;
            context.show(&Answered::elsewhere(&row, decision.answer), || {
                let given = words::answer(decision.answer);
                format!("Your calendar says {given} already, by another program. Nothing was sent.")
            })
        }
    }
}

/// Changes what is named, and only while nothing has left.
pub async fn edit(context: &Context, typed: Edit) -> Result<(), Fault> {
    let engine = open(context, typed.wait).await?;
    let account = context.account(&engine)?;
    let waiting = last_answer(&engine, &account, &typed.id)?;
    if typed.silent {
        silence_is_possible(&engine, &account.id, &waiting.meeting)?;
    }
    let propose = match typed.propose {
        Some(span) => Some(span.resolve(context.zone)?),
        None if typed.no_proposal => None,
        None => waiting.proposed.as_ref().and_then(proposed_times),
    };
    let edit = engine::Edit {
        answer: typed.answer.map_or(waiting.answer, answer),
        comment: typed.comment.unwrap_or_else(|| waiting.comment.clone()),
        propose,
        tell: if typed.silent || typed.tell { typed.tell } else { waiting.tell },
    };
    let receipt = engine.edit(&waiting.id, &edit)?;
    follow(context, &engine, &account, &receipt, typed.wait, lost_comment(&account, &receipt)).await
}

pub fn withdraw(context: &Context, typed: &str) -> Result<(), Fault> {
    end(context, typed, Engine::undo)
}

pub fn discard(context: &Context, typed: &str) -> Result<(), Fault> {
    end(context, typed, Engine::discard)
}

fn end(
    context: &Context,
    typed: &str,
    deed: impl FnOnce(&Engine, &str) -> engine::Result<Receipt>,
) -> Result<(), Fault> {
    let engine = context.enter()?;
    let account = context.account(&engine)?;
    let receipt = deed(&engine, &last_answer(&engine, &account, typed)?.id)?;
    context.show(&Answered::from(&receipt), || words::receipt(&receipt, context.zone))
}

pub async fn retry(context: &Context, typed: &str, wait: bool) -> Result<(), Fault> {
    let engine = open(context, wait).await?;
    let account = context.account(&engine)?;
    let receipt = engine.retry(&last_answer(&engine, &account, typed)?.id)?;
    follow(context, &engine, &account, &receipt, wait, "").await
}

/// The last answer that was given to a meeting.
fn last_answer(engine: &Engine, account: &Account, typed: &str) -> Result<Receipt, Fault> {
    // Newest first: of a meeting that was answered several times, the last answer is meant.
    let mut newest: Vec<Receipt> = Vec::new();
    for receipt in engine.activity(&account.id)? {
        if !newest.iter().any(|known| known.meeting == receipt.meeting) {
            newest.push(receipt);
        }
    }
    let ids = newest.iter().map(|receipt| (receipt.meeting.as_str(), receipt.subject.as_str()));
    let meeting = pick(typed, ids)?;
    newest.into_iter().find(|receipt| Some(&receipt.meeting) == meeting.as_ref()).ok_or_else(|| {
        let message =
            format!("No answer was given to a meeting {typed}. `quorumctl activity` lists all answers.");
        Fault::new(Exit::NotFound, "not_found", message)
    })
}

fn answer(typed: Answer) -> view::Answer {
    match typed {
        Answer::Accept => view::Answer::Accepted,
        Answer::Tentative => view::Answer::Tentative,
        Answer::Decline => view::Answer::Declined,
    }
}

/// The time of an answer that waits.
fn proposed_times(proposed: &view::ProposedTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((proposed.start.parse().ok()?, proposed.end.parse().ok()?))
}

async fn open(context: &Context, wait: bool) -> Result<Engine, Fault> {
    if wait { context.talk().await } else { context.enter() }
}

/// So many dates on each side are named where the one that was typed is none.
const NEAREST: usize = 2;

/// The date of a series that was typed, by its original start.
fn one_date(
    context: &Context,
    engine: &Engine,
    account: &str,
    meeting: &str,
    typed: TypedDate,
) -> Result<DateTime<Utc>, Fault> {
    let row = engine.card(account, meeting)?.row;
    let (day, start) = typed.resolve(context.zone)?;
    let around = match engine.dates_around(account, meeting, day, NEAREST) {
        // The meeting is there: its card is.
        Err(EngineError::NotFound(_)) => {
            let message = format!(
                "{} is no series, or its dates cannot be read. Answer it without --date.",
                clean(&row.subject)
            );
            return Err(Fault::new(Exit::NotFound, "not_found", message));
        }
        around => around?,
    };
    // Whole days float.
    let zone = if row.all_day { Tz::UTC } else { context.zone };
    let instant = |text: &str| text.parse::<DateTime<Utc>>().ok();
    let is_meant = |date: &&UpcomingOccurrence| {
        instant(&date.start).is_some_and(|at| match start {
            Some(start) if !row.all_day => at == start,
            _ => at.with_timezone(&zone).date_naive() == day,
        })
    };
    let is_off = |date: &&UpcomingOccurrence| {
        matches!(date.state, OccurrenceState::Cancelled | OccurrenceState::Removed)
    };
    let when = |date: &UpcomingOccurrence| words::date(&date.start, row.all_day, context.zone);
    let all =
        |dates: &[&UpcomingOccurrence]| dates.iter().map(|date| when(date)).collect::<Vec<_>>().join("; ");
    let (off, on): (Vec<_>, Vec<_>) = around.iter().filter(is_meant).partition(is_off);
    let date = match (on.as_slice(), off.first()) {
        ([date], _) => date,
        ([], Some(date)) => {
            // Its organizer's mail about it can still be there to be answered.
            if let Some(reason) = date.impossible {
                let why = Fault::from(EngineError::NotAnswerable { reason, newest: None });
                let message = format!("{}, {}: {}", clean(&row.subject), when(date), why.message);
                return Err(Fault { message, ..why });
            }
            date
        }
        ([], None) => {
            let nearest: Vec<_> = around.iter().filter(|date| !is_off(date)).collect();
            let typed = start.map_or_else(|| day.to_string(), |at| words::at(&at.to_rfc3339(), context.zone));
            let message = match nearest.as_slice() {
                [] => format!("{} has no date on {typed}, and none near it.", clean(&row.subject)),
                nearest => {
                    format!("{} has no date on {typed}. The nearest: {}.", clean(&row.subject), all(nearest))
                }
            };
            return Err(Fault::new(Exit::NotFound, "not_found", message));
        }
        (several, _) => {
            let message = format!(
                "{} has {} dates on {day}: {}. Type the start of one, as in --date {day}T14:00.",
                clean(&row.subject),
                several.len(),
                all(several)
            );
            return Err(Fault::new(Exit::NotFound, "ambiguous", message));
        }
    };
    instant(&date.recurrence_id)
        .ok_or_else(|| Fault::new(Exit::Internal, "internal", "A date of this series has no start."))
}

/// Nothing is mailed that was not asked for, so a wish that cannot be kept is refused rather than ignored.
fn silence_is_possible(engine: &Engine, account: &str, meeting: &str) -> Result<(), Fault> {
    match engine.card(account, meeting) {
        Ok(card) if card.bar.tell == TellChoice::Always => Err(Fault::new(
            Exit::NotAnswerable,
            "always_told",
            "This server mails the organizer by itself, whatever is asked of it. Nothing was entered; leave --silent \
             away to answer all the same.",
        )),
        // What else is wrong with the meeting is said when it is answered.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Said where a comment was written that the organizer will not see.
fn lost_comment(account: &Account, receipt: &Receipt) -> &'static str {
    let told = receipt.lamps.organizer.by != ToldBy::Nobody;
    match account.abilities.comment {
        _ if receipt.comment.is_empty() || receipt.comment_reaches || !told => "",
        CommentReach::WhenTentative => "This server passes comments on with a tentative answer only.\n",
        CommentReach::Always | CommentReach::Never => "This server does not pass comments on.\n",
    }
}

/// Delivers an answer if that is wanted, and shows how far it is: also when something is in its way.
async fn follow(
    context: &Context,
    engine: &Engine,
    account: &Account,
    receipt: &Receipt,
    wait: bool,
    note: &str,
) -> Result<(), Fault> {
    let delivered = if wait { deliver(engine, &account.id, &receipt.id).await } else { Ok(()) };
    let receipt = engine.receipt(&receipt.id)?;
    context
        .show(&Answered::from(&receipt), || format!("{note}{}", words::receipt(&receipt, context.zone)))?;
    match delivered {
        // It arrived, whatever failed afterwards.
        Err(fault) if waits(&receipt) => {
            let exit = if fault.exit == Exit::SignIn { Exit::SignIn } else { Exit::Waiting };
            Err(for_mailbox(Fault { exit, ..fault }, &account.email))
        }
        _ if wait => outcome(&receipt),
        _ => Ok(()),
    }
}
