//! Documents whose bytes were put together by hand from MS-ASWBXML, so that reader and writer cannot be wrong
//! in the same way.

use wbxml::Element;
use wbxml::tags::{airsync, airsyncbase, calendar, compose_mail, folder_hierarchy, meeting_response};

use crate::{hex, rewrite};

/// The document encodes to these bytes, and they decode to the document and pass through events unchanged;
/// every shorter prefix is an error.
fn check(document: Element, bytes: &[u8]) {
    assert_eq!(document.encode(), bytes, "encodes to the bytes of the specification");
    assert_eq!(Element::decode(bytes), Ok(document), "decodes to the same document");
    assert_eq!(rewrite(bytes), bytes, "reader and writer pass on every byte");
    for length in 0..bytes.len() {
        let error = Element::decode(&bytes[..length]).expect_err("a shorter prefix is not a document");
        assert!(error.offset <= length, "{error} is outside of {length} bytes");
    }
}

#[test]
fn folder_sync_starts_from_key_zero() {
    check(
        Element::new(folder_hierarchy::FOLDER_SYNC).with(Element::text(folder_hierarchy::SYNC_KEY, "0")),
        &hex("03 01 6A 00  00 07  56  52  03 30 00  01  01"),
    );
}

fn accept(send_response: Element) -> Element {
    Element::new(meeting_response::MEETING_RESPONSE).with(
        Element::new(meeting_response::REQUEST)
            .with(Element::text(meeting_response::USER_RESPONSE, "1"))
            .with(Element::text(meeting_response::COLLECTION_ID, "5"))
            .with(Element::text(meeting_response::REQUEST_ID, "5:12"))
            .with(send_response),
    )
}

