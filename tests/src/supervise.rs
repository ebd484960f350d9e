//! Processes that end with the test that started them: when it is done, when it panics, and when it is
//! killed from outside and nothing of ours gets to run any more.
//!
//! The trick is a pipe. Every started process has a small shell beside it that reads from a pipe whose other
//! end only the test holds. However the test ends, the kernel closes that end; the shell sees the end of its
//! input and ends the whole process group.
//!
//! Whether a started process is *ready* is left to the caller, who knows what to ask it.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::wait::until_blocking;

/// A program about to be started.
#[derive(Debug)]
pub struct Launch<'a> {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Option<&'a [(String, String)]>,
    input: &'a str,
}

impl<'a> Launch<'a> {
    /// A program by name or path, with our own environment and nothing to read.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), environment: None, input: "" }
    }

    /// Appends arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// This environment and nothing else.
    #[must_use]
    pub fn environment(mut self, environment: &'a [(String, String)]) -> Self {
        self.environment = Some(environment);
        self
    }

    /// All that it gets to read.
    #[must_use]
    pub fn input(mut self, input: &'a str) -> Self {
        self.input = input;
        self
    }

    /// Starts it in a process group of its own. What it says goes to `NAME.log` and `NAME.out` in the folder.
    ///
    /// # Errors
    /// When no shell can be started or the files cannot be made.
    pub fn start(self, folder: &Path, name: &str) -> Result<Supervised> {
        let file = |end: &str| folder.join(format!("{name}.{end}"));
        let (input, output, log) = (file("in"), file("out"), file("log"));
        fs::write(&input, self.input)?;
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", WATCHDOG, name]).args([&input, &output, &log]);
        shell.arg(&self.program).args(&self.arguments);
        if let Some(environment) = self.environment {
            shell.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
        }
        let leash = Leash::start(shell).with_context(|| format!("{name} could not be started"))?;
        Ok(Supervised { leash, name: name.to_owned(), log, output })
    }
}

/// A process and all it starts, held by a pipe.
#[derive(Debug)]
pub struct Supervised {
    leash: Leash,
    name: String,
    log: PathBuf,
    output: PathBuf,
}

impl Supervised {
    /// What it was started as.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the program has written to its standard output so far.
    #[must_use]
    pub fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// The end of what it has complained about, for an error message.
    #[must_use]
    pub fn last_words(&self) -> String {
        last_lines(&self.log, 15)
    }

    /// Ends it now rather than at the end of the test.
    pub fn stop(self) {
        drop(self.leash);
    }
}

/// $1 input, $2 output, $3 log, then the program.
const WATCHDOG: &str = concat!(
    include_str!("family.sh"),
    r#"
input=$1 output=$2 log=$3; shift 3
setsid "$@" <"$input" >"$output" 2>"$log" &
child=$!
read -r _
end $child
"#
);

/// A shell that ends what it has started as soon as its input ends.
#[derive(Debug)]
pub struct Leash {
    shell: Child,
    input: Option<ChildStdin>,
}

impl Leash {
    /// Starts the shell, deaf to a Ctrl-C that is meant for the test: it will notice the test's end anyhow.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut shell: Command) -> Result<Self> {
        let mut shell = shell
            .process_group(0)
            .stdin(Stdio::piped())
            // Nobody who reads the test's output may have to wait for the shell to end.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let input = shell.stdin.take();
        Ok(Self { shell, input })
    }

    /// Gives the shell one line to read.
    ///
    /// # Errors
    /// When the shell has ended.
    pub fn tell(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().ok_or_else(|| anyhow!("it has been told to stop"))?;
        writeln!(input, "{line}").context("the supervising shell has ended")
    }

    /// Whether the shell has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.shell.try_wait(), Ok(None))
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.input.take());
        let gone = until_blocking("the supervising shell to end", Duration::from_secs(20), || {
            Ok(self.shell.try_wait()?)
        });
        if gone.is_err() {
            // Only the shell is ours to kill; say so rather than leave it unsaid.
            eprintln!("a test's processes did not end in time (shell {})", self.shell.id());
            self.shell.kill().ok();
        }
    }
}

/// Number of the signal that no process can catch.
const SIGKILL: i32 = 9;

/// Runs a program that has so long to live; `None` when it was still alive then and was killed, without any of it
/// getting to run once more: as when the machine stops.
///
/// # Errors
/// When it cannot be started, or ended in any other way than by itself or by this.
pub async fn run_with_a_life_of(life: Duration, command: Command) -> Result<Option<Output>> {
    let name = command.get_program().to_owned();
    let mut command = tokio::process::Command::from(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("{} could not be started", name.display()))?;
    let stdout = tokio::spawn(all_of(child.stdout.take()));
    let stderr = tokio::spawn(all_of(child.stderr.take()));
    let status = match tokio::time::timeout(life, child.wait()).await {
        Ok(status) => status?,
        Err(_) => {
            child.start_kill()?;
            child.wait().await?
        }
    };
    match status.signal() {
        Some(SIGKILL) => Ok(None),
        Some(other) => bail!("{} was ended by signal {other}", name.display()),
        None => Ok(Some(Output { status, stdout: stdout.await??, stderr: stderr.await?? })),
    }
}

async fn all_of(stream: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        stream.read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// A shell that may do what only root may: by itself where the tests run as root, else by a `sudo` that does not ask.
///
/// # Errors
/// When neither is so; what needs root is in the sentence that says it.
pub fn root_shell(what: &str) -> Result<Command> {
    if fs::metadata("/proc/self")?.uid() == 0 {
        return Ok(Command::new("/bin/sh"));
    }
    let allowed = Command::new("sudo").args(["-n", "true"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        bail!(
            "{what} has to be done by root. Run the tests as root, or let sudo work without asking: `sudo -v` \
             shortly before"
        );
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "/bin/sh"]);
    Ok(sudo)
}

/// The last lines of a file, for an error message.
#[must_use]
pub fn last_lines(file: &Path, count: usize) -> String {
    let text = fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}
