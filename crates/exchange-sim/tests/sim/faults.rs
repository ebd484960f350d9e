//! Things that go wrong on purpose.

use eas::transport::{Transport, TransportError};
use exchange_sim::model::mailbox::FolderKind;
use exchange_sim::{Answer, Command, Event, Fault, Lost, On, Sim};
use http::StatusCode;

use crate::client::{ALICE, BOB, Client, exchange, planning};

fn invited() -> (Client, String) {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let client = Client::ready(&sim, BOB, "14.1");
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    (client, mail)
}

fn accept(client: &Client, mail: &str) -> eas::transport::Request {
    let folder = client.folder("Inbox");
    client.request_xml(
        "MeetingResponse",
        &format!(
            "<Request><UserResponse>1</UserResponse><CollectionId>{folder}</CollectionId><RequestId>{mail}</RequestId>\
             </Request>"
        ),
    )
}

fn answer_of(sim: &Sim) -> Option<Answer> {
    let bob = sim.mailbox(BOB).unwrap();
    bob.meeting("planning-1@contoso.com").unwrap().answer.map(|(answer, _)| answer)
}

#[test]
fn a_lost_request_does_nothing_and_a_lost_reply_everything() {
    let (client, mail) = invited();
    let request = accept(&client, &mail);
    client.sim.fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
    assert_eq!(client.sim.try_handle(&request).unwrap_err(), Lost);
    assert_eq!(answer_of(&client.sim), None);
    client.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
    assert_eq!(client.sim.try_handle(&request).unwrap_err(), Lost);
    assert_eq!(answer_of(&client.sim), Some(Answer::Accepted));
    let last = client.sim.history().pop().unwrap();
    assert_eq!((last.status, last.fault), (StatusCode::OK, Some(Fault::LoseReply)));
    assert!(client.sim.try_handle(&request).is_ok(), "each strikes once");
}

#[tokio::test]
async fn a_lost_answer_is_an_interrupted_connection() {
    let (client, mail) = invited();
    client.sim.fail(On::any(), Fault::LoseReply);
    let error = client.sim.send(accept(&client, &mail)).await.unwrap_err();
    assert!(matches!(error, TransportError::Interrupted(_)), "{error}");
    assert!(error.may_have_arrived());
    assert_eq!(client.sim.send(accept(&client, &mail)).await.unwrap().status, StatusCode::OK);
}

#[test]
fn http_refusals_do_nothing() {
    for (fault, status) in [
        (Fault::Unauthorized, 401),
        (Fault::Forbidden, 403),
        (Fault::ProvisionFirst, 449),
        (Fault::Moved("https://elsewhere.test/Microsoft-Server-ActiveSync".into()), 451),
        (Fault::ServerError, 500),
        (Fault::Busy(Some(17)), 503),
        (Fault::Busy(None), 503),
        (Fault::BackOff(17), 503),
        (Fault::MailboxFull, 507),
        (Fault::Http(418), 418),
    ] {
        let (client, mail) = invited();
        client.sim.fail(On::any(), fault.clone());
        let response = client.sim.handle(&accept(&client, &mail));
        assert_eq!(response.status.as_u16(), status);
        assert_eq!(response.headers.contains_key("retry-after"), fault == Fault::Busy(Some(17)));
        assert_eq!(response.headers.contains_key("x-ms-backoffduration"), fault == Fault::BackOff(17));
        assert_eq!(response.headers.contains_key("x-ms-location"), status == 451);
        assert_eq!(answer_of(&client.sim), None, "{fault:?}");
    }
}

#[test]
fn an_upgraded_server_says_so_beside_what_it_did() {
    let (client, mail) = invited();
    client.sim.fail(On::any(), Fault::Upgraded);
    let response = client.sim.handle(&accept(&client, &mail));
    assert_eq!((response.status, response.headers.contains_key("x-ms-rp")), (StatusCode::OK, true));
    assert!(answer_of(&client.sim).is_some());
    assert!(!client.sim.handle(&accept(&client, &mail)).headers.contains_key("x-ms-rp"), "once");
}

