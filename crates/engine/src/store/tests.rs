//! What the database promises, on real files.

use chrono::{TimeDelta, TimeZone as _, Utc};
use tempfile::TempDir;

mod search;

use super::*;
use crate::clock::Timestamp;
use crate::error::EngineError;
use crate::fixtures::bob;
use crate::view::{Answer, FailureCode, ProposalCarrier, StepKind, ToldBy};

fn ten() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 11, 21, 10, 0, 0).unwrap()
}

fn open(dir: &TempDir) -> Store {
    Store::open(dir.path(), Access::Write).unwrap()
}

fn with_bob(dir: &TempDir) -> Store {
    let store = open(dir);
    store.put_account(&bob()).unwrap();
    let inbox = Folder {
        collection: "5".into(),
        parent: "0".into(),
        name: "Inbox".into(),
        kind: 2,
        sync_key: "0".into(),
    };
    store.apply_folders("bob", "1", true, &[inbox], &[]).unwrap();
    store
}

fn put(server_id: &str, data: &str) -> ItemChange {
    ItemChange::Put {
        server_id: server_id.into(),
        class: Class::Mail,
        data: data.into(),
        index: Index { uid: format!("uid-{server_id}"), ..Index::default() },
    }
}

fn batch(key: &str, changes: Vec<ItemChange>) -> Batch {
    Batch { sync_key: key.into(), changes, ..Batch::default() }
}

fn answer(id: &str, decision: Answer) -> AnswerRow {
    AnswerRow {
        id: id.into(),
        account: "bob".into(),
        meeting: "m1".into(),
        uid: "uid-1".into(),
        recurrence_id: None,
        answer: decision,
        comment: "I come by train".into(),
        proposed: None,
        tell: true,
        source: None,
        client_id: format!("client-{id}"),
        subject: "Quarterly Planning".into(),
        start: ten(),
        end: ten() + TimeDelta::hours(1),
        all_day: false,
        recurring: false,
        location: String::new(),
        organizer_name: "Alice".into(),
        organizer_email: "alice@contoso.com".into(),
        from_name: "Bob".into(),
        from_email: "bob@contoso.com".into(),
        requested: true,
        dtstamp: Some(ten()),
        sequence: Some(2),
        version: String::new(),
        state: State::Queued,
        told_by: ToldBy::Client,
        told_reason: None,
        due_at: ten(),
        undo_until: None,
        attempts: 0,
        mail_attempts: 0,
        repeats: false,
        unshown: 0,
        calendar_id: String::new(),
        decided_at: ten(),
        responded_at: None,
        told_at: None,
        confirmed_at: None,
        trouble: None,
        trouble_detail: String::new(),
    }
}

fn live(store: &Store) -> Vec<String> {
    let mut ids: Vec<String> = store
        .mails("bob")
        .unwrap()
        .into_iter()
        .filter(|mail| mail.gone_at.is_none())
        .map(|mail| mail.server_id)
        .collect();
    ids.sort();
    ids
}

#[test]
fn a_profile_whose_last_process_is_just_ending_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let ending = with_bob(&dir);
    std::thread::scope(|scope| {
        let (begins, begun) = std::sync::mpsc::channel();
        let profile = dir.path();
        let next = scope.spawn(move || {
            begins.send(()).unwrap();
            Store::open(profile, Access::Write).map(drop)
        });
        begun.recv().unwrap();
        drop(ending);
        next.join().unwrap().unwrap();
    });
}

#[test]
fn one_process_writes_a_profile_and_others_may_read_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    assert!(matches!(Store::open(dir.path(), Access::Write), Err(StoreError::InUse(_))));
    let reader = Store::open(dir.path(), Access::Read).unwrap();
    assert_eq!(
        reader.accounts().unwrap(),
        [bob()].map(|bob| AccountRow { folder_sync_key: "1".into(), ..bob })
    );
    assert!(reader.set_setting("a", "b").is_err(), "a reader must not write");
    drop(store);
    assert!(Store::open(dir.path(), Access::Write).is_ok(), "the lock goes with its process");
}

