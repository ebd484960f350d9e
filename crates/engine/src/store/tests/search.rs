//! The index of words, on real files.

use eas::item::ApplicationData;
use proptest::{prop_assert, proptest};
use rusqlite::params;
use wbxml::Element;
use wbxml::tags::{airsync, email};

use super::*;
use crate::store::items::ITEMS_OF;
use crate::store::search::{EXCERPTS, HITS};

/// An item with these words.
fn named(server_id: &str, title: &str, people: &str, body: &str) -> ItemChange {
    let words = Words { title: title.into(), place: String::new(), people: people.into(), body: body.into() };
    ItemChange::Put {
        server_id: server_id.into(),
        class: Class::Mail,
        data: b"data".into(),
        index: Index { uid: format!("uid-{server_id}"), words, ..Index::default() },
    }
}

/// What an older version has stored of a mail. Of a damaged one (it has no MeetingRequest) the rest is found.
fn mail_data(subject: &str) -> Vec<u8> {
    let data = Element::new(airsync::APPLICATION_DATA).with(Element::text(email::SUBJECT, subject));
    ApplicationData::new(data).encode()
}

fn with_words(dir: &TempDir, changes: Vec<ItemChange>) -> Store {
    let store = with_bob(dir);
    store.apply("bob", "5", &batch("k1", changes), ten()).unwrap();
    store
}

/// The UIDs that have all these words, by UID.
fn find(store: &Store, typed: &str) -> Vec<String> {
    let terms = Term::all(typed);
    let mut all: Option<Vec<String>> = None;
    for term in &terms {
        let mut uids: Vec<String> = store.hits("bob", term).unwrap().into_iter().map(|hit| hit.uid).collect();
        uids.sort();
        all = Some(match all {
            Some(known) => known.into_iter().filter(|uid| uids.contains(uid)).collect(),
            None => uids,
        });
    }
    all.unwrap_or_default()
}

#[test]
fn words_are_found_by_their_beginnings_without_accents_or_case() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(
        &dir,
        vec![
            named("5:1", "Überblick Vendor demo", "José Núñez <jose@contoso.com>", "Der Straßenplan"),
            named("5:2", "Quarterly Planning", "Alice <alice@contoso.com>", "Follow-up on the budget"),
        ],
    );
    for typed in ["uber", "ÜBERBLICK", "Ube\u{308}rblick", "demo nunez", "jose@contoso.com", "straßen"] {
        assert_eq!(find(&store, typed), ["uid-5:1"], "{typed}");
    }
    for typed in ["plan", "follow-up", "follow-u", "alice@", "budg"] {
        assert_eq!(find(&store, typed), ["uid-5:2"], "{typed}");
    }
    assert_eq!(find(&store, "contoso"), ["uid-5:1", "uid-5:2"]);
    for typed in ["lanning", "", "   ", "?!", "vendor planning"] {
        assert_eq!(find(&store, typed), [""; 0], "{typed:?}");
    }
}

#[test]
fn scripts_without_spaces_and_emoji_are_found_anywhere_in_a_run() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(
        &dir,
        vec![
            named("5:1", "第３四半期計画会議", "", "資料を用意してください。"),
            named("5:2", "ประชุมทีม", "", "분기회의자료"),
            named("5:3", "🎂Birthday of Carol", "", ""),
        ],
    );
    for typed in ["会議", "会", "計画", "第3四半期", "用意", "资料"] {
        let expected: &[&str] = if typed == "资料" { &[] } else { &["uid-5:1"] };
        assert_eq!(find(&store, typed), expected, "{typed}");
    }
    for typed in ["ทีม", "ประชุม", "회의", "자료"] {
        assert_eq!(find(&store, typed), ["uid-5:2"], "{typed}");
    }
    for typed in ["🎂", "birth", "🎂Birthday"] {
        assert_eq!(find(&store, typed), ["uid-5:3"], "{typed}");
    }
}

#[test]
fn whatever_is_typed_is_looked_up_and_never_understood_as_a_query() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(
        &dir,
        vec![
            named("5:1", "R AND D (offsite)", "", "say \"hello\" NOT goodbye"),
            named("5:2", "Offer for a title", "", ""),
        ],
    );
    for typed in
        ["\"", "\"\"\"", "*", "a*\"", "AND", "NOT", "NEAR(", "title:hello", "-offsite", "^r", "{", "'; DROP"]
    {
        find(&store, typed);
    }
    assert_eq!(find(&store, "AND"), ["uid-5:1"]);
    assert_eq!(find(&store, "\"hello\" NOT"), ["uid-5:1"]);
    assert_eq!(find(&store, "-offsite"), ["uid-5:1"], "a minus excludes nothing");
    assert_eq!(find(&store, "title:offer"), [""; 0], "no column is named: so the two words do not stand");
    assert_eq!(find(&store, "offer*for"), ["uid-5:2"], "signs part words");
}

