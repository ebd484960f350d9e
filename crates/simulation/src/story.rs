//! What people do, and what they see while they do it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use engine::view::{
    Answer, AnswerFrom, CalendarLampState, InvitationRow, ReceiptAction, Replies, TroubleCode,
};
use engine::{Decided, Decision, Engine, EngineError};
use exchange_sim::{Fault, On, Provisioning};

use crate::life;
use crate::time::Time;
use crate::weather::Sky;
use crate::world::World;

/// A decision that a person saw taken.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Whose mailbox, by address.
    pub who: &'static str,
    /// The answer's id.
    pub id: String,
    /// The meeting's id.
    pub meeting: String,
    /// The meeting's UID.
    pub uid: String,
    /// The one occurrence.
    pub recurrence_id: Option<String>,
    /// When the meeting was to start.
    pub start: String,
    /// The answer.
    pub answer: Answer,
    /// The words.
    pub comment: String,
    /// The organizer is to be told.
    pub tell: bool,
}

/// A story as it goes.
pub struct Story {
    /// The server and its people.
    pub world: World,
    /// What goes wrong.
    pub sky: Sky,
    /// What was decided, oldest first.
    pub seen: Vec<Seen>,
    /// Answers that somebody gave up.
    given_up: BTreeSet<String>,
    /// Answers that somebody tried to take back.
    pub taken_back: BTreeSet<String>,
    /// What is wrong.
    pub violations: Vec<String>,
    /// Mailboxes' ids by address.
    pub accounts: BTreeMap<&'static str, String>,
    dice: fastrand::Rng,
    time: Arc<Time>,
    /// Instead of dice: one death, at this point.
    dies_at: Option<u32>,
    replies: Replies,
    /// Nothing runs in the background: each deed is a command that delivers what is due, as `quorumctl` does.
    by_command: bool,
    steps: u32,
    phase: Phase,
    /// Invitations that were listed, by mailbox and id.
    listed: BTreeMap<(&'static str, String), (String, Option<String>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    SettingUp,
    Living,
    Settling,
    Over,
}

impl Story {
    /// A story that begins.
    pub fn new(
        mut dice: fastrand::Rng,
        world: World,
        sky: Sky,
        time: Arc<Time>,
        dies_at: Option<u32>,
    ) -> Self {
        let steps = dice.u32(4..24);
        let asked_for =
            eas::ProtocolVersion::is_16(world.version) && world.family == exchange_sim::Family::Exchange;
        let replies = if asked_for && dice.u8(..5) == 0 { Replies::Client } else { Replies::Auto };
        let by_command = dice.u8(..5) == 0;
        Self {
            world,
            sky,
            seen: Vec::new(),
            given_up: BTreeSet::new(),
            taken_back: BTreeSet::new(),
            violations: Vec::new(),
            accounts: BTreeMap::new(),
            dice,
            time,
            dies_at,
            replies,
            by_command,
            steps,
            phase: Phase::SettingUp,
            listed: BTreeMap::new(),
        }
    }

    /// Server and people, in words.
    pub fn setting(&self) -> String {
        let World { family, version, lag, invitees, .. } = &self.world;
        format!(
            "{family} {version}, late by {} s, Quorum{} for {}",
            lag.num_seconds(),
            if self.by_command { " by commands" } else { "" },
            invitees.join(" and ")
        )
    }

    /// Has everything been told?
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// Notes that something is wrong.
    pub fn violation(&mut self, what: String) {
        self.note(|| format!("VIOLATION {what}"));
        self.violations.push(what);
    }

    fn note(&self, line: impl FnOnce() -> String) {
        let now = self.time.now();
        self.sky.with(|weather| weather.note(|| format!("{} {}", now.format("%d %H:%M:%S%.3f"), line())));
    }

    fn deed(&self, kind: &'static str, line: impl FnOnce() -> String) {
        self.sky.with(|weather| weather.tally.deed(kind));
        self.note(|| format!("{kind}: {}", line()));
    }

    /// The process is dead for a while.
    pub async fn while_nothing_runs(&mut self) {
        let pause = life::pause(&mut self.dice);
        sleep(pause).await;
        self.world.sim.tick();
        self.note(|| format!("the process starts again after {} s", pause.num_seconds()));
    }

    /// Goes on where the last process stopped, until this one dies or all is told.
    pub async fn go_on(&mut self, engine: &Engine) {
        let sky = self.sky.clone();
        if self.phase == Phase::Living {
            self.maybe_die();
        }
        tokio::select! {
            biased;
            () = sky.death() => {}
            () = self.live(engine) => {}
        }
    }

