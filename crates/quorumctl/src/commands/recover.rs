//! `recover`: brings the invitation to a declined meeting back, so that it can be answered again.

use crate::context::{Context, for_mailbox, meeting};
use crate::contract::BroughtBack;
use crate::fault::Fault;

pub async fn run(context: &Context, typed: &str) -> Result<(), Fault> {
    let engine = context.talk().await?;
    let account = context.account(&engine)?;
    let meeting = meeting(&engine, &account.id, typed)?;
    let before = engine.card(&account.id, &meeting)?;
    let done = engine.recover_invitation(&account.id, &meeting).await;
    done.map_err(|error| for_mailbox(error.into(), &account.email))?;
    let card = engine.card(&account.id, &meeting)?;
    let back = BroughtBack {
        id: meeting,
        subject: card.row.subject,
        brought_back: before.recoverable,
        answerable: card.bar.possible,
    };
    context.show(&back, || words(&back))
}

fn words(back: &BroughtBack) -> String {
    let subject = crate::table::clean(&back.subject);
    match (back.brought_back, back.answerable) {
        (true, true) => format!(
            "The invitation to {subject} is in your Inbox again. Nothing was answered: quorumctl respond {} …",
            back.id
        ),
        (true, false) => {
            format!("The invitation to {subject} is in your Inbox again, but cannot be answered.")
        }
        (false, true) => format!("{subject} can be answered as it is. Nothing was moved."),
        (false, false) => {
            format!(
                "{subject} is no meeting that you declined and that has left your calendar. Nothing was moved."
            )
        }
    }
}