#[test]
fn items_and_their_sync_key_are_stored_together_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    store.apply("bob", "5", &batch("k1", vec![put("5:1", "one")]), ten()).unwrap();
    let before = (live(&store), store.folders("bob").unwrap());

    // A full disk in the middle of a batch.
    store.read(|c| Ok(c.pragma_update(None, "max_page_count", 1)?)).unwrap();
    let large = "x".repeat(200_000);
    let failed = store.apply("bob", "5", &batch("k2", vec![put("5:2", "two"), put("5:3", &large)]), ten());
    assert!(matches!(failed, Err(StoreError::DiskFull)), "{failed:?}");
    assert_eq!((live(&store), store.folders("bob").unwrap()), before);
}

#[test]
fn a_full_disk_stores_no_decision_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    store.read(|c| Ok(c.pragma_update(None, "max_page_count", 1)?)).unwrap();
    let mut decision = answer("a1", Answer::Accepted);
    decision.comment = "x".repeat(100_000);
    assert!(matches!(store.enter(&decision, ten()), Err(StoreError::DiskFull)));
    assert_eq!(store.answers("bob").unwrap(), []);
}

#[test]
fn a_database_that_another_program_holds_stores_no_decision_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    // Whoever waits for it longer is told the same.
    store.read(|c| Ok(c.busy_timeout(Duration::ZERO)?)).unwrap();
    let other = Connection::open(dir.path().join(DATABASE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let decision = answer("a1", Answer::Accepted);
    let failure = EngineError::from(store.enter(&decision, ten()).unwrap_err()).failure();
    assert_eq!(failure.code, FailureCode::ProfileInUse);
    assert!(failure.message.contains("Another program holds Quorum's database"), "{}", failure.message);
    assert_eq!(store.answers("bob").unwrap(), [], "one can still look");

    other.execute_batch("ROLLBACK").unwrap();
    store.enter(&decision, ten()).unwrap();
    assert_eq!(store.answers("bob").unwrap().len(), 1);
}

#[test]
fn a_forgotten_sync_key_deletes_nothing_until_the_server_has_spoken() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    store.apply("bob", "5", &batch("k1", vec![put("5:1", "one"), put("5:2", "two")]), ten()).unwrap();

    store.restart("bob", "5").unwrap();
    assert_eq!(live(&store), ["5:1", "5:2"]);
    store.apply("bob", "5", &batch("r1", vec![put("5:2", "two")]), ten()).unwrap();
    assert_eq!(live(&store), ["5:1", "5:2"], "the resync is not through yet");
    store.apply("bob", "5", &Batch { complete: true, ..batch("r2", vec![]) }, ten()).unwrap();
    assert_eq!(live(&store), ["5:2"]);
    assert_eq!(store.mails("bob").unwrap().len(), 2, "what is gone stays for the history");
}

#[test]
fn an_item_that_left_the_window_is_forgotten_and_not_called_gone() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    store.apply("bob", "5", &batch("k1", vec![put("5:1", "one")]), ten()).unwrap();
    store
        .apply("bob", "5", &batch("k2", vec![ItemChange::Forget { server_id: "5:1".into() }]), ten())
        .unwrap();
    assert!(store.mails("bob").unwrap().is_empty());
}

#[test]
fn an_unreadable_item_is_kept_aside_until_it_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let aside = Unreadable {
        server_id: "5:1".into(),
        data: b"?".to_vec(),
        reason: "no StartTime".into(),
        awaits_inside: false,
    };
    store.apply("bob", "5", &Batch { unreadable: vec![aside], ..batch("k1", vec![]) }, ten()).unwrap();
    assert_eq!(store.unreadable_count("bob").unwrap(), 1);
    store.apply("bob", "5", &batch("k2", vec![put("5:1", "one")]), ten()).unwrap();
    assert_eq!(store.unreadable_count("bob").unwrap(), 0);
}

