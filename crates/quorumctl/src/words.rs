//! The same as [`contract`](crate::contract), for people: words instead of codes, the reader's own time zone.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use engine::view::{
    Account, Answer, Attendee, AttendeeStatus, AttendeeType, CalendarLamp, CalendarLampState, DateAnswer,
    Family, InvitationRow, InvitationState, Oddity, OrganizerLamp, OrganizerLampState, OwnState, Person,
    Proposal, ProposalCarrier, Receipt, SearchField, SearchHit, ToldBy, ToldReason, TroubleCode,
};

use crate::table::clean;

const DAY: &str = "%a %-d %b %Y";
const HOUR: &str = "%H:%M";

/// When something is: `Tue 1 Dec 2026, 18:00–19:00`.
pub fn span(start: &str, end: &str, all_day: bool, zone: Tz) -> String {
    let (Some(start), Some(end)) = (instant(start, zone), instant(end, zone)) else {
        return format!("{start} – {end}");
    };
    let day = |at: DateTime<Tz>| at.format(DAY).to_string();
    let midnight = |at: DateTime<Tz>| at.time() == NaiveTime::MIN;
    // From midnight to midnight is a matter of days, whatever it is called.
    if all_day || (start < end && midnight(start) && midnight(end)) {
        let last = (end - TimeDelta::seconds(1)).max(start);
        return if day(last) == day(start) {
            day(start)
        } else {
            format!("{} – {}", day(start), day(last))
        };
    }
    let (from, to) = (start.format(HOUR), end.format(HOUR));
    if day(start) == day(end) {
        format!("{}, {from}–{to}", day(start))
    } else {
        format!("{}, {from} – {}, {to}", day(start), day(end))
    }
}

/// A date of a series: `Tue 1 Dec 2026, 18:00`, or its day alone.
pub fn date(start: &str, all_day: bool, zone: Tz) -> String {
    if all_day { span(start, start, true, Tz::UTC) } else { at(start, zone) }
}

/// An instant: `Tue 1 Dec 2026, 18:00`.
pub fn at(at: &str, zone: Tz) -> String {
    instant(at, zone).map_or_else(|| at.to_owned(), |at| at.format(&format!("{DAY}, {HOUR}")).to_string())
}

fn instant(text: &str, zone: Tz) -> Option<DateTime<Tz>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&zone))
}

/// As much of an id as a table shows; it can be typed so.
pub fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

/// A person's name, else their address.
pub fn who(person: &Person) -> String {
    let name = if person.name.is_empty() { &person.email } else { &person.name };
    if name.is_empty() { "the organizer".to_owned() } else { clean(name) }
}

/// `1 invitation`, `2 invitations`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// What could not be read of a mailbox, and where a person sees it all the same; lines to go on with, or nothing.
pub fn kept_aside(account: &Account, zone: Tz) -> String {
    let all = account.unreadable_items as usize;
    if all == 0 {
        return String::new();
    }
    let mut text = format!("\n{} cannot be read here:", count(all, "item", "items"));
    for item in &account.unreadable {
        let kind = if item.in_calendar { "calendar entry" } else { "mail" };
        let title = clean(&item.subject);
        let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
        let at = item.at.as_deref().map(|when| format!(", {}", at(when, zone))).unwrap_or_default();
        text.push_str(&format!("\n  {kind}{title}{at}"));
    }
    if all > account.unreadable.len() {
        text.push_str(&format!("\n  and {} more", all - account.unreadable.len()));
    }
    let them = if all == 1 { "it" } else { "them" };
    text.push_str(&format!("\nOpen your mail program or the server's web mail to see {them}."));
    text
}

/// A mailbox in one sentence.
pub fn mailbox(account: &Account) -> String {
    let tells = match account.abilities.by {
        ToldBy::Client => "Quorum mails the organizer",
        ToldBy::Server | ToldBy::Nobody => "the server mails the organizer",
        ToldBy::ServerPerhaps => "the server mails the organizer if its administrator switched that on",
    };
    format!(
        "{} on {}, ActiveSync {}, {}; {tells}",
        account.email,
        account.host,
        account.version,
        kind(account)
    )
}

/// The kind of server, and whether that is what it was taken for.
pub fn kind(account: &Account) -> String {
    match account.family_forced {
        Some(chosen) if chosen != account.recognised => {
            format!("{} (recognised: {})", family(chosen), family(account.recognised))
        }
        Some(chosen) => format!("{} (chosen)", family(chosen)),
        None => family(account.family).to_owned(),
    }
}

