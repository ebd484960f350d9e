//! A profile that cannot be written: one can look, and nothing is decided that could not be kept.

use std::fs;
use std::sync::Arc;

use chrono::TimeDelta;
use engine::clock::SystemClock;
use engine::secrets::MemorySecrets;
use engine::view::Answer;
use engine::{Access, Decision, Engine, Internet, Parts};

use crate::desk::Desk;

const READ_ONLY: &str =
    "Quorum cannot write in its folder, so nothing was stored or sent. Check the folder's permissions.";

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_profile_can_be_looked_at_and_refuses_everything_else_in_a_sentence() {
    let (mut desk, id) = Desk::with_an_invitation().await;
    desk.json(&["respond", &id, "tentative", "--wait"]);
    let looks = [["invitations", "--all"].as_slice(), &["activity"], &["meetings"], &["account", "list"]];
    let before = looks.map(|look| desk.json(look));
    desk.disk.set_read_only(true).unwrap();
    assert_eq!(looks.map(|look| desk.json(look)), before);
    for touch in [
        ["respond", &id, "accept"].as_slice(),
        &["respond", &id, "accept", "--wait"],
        &["sync"],
        &["retry", &id],
        &["account", "replies", "bob@contoso.com", "client"],
        &["account", "remove", "bob@contoso.com"],
    ] {
        desk.refuses(touch, "profile_read_only", READ_ONLY);
    }
    assert_eq!(desk.replies().len(), 1, "nothing more was sent");

    desk.disk.set_read_only(false).unwrap();
    let answer = desk.json(&["respond", &id, "accept", "--wait"]);
    assert_eq!(answer["organizer"]["state"], "told", "{answer}");
    assert_eq!(desk.replies().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_process_that_died_had_decided_is_seen_in_a_read_only_profile_too() {
    let (mut desk, id) = Desk::with_an_invitation().await;
    let (profile, aside) = (desk.profile(), desk.disk.path().join("aside"));
    let parts = Parts {
        secrets: Arc::new(MemorySecrets::default()),
        network: Arc::new(Internet),
        clock: Arc::new(SystemClock),
        zone: chrono_tz::UTC,
    };
    let engine = Engine::open(&profile, Access::Write, parts).unwrap();
    let decision = Decision {
        account: engine.accounts().unwrap()[0].id.clone(),
        meeting: id.clone(),
        occurrence: None,
        answer: Answer::Accepted,
        comment: String::new(),
        propose: None,
        tell: true,
        from: None,
        undo: TimeDelta::zero(),
    };
    engine.decide(&decision).unwrap();
    // As a process leaves it that is killed: the decision is beside the database, not yet in it.
    fs::create_dir(&aside).unwrap();
    for file in ["quorum.db", "quorum.db-wal", "quorum.db-shm", "quorum.lock"] {
        fs::copy(profile.join(file), aside.join(file)).unwrap();
    }
    drop(engine);
    fs::remove_dir_all(&profile).unwrap();
    fs::rename(&aside, &profile).unwrap();
    desk.disk.set_read_only(true).unwrap();
    let activity = desk.json(&["activity"]);
    assert_eq!(activity[0]["id"], id.as_str(), "{activity}");
    assert_eq!(activity[0]["calendar"]["state"], "queued", "{activity}");
}
