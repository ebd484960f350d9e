//! Our table and our bytes against libwbxml, an independent implementation that knows all pages but the last.
//!
//! libwbxml speaks XML too, and [`Element::from_xml`] reads it. So two trees can be compared: the one we wrote,
//! and the one libwbxml saw in our bytes, or we see in its bytes.

use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use wbxml::tags::{
    airsync, airsyncbase, calendar, compose_mail, email, email2, gal, item_operations, meeting_response,
    provision, resolve_recipients, search, settings,
};
use wbxml::{DecodeErrorKind, Element, Node, Tag};

/// The page that libwbxml does not have, Find.
const MISSING_PAGE: u8 = 25;

/// Tokens that it does not have on the other pages: two of 16.1, and what only older servers send.
fn is_missing(tag: Tag) -> bool {
    matches!(
        (tag.page(), tag.token()),
        (MISSING_PAGE.., _)
            | (4, 0x2B..=0x32)
            | (8, 0x10 | 0x11)
            | (13, 0x0E)
            | (14, 0x3B)
            | (15, 0x06)
            | (21, 0x0A)
    )
}

/// Where its names begin differently from the specification's.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("AssistantTelephoneNumber", "AssistantPhoneNumber"),
    ("BusinessCity", "BusinessAddressCity"),
    ("BusinessCountry", "BusinessAddressCountry"),
    ("BusinessPostalCode", "BusinessAddressPostalCode"),
    ("BusinessState", "BusinessAddressState"),
    ("BusinessStreet", "BusinessAddressStreet"),
    ("HomeCity", "HomeAddressCity"),
    ("HomeCountry", "HomeAddressCountry"),
    ("HomePostalCode", "HomeAddressPostalCode"),
    ("HomeState", "HomeAddressState"),
    ("HomeStreet", "HomeAddressStreet"),
    ("OtherCity", "OtherAddressCity"),
    ("OtherCountry", "OtherAddressCountry"),
    ("OtherPostalCode", "OtherAddressPostalCode"),
    ("OtherState", "OtherAddressState"),
    ("OtherStreet", "OtherAddressStreet"),
    ("AttOId", "Att0Id"),
    ("Reply-To", "ReplyTo"),
    ("FlagStatus", "Status"),
    ("Attendee_Email", "Email"),
    ("Attendee_Name", "Name"),
    ("Attendee_Status", "AttendeeStatus"),
    ("Attendee_Type", "AttendeeType"),
    ("Compressed_RTF", "CompressedRTF"),
    ("Exception_Deleted", "Deleted"),
    ("Exception_StartTime", "ExceptionStartTime"),
    ("Organizer_Email", "OrganizerEmail"),
    ("Organizer_Name", "OrganizerName"),
    ("Recurrence_", ""),
    ("DeviceEncryptionEnabled", "RequireStorageCardEncryption"),
    ("ihsManagementInformation", "RightsManagementInformation"),
    ("ForwardeeName", "Name"),
    ("ForwardeeEmail", "Email"),
    ("RMOwner", "Owner"),
    ("RemoveRightsManagementDistribution", "RemoveRightsManagementProtection"),
];

/// The elements whose value it takes for bytes, and writes as base64 in XML.
const OPAQUE: [Tag; 8] = [
    resolve_recipients::DATA,
    search::CONVERSATION_ID,
    gal::DATA,
    airsyncbase::CONTENT,
    item_operations::CONVERSATION_ID,
    compose_mail::MIME,
    email2::CONVERSATION_ID,
    email2::CONVERSATION_INDEX,
];

fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .args(["-o", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("`{program}` cannot be run ({error}): install the Debian package libwbxml2-utils")
        });
    // Both programs read all of their input before they write.
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("succeeded"), "`{program}` said: {said}");
    output.stdout
}

/// What libwbxml sees in these bytes.
fn their_xml(bytes: &[u8]) -> String {
    String::from_utf8(run("wbxml2xml", &["-l", "ACTIVESYNC", "-m", "0", "-k"], bytes)).unwrap()
}

/// The bytes that libwbxml makes of XML in its own names.
fn their_bytes(xml: &str) -> Vec<u8> {
    run("xml2wbxml", &["-v", "1.3", "-n", "-a", "-k"], xml.as_bytes())
}

fn read_theirs(xml: &str) -> Element {
    let mut ours = xml.to_owned();
    for (theirs, name) in OTHER_NAMES {
        for open in ["<", "</"] {
            ours = ours.replace(&format!("{open}{theirs}"), &format!("{open}{name}"));
        }
    }
    Element::from_xml(&ours).unwrap_or_else(|error| panic!("{error}: {xml}"))
}

#[test]
fn the_table_is_theirs() {
    let tags = Tag::all().filter(|tag| !is_missing(*tag));
    let document = Element::new(airsync::SYNC).with_all(tags.map(Element::new));
    assert_eq!(document.children().count(), 618, "654 tokens but the 22 of Find and 14 more");
    let xml = their_xml(&document.encode());
    assert_eq!(read_theirs(&xml).to_xml_pretty(), document.to_xml_pretty());
    assert_eq!(their_bytes(&xml), document.encode());
}

/// The trees are compared as text, since libwbxml's XML does not say which of its text was opaque bytes, and
/// byte for byte, since it knows which elements are opaque when it writes.
#[test]
fn documents_are_the_same_to_them() {
    for document in documents() {
        let xml = their_xml(&document.encode());
        assert_eq!(read_theirs(&xml).to_xml_pretty(), opaque_as_text(&document).to_xml_pretty());
        assert_eq!(Element::decode(&their_bytes(&xml)).unwrap().to_xml_pretty(), document.to_xml_pretty());
        assert_eq!(their_bytes(&xml), document.encode());
    }
}

