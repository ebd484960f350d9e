//! Whatever is wrong has a sentence that says what to do, and an exit code that a script can tell apart.

use exchange_sim::{Command, Fault, On};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::desk::{ALICE, BOB, Desk, Program, Run, start, text};

/// Something that is no ActiveSync server: answers everything with this. Its URL comes back.
async fn answering(response: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(response.as_bytes()).await;
            });
        }
    });
    url
}

async fn add(desk: &Desk, server: &str, password: &str, more: &[&str]) -> Run {
    let add = ["account", "add", "--json", "--email", BOB, "--user", "bob", "--server", server];
    desk.quorumctl(BOB, &add).arguments(more).variable("QUORUM_PASSWORD", password).run().await
}

async fn desk() -> Desk {
    Desk::exchange("16.1").await
}

#[tokio::test]
async fn a_wrong_password() {
    let desk = desk().await;
    let error = add(&desk, desk.url(), "wrong", &[]).await.error(5, "sign_in");
    assert!(text(&error["message"]).contains("does not accept this user name and password"), "{error}");
    assert_eq!(desk.json(BOB, &["account", "list"]).await, serde_json::json!([]), "nothing half-made stays");
}

#[tokio::test]
async fn an_html_page_where_activesync_should_be() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\nConnection: close\r\n\r\n\
                <html>Sign in</html>\r\n";
    let url = answering(page).await;
    let error = add(&desk().await, &url, "pw", &[]).await.error(7, "not_active_sync");
    assert!(text(&error["message"]).contains("/Microsoft-Server-ActiveSync"), "{error}");
}

#[tokio::test]
async fn a_server_without_activesync() {
    let page = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let error = add(&desk().await, &answering(page).await, "pw", &[]).await.error(7, "not_active_sync");
    assert!(text(&error["message"]).contains("no ActiveSync at this address"), "{error}");
}

#[tokio::test]
async fn a_connection_that_is_not_secure() {
    let desk = desk().await;
    let plain = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
    let error = add(&desk, &plain.replace("http:", "https:"), "pw", &[]).await.error(7, "tls");
    assert_eq!(
        error["message"],
        "The secure connection to 127.0.0.1 failed: it does not encrypt there; check the address and its port. \
         Nothing was sent."
    );
    assert_eq!(desk.json(BOB, &["account", "list"]).await, serde_json::json!([]), "nothing half-made stays");
}

#[tokio::test]
async fn what_cannot_be_read_is_named_with_the_place_to_see_it() {
    let desk = desk().await;
    desk.quarterly_planning();
    let mails_start = start().format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let nowhere = Fault::Garbled { value: mails_start, bytes: b"soon".to_vec() };
    desk.sim().fail(On::command(Command::Sync).times(u32::MAX), nowhere);
    desk.sign_in(BOB).await;
    let run = desk.run(BOB, &["sync"]).await.done();
    let said = String::from_utf8(run.out.clone()).unwrap();
    assert!(said.contains("\n1 item cannot be read here:\n  mail \"Quarterly Planning\", "), "{said}");
    assert!(said.ends_with("\nOpen your mail program or the server's web mail to see it.\n"), "{said}");
    assert_eq!(desk.json(BOB, &["sync"]).await["unreadable_items"], 1);
}

#[tokio::test]
async fn a_server_that_is_too_old() {
    let old = "HTTP/1.1 200 OK\r\nMS-ASProtocolVersions: 2.5,12.0,12.1\r\nMS-ASProtocolCommands: Sync\r\n\
               Content-Length: 0\r\nConnection: close\r\n\r\n";
    let error = add(&desk().await, &answering(old).await, "pw", &[]).await.error(7, "no_common_version");
    assert!(text(&error["message"]).contains("2.5, 12.0, 12.1"), "{error}");
}

#[tokio::test]
async fn nobody_listens_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    add(&desk().await, &url, "pw", &[]).await.error(6, "server_not_found");
}

