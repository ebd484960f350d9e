//! `search`: meetings and appointments by their words.

use engine::Engine;
use engine::view::SearchHit;

use crate::context::Context;
use crate::contract::Found;
use crate::fault::{Exit, Fault};
use crate::table::Table;
use crate::words;

pub fn run(context: &Context, text: &str) -> Result<(), Fault> {
    if !Engine::has_words(text) {
        let message = format!("There is no word in {text:?}. Look for letters or digits.");
        return Err(Fault::new(Exit::Usage, "bad_input", message));
    }
    let engine = context.look()?;
    let account = context.account(&engine)?;
    let hits = engine.search(&account.id, text)?;
    let shown: Vec<Found> = hits.iter().map(Found::from).collect();
    context.show(&shown, || match (hits.is_empty(), account.synced_at) {
        (false, _) => table(&hits, context),
        (true, None) => format!("{} has not been read yet: quorumctl sync", account.email),
        (true, Some(at)) => {
            format!("Nothing has all of these words, as of {}.", words::at(&at, context.zone))
        }
    })
}

fn table(hits: &[SearchHit], context: &Context) -> String {
    let when = format!("WHEN ({})", context.zone);
    let mut table = Table::new(["ID", &when, "SUBJECT", "FROM", "STATE", "FOUND IN"]);
    for hit in hits {
        table.push([
            words::short(&hit.id),
            words::span(&hit.start, &hit.end, hit.all_day, context.zone),
            hit.subject.clone(),
            hit.organizer.as_ref().map(words::who).unwrap_or_default(),
            words::own(hit).to_owned(),
            words::excerpt(hit),
        ]);
    }
    table.text()
}