fn family(family: Family) -> &'static str {
    match family {
        Family::Exchange => "Exchange",
        Family::ExchangeOnline => "Exchange Online",
        Family::Sogo => "SOGo",
        Family::Zpush => "Z-Push",
        Family::Grommunio => "grommunio",
        Family::Unknown => "unknown kind of server",
    }
}

/// Where an invitation stands.
pub fn state(row: &InvitationRow) -> &'static str {
    match (row.state, row.answer) {
        (InvitationState::Open, _) => "needs an answer",
        (InvitationState::Answered, Some(given)) => answer(given),
        (InvitationState::Answered, None) => "answered",
        (InvitationState::Outdated, _) => "replaced by a newer one",
        (InvitationState::Informational, _) => "nothing to answer",
        (InvitationState::Cancelled, _) => "called off",
    }
}

/// What something that was found is to me.
pub fn own(hit: &SearchHit) -> &'static str {
    match hit.own {
        _ if hit.cancelled => "called off",
        OwnState::Appointment => "appointment",
        OwnState::Organizer => "yours",
        OwnState::Open => "not answered",
        OwnState::Accepted => answer(Answer::Accepted),
        OwnState::Tentative => answer(Answer::Tentative),
        OwnState::Declined => answer(Answer::Declined),
    }
}

/// Where the words stand that were looked for, besides the title.
pub fn excerpt(hit: &SearchHit) -> String {
    let Some(excerpt) = hit.excerpts.first() else { return String::new() };
    let field = match excerpt.field {
        SearchField::Title => "called",
        SearchField::Place => "place",
        SearchField::People => "people",
        SearchField::Text => "text",
        SearchField::Reply => "reply",
        SearchField::Comment => "your comment",
    };
    let text: String = excerpt.pieces.iter().map(|piece| piece.text.as_str()).collect();
    format!("{field}: {text}")
}

/// What else is to be known of an invitation.
pub fn note(row: &InvitationRow) -> String {
    let mut notes = Vec::new();
    notes.extend(row.oddities.iter().map(oddity));
    if row.overlaps > 0 {
        notes.push(format!("collides with {}", row.overlaps));
    }
    if let Some(dates) = row.colliding_dates.filter(|dates| dates.colliding > 0) {
        notes.push(format!("{} of the next {} dates collide", dates.colliding, dates.of));
    }
    if row.updated && row.state == InvitationState::Open {
        notes.push("changed".to_owned());
    }
    if row.recurring {
        notes.push(if row.recurrence_id.is_some() { "one of a series" } else { "series" }.to_owned());
    }
    notes.join(", ")
}

/// What is odd about an invitation.
fn oddity(oddity: &Oddity) -> String {
    match oddity {
        Oddity::ImplausibleYear { year } => format!("the year {year} cannot be right"),
        Oddity::EndsBeforeStart => "it ends before it starts".to_owned(),
        Oddity::UnreadableRule => "its dates cannot be read".to_owned(),
        Oddity::NoZone => "its mail names no time zone".to_owned(),
        Oddity::InvitedAgain { .. } => "called off, and invited again since".to_owned(),
    }
}

/// An answer.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => "accepted",
        Answer::Tentative => "tentative",
        Answer::Declined => "declined",
    }
}

/// What of a series was answered: its date, or all of them.
pub fn part(receipt: &Receipt, zone: Tz) -> Option<String> {
    match receipt.recurrence_id {
        Some(_) => Some(date(&receipt.start, receipt.all_day, zone)),
        None => receipt.recurring.then(|| "whole series".to_owned()),
    }
}

/// An answer and where it arrived, on three lines, and one more for a proposed time, and where something is wrong.
pub fn receipt(receipt: &Receipt, zone: Tz) -> String {
    let title = match receipt.answer {
        Answer::Accepted => "Accepted",
        Answer::Tentative => "Tentatively accepted",
        Answer::Declined => "Declined",
    };
    let when = span(&receipt.start, &receipt.end, receipt.all_day, zone);
    let part = match (&receipt.recurrence_id, receipt.recurring) {
        (Some(_), _) => ", this date alone",
        (None, true) => ", whole series",
        (None, false) => "",
    };
    let mut text = format!("{title}: {} ({when}{part})\n", clean(&receipt.subject));
    let lamps = &receipt.lamps;
    if let Some(proposed) = &receipt.proposed {
        let time = span(&proposed.start, &proposed.end, false, zone);
        let in_words = match proposed.carrier {
            ProposalCarrier::Words => ", in words with the comment",
            ProposalCarrier::SendResponse | ProposalCarrier::Counter => "",
        };
        let _ = writeln!(text, "  proposes   {time}{in_words}");
    }
    let _ = writeln!(text, "  calendar   {}", calendar(&lamps.calendar, zone));
    let _ = writeln!(text, "  organizer  {}", organizer(&lamps.organizer, &receipt.organizer, zone));
    if let Some(trouble) = &receipt.trouble {
        let _ = write!(text, "  trouble    {}", self::trouble(trouble.code));
        if let Some(retry_at) = &trouble.retry_at {
            let _ = write!(text, "; tried again from {}", at(retry_at, zone));
        }
        text.push('\n');
    }
    text
}

