//! The corpus: mailboxes as real servers describe them, what each card must say, and what each button must do.
//!
//! Situations are files of `tests/corpus/`, written for people; its README says what stands in them. They are fed as
//! bytes through the real client into a real engine. Expectations are reviewed text that nothing writes; what can be
//! written anew (`cargo xtask corpus`) are the bytes of the XML and the cards that the browser's tests show.

pub mod recorded;
pub mod situation;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Once};

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::ManualClock;
use engine::secrets::MemorySecrets;
use engine::view::{
    Answer, CalendarEntry, CalledOffItem, Grid, InvitationCard, InvitationRow, ProposalCalendars,
    ProposalCarrier,
};
use engine::{Access, Decided, Decision, Engine, EngineError, Parts};
use serde_json::{Value, json};
use tempfile::TempDir;
use wbxml::Element;

use recorded::{Greetings, Recorded};
use situation::{
    Button, Kind, Place, Press, Sent, Server, Situation, asked_file, documents, fetch_file, folder, servers,
    situations, sync_file, wire,
};

/// Set by `cargo xtask corpus`: what is derived is written, and not compared.
const WRITE: &str = "QUORUM_WRITE_CORPUS";
/// What must be stated of every card; the rest where it matters.
const STATED: [&str; 6] = ["title", "when", "organizer", "state", "answering", "people"];

/// A mailbox in one of the situations.
struct Told {
    engine: Engine,
    line: Recorded,
    account: String,
    _folder: TempDir,
}

impl Told {
    async fn of(situation: &Situation, server: &Server) -> Self {
        let items = situation.fetch.keys().enumerate();
        let fetch = items.map(|(at, item)| (item.clone(), wire(&fetch_file(&situation.name, at)))).collect();
        let line = Recorded::new(Greetings { fetch, ..server.greetings() });
        if situation.deleted.is_some() {
            line.next_deleted(wire(&asked_file(&situation.name, "deleted")));
        }
        if situation.calendars.is_some() {
            line.calendars(wire(&asked_file(&situation.name, "calendars")));
        }
        if situation.brought_back.is_some() {
            line.once_moved(wire(&asked_file(&situation.name, "brought-back")));
        }
        let begins = situation.sync.first().and_then(|round| round.at).unwrap_or(situation.today);
        let clock = Arc::new(ManualClock::new(begins));
        let folder = tempfile::tempdir().unwrap();
        let parts = Parts {
            secrets: Arc::new(MemorySecrets::default()),
            network: Arc::new(line.clone()),
            clock: Arc::<ManualClock>::clone(&clock),
            zone: situation.zone,
        };
        let engine = Engine::open(folder.path(), Access::Write, parts).unwrap();
        let account = engine.add_account(&server.login()).await.unwrap().id;
        let told = Self { engine, line, account, _folder: folder };
        let mut now = begins;
        let mut pass_to = |to: DateTime<Utc>| {
            clock.advance(to - now);
            now = to;
        };
        for (at, round) in situation.sync.iter().enumerate() {
            pass_to(round.at.unwrap_or(situation.today));
            let bytes = |what| wire(&sync_file(&situation.name, at, what));
            if round.inbox.is_some() {
                told.line.next_inbox(bytes("inbox"));
            }
            if round.calendar.is_some() {
                told.line.next_calendar(bytes("calendar"));
            }
            told.engine.sync(&told.account).await.unwrap();
            if let Some(button) = round.then {
                let pressed = Pressed { date: round.date, ..Pressed::button(button) };
                told.press(situation, &pressed).await.unwrap();
            }
        }
        pass_to(situation.today);
        told
    }

    fn row(&self, situation: &Situation) -> InvitationRow {
        self.engine.invitations(&self.account).unwrap().swap_remove(situation.pick)
    }

    /// The meeting that the situation is about: a row of the list, or what the calendar opens.
    fn meeting(&self, situation: &Situation) -> String {
        match situation.entry {
            Some(at) => {
                let begin = |entry: &CalendarEntry| entry.start.parse::<DateTime<Utc>>().unwrap() == at;
                self.entry(at, begin)
            }
            None => self.row(situation).id,
        }
    }

    fn card(&self, situation: &Situation) -> InvitationCard {
        self.engine.card(&self.account, &self.meeting(situation)).unwrap()
    }

