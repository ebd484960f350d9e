//! The corpus: mailboxes as real servers describe them, what each card must say, and what each button must do.
//!
//! Situations are files of `tests/corpus/`, written for people; its README says what stands in them. They are fed as
//! bytes through the real client into a real engine. Expectations are reviewed text that nothing writes; what can be
//! written anew (`cargo xtask corpus`) are the bytes of the XML and the cards that the browser's tests show.

pub mod recorded;
pub mod situation;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Once};

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::ManualClock;
use engine::secrets::MemorySecrets;
use engine::view::{Answer, InvitationCard, InvitationRow};
use engine::{Access, Decided, Decision, Engine, EngineError, Parts};
use serde_json::{Value, json};
use tempfile::TempDir;
use wbxml::Element;

use recorded::{Greetings, Recorded};
use situation::{
    Button, Sent, Server, Situation, documents, fetch_file, folder, servers, situations, sync_file, wire,
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
                let row = told.row(situation);
                told.press(&row.id, round.date, button).await.unwrap();
            }
        }
        pass_to(situation.today);
        told
    }

    fn row(&self, situation: &Situation) -> InvitationRow {
        self.engine.invitations(&self.account).unwrap().swap_remove(situation.pick)
    }

    fn card(&self, situation: &Situation) -> InvitationCard {
        self.engine.card(&self.account, &self.row(situation).id).unwrap()
    }

    async fn press(
        &self,
        meeting: &str,
        occurrence: Option<DateTime<Utc>>,
        button: Button,
    ) -> Result<Decided, EngineError> {
        let decided = self.engine.decide(&Decision {
            account: self.account.clone(),
            meeting: meeting.to_owned(),
            answer: match button {
                Button::Accept => Answer::Accepted,
                Button::Tentative => Answer::Tentative,
                Button::Decline => Answer::Declined,
            },
            occurrence,
            comment: String::new(),
            propose: None,
            tell: true,
            from: None,
            undo: TimeDelta::zero(),
        })?;
        self.engine.deliver(&self.account).await?;
        Ok(decided)
    }
}

