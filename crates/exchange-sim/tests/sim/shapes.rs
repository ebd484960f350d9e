//! Whole items as they look in each version. The snapshots were read line by line against MS-ASEMAIL and MS-ASCAL.

use chrono_tz::Europe::Berlin;
use exchange_sim::{Event, Family, Sim};
use wbxml::{Element, Node, tags};

use crate::client::{ALICE, BOB, Client, Tree, config, exchange, planning, utc};

/// 172 bytes of time zone would say the same in every snapshot.
fn snapshot(name: &str, item: Tree) {
    insta::assert_snapshot!(name, shorten(item.0).to_xml_pretty());
}

fn shorten(mut element: Element) -> Element {
    if [tags::calendar::TIMEZONE, tags::email::TIME_ZONE].contains(&element.tag) {
        assert_eq!(element.bytes().unwrap().len(), 172);
        return Element::text(element.tag, "(172 bytes)");
    }
    for node in &mut element.nodes {
        if let Node::Element(child) = node {
            *child = shorten(child.clone());
        }
    }
    element
}

fn both(sim: &Sim, version: &str) -> (Tree, Tree) {
    let client = Client::ready(sim, BOB, version);
    (client.prime("Inbox").pull_one(), client.prime("Calendar").pull_one())
}

#[test]
fn an_invitation_in_each_version() {
    for version in ["14.0", "14.1", "16.0", "16.1"] {
        let sim = exchange();
        sim.invite(ALICE, planning()).unwrap();
        let (mail, item) = both(&sim, version);
        snapshot(&format!("mail_{version}"), mail);
        snapshot(&format!("item_{version}"), item);
    }
}

#[test]
fn sogo_says_the_same_of_every_meeting() {
    let sim = Sim::new(config(Family::Sogo));
    let event = Event { sensitivity: 2, reminder: Some(30), ..planning() };
    sim.invite(ALICE, event).unwrap();
    let (mail, item) = both(&sim, "14.1");
    snapshot("mail_sogo", mail);
    snapshot("item_sogo", item);
}

#[test]
fn a_whole_day_is_midnights_up_to_14_1_and_a_floating_date_from_16_0_on() {
    let sim = exchange();
    let event = Event {
        all_day: true,
        zone: Berlin,
        start: utc("2026-12-03T23:00:00Z"),
        end: utc("2026-12-04T23:00:00Z"),
        ..planning()
    };
    sim.invite(ALICE, event).unwrap();
    let old = Client::ready(&sim, BOB, "14.1").prime("Calendar").pull_one();
    assert_eq!(
        (old.property("StartTime"), old.property("EndTime")),
        ("20261203T230000Z".into(), "20261204T230000Z".into())
    );
    assert!(old.has("ApplicationData/Timezone"));
    let new = Client::ready(&sim, BOB, "16.1").prime("Calendar").pull_one();
    assert_eq!(
        (new.property("StartTime"), new.property("EndTime")),
        ("20261204T000000Z".into(), "20261205T000000Z".into())
    );
    assert!(!new.has("ApplicationData/Timezone"));
}

#[test]
fn uids_travel_as_global_object_ids_up_to_14_1() {
    let sim = exchange();
    let uid = sim.invite(ALICE, Event { uid: String::new(), ..planning() }).unwrap();
    let mail = Client::ready(&sim, BOB, "14.1").prime("Inbox").pull_one();
    let id = mail.property("MeetingRequest/GlobalObjId");
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(id).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(hex, uid, "an Outlook UID is the bytes themselves");
    assert!(!mail.has("ApplicationData/MeetingRequest/UID"));
}
