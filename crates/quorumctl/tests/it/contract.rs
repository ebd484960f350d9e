//! The JSON that scripts rely on: every shape as a snapshot, and the guide's examples held against them.

use std::collections::BTreeMap;

use chrono::{Datelike as _, SecondsFormat, TimeDelta};
use exchange_sim::model::event::{Answer, Exception};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Event};
use serde_json::Value;

use crate::desk::{ALICE, BOB, Desk, start, text};

const GUIDE: &str = include_str!("../../../../docs/quorumctl.md");

/// What differs from run to run, named instead: ids in the order they appear, times, the port.
fn steady(value: &Value) -> Value {
    fn walk(value: &Value, ids: &mut BTreeMap<String, String>) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| walk(item, ids)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), walk(value, ids))).collect()
            }
            Value::String(text) if is_id(text) => {
                let next = format!("[id {}]", ids.len() + 1);
                ids.entry(text.clone()).or_insert(next).clone().into()
            }
            Value::String(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => {
                assert!(text.ends_with('Z'), "times are UTC: {text}");
                "[time]".into()
            }
            Value::String(text) if text.starts_with("http://127.0.0.1:") => {
                let path = text.splitn(4, '/').nth(3).unwrap_or_default();
                format!("http://127.0.0.1:[port]/{path}").into()
            }
            other => other.clone(),
        }
    }
    walk(value, &mut BTreeMap::new())
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 12 | 16 | 32 | 112) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An example of the guide, by the word after its fence.
fn example(name: &str) -> Value {
    let fence = format!("```json {name}\n");
    let (_, rest) = GUIDE.split_once(&fence).unwrap_or_else(|| panic!("the guide has no example {name}"));
    let (example, _) = rest.split_once("```").unwrap();
    serde_json::from_str(example).unwrap_or_else(|error| panic!("the example {name}: {error}"))
}

/// Both have the same fields, and values of the same kind where both have any.
fn same_shape(place: &str, example: &Value, printed: &Value) {
    match (example, printed) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(example), Value::Object(printed)) => {
            let names = |fields: &serde_json::Map<String, Value>| fields.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(example), names(printed), "fields of {place}");
            for (name, value) in example {
                same_shape(&format!("{place}.{name}"), value, &printed[name]);
            }
        }
        (Value::Array(example), Value::Array(printed)) => {
            if let (Some(example), Some(printed)) = (example.first(), printed.first()) {
                same_shape(&format!("{place}[]"), example, printed);
            }
        }
        (example, printed) => {
            let kinds = (std::mem::discriminant(example), std::mem::discriminant(printed));
            assert_eq!(kinds.0, kinds.1, "{place}: {example} and {printed}");
        }
    }
}

/// A shape of the contract: as it was, and as the guide has it.
fn check(name: &str, snapshot: &str, printed: &Value) {
    same_shape(name, &example(name), printed);
    insta::assert_json_snapshot!(snapshot, steady(printed));
}

