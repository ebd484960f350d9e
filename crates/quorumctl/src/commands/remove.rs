//! `remove`: takes a meeting that its organizer called off out of the calendar, at once.

use engine::view::{CalledOffPart, Removal};

use crate::context::{Context, for_mailbox, meeting};
use crate::contract::TakenOut;
use crate::fault::Fault;

pub async fn run(context: &Context, typed: &str) -> Result<(), Fault> {
    let engine = context.talk().await?;
    let account = context.account(&engine)?;
    let meeting = meeting(&engine, &account.id, typed)?;
    let removed = engine.remove_cancelled(&account.id, &meeting).await;
    let removal = removed.map_err(|error| for_mailbox(error.into(), &account.email))?;
    context.show(&TakenOut::from(&removal), || words(&removal))
}

fn words(removal: &Removal) -> String {
    let what = match removal.part {
        CalledOffPart::Meeting => "the meeting",
        CalledOffPart::Series => "the whole series",
        CalledOffPart::Occurrence => "this date",
    };
    let subject = crate::table::clean(&removal.subject);
    if removal.before {
        return format!("{subject} is not in your calendar (any more). Nothing was removed.");
    }
    let told = if removal.told {
        "The server takes that for a decline, and may tell the organizer so."
    } else {
        "Nobody is told."
    };
    format!("{subject}: {what} is out of your calendar. {told}")
}
