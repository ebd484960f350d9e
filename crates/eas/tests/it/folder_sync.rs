use eas::{
    CollectionId, Folder, FolderChange, FolderSync, FolderSyncStatus, FolderType, ProtocolError,
    ProtocolVersion, Retry, SyncKey,
};

use crate::support::{answer_xml, asks_bytes};

fn first() -> FolderSync {
    FolderSync { key: SyncKey::INITIAL }
}

#[test]
fn it_starts_from_key_zero() {
    for version in ProtocolVersion::ALL {
        asks_bytes(&first(), version, "03 01 6A 00  00 07  56  52  03 30 00  01  01");
    }
}

#[tokio::test]
async fn folders_come_with_their_types_and_places() {
    let reply = answer_xml(
        &first(),
        ProtocolVersion::V14_1,
        r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>vm_14c7_0</SyncKey><Changes><Count>5</Count>
            <Add><ServerId>mail%2F01ab</ServerId><ParentId>0</ParentId><DisplayName>INBOX</DisplayName><Type>2</Type></Add>
            <Add><ServerId>12</ServerId><ParentId>mail%2F01ab</ParentId><DisplayName>Räume</DisplayName><Type>99</Type></Add>
            <Update><ServerId>vevent%2Fpersonal</ServerId><ParentId>0</ParentId><DisplayName>Calendar</DisplayName><Type>8</Type></Update>
            <Delete><ServerId>13</ServerId></Delete>
            <Add><DisplayName>no id</DisplayName></Add>
        </Changes></FolderSync>"#,
        false,
    )
    .await
    .unwrap();

    assert_eq!(reply.key.as_str(), "vm_14c7_0");
    let folder = |id: &str, parent: Option<&str>, name: &str, folder_type| Folder {
        id: id.into(),
        parent: parent.map(CollectionId::from),
        name: name.into(),
        folder_type,
    };
    let expected = [
        FolderChange::Add(folder("mail%2F01ab", None, "INBOX", FolderType::Inbox)),
        FolderChange::Add(folder("12", Some("mail%2F01ab"), "Räume", FolderType::Other(99))),
        FolderChange::Update(folder("vevent%2Fpersonal", None, "Calendar", FolderType::Calendar)),
        FolderChange::Delete("13".into()),
    ];
    assert_eq!(
        reply.changes, expected,
        "ids stay letter for letter, and a folder without one cannot be kept"
    );
}

#[tokio::test]
async fn a_known_device_with_nothing_new_gets_no_changes() {
    let body = r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>7</SyncKey><Changes><Count>0</Count></Changes></FolderSync>"#;
    let reply =
        answer_xml(&FolderSync { key: "7".into() }, ProtocolVersion::V16_1, body, false).await.unwrap();
    assert_eq!((reply.key.as_str(), reply.changes.len()), ("7", 0));
}

#[tokio::test]
async fn a_status_says_what_to_do() {
    let cases = [
        (6, Retry::LATER),
        (9, Retry::StartOver),
        (10, Retry::Permanent),
        (11, Retry::LATER),
        (12, Retry::LATER),
        (142, Retry::Provision),
        (99, Retry::Permanent),
        (199, Retry::LATER),
    ];
    for (code, retry) in cases {
        let body = format!(r#"<FolderSync xmlns="FolderHierarchy"><Status>{code}</Status></FolderSync>"#);
        let error = answer_xml(&first(), ProtocolVersion::V14_1, &body, false).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
        assert!(!error.may_have_arrived(), "a status is the server's word that nothing was done");
        let ProtocolError::Status(status) = error else { panic!("{code} is a status") };
        assert_eq!(status.code, code, "the number survives");
    }
}

#[tokio::test]
async fn an_answer_without_a_key_is_no_answer() {
    let body = r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status></FolderSync>"#;
    let error = answer_xml(&first(), ProtocolVersion::V14_1, body, false).await.unwrap_err();
    assert_eq!(error, ProtocolError::Malformed { command: "FolderSync", missing: "SyncKey" });
}

#[test]
fn types_keep_their_numbers() {
    for number in 0..40 {
        assert_eq!(FolderType::from_number(number).number(), number);
    }
}

#[test]
fn a_status_keeps_its_number() {
    assert_eq!(FolderSyncStatus(9).to_string(), "9 (InvalidSyncKey)");
    assert_eq!(FolderSyncStatus(142).to_string(), "142 (DeviceNotProvisioned)");
    assert_eq!(FolderSyncStatus(77).to_string(), "77 (unknown)");
}
