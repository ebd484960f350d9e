//! Somebody at a command line on a computer that stops at any moment: `quorumctl` killed by SIGKILL while it answers,
//! started again, killed again, until it is left alone.
//!
//! Here is kept what that person has seen, so that nothing seen can get lost unnoticed. What has to have reached the
//! server and the organizer is left to the tests.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::quorumctl::{Quorumctl, Ran};
use crate::wait;

/// Longer than any command takes that is not meant to be killed.
const UNDISTURBED: Duration = Duration::from_secs(60);
/// Longer than any server of ours takes to apply an answer, and an engine to wait for that.
const PATIENCE: Duration = Duration::from_secs(90);
/// Exit codes of an answer that is on its way or as far as it gets: done, waiting, the organizer not told.
const ON_ITS_WAY: [i32; 3] = [0, 6, 8];

/// Where the moments come from: `QUORUM_SEED`, where somebody wants those of an earlier run, else others each time.
///
/// # Errors
/// When that is not a number.
pub fn seed() -> Result<u64> {
    match std::env::var("QUORUM_SEED") {
        Ok(seed) => seed.parse().with_context(|| format!("QUORUM_SEED is {seed:?}, which is not a number")),
        Err(_) => Ok(fastrand::u64(..)),
    }
}

/// What somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Id of the meeting.
    pub meeting: String,
    /// `accept`, `tentative` or `decline`.
    pub answer: &'static str,
    /// For the organizer.
    pub comment: String,
}

impl Decision {
    fn command(&self) -> [&str; 6] {
        ["respond", &self.meeting, self.answer, "--comment", &self.comment, "--wait"]
    }

    /// How an answer is called once it was given.
    #[must_use]
    pub fn given(&self) -> &'static str {
        match self.answer {
            "accept" => "accepted",
            "tentative" => "tentative",
            _ => "declined",
        }
    }
}

/// One person's profile, and the moments at which the program over it died.
#[derive(Debug)]
pub struct Crashes<'a> {
    quorumctl: Quorumctl<'a>,
    random: fastrand::Rng,
    start: Duration,
    life: Duration,
    kills: usize,
    seen: BTreeMap<String, Value>,
    moments: BTreeMap<String, usize>,
}

