use eas::{
    ApplicationData, Batch, BodyPreference, ClientCommand, FilterType, MimeSupport, ProtocolError,
    ProtocolVersion, Retry, ServerChange, Sync, SyncKey, SyncOptions, SyncReply, SyncResponse, SyncStatus,
};
use wbxml::tags::{airsync, calendar, email};

use crate::support::{
    Script, answer, answer_bytes, answer_xml, asks, asks_bytes, client, hex, response, xml,
};

fn options() -> SyncOptions {
    SyncOptions {
        window_size: 50,
        filter: FilterType::OneMonth,
        bodies: vec![BodyPreference::plain(32768)],
        mime_support: Some(MimeSupport::Never),
    }
}

fn pull() -> Sync {
    Sync::pull("mail%2F01", "8", options())
}

fn batch(reply: SyncReply) -> Batch {
    match reply {
        SyncReply::Batch(batch) => batch,
        SyncReply::Unchanged => panic!("something changed"),
    }
}

#[test]
fn priming_asks_for_nothing_but_a_key() {
    for version in ProtocolVersion::ALL {
        let bytes = "03 01 6A 00  45 5C 4F  4B 03 30 00 01  52 03 35 00 01  01 01 01";
        asks_bytes(&Sync::prime("5"), version, bytes);
        asks_bytes(&Sync::pull("5", SyncKey::INITIAL, options()), version, bytes);
    }
}

#[test]
fn children_stand_in_the_order_that_exchange_enforces() {
    for version in ProtocolVersion::ALL {
        asks(
            &pull(),
            version,
            r#"<Sync xmlns="AirSync" xmlns:airsyncbase="AirSyncBase"><Collections><Collection>
                <SyncKey>8</SyncKey><CollectionId>mail%2F01</CollectionId><GetChanges>1</GetChanges>
                <WindowSize>50</WindowSize>
                <Options><FilterType>5</FilterType><MIMESupport>0</MIMESupport>
                    <airsyncbase:BodyPreference><airsyncbase:Type>1</airsyncbase:Type>
                    <airsyncbase:TruncationSize>32768</airsyncbase:TruncationSize></airsyncbase:BodyPreference></Options>
            </Collection></Collections></Sync>"#,
        );
    }
}

#[test]
fn a_window_stays_within_what_servers_take() {
    for (asked, sent) in [(0, "1"), (1, "1"), (512, "512"), (9999, "512")] {
        let command = Sync::pull("5", "8", SyncOptions { window_size: asked, ..SyncOptions::default() });
        let request = eas::Command::request(&command, ProtocolVersion::V16_1).unwrap().unwrap();
        let window =
            request.path(&[airsync::COLLECTIONS, airsync::COLLECTION, airsync::WINDOW_SIZE]).unwrap();
        assert_eq!(window.value().unwrap(), sent);
    }
}