#[tokio::test]
async fn a_password_never_leaves_this_computer_in_the_clear() {
    let error = add(&desk().await, "http://mail.example.com", "pw", &[]).await.error(2, "insecure_url");
    assert!(text(&error["message"]).contains("https://"), "{error}");
}

#[tokio::test]
async fn what_cannot_be_used_is_said_before_anything_is_asked() {
    let desk = desk().await;
    for (server, more) in [("ht tp://x", [].as_slice()), (desk.url(), &["--protocol", "12.1"])] {
        add(&desk, server, "pw", more).await.error(2, "bad_input");
    }
    let again = ["account", "add", "--json", "--email", "bob", "--server", desk.url()];
    let run = desk.quorumctl(BOB, &again).variable("QUORUM_PASSWORD", "pw").run().await;
    assert!(text(&run.error(2, "bad_input")["message"]).contains("whole e-mail address"));
    assert_eq!(desk.sim().history().len(), 0);
}

#[tokio::test]
async fn a_password_has_to_come_from_somewhere() {
    let desk = desk().await;
    let run = desk.add(BOB, BOB).without("QUORUM_PASSWORD").argument("--json").run().await;
    let error = run.error(2, "password_missing");
    assert!(text(&error["message"]).contains("QUORUM_PASSWORD"), "{error}");
    assert!(!desk.profile(BOB).exists(), "and nothing was made");
}

#[tokio::test]
async fn the_saved_passwords_have_to_be_opened() {
    let desk = desk().await;
    let run = desk.add(BOB, BOB).without("QUORUM_PASSPHRASE").argument("--json").run().await;
    assert!(text(&run.error(11, "passphrase")["message"]).contains("Choose one"));
    let run = desk.add(BOB, BOB).variable("QUORUM_PASSPHRASE", "short").argument("--json").run().await;
    assert!(text(&run.error(11, "passphrase")["message"]).contains("at least 8 characters"));

    desk.sign_in(BOB).await;
    let sync = || desk.quorumctl(BOB, &["sync", "--json"]);
    let error = sync().without("QUORUM_PASSPHRASE").run().await.error(11, "passphrase");
    assert!(text(&error["message"]).contains("QUORUM_PASSPHRASE"), "{error}");
    sync().variable("QUORUM_PASSPHRASE", "another passphrase").run().await.error(11, "passphrase");
    desk.quorumctl(BOB, &["invitations"]).without("QUORUM_PASSPHRASE").run().await.done();
}

#[tokio::test]
async fn a_vault_that_was_lost_is_not_made_anew_behind_somebodys_back() {
    let desk = desk().await;
    desk.sign_in(BOB).await;
    std::fs::remove_file(desk.profile(BOB).join("vault")).unwrap();
    let error = desk.run(BOB, &["sync", "--json"]).await.error(11, "keychain");
    assert!(text(&error["message"]).contains("quorumctl account password"), "{error}");
    assert!(!desk.profile(BOB).join("vault").exists(), "it would hide what the keychain holds");
    let password = desk.quorumctl(BOB, &["account", "password", BOB]);
    password.variable("QUORUM_PASSWORD", &desk.account(BOB).password).run().await.done();
    desk.run(BOB, &["sync"]).await.done();
}

#[tokio::test]
async fn ids_that_nobody_has() {
    let desk = desk().await;
    desk.quarterly_planning();
    desk.bobs_invitation().await;
    for unknown in [
        ["respond", "ffffffffffffffff", "accept"].as_slice(),
        &["grid", "ffffffffffffffff"],
        &["grid"],
        &["retry", "ffffffffffffffff"],
        &["account", "remove", "nobody@contoso.com"],
        &["sync", "--account", "nobody@contoso.com"],
    ] {
        let run = desk.quorumctl(BOB, unknown).argument("--json").run().await;
        run.error(3, "not_found");
    }
}

