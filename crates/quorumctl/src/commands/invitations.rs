//! `invitations`: what I am invited to.

use engine::view::{InvitationRow, InvitationState};

use crate::context::Context;
use crate::contract::Invitation;
use crate::fault::Fault;
use crate::table::Table;
use crate::words;

pub fn run(context: &Context, all: bool) -> Result<(), Fault> {
    let engine = context.look()?;
    let account = context.account(&engine)?;
    let mut rows = engine.invitations(&account.id)?;
    if all {
        rows.extend(engine.outdated_invitations(&account.id)?);
    } else {
        rows.retain(|row| row.state == InvitationState::Open);
    }
    let shown: Vec<Invitation> = rows.iter().map(Invitation::from).collect();
    context.show(&shown, || match (rows.is_empty(), account.synced_at) {
        (false, _) => table(&rows, context),
        (true, None) => format!("{} has not been read yet: quorumctl sync", account.email),
        (true, Some(at)) if all => {
            format!("There are no invitations, as of {}.", words::at(&at, context.zone))
        }
        (true, Some(at)) => format!(
            "No invitation needs an answer, as of {}. The others: quorumctl invitations --all",
            words::at(&at, context.zone)
        ),
    })
}

fn table(rows: &[InvitationRow], context: &Context) -> String {
    let when = format!("WHEN ({})", context.zone);
    let mut table = Table::new(["ID", &when, "SUBJECT", "FROM", "WHERE", "STATE", "NOTE"]);
    for row in rows {
        table.push([
            words::short(&row.id),
            words::span(&row.start, &row.end, row.all_day, context.zone),
            row.subject.clone(),
            words::who(&row.organizer),
            row.location.clone(),
            words::state(row).to_owned(),
            words::note(row),
        ]);
    }
    table.text()
}