/// What a server says to everybody.
/// What of a situation is not as it must be, a line each; empty: all is well.
async fn wrong(situation: &Situation, server: &Server) -> Vec<String> {
    let told = Told::of(situation, server).await;
    let mut wrong = Vec::new();
    let mut compare = |what: &str, must: String, is: String| {
        if must != is {
            wrong.push(format!("{what}\n    must be  {must}\n    but is   {is}"));
        }
    };
    let account = told.engine.accounts().unwrap().remove(0);
    compare("items put aside", situation.unreadable.to_string(), account.unreadable_items.to_string());
    let rows = told.engine.invitations(&told.account).unwrap();
    let titles: Vec<&String> = rows.iter().map(|row| &row.subject).collect();
    match (&situation.rows, &situation.card) {
        (Some(must), _) => compare("the list", format!("{must:?}"), format!("{titles:?}")),
        (None, _) => compare("how many rows the list has", "1".into(), titles.len().to_string()),
    }
    if let Some(must) = &situation.calendar {
        let (from, to) = (situation.today, situation.today + TimeDelta::days(21));
        let entries = told.engine.calendar(&told.account, from, to).unwrap();
        let is: Vec<String> = entries.iter().map(|entry| words::entry(entry, situation.zone)).collect();
        compare("the calendar", format!("{must:#?}"), format!("{is:#?}"));
    }
    let Some(must) = &situation.card else { return wrong };
    if rows.len() <= situation.pick {
        return wrong;
    }
    let says = words::card(&told.card(situation), situation.zone);
    for (key, must) in must {
        let is = says.get(key).unwrap_or_else(|| panic!("{}: a card has no {key:?}", situation.name));
        compare(&format!("card.{key}"), lines(must), lines(is));
    }
    for button in [Button::Accept, Button::Tentative, Button::Decline] {
        let told = Told::of(situation, server).await;
        told.line.forget_what_was_told();
        let pressed = told.press(&told.row(situation).id, None, button).await;
        let requests = told.line.told("MeetingResponse");
        let mails = told.line.told("SendMail");
        let what = |part: &str| format!("{button:?}: {part}");
        let must = situation.buttons.as_ref().and_then(|buttons| buttons.get(&button));
        match (must, &situation.refused) {
            (Some(Sent { request, mail }), _) => {
                let must = Element::from_xml(request).unwrap();
                let is = requests.iter().map(|bytes| Element::decode(bytes).unwrap().to_xml_pretty());
                let is = is.collect::<Vec<_>>().join("\n");
                compare(&what("MeetingResponse"), must.to_xml_pretty(), is);
                compare(&what("its bytes"), "true".into(), (requests == [must.encode()]).to_string());
                let count = usize::from(mail.is_some());
                compare(&what("mails to the organizer"), count.to_string(), mails.len().to_string());
                let lines = mails.first().map(|mail| mail_lines(mail)).unwrap_or_default();
                let missing: Vec<_> = mail.iter().flatten().filter(|line| !lines.contains(line)).collect();
                if !missing.is_empty() && !mails.is_empty() {
                    compare(&what("the mail"), format!("{missing:#?}"), format!("{lines:#?}"));
                }
            }
            (None, Some(why)) => {
                let is = match pressed {
                    Err(EngineError::NotAnswerable { reason, .. }) => {
                        serde_json::to_value(reason).unwrap().as_str().unwrap().to_owned()
                    }
                    Err(error) => error.to_string(),
                    // The very answer that stands: there is nothing to refuse.
                    Ok(Decided::Before(_) | Decided::Elsewhere) => why.clone(),
                    Ok(Decided::Entered(_)) => "taken".to_owned(),
                };
                compare(&what("why it is refused"), why.clone(), is);
                compare(&what("what was sent"), "0".into(), (requests.len() + mails.len()).to_string());
            }
            (None, None) => {
                let quiet = matches!(pressed, Ok(Decided::Elsewhere | Decided::Before(_)));
                compare(&what("nothing to do"), "true".into(), quiet.to_string());
                compare(&what("what was sent"), "0".into(), (requests.len() + mails.len()).to_string());
            }
        }
    }
    wrong
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

#[tokio::test]
async fn every_situation_is_told_right() {
    write_bytes_if_wanted();
    let servers = servers();
    let only = std::env::var("SITUATION").unwrap_or_default();
    let mut report = String::new();
    let mut by_server: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_program: BTreeMap<String, usize> = BTreeMap::new();
    let mut failed = 0;
    for situation in situations().iter().filter(|situation| situation.name.contains(&only)) {
        let server = &servers[&situation.server];
        *by_server.entry(server.title.clone()).or_default() += 1;
        *by_program.entry(situation.organizer_program.clone()).or_default() += 1;
        let wrong = Box::pin(wrong(situation, server)).await;
        if !wrong.is_empty() {
            failed += 1;
            writeln!(report, "\n{}: {}\n  {}", situation.name, situation.story, wrong.join("\n  ")).unwrap();
        }
    }
    let all: usize = by_server.values().sum();
    println!("{all} situations, by server: {}", counted(&by_server));
    println!("by the organizer's program: {}", counted(&by_program));
    assert_eq!(failed, 0, "{failed} of {all} situations are not told right:\n{report}");
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
        let Some(card) = &situation.card else {
            assert_eq!(situation.rows.as_deref(), Some(&[][..]), "{name}: neither a card nor an empty list");
            continue;
        };
        for key in STATED {
            assert!(card.contains_key(key), "{name}: nothing is said about {key}");
        }
        assert!(situation.see.len() > 1, "{name}: nothing must be seen");
        let answered = situation.buttons.as_ref().map(BTreeMap::len);
        let enough = match (&situation.refused, answered) {
            (Some(_), None) => true,
            (None, Some(buttons)) => buttons >= 2,
            _ => false,
        };
        assert!(enough, "{name}: what the buttons do has to be said, or why there is nothing to press");
    }
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
#[tokio::test]
async fn the_browser_is_shown_the_engines_own_cards() {
    write_bytes_if_wanted();
    let servers = servers();
    let mut all = Vec::new();
    for situation in situations().iter().filter(|situation| situation.card.is_some()) {
        let told = Box::pin(Told::of(situation, &servers[&situation.server])).await;
        let mut card = serde_json::to_value(told.card(situation)).unwrap();
        let own = card["row"]["id"].as_str().unwrap().to_owned();
        steady(&mut card, &situation.name, &mut vec![own]);
        all.push(json!({
            "name": situation.name,
            "story": situation.story,
            "today": situation.today,
            "zone": situation.zone.name(),
            "see": situation.see,
            "card": card,
        }));
    }
    let fresh = format!("{}\n", serde_json::to_string_pretty(&all).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/tests/browser/fixtures/corpus.json");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        fresh == committed,
        "ui/tests/browser/fixtures/corpus.json is out of date: run `cargo xtask corpus`"
    );
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