#[test]
fn what_was_kept_aside_is_let_go_when_its_item_leaves_the_window_or_all_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let aside = |id: &str| Unreadable {
        server_id: id.into(),
        data: id.into(),
        reason: "no StartTime".into(),
        awaits_inside: false,
    };
    let unreadable = vec![aside("5:1"), aside("5:2"), aside("5:3")];
    store.apply("bob", "5", &Batch { unreadable, ..batch("k1", vec![]) }, ten()).unwrap();
    let kept =
        |most| store.unreadable("bob", most).unwrap().into_iter().map(|(_, data)| data).collect::<Vec<_>>();
    assert_eq!(kept(2), [b"5:3", b"5:2"], "the newest first");
    let left = ItemChange::Forget { server_id: "5:2".into() };
    store.apply("bob", "5", &batch("k2", vec![left]), ten()).unwrap();
    assert_eq!(kept(9), [b"5:3", b"5:1"]);
    store.restart("bob", "1").unwrap();
    assert_eq!(kept(9).len(), 2, "another collection's");
    store.restart("bob", "5").unwrap();
    assert_eq!(store.unreadable_count("bob").unwrap(), 0);
}

#[test]
fn a_decision_that_has_not_left_is_replaced_by_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    store.enter(&answer("a1", Answer::Tentative), ten()).unwrap();
    store.enter(&answer("a2", Answer::Accepted), ten()).unwrap();
    let active: Vec<_> = store.active_answers("bob").unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(active, ["a2"]);
    assert_eq!(store.answer("a1").unwrap().state, State::Replaced);
}

#[test]
fn a_decision_that_has_left_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let first = answer("a1", Answer::Tentative);
    store.enter(&first, ten()).unwrap();
    let sent = AnswerRow { state: State::Responding, attempts: 1, ..first };
    assert!(store.advance(State::Queued, &sent, &[NewStep::plain(StepKind::Sent)], ten()).unwrap());
    store.enter(&answer("a2", Answer::Accepted), ten()).unwrap();
    let active: Vec<_> = store.active_answers("bob").unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(active, ["a1", "a2"]);
    let in_turn: Vec<_> = store.answers_in_turn("bob").unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(in_turn, ["a1"], "the later one waits, and nothing is due because of it");
}

#[test]
fn of_undo_and_send_only_one_succeeds() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let decision = answer("a1", Answer::Accepted);
    store.enter(&decision, ten()).unwrap();
    let undone = AnswerRow { state: State::Withdrawn, ..decision.clone() };
    let sent = AnswerRow { state: State::Responding, ..decision };
    assert!(store.advance(State::Queued, &undone, &[], ten()).unwrap());
    assert!(!store.advance(State::Queued, &sent, &[], ten()).unwrap(), "it was taken back");
    assert_eq!(store.answer("a1").unwrap().state, State::Withdrawn);
}

#[test]
fn everything_of_an_answer_survives_the_way_through_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let proposed = Proposed {
        start: ten() + TimeDelta::days(1),
        end: ten() + TimeDelta::hours(25),
        carrier: ProposalCarrier::Counter,
    };
    let decided = AnswerRow { proposed: Some(proposed), ..answer("a1", Answer::Declined) };
    store.enter(&decided, ten()).unwrap();
    assert_eq!(store.answer("a1").unwrap(), decided);
    let full = AnswerRow {
        state: State::Untold,
        told_reason: Some(crate::view::ToldReason::MailboxFull),
        trouble: Some(crate::view::TroubleCode::NotTold),
        trouble_detail: "status 113".into(),
        proposed: Some(Proposed { carrier: ProposalCarrier::Words, ..proposed }),
        responded_at: Some(ten()),
        mail_attempts: 3,
        calendar_id: "1:7".into(),
        ..answer("a1", Answer::Declined)
    };
    let steps = [NewStep::plain(StepKind::Taken), NewStep::with(StepKind::MailFailed, "status 113")];
    assert!(store.advance(State::Queued, &full, &steps, ten() + TimeDelta::seconds(1)).unwrap());
    drop(store);
    let store = open(&dir);
    assert_eq!(store.answer("a1").unwrap(), full);
    let kinds: Vec<_> = store.steps("a1").unwrap().into_iter().map(|(_, step)| step.kind).collect();
    assert_eq!(kinds, [StepKind::Decided, StepKind::Taken, StepKind::MailFailed]);
}

#[test]
fn a_file_that_is_no_database_is_left_alone_and_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("quorum.db"),
        "<html>not a database, and long enough to be looked at</html>",
    )
    .unwrap();
    assert!(matches!(Store::open(dir.path(), Access::Write), Err(StoreError::Damaged(_))));
    let kept = std::fs::read_to_string(dir.path().join("quorum.db")).unwrap();
    assert!(kept.starts_with("<html>"));
}