#[test]
fn statuses_can_be_scripted() {
    for status in [2, 3, 4, 110, 999] {
        let (client, mail) = invited();
        client.sim.fail(On::command(Command::MeetingResponse).user(BOB), Fault::MeetingResponse(status));
        let answer = client.respond(1, "Inbox", &mail, "");
        assert_eq!(answer.text("Result/Status"), status.to_string());
        assert_eq!(answer.text("Result/RequestId"), mail);
        assert_eq!(answer_of(&client.sim), None);
        client.sim.fail(On::any(), Fault::Status(status));
        assert_eq!(client.respond(1, "Inbox", &mail, "").text("Status"), status.to_string());
        assert_eq!(client.respond(1, "Inbox", &mail, "").text("Result/Status"), "1", "then all is well");
    }
}

#[test]
fn a_status_can_come_after_everything_was_done() {
    for status in [3, 9, 110] {
        let (client, mail) = invited();
        client.sim.fail(On::command(Command::MeetingResponse), Fault::DoneThenStatus(status));
        let answer = client.respond(1, "Inbox", &mail, "");
        assert_eq!(answer.text("Result/Status"), status.to_string());
        assert_eq!(answer.text("Result/RequestId"), mail);
        assert!(answer_of(&client.sim).is_some(), "{status}");
    }
}

#[test]
fn a_repeated_batch_brings_the_same_items_under_a_new_key() {
    let (client, _) = invited();
    let mut inbox = client.prime("Inbox");
    let first = inbox.pull_one();
    let key = inbox.key.clone();
    client.sim.fail(On::command(Command::Sync), Fault::RepeatBatch);
    assert_eq!(inbox.pull_one(), first);
    assert_eq!(first.name(), "Add");
    assert_ne!(inbox.key, key);
    assert!(inbox.pull().is_empty(), "once is enough");
}

#[test]
fn what_is_gone_is_told_as_gone_however_often_it_was_told_as_new() {
    let (client, _) = invited();
    let mut calendar = client.prime("Calendar");
    let first = calendar.pull_one();
    client.sim.fail(On::command(Command::Sync), Fault::RepeatBatch);
    assert_eq!(calendar.pull_one(), first);
    let uid = client.sim.mailbox(ALICE).unwrap().calendar().events().next().unwrap().event.uid.clone();
    client.sim.answer(BOB, &uid, Answer::Declined, None).unwrap();
    assert_eq!(calendar.pull_one().name(), "Delete");
}

#[test]
fn a_late_sync_knows_nothing_of_what_happened_last() {
    let (client, _) = invited();
    let mut inbox = client.prime("Inbox");
    inbox.pull();
    client.sim.invite(ALICE, planning()).unwrap();
    client.sim.fail(On::command(Command::Sync), Fault::LateSync);
    assert!(inbox.pull().is_empty());
    assert_eq!(inbox.pull_one().name(), "Add");
}

#[test]
fn a_late_sync_owes_what_the_device_has_not_got() {
    let (client, _) = invited();
    let mut inbox = client.prime("Inbox");
    let key = inbox.key.clone();
    let first = inbox.pull_one();
    // As after a lost reply.
    inbox.key = key;
    client.sim.fail(On::command(Command::Sync), Fault::LateSync);
    assert_eq!(inbox.pull_one(), first);
}

#[test]
fn what_was_to_go_wrong_can_be_called_off() {
    let (client, _) = invited();
    let mut inbox = client.prime("Inbox");
    client.sim.fail(On::command(Command::Sync), Fault::Http(503));
    client.sim.fail_no_more();
    assert_eq!(inbox.pull().len(), 1);
}