    fn maybe_die(&mut self) {
        if self.dies_at.is_none() && self.dice.u8(..3) == 0 {
            let ahead = self.dice.u32(..160);
            self.sky.with(|weather| weather.dies_in = Some(ahead));
        }
    }

    async fn live(&mut self, engine: &Engine) {
        if self.phase == Phase::SettingUp {
            self.set_up(engine).await;
            self.phase = Phase::Living;
            self.sky.with(|weather| {
                weather.set_calm(false);
                weather.dies_in = self.dies_at;
            });
            self.maybe_die();
        } else if !self.by_command {
            self.start(engine);
        }
        while self.phase == Phase::Living {
            if self.steps == 0 {
                self.phase = Phase::Settling;
                break;
            }
            self.steps -= 1;
            self.step(engine).await;
            if self.by_command {
                for account in self.accounts.values() {
                    // What fails is tried by the next command.
                    engine.deliver(account).await.ok();
                }
            }
            if self.dice.u8(..3) == 0 {
                self.look(engine);
            }
        }
        if self.by_command {
            self.start(engine);
        }
        self.settle(engine).await;
        self.phase = Phase::Over;
    }

    async fn set_up(&mut self, engine: &Engine) {
        for _ in 0..self.dice.u32(1..4) {
            self.world.invite(&mut self.dice, self.time.now());
        }
        for who in self.world.invitees.clone() {
            let Some(login) = self.world.login(who, self.replies) else { continue };
            match engine.add_account(&login).await {
                Ok(account) => {
                    if let Err(error) = engine.sync(&account.id).await {
                        self.violation(format!("the first Sync fails: {}", error.failure().message));
                    }
                    self.accounts.insert(who, account.id);
                }
                Err(error) => {
                    self.violation(format!("a mailbox cannot be set up: {}", error.failure().message));
                }
            }
        }
        if !self.by_command {
            self.start(engine);
        }
    }

    fn start(&mut self, engine: &Engine) {
        if engine.start().is_err() {
            self.violation("the engine does not start".into());
        }
    }

    async fn step(&mut self, engine: &Engine) {
        match self.dice.u8(..100) {
            0..32 => self.decide(engine),
            32..38 => self.undo(engine),
            38..42 => self.send_now(engine),
            42..47 => self.retry(engine),
            47..49 => self.discard(engine),
            49..53 => {
                self.deed("invite", String::new);
                self.world.invite(&mut self.dice, self.time.now());
            }
            53..61 => self.organizers_mind(),
            61..64 => self.another_program(),
            64..70 => {
                let offline = self.dice.bool();
                self.deed("network", || if offline { "off" } else { "on" }.into());
                self.sky.with(|weather| weather.offline = offline);
            }
            70..73 => {
                self.deed("server forgets the device", String::new);
                self.world.sim.fail(On::any(), Fault::ForgetSyncKeys);
            }
            73..75 if self.world.family != exchange_sim::Family::Sogo => {
                self.deed("provisioning demanded", String::new);
                self.world.sim.demand_provisioning(Provisioning::Http449);
            }
            75..77 => {
                let by = TimeDelta::seconds(self.dice.i64(-100_000..100_000));
                self.deed("clock jumps", || format!("{} s", by.num_seconds()));
                self.time.jump(by);
            }
            77..80 => {
                let until = self.time.now() + TimeDelta::minutes(self.dice.i64(1..300));
                self.deed("server is stuck", || format!("until {until}"));
                self.sky.with(|weather| weather.stick(until));
            }
            80..84 => {
                self.deed("kill", String::new);
                self.sky.with(|weather| weather.dies_in = Some(0));
            }
            84..88 => self.sign_in_again(engine).await,
            88..91 => self.bad_patch(engine).await,
            _ => {}
        }
        let time = match self.dice.u8(..12) {
            0..5 => TimeDelta::milliseconds(self.dice.i64(0..3_000)),
            5..9 => TimeDelta::seconds(self.dice.i64(1..90)),
            9..11 => TimeDelta::minutes(self.dice.i64(1..15)),
            _ => TimeDelta::minutes(self.dice.i64(15..120)),
        };
        sleep(time).await;
    }

    fn someone(&mut self) -> Option<(&'static str, String)> {
        let at = self.dice.usize(..self.accounts.len().max(1));
        self.accounts.iter().nth(at).map(|(who, id)| (*who, id.clone()))
    }

    // ---- people with Quorum ---------------------------------------------------------------------------------