#[test]
fn an_element_ends_while_another_page_is_active() {
    let body = Element::new(airsyncbase::BODY)
        .with(Element::text(airsyncbase::TYPE, "1"))
        .with(Element::text(airsyncbase::DATA, "OK"));
    check(
        accept(Element::new(meeting_response::SEND_RESPONSE).with(body)),
        &hex("03 01 6A 00  00 08  47 49
              4C 03 31 00 01
              46 03 35 00 01
              48 03 35 3A 31 32 00 01
              52  00 11  4A
                  46 03 31 00 01
                  4B 03 4F 4B 00 01
              01 01 01 01"),
    );
}

#[test]
fn an_empty_element_is_one_byte() {
    check(
        accept(Element::new(meeting_response::SEND_RESPONSE)),
        &hex("03 01 6A 00  00 08  47 49
              4C 03 31 00 01
              46 03 35 00 01
              48 03 35 3A 31 32 00 01
              12  01 01"),
    );
}

#[test]
fn meeting_response_is_answered_with_a_calendar_id() {
    check(
        Element::new(meeting_response::MEETING_RESPONSE).with(
            Element::new(meeting_response::RESULT)
                .with(Element::text(meeting_response::REQUEST_ID, "5:12"))
                .with(Element::text(meeting_response::STATUS, "1"))
                .with(Element::text(meeting_response::CALENDAR_ID, "1:7")),
        ),
        &hex(
            "03 01 6A 00  00 08  47 4A  48 03 35 3A 31 32 00 01  4B 03 31 00 01  45 03 31 3A 37 00 01  01 01",
        ),
    );
}

#[test]
fn a_message_of_300_bytes_is_opaque_with_a_length_of_two_bytes() {
    let mime: Vec<u8> =
        b"From: bob@x.test\r\nSubject: \xFF\x00\r\n\r\n".iter().copied().cycle().take(300).collect();
    let mut bytes = hex("03 01 6A 00  00 15  45  51 03 63 31 00 01  08  50  C3 82 2C");
    bytes.extend(&mime);
    bytes.extend(hex("01 01"));
    assert_eq!(bytes.len(), 320);
    check(
        Element::new(compose_mail::SEND_MAIL)
            .with(Element::text(compose_mail::CLIENT_ID, "c1"))
            .with(Element::new(compose_mail::SAVE_IN_SENT_ITEMS))
            .with(Element::opaque(compose_mail::MIME, mime)),
        &bytes,
    );
}

#[test]
fn a_sync_answer_changes_an_attendee() {
    let attendee = Element::new(calendar::ATTENDEE)
        .with(Element::text(calendar::EMAIL, "bob@x.test"))
        .with(Element::text(calendar::NAME, "Bob"))
        .with(Element::text(calendar::ATTENDEE_STATUS, "3"))
        .with(Element::text(calendar::ATTENDEE_TYPE, "1"));
    let change = Element::new(airsync::CHANGE)
        .with(Element::text(airsync::SERVER_ID, "1:7"))
        .with(Element::new(airsync::APPLICATION_DATA).with(Element::new(calendar::ATTENDEES).with(attendee)));
    let collection = Element::new(airsync::COLLECTION)
        .with(Element::text(airsync::SYNC_KEY, "9"))
        .with(Element::text(airsync::COLLECTION_ID, "1"))
        .with(Element::text(airsync::STATUS, "1"))
        .with(Element::new(airsync::COMMANDS).with(change));
    let bytes = hex("03 01 6A 00
        45 5C 4F
        4B 03 39 00 01
        52 03 31 00 01
        4E 03 31 00 01
        56 48
        4D 03 31 3A 37 00 01
        5D
        00 04
        47 48
        49 03 62 6F 62 40 78 2E 74 65 73 74 00 01
        4A 03 42 6F 62 00 01
        69 03 33 00 01
        6A 03 31 00 01
        01 01 01 01 01 01 01 01");
    assert_eq!(bytes.len(), 75);
    check(Element::new(airsync::SYNC).with(Element::new(airsync::COLLECTIONS).with(collection)), &bytes);
}

#[test]
fn a_page_is_switched_back_by_its_next_element() {
    check(
        Element::new(airsync::SYNC).with(Element::new(calendar::UID)).with(Element::new(airsync::STATUS)),
        &hex("03 01 6A 00  45  00 04 28  00 00 0E  01"),
    );
}

#[test]
fn an_element_may_be_the_whole_document() {
    check(Element::new(airsync::SYNC), &hex("03 01 6A 00 05"));
}

/// Every length of `mb_u_int32` that an opaque value in memory can have.
#[test]
fn lengths_take_as_many_bytes_as_they_need() {
    for (length, encoded) in [
        (0, "00"),
        (1, "01"),
        (127, "7F"),
        (128, "81 00"),
        (300, "82 2C"),
        (16_383, "FF 7F"),
        (16_384, "81 80 00"),
        (2_097_152, "81 80 80 00"),
    ] {
        let bytes = Element::opaque(compose_mail::MIME, vec![7; length]).encode();
        let head = hex(&format!("03 01 6A 00  00 15  50  C3 {encoded}"));
        assert_eq!(bytes[..head.len()], head, "the length {length}");
        assert_eq!(bytes.len(), head.len() + length + 1);
        let decoded = Element::decode(&bytes).unwrap();
        assert_eq!(decoded.bytes().unwrap().len(), length);
    }
}

/// What servers send that we would write differently.
#[test]
fn other_forms_of_the_same_document_are_accepted() {
    let status = |value| Element::new(airsync::SYNC).with(Element::text(airsync::STATUS, value));
    for (why, bytes, document) in [
        ("content bit without content", "03 01 6A 00  45 4E 01 01", status("")),
        ("an empty string", "03 01 6A 00  45 4E 03 00 01 01", status("")),
        ("a switch to the active page", "03 01 6A 00  00 00 45 00 00 00 00 4E 03 31 00 01 01", status("1")),
        ("a switch before an END", "03 01 6A 00  45 4E 03 31 00 00 04 01 00 07 01", status("1")),
        ("a string in pieces", "03 01 6A 00  45 4E 03 31 00 03 00 03 32 00 01 01", status("12")),
        ("another public identifier", "03 82 2C 6A 00  45 4E 03 31 00 01 01", status("1")),
        ("a public identifier by index", "03 00 00 6A 00  45 4E 03 31 00 01 01", status("1")),
        ("an overlong character set", "03 01 80 6A 00  45 4E 03 31 00 01 01", status("1")),
    ] {
        assert_eq!(Element::decode(&hex(bytes)), Ok(document), "{why}");
    }
    let opaque = Element::new(airsync::SYNC).with(Element::opaque(airsync::STATUS, *b"12"));
    for (why, bytes) in [
        ("an overlong length", "03 01 6A 00  45 4E C3 80 80 02 31 32 01 01"),
        ("bytes in pieces", "03 01 6A 00  45 4E C3 01 31 C3 00 C3 01 32 01 01"),
    ] {
        assert_eq!(Element::decode(&hex(bytes)).as_ref(), Ok(&opaque), "{why}");
    }
}

#[test]
fn unknown_tags_are_kept_and_sent_back_as_they_came() {
    let bytes = hex("03 01 6A 00  45  00 1A 45 03 31 00 07 01  00 00 7F 03 32 00 01  01");
    let document = Element::decode(&bytes).unwrap();
    let names: Vec<String> = document.children().map(|child| child.tag.to_string()).collect();
    assert_eq!(names, ["Page26:Token05", "AirSync:Token3F"]);
    assert!(document.children().all(|child| child.tag.name().is_none()));
    check(document, &bytes);
}
