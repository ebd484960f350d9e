//! Whatever a server sends, it is read or refused; nothing panics.

use bytes::Bytes;
use eas::calendar::CalendarItem;
use eas::email::Message;
use eas::{
    AcknowledgePolicy, AcknowledgeWipe, Acknowledgement, ApplicationData, AskForPolicy, BodyPreference,
    Command, Device, FilterType, FolderSync, GetItemEstimate, ItemFetch, MeetingResponse, MoveItems,
    ProtocolVersion, SendMail, ServerChange, Sync, SyncKey, SyncOptions, SyncReply, UserInformation,
    UserResponse, WipeScope,
};
use proptest::collection::vec;
use proptest::prelude::*;
use wbxml::{Element, Node, Tag};

/// Elements of every page that matters, with values that servers send and values that they should not.
fn element() -> impl Strategy<Value = Element> {
    let tag = (0u8..26, 5u8..0x40).prop_map(|(page, token)| Tag::new(page, token));
    let text = prop_oneof![
        Just(String::new()),
        "[0-9]{1,6}",
        Just("1".to_owned()),
        Just("20261124T090000Z".to_owned()),
        Just("2026-11-24T09:00:00.000Z".to_owned()),
        "\\PC{0,12}",
    ];
    let value = prop_oneof![
        Just(Vec::new()),
        text.prop_map(|text| vec![Node::Text(text)]),
        vec(any::<u8>(), 0..8).prop_map(|bytes| vec![Node::Opaque(bytes)]),
    ];
    let leaf = (tag.clone(), value).prop_map(|(tag, nodes)| Element { tag, nodes });
    leaf.prop_recursive(5, 64, 8, move |inner| {
        (tag.clone(), vec(inner.prop_map(Node::Element), 0..8))
            .prop_map(|(tag, nodes)| Element { tag, nodes })
    })
}

/// A document with the shape of a real one, where each element may be missing, doubled, or hold something else.
fn damaged(xml: &str) -> impl Strategy<Value = Element> + use<> {
    let whole = Element::from_xml(xml).unwrap();
    (vec((any::<prop::sample::Index>(), 0u8..4), 0..6), element()).prop_map(move |(damages, foreign)| {
        let mut document = whole.clone();
        for (place, how) in damages {
            let count = count(&document);
            damage(&mut document, &mut place.index(count), how, &foreign);
        }
        document
    })
}

fn count(element: &Element) -> usize {
    1 + element.children().map(count).sum::<usize>()
}

fn damage(element: &mut Element, place: &mut usize, how: u8, foreign: &Element) -> bool {
    if *place == 0 {
        match how {
            0 => element.nodes.clear(),
            1 => element.nodes.push(Node::Element(foreign.clone())),
            2 => element.nodes.extend(element.nodes.clone()),
            _ => element.nodes = foreign.nodes.clone(),
        }
        return true;
    }
    *place -= 1;
    element.nodes.iter_mut().any(|node| match node {
        Node::Element(child) => damage(child, place, how, foreign),
        Node::Text(_) | Node::Opaque(_) => false,
    })
}

fn read_item(data: &ApplicationData) {
    let _ = Message::parse(data);
    let _ = CalendarItem::parse(data);
    let stored = ApplicationData::decode(&data.encode()).expect("what is stored must be readable");
    assert_eq!(ApplicationData::decode(&stored.encode()), Ok(stored));
}

fn read<C: Command>(command: &C, document: &Element, version: ProtocolVersion) -> Option<C::Reply> {
    command.reply(Some(document.clone()), version).ok()
}

fn read_with_every_command(document: &Element) {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        read(&FolderSync { key: SyncKey::INITIAL }, document, version);
        read(&Sync::prime("5"), document, version);
        let pulled = read(&Sync::pull("5", "8", SyncOptions::default()), document, version);
        if let Some(SyncReply::Batch(batch)) = pulled {
            for change in &batch.changes {
                if let ServerChange::Add { data, .. } | ServerChange::Change { data, .. } = change {
                    read_item(data);
                }
            }
        }
        let estimate = GetItemEstimate { collection: "5".into(), key: "8".into(), filter: FilterType::All };
        read(&estimate, document, version);
        read(&MoveItems { item: "1".into(), from: "5".into(), to: "3".into() }, document, version);
        let answer = MeetingResponse {
            user_response: UserResponse::Accept,
            collection: "5".into(),
            request_id: "1".into(),
            instance_id: None,
            send_response: None,
        };
        read(&answer, document, version);
        let mail = SendMail { client_id: "c".into(), save_in_sent_items: true, mime: Bytes::new() };
        read(&mail, document, version);
        let fetch = ItemFetch { collection: "5".into(), item: "1".into(), body: BodyPreference::mime() };
        if let Some(item) = read(&fetch, document, version) {
            read_item(&item.data);
        }
        read(&UserInformation, document, version);
        read(&AskForPolicy { information: Device::new("d").information }, document, version);
        let acknowledge = AcknowledgePolicy { key: "1".into(), acknowledgement: Acknowledgement::Applied };
        read(&acknowledge, document, version);
        read(&AcknowledgeWipe { scope: WipeScope::Account, done: true }, document, version);
    }
}

