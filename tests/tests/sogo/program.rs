//! The whole main job at a command line, by the program itself.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use chrono::{SubsecRound as _, Utc};
use engine::view::Answer;
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Person, Sogo};
use quorum_tests::{programs, wait};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::replies;

/// Somebody at a terminal, on a machine without a keychain.
struct Terminal {
    program: PathBuf,
    person: Person,
    home: TempDir,
}

impl Terminal {
    /// Adds the mailbox from the host's address alone.
    async fn of(sogo: &Sogo, person: &Person, notifications: Notifications) -> Self {
        let program = programs::path("quorumctl").unwrap();
        let terminal = Self { program, person: person.clone(), home: tempfile::tempdir().unwrap() };
        let endpoint = sogo.endpoint(notifications);
        let host = endpoint.strip_suffix("/SOGo/Microsoft-Server-ActiveSync").unwrap();
        let (replies, tells) = match notifications {
            Notifications::SentBySogo => ("auto", "server"),
            Notifications::LeftToTheClient => ("client", "client"),
        };
        let add = ["account", "add", "--email", &person.email, "--user", &person.user, "--server", host];
        let account = terminal.json(&[&add[..], &["--replies", replies]].concat()).await;
        assert_eq!(account["server"], endpoint);
        assert_eq!((&account["family"], &account["protocol"]), (&json!("sogo"), &json!("14.1")));
        assert_eq!(account["tells"], tells);
        terminal
    }

    /// Runs it; exit code and what it printed.
    async fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let home: &Path = self.home.path();
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HOME", home)
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("TZ", "Europe/Berlin");
        command
            .env("QUORUM_PASSPHRASE", "correct horse battery")
            .env("QUORUM_PASSWORD", &self.person.password);
        command.arg("--profile").arg(home.join("profile")).arg("--json").args(arguments).stdin(Stdio::null());
        let output = command.kill_on_drop(true).output().await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// The same, which has to succeed.
    async fn json(&self, arguments: &[&str]) -> Value {
        let (code, out, err) = self.run(arguments).await;
        assert_eq!(code, 0, "{arguments:?}: {err}");
        serde_json::from_str(&out).unwrap()
    }

    /// Synchronises until the invitation is there; its id.
    async fn wait_for(&self, meeting: &Invitation) -> String {
        let listed = wait::until(meeting.summary(), Duration::from_secs(40), async || {
            self.json(&["sync"]).await;
            let open = self.json(&["invitations"]).await;
            Ok(open.as_array().unwrap().iter().find(|row| row["uid"] == meeting.uid()).cloned())
        });
        let row = listed.await.unwrap();
        assert_eq!((&row["state"], &row["answer"]), (&json!("open"), &Value::Null));
        row["id"].as_str().unwrap().to_owned()
    }
}

async fn the_main_job(notifications: Notifications) {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting =
        Invitation::new(&format!("At a terminal, {notifications:?}"), &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = Terminal::of(sogo, &cast.bob, notifications).await;
    let id = bob.wait_for(&meeting).await;
    let (told, by, comment) = match notifications {
        Notifications::SentBySogo => ("left_to_server", "server", ""),
        Notifications::LeftToTheClient => ("told", "client", "10 minutes late."),
    };

    if notifications == Notifications::SentBySogo {
        let (code, _, err) = bob.run(&["respond", &id, "accept", "--silent", "--wait"]).await;
        assert_eq!(code, 4, "SOGo tells whatever one wishes: {err}");
        replies::mails_from(sogo, &cast.bob, &cast.alice, 0).await;
    }
    let since = Utc::now().trunc_subsecs(0);
    let accept = ["respond", &id, "accept", "--comment", comment, "--wait"];
    let answer = bob.json(&accept).await;
    assert_eq!((&answer["id"], &answer["answer"]), (&json!(id), &json!("accepted")));
    assert_eq!(answer["calendar"]["state"], "confirmed", "{answer:#}");
    assert_eq!((&answer["organizer"]["state"], &answer["organizer"]["by"]), (&json!(told), &json!(by)));
    let again = bob.json(&accept).await;
    assert_eq!(again["receipt"], answer["receipt"], "the same answer again is the same receipt");
    replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;

    // Queued, and sent by the next Sync.
    let queued = bob.json(&["respond", &id, "decline"]).await;
    assert_eq!(queued["calendar"]["state"], "queued");
    let synced = bob.json(&["sync"]).await;
    assert_eq!(synced["answers"][0]["calendar"]["state"], "confirmed", "{synced:#}");
    let all = bob.json(&["invitations", "--all"]).await;
    assert_eq!((&all[0]["state"], &all[0]["answer"]), (&json!("answered"), &json!("declined")), "{all:#}");

    let mails = replies::mails_from(sogo, &cast.bob, &cast.alice, 2).await;
    let both = replies::about(&mails, &meeting, 2);
    for (mail, (answer, comment)) in both.iter().zip([(Answer::Accepted, comment), (Answer::Declined, "")]) {
        match notifications {
            Notifications::SentBySogo => {
                replies::check(mail, &meeting, &cast.bob, &cast.alice, answer);
            }
            Notifications::LeftToTheClient => {
                replies::check_ours(mail, &meeting, &cast.bob, &cast.alice, answer, comment, since);
            }
        }
    }

    let alice = Terminal::of(sogo, &cast.alice, notifications).await;
    alice.json(&["sync"]).await;
    let meetings = alice.json(&["meetings"]).await;
    let mine = meetings.as_array().unwrap().iter().find(|it| it["uid"] == meeting.uid()).unwrap();
    let grid = alice.json(&["grid", mine["id"].as_str().unwrap()]).await;
    let line = &grid["attendees"][0];
    assert_eq!((&line["email"], &line["status"]), (&json!(cast.bob.email), &json!("declined")), "{grid:#}");
    assert_eq!(line["from_mail_only"], false);
}

#[tokio::test]
async fn the_main_job_at_a_command_line_where_sogo_mails() {
    the_main_job(Notifications::SentBySogo).await;
}

#[tokio::test]
async fn the_main_job_at_a_command_line_where_we_mail() {
    the_main_job(Notifications::LeftToTheClient).await;
}

#[tokio::test]
async fn a_wrong_password_ends_with_the_exit_code_for_it() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let mut person = cast.bob.clone();
    person.password = "guess".to_owned();
    let program = programs::path("quorumctl").unwrap();
    let terminal = Terminal { program, person, home: tempfile::tempdir().unwrap() };
    let server = sogo.endpoint(Notifications::SentBySogo);
    let (code, out, err) =
        terminal.run(&["account", "add", "--email", &cast.bob.email, "--server", &server]).await;
    let error: Value = serde_json::from_str(&err).unwrap();
    assert_eq!((code, &error["error"]["code"]), (5, &json!("sign_in")), "{out}{err}");
    assert_eq!(terminal.json(&["account", "list"]).await, json!([]));
}
