//! A card in plain words, one key a fact: what situations are compared by.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::view::{
    Answer, AnswerBar, AnswerFrom, Attendee, AttendeeStatus, AttendeeType, CalendarEntry, Change,
    ChangeField, Counts, Grid, HistoryEntry, HistoryKind, InvitationCard, InvitationState, OccurrenceState,
    Oddity, PeopleHint, Person, Proposal, ProposalCalendars, ProposedSlot, Proposing, TellChoice, ToldBy,
    UpcomingOccurrence,
};
use serde::Serialize;
use toml::{Table, Value};

/// Everything a situation may state of a card.
pub fn card(card: &InvitationCard, zone: Tz) -> Table {
    let row = &card.row;
    let all_day = row.all_day;
    let mut says = Table::new();
    let mut say = |key: &str, value: Value| says.insert(key.to_owned(), value);
    say("title", row.subject.as_str().into());
    say("when", when(&row.start, &row.end, all_day, zone).into());
    say("where", row.location.as_str().into());
    say("organizer", person(&row.organizer).into());
    say("organizer_zone", card.organizer_zone.clone().unwrap_or_default().into());
    say("state", state(row.state, row.answer).into());
    say("updated", row.updated.into());
    say("reply_wanted", row.response_requested.into());
    say("overlaps", i64::from(row.overlaps).into());
    say("day", list(card.day.iter().map(|it| entry(it, zone))));
    say("odd", list(row.oddities.iter().map(|odd| oddity(odd, zone))));
    let clock = card.clock_change.as_ref().map(|change| {
        let during = if change.during { ", during it" } else { "" };
        format!("{:+} minutes at {}{during}", change.minutes, moment(&change.at, zone))
    });
    say("clock_change", clock.unwrap_or_default().into());
    let dates = card.beside.dates.as_ref().map(|dates| {
        let all = if dates.all { ", and no more" } else { "" };
        format!("{} of {} collide{all}", dates.colliding.len(), dates.of)
    });
    say("dates", dates.unwrap_or_default().into());
    let date = row.recurrence_id.as_deref().map(|at| moment(at, zone)).unwrap_or_default();
    say("one_date", date.into());
    say("series", card.recurrence.clone().unwrap_or_default().into());
    say("shown_date", row.shown_date.map(code).unwrap_or_default().into());
    say("next", list(card.upcoming.iter().map(|next| upcoming(next, all_day, zone))));
    let shift = |shift: &engine::view::ClockShift| {
        format!("{} instead of {} on {}", shift.shifted, shift.usual, shift.days.join(", "))
    };
    say("shifts", list(card.shifts.iter().map(shift)));
    say("changes", list(card.changes.iter().map(|it| change(it, all_day, zone))));
    say("series_known", card.series_known.into());
    let other = |date: &engine::view::OtherDate| when(&date.start, &date.end, date.all_day, zone);
    say("other_dates", list(card.other_dates.iter().map(other)));
    say("differs", list(card.differs.iter().map(|it| change(it, all_day, zone))));
    say("history", list(card.history.iter().map(|step| history(step, zone))));
    say("people", list(card.people.iter().map(hint)));
    let attendees = card.attendees.iter().map(|who| {
        let person = person(&Person { name: who.name.clone(), email: who.email.clone() });
        format!("{person}: {}, {}", kind(who.kind), status(who.status))
    });
    say("attendees", list(attendees));
    say("attendees_outdated", card.attendees_outdated.into());
    say("my_role", card.own_role.map(kind).unwrap_or_default().into());
    say("text", card.body.as_str().into());
    say("text_cut", card.body_cut.into());
    let join = card.content.join.as_ref().map(|join| {
        let through = join.link.through.as_ref().map(|host| format!(", through {host}")).unwrap_or_default();
        format!("{} at {}{through}", join.service.as_deref().unwrap_or("a link"), join.link.host)
    });
    say("join", join.unwrap_or_default().into());
    let file = |file: &engine::view::AttachmentRow| {
        let size = file.size.map(|size| format!(", {size} bytes")).unwrap_or_default();
        format!("{}{size}{}", file.name, if file.too_large { ", too large" } else { "" })
    };
    say("files", list(card.content.attachments.iter().map(file)));
    say("answering", answering(&card.bar).into());
    say("told", told(&card.bar).into());
    say("from_address", card.bar.from_address.as_str().into());
    say("another_time", another_time(card.bar.proposing).into());
    say("in_calendar", card.bar.in_calendar.map_or_else(|| "not".to_owned(), code).into());
    let there = card.bar.in_calendar_at.as_deref().map(|at| moment(at, zone)).unwrap_or_default();
    say("in_calendar_at", there.into());
    say("mailed_anyway", card.bar.mailed_anyway.map(code).unwrap_or_default().into());
    say("brings_time", card.bar.brings_time.into());
    say("whole_series", card.bar.whole_series.into());
    says
}

