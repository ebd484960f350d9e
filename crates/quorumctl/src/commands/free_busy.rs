//! `free-busy`: when the people of a meeting are free on its day.

use engine::view::{FreeBusy, FreeBusyDay, FreeBusyUnknown, MeetingPart, PersonFreeBusy};

use crate::context::{Context, for_mailbox, meeting};
use crate::contract;
use crate::fault::Fault;
use crate::table::Table;
use crate::words;

pub async fn run(context: &Context, typed: &str) -> Result<(), Fault> {
    let engine = context.talk().await?;
    let account = context.account(&engine)?;
    let id = meeting(&engine, &account.id, typed)?;
    let asked = engine.free_busy(&account.id, &id, true).await;
    let day = asked.map_err(|error| for_mailbox(error.into(), &account.email))?;
    context.show(&contract::FreeBusy::new(&id, &day), || lines(&day, context))
}

fn lines(day: &FreeBusyDay, context: &Context) -> String {
    let when = words::span(&day.meeting_start, &day.meeting_end, false, context.zone);
    let mut table = Table::new(["NAME", "ADDRESS", "PART", "AT THAT TIME"]);
    for who in &day.people {
        table.push([
            who.person.name.clone(),
            who.person.email.clone(),
            part(who.part).to_owned(),
            during(who),
        ]);
    }
    let mut text = format!("{when}\n\n{}", table.text());
    if !day.offered {
        text.push_str("\nThis server tells of nobody else's calendar.");
    }
    if day.left_out > 0 {
        text.push_str(&format!("\n{} more are invited, and were not asked for.", day.left_out));
    }
    text
}

fn part(part: MeetingPart) -> &'static str {
    match part {
        MeetingPart::Me => "you",
        MeetingPart::Organizer => "organizer",
        MeetingPart::Required => "required",
        MeetingPart::Optional => "optional",
        MeetingPart::Resource => "resource",
    }
}

fn during(who: &PersonFreeBusy) -> String {
    let state = match (who.during, who.unknown) {
        (_, Some(why)) => return unknown(why).to_owned(),
        (FreeBusy::Free, None) => "free",
        (FreeBusy::Elsewhere, None) => "working elsewhere",
        (FreeBusy::Tentative, None) => "tentative",
        (FreeBusy::Busy, None) => "busy",
        (FreeBusy::Away, None) => "away",
        (FreeBusy::NoData, None) => "not known",
    };
    if who.may_be_this { format!("{state}, perhaps with this meeting") } else { state.to_owned() }
}

fn unknown(why: FreeBusyUnknown) -> &'static str {
    match why {
        FreeBusyUnknown::NotFound => "not known: nobody of this server",
        FreeBusyUnknown::Ambiguous => "not known: the address may mean several people",
        FreeBusyUnknown::NotAllowed => "not known: not shared with you",
        FreeBusyUnknown::LargeGroup => "not known: a large group",
        FreeBusyUnknown::Later => "not known: the server could not find out now",
        FreeBusyUnknown::NotTold => "not known: the server does not say",
    }
}