    /// The first meeting that I organize, and when the people whom it needs are free.
    async fn grid(&self) -> (Grid, ProposalCalendars) {
        let meeting = self.engine.organized(&self.account).unwrap().remove(0).id;
        let grid = self.engine.grid(&self.account, &meeting).unwrap();
        let then = self.engine.proposal_calendars(&self.account, &meeting, false).await.unwrap();
        (grid, then)
    }

    /// Presses a button; nothing that follows from it waits for another day. Why nothing was done, if nothing was.
    async fn press(&self, situation: &Situation, pressed: &Pressed) -> Result<(), String> {
        let meeting = match pressed.on {
            Place::Card => self.meeting(situation),
            Place::Calendar => self.series_of(pressed.date.unwrap()),
        };
        let done = match pressed.button {
            Button::Accept => self.answer(&meeting, Answer::Accepted, pressed).await,
            Button::Tentative => self.answer(&meeting, Answer::Tentative, pressed).await,
            Button::Decline => self.answer(&meeting, Answer::Declined, pressed).await,
            Button::Remove => self.remove(&meeting).await,
            Button::BringBack => self.bring_back(&meeting).await,
        };
        // Some servers leave an answered invitation where it is, to be put away with the next Sync.
        self.engine.sync(&self.account).await.unwrap();
        done
    }

    async fn answer(&self, meeting: &str, answer: Answer, pressed: &Pressed) -> Result<(), String> {
        let decided = self.engine.decide(&Decision {
            account: self.account.clone(),
            meeting: meeting.to_owned(),
            answer,
            occurrence: pressed.date,
            comment: String::new(),
            propose: pressed.propose,
            tell: true,
            from: None,
            undo: TimeDelta::zero(),
        });
        let decided = decided.map_err(|error| why(&error))?;
        self.engine.deliver(&self.account).await.unwrap();
        match decided {
            Decided::Entered(_) => Ok(()),
            Decided::Before(_) | Decided::Elsewhere => Err(ANSWERED_SO.to_owned()),
        }
    }

    async fn remove(&self, meeting: &str) -> Result<(), String> {
        let removal =
            self.engine.remove_cancelled(&self.account, meeting).await.map_err(|error| why(&error))?;
        if removal.before { Err(words::code(CalledOffItem::Gone)) } else { Ok(()) }
    }

    async fn bring_back(&self, meeting: &str) -> Result<(), String> {
        let lost = self.engine.card(&self.account, meeting).unwrap().recoverable;
        self.engine.recover_invitation(&self.account, meeting).await.map_err(|error| why(&error))?;
        if lost { Ok(()) } else { Err("nothing is lost".to_owned()) }
    }

    /// Why a date of a series has no answers of its own where it is shown, if it has none.
    fn said_of(&self, situation: &Situation, on: Place, date: DateTime<Utc>) -> String {
        let shown = match on {
            Place::Card => self.card(situation).upcoming,
            Place::Calendar => {
                vec![self.engine.series_date(&self.account, &self.series_of(date), date).unwrap().date]
            }
        };
        let is = |at: &str| at.parse::<DateTime<Utc>>().unwrap() == date;
        match shown.iter().find(|it| is(&it.recurrence_id)).map(|it| it.impossible) {
            Some(None) => OFFERED.to_owned(),
            Some(Some(why)) => words::code(why),
            None => NO_DATE.to_owned(),
        }
    }

    /// The series that has this date in the calendar.
    fn series_of(&self, date: DateTime<Utc>) -> String {
        let is = |at: &String| at.parse::<DateTime<Utc>>().unwrap() == date;
        self.entry(date, |entry| entry.recurrence_id.as_ref().is_some_and(is))
    }

    /// The meeting of an entry of the calendar, from around this time.
    fn entry(&self, near: DateTime<Utc>, is: impl Fn(&CalendarEntry) -> bool) -> String {
        let week = TimeDelta::days(7);
        let shown = self.engine.calendar(&self.account, near - week, near + week).unwrap();
        let found = shown.into_iter().find(is);
        found.unwrap_or_else(|| panic!("it is not in the calendar around {near}")).id
    }
}