#[tokio::test]
async fn meetings_of_ones_own_and_meetings_called_off_have_no_answer() {
    let desk = desk().await;
    let uid = desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.alice_sees_bob().await;
    let meetings = desk.json(ALICE, &["meetings"]).await;
    let run = desk.run(ALICE, &["respond", text(&meetings[0]["id"]), "accept", "--json"]).await;
    assert!(text(&run.error(4, "not_answerable")["message"]).contains("You organize this meeting"));

    desk.sim().cancel(ALICE, &uid).unwrap();
    desk.run(BOB, &["sync"]).await.done();
    let run = desk.run(BOB, &["respond", &id, "accept", "--json"]).await;
    assert!(text(&run.error(4, "not_answerable")["message"]).contains("called this meeting off"));
}

#[tokio::test]
async fn a_server_in_trouble_loses_nothing() {
    let desk = desk().await;
    desk.quarterly_planning();
    desk.bobs_invitation().await;
    for (fault, code, reason) in [
        (Fault::ServerError, 7, "server_busy"),
        (Fault::Busy(Some(60)), 7, "server_busy"),
        (Fault::Garbage, 7, "bad_answer"),
        (Fault::Truncated, 7, "bad_answer"),
        (Fault::Html, 7, "not_active_sync"),
        (Fault::Forbidden, 5, "forbidden"),
        (Fault::LoseReply, 6, "offline"),
        (Fault::Status(99), 7, "unknown_status"),
    ] {
        let before = desk.json(BOB, &["invitations"]).await;
        desk.quarterly_planning();
        desk.sim().fail(On::command(Command::Sync), fault.clone());
        let run = desk.run(BOB, &["sync", "--json"]).await;
        assert_ne!(run.code, 0, "{fault:?}");
        run.error(code, reason);
        assert_eq!(desk.json(BOB, &["invitations"]).await, before, "{fault:?}");
        let listed = desk.json(BOB, &["account", "list"]).await;
        assert_eq!(listed[0]["problem"]["code"], reason, "{fault:?}");

        desk.run(BOB, &["sync"]).await.done();
        let after = desk.json(BOB, &["invitations"]).await;
        let count = |list: &serde_json::Value| list.as_array().unwrap().len();
        assert_eq!(count(&after), count(&before) + 1, "{fault:?}: what was missed is not lost");
    }
    let listed = desk.json(BOB, &["account", "list"]).await;
    assert!(listed[0]["problem"].is_null(), "what has passed is no problem any more");
}

#[tokio::test]
async fn mistyped_commands_are_told_in_the_form_that_was_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let run = Program::new(home.path()).arguments(&["respond", "abc", "perhaps"]).run().await;
    assert!(run.failed(2).contains("accept, tentative, decline"));
    let run = Program::new(home.path()).arguments(&["respond", "abc", "perhaps", "--json"]).run().await;
    assert!(text(&run.error(2, "usage")["message"]).contains("accept, tentative, decline"));
    let run = Program::new(home.path()).arguments(&["--help", "--json"]).run().await.done();
    assert!(run.text().contains("Exit codes:") && run.text().contains("QUORUM_PASSPHRASE"));
}

#[tokio::test]
async fn errors_for_people_are_sentences() {
    let desk = desk().await;
    desk.sign_in(BOB).await;
    let message = desk.run(BOB, &["respond", "ffff", "accept"]).await.failed(3);
    assert_eq!(
        message,
        "quorumctl: There is no such meeting. It may have been removed meanwhile; look at the list again.\n"
    );
}

#[tokio::test]
async fn a_search_without_a_word() {
    let desk = desk().await;
    for typed in [" ", "?!", "\"*\""] {
        let error = desk.run(BOB, &["search", "--json", "--", typed]).await.error(2, "bad_input");
        assert!(text(&error["message"]).contains("There is no word"), "{error}");
    }
}
