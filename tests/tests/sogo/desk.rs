//! Somebody at their desk: the engine, signed in on the real server, over real sockets.
//!
//! Two things are in the test's hands all the same: the line to the server, on which an answer can get lost after the
//! server has acted ([`Desk::lose_the_answer_to`]), and the clock, which can be put forward so that nobody sits out
//! the pause before a second attempt.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, SubsecRound as _, TimeDelta, Utc};
use eas::transport::{HttpOptions, HttpTransport, Request, Response};
use eas::{Transport, TransportError};
use engine::clock::{Clock, Timestamp};
use engine::secrets::{MemorySecrets, Secret};
use engine::view::{
    Answer, Attendee, CalendarLampState, InvitationCard, InvitationRow, InvitationState, NotAnswerable,
    OccurrenceState, Receipt, Replies,
};
use engine::{Access, Decided, Decision, Engine, EngineError, Network, NewAccount, Parts};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Cast, Notifications, Person, Sogo};
use quorum_tests::wait::{self, for_the_next_second};
use tempfile::TempDir;

/// How long something may take that needs the server, postfix and two of our Syncs.
const PATIENCE: Duration = Duration::from_secs(40);

/// An engine with one mailbox.
pub struct Desk {
    pub engine: Engine,
    pub account: String,
    line: Arc<Line>,
    clock: Arc<Watch>,
    _profile: TempDir,
}

/// What somebody types into the set-up.
pub fn typed(person: &Person, server: &str) -> NewAccount {
    NewAccount {
        email: person.email.clone(),
        server: server.to_owned(),
        user: Some(person.user.clone()),
        password: Secret::new(person.password.clone()),
        version: None,
        replies: Replies::Auto,
        demo: false,
    }
}

/// An instant as the views write it.
pub fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The date of a weekly series so many weeks after its first.
pub fn week(series: &Invitation, number: i64) -> DateTime<Utc> {
    series.start() + TimeDelta::weeks(number)
}

/// An engine without a mailbox.
pub fn bare() -> (Engine, TempDir) {
    let (engine, profile, ..) = open();
    (engine, profile)
}

fn open() -> (Engine, TempDir, Arc<Line>, Arc<Watch>) {
    let profile = tempfile::tempdir().unwrap();
    let (line, clock) = (Arc::new(Line::default()), Arc::new(Watch::default()));
    let parts = Parts {
        secrets: Arc::new(MemorySecrets::default()),
        network: Arc::new(Lines(Arc::clone(&line))),
        clock: Arc::<Watch>::clone(&clock),
        zone: chrono_tz::Europe::Berlin,
    };
    let engine = Engine::open(profile.path(), Access::Write, parts).unwrap();
    (engine, profile, line, clock)
}

impl Desk {
    /// Signs somebody in and synchronises. Where SOGo mails nothing, Quorum is told to.
    pub async fn of(sogo: &Sogo, person: &Person, notifications: Notifications) -> Self {
        let replies = match notifications {
            Notifications::SentBySogo => Replies::Auto,
            Notifications::LeftToTheClient => Replies::Client,
        };
        let (engine, profile, line, clock) = open();
        let new = NewAccount { replies, ..typed(person, &sogo.endpoint(notifications)) };
        let account = engine.add_account(&new).await.unwrap().id;
        let desk = Self { engine, account, line, clock, _profile: profile };
        desk.sync().await;
        desk
    }

    /// Bob, who was invited by Alice through SOGo or by Carol from outside, and has accepted.
    pub async fn of_bob_who_accepted(
        sogo: &Sogo,
        cast: &Cast,
        meeting: &Invitation,
        notifications: Notifications,
    ) -> Self {
        let inside = meeting.organizer().is_on_sogo();
        if inside {
            sogo.put_event(notifications, &cast.alice, meeting).await.unwrap();
        } else {
            sogo.mail(&cast.carol, &[&cast.bob], &meeting.request()).await.unwrap();
        }
        let mailed = !inside || notifications == Notifications::SentBySogo;
        let bob = Self::of(sogo, &cast.bob, notifications).await;
        let there = |row: &InvitationRow| row.received_at.is_some() == mailed;
        bob.wait_for_row(meeting, "open", |row| there(row) && row.state == InvitationState::Open).await;
        let receipt = bob.answer(meeting, Answer::Accepted).await;
        assert_eq!(bob.row(meeting).answer, Some(Answer::Accepted));
        // What is changed before his calendar shows it cannot be told from an answer that is on its way.
        let shows = |desk: &Self| desk.engine.receipt(&receipt.id).unwrap().lamps.calendar.state;
        bob.wait_for("his calendar to show the answer", |desk| {
            (shows(desk) == CalendarLampState::Confirmed).then_some(())
        })
        .await;
        for_the_next_second().await;
        bob
    }

