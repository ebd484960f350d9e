//! What holds for all documents and for all bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use wbxml::{DecodeErrorKind, Element, Node, Tag};

fn tags() -> impl Strategy<Value = Tag> {
    let known: Vec<Tag> = Tag::all().collect();
    prop_oneof![
        4 => proptest::sample::select(known),
        1 => (any::<u8>(), 0x05..=0x3Fu8).prop_map(|(page, token)| Tag::new(page, token)),
    ]
}

/// What text can carry: the characters of XML 1.0.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]{1,20}",
        "[ \t\r\n<>&'\"\\]A-C]{1,8}",
    ]
}

fn values() -> impl Strategy<Value = Node> {
    prop_oneof![
        2 => texts().prop_map(Node::Text),
        1 => texts().prop_map(|text| Node::Opaque(text.into_bytes())),
        1 => vec(any::<u8>(), 0..200).prop_map(Node::Opaque),
    ]
}

/// Any tree in the form that decoding gives: no empty text, and no two texts or two opaque values in a row.
fn documents() -> impl Strategy<Value = Element> {
    let leaf = (tags(), proptest::option::of(values()))
        .prop_map(|(tag, value)| Element { tag, nodes: Vec::from_iter(value) });
    leaf.prop_recursive(6, 60, 6, |element| {
        let node = prop_oneof![6 => element.prop_map(Node::Element), 1 => values()];
        (tags(), vec(node, 0..6)).prop_map(|(tag, mut nodes)| {
            nodes.dedup_by(|next, before| {
                matches!((before, next), (Node::Text(_), Node::Text(_)) | (Node::Opaque(_), Node::Opaque(_)))
            });
            Element { tag, nodes }
        })
    })
}

/// Bytes made mostly of tokens, so that they get further than random ones.
fn token_soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => (0x45..=0x7Fu8).prop_map(|tag| vec![tag]),
        2 => (0x05..=0x3Fu8).prop_map(|tag| vec![tag]),
        4 => Just(vec![0x01]),
        2 => any::<u8>().prop_map(|page| vec![0x00, page]),
        2 => Just(b"\x03text\0".to_vec()),
        1 => Just(b"\xC3\x03\xFF\0\x01".to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(piece, 0..60).prop_map(|pieces| [b"\x03\x01\x6A\0".as_slice(), &pieces.concat()].concat())
}

/// Reads to the end or to an error, which lies within the input. A document can be shown and, but for
/// what cannot be sent, written.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let strict = Element::decode(bytes);
    match (&strict, Element::decode_lossy(bytes)) {
        (Ok(document), lossy) => prop_assert_eq!(lossy, Ok((document.clone(), None))),
        (Err(error), Ok((_, replaced))) => {
            prop_assert_eq!(error.kind, DecodeErrorKind::BadUtf8);
            prop_assert_eq!(replaced.map(|replaced| replaced.offset), Some(error.offset));
        }
        (Err(error), Err(lossy)) => prop_assert!(*error == lossy || error.kind == DecodeErrorKind::BadUtf8),
    }
    match strict {
        Err(error) => prop_assert!(error.offset <= bytes.len(), "{error} is outside"),
        Ok(document) => {
            let _shown = document.to_xml();
            let sendable = Element::decode(&document.encode()).unwrap();
            prop_assert_eq!(Element::decode(&sendable.encode()), Ok(sendable.clone()));
            let read = Element::from_xml(&sendable.to_xml());
            prop_assert_eq!(read.as_ref().ok(), Some(&sendable), "{}", sendable.to_xml());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_survives_its_bytes(document in documents()) {
        prop_assert_eq!(Element::decode(&document.encode()), Ok(document));
    }

    #[test]
    fn a_document_survives_xml(document in documents()) {
        for xml in [document.to_xml(), document.to_xml_pretty()] {
            let read = Element::from_xml(&xml);
            prop_assert!(read.as_ref().ok() == Some(&document), "{xml}\nbecame {read:?}");
        }
    }

    #[test]
    fn events_pass_on_every_byte(document in documents()) {
        let bytes = document.encode();
        prop_assert_eq!(crate::rewrite(&bytes), bytes);
    }

    #[test]
    fn no_prefix_is_a_document(document in documents()) {
        let bytes = document.encode();
        for length in 0..bytes.len() {
            prop_assert!(Element::decode(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn random_bytes_are_survived(bytes in vec(any::<u8>(), 0..400)) {
        survives(&bytes)?;
        survives(&[b"\x03\x01\x6A\0".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn random_tokens_are_survived(bytes in token_soup()) {
        survives(&bytes)?;
    }

    #[test]
    fn damage_is_survived(document in documents(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = document.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        survives(&bytes)?;
    }

    #[test]
    fn any_text_can_be_given_to_from_xml(xml in "[<>/&;#x!?\\[\\]='\" A-Ca-c0-9:]{0,60}") {
        let _ = Element::from_xml(&xml);
        let _ = Element::from_xml(&format!("<Sync xmlns=\"AirSync\">{xml}</Sync>"));
    }
}
