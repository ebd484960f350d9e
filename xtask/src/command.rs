//! Calling other programs: shown to the person as they run, and read by us at the same time.
//!
//! What the output means is left to [`crate::tally`].

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use crate::Result;

/// A heading, so that a long log can be found one's way in.
pub fn heading(text: &str) {
    let (bold, plain) = if std::io::stdout().is_terminal() { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    println!("\n{bold}== {text}{plain}");
}

/// Runs a program in place of this one and hands its exit code on.
pub fn pass_on(command: &mut Command) -> Result<ExitCode> {
    let status = status(command)?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}

/// Runs a program on our own terminal.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().map_err(|problem| cannot_start(command, &problem))
}

/// What a program prints, if it starts and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program, passing every line on to `show` as it comes and to `read` without its colours.
///
/// Both streams share one pipe, because Cargo names the test binary on one and its result on the other,
/// and only their order says which belongs to which.
pub fn watch(command: &Command, show: &mut dyn Write, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut merged = Command::new("sh");
    merged.args(["-c", r#"exec "$@" 2>&1"#, "sh"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => merged.env(name, value),
            None => merged.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        merged.current_dir(folder);
    }
    if std::io::stdout().is_terminal() {
        merged.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let mut child = merged
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|problem| cannot_start(command, &problem))?;
    let pipe = child.stdout.take().ok_or("the program's output could not be read")?;
    let mut lines = BufReader::new(pipe);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        show.write_all(&line)?;
        show.flush()?;
        read(&without_colours(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    Ok(child.wait()?)
}

fn cannot_start(command: &Command, problem: &std::io::Error) -> Box<dyn std::error::Error> {
    format!("{} could not be started: {problem}", command.get_program().to_string_lossy()).into()
}

/// The text without ANSI escape sequences and without the line's end.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.trim_end().chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            // ESC [ parameters, then one letter.
            for skipped in characters.by_ref() {
                if skipped.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_do_not_hide_what_a_line_says() {
        assert_eq!(without_colours("\x1b[1m\x1b[92m     Running\x1b[0m x\r\n"), "     Running x");
    }

    #[test]
    fn both_streams_arrive_in_the_order_they_were_written() {
        let mut seen = Vec::new();
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; echo two >&2; echo three; exit 3"]);
        let mut shown = Vec::new();
        let status = watch(&shell, &mut shown, |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["one", "two", "three"]);
        assert_eq!(shown, b"one\ntwo\nthree\n");
        assert_eq!(status.code(), Some(3), "the program's verdict is handed on");
    }
}