    pub async fn sync(&self) {
        self.engine.sync(&self.account).await.unwrap();
    }

    pub async fn deliver(&self) {
        self.engine.deliver(&self.account).await.unwrap();
    }

    /// Synchronises until it shows something.
    pub async fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let seen = wait::until(what, PATIENCE, async || {
            self.engine.sync(&self.account).await?;
            Ok(look(self))
        });
        seen.await.unwrap_or_else(|why| panic!("{why}; the list shows {:#?}", self.rows()))
    }

    /// Synchronises until the row of this meeting is as wanted.
    pub async fn wait_for_row(
        &self,
        meeting: &Invitation,
        what: &str,
        wanted: impl Fn(&InvitationRow) -> bool,
    ) -> InvitationRow {
        let what = format!("{} to be {what}", meeting.summary());
        self.wait_for(&what, |desk| desk.find(meeting).filter(|row| wanted(row))).await
    }

    /// All invitations.
    pub fn rows(&self) -> Vec<InvitationRow> {
        self.engine.invitations(&self.account).unwrap()
    }

    /// The one row of a meeting, of a series that of all its dates: never two, however many mails and calendar items it
    /// has.
    pub fn find(&self, meeting: &Invitation) -> Option<InvitationRow> {
        self.find_one(meeting, None)
    }

    /// The one row of a date that is talked about by itself, by its start as the series has it.
    pub fn find_date(&self, series: &Invitation, date: DateTime<Utc>) -> Option<InvitationRow> {
        self.find_one(series, Some(&written(date)))
    }

    fn find_one(&self, meeting: &Invitation, date: Option<&str>) -> Option<InvitationRow> {
        let about = |row: &InvitationRow| row.uid == meeting.uid() && row.recurrence_id.as_deref() == date;
        let mut rows = self.rows().into_iter().filter(about);
        let row = rows.next();
        assert_eq!(rows.next(), None, "one meeting is one row");
        row
    }

    /// Start and state of the dates of a series that are to come, as its card lists them.
    pub fn dates(&self, series: &Invitation) -> Vec<(String, OccurrenceState)> {
        self.card(series).upcoming.into_iter().map(|date| (date.start, date.state)).collect()
    }

    /// SOGo would take an answer to one date for one to the series: none is offered, and none goes out.
    pub fn expect_no_date_answerable(&self, series: &Invitation) {
        let card = self.card(series);
        assert!(!card.upcoming.is_empty(), "{card:#?}");
        for date in card.upcoming {
            let occurrence = date.recurrence_id.parse().ok();
            let one = Decision { occurrence, ..self.decision(series, Answer::Declined) };
            let why = self.expect_refused(&one);
            assert_eq!(Some(why), date.impossible, "said before the click: {date:#?}");
            let off = matches!(date.state, OccurrenceState::Cancelled);
            assert_eq!(why, if off { NotAnswerable::Cancelled } else { NotAnswerable::OneOccurrence });
        }
    }

    /// Refused by name, before anything is sent.
    pub fn expect_refused(&self, decision: &Decision) -> NotAnswerable {
        let refused = self.engine.decide(decision).unwrap_err();
        let EngineError::NotAnswerable { reason, .. } = refused else { panic!("{refused}") };
        reason
    }

    pub fn row(&self, meeting: &Invitation) -> InvitationRow {
        self.find(meeting).unwrap_or_else(|| panic!("no row {}: {:#?}", meeting.summary(), self.rows()))
    }

    pub fn card(&self, meeting: &Invitation) -> InvitationCard {
        self.engine.card(&self.account, &self.row(meeting).id).unwrap()
    }

    /// A decision that can be sent at once, with whichever item is right.
    pub fn decision(&self, meeting: &Invitation, answer: Answer) -> Decision {
        self.decision_about(&self.row(meeting).id, answer)
    }

    /// The same about a meeting by its id.
    pub fn decision_about(&self, id: &str, answer: Answer) -> Decision {
        Decision {
            account: self.account.clone(),
            meeting: id.to_owned(),
            occurrence: None,
            answer,
            comment: String::new(),
            propose: None,
            tell: true,
            from: None,
            undo: TimeDelta::zero(),
        }
    }

    /// Enters a decision that is a new one.
    pub fn decide(&self, decision: &Decision) -> Receipt {
        match self.engine.decide(decision).unwrap() {
            Decided::Entered(receipt) => *receipt,
            other => panic!("expected a new answer, not {other:?}"),
        }
    }

    /// Decides and sends.
    pub async fn answer(&self, meeting: &Invitation, answer: Answer) -> Receipt {
        let receipt = self.decide(&self.decision(meeting, answer));
        self.deliver().await;
        self.engine.receipt(&receipt.id).unwrap()
    }

    /// What the organizer's grid says of somebody; `None` while it has no line for them.
    pub fn grid_line(&self, meeting: &Invitation, of: &Person) -> Option<Attendee> {
        let mine = self.engine.organized(&self.account).unwrap();
        let found = mine.into_iter().find(|organized| organized.uid == meeting.uid())?;
        let grid = self.engine.grid(&self.account, &found.id).unwrap();
        let mut lines = grid.attendees.into_iter().filter(|line| line.email == of.email);
        let line = lines.next();
        assert_eq!(lines.next(), None, "one person is one line");
        line
    }

    /// Synchronises until the grid says this of somebody.
    pub async fn wait_for_grid(
        &self,
        meeting: &Invitation,
        of: &Person,
        what: &str,
        wanted: impl Fn(&Attendee) -> bool,
    ) -> Attendee {
        let what = format!("{} to be {what} in the grid of {}", of.name, meeting.summary());
        self.wait_for(&what, |desk| desk.grid_line(meeting, of).filter(|line| wanted(line))).await
    }

    /// How often a command was sent.
    pub fn asked(&self, command: &str) -> usize {
        self.line.asked.lock().unwrap().get(command).copied().unwrap_or_default()
    }

    /// The next command of this name reaches the server, which acts on it; its answer does not come back.
    pub fn lose_the_answer_to(&self, command: &str) {
        *self.line.lose.lock().unwrap() = Some(command.to_owned());
    }

    /// From now on the server takes this device for one that it has never seen.
    pub fn become_a_new_device(&self) {
        self.line.new_device.store(true, Ordering::Relaxed);
    }

    /// Puts the clock forward.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.ahead.fetch_add(time.num_seconds(), Ordering::Relaxed);
    }
}