const DOCUMENTS: [&str; 8] = [
    r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>1</SyncKey><Changes><Add><ServerId>1</ServerId>
        <ParentId>0</ParentId><DisplayName>x</DisplayName><Type>2</Type></Add><Delete><ServerId>2</ServerId></Delete></Changes></FolderSync>"#,
    r#"<Sync xmlns="AirSync" xmlns:c="Calendar" xmlns:b="AirSyncBase"><Collections><Collection><SyncKey>9</SyncKey><Status>1</Status><MoreAvailable/>
        <Commands><Add><ServerId>1</ServerId><ApplicationData><c:StartTime>20261124T090000Z</c:StartTime><c:MeetingStatus>3</c:MeetingStatus>
        <c:Attendees><c:Attendee><c:Email>b</c:Email><c:AttendeeStatus>3</c:AttendeeStatus></c:Attendee></c:Attendees>
        <c:Recurrence><c:Type>1</c:Type><c:Until>20261124T090000Z</c:Until></c:Recurrence>
        <c:Exceptions><c:Exception><c:ExceptionStartTime>20261124T090000Z</c:ExceptionStartTime><c:Deleted>1</c:Deleted></c:Exception></c:Exceptions>
        <b:Body><b:Type>1</b:Type><b:Data>x</b:Data></b:Body></ApplicationData></Add></Commands>
        <Responses><Fetch><ServerId>1</ServerId><Status>1</Status></Fetch></Responses></Collection></Collections></Sync>"#,
    r#"<Sync xmlns="AirSync" xmlns:e="Email" xmlns:f="Email2"><Collections><Collection><SyncKey>9</SyncKey>
        <Commands><Change><ServerId>1</ServerId><ApplicationData><e:DateReceived>2026-11-24T09:00:00.000Z</e:DateReceived><f:ConversationId>AQID</f:ConversationId>
        <e:MeetingRequest><e:DtStamp>2026-11-24T09:00:00.000Z</e:DtStamp><e:Recurrences><e:Recurrence><e:Type>0</e:Type></e:Recurrence></e:Recurrences>
        <f:MeetingMessageType>1</f:MeetingMessageType></e:MeetingRequest></ApplicationData></Change></Commands></Collection></Collections></Sync>"#,
    r#"<MeetingResponse xmlns="MeetingResponse"><Result><RequestId>1</RequestId><Status>1</Status><CalendarId>7</CalendarId></Result></MeetingResponse>"#,
    r#"<ItemOperations xmlns="ItemOperations" xmlns:e="Email"><Status>1</Status><Response><Fetch><Status>1</Status><Properties><e:Read>1</e:Read></Properties></Fetch></Response></ItemOperations>"#,
    r#"<Provision xmlns="Provision"><Status>1</Status><Policies><Policy><Status>1</Status><PolicyKey>1</PolicyKey><Data><EASProvisionDoc>
        <DevicePasswordEnabled>1</DevicePasswordEnabled><ApprovedApplicationList><Hash>A</Hash></ApprovedApplicationList></EASProvisionDoc></Data></Policy></Policies></Provision>"#,
    r#"<Settings xmlns="Settings"><Status>1</Status><UserInformation><Get><Accounts><Account><EmailAddresses><SMTPAddress>a</SMTPAddress></EmailAddresses></Account></Accounts></Get></UserInformation></Settings>"#,
    r#"<GetItemEstimate xmlns="GetItemEstimate"><Response><Status>1</Status><Collection><Estimate>3</Estimate></Collection></Response></GetItemEstimate>"#,
];

proptest! {
    #[test]
    fn arbitrary_elements_never_panic(document in element()) {
        read_with_every_command(&document);
        read_item(&ApplicationData::new(document));
    }

    #[test]
    fn damaged_documents_never_panic(document in (0..DOCUMENTS.len()).prop_flat_map(|i| damaged(DOCUMENTS[i]))) {
        read_with_every_command(&document);
    }

    #[test]
    fn merging_twice_is_merging_once(data in element(), change in element()) {
        let (mut data, change) = (ApplicationData::new(data), ApplicationData::new(change));
        data.merge(&change);
        let once = data.clone();
        data.merge(&change);
        prop_assert_eq!(data.encode(), once.encode(), "a batch that is delivered twice must change nothing");
    }
}
