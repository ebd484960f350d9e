//! The folder with everything in it: none yet, in use, damaged, several mailboxes.

use engine::secrets::MemorySecrets;
use engine::{Access, Engine, Internet, Parts};

use crate::desk::{ALICE, BOB, CAROL, Desk, Program, text};

async fn desk() -> Desk {
    Desk::exchange("14.1").await
}

#[tokio::test]
async fn an_empty_profile_says_how_to_begin() {
    let desk = desk().await;
    let commands: [&[&str]; 7] = [
        &["invitations"],
        &["meetings"],
        &["grid"],
        &["activity"],
        &["sync"],
        &["respond", "abc", "accept"],
        &["account", "remove", BOB],
    ];
    for command in commands {
        let run = desk.quorumctl(BOB, command).argument("--json").run().await;
        let error = run.error(3, "no_account");
        assert!(text(&error["message"]).contains("quorumctl account add"), "{command:?}: {error}");
    }
    assert!(!desk.profile(BOB).exists(), "a mistyped folder does not become a profile");
    assert_eq!(desk.json(BOB, &["account", "list"]).await, serde_json::json!([]));
    let list = desk.run(BOB, &["account", "list"]).await.done().text();
    assert!(list.contains("quorumctl account add"), "{list}");
}

#[tokio::test]
async fn while_the_window_runs_one_can_look_but_not_touch() {
    let desk = desk().await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let parts = Parts {
        secrets: std::sync::Arc::new(MemorySecrets::default()),
        network: std::sync::Arc::new(Internet),
        clock: std::sync::Arc::new(engine::clock::SystemClock),
        zone: chrono_tz::UTC,
    };
    let window = Engine::open(&desk.profile(BOB), Access::Write, parts).unwrap();

    for look in [
        ["invitations"].as_slice(),
        &["search", "planning"],
        &["meetings"],
        &["activity"],
        &["account", "list"],
    ] {
        desk.run(BOB, look).await.done();
    }
    desk.run(BOB, &["grid", "--json"]).await.error(3, "not_found");
    let server = desk.url().to_owned();
    for touch in [
        ["sync"].as_slice(),
        &["respond", &id, "accept"],
        &["respond", &id, "accept", "--wait"],
        &["retry", &id],
        &["account", "replies", BOB, "client"],
        &["account", "add", "--email", CAROL, "--server", &server],
        &["account", "remove", BOB],
        &["account", "password", BOB],
    ] {
        let touching = desk.quorumctl(BOB, touch).argument("--json").variable("QUORUM_PASSWORD", "pw");
        let run = touching.run().await;
        let error = run.error(9, "profile_in_use");
        assert!(text(&error["message"]).contains("close it and try again"), "{error}");
    }
    assert_eq!(
        window.activity(&window.accounts().unwrap()[0].id).unwrap(),
        [],
        "nothing was entered beside it"
    );
    drop(window);
    desk.run(BOB, &["respond", &id, "accept"]).await.done();
}

#[tokio::test]
async fn a_mailbox_whose_answers_wait_is_removed_only_where_that_is_meant() {
    let desk = desk().await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.run(BOB, &["respond", &id, "accept"]).await.done();
    let error = desk.run(BOB, &["account", "remove", BOB, "--json"]).await.error(4, "not_answerable");
    let message = text(&error["message"]);
    assert!(message.starts_with("1 answer has not left yet: to Quarterly Planning."), "{message}");
    assert!(message.contains("`quorumctl sync`") && message.contains("--with-waiting-answers"), "{message}");
    assert_eq!(desk.json(BOB, &["activity"]).await.as_array().unwrap().len(), 1);

    desk.run(BOB, &["account", "remove", BOB, "--with-waiting-answers"]).await.done();
    assert_eq!(desk.json(BOB, &["account", "list"]).await, serde_json::json!([]));
    assert_eq!(desk.replies().len(), 0);
}