    fn decide(&mut self, engine: &Engine) {
        let Some((who, account)) = self.someone() else { return };
        let Some(rows) = self.rows(engine, &account) else { return };
        if rows.is_empty() {
            return;
        }
        let row = &rows[self.dice.usize(..rows.len())];
        let answer = [Answer::Accepted, Answer::Tentative, Answer::Declined][self.dice.usize(..3)];
        let comment =
            if self.dice.u8(..3) == 0 { format!("Words {}", self.seen.len()) } else { String::new() };
        let decision = Decision {
            account: account.clone(),
            meeting: row.id.clone(),
            occurrence: None,
            answer,
            comment: comment.clone(),
            propose: None,
            tell: self.dice.u8(..6) != 0,
            from: [None, Some(AnswerFrom::Inbox), Some(AnswerFrom::Calendar)][self.dice.usize(..3)],
            undo: if self.dice.bool() { TimeDelta::seconds(8) } else { TimeDelta::zero() },
        };
        self.deed("decide", || {
            format!("{who} {answer:?} {} {comment:?} tell {}", row.subject, decision.tell)
        });
        let promised = engine.card(&account, &row.id).is_ok_and(|card| card.bar.possible);
        let undisturbed = self.world.meeting(&row.uid).is_some_and(|meeting| !meeting.disturbed);
        let before = engine.activity(&account).unwrap_or_default();
        match engine.decide(&decision) {
            Ok(Decided::Entered(receipt)) => {
                let waited = before.iter().filter(|earlier| {
                    earlier.meeting == row.id && earlier.actions.contains(&ReceiptAction::Undo)
                });
                for earlier in waited {
                    let now = engine.receipt(&earlier.id);
                    if now.is_ok_and(|now| now.lamps.calendar.state != CalendarLampState::Withdrawn) {
                        self.violation(format!("{who}'s {:?} waits beside a later one", earlier.answer));
                    }
                }
                // Also one over which the process died, so that nobody saw it taken.
                let last = before.iter().find(|receipt| receipt.meeting == row.id);
                let wished = last.is_some_and(|receipt| receipt.tell == decision.tell);
                if row.answer == Some(answer) && comment.is_empty() && wished && undisturbed {
                    self.violation(format!("{who}'s {answer:?} stands already and is given again"));
                }
                self.sky.with(|weather| weather.tally.decisions += 1);
                self.seen.push(Seen {
                    who,
                    id: receipt.id,
                    meeting: row.id.clone(),
                    uid: row.uid.clone(),
                    recurrence_id: row.recurrence_id.clone(),
                    start: row.start.clone(),
                    answer,
                    comment,
                    tell: decision.tell,
                });
            }
            Ok(Decided::Before(_) | Decided::Elsewhere) => {}
            // The bar speaks of the right item; asked for the other one, it may be impossible.
            Err(EngineError::NotAnswerable { .. }) if !promised || decision.from.is_some() => {}
            Err(error) => {
                self.violation(format!(
                    "{who} cannot answer what the bar offers: {}",
                    error.failure().message
                ));
            }
        }
    }

    /// Somebody looks for news while the line is bad, and answers.
    async fn bad_patch(&mut self, engine: &Engine) {
        let Some((_, account)) = self.someone() else { return };
        self.deed("bad patch", String::new);
        self.sky.with(crate::weather::Weather::bad_patch);
        // It fails, which is seen elsewhere.
        engine.sync(&account).await.ok();
        self.decide(engine);
    }

    fn rows(&mut self, engine: &Engine, account: &str) -> Option<Vec<InvitationRow>> {
        match engine.invitations(account) {
            Ok(rows) => Some(rows),
            Err(error) => {
                self.violation(format!("the invitations cannot be listed: {}", error.failure().message));
                None
            }
        }
    }

    /// One of the latest decisions.
    fn recent(&mut self) -> Option<String> {
        let latest = self.seen.len().saturating_sub(3);
        let recent = &self.seen[latest..];
        (!recent.is_empty()).then(|| recent[self.dice.usize(..recent.len())].id.clone())
    }

    fn undo(&mut self, engine: &Engine) {
        let Some(id) = self.recent() else { return };
        // Noted before: the process may die with it done.
        let first = self.taken_back.insert(id.clone());
        let undone = engine.undo(&id).is_ok();
        self.deed("undo", || if undone { "done" } else { "too late" }.into());
        if first && !undone {
            self.taken_back.remove(&id);
        }
    }

    fn send_now(&mut self, engine: &Engine) {
        let Some(id) = self.recent() else { return };
        let sent = engine.send_now(&id).is_ok();
        self.deed("send now", || if sent { "done" } else { "too late" }.into());
    }