/// The calendar lamp.
pub fn calendar(lamp: &CalendarLamp, zone: Tz) -> String {
    let what = match lamp.state {
        CalendarLampState::Queued => return "waits to be sent; `quorumctl sync` sends it".to_owned(),
        CalendarLampState::Sending => {
            return "may have arrived; the next `quorumctl sync` looks before it sends again".to_owned();
        }
        CalendarLampState::Accepted => "taken by the server, not seen in the calendar yet",
        CalendarLampState::Confirmed => "shows it",
        CalendarLampState::Refused => "the server refused it",
        CalendarLampState::Unknown => "nobody can tell whether it arrived",
        CalendarLampState::Withdrawn => "taken back",
    };
    since(what, lamp.at.as_deref(), zone)
}

/// The organizer lamp.
pub fn organizer(lamp: &OrganizerLamp, organizer: &Person, zone: Tz) -> String {
    let who = who(organizer);
    let by = match lamp.by {
        ToldBy::Client => "by a mail from Quorum",
        ToldBy::Server => "by the server",
        ToldBy::ServerPerhaps => "by the server, if its administrator switched that on",
        ToldBy::Nobody => "by nobody",
    };
    let why = lamp.reason.map_or_else(String::new, |reason| format!(": {}", self::reason(reason)));
    let what = match lamp.state {
        OrganizerLampState::Queued => format!("{who} will be told {by}"),
        OrganizerLampState::Sending => format!("{who} is not told yet; the mail waits to be sent"),
        OrganizerLampState::Told => format!("{who} was told {by}"),
        OrganizerLampState::LeftToServer => format!("{who} is told {by}; nobody can see that from here"),
        OrganizerLampState::NotTold => format!("{who} is not told{why}"),
        OrganizerLampState::Failed => format!("{who} could not be told{why}"),
        OrganizerLampState::Unknown => format!("nobody can tell whether {who} was told"),
        OrganizerLampState::Withdrawn => "taken back".to_owned(),
    };
    since(&what, lamp.at.as_deref(), zone)
}

/// The calendar lamp in a word.
pub fn calendar_state(state: CalendarLampState) -> &'static str {
    match state {
        CalendarLampState::Queued => "waits",
        CalendarLampState::Sending => "uncertain",
        CalendarLampState::Accepted => "taken",
        CalendarLampState::Confirmed => "shows it",
        CalendarLampState::Refused => "refused",
        CalendarLampState::Unknown => "not known",
        CalendarLampState::Withdrawn => "taken back",
    }
}

/// The organizer lamp in a few words.
pub fn organizer_state(lamp: &OrganizerLamp, organizer: &Person) -> String {
    let who = who(organizer);
    match lamp.state {
        OrganizerLampState::Queued | OrganizerLampState::Sending => format!("{who} waits"),
        OrganizerLampState::Told => format!("{who} told"),
        OrganizerLampState::LeftToServer => format!("{who} left to the server"),
        OrganizerLampState::NotTold => format!("{who} not told"),
        OrganizerLampState::Failed => format!("{who} could not be told"),
        OrganizerLampState::Unknown => format!("not known whether {who} was told"),
        OrganizerLampState::Withdrawn => "taken back".to_owned(),
    }
}

fn since(what: &str, when: Option<&str>, zone: Tz) -> String {
    match when {
        Some(when) => format!("{what} ({})", at(when, zone)),
        None => what.to_owned(),
    }
}

/// Why the organizer is not told.
pub fn reason(reason: ToldReason) -> &'static str {
    match reason {
        ToldReason::NotRequested => "no reply was requested",
        ToldReason::Chosen => "as you wished",
        ToldReason::Refused => "there is nothing to tell",
        ToldReason::NoAddress => "no address is known",
        ToldReason::MailboxFull => "your mailbox is full",
        ToldReason::MailRefused => "the server refused the mail",
        ToldReason::GaveUp => "it was tried often enough",
        ToldReason::AnsweredElsewhere => "another program gave this answer",
    }
}