#[test]
fn nothing_that_can_be_typed_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(&dir, vec![named("5:1", "Planning", "", "")]);
    proptest!(|(typed in "\\PC{0,12}|[\"*^:(){}+\\- a-cANDORT\u{0}-\u{20}]{0,12}")| {
        let terms = Term::all(&typed);
        for term in &terms {
            prop_assert!(store.hits("bob", term).is_ok(), "{:?}", typed);
        }
        prop_assert!(terms.is_empty() || store.excerpts(1, &terms).is_ok(), "{:?}", typed);
    });
}

#[test]
fn the_index_follows_the_items() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(&dir, vec![named("5:1", "Planning", "", ""), named("5:2", "Review", "", "")]);
    store.apply("bob", "5", &batch("k2", vec![named("5:1", "Forecast", "", "")]), ten()).unwrap();
    assert_eq!((find(&store, "planning").len(), find(&store, "forecast").len()), (0, 1), "changed");
    let words = Words { title: "Forecast".into(), body: "the whole text".into(), ..Words::default() };
    store.put_data("bob", "5", "5:1", b"more", &words).unwrap();
    assert_eq!(find(&store, "whole"), ["uid-5:1"], "fetched later");
    store.put_data("bob", "5", "5:9", b"more", &words).unwrap();
    assert_eq!(find(&store, "whole"), ["uid-5:1"], "nothing without an item");

    let gone = |server_id: &str| ItemChange::Gone { server_id: server_id.into() };
    store.apply("bob", "5", &batch("k3", vec![gone("5:1")]), ten()).unwrap();
    assert_eq!(
        find(&store, "forecast"),
        ["uid-5:1"],
        "a mail that was deleted after it was answered is history"
    );
    store.write(|t| Ok(t.execute("UPDATE item SET class = 'event' WHERE server_id = '5:1'", [])?)).unwrap();
    assert_eq!(find(&store, "forecast"), [""; 0], "what has left the calendar is not");

    let forget = ItemChange::Forget { server_id: "5:2".into() };
    store.apply("bob", "5", &batch("k3", vec![forget]), ten()).unwrap();
    assert_eq!(find(&store, "review"), [""; 0], "forgotten");

    // A batch that does not commit leaves nothing to be found either.
    let failed = store.write(|t| {
        let words = Words { title: "Uncommitted".into(), ..Words::default() };
        crate::store::search::put_item(t, "bob", "5", "5:1", &words)?;
        Err::<(), _>(StoreError::DiskFull)
    });
    assert!(matches!(failed, Err(StoreError::DiskFull)));
    assert_eq!(find(&store, "uncommitted"), [""; 0]);

    store.remove_account("bob").unwrap();
    assert_eq!(find(&store, "whole"), [""; 0], "removed with its mailbox");
    let left = store.read(|c| Ok(c.query_row("SELECT count(*) FROM words", [], |row| row.get::<_, u32>(0))?));
    assert_eq!(left.unwrap(), 0);
}

#[test]
fn an_answers_comment_is_found_as_it_is_now() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let mut given = answer("a1", Answer::Accepted);
    store.enter(&given, ten()).unwrap();
    let hits = store.hits("bob", &Term::all("train")[0]).unwrap();
    assert_eq!(hits.iter().map(|hit| &hit.source).collect::<Vec<_>>(), [&Source::Answer("a1".into())]);
    assert_eq!(find(&store, "quarterly"), ["uid-1"]);
    given.comment = "I come by boat".into();
    store.advance(State::Queued, &given, &[], ten()).unwrap();
    assert_eq!((find(&store, "train").len(), find(&store, "boat").len()), (0, 1));
    let taken_back = AnswerRow { state: State::Withdrawn, ..given };
    store.advance(State::Queued, &taken_back, &[], ten()).unwrap();
    assert_eq!(find(&store, "boat"), [""; 0], "what was taken back was never said");
}

