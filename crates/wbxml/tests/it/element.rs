//! Building documents and finding things in them.

use std::borrow::Cow;

use wbxml::tags::{airsync, airsyncbase, calendar, email, email2};
use wbxml::{Element, Node};

fn decode(bytes: &str) -> Element {
    Element::decode(&crate::hex(bytes)).unwrap()
}

#[test]
fn the_first_of_duplicated_elements_counts() {
    let sync = Element::new(airsync::SYNC)
        .with(Element::text(airsync::STATUS, "1"))
        .with(Element::text(airsync::SYNC_KEY, "7"))
        .with(Element::text(airsync::STATUS, "2"));
    assert_eq!(sync.value_of(airsync::STATUS).as_deref(), Some("1"));
    let all: Vec<_> = sync.find_all(airsync::STATUS).filter_map(Element::value).collect();
    assert_eq!(all, ["1", "2"]);
}

#[test]
fn elements_of_other_pages_are_others() {
    let data = Element::new(airsync::APPLICATION_DATA).with(Element::text(email::SUBJECT, "planning"));
    assert_eq!(data.find(calendar::SUBJECT), None);
    assert_eq!(data.value_of(email::SUBJECT).as_deref(), Some("planning"));
}

#[test]
fn a_path_leads_through_the_first_of_each() {
    let sync = Element::new(airsync::SYNC).with(
        Element::new(airsync::COLLECTIONS)
            .with(Element::new(airsync::COLLECTION).with(Element::text(airsync::SYNC_KEY, "1")))
            .with(Element::new(airsync::COLLECTION).with(Element::text(airsync::SYNC_KEY, "2"))),
    );
    let key = sync.path(&[airsync::COLLECTIONS, airsync::COLLECTION, airsync::SYNC_KEY]).unwrap();
    assert_eq!(key.value().as_deref(), Some("1"));
    assert_eq!(sync.path(&[airsync::COLLECTIONS, airsync::SYNC_KEY]), None);
    assert_eq!(sync.path(&[]), Some(&sync));
}

#[test]
fn optional_and_repeated_children_are_appended_in_order() {
    let built = Element::new(airsync::SYNC)
        .with_opt(None)
        .with_opt(Some(Element::new(airsync::PARTIAL)))
        .with_all([airsync::WAIT, airsync::LIMIT].map(Element::new));
    let tags: Vec<_> = built.children().map(|child| child.tag).collect();
    assert_eq!(tags, [airsync::PARTIAL, airsync::WAIT, airsync::LIMIT]);
}

#[test]
fn an_empty_element_has_no_value() {
    for bytes in ["03 01 6A 00 05", "03 01 6A 00 45 01", "03 01 6A 00 45 03 00 01"] {
        let element = decode(bytes);
        assert!(element.is_empty());
        assert_eq!((element.value(), element.bytes()), (None, None));
    }
    assert!(Element::text(airsync::STATUS, "").is_empty());
    let container = Element::new(airsync::SYNC).with(Element::new(airsync::STATUS));
    assert_eq!((container.value(), container.bytes(), container.is_empty()), (None, None, false));
}

#[test]
fn a_value_borrows_where_it_can() {
    let element = Element::text(email::SUBJECT, "planning");
    assert!(matches!(element.value(), Some(Cow::Borrowed("planning"))));
    let element = Element::opaque(airsyncbase::DATA, *b"planning");
    assert!(matches!(element.value(), Some(Cow::Borrowed("planning"))));
    assert!(matches!(element.bytes(), Some(Cow::Borrowed(b"planning"))));
}

#[test]
fn text_may_arrive_as_opaque_bytes() {
    assert_eq!(Element::opaque(airsyncbase::DATA, "Grüße".as_bytes()).value().as_deref(), Some("Grüße"));
    let damaged = Element::opaque(airsyncbase::DATA, *b"a\xFFb");
    assert_eq!(damaged.value().as_deref(), Some("a\u{FFFD}b"), "a damaged body is still readable");
}

#[test]
fn bytes_may_arrive_as_base64_text() {
    for (text, bytes) in [
        ("AQID/w==", &[1, 2, 3, 255][..]),
        ("AQID/w", &[1, 2, 3, 255]),
        (" AQID\r\n /w== ", &[1, 2, 3, 255]),
        ("not base64!", b"not base64!"),
    ] {
        let element = Element::text(email2::CONVERSATION_ID, text);
        assert_eq!(element.bytes().as_deref(), Some(bytes), "{text}");
    }
}

#[test]
fn values_in_pieces_are_one_value() {
    let element = decode("03 01 6A 00 45 03 41 00 C3 01 42 03 43 00 05 03 44 00 01");
    assert_eq!(element.value().as_deref(), Some("ABCD"));
    assert_eq!(element.nodes.len(), 5, "which pieces there were is kept");
    let element = Element { tag: airsync::STATUS, nodes: vec![Node::Opaque(vec![1]), Node::Opaque(vec![2])] };
    assert_eq!(element.bytes().as_deref(), Some(&[1, 2][..]));
}

#[test]
fn what_cannot_be_sent_is_left_out() {
    let element = Element::text(email::SUBJECT, "a\0b\u{1}\tc\r\n\u{FFFF}d");
    let sent = Element::decode(&element.encode()).unwrap();
    assert_eq!(sent.value().as_deref(), Some("ab\tc\r\nd"));
    assert!(Element::decode(&Element::text(email::SUBJECT, "\0\0").encode()).unwrap().is_empty());

    let characters: String = ('\0'..=char::MAX).collect();
    let sent = Element::decode(&Element::text(email::SUBJECT, characters).encode()).unwrap();
    let mut expected = vec!['\t', '\n', '\r'];
    expected.extend(('\u{20}'..='\u{FFFD}').chain('\u{10000}'..=char::MAX));
    let received: Vec<char> = sent.value().unwrap().chars().collect();
    assert!(received == expected, "exactly the characters of XML 1.0 are sent");
}

#[test]
fn what_cannot_be_sent_can_be_received() {
    assert_eq!(decode("03 01 6A 00 45 03 41 01 1F 00 01").value().as_deref(), Some("A\u{1}\u{1F}"));
}

#[test]
fn debug_output_shows_no_content() {
    let element = Element::new(airsync::SYNC)
        .with(Element::text(email::SUBJECT, "secret"))
        .with(Element::opaque(airsyncbase::DATA, *b"secret"));
    assert_eq!(
        format!("{element:?}"),
        "AirSync:Sync(Email:Subject(text of 6 bytes), AirSyncBase:Data(6 opaque bytes))"
    );
}