/// Why an answer stands still.
pub fn trouble(code: TroubleCode) -> &'static str {
    match code {
        TroubleCode::Offline => "the server cannot be reached",
        TroubleCode::ServerBusy => "the server is busy or failing",
        TroubleCode::SignIn => "the server does not accept the password",
        TroubleCode::InvalidMeeting => "the server says that this is no valid invitation any more",
        TroubleCode::MailboxError => "the server had an error in your mailbox",
        TroubleCode::ServerRefused => {
            "the server refused: the meeting was called off, is gone, or was delegated"
        }
        TroubleCode::Uncertain => "the server's reply was lost, so it is not certain what arrived",
        TroubleCode::NotTold => "the mail to the organizer could not be sent",
        TroubleCode::UnknownStatus => "the server answered with a status that nobody has described",
        TroubleCode::Gone => "neither the invitation nor a calendar item is left on the server",
        TroubleCode::Policy => "the server asks for rules that are not kept here",
        TroubleCode::Changed => {
            "the meeting changed before the answer got through; look at it and answer anew"
        }
        TroubleCode::Forbidden => "the server does not let this mailbox or this device use ActiveSync",
        TroubleCode::MailboxFull => "the mailbox is full",
        TroubleCode::OneOccurrence => {
            "this server would take it for an answer to the whole series; answer the series, or use the server's web \
             interface"
        }
        TroubleCode::CannotPropose => {
            "the proposed time has no way to the organizer any more; answer without it, or propose it yourself"
        }
    }
}

/// An attendee's answer.
pub fn status(attendee: &Attendee, zone: Tz) -> String {
    given(attendee.status, attendee.proposal.as_ref(), zone)
}

/// An attendee's answer to one date of a series.
pub fn date_status(date: &DateAnswer, all_day: bool, zone: Tz) -> String {
    let zone = if all_day { Tz::UTC } else { zone };
    let day = instant(&date.start, zone).map_or_else(|| date.start.clone(), |at| at.format(DAY).to_string());
    format!("{day}: {}", given(date.status, date.proposal.as_ref(), zone))
}

fn given(status: AttendeeStatus, proposal: Option<&Proposal>, zone: Tz) -> String {
    let status = match status {
        AttendeeStatus::Accepted => "accepted",
        AttendeeStatus::Tentative => "tentative",
        AttendeeStatus::Declined => "declined",
        AttendeeStatus::None => "no answer",
    };
    let Some(proposal) = proposal else { return status.to_owned() };
    match proposal.start.as_deref().zip(proposal.end.as_deref()) {
        Some((start, end)) => format!("{status}, proposes {}", span(start, end, false, zone)),
        None => format!("{status}, proposes another time"),
    }
}

/// What an attendee is.
pub fn role(kind: AttendeeType) -> &'static str {
    match kind {
        AttendeeType::Required => "required",
        AttendeeType::Optional => "optional",
        AttendeeType::Resource => "resource",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = chrono_tz::Europe::Berlin;

    #[test]
    fn times_are_the_readers_own() {
        let span = |start, end, all_day| span(start, end, all_day, BERLIN);
        assert_eq!(
            span("2026-12-01T17:00:00Z", "2026-12-01T18:00:00Z", false),
            "Tue 1 Dec 2026, 18:00–19:00"
        );
        assert_eq!(
            span("2026-12-01T22:00:00Z", "2026-12-02T00:00:00Z", false),
            "Tue 1 Dec 2026, 23:00 – Wed 2 Dec 2026, 01:00"
        );
    }

    #[test]
    fn what_is_odd_is_said() {
        let again = Oddity::InvitedAgain { cancelled_at: "2026-11-19T12:00:20Z".into() };
        assert_eq!(oddity(&Oddity::ImplausibleYear { year: 1601 }), "the year 1601 cannot be right");
        assert_eq!(oddity(&Oddity::EndsBeforeStart), "it ends before it starts");
        assert_eq!(oddity(&Oddity::UnreadableRule), "its dates cannot be read");
        assert_eq!(oddity(&Oddity::NoZone), "its mail names no time zone");
        assert_eq!(oddity(&again), "called off, and invited again since");
    }

    #[test]
    fn days_have_no_hours_and_end_on_the_last_one() {
        let span = |end, all_day| span("2026-11-30T23:00:00Z", end, all_day, BERLIN);
        assert_eq!(span("2026-12-01T23:00:00Z", true), "Tue 1 Dec 2026");
        assert_eq!(span("2026-12-03T23:00:00Z", true), "Tue 1 Dec 2026 – Thu 3 Dec 2026");
        assert_eq!(span("2026-12-03T23:00:00Z", false), "Tue 1 Dec 2026 – Thu 3 Dec 2026");
        assert_eq!(span("2026-11-30T23:00:00Z", true), "Tue 1 Dec 2026", "an end that is no later");
    }

    #[test]
    fn what_is_no_time_is_shown_as_it_is() {
        assert_eq!(at("soon", BERLIN), "soon");
    }
}
