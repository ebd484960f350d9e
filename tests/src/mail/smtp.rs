//! As much SMTP (RFC 5321) as it takes to hand in one message on loopback.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(20);

/// Hands a message in; `Ok` means that the server has taken responsibility for it.
///
/// # Errors
/// When the server refuses, with its words.
pub async fn send(port: u16, from: &str, to: &[&str], message: &[u8]) -> Result<()> {
    let sending = conversation(port, from, to, message);
    tokio::time::timeout(PATIENCE, sending).await.map_err(|_| anyhow!("SMTP: no answer"))?
}

async fn conversation(port: u16, from: &str, to: &[&str], message: &[u8]) -> Result<()> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.context("SMTP")?;
    let mut stream = BufReader::new(stream);
    expect(&mut stream, "the greeting", b'2').await?;
    say(&mut stream, "EHLO organizer.external.test", b'2').await?;
    say(&mut stream, &format!("MAIL FROM:<{from}>"), b'2').await?;
    for recipient in to {
        say(&mut stream, &format!("RCPT TO:<{recipient}>"), b'2').await?;
    }
    say(&mut stream, "DATA", b'3').await?;
    stream.write_all(&dotted(message)).await?;
    say(&mut stream, ".", b'2').await?;
    say(&mut stream, "QUIT", b'2').await
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str, good: u8) -> Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    expect(stream, line, good).await
}

/// Reads one answer of one or more lines (`250-…` goes on, `250 …` is the last).
async fn expect(stream: &mut BufReader<TcpStream>, to_what: &str, good: u8) -> Result<()> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            bail!("SMTP: the server closed the connection after {to_what}");
        }
        if line.as_bytes().first() != Some(&good) {
            bail!("SMTP: {to_what} was answered with {}", line.trim_end());
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}

/// Lines end in CRLF, a leading dot is doubled, and the last line is complete.
fn dotted(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(message.len() + 64);
    let text = message.strip_suffix(b"\n").unwrap_or(message);
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'.') {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
        wire.extend_from_slice(b"\r\n");
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_at_a_lines_start_does_not_end_the_message() {
        assert_eq!(dotted(b"one\n.\r\n..two"), b"one\r\n..\r\n...two\r\n");
        assert_eq!(dotted(b"one\r\n"), b"one\r\n", "no empty line is added");
    }
}