#[tokio::test]
async fn a_damaged_profile_is_left_as_it_is() {
    let desk = desk().await;
    desk.sign_in(BOB).await;
    let database = desk.profile(BOB).join("quorum.db");
    for leftover in ["quorum.db-wal", "quorum.db-shm"] {
        let _ = std::fs::remove_file(desk.profile(BOB).join(leftover));
    }
    let damaged = "this is no database, and long enough to be looked at by whoever opens it as one";
    std::fs::write(&database, damaged).unwrap();
    for command in [["invitations"].as_slice(), &["sync"]] {
        let run = desk.quorumctl(BOB, command).argument("--json").run().await;
        let error = run.error(10, "database_damaged");
        assert!(text(&error["message"]).contains("left as it is"), "{error}");
    }
    assert_eq!(std::fs::read_to_string(database).unwrap(), damaged);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_profile_that_cannot_be_made_is_no_crash() {
    let desk = desk().await;
    // A file where the folder should be: nobody can write there, not even root.
    std::fs::write(desk.profile(BOB), "a file").unwrap();
    let error = desk.add(BOB, BOB).argument("--json").run().await.error(10, "profile_read_only");
    assert!(text(&error["message"]).contains("permissions"), "{error}");
}

#[tokio::test]
async fn several_mailboxes_are_told_apart() {
    let desk = desk().await;
    desk.quarterly_planning();
    for email in [BOB, CAROL] {
        desk.add("both", email).run().await.done();
    }
    let error = desk.run("both", &["sync", "--json"]).await.error(2, "which_account");
    assert!(text(&error["message"]).contains("bob@contoso.com, carol@contoso.com"), "{error}");
    let twice = desk.add("both", BOB).argument("--json").run().await.error(2, "bad_input");
    assert!(text(&twice["message"]).contains("set up already"), "{twice}");

    let accounts = desk.json("both", &["account", "list"]).await;
    let carol = text(&accounts[1]["id"]).to_owned();
    assert_eq!(desk.json("both", &["--account", "BOB@contoso.com", "sync"]).await["email"], BOB);
    assert_eq!(desk.json("both", &["sync", "--account", &carol[..8]]).await["email"], CAROL);
    let bobs = desk.json("both", &["--account", BOB, "invitations"]).await;
    let carols = desk.json("both", &["--account", CAROL, "invitations"]).await;
    assert_ne!(bobs[0]["id"], carols[0]["id"], "an id names one's own invitation");

    desk.run("both", &["account", "remove", &carol]).await.done();
    assert_eq!(desk.json("both", &["invitations"]).await.as_array().unwrap().len(), 1, "one is left");
}

#[tokio::test]
async fn who_mails_the_organizer_can_be_set() {
    let desk = desk().await;
    let added = desk.sign_in(BOB).await;
    assert_eq!((&added["replies"], &added["tells"]), (&"auto".into(), &"client".into()));
    let set = desk.json(BOB, &["account", "replies", BOB, "server"]).await;
    assert_eq!((&set["replies"], &set["tells"]), (&"server".into(), &"server".into()));
    desk.quarterly_planning();
    desk.run(BOB, &["sync"]).await.done();
    let invitations = desk.json(BOB, &["invitations"]).await;
    let respond = ["respond", text(&invitations[0]["id"]), "accept", "--wait"];
    assert_eq!(desk.json(BOB, &respond).await["organizer"]["by"], "server");
    assert_eq!(desk.replies().len(), 0, "Quorum mails nothing then");
}

#[tokio::test]
async fn without_a_profile_named_it_is_the_windows() {
    let desk = desk().await;
    let home = tempfile::tempdir().unwrap();
    let account = desk.account(ALICE);
    let add = ["account", "add", "--email", ALICE, "--user", &account.user, "--server", desk.url()];
    let run = Program::new(home.path()).arguments(&add).variable("QUORUM_PASSWORD", &account.password);
    run.run().await.done();
    if cfg!(target_os = "linux") {
        assert!(home.path().join("data/app.quorum.desktop/quorum.db").exists());
    }
    let list = Program::new(home.path()).arguments(&["account", "list"]).run().await.done();
    assert!(list.text().contains(ALICE));
}

#[tokio::test]
async fn logs_are_written_only_where_they_are_asked_for() {
    let desk = desk().await;
    desk.sign_in(BOB).await;
    let run =
        desk.quorumctl(BOB, &["sync", "--json"]).variable("RUST_LOG", "engine=trace,eas=trace").run().await;
    assert_eq!(run.code, 0);
    run.json();
    assert!(!run.err.contains(&desk.account(BOB).password), "{}", run.err);
}