#[test]
fn the_changes_of_a_sync_can_come_in_the_opposite_order() {
    let order = |fault: Option<Fault>| {
        let (client, _) = invited();
        client.sim.invite(ALICE, planning()).unwrap();
        let mut inbox = client.prime("Inbox");
        if let Some(fault) = fault {
            client.sim.fail(On::command(Command::Sync), fault);
        }
        inbox.pull().iter().map(|change| change.text("ServerId")).collect::<Vec<_>>()
    };
    let (usual, mut turned) = (order(None), order(Some(Fault::ReverseBatch)));
    turned.reverse();
    assert_eq!(usual.len(), 2);
    assert_eq!(turned, usual);
}

#[test]
fn forgotten_keys_are_3_and_folders_9() {
    let (client, _) = invited();
    let mut inbox = client.prime("Inbox");
    inbox.pull();
    let folders = client.post("FolderSync", "<SyncKey>0</SyncKey>").text("SyncKey");
    let mut inbox = client.prime("Inbox");
    client.sim.fail(On::any(), Fault::ForgetSyncKeys);
    assert_eq!(inbox.step("").text("Status"), "12", "the device is not known any more");
    assert_eq!(client.post("FolderSync", &format!("<SyncKey>{folders}</SyncKey>")).text("Status"), "9");
    client.post("FolderSync", "<SyncKey>0</SyncKey>");
    assert_eq!(client.sync(&client.folder("Inbox"), &folders, "").text("Collections/Collection/Status"), "3");
}

#[test]
fn bodies_can_be_noise_half_or_somebody_elses() {
    let (client, mail) = invited();
    let request = accept(&client, &mail);
    let body = |fault| {
        client.sim.fail(On::any(), fault);
        client.sim.handle(&request)
    };
    let page = body(Fault::Html);
    assert_eq!(
        (page.status, page.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert_eq!(answer_of(&client.sim), None, "some proxy answered");
    assert!(wbxml::Element::decode(&body(Fault::Garbage).body).is_err());
    assert_eq!(answer_of(&client.sim), Some(Answer::Accepted), "noise comes after the deed");
    assert!(wbxml::Element::decode(&body(Fault::Truncated).body).is_err());
    assert_eq!(client.sim.mailbox(BOB).unwrap().folder(FolderKind::DeletedItems).len(), 1);
}

#[test]
fn a_value_can_be_garbled_so_that_it_is_not_utf8() {
    let sim = exchange();
    sim.invite(ALICE, Event { subject: "Réunion".into(), ..planning() }).unwrap();
    let client = Client::ready(&sim, BOB, "14.1");
    let inbox = client.prime("Inbox");
    client.sim.fail(On::any(), Fault::Garbled { value: "Réunion".into(), bytes: b"R\xE9union".into() });
    let asked = format!(
        "<Collections><Collection><SyncKey>{}</SyncKey><CollectionId>{}</CollectionId></Collection></Collections>",
        inbox.key, inbox.id
    );
    let body = client.send("Sync", &asked).body;
    let has = |value: &[u8]| body.windows(value.len()).any(|bytes| bytes == value);
    assert!(has(b"\x03R\xE9union\0") && !has("\x03Réunion\0".as_bytes()));
    assert!(wbxml::Element::decode(&body).is_err());
    assert!(wbxml::Element::decode_lossy(&body).unwrap().0.to_xml().contains("R\u{FFFD}union"));
}

#[test]
fn faults_wait_for_what_they_were_armed_for() {
    let (client, mail) = invited();
    let alice = Client::ready(&client.sim, ALICE, "14.1");
    client.sim.fail(On::command(Command::Sync).user(ALICE).after(1).times(2), Fault::ServerError);
    assert_eq!(client.respond(1, "Inbox", &mail, "").text("Result/Status"), "1");
    let sync = |client: &Client| {
        let head = "<SyncKey>0</SyncKey><CollectionId>5</CollectionId>";
        client.send("Sync", &format!("<Collections><Collection>{head}</Collection></Collections>")).status
    };
    assert_eq!(sync(&client), StatusCode::OK);
    let answers: Vec<_> = (0..4).map(|_| sync(&alice).as_u16()).collect();
    assert_eq!(answers, [200, 500, 500, 200]);
}
