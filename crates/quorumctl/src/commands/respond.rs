//! `respond` and `retry`: a decision enters the outbox; with `--wait` it leaves at once.

use chrono::TimeDelta;
use engine::view::{self, Account, Receipt, TellChoice};
use engine::{Decided, Decision, Engine};

use crate::answers::{deliver, outcome, waits};
use crate::cli::{Answer, From as Item, Respond};
use crate::context::{Context, for_mailbox, pick};
use crate::contract::Answered;
use crate::fault::{Exit, Fault};
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
        meeting,
        answer: match typed.answer {
            Answer::Accept => view::Answer::Accepted,
            Answer::Tentative => view::Answer::Tentative,
            Answer::Decline => view::Answer::Declined,
        },
        comment: typed.comment,
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
            let lost = !decision.comment.is_empty() && !comment_reaches(&engine, &decision);
            let note = if lost { "This server does not pass comments on.\n" } else { "" };
            follow(context, &engine, &account, &receipt, typed.wait, note).await
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

pub async fn retry(context: &Context, typed: &str, wait: bool) -> Result<(), Fault> {
    let engine = open(context, wait).await?;
    let account = context.account(&engine)?;
    let receipts = engine.activity(&account.id)?;
    // Newest first: of a meeting that was answered several times, the last answer is meant.
    let mut newest: Vec<&Receipt> = Vec::new();
    for receipt in &receipts {
        if !newest.iter().any(|known| known.meeting == receipt.meeting) {
            newest.push(receipt);
        }
    }
    let ids = newest.iter().map(|receipt| (receipt.meeting.as_str(), receipt.subject.as_str()));
    let meeting = pick(typed, ids)?;
    let found = newest.into_iter().find(|receipt| Some(&receipt.meeting) == meeting.as_ref());
    let Some(receipt) = found else {
        let message =
            format!("No answer was given to a meeting {typed}. `quorumctl activity` lists all answers.");
        return Err(Fault::new(Exit::NotFound, "not_found", message));
    };
    let receipt = engine.retry(&receipt.id)?;
    follow(context, &engine, &account, &receipt, wait, "").await
}

async fn open(context: &Context, wait: bool) -> Result<Engine, Fault> {
    if wait { context.talk().await } else { context.enter() }
}

/// The id that was typed, whole. One that is not in a list is left to the engine, which knows more than the lists.
fn meeting(engine: &Engine, account: &str, typed: &str) -> Result<String, Fault> {
    let mut rows = engine.invitations(account)?;
    rows.extend(engine.outdated_invitations(account)?);
    let organized = engine.organized(account)?;
    let invited = rows.iter().map(|row| (row.id.as_str(), row.subject.as_str()));
    let own = organized.iter().map(|meeting| (meeting.id.as_str(), meeting.subject.as_str()));
    Ok(pick(typed, invited.chain(own))?.unwrap_or_else(|| typed.to_owned()))
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

fn comment_reaches(engine: &Engine, decision: &Decision) -> bool {
    engine.card(&decision.account, &decision.meeting).is_ok_and(|card| card.bar.comment_reaches)
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