/// Everything a situation may state of a meeting that I organize; `then`: what is known of the required people's
/// calendars.
pub fn grid(grid: &Grid, then: &ProposalCalendars, zone: Tz) -> Table {
    let meeting = &grid.meeting;
    let all_day = meeting.all_day;
    let mut says = Table::new();
    let mut say = |key: &str, value: Value| says.insert(key.to_owned(), value);
    say("title", meeting.subject.as_str().into());
    say("when", when(&meeting.start, &meeting.end, all_day, zone).into());
    say("cancelled", meeting.cancelled.into());
    say("repeats", meeting.recurrence.as_deref().unwrap_or("no").into());
    let Counts { accepted, tentative, declined, none } = meeting.counts;
    let counts = format!("{accepted} accepted, {tentative} tentative, {declined} declined, {none} open");
    say("counts", counts.into());
    say("required", format!("{} of {}", meeting.required_accepted, meeting.required).into());
    say("required_apart", i64::from(meeting.required_apart).into());
    say("new", i64::from(meeting.new_answers).into());
    say("people", list(grid.attendees.iter().map(|who| line(who, zone))));
    say("proposals", list(grid.proposals.iter().map(|slot| proposed(slot, zone))));
    let told = then.times.iter().map(|time| {
        let people = time.people.iter().map(|who| {
            let unknown = who.unknown.map(|why| format!(" ({})", code(why))).unwrap_or_default();
            format!("{} {}{unknown}", person(&who.person), code(who.then))
        });
        let people = people.collect::<Vec<_>>().join(", ");
        format!("{}: {people}", when(&time.start, &time.end, false, zone))
    });
    let told: Vec<String> =
        if then.offered { told.collect() } else { vec!["this server tells of nobody".into()] };
    say("calendars", list(told.into_iter()));
    says
}

fn line(who: &Attendee, zone: Tz) -> String {
    let name = person(&Person { name: who.name.clone(), email: who.email.clone() });
    let mut line = format!("{name}: {}, {}", kind(who.kind), status(who.status));
    line += &told_of(who.answered_at.as_deref(), who.comment.as_deref(), who.proposal.as_ref(), zone);
    if !who.listed {
        line += ", on no list";
    }
    if who.from_mail_only {
        line += ", by mail only";
    }
    for date in &who.dates {
        line += &format!("; {}: {}", moment(&date.start, zone), status(date.status));
        line += &told_of(date.answered_at.as_deref(), date.comment.as_deref(), date.proposal.as_ref(), zone);
    }
    line
}

fn told_of(at: Option<&str>, comment: Option<&str>, proposal: Option<&Proposal>, zone: Tz) -> String {
    let at = at.map(|at| format!(" on {}", moment(at, zone))).unwrap_or_default();
    let comment = comment.map(|words| format!(", says [{words}]")).unwrap_or_default();
    let proposal = proposal.map(|it| match (&it.start, &it.end) {
        (Some(start), Some(end)) => format!(", proposes {}", when(start, end, false, zone)),
        _ => ", proposes a time".to_owned(),
    });
    format!("{at}{comment}{}", proposal.unwrap_or_default())
}

fn proposed(slot: &ProposedSlot, zone: Tz) -> String {
    let people = |all: &[Person]| all.iter().map(person).collect::<Vec<_>>().join(", ");
    let mut line = format!("{}: {}", when(&slot.start, &slot.end, false, zone), people(&slot.by));
    if let Some(date) = &slot.recurrence_id {
        line += &format!(", instead of {}", moment(date, zone));
    }
    if !slot.also.is_empty() {
        line += &format!("; {} could, too", people(&slot.also));
    }
    if slot.overlaps > 0 {
        line += &format!("; {} of mine in its way", slot.overlaps);
    }
    if slot.past { line + "; over" } else { line }
}