#[tokio::test]
async fn every_shape_is_as_it_was_and_as_the_guide_has_it() {
    for version in ["14.1", "16.1"] {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let named = |what: &str| format!("{what} {version}").replace(' ', "_");
        check("account", &named("account add"), &desk.sign_in(BOB).await);
        check("sync", &named("sync"), &desk.json(BOB, &["sync"]).await);
        check("account", &named("account list"), &desk.json(BOB, &["account", "list"]).await[0]);
        let open = desk.json(BOB, &["invitations"]).await;
        check("invitations", &named("invitations"), &open);
        assert_eq!(open[0]["start"], start().to_rfc3339_opts(SecondsFormat::Secs, true));
        let id = text(&open[0]["id"]).to_owned();
        let found = desk.json(BOB, &["search", "quarterly", "priorit"]).await;
        check("search", &named("search"), &found);
        assert_eq!(found[0]["id"], open[0]["id"]);
        // How many parts a day has depends on the day, so it is no snapshot.
        let day = desk.json(BOB, &["free-busy", &id[..6]]).await;
        same_shape("free_busy", &example("free_busy"), &day);
        let people: Vec<_> = day["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|who| (text(&who["part"]), text(&who["during"])))
            .collect();
        assert_eq!(people[..2], [("me", "free"), ("organizer", "busy")]);
        assert_eq!(day["people"][1]["may_be_this"], true, "she invites to it");
        assert_eq!(day["meeting"]["start"], open[0]["start"]);

        let queued = desk.json(BOB, &["respond", &id, "tentative", "--comment", "Perhaps."]).await;
        check("respond", &named("respond queued"), &queued);
        let edited = desk.json(BOB, &["edit", &id, "accept", "--comment", "Yes."]).await;
        check("respond", &named("edit"), &edited);
        check("respond", &named("withdraw"), &desk.json(BOB, &["withdraw", &id]).await);
        desk.json(BOB, &["respond", &id, "tentative", "--comment", "Perhaps."]).await;
        check("sync", &named("sync with an answer"), &desk.json(BOB, &["sync"]).await);
        let accept = ["respond", &id, "accept", "--comment", "I'll bring the numbers.", "--wait"];
        check("respond", &named("respond"), &desk.json(BOB, &accept).await);
        assert_eq!(desk.json(BOB, &["invitations"]).await, Value::Array(Vec::new()));
        let all = desk.json(BOB, &["invitations", "--all"]).await;
        check("invitations", &named("invitations all"), &all);
        check("activity", &named("activity"), &desk.json(BOB, &["activity"]).await);

        desk.alice_sees_bob().await;
        check("meetings", &named("meetings"), &desk.json(ALICE, &["meetings"]).await);
        check("grid", &named("grid"), &desk.json(ALICE, &["grid"]).await);
        let recovered = desk.json(BOB, &["recover", &id]).await;
        same_shape("brought_back", &example("brought_back"), &recovered);
        assert_eq!(recovered["brought_back"], false, "it was accepted");
        let kept = desk.run(BOB, &["remove", &id, "--json"]).await;
        kept.error(4, "not_cancelled");
        desk.sim().cancel(ALICE, text(&all[0]["uid"])).unwrap();
        desk.json(BOB, &["sync"]).await;
        check("taken_out", &named("remove"), &desk.json(BOB, &["remove", &id]).await);
        let again = desk.json(BOB, &["remove", &id]).await;
        assert_eq!((&again["removed"], &again["organizer_told"]), (&false.into(), &false.into()));
        let set = ["account", "set", BOB, "--family", "sogo", "--replies", "client"];
        check("account", &named("account set"), &desk.json(BOB, &set).await);
        let removed = desk.json(BOB, &["account", "remove", BOB]).await;
        check("removed", &named("account remove"), &removed);
    }
}

#[tokio::test]
async fn an_error_is_one_line_of_json() {
    let desk = Desk::exchange("14.1").await;
    let run = desk.run(BOB, &["invitations", "--json"]).await;
    assert_eq!(run.out, b"", "standard output is for results");
    let error: Value = serde_json::from_str(&run.failed(3)).unwrap();
    same_shape("error", &example("error"), &error);
}

#[tokio::test]
async fn the_grid_of_a_series_tells_what_was_answered_for_one_date() {
    for version in ["14.1", "16.1"] {
        let desk = Desk::exchange(version).await;
        let end = start() + TimeDelta::hours(1);
        let weekly = Event {
            recurrence: Some(Recurrence::weekly(start().weekday(), Ends::After(3))),
            attendees: vec![Attendee::required("Bob Nakamura", BOB)],
            ..Event::new("Planning", start(), end, chrono_tz::UTC)
        };
        let uid = desk.sim().invite(ALICE, weekly.clone()).unwrap();
        let second = start() + TimeDelta::days(7);
        let declined = |date: &mut Exception| {
            let mut all = weekly.attendees.clone();
            all[0].answer = Some(Answer::Declined);
            date.attendees = Some(all);
        };
        desk.sim().update_occurrence(ALICE, &uid, second, declined).unwrap();
        desk.alice_sees_bob().await;
        let grid = desk.json(ALICE, &["grid"]).await;
        check("grid", &format!("grid_series_{version}"), &grid);
        let date = &grid["attendees"][0]["dates"][0];
        assert_eq!(date["recurrence_id"], second.to_rfc3339_opts(SecondsFormat::Secs, true));
        let words = desk.run(ALICE, &["grid"]).await.done().text();
        let line =
            format!("{}: declined", second.with_timezone(&chrono_tz::Europe::Berlin).format("%a %-d %b %Y"));
        assert!(words.contains(&line), "{line}: {words}");
    }
}
