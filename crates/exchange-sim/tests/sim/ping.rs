//! Waiting for news: Ping, and a Sync that waits (MS-ASCMD 2.2.1.13, 2.2.3.200).

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use eas::transport::Transport;
use exchange_sim::{Clock, Family, Sim, SimConfig};

use crate::client::{ALICE, BOB, Client, Tree, advance, exchange, monday, planning};

fn ping(client: &Client, heartbeat: i64, folders: &[&str]) -> String {
    let folder =
        |name: &&str| format!("<Folder><Id>{}</Id><Class>Email</Class></Folder>", client.folder(name));
    let folders: String = folders.iter().map(folder).collect();
    format!("<HeartbeatInterval>{heartbeat}</HeartbeatInterval><Folders>{folders}</Folders>")
}

/// Bob with his Inbox pulled empty.
fn waiting() -> Client {
    let client = Client::ready(&exchange(), BOB, "14.1");
    client.prime("Inbox").pull();
    client
}

#[test]
fn news_is_told_at_once() {
    let client = waiting();
    client.sim.invite(ALICE, planning()).unwrap();
    let answer = client.post("Ping", &ping(&client, 600, &["Inbox", "Drafts"]));
    assert_eq!(answer.text("Status"), "2");
    let folders: Vec<_> =
        answer.find("Folders").unwrap().children().iter().map(|one| one.text_here()).collect();
    assert_eq!(folders, [client.folder("Inbox")]);
}

#[test]
fn without_waiting_time_is_simply_up() {
    let client = waiting();
    assert_eq!(client.post("Ping", &ping(&client, 600, &["Inbox"])).text("Status"), "1");
}

#[test]
fn parameters_are_kept_and_held_to() {
    let client = waiting();
    let empty = || Tree::of(&client.sim.handle(&client.request("Ping", Vec::new()))).text("Status");
    assert_eq!(empty(), "3", "nothing said yet");
    let answer = client.post("Ping", &ping(&client, 10, &["Inbox"]));
    assert_eq!((answer.text("Status"), answer.text("HeartbeatInterval")), ("5".into(), "60".into()));
    let answer = client.post("Ping", &ping(&client, 7200, &["Inbox"]));
    assert_eq!(answer.text("HeartbeatInterval"), "3540");
    client.post("Ping", &ping(&client, 600, &["Inbox"]));
    assert_eq!(empty(), "1", "as said last time");
    assert_eq!(client.post("Ping", "<Folders><Folder><Id>5</Id></Folder></Folders>").text("Status"), "4");
    let stranger = Client::new(&client.sim, ALICE, "14.1");
    assert_eq!(stranger.post("Ping", &ping(&stranger, 600, &["Inbox"])).text("Status"), "7", "folders first");
}

#[tokio::test]
async fn a_ping_waits_for_what_happens() {
    let client = waiting();
    let request = client.request_xml("Ping", &ping(&client, 600, &["Inbox"]));
    let answer = tokio::spawn({
        let sim = client.sim.clone();
        async move { sim.send(request).await.unwrap() }
    });
    tokio::task::yield_now().await;
    advance(&client.sim, 300);
    tokio::task::yield_now().await;
    assert!(!answer.is_finished(), "half the time is not all of it");
    client.sim.invite(ALICE, planning()).unwrap();
    assert_eq!(Tree::of(&answer.await.unwrap()).text("Status"), "2");
}

#[tokio::test]
async fn a_ping_ends_when_its_time_is_up() {
    let client = waiting();
    let request = client.request_xml("Ping", &ping(&client, 600, &["Inbox"]));
    let (answer, ()) = tokio::join!(client.sim.send(request), async {
        advance(&client.sim, 599);
        tokio::task::yield_now().await;
        advance(&client.sim, 1);
    });
    assert_eq!(Tree::of(&answer.unwrap()).text("Status"), "1");
    assert_eq!(client.sim.clock().now(), monday() + TimeDelta::seconds(600));
}

#[tokio::test]
async fn somebody_elses_clock_wakes_with_a_tick() {
    let hands = Arc::new(Mutex::new(monday()));
    let clock = Clock::borrowed({
        let hands = hands.clone();
        move || *hands.lock().unwrap()
    });
    let sim = Sim::new(SimConfig::new(Family::Exchange).clock(clock));
    let client = Client::ready(&sim, BOB, "14.1");
    client.prime("Inbox").pull();
    let request = client.request_xml("Ping", &ping(&client, 600, &["Inbox"]));
    let (answer, ()) = tokio::join!(sim.send(request), async {
        *hands.lock().unwrap() += TimeDelta::seconds(600);
        sim.tick();
    });
    assert_eq!(Tree::of(&answer.unwrap()).text("Status"), "1");
}

#[tokio::test]
async fn an_answer_that_shows_late_wakes_a_ping() {
    let sim = Sim::new(crate::client::config(Family::ExchangeOnline));
    let client = Client::ready(&sim, BOB, "16.1");
    sim.invite(ALICE, planning()).unwrap();
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    client.prime("Calendar").pull();
    client.respond(1, "Inbox", &mail, "");
    let request = client.request_xml("Ping", &ping(&client, 600, &["Calendar"]));
    let (answer, ()) = tokio::join!(sim.send(request), async {
        tokio::task::yield_now().await;
        advance(&sim, 30);
    });
    assert_eq!(Tree::of(&answer.unwrap()).text("Status"), "2", "nobody but the clock did anything");
}

#[tokio::test]
async fn a_sync_can_wait_too() {
    let client = waiting();
    let mut inbox = client.prime("Inbox");
    inbox.pull();
    let sync = |wait: &str| {
        let head = format!("<SyncKey>{}</SyncKey><CollectionId>{}</CollectionId>", inbox.key, inbox.id);
        format!("<Collections><Collection>{head}</Collection></Collections>{wait}")
    };
    let wait = |text: &str| client.post("Sync", &sync(text));
    assert_eq!(wait("<Wait>60</Wait>").text("Status"), "14");
    assert_eq!(wait("<Wait>60</Wait>").text("Limit"), "59");
    assert_eq!(wait("<HeartbeatInterval>5</HeartbeatInterval>").text("Limit"), "60");
    assert_eq!(wait("<Wait>1</Wait><HeartbeatInterval>60</HeartbeatInterval>").text("Status"), "4");

    let request = client.request_xml("Sync", &sync("<Wait>10</Wait>"));
    let (answer, ()) = tokio::join!(client.sim.send(request.clone()), async {
        tokio::task::yield_now().await;
        client.sim.invite(ALICE, planning()).unwrap();
    });
    assert!(Tree::of(&answer.unwrap()).has("Collections/Collection/Commands/Add"));
    inbox.pull();
    let request = client.request_xml("Sync", &{
        let head = format!("<SyncKey>{}</SyncKey><CollectionId>{}</CollectionId>", inbox.key, inbox.id);
        format!("<Collections><Collection>{head}</Collection></Collections><Wait>10</Wait>")
    });
    let (answer, ()) = tokio::join!(client.sim.send(request), async {
        tokio::task::yield_now().await;
        advance(&client.sim, 600);
    });
    assert!(answer.unwrap().body.is_empty(), "nothing happened");
}