/// A line of the calendar.
pub fn entry(entry: &CalendarEntry, zone: Tz) -> String {
    let off = if entry.cancelled { ", cancelled" } else { "" };
    let when = when(&entry.start, &entry.end, entry.all_day, zone);
    format!("{when}: {} ({}{off})", entry.subject, code(entry.own))
}

fn list(all: impl Iterator<Item = String>) -> Value {
    Value::Array(all.map(Value::String).collect())
}

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn moment(instant: &str, zone: Tz) -> String {
    at(instant).with_timezone(&zone).format("%A %-d %B %Y, %H:%M").to_string()
}

/// "Tuesday 24 November 2026, 18:00 to 19:00", "Tuesday 24 November 2026, all day".
fn when(start: &str, end: &str, all_day: bool, zone: Tz) -> String {
    const DAY: &str = "%A %-d %B %Y";
    if all_day {
        // Whole days float: they are the midnights of UTC.
        let (first, after) = (at(start).date_naive(), at(end).date_naive());
        let last = after.pred_opt().unwrap().max(first);
        return match first == last {
            true => format!("{}, all day", first.format(DAY)),
            false => format!("{} to {}, all day", first.format(DAY), last.format(DAY)),
        };
    }
    let (from, to) = (at(start).with_timezone(&zone), at(end).with_timezone(&zone));
    match from.date_naive() == to.date_naive() {
        true => format!("{} to {}", moment(start, zone), to.format("%H:%M")),
        false => format!("{} to {}", moment(start, zone), moment(end, zone)),
    }
}

fn person(person: &Person) -> String {
    match (person.name.is_empty(), person.email.is_empty()) {
        (false, false) => format!("{} <{}>", person.name, person.email),
        (false, true) => person.name.clone(),
        (true, _) => person.email.clone(),
    }
}

/// A code as the views write it, which is enough for what no situation has words for.
pub fn code(code: impl Serialize) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => "accepted",
        Answer::Tentative => "tentative",
        Answer::Declined => "declined",
    }
}

fn state(state: InvitationState, mine: Option<Answer>) -> String {
    let state = code(state);
    mine.map_or_else(|| state.clone(), |mine| format!("{state}, {}", answer(mine)))
}

fn upcoming(next: &UpcomingOccurrence, all_day: bool, zone: Tz) -> String {
    let mut line = when(&next.start, &next.end, all_day, zone);
    match next.state {
        OccurrenceState::Planned => {}
        OccurrenceState::Moved => {
            line += &format!(": moved from {}", when(&next.planned_start, &next.planned_end, all_day, zone));
        }
        OccurrenceState::Changed => line += ": changed",
        OccurrenceState::Cancelled => line += ": cancelled",
        OccurrenceState::Removed => line += ": removed",
    }
    line += &next.subject.as_ref().map(|subject| format!(", called {subject}")).unwrap_or_default();
    line += &next.location.as_ref().map(|place| format!(", at {place}")).unwrap_or_default();
    line + &next.own.map(|own| format!(", {} by me", answer(own))).unwrap_or_default()
}

fn change(change: &Change, all_day: bool, zone: Tz) -> String {
    let span = |text: &str| {
        let (start, end) = text.split_once('/').unwrap();
        when(start, end, all_day, zone)
    };
    let (was, now) = (change.was.as_str(), change.now.as_str());
    match change.field {
        ChangeField::When => format!("when: {} -> {}", span(was), span(now)),
        ChangeField::People => format!("people: -[{was}] +[{now}]"),
        ChangeField::Text if was.is_empty() && now.is_empty() => "text".to_owned(),
        ChangeField::Text => format!("text: -[{}] +[{}]", was.replace('\n', " / "), now.replace('\n', " / ")),
        other => format!("{}: {was} -> {now}", code(other)),
    }
}