/// What is pressed.
struct Pressed {
    button: Button,
    date: Option<DateTime<Utc>>,
    on: Place,
    propose: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Pressed {
    fn button(button: Button) -> Self {
        Self { button, date: None, on: Place::Card, propose: None }
    }
}

/// Of a date that can be answered alone.
const OFFERED: &str = "offered";
/// Of a date that is not shown.
const NO_DATE: &str = "no date of this series";
/// Of an answer that stands already: there is nothing to refuse.
const ANSWERED_SO: &str = "answered so";

/// Why a button does nothing, as the views have it.
fn why(error: &EngineError) -> String {
    match error {
        EngineError::NotAnswerable { reason, .. } => words::code(reason),
        EngineError::NotProposable(reason) => words::code(reason),
        EngineError::NotCancelled { item: Some(item), .. } => words::code(item),
        EngineError::NotCancelled { item: None, .. } => "not cancelled".to_owned(),
        EngineError::NotFound("date of this series") => NO_DATE.to_owned(),
        other => other.to_string(),
    }
}

/// Kinds of buttons, besides the answers to all of it, that a card shows, with how another time would be told.
fn offered(card: &InvitationCard) -> BTreeMap<Kind, Option<ProposalCarrier>> {
    let proposing = Some(card.bar.proposing).filter(|_| card.bar.possible);
    let tentative = proposing.and_then(|it| it.tentative).map(|by| (Kind::ProposeTentative, Some(by)));
    let declined = proposing.and_then(|it| it.declined).map(|by| (Kind::ProposeDecline, Some(by)));
    let plain = |kind, is: bool| is.then_some((kind, None));
    let removable = card.called_off.as_ref().is_some_and(|it| it.item == CalledOffItem::Removable);
    [
        tentative,
        declined,
        plain(Kind::OneDate, card.upcoming.iter().any(|date| date.impossible.is_none())),
        plain(Kind::Remove, removable),
        plain(Kind::BringBack, card.recoverable),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What came of playing a situation.
#[derive(Default)]
struct Played {
    /// What is not as it must be, a line each; empty: all is well.
    wrong: Vec<String>,
    /// How many buttons were pressed and sent what they must, by what they are.
    sent: BTreeMap<String, usize>,
    /// How many were pressed and did nothing, as they must.
    refused: usize,
    /// The other buttons that its card shows.
    offered: BTreeMap<Kind, Option<ProposalCarrier>>,
}

impl Played {
    fn compare(&mut self, what: &str, must: &str, is: &str) {
        if must != is {
            self.wrong.push(format!("{what}\n    must be  {must}\n    but is   {is}"));
        }
    }

    async fn of(situation: &Situation, server: &Server) -> Self {
        let mut played = Self::default();
        let told = Told::of(situation, server).await;
        let account = told.engine.accounts().unwrap().remove(0);
        played.compare(
            "items put aside",
            &situation.unreadable.to_string(),
            &account.unreadable_items.to_string(),
        );
        let rows = told.engine.invitations(&told.account).unwrap();
        let titles: Vec<&String> = rows.iter().map(|row| &row.subject).collect();
        match (&situation.rows, &situation.card) {
            (Some(must), _) => played.compare("the list", &format!("{must:?}"), &format!("{titles:?}")),
            (None, None) => played.compare("the list", "[]", &format!("{titles:?}")),
            (None, _) => played.compare("how many rows the list has", "1", &titles.len().to_string()),
        }
        if let Some(must) = &situation.calendar {
            let (from, to) = (situation.today, situation.today + TimeDelta::days(21));
            let entries = told.engine.calendar(&told.account, from, to).unwrap();
            let is: Vec<String> = entries.iter().map(|entry| words::entry(entry, situation.zone)).collect();
            played.compare("the calendar", &format!("{must:#?}"), &format!("{is:#?}"));
        }
        if let Some(must) = &situation.grid {
            let (grid, then) = told.grid().await;
            played.says(situation, "grid", must, &words::grid(&grid, &then, situation.zone));
        }
        let Some(must) = &situation.card else { return played };
        if rows.len() <= situation.pick && situation.entry.is_none() {
            return played;
        }
        let card = told.card(situation);
        played.says(situation, "card", must, &words::card(&card, situation.zone));
        for button in [Button::Accept, Button::Tentative, Button::Decline] {
            let must = situation.buttons.as_ref().and_then(|buttons| buttons.get(&button));
            let must = match (must, &situation.refused) {
                (Some(sent), _) => Must::Send(sent),
                (None, Some(why)) => Must::Refuse(why),
                // The answer that stands is no button.
                (None, None) => Must::Refuse(ANSWERED_SO),
            };
            let told = Told::of(situation, server).await;
            played.press(&told, situation, &Pressed::button(button), &must).await;
        }
        for press in &situation.press {
            let told = Told::of(situation, server).await;
            if let Some(before) = press.after {
                told.press(situation, &Pressed::button(before)).await.unwrap();
            }
            let Press { button, date, on, propose, .. } = *press;
            if let Some(date) = date {
                let must = press.refused.as_deref().unwrap_or(OFFERED);
                let what = format!("what is said of {date}");
                played.compare(&what, must, &told.said_of(situation, on, date));
            }
            let sent = press.sent();
            let must = match (&sent, &press.refused) {
                (Some(sent), None) => Must::Send(sent),
                (None, Some(why)) => Must::Refuse(why),
                _ => panic!("{}: {button:?} has either a request or a reason", situation.name),
            };
            played.press(&told, situation, &Pressed { button, date, on, propose }, &must).await;
        }
        played.offered = offered(&card);
        played.has_all_buttons(situation, &card);
        played
    }

    /// Compares what must be said with what is.
    fn says(&mut self, situation: &Situation, what: &str, must: &toml::Table, says: &toml::Table) {
        for (key, must) in must {
            let is = says.get(key).unwrap_or_else(|| panic!("{}: a {what} has no {key:?}", situation.name));
            self.compare(&format!("{what}.{key}"), &lines(must), &lines(is));
        }
    }

    /// Presses a button and compares what leaves this computer.
    async fn press(&mut self, told: &Told, situation: &Situation, pressed: &Pressed, must: &Must<'_>) {
        told.line.forget_what_was_told();
        let done = told.press(situation, pressed).await;
        let what = |part: &str| format!("{pressed}: {part}");
        let left = told.line.left();
        let commands: Vec<&str> = left.iter().map(|(command, _)| command.as_str()).collect();
        let sent = match must {
            Must::Send(sent) => sent,
            Must::Refuse(must) => {
                // Of the very answer that stands nothing is refused, and nothing happens.
                let is = match done {
                    Ok(()) => "it is taken".to_owned(),
                    Err(why) if why == ANSWERED_SO => (*must).to_owned(),
                    Err(why) => why,
                };
                self.compare(&what("why it does nothing"), must, &is);
                self.compare(&what("what was sent"), "[]", &format!("{commands:?}"));
                self.refused += 1;
                return;
            }
        };
        self.compare(&what("whether it is possible"), "yes", done.err().as_deref().unwrap_or("yes"));
        let request = Element::from_xml(&sent.request).unwrap();
        let moved = sent.moved.as_ref().map(|xml| Element::from_xml(xml).unwrap());
        let mail = sent.mail.as_ref().map(|_| "SendMail");
        let must: Vec<&str> =
            [Some(command(&request)), mail, moved.as_ref().map(command)].into_iter().flatten().collect();
        self.compare(&what("what leaves this computer"), &format!("{must:?}"), &format!("{commands:?}"));
        let mut bodies = left.iter().filter(|(command, _)| command != "SendMail").map(|(_, body)| body);
        for must in [Some(request), moved].into_iter().flatten() {
            let Some(is) = bodies.next() else { break };
            let read = Element::decode(is).unwrap();
            self.compare(&what(command(&must)), &must.to_xml_pretty(), &read.to_xml_pretty());
            self.compare(
                &what("its bytes"),
                "the same",
                if *is == must.encode() { "the same" } else { "others" },
            );
        }
        if let Some((_, mail)) = left.iter().find(|(command, _)| command == "SendMail") {
            let lines = mail_lines(mail);
            let missing: Vec<_> = sent.mail.iter().flatten().filter(|line| !lines.contains(line)).collect();
            if !missing.is_empty() {
                self.compare(&what("the mail"), &format!("{missing:#?}"), &format!("{lines:#?}"));
            }
        }
        *self.sent.entry(pressed.of_kind().to_owned()).or_default() += 1;
    }

    /// Nobody forgets a button: what a card shows is pressed, or said to be pressed elsewhere.
    fn has_all_buttons(&mut self, situation: &Situation, card: &InvitationCard) {
        let pressed: BTreeSet<Kind> =
            situation.press.iter().filter(|it| it.refused.is_none()).filter_map(Press::kind).collect();
        let refused: BTreeSet<Kind> =
            situation.press.iter().filter(|it| it.refused.is_some()).filter_map(Press::kind).collect();
        for kind in self.offered.clone().into_keys() {
            if !pressed.contains(&kind) && !situation.as_in.contains_key(&kind) {
                self.wrong.push(format!("the card offers {kind:?}, and nobody presses it"));
            }
        }
        for kind in situation.as_in.keys().filter(|kind| !self.offered.contains_key(kind)) {
            self.wrong.push(format!("the card does not offer {kind:?}, so it is not as anywhere"));
        }
        let none_alone = !card.upcoming.is_empty() && !self.offered.contains_key(&Kind::OneDate);
        if none_alone && !refused.contains(&Kind::OneDate) {
            self.wrong.push("no date can be answered alone, and nothing says why".to_owned());
        }
        if card.called_off.is_some() && !pressed.contains(&Kind::Remove) && !refused.contains(&Kind::Remove) {
            self.wrong.push("it was called off, and nothing says what removing it does".to_owned());
        }
    }
}

/// What a button must do.
enum Must<'a> {
    Send(&'a Sent),
    Refuse(&'a str),
}

impl Pressed {
    /// For counting.
    fn of_kind(&self) -> &'static str {
        match (self.button, self.propose, self.date) {
            (Button::Remove, ..) => "removed",
            (Button::BringBack, ..) => "brought back",
            (_, Some(_), _) => "another time proposed",
            (_, None, Some(_)) => "one date answered",
            (_, None, None) => "answered",
        }
    }
}

impl std::fmt::Display for Pressed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.button)?;
        if let Some((start, _)) = self.propose {
            write!(f, ", proposing {start}")?;
        }
        if let Some(date) = self.date {
            write!(f, ", only {date}")?;
        }
        if self.on == Place::Calendar { write!(f, ", in the calendar") } else { Ok(()) }
    }
}

