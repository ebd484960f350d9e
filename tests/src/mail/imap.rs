//! As much IMAP (RFC 3501) as it takes to look into a mailbox: sign in, select, fetch whole messages.
//!
//! What a message means is left to [`super::received`].

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::received::Mail;
use crate::wait;

/// A signed-in connection.
#[derive(Debug)]
pub struct Imap {
    stream: BufReader<TcpStream>,
    number: u32,
}

/// One piece of an untagged answer: a line, or the bytes of a literal.
#[derive(Debug)]
enum Piece {
    Line(String),
    Literal(Vec<u8>),
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Imap {
    /// Connects to loopback and signs in.
    ///
    /// # Errors
    /// When the server is not there or does not know the user.
    pub async fn sign_in(port: u16, user: &str, password: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.context("IMAP")?;
        let mut imap = Self { stream: BufReader::new(stream), number: 0 };
        let greeting = imap.line().await?;
        if !greeting.starts_with("* OK") {
            bail!("IMAP greeted with {greeting}");
        }
        imap.command(&format!("LOGIN {user} {password}")).await?;
        Ok(imap)
    }

    /// Creates the `new` folders and turns modification sequences on in them, in the inbox and in `others`.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn enable_modification_sequences(&mut self, new: &[&str], others: &[&str]) -> Result<()> {
        self.command("ENABLE CONDSTORE").await?;
        for folder in new {
            self.command(&format!("CREATE {folder}")).await?;
        }
        for folder in ["INBOX"].iter().chain(others).chain(new) {
            self.command(&format!("SELECT {folder}")).await?;
        }
        Ok(())
    }

    /// Every message of a folder, oldest first, without marking any as read.
    ///
    /// # Errors
    /// When there is no such folder.
    pub async fn mails(&mut self, folder: &str) -> Result<Vec<Mail>> {
        let selected = self.command(&format!("EXAMINE {folder}")).await?;
        let empty = selected.iter().any(|piece| matches!(piece, Piece::Line(line) if line == "* 0 EXISTS"));
        if empty {
            return Ok(Vec::new());
        }
        let fetched = self.command("FETCH 1:* (FLAGS BODY.PEEK[])").await?;
        let mut mails = Vec::new();
        let mut flags = String::new();
        for piece in fetched {
            match piece {
                Piece::Line(line) if line.contains(" FETCH (") => flags = line,
                Piece::Line(_) => {}
                Piece::Literal(bytes) => mails.push(Mail::new(bytes, flags.contains("\\Seen"))),
            }
        }
        Ok(mails)
    }

    /// Waits until exactly this many messages of a folder are of the wanted kind, and gives them.
    ///
    /// # Errors
    /// When there are too many, or not enough within the limit; either way with the subjects of all.
    pub async fn wait_for(
        &mut self,
        folder: &str,
        count: usize,
        wanted: impl Fn(&Mail) -> bool,
    ) -> Result<Vec<Mail>> {
        let mut subjects = Vec::new();
        let what = format!("{count} such mails in {folder}");
        let found = wait::until(&what, PATIENCE, async || {
            let mails = self.mails(folder).await?;
            subjects = mails.iter().map(Mail::subject).collect();
            let found: Vec<Mail> = mails.into_iter().filter(|mail| wanted(mail)).collect();
            if found.len() > count {
                bail!("{} such mails in {folder} where {count} should be", found.len());
            }
            Ok((found.len() == count).then_some(found))
        });
        let found = found.await;
        found.with_context(|| format!("{folder} holds: {}", subjects.join("; ")))
    }

    /// Says good-bye, so that the server keeps nothing open.
    ///
    /// # Errors
    /// When the connection is gone already.
    pub async fn sign_out(mut self) -> Result<()> {
        self.command("LOGOUT").await.map(|_| ())
    }

    async fn command(&mut self, command: &str) -> Result<Vec<Piece>> {
        self.number += 1;
        let tag = format!("q{}", self.number);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        let answer = tokio::time::timeout(PATIENCE, self.answer(&tag)).await;
        // The password is in the LOGIN line, so only the verb is named.
        let verb = command.split(' ').next().unwrap_or(command);
        answer.map_err(|_| anyhow!("no answer"))?.with_context(|| format!("IMAP {verb}"))
    }

    async fn answer(&mut self, tag: &str) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        loop {
            let line = self.line().await?;
            if let Some(verdict) = line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                if verdict.starts_with("OK") {
                    return Ok(pieces);
                }
                bail!("{verdict}");
            }
            let literal = literal_length(&line);
            pieces.push(Piece::Line(line));
            if let Some(length) = literal {
                let mut bytes = vec![0; length];
                self.stream.read_exact(&mut bytes).await?;
                pieces.push(Piece::Literal(bytes));
            }
        }
    }

    async fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            bail!("the server has closed the connection");
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok(line)
    }
}

/// `… BODY[] {1234}` announces that many bytes.
fn literal_length(line: &str) -> Option<usize> {
    line.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_in_braces_at_the_end_announces_a_literal() {
        assert_eq!(literal_length("* 1 FETCH (FLAGS () BODY[] {1234}"), Some(1234));
        assert_eq!(literal_length("* FLAGS (\\Seen {x})"), None);
        assert_eq!(literal_length("* OK {12} more"), None);
    }
}