/// The line to the server.
#[derive(Default)]
struct Line {
    asked: Mutex<HashMap<String, usize>>,
    lose: Mutex<Option<String>>,
    new_device: AtomicBool,
}

struct Lines(Arc<Line>);

impl Network for Lines {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let http = HttpTransport::new(&HttpOptions::default())?;
        Ok(Arc::new(Wire { http, line: Arc::clone(&self.0) }))
    }
}

struct Wire {
    http: HttpTransport,
    line: Arc<Line>,
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, mut request: Request) -> Result<Response, TransportError> {
        let command =
            request.url.query_pairs().find(|(name, _)| name == "Cmd").map(|(_, value)| value.into_owned());
        let command = command.unwrap_or_else(|| request.method.to_string());
        *self.line.asked.lock().unwrap().entry(command.clone()).or_default() += 1;
        if self.line.new_device.load(Ordering::Relaxed) {
            let query = request.url.query().unwrap_or_default().replace("DeviceId=", "DeviceId=n3w");
            request.url.set_query(Some(&query));
        }
        let response = self.http.send(request).await?;
        let mut lose = self.line.lose.lock().unwrap();
        if lose.as_ref() == Some(&command) {
            *lose = None;
            return Err(TransportError::Interrupted("the line went dead".to_owned()));
        }
        Ok(response)
    }
}

/// The system's clock, as far ahead as the test has put it.
#[derive(Default)]
struct Watch {
    ahead: AtomicI64,
}

#[async_trait]
impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Utc::now().trunc_subsecs(0) + TimeDelta::seconds(self.ahead.load(Ordering::Relaxed))
    }

    async fn sleep_until(&self, at: Timestamp) {
        while self.now() < at {
            wait::for_the_next_second().await;
        }
    }
}