#[test]
fn hits_are_marked_where_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("{} the Büdget of next year {}", "word ".repeat(40), "word ".repeat(40));
    let store = with_words(&dir, vec![named("5:1", "予算会議 Budget", "Alice <alice@contoso.com>", &text)]);
    let terms = Term::all("budg 会議");
    let hit = store.hits("bob", &terms[0]).unwrap().remove(0);
    let excerpts = store.excerpts(hit.row, &terms).unwrap();
    let of = |column| excerpts.iter().find(|(of, _)| *of == column).map(|(_, pieces)| pieces.clone());
    let title = [("予算", false), ("会議", true), (" ", false), ("Budget", true)];
    assert_eq!(of(Column::Title).unwrap(), title.map(|(text, hit)| (text.to_owned(), hit)));
    let body = of(Column::Body).unwrap();
    assert_eq!(
        body.iter().filter(|(_, hit)| *hit).map(|(text, _)| text.as_str()).collect::<Vec<_>>(),
        ["Büdget"]
    );
    let whole: String = body.iter().map(|(text, _)| text.as_str()).collect();
    assert!(whole.starts_with('…') && whole.ends_with('…') && whole.len() < 120, "{whole}");
    assert_eq!(of(Column::People), None, "only what has a word");
}

#[test]
fn looking_words_up_goes_by_the_index_and_never_through_the_items() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(&dir, vec![named("5:1", "Planning", "", "")]);
    let plan = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Vec<String> {
        store
            .read(|c| {
                let mut all = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                Ok(all.query_map(values, |row| row.get("detail"))?.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    };
    let hits = plan(HITS, &[&"bob", &"\"plan\"*"]);
    assert!(hits[0].starts_with("SCAN search VIRTUAL TABLE INDEX") && hits[0].contains('M'), "{hits:#?}");
    assert!(hits[1].starts_with("SEARCH words USING INTEGER PRIMARY KEY"), "{hits:#?}");
    assert!(hits[2..].iter().all(|step| step.starts_with("SEARCH")), "{hits:#?}");
    let items = plan(ITEMS_OF, &[&"bob", &"[\"uid\"]"]);
    assert!(items[0].contains("SEARCH item USING INDEX item_by_uid (account=? AND uid=?)"), "{items:#?}");
    let excerpts = plan(EXCERPTS, &[&"\"plan\"*", &1, &"(", &")", &"…"]);
    assert_eq!(excerpts.len(), 1, "{excerpts:#?}");
    assert!(excerpts[0].contains("VIRTUAL TABLE INDEX") && excerpts[0].contains("=M"), "{excerpts:#?}");
}

#[test]
fn what_an_older_version_stored_is_found_after_the_first_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut old = rusqlite::Connection::open(dir.path().join("quorum.db")).unwrap();
    Migrations::from_slice(&MIGRATIONS[..3]).to_latest(&mut old).unwrap();
    let t = old.transaction().unwrap();
    t.execute_batch(
        "INSERT INTO account (id, email, endpoint, user, device_id, version, family, created_at)
         VALUES ('bob', 'bob@contoso.com', 'https://mail.contoso.com/', 'bob', '0b', '14.1', 'sogo',
                 '2026-11-21T10:00:00Z')",
    )
    .unwrap();
    // More than are entered at a time, one of them no WBXML at all.
    for at in 0..1100 {
        let data = if at == 7 { vec![0xff, 0xff] } else { mail_data(&format!("Planning {at}")) };
        t.execute(
            "INSERT INTO item (account, collection, server_id, class, data, uid) VALUES ('bob', '5', ?1, 'mail', ?2, ?1)",
            params![format!("5:{at}"), data],
        )
        .unwrap();
    }
    t.commit().unwrap();
    drop(old);

    // Also where somebody only wants to look.
    let store = Store::open(dir.path(), Access::Read).unwrap();
    assert_eq!(find(&store, "planning").len(), 1099, "each once");
    assert_eq!(find(&store, "planning 1042"), ["5:1042"]);
    drop(store);
    let store = open(&dir);
    assert_eq!(find(&store, "planning").len(), 1099, "and once only");
    assert_eq!(live(&store).len(), 1100, "what cannot be read is kept");
}

#[test]
fn a_damaged_index_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_words(&dir, vec![named("5:1", "Planning", "", ""), named("5:2", "Review", "", "")]);
    store.write(|t| Ok(t.execute("DELETE FROM search_data WHERE id > 10", [])?)).unwrap();
    drop(store);
    let store = open(&dir);
    assert_eq!(find(&store, "planning"), ["uid-5:1"]);
    assert_eq!(live(&store).len(), 2);
}
