//! Bob with one invitation, and a profile on a disk of its own.

use std::path::PathBuf;

use chrono::{TimeDelta, Utc};
use exchange_sim::{Attendee, Demo, Event, Family, SentMail, SimConfig};
use quorum_tests::disk::Disk;
use quorum_tests::quorumctl::{Quorumctl, Ran};
use quorum_tests::session::{Keychain, Session};
use serde_json::{Value, json};

pub const ALICE: &str = "alice@contoso.com";
pub const BOB: &str = "bob@contoso.com";
/// Room for a profile, and little more.
pub const SMALL: usize = 4 << 20;

pub struct Desk {
    pub server: Demo,
    pub session: Session,
    pub disk: Disk,
}

pub fn planning() -> Event {
    let start = Utc::now() + TimeDelta::days(7);
    let event = Event::new("Quarterly Planning", start, start + TimeDelta::hours(1), chrono_tz::UTC);
    Event { attendees: vec![Attendee::required("Bob Nakamura", BOB)], ..event }
}

impl Desk {
    /// Signed in and up to date; the id of the invitation.
    pub async fn with_an_invitation() -> (Self, String) {
        let server = Demo::start_with(SimConfig::new(Family::Exchange)).await.unwrap();
        server.sim().invite(ALICE, planning()).unwrap();
        let session = Session::without_screen(Keychain::Unlocked).unwrap();
        let desk = Self { server, session, disk: Disk::of(SMALL).unwrap() };
        let account = desk.server.accounts().into_iter().find(|account| account.email == BOB).unwrap();
        let add = ["account", "add", "--email", BOB, "--user", &account.user, "--server"];
        let add = [&add[..], &[desk.server.url().as_str()]].concat();
        let added = desk.quorumctl().with("QUORUM_PASSWORD", &account.password).run(&add).unwrap();
        assert_eq!(added.code, Some(0), "{}", added.errors);
        desk.json(&["sync"]);
        let id = desk.json(&["invitations"])[0]["id"].as_str().unwrap().to_owned();
        (desk, id)
    }

    pub fn profile(&self) -> PathBuf {
        self.disk.path().join("profile")
    }

    pub fn quorumctl(&self) -> Quorumctl<'_> {
        Quorumctl::new(&self.session, self.profile()).unwrap()
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        self.quorumctl().json(arguments).unwrap()
    }

    /// It is refused with this code and this sentence.
    pub fn refuses(&self, arguments: &[&str], code: &str, sentence: &str) {
        let ran: Ran = self.quorumctl().run(&[&["--json"], arguments].concat()).unwrap();
        assert_eq!(ran.code, Some(10), "{arguments:?}: {}{}", ran.output, ran.errors);
        let error: Value = serde_json::from_str(&ran.errors).unwrap();
        assert_eq!(error["error"]["code"], json!(code), "{arguments:?}: {error}");
        assert_eq!(error["error"]["message"], json!(sentence), "{arguments:?}: {error}");
    }

    /// Answers that left for Alice.
    pub fn replies(&self) -> Vec<SentMail> {
        self.server.sim().sent_mails().into_iter().filter(|mail| mail.answer().is_some()).collect()
    }
}