#[test]
fn a_damaged_page_is_found_when_the_profile_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let changes = (0..200).map(|n| put(&format!("5:{n}"), &"x".repeat(500))).collect();
    store.apply("bob", "5", &batch("k1", changes), ten()).unwrap();
    drop(store);
    let path = dir.path().join("quorum.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 2..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xa5);
    }
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(Store::open(dir.path(), Access::Write), Err(StoreError::Damaged(_))));
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&dir));
    let connection = rusqlite::Connection::open(dir.path().join("quorum.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(matches!(Store::open(dir.path(), Access::Write), Err(StoreError::TooNew)));
}

#[test]
fn the_schema_in_the_docs_is_the_schema_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let in_use: Vec<String> = store
        .read(|c| {
            let mut all = c.prepare(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'search_*' ORDER BY rowid",
            )?;
            Ok(all.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let documented = include_str!("../../../../docs/schema.sql");
    let statements = |text: &str| -> Vec<String> {
        let bare: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" ");
        // SQLite writes an added column with the punctuation of whoever wrote the table.
        let squeezed = |statement: &str| {
            let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            words.replace(" ,", ",").replace("( ", "(").replace(" )", ")")
        };
        bare.split(';').map(squeezed).filter(|statement| !statement.is_empty()).collect()
    };
    assert_eq!(
        statements(&in_use.join(";")),
        statements(documented),
        "docs/schema.sql must be the sum of the migrations"
    );
}

#[test]
fn a_profile_of_an_older_version_is_brought_up_to_date_also_for_looking() {
    let dir = tempfile::tempdir().unwrap();
    let mut old = rusqlite::Connection::open(dir.path().join("quorum.db")).unwrap();
    Migrations::from_slice(&MIGRATIONS[..1]).to_latest(&mut old).unwrap();
    old.execute_batch(
        "INSERT INTO account (id, email, endpoint, user, device_id, version, family, created_at)
         VALUES ('bob', 'bob@contoso.com', 'https://mail.contoso.com/', 'bob', '0b', '14.1', 'sogo',
                 '2026-11-21T10:00:00Z')",
    )
    .unwrap();
    drop(old);
    let store = Store::open(dir.path(), Access::Read).unwrap();
    let account = store.account("bob").unwrap();
    assert_eq!((account.family(), account.family_forced), (crate::view::Family::Sogo, None));
}

#[test]
fn what_the_person_chose_is_not_undone_by_a_sync_that_began_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let read_before = store.account("bob").unwrap();
    let chosen = crate::view::Family::Grommunio;
    store.set_preferences("bob", Some(chosen), crate::view::Replies::Client).unwrap();
    store.put_account(&read_before).unwrap();
    let account = store.account("bob").unwrap();
    assert_eq!((account.family(), account.replies), (chosen, crate::view::Replies::Client));
}

#[test]
fn an_answer_that_was_edited_is_not_sent_as_it_was_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_bob(&dir);
    let read_before = answer("one", Answer::Accepted);
    store.enter(&read_before, ten()).unwrap();
    assert!(store.replace("one", &answer("two", Answer::Declined), ten()).unwrap());
    let sent = AnswerRow { state: State::Responding, ..read_before };
    assert!(!store.advance(State::Queued, &sent, &[], ten()).unwrap(), "whoever was about to send it");

    let sent = AnswerRow { state: State::Responding, ..store.answer("two").unwrap() };
    assert!(store.advance(State::Queued, &sent, &[], ten()).unwrap());
    let late = answer("three", Answer::Tentative);
    assert!(!store.replace("two", &late, ten()).unwrap(), "it has left");
    assert!(store.answer("three").is_err() && store.answer("two").unwrap() == sent, "nothing was changed");
}

fn changed(now: &str) -> ItemChange {
    let recurrence_id = None;
    ItemChange::Changed { uid: "uid-1:1".into(), recurrence_id, was: "was".into(), now: now.into() }
}