    fn retry(&mut self, engine: &Engine) {
        let Some(id) = self.recent() else { return };
        self.retry_that(engine, &id);
    }

    /// Where the server cannot tell a mail from its repetition, nobody in their right mind sends one again that may
    /// have arrived.
    fn retry_that(&mut self, engine: &Engine, id: &str) {
        let Ok(receipt) = engine.receipt(id) else { return };
        let remembers = self.world.family.behaviour().remembers_client_ids;
        let uncertain = receipt.trouble.is_some_and(|trouble| trouble.code == TroubleCode::Uncertain);
        let ours = receipt.lamps.organizer.by == engine::view::ToldBy::Client;
        let mail = receipt.actions.contains(&ReceiptAction::RetryMail);
        if receipt.actions.contains(&ReceiptAction::Retry) || (mail && (!uncertain || (ours && remembers))) {
            let tried = engine.retry(id).is_ok();
            self.deed("retry", || if tried { "done" } else { "too late" }.into());
        }
    }

    fn discard(&mut self, engine: &Engine) {
        let Some(id) = self.recent() else { return };
        self.given_up.insert(id.clone());
        let given_up = engine.discard(&id).is_ok();
        self.deed("discard", || if given_up { "done" } else { "nothing to give up" }.into());
    }

    /// Looks after mailboxes that are stopped.
    async fn sign_in_again(&mut self, engine: &Engine) {
        for (who, account) in self.accounts.clone() {
            let Some(login) = self.world.login(who, self.replies) else { continue };
            self.deed("password", || who.to_owned());
            if let Err(error) = engine.set_password(&account, login.password).await {
                self.violation(format!("a password cannot be stored: {}", error.failure().message));
            }
        }
    }

    // ---- everybody else -------------------------------------------------------------------------------------

    fn organizers_mind(&mut self) {
        let now = self.time.now();
        let kind = self.dice.u8(..5);
        let hours = self.dice.i64(1..5);
        let occurrence = self.dice.usize(..4);
        let sim = self.world.sim.clone();
        let Some(meeting) = self.world.any_meeting(&mut self.dice) else { return };
        let (organizer, uid) = (meeting.organizer, meeting.uid.clone());
        let start = meeting.occurrences.get(occurrence).copied();
        let (deed, done) = match (kind, start) {
            (0, _) => (
                "change of place",
                sim.update(organizer, &uid, |event| event.location = format!("Room {now}")),
            ),
            (1, _) => {
                let later = TimeDelta::hours(hours);
                let moved = |event: &mut exchange_sim::Event| {
                    event.start += later;
                    event.end += later;
                };
                meeting.occurrences.iter_mut().for_each(|start| *start += later);
                ("change of time", sim.update(organizer, &uid, moved))
            }
            (2, _) => {
                meeting.cancelled = true;
                ("cancellation", sim.cancel(organizer, &uid))
            }
            (3, Some(start)) => {
                let when = (start + TimeDelta::hours(hours), start + TimeDelta::hours(hours + 1));
                let moved =
                    |exception: &mut exchange_sim::model::event::Exception| exception.when = Some(when);
                ("change of an occurrence", sim.update_occurrence(organizer, &uid, start, moved))
            }
            (4, Some(start)) => {
                ("cancellation of an occurrence", sim.cancel_occurrence(organizer, &uid, start))
            }
            _ => return,
        };
        meeting.disturbed = true;
        self.deed(deed, || format!("{uid} {}", if done.is_ok() { "done" } else { "impossible" }));
    }

    fn another_program(&mut self) {
        let answer =
            [exchange_sim::Answer::Accepted, exchange_sim::Answer::Tentative, exchange_sim::Answer::Declined]
                [self.dice.usize(..3)];
        let who = self.world.invitees[self.dice.usize(..self.world.invitees.len())];
        let sim = self.world.sim.clone();
        let Some(meeting) = self.world.any_meeting(&mut self.dice) else { return };
        meeting.disturbed = true;
        meeting.answered_elsewhere.push(who);
        let uid = meeting.uid.clone();
        let done = sim.answer(who, &uid, answer, Some(ELSEWHERE)).is_ok();
        self.deed("answer with another program", || format!("{who} {answer:?} {uid} {done}"));
    }

    // ---- what must hold all the time ------------------------------------------------------------------------