impl<'a> Crashes<'a> {
    /// On this profile, with moments drawn from this seed.
    #[must_use]
    pub fn new(quorumctl: Quorumctl<'a>, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self {
            quorumctl,
            random,
            start: Duration::ZERO,
            life: Duration::ZERO,
            kills: 0,
            seen: BTreeMap::new(),
            moments: BTreeMap::new(),
        }
    }

    /// How often the program was killed, by the system's own account.
    #[must_use]
    pub fn kills(&self) -> usize {
        self.kills
    }

    /// How long an answer takes that nobody disturbs.
    #[must_use]
    pub fn life(&self) -> Duration {
        self.life
    }

    /// How far the answers were when the program died, and how often.
    #[must_use]
    pub fn moments(&self) -> &BTreeMap<String, usize> {
        &self.moments
    }

    /// Something else at random, from the same seed.
    pub fn random(&mut self) -> &mut fastrand::Rng {
        &mut self.random
    }

    /// Runs a command that nobody disturbs, and reads the JSON that it prints.
    ///
    /// # Errors
    /// When it does not succeed.
    pub async fn json(&self, arguments: &[&str]) -> Result<Value> {
        let ran = self.whole(arguments).await?;
        ensure!(ran.code == Some(0), "{arguments:?} ended with {:?}: {}", ran.code, ran.errors);
        serde_json::from_str(&ran.output).with_context(|| ran.output.clone())
    }

    async fn whole(&self, arguments: &[&str]) -> Result<Ran> {
        let ran = self.quorumctl.run_with_a_life_of(UNDISTURBED, &json(arguments)).await?;
        ran.with_context(|| format!("{arguments:?} did not end"))
    }

    /// Answers without a crash, and notes how long that takes: the moments to come lie within that time.
    ///
    /// # Errors
    /// When the answer is not on its way afterwards.
    pub async fn undisturbed(&mut self, decision: &Decision) -> Result<()> {
        let begun = Instant::now();
        self.look().await?;
        self.start = begun.elapsed();
        let begun = Instant::now();
        let command = decision.command();
        let ran = self.whole(&command).await?;
        self.life = begun.elapsed();
        self.ended(&command, &ran)
    }

    /// A moment in the life of an answer: of its whole life, or, every other time, of the part that comes after what
    /// every command needs before it does anything.
    fn moment(&mut self) -> Result<Duration> {
        let start = if self.random.bool() { Duration::ZERO } else { self.start.min(self.life) };
        let micros = |time: Duration| u64::try_from(time.as_micros());
        Ok(Duration::from_micros(self.random.u64(micros(start)?..=micros(self.life)?)))
    }

    /// Answers, with so many crashes. Each time the program is started again, to answer anew or to synchronise. Ends
    /// early where it came to its end by itself; how far the answer is then is not known.
    ///
    /// # Errors
    /// When the program fails where it should not, or something that was seen is gone.
    pub async fn crash(&mut self, decision: &Decision, times: usize) -> Result<()> {
        for time in 0..times {
            let command = decision.command();
            let arguments: &[&str] = if time > 0 && self.random.bool() { &["sync"] } else { &command };
            let moment = self.moment()?;
            match self.quorumctl.run_with_a_life_of(moment, &json(arguments)).await? {
                Some(ran) => return self.ended(arguments, &ran),
                None => self.kills += 1,
            }
            let answers = self.look().await?;
            let newest = answers.iter().find(|answer| answer["id"] == decision.meeting.as_str());
            let moment = newest.filter(|answer| answer["answer"] == decision.given());
            let moment = moment.map_or_else(|| "not stored".to_owned(), lamps);
            *self.moments.entry(moment).or_default() += 1;
        }
        Ok(())
    }

    /// Answers (again) without a crash. Says whether the answer has arrived.
    ///
    /// # Errors
    /// When the answer is not even on its way afterwards, or something that was seen is gone.
    pub async fn finish(&mut self, decision: &Decision) -> Result<bool> {
        let arguments = decision.command();
        let ran = self.whole(&arguments).await?;
        self.ended(&arguments, &ran)?;
        let answers = self.look().await?;
        let newest = answers.iter().find(|answer| answer["id"] == decision.meeting.as_str());
        Ok(newest.is_some_and(|newest| is_settled(newest, &answers)))
    }

    /// Brings the profile up to date; answers may still be on their way then.
    ///
    /// # Errors
    /// When it does not succeed.
    pub async fn sync(&mut self) -> Result<()> {
        let ran = self.whole(&["sync"]).await?;
        self.ended(&["sync"], &ran)
    }

    /// Synchronises until every answer is as far as it gets, each when its time has come; all of them then.
    ///
    /// # Errors
    /// When one of them is stuck.
    pub async fn settle(&mut self) -> Result<Vec<Value>> {
        let end = Instant::now() + PATIENCE;
        loop {
            self.sync().await?;
            let answers = self.look().await?;
            let waiting: Vec<&Value> =
                answers.iter().filter(|answer| !is_settled(answer, &answers)).collect();
            let Some(first) = waiting.first() else { return Ok(answers) };
            ensure!(Instant::now() < end, "an answer is stuck: {first:#}");
            let at: Option<DateTime<Utc>> =
                first["trouble"]["retry_at"].as_str().map(str::parse).transpose()?;
            wait::until("the answer's time", PATIENCE, async || {
                Ok(at.is_none_or(|at| at <= Utc::now()).then_some(()))
            })
            .await?;
        }
    }

    /// The answers as another process sees them; nothing that was seen before may be missing.
    async fn look(&mut self) -> Result<Vec<Value>> {
        let activity = self.json(&["activity"]).await.context("after a crash")?;
        let answers = activity.as_array().cloned().unwrap_or_default();
        let is_here = |receipt: &str| answers.iter().any(|answer| answer["receipt"] == receipt);
        for (receipt, answer) in &self.seen {
            // Another decision takes the place of one that has not left; that is no loss.
            let replaced = answer["calendar"]["state"] == "queued"
                && answers.iter().any(|other| other["id"] == answer["id"] && other["receipt"] != **receipt);
            ensure!(is_here(receipt) || replaced, "an answer was lost: {answer:#}");
        }
        self.seen = answers.iter().map(|answer| (text(&answer["receipt"]), answer.clone())).collect();
        Ok(answers)
    }

    /// It came to its end; an answer that it printed has been seen.
    fn ended(&mut self, arguments: &[&str], ran: &Ran) -> Result<()> {
        let fine = ran.code.is_some_and(|code| ON_ITS_WAY.contains(&code));
        ensure!(fine, "{arguments:?} ended with {:?}: {}{}", ran.code, ran.output, ran.errors);
        if arguments.first() == Some(&"respond") {
            let answer: Value = serde_json::from_str(&ran.output).with_context(|| ran.output.clone())?;
            self.seen.insert(text(&answer["receipt"]), answer);
        }
        Ok(())
    }
}

/// Both lamps are as they will stay: the calendar showed the answer, unless another one followed it, and the organizer
/// was told, or that is the server's affair, or it is known why not, or that nobody can know.
fn is_settled(answer: &Value, all: &[Value]) -> bool {
    let newest = all.iter().find(|other| other["id"] == answer["id"]);
    let is_newest = newest.is_some_and(|newest| newest["receipt"] == answer["receipt"]);
    let calendar = match answer["calendar"]["state"].as_str() {
        Some("confirmed") => true,
        Some("accepted") => !is_newest,
        _ => false,
    };
    calendar
        && matches!(
            answer["organizer"]["state"].as_str(),
            Some("told" | "left_to_server" | "failed" | "unknown")
        )
}

fn lamps(answer: &Value) -> String {
    format!("{}/{}", text(&answer["calendar"]["state"]), text(&answer["organizer"]["state"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn json<'b>(arguments: &[&'b str]) -> Vec<&'b str> {
    ["--json"].into_iter().chain(arguments.iter().copied()).collect()
}