#[test]
fn changes_of_the_calendar_are_kept_in_order_and_only_the_newest() {
    let dir = TempDir::new().unwrap();
    let store = with_bob(&dir);
    let other = ItemChange::Changed {
        uid: "uid-1:2".into(),
        recurrence_id: Some(ten()),
        was: "was".into(),
        now: "now".into(),
    };
    store.apply("bob", "1", &batch("k1", vec![other]), ten()).unwrap();
    for (key, many) in [("k2", 0..15), ("k3", 15..25)] {
        let changes = many.map(|one| changed(&one.to_string())).collect();
        store.apply("bob", "1", &batch(key, changes), ten()).unwrap();
    }
    let kept = |uid| store.calendar_changes_of("bob", &[uid]).unwrap();
    let versions: Vec<String> =
        kept("uid-1:1").into_iter().map(|row| String::from_utf8(row.now).unwrap()).collect();
    assert_eq!(versions, (5..25).map(|one| one.to_string()).collect::<Vec<_>>());
    assert_eq!(kept("uid-1:2").len(), 1, "another meeting's is none of them");
    assert_eq!(kept("uid-1:2")[0].recurrence_id, Some(ten()));
    assert_eq!(store.calendar_changes("bob").unwrap().len(), 21);

    let long = "x".repeat(200 * 1024);
    store.apply("bob", "1", &batch("k4", vec![changed(&long)]), ten()).unwrap();
    assert_eq!(kept("uid-1:1").len(), 20, "there is room for short ones");
    store.apply("bob", "1", &batch("k5", vec![changed(&long)]), ten()).unwrap();
    let left = kept("uid-1:1");
    assert_eq!(left.len(), 1, "and for one long one, which is the newest");
    assert_eq!(left[0].now.len(), long.len());
}

#[test]
fn changes_of_an_item_that_the_cache_forgets_are_forgotten() {
    let dir = TempDir::new().unwrap();
    let store = with_bob(&dir);
    let item = |server_id: &str| ItemChange::Put {
        server_id: server_id.into(),
        class: Class::Event,
        data: "data".into(),
        index: Index { uid: "uid-1:1".into(), ..Index::default() },
    };
    store.apply("bob", "1", &batch("k1", vec![item("1:1"), changed("now")]), ten()).unwrap();
    let gone = ItemChange::Gone { server_id: "1:1".into() };
    store.apply("bob", "1", &batch("k2", vec![gone, item("1:2")]), ten()).unwrap();
    assert_eq!(store.calendar_changes("bob").unwrap().len(), 1, "what is gone has its past");
    let forget = ItemChange::Forget { server_id: "1:2".into() };
    store.apply("bob", "1", &batch("k3", vec![forget]), ten()).unwrap();
    assert_eq!(store.calendar_changes("bob").unwrap(), []);
}

#[test]
fn the_version_to_compare_with_is_what_the_last_sync_left() {
    let dir = TempDir::new().unwrap();
    let store = with_bob(&dir);
    let folder = Folder {
        collection: "1".into(),
        parent: "0".into(),
        name: "Calendar".into(),
        kind: 8,
        sync_key: "0".into(),
    };
    store.apply_folders("bob", "2", false, &[folder], &[]).unwrap();
    let item = |server_id: &str| ItemChange::Put {
        server_id: server_id.into(),
        class: Class::Event,
        data: "data".into(),
        index: Index { uid: "uid".into(), ..Index::default() },
    };
    let there = || {
        let rows = store.events_of("bob", "uid").unwrap();
        rows.into_iter().map(|row| row.server_id).collect::<Vec<_>>()
    };
    store.apply("bob", "1", &batch("k1", vec![item("1:1")]), ten()).unwrap();
    assert_eq!(there(), ["1:1"]);
    let leaving = ItemChange::Leaving { server_id: "1:1".into() };
    store.apply("bob", "1", &batch("k2", vec![leaving]), ten()).unwrap();
    assert_eq!(there(), ["1:1"], "its successor may be in the next answer");
    store.apply("bob", "1", &Batch { complete: true, ..batch("k3", vec![item("1:2")]) }, ten()).unwrap();
    assert_eq!(there(), ["1:2"]);
    store.restart("bob", "1").unwrap();
    assert_eq!(there(), [""; 0], "not seen again yet");
}