fn history(entry: &HistoryEntry, zone: Tz) -> String {
    let what = match entry.kind {
        HistoryKind::Accepted => "I accepted".to_owned(),
        HistoryKind::Tentative => "I answered tentatively".to_owned(),
        HistoryKind::Declined => "I declined".to_owned(),
        other => code(other),
    };
    let who = entry.who.as_ref().map(|who| format!(" by {}", person(who))).unwrap_or_default();
    let fields: Vec<String> = entry.changes.iter().map(|change| code(change.field)).collect();
    let fields = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
    let sender = entry.sent_by.as_ref().map(|who| format!(", sent by {}", person(who))).unwrap_or_default();
    let series = if entry.whole_series { " (the series)" } else { "" };
    let elsewhere = match (entry.elsewhere, entry.at.is_some()) {
        (false, _) => "",
        (true, true) => " with another program",
        (true, false) => " with another program, nobody says when",
    };
    let unmailed = if entry.unmailed { ", by the calendar alone" } else { "" };
    let date = entry.date.as_ref().map(|at| format!(" at its date {}", moment(at, zone))).unwrap_or_default();
    format!("{what}{series}{date}{elsewhere}{who}{sender}{fields}{unmailed}")
}

fn hint(hint: &PeopleHint) -> String {
    match hint {
        PeopleHint::SentBy { person: who, in_their_name: true } => {
            format!("sent by {}, in the organizer's name", person(who))
        }
        PeopleHint::SentBy { person: who, in_their_name: false } => format!("sent by {}", person(who)),
        PeopleHint::SameName { person: who } => format!("in the organizer's name from {}", person(who)),
        PeopleHint::Copy => "a copy".into(),
        PeopleHint::NotInvited => "not on the list".into(),
        PeopleHint::ThroughList { person: list } => format!("through {}", person(list)),
        PeopleHint::InPlaceOf { person: who } => format!("for {}", person(who)),
        PeopleHint::LooksLike { domain, known } => format!("{domain} looks like {known}"),
        PeopleHint::HiddenCharacters { person: who } => format!("hidden characters in {}", person(who)),
        PeopleHint::FirstContact => "first contact".into(),
        PeopleHint::NoAddress => "no address".into(),
    }
}

fn oddity(oddity: &Oddity, zone: Tz) -> String {
    match oddity {
        Oddity::ImplausibleYear { year } => format!("the year {year}"),
        Oddity::EndsBeforeStart => "ends before it starts".into(),
        Oddity::UnreadableRule => "unreadable rule".into(),
        Oddity::NoZone => "no zone".into(),
        Oddity::InvitedAgain { cancelled_at } => {
            format!("invited again, cancelled {}", moment(cancelled_at, zone))
        }
    }
}

fn kind(kind: AttendeeType) -> &'static str {
    match kind {
        AttendeeType::Required => "required",
        AttendeeType::Optional => "optional",
        AttendeeType::Resource => "resource",
    }
}

fn status(status: AttendeeStatus) -> &'static str {
    match status {
        AttendeeStatus::Accepted => "accepted",
        AttendeeStatus::Tentative => "tentative",
        AttendeeStatus::Declined => "declined",
        AttendeeStatus::None => "no answer",
    }
}

fn answering(bar: &AnswerBar) -> String {
    match (bar.impossible, bar.from) {
        (Some(why), _) => format!("refused: {}", code(why)),
        (None, AnswerFrom::Inbox) => "from the mail".into(),
        (None, AnswerFrom::Calendar) => "from the calendar".into(),
    }
}

fn another_time(offer: Proposing) -> String {
    match offer.impossible {
        Some(why) => format!("no: {}", code(why)),
        None => {
            let with = [("tentative", offer.tentative), ("decline", offer.declined)];
            let with = with.into_iter().filter_map(|(answer, how)| Some(format!("{answer}: {}", code(how?))));
            with.collect::<Vec<_>>().join(", ")
        }
    }
}

fn told(bar: &AnswerBar) -> &'static str {
    match (bar.tell, bar.by) {
        (TellChoice::NotRequested, _) if bar.reply_unstated => "nobody: not said whether a reply is wanted",
        (TellChoice::NotRequested, _) => "no reply wanted",
        (TellChoice::Always, ToldBy::ServerPerhaps) => "by the server, where that is switched on",
        (TellChoice::Always, _) => "by the server, always",
        (TellChoice::Choice, ToldBy::Client) => "by Quorum, if I like",
        (TellChoice::Choice, ToldBy::Server | ToldBy::ServerPerhaps) => "by the server, if I like",
        (TellChoice::Choice, ToldBy::Nobody) => "nobody: no address",
    }
}