fn command(request: &Element) -> &'static str {
    request.tag.name().unwrap()
}

/// A value for people: of a list a line each.
fn lines(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(all) if all.is_empty() => "nothing".into(),
        toml::Value::Array(all) => all.iter().map(lines).collect::<Vec<_>>().join("\n             "),
        toml::Value::String(text) if text.is_empty() => "nothing".into(),
        toml::Value::String(text) => text.clone(),
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        other => panic!("no fact of a card is {other:?}"),
    }
}

/// The mail inside a SendMail: its headers, and its iCalendar, line by line.
fn mail_lines(body: &[u8]) -> Vec<String> {
    let command = Element::decode(body).unwrap();
    let mime = command.find(wbxml::tags::compose_mail::MIME).unwrap().bytes().unwrap().into_owned();
    let calendar = meetings::itip::calendar_part(&mime).unwrap();
    let unfold = |text: &str, fold: &str, by: &str| text.replace(fold, by);
    let mime = String::from_utf8(mime).unwrap();
    let head = unfold(mime.split("\r\n\r\n").next().unwrap_or_default(), "\r\n ", " ");
    let calendar = unfold(&calendar, "\r\n ", "");
    head.lines().chain(calendar.lines()).map(str::to_owned).collect()
}

#[tokio::test(start_paused = true)]
async fn every_situation_is_told_right() {
    write_bytes_if_wanted();
    let servers = servers();
    let only = std::env::var("SITUATION").unwrap_or_default();
    let mut report = String::new();
    let mut by_server: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_program: BTreeMap<String, usize> = BTreeMap::new();
    let mut failed = 0;
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = 0;
    let all = situations();
    let mut offered = BTreeMap::new();
    for situation in all.iter().filter(|situation| situation.name.contains(&only)) {
        let server = &servers[&situation.server];
        *by_server.entry(server.title.clone()).or_default() += 1;
        *by_program.entry(situation.organizer_program.clone()).or_default() += 1;
        let played = Box::pin(Played::of(situation, server)).await;
        if !played.wrong.is_empty() {
            failed += 1;
            writeln!(report, "\n{}: {}\n  {}", situation.name, situation.story, played.wrong.join("\n  "))
                .unwrap();
        }
        for (kind, count) in played.sent {
            *sent.entry(kind).or_default() += count;
        }
        refused += played.refused;
        offered.insert(situation.name.as_str(), played.offered);
    }
    let count: usize = by_server.values().sum();
    println!("{count} situations, by server: {}", counted(&by_server));
    println!("by the organizer's program: {}", counted(&by_program));
    let pressed = sent.values().sum::<usize>() + refused;
    println!("{pressed} buttons pressed: {}, and {refused} that do nothing", counted(&sent));
    assert_eq!(failed, 0, "{failed} of {count} situations are not told right:\n{report}");
    let wrong = pressed_elsewhere(&all, &offered);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a situation says that another one presses a button, that one does: the same by the same server, told the same
/// way. What was not played is not judged.
fn pressed_elsewhere(
    all: &[Situation],
    offered: &BTreeMap<&str, BTreeMap<Kind, Option<ProposalCarrier>>>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for situation in all {
        for (kind, name) in &situation.as_in {
            let Some(other) = all.iter().find(|other| other.name == *name) else {
                wrong.push(format!("{}: there is no situation {name}", situation.name));
                continue;
            };
            let presses = |press: &Press| press.kind() == Some(*kind) && press.refused.is_none();
            if other.server != situation.server || !other.press.iter().any(presses) {
                wrong.push(format!("{}: {name} does not press {kind:?} on this server", situation.name));
            }
            let (Some(here), Some(there)) = (offered.get(&*situation.name), offered.get(&**name)) else {
                continue;
            };
            if here.get(kind) != there.get(kind) {
                wrong.push(format!("{}: {kind:?} is told another way than in {name}", situation.name));
            }
        }
    }
    wrong
}

fn counted(counts: &BTreeMap<String, usize>) -> String {
    counts.iter().map(|(what, count)| format!("{what} {count}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_situation_says_enough_to_be_judged() {
    let situations = situations();
    assert!(situations.len() >= 60, "{} situations", situations.len());
    for situation in &situations {
        let name = &situation.name;
        if let Some(grid) = &situation.grid {
            for key in ["title", "when", "counts", "people", "proposals"] {
                assert!(grid.contains_key(key), "{name}: nothing is said about {key}");
            }
            assert!(situation.see.len() > 1, "{name}: nothing must be seen");
            assert!(situation.card.is_none(), "{name}: whose invitation is it?");
            continue;
        }
        let Some(card) = &situation.card else {
            assert_eq!(situation.rows.as_deref(), Some(&[][..]), "{name}: neither a card nor an empty list");
            continue;
        };
        for key in STATED {
            assert!(card.contains_key(key), "{name}: nothing is said about {key}");
        }
        assert!(situation.see.len() > 1, "{name}: nothing must be seen");
        let answers = [Button::Accept, Button::Tentative, Button::Decline];
        let answered = situation.buttons.as_ref().map(BTreeMap::len);
        let others = situation.buttons.iter().flatten().find(|(button, _)| !answers.contains(button));
        assert!(others.is_none(), "{name}: what is no answer to all of it stands under [[press]]");
        let enough = match (&situation.refused, answered) {
            (Some(_), None) => true,
            (None, Some(buttons)) => buttons >= 2,
            _ => false,
        };
        assert!(enough, "{name}: what the buttons do has to be said, or why there is nothing to press");
    }
}

/// One date is answered where it is shown and where it is opened, on both generations of the protocol; everything else
/// is pressed somewhere.
#[test]
fn every_kind_of_button_is_pressed() {
    let mut pressed = BTreeSet::new();
    for situation in situations() {
        let sends = situation.press.iter().filter(|press| press.refused.is_none());
        pressed.extend(sends.filter_map(|press| {
            let place = if press.on == Place::Card { "card" } else { "calendar" };
            Some((press.kind()?, place, situation.server.clone()))
        }));
    }
    for server in ["exchange-14.1", "exchange-16.1"] {
        for (kind, place) in [
            (Kind::OneDate, "card"),
            (Kind::OneDate, "calendar"),
            (Kind::ProposeTentative, "card"),
            (Kind::ProposeDecline, "card"),
            (Kind::Remove, "card"),
        ] {
            let found = pressed.contains(&(kind, place, server.to_owned()));
            assert!(found, "nobody presses {kind:?} on the {place} at {server}");
        }
    }
    assert!(pressed.iter().any(|(kind, ..)| *kind == Kind::BringBack), "nobody brings anything back");
}

/// Once, and before anything is read.
fn write_bytes_if_wanted() {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        if std::env::var_os(WRITE).is_none() {
            return;
        }
        let wire = folder().join("wire");
        fs::remove_dir_all(&wire).ok();
        fs::create_dir_all(&wire).unwrap();
        for (file, xml) in &documents() {
            let bytes = wbxml::xml::from_xml(xml).unwrap_or_else(|error| panic!("{file}: {error}"));
            fs::write(wire.join(file), bytes).unwrap();
        }
    });
}

#[test]
fn the_bytes_are_those_of_the_xml() {
    write_bytes_if_wanted();
    let (wire, documents) = (folder().join("wire"), documents());
    let mut left: Vec<String> =
        fs::read_dir(&wire).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    for (file, xml) in &documents {
        let must = Element::from_xml(xml).unwrap_or_else(|error| panic!("{file}: {error}"));
        let bytes = situation::wire(file);
        assert!(bytes == must.encode(), "{file} is not what the XML says: run `cargo xtask corpus`");
        assert!(Element::decode(&bytes).unwrap() == must, "{file} reads differently");
        left.retain(|other| other != file);
    }
    assert_eq!(left, Vec::<String>::new(), "bytes without XML");
}

/// The cards as the window gets them, for the browser's tests.
#[tokio::test(start_paused = true)]
async fn the_browser_is_shown_the_engines_own_cards() {
    write_bytes_if_wanted();
    let servers = servers();
    let mut all = Vec::new();
    for situation in situations().iter().filter(|situation| situation.card.is_some()) {
        let told = Box::pin(Told::of(situation, &servers[&situation.server])).await;
        let card = told.card(situation);
        let offers: Vec<Kind> = offered(&card).into_keys().collect();
        let mut card = serde_json::to_value(card).unwrap();
        let own = card["row"]["id"].as_str().unwrap().to_owned();
        steady(&mut card, &situation.name, &mut vec![own]);
        all.push(json!({
            "name": situation.name,
            "story": situation.story,
            "today": situation.today,
            "zone": situation.zone.name(),
            "see": situation.see,
            "offers": offers,
            "card": card,
        }));
    }
    is_committed("corpus.json", &all);
}

/// The meetings that I organize in the corpus, as the window gets them.
#[tokio::test(start_paused = true)]
async fn the_browser_is_shown_the_engines_own_meetings() {
    write_bytes_if_wanted();
    let servers = servers();
    let mut all = Vec::new();
    for situation in situations().iter().filter(|situation| situation.grid.is_some()) {
        let told = Box::pin(Told::of(situation, &servers[&situation.server])).await;
        let (grid, calendars) = told.grid().await;
        let mut grid = serde_json::to_value(grid).unwrap();
        steady(&mut grid, &situation.name, &mut Vec::new());
        all.push(json!({
            "name": situation.name,
            "story": situation.story,
            "today": situation.today,
            "zone": situation.zone.name(),
            "see": situation.see,
            "grid": grid,
            "calendars": calendars,
        }));
    }
    is_committed("corpus-meetings.json", &all);
}

/// A fixture of the browser's tests is what the engine says today.
fn is_committed(file: &str, all: &[Value]) {
    let fresh = format!("{}\n", serde_json::to_string_pretty(all).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/tests/browser/fixtures").join(file);
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(fresh == committed, "ui/tests/browser/fixtures/{file} is out of date: run `cargo xtask corpus`");
}

/// Ids hang on the mailbox, which has another one every time; here the meeting's is the situation's name, and each other
/// one the second, the third and so on.
fn steady(value: &mut Value, name: &str, seen: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(id) if matches!(key.as_str(), "id" | "newest" | "meeting" | "series") => {
                        let at = seen.iter().position(|other| other == id).unwrap_or(seen.len());
                        if at == seen.len() {
                            seen.push(id.clone());
                        }
                        *id = if at == 0 { name.to_owned() } else { format!("id-{}", at + 1) };
                    }
                    other => steady(other, name, seen),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| steady(value, name, seen)),
        _ => {}
    }
}