#[test]
fn their_own_form_is_refused_for_its_string_table() {
    let [document, ..] = documents();
    let bytes = run("xml2wbxml", &["-v", "1.3"], their_xml(&document.encode()).as_bytes());
    let error = Element::decode(&bytes).unwrap_err();
    assert!(matches!(error.kind, DecodeErrorKind::StringTable(_)), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_the_same_to_them(document in any_document()) {
        let xml = their_xml(&document.encode());
        prop_assert_eq!(read_theirs(&xml).to_xml_pretty(), opaque_as_text(&document).to_xml_pretty());
        prop_assert_eq!(Element::decode(&their_bytes(&xml)).unwrap().to_xml_pretty(), document.to_xml_pretty());
    }
}

/// Documents on all pages that libwbxml has, with opaque bytes where it expects them.
fn any_document() -> impl Strategy<Value = Element> {
    let tags = || proptest::sample::select(Tag::all().filter(|tag| !is_missing(*tag)).collect::<Vec<_>>());
    let leaf =
        (tags(), "[!-~äß€🎉][ -~äß€🎉]{0,20}[!-~]", any::<bool>()).prop_map(|(tag, text, empty)| match tag {
            _ if empty => Element::new(tag),
            tag if OPAQUE.contains(&tag) => Element::opaque(tag, text),
            tag => Element::text(tag, text),
        });
    leaf.prop_recursive(8, 200, 8, move |element| {
        (tags(), proptest::collection::vec(element, 1..8))
            .prop_map(|(tag, children)| Element::new(tag).with_all(children))
    })
    .prop_filter("libwbxml takes it for SyncML", |document| !has_syncml_data(document))
}

/// libwbxml was made for SyncML, and takes every `Data` two below an `Add` for SyncML's, whatever its page: its content
/// becomes CDATA. No command of ActiveSync has them so.
fn has_syncml_data(element: &Element) -> bool {
    let below =
        |above: &Element, name| above.children().any(|child: &Element| child.tag.name() == Some(name));
    (element.tag.name() == Some("Add") && element.children().any(|child| below(child, "Data")))
        || element.children().any(has_syncml_data)
}

fn opaque_as_text(element: &Element) -> Element {
    let nodes = element.nodes.iter().map(|node| match node {
        Node::Element(child) => Node::Element(opaque_as_text(child)),
        Node::Text(text) => Node::Text(text.clone()),
        Node::Opaque(bytes) => Node::Text(STANDARD.encode(bytes)),
    });
    Element { tag: element.tag, nodes: nodes.collect() }
}

/// Documents of every kind of value on many pages.
fn documents() -> [Element; 4] {
    let attendee = Element::new(calendar::ATTENDEE)
        .with(Element::text(calendar::EMAIL, "bob@x.test"))
        .with(Element::text(calendar::NAME, "Bob"))
        .with(Element::text(calendar::ATTENDEE_STATUS, "3"));
    let item = Element::new(airsync::APPLICATION_DATA)
        .with(Element::text(calendar::UID, "040000008200E00074C5B7101A82E008"))
        .with(Element::text(calendar::SUBJECT, "Grüße & <Quarterly> \"Planning\" 🎉"))
        .with(Element::text(calendar::START_TIME, "20240510T170000Z"))
        .with(Element::new(calendar::ATTENDEES).with(attendee))
        .with(Element::text(email::DATE_RECEIVED, "2024-05-10T17:00:00.000Z"))
        .with(Element::opaque(
            email2::CONVERSATION_ID,
            [0, 1, 2, 0xFE, 0xFF, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        ))
        .with(
            Element::new(airsyncbase::BODY)
                .with(Element::text(airsyncbase::TYPE, "1"))
                .with(Element::text(airsyncbase::DATA, "first line\nsecond line")),
        );
    let answer = Element::new(meeting_response::REQUEST)
        .with(Element::text(meeting_response::USER_RESPONSE, "1"))
        .with(Element::text(meeting_response::COLLECTION_ID, "5"))
        .with(
            Element::new(meeting_response::SEND_RESPONSE)
                .with(Element::new(airsyncbase::BODY).with(Element::text(airsyncbase::DATA, "OK"))),
        );
    let device = Element::new(settings::DEVICE_INFORMATION)
        .with(Element::new(settings::SET).with(Element::text(settings::MODEL, "Quorum")));
    [
        Element::new(airsync::SYNC).with(
            Element::new(airsync::COLLECTIONS).with(
                Element::new(airsync::COLLECTION)
                    .with(Element::text(airsync::SYNC_KEY, "1"))
                    .with(Element::new(airsync::MORE_AVAILABLE))
                    .with(Element::new(airsync::COMMANDS).with(Element::new(airsync::ADD).with(item))),
            ),
        ),
        Element::new(meeting_response::MEETING_RESPONSE).with(answer),
        Element::new(provision::PROVISION).with(device).with(
            Element::new(provision::POLICIES).with(
                Element::new(provision::POLICY).with(Element::text(provision::POLICY_KEY, "1307199584")),
            ),
        ),
        Element::new(compose_mail::SEND_MAIL)
            .with(Element::text(compose_mail::CLIENT_ID, "c1"))
            .with(Element::new(compose_mail::SAVE_IN_SENT_ITEMS))
            .with(Element::opaque(compose_mail::MIME, b"From: bob@x.test\r\n\r\n\xFF\x00".repeat(20))),
    ]
}
