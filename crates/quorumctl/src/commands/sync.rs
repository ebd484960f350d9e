//! `sync`: answers that wait leave, then Inbox and Calendar are brought up to date.

use std::future::Future;
use std::io::IsTerminal as _;

use engine::Engine;
use engine::view::{Event, InvitationState, Phase, Progress, Receipt};

use crate::answers::{hurry, outcome, waits};
use crate::context::{Context, for_mailbox};
use crate::contract::{Answered, Synced};
use crate::fault::Fault;
use crate::words;

pub async fn run(context: &Context) -> Result<(), Fault> {
    let engine = context.talk().await?;
    let account = context.account(&engine)?;
    let waiting: Vec<Receipt> = engine.activity(&account.id)?.into_iter().filter(waits).collect();
    for receipt in &waiting {
        hurry(&engine, receipt)?;
    }
    let work = Box::pin(engine.sync(&account.id));
    let done = if context.json || !std::io::stderr().is_terminal() {
        work.await
    } else {
        with_progress(&engine, work).await
    };
    done.map_err(|error| for_mailbox(Fault::from(error), &account.email))?;

    let account = context.account(&engine)?;
    let now: Vec<Receipt> =
        waiting.iter().map(|receipt| engine.receipt(&receipt.id)).collect::<Result<_, _>>()?;
    let rows = engine.invitations(&account.id)?;
    let aside = words::kept_aside(&account, context.zone);
    let open = rows.iter().filter(|row| row.state == InvitationState::Open).count();
    let synced = Synced {
        id: account.id,
        email: account.email,
        synced_at: account.synced_at,
        open,
        answers: now.iter().map(Answered::from).collect(),
        unreadable_items: account.unreadable_items,
    };
    context.show(&synced, || {
        let receipts: String = now.iter().map(|receipt| words::receipt(receipt, context.zone)).collect();
        let open = words::count(open, "invitation needs", "invitations need");
        format!("{receipts}{} is up to date; {open} an answer.{aside}", synced.email)
    })?;
    now.iter().try_for_each(outcome)
}

/// Tells a person at a terminal how far it is.
async fn with_progress<T>(engine: &Engine, mut work: impl Future<Output = T> + Unpin) -> T {
    let mut events = engine.subscribe();
    loop {
        tokio::select! {
            done = &mut work => {
                eprint!("\r\u{1b}[K");
                return done;
            }
            // Events that were missed were about how far it was before.
            event = events.recv() => if let Ok(Event::Progressed { progress }) = event {
                eprint!("\r\u{1b}[K{}", line(&progress));
            },
        }
    }
}

fn line(progress: &Progress) -> String {
    let what = match progress.phase {
        Phase::Server | Phase::Done => return String::new(),
        Phase::Folders => "Folders",
        Phase::Inbox => "Inbox",
        Phase::Calendar => "Calendar",
    };
    match (progress.done, progress.total) {
        (0, _) => format!("{what} …"),
        (done, Some(total)) => format!("{what}: {done} of {total}"),
        (done, None) => format!("{what}: {done}"),
    }
}
