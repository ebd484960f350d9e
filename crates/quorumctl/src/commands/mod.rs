//! What the commands do, one file each.

mod account;
mod activity;
mod free_busy;
mod invitations;
mod organizer;
mod recover;
mod remove;
mod respond;
mod search;
mod sync;
mod wbxml;

use crate::cli::Command;
use crate::context::Context;
use crate::fault::Fault;

/// Carries a command out.
pub async fn run(context: &Context, command: Command) -> Result<(), Fault> {
    match command {
        Command::Account(command) => account::run(context, command).await,
        Command::Sync => sync::run(context).await,
        Command::Invitations { all } => invitations::run(context, all),
        Command::Search { text } => search::run(context, &text.join(" ")),
        Command::Respond(answer) => respond::respond(context, answer).await,
        Command::Edit(edit) => Box::pin(respond::edit(context, edit)).await,
        Command::Withdraw { id } => respond::withdraw(context, &id),
        Command::Discard { id } => respond::discard(context, &id),
        Command::Retry { id, wait } => respond::retry(context, &id, wait).await,
        Command::Remove { id } => remove::run(context, &id).await,
        Command::Recover { id } => recover::run(context, &id).await,
        Command::FreeBusy { id } => free_busy::run(context, &id).await,
        Command::Meetings => organizer::meetings(context),
        Command::Grid { id } => organizer::grid(context, id.as_deref()),
        Command::Activity => activity::run(context),
        Command::Wbxml(command) => wbxml::run(command),
    }
}
