//! The command line as somebody in a session uses it: what it prints, how it ends.
//!
//! What its words and numbers should be is left to the tests.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::programs;
use crate::session::Session;
use crate::supervise;

/// `quorumctl` on one profile.
#[derive(Debug)]
pub struct Quorumctl<'a> {
    session: &'a Session,
    program: PathBuf,
    profile: PathBuf,
    variables: Vec<(String, String)>,
}

/// How a command went.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub output: String,
    /// What it complained about.
    pub errors: String,
}

impl<'a> Quorumctl<'a> {
    /// On this profile, which need not exist yet.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn new(session: &'a Session, profile: impl Into<PathBuf>) -> Result<Self> {
        let program = programs::path("quorumctl")?;
        Ok(Self { session, program, profile: profile.into(), variables: Vec::new() })
    }

    /// With one more environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a command to its end. It gets nothing to read.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, arguments: &[&str]) -> Result<Ran> {
        let ended = self.command(arguments).stdin(Stdio::null()).output().context("quorumctl")?;
        Ok(Ran::from(&ended))
    }

    /// Runs a command that is killed if it is still alive after this time; then it is nobody's to ask.
    ///
    /// # Errors
    /// When it cannot be started, or ends by a signal of somebody else's.
    pub async fn run_with_a_life_of(&self, life: Duration, arguments: &[&str]) -> Result<Option<Ran>> {
        let ended = supervise::run_with_a_life_of(life, self.command(arguments)).await?;
        Ok(ended.as_ref().map(Ran::from))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.session.command(&self.program);
        command.arg("--profile").arg(&self.profile).args(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command that succeeds, and reads the JSON that it prints.
    ///
    /// # Errors
    /// When it does not succeed or prints no JSON.
    pub fn json(&self, arguments: &[&str]) -> Result<Value> {
        let arguments: Vec<&str> = ["--json"].into_iter().chain(arguments.iter().copied()).collect();
        let ran = self.run(&arguments)?;
        ensure!(ran.code == Some(0), "{arguments:?} ended with {:?}: {}", ran.code, ran.errors);
        serde_json::from_str(&ran.output).with_context(|| ran.output.clone())
    }
}

impl From<&Output> for Ran {
    fn from(ended: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: ended.status.code(), output: text(&ended.stdout), errors: text(&ended.stderr) }
    }
}