    /// A person looks at the list: what was there is there, and what was decided is shown.
    fn look(&mut self, engine: &Engine) {
        for (who, account) in self.accounts.clone() {
            let Some(rows) = self.rows(engine, &account) else { continue };
            let mut decided = BTreeMap::new();
            for seen in self.seen.iter().filter(|seen| seen.who == who) {
                decided.insert(seen.meeting.clone(), seen.clone());
            }
            // The process may have died over a decision that nobody saw taken; then that one counts.
            let latest: BTreeMap<String, String> = engine
                .activity(&account)
                .unwrap_or_default()
                .into_iter()
                .rev()
                .map(|receipt| (receipt.meeting, receipt.id))
                .collect();
            for (meeting, seen) in decided {
                if latest.get(&meeting) != Some(&seen.id) {
                    continue;
                }
                let undisturbed = self.world.meeting(&seen.uid).is_some_and(|meeting| !meeting.disturbed);
                let waits = engine.receipt(&seen.id).is_ok_and(|receipt| {
                    receipt.lamps.calendar.state != CalendarLampState::Refused
                        && !self.taken_back.contains(&seen.id)
                        && !self.given_up.contains(&seen.id)
                });
                let shown = rows.iter().find(|row| row.id == meeting);
                if undisturbed && waits && shown.and_then(|row| row.answer) != Some(seen.answer) {
                    let says = shown.map(|row| row.answer);
                    let receipt = engine.receipt(&seen.id).map(|receipt| (receipt.lamps, receipt.trouble));
                    self.violation(format!(
                        "{who} decided {:?}, the list says {says:?}, the receipt {receipt:?}",
                        seen.answer
                    ));
                }
            }
            for row in &rows {
                let known = (row.uid.clone(), row.recurrence_id.clone());
                self.listed.insert((who, row.id.clone()), known);
            }
            let mailbox = self.world.sim.mailbox(who);
            let missing: Vec<String> = self
                .listed
                .iter()
                .filter(|((listed, id), _)| *listed == who && rows.iter().all(|row| row.id != *id))
                .filter(|(_, (uid, recurrence_id))| {
                    let fresh = self.world.meeting(uid).is_some_and(|meeting| !meeting.disturbed);
                    fresh
                        && recurrence_id.is_none()
                        && mailbox.as_ref().is_ok_and(|mailbox| {
                            mailbox
                                .inbox()
                                .mails()
                                .filter_map(|mail| mail.request())
                                .any(|one| one.uid == *uid)
                        })
                })
                .map(|(_, (uid, _))| uid.clone())
                .collect();
            for uid in missing {
                self.violation(format!(
                    "{who}'s invitation {uid} is in the Inbox and vanished from the list"
                ));
            }
        }
    }

    // ---- the end --------------------------------------------------------------------------------------------

    /// Everything works again, and Quorum gets the time it says it needs.
    async fn settle(&mut self, engine: &Engine) {
        self.note(|| "from here on nothing goes wrong".into());
        self.sky.with(|weather| weather.set_calm(true));
        self.world.sim.fail_no_more();
        self.time.set_right();
        self.sign_in_again(engine).await;
        let mut tried = BTreeSet::new();
        for round in 0..40 {
            let waits = [TimeDelta::minutes(2), TimeDelta::minutes(9), TimeDelta::minutes(31)];
            sleep(waits[round.min(2)]).await;
            if self.active(engine) > 0 {
                continue;
            }
            // Somebody comes back to what stands still, once.
            let stuck: Vec<String> =
                self.seen.iter().map(|seen| seen.id.clone()).filter(|id| tried.insert(id.clone())).collect();
            let try_them = self.dice.bool();
            for id in stuck.iter().filter(|_| try_them) {
                self.retry_that(engine, id);
            }
            if self.active(engine) == 0 {
                break;
            }
        }
        for _ in 0..2 {
            for (who, account) in self.accounts.clone() {
                if let Err(error) = engine.sync(&account).await {
                    self.violation(format!("{who}'s last Sync fails: {}", error.failure().message));
                }
            }
            sleep(self.world.lag + TimeDelta::seconds(2)).await;
        }
        self.look(engine);
        self.sky.with(|weather| weather.dies_in = None);
    }

    /// Answers that Quorum is still at work on.
    fn active(&self, engine: &Engine) -> usize {
        self.accounts.values().map(|account| engine.waiting(account).map_or(0, |waiting| waiting.len())).sum()
    }
}

/// What answers given with another program say, so that they can be told apart.
pub const ELSEWHERE: &str = "from my telephone";

async fn sleep(time: TimeDelta) {
    tokio::time::sleep(time.to_std().unwrap_or_default()).await;
}
