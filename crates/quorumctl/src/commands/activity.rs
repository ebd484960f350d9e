//! `activity`: the answers given with Quorum, and where each arrived.

use engine::view::Receipt;

use crate::context::Context;
use crate::contract::Entry;
use crate::fault::Fault;
use crate::table::Table;
use crate::words;

pub fn run(context: &Context) -> Result<(), Fault> {
    let engine = context.look()?;
    let account = context.account(&engine)?;
    let receipts = engine.activity(&account.id)?;
    let shown: Vec<Entry> = receipts.iter().map(Entry::from).collect();
    context.show(&shown, || {
        if receipts.is_empty() {
            return format!("{} has not answered anything with Quorum yet.", account.email);
        }
        table(&receipts, context)
    })
}

fn table(receipts: &[Receipt], context: &Context) -> String {
    let mut table =
        Table::new(["ID", "DECIDED", "ANSWER", "SUBJECT", "DATE", "CALENDAR", "ORGANIZER", "TROUBLE"]);
    for receipt in receipts {
        table.push([
            words::short(&receipt.meeting),
            words::at(&receipt.decided_at, context.zone),
            words::answer(receipt.answer).to_owned(),
            receipt.subject.clone(),
            words::part(receipt, context.zone).unwrap_or_default(),
            words::calendar_state(receipt.lamps.calendar.state).to_owned(),
            words::organizer_state(&receipt.lamps.organizer, &receipt.organizer),
            receipt.trouble.as_ref().map(|it| words::trouble(it.code).to_owned()).unwrap_or_default(),
        ]);
    }
    table.text()
}