#[test]
fn a_push_wants_no_changes_back() {
    let categories = xml(r#"<ApplicationData xmlns="AirSync" xmlns:calendar="Calendar">
        <calendar:Categories><calendar:Category>Travel</calendar:Category></calendar:Categories></ApplicationData>"#);
    let commands = vec![
        ClientCommand::Delete("5:1".into()),
        ClientCommand::Change { id: "5:2".into(), data: ApplicationData::new(categories) },
        ClientCommand::Fetch("5:3".into()),
    ];
    for version in ProtocolVersion::ALL {
        asks(
            &Sync::push("5", "8", SyncOptions::default(), commands.clone()),
            version,
            r#"<Sync xmlns="AirSync" xmlns:calendar="Calendar"><Collections><Collection>
                <SyncKey>8</SyncKey><CollectionId>5</CollectionId><GetChanges>0</GetChanges>
                <Options><FilterType>0</FilterType></Options>
                <Commands>
                    <Delete><ServerId>5:1</ServerId></Delete>
                    <Change><ServerId>5:2</ServerId><ApplicationData>
                        <calendar:Categories><calendar:Category>Travel</calendar:Category></calendar:Categories>
                    </ApplicationData></Change>
                    <Fetch><ServerId>5:3</ServerId></Fetch>
                </Commands>
            </Collection></Collections></Sync>"#,
        );
    }
}

#[test]
fn more_changes_than_servers_take_are_refused_here() {
    let commands = vec![ClientCommand::Delete("1".into()); Sync::MOST_COMMANDS + 1];
    let push = Sync::push("5", "8", SyncOptions::default(), commands);
    let error = eas::Command::request(&push, ProtocolVersion::V14_1).unwrap_err();
    assert!(matches!(error, ProtocolError::Unsupported { .. }) && error.retry() == Retry::Permanent);
}

#[tokio::test]
async fn an_attendees_answer_is_a_change_of_just_that() {
    // The organizer's calendar after one attendee accepted: MS-ASWBXML spelled out by hand.
    let bytes = hex(
        "03 01 6A 00  45 5C 4F  4B 03 39 00 01  52 03 31 00 01  4E 03 31 00 01  56 48  4D 03 31 3A 37 00 01
         5D  00 04  47 48  49 03 62 6F 62 40 78 2E 74 65 73 74 00 01  4A 03 42 6F 62 00 01  69 03 33 00 01
         6A 03 31 00 01  01 01 01 01 01 01 01 01",
    );
    let batch = batch(
        answer_bytes(&Sync::pull("1", "8", options()), ProtocolVersion::V14_1, &bytes, true).await.unwrap(),
    );
    assert_eq!(batch.key.as_str(), "9");
    assert!(!batch.more_available && batch.unreadable.is_empty());
    let [ServerChange::Change { id, data }] = batch.changes.as_slice() else {
        panic!("one Change: {batch:?}")
    };
    assert_eq!(id.as_str(), "1:7");
    let email = data.element().path(&[calendar::ATTENDEES, calendar::ATTENDEE, calendar::EMAIL]).unwrap();
    assert_eq!(email.value().unwrap(), "bob@x.test");
}

#[tokio::test]
async fn an_empty_answer_means_nothing_new() {
    for version in ProtocolVersion::ALL {
        assert_eq!(answer(&pull(), version, "").await.unwrap(), SyncReply::Unchanged);
    }
}

#[tokio::test]
async fn an_empty_answer_to_the_first_key_is_an_error() {
    let error = answer(&Sync::prime("nowhere"), ProtocolVersion::V14_1, "").await.unwrap_err();
    assert_eq!(error, ProtocolError::Malformed { command: "Sync", missing: "the first SyncKey" });
}

#[tokio::test]
async fn every_kind_of_change_is_read_and_the_rest_kept_aside() {
    let reply = answer_xml(
        &pull(),
        ProtocolVersion::V16_1,
        r#"<Sync xmlns="AirSync" xmlns:email="Email"><Collections><Collection>
            <Class>Email</Class><SyncKey>9</SyncKey><CollectionId>mail%2F01</CollectionId><Status>1</Status>
            <MoreAvailable/>
            <Commands>
                <Add><ServerId>1</ServerId><ApplicationData><email:Read>0</email:Read></ApplicationData></Add>
                <Add><ApplicationData><email:Read>0</email:Read></ApplicationData></Add>
                <Change><ServerId>2</ServerId><ApplicationData><email:Read>1</email:Read></ApplicationData></Change>
                <Change><ServerId>3</ServerId></Change>
                <Fetch><ServerId>4</ServerId></Fetch>
                <Delete><ServerId>5</ServerId></Delete>
                <SoftDelete><ServerId>6</ServerId></SoftDelete>
            </Commands>
        </Collection></Collections></Sync>"#,
        true,
    )
    .await
    .unwrap();
    let batch = batch(reply);
    assert!(batch.more_available);
    let changes: Vec<_> = batch
        .changes
        .iter()
        .map(|change| match change {
            ServerChange::Add { id, .. } => format!("add {id}"),
            ServerChange::Change { id, .. } => format!("change {id}"),
            ServerChange::Delete { id } => format!("delete {id}"),
            ServerChange::SoftDelete { id } => format!("soft-delete {id}"),
        })
        .collect();
    assert_eq!(changes, ["add 1", "change 2", "delete 5", "soft-delete 6"]);
    assert_eq!(batch.changes[0].id().as_str(), "1");

    let aside: Vec<_> =
        batch.unreadable.iter().map(|item| (item.id.as_ref().map(|id| id.as_str()), item.reason)).collect();
    let expected = [
        (None, "it has no ServerId"),
        (Some("3"), "it has no ApplicationData"),
        (Some("4"), "no such command is known"),
    ];
    assert_eq!(aside, expected, "what makes no sense is kept and costs nothing else");
    assert_eq!(batch.unreadable[1].raw.tag, airsync::CHANGE);
}

#[tokio::test]
async fn text_that_is_not_utf8_is_read_as_far_as_it_can_be_but_names_no_item() {
    // Two items: the one's Subject is in Latin-1, the other's ServerId.
    let bytes = hex("03 01 6A 00  45 5C 4F  4B 03 39 00 01  52 03 35 00 01  4E 03 31 00 01  56
         47  4D 03 35 3A 31 00 01  5D  00 02  54 03 4D FC 6E 7A 65 00 01  00 00  01 01
         47  4D 03 35 3A FC 00 01  5D  00 02  54 03 41 00 01  00 00  01 01
         01 01 01 01");
    let batch = batch(
        answer_bytes(&Sync::pull("5", "8", options()), ProtocolVersion::V14_1, &bytes, true).await.unwrap(),
    );
    let [ServerChange::Add { id, data }] = batch.changes.as_slice() else { panic!("one Add: {batch:?}") };
    assert_eq!(id.as_str(), "5:1");
    assert_eq!(data.element().value_of(email::SUBJECT).as_deref(), Some("M\u{FFFD}nze"));
    let [aside] = batch.unreadable.as_slice() else { panic!("one aside: {batch:?}") };
    assert_eq!((aside.id.as_ref(), aside.reason), (None, "its ServerId is not UTF-8"));
}

#[tokio::test]
async fn responses_to_our_own_changes_are_read() {
    let reply = answer_xml(
        &Sync::push("5", "8", SyncOptions::default(), Vec::new()),
        ProtocolVersion::V14_1,
        r#"<Sync xmlns="AirSync" xmlns:email="Email"><Collections><Collection>
            <SyncKey>8</SyncKey><CollectionId>5</CollectionId><Status>1</Status>
            <Responses>
                <Add><ClientId>c1</ClientId><ServerId>1</ServerId><Status>1</Status></Add>
                <Change><ServerId>2</ServerId><Status>7</Status></Change>
                <Delete><ServerId>3</ServerId><Status>8</Status></Delete>
                <Fetch><ServerId>4</ServerId><Status>1</Status><ApplicationData><email:Read>1</email:Read></ApplicationData></Fetch>
                <Fetch><ServerId>5</ServerId><Status>8</Status></Fetch>
                <Change><ServerId>6</ServerId></Change>
            </Responses>
        </Collection></Collections></Sync>"#,
        true,
    )
    .await
    .unwrap();
    let batch = batch(reply);
    assert_eq!(batch.key.as_str(), "8", "SOGo often keeps the key");
    assert_eq!(batch.responses.len(), 5);
    let SyncResponse::Add { client_id, id: Some(id), status: SyncStatus(1) } = &batch.responses[0] else {
        panic!("{:?}", batch.responses[0])
    };
    assert_eq!((client_id.as_str(), id.as_str()), ("c1", "1"));
    assert_eq!(batch.responses[1], SyncResponse::Change { id: "2".into(), status: SyncStatus(7) });
    assert_eq!(batch.responses[2], SyncResponse::Delete { id: "3".into(), status: SyncStatus(8) });
    assert!(matches!(&batch.responses[3], SyncResponse::Fetch { data: Some(_), .. }));
    assert!(matches!(&batch.responses[4], SyncResponse::Fetch { data: None, status: SyncStatus(8), .. }));
    assert_eq!(batch.unreadable.len(), 1);
}

#[tokio::test]
async fn a_status_counts_wherever_it_sits() {
    let cases = [
        (3, Retry::StartOver),
        (4, Retry::Simplify),
        (5, Retry::LATER),
        (8, Retry::Resync),
        (12, Retry::RefreshFolders),
        (13, Retry::Permanent),
        (16, Retry::LATER),
        (110, Retry::after_seconds(1800)),
        (132, Retry::StartOver),
        (144, Retry::Provision),
    ];
    for (code, retry) in cases {
        let at_root = format!(r#"<Sync xmlns="AirSync"><Status>{code}</Status></Sync>"#);
        let at_collection = format!(
            r#"<Sync xmlns="AirSync"><Collections><Collection><SyncKey>0</SyncKey><CollectionId>5</CollectionId>
                <Status>{code}</Status></Collection></Collections></Sync>"#
        );
        for body in [at_root, at_collection] {
            let error = answer_xml(&pull(), ProtocolVersion::V14_1, &body, true).await.unwrap_err();
            assert_eq!(error.retry(), retry, "{body}");
        }
    }
}

#[tokio::test]
async fn a_collection_without_status_is_taken_at_its_key() {
    let body = r#"<Sync xmlns="AirSync"><Collections><Collection><SyncKey>9</SyncKey></Collection></Collections></Sync>"#;
    let batch = batch(answer_xml(&pull(), ProtocolVersion::V14_1, body, true).await.unwrap());
    assert_eq!(batch.key.as_str(), "9", "Z-Push leaves out what is optional, and more");
}

#[tokio::test]
async fn the_first_of_two_keys_counts() {
    let body = r#"<Sync xmlns="AirSync"><Collections><Collection><SyncKey>9</SyncKey><SyncKey>10</SyncKey><Status>1</Status><Status>3</Status></Collection></Collections></Sync>"#;
    let batch = batch(answer_xml(&pull(), ProtocolVersion::V14_1, body, true).await.unwrap());
    assert_eq!(batch.key.as_str(), "9");
}

#[tokio::test]
async fn a_key_that_sogo_never_gave_out_is_started_over() {
    let refused = async |command| {
        client(Script::of([response(501, &[], "")]), ProtocolVersion::V14_1).send(&command).await.unwrap_err()
    };
    assert_eq!(refused(pull()).await.retry(), Retry::StartOver);
    let push = Sync::push("5", "8", SyncOptions::default(), Vec::new());
    assert_eq!(refused(push).await.retry(), Retry::StartOver);
    assert_eq!(
        refused(Sync::prime("5")).await.retry(),
        Retry::Permanent,
        "there is nothing before the first key"
    );
}
