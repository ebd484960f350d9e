//! Every way for bytes to be no document: what is said, and where.

use wbxml::DecodeErrorKind::*;
use wbxml::tags::{airsync, calendar};
use wbxml::{DecodeError, Element, Event, Item, Limits, LooksLike, Reader, Replaced};

use crate::hex;

fn error(bytes: &[u8]) -> DecodeError {
    Element::decode(bytes).expect_err("this is no document")
}

#[track_caller]
fn check(bytes: &str, offset: usize, kind: wbxml::DecodeErrorKind) {
    assert_eq!(error(&hex(bytes)), DecodeError { offset, kind }, "{bytes}");
}

#[test]
fn what_is_not_wbxml_is_told_apart_by_its_first_bytes() {
    for (body, looks_like) in [
        (&b""[..], LooksLike::Nothing),
        (b"  \r\n", LooksLike::Nothing),
        (b"<!DOCTYPE html><html><title>Sign in</title>", LooksLike::Html),
        (b"\xEF\xBB\xBF\r\n<HTML>", LooksLike::Html),
        (b"<?xml version=\"1.0\"?><Autodiscover/>", LooksLike::Xml),
        (b"{\"error\":\"login\"}", LooksLike::Json),
        (b"\x1F\x8B\x08\x00", LooksLike::Gzip),
        (b"Service Unavailable", LooksLike::Text),
        (b"\x89PNG\r\n", LooksLike::Bytes),
        (b"\xFE\xFF\x00<", LooksLike::Bytes),
    ] {
        let error = error(body);
        assert_eq!(error, DecodeError { offset: 0, kind: NotWbxml(looks_like) });
        assert!(error.is_foreign());
    }
}

#[test]
fn other_headers_are_refused_by_the_field_that_differs() {
    for (bytes, offset, kind) in [
        ("01 01 6A 00 05", 0, UnsupportedVersion(1)),
        ("03 01 04 00 05", 2, UnsupportedCharset(4)),
        ("03 01 87 68 00 05", 2, UnsupportedCharset(1000)),
        ("03 01 6A 05 41 42 43 44 00 05", 3, StringTable(5)),
        ("03 00 00 6A 05 41 42 43 44 00 05", 4, StringTable(5)),
        ("03", 1, Truncated(Item::Header)),
        ("03 01", 2, Truncated(Item::Header)),
        ("03 81", 1, Truncated(Item::Header)),
        ("03 01 6A", 3, Truncated(Item::Header)),
        ("03 8F FF FF FF 80 6A 00 05", 1, Overflow),
        ("03 90 80 80 80 00 6A 00 05", 1, Overflow),
    ] {
        check(bytes, offset, kind);
        assert_eq!(error(&hex(bytes)).is_foreign(), kind != Overflow);
    }
}

#[test]
fn a_header_alone_is_no_document() {
    check("03 01 6A 00", 4, NoRoot);
    check("03 01 6A 00 00 04", 6, NoRoot);
}

#[test]
fn a_truncated_item_is_named_with_its_beginning() {
    check("03 01 6A 00 45 00", 5, Truncated(Item::SwitchPage));
    check("03 01 6A 00 45 4E 03", 6, Truncated(Item::Text));
    check("03 01 6A 00 45 4E 03 31 32", 6, Truncated(Item::Text));
    check("03 01 6A 00 45 4E C3", 7, Truncated(Item::OpaqueLength));
    check("03 01 6A 00 45 4E C3 81", 7, Truncated(Item::OpaqueLength));
    check("03 01 6A 00 45 4E C3 02 41", 6, Truncated(Item::Opaque));
}

#[test]
fn a_number_has_at_most_32_bits() {
    check("03 01 6A 00 45 4E C3 90 80 80 80 00", 7, Overflow);
    check("03 01 6A 00 45 4E C3 80 80 80 80 80 00", 7, Overflow);
    check("03 01 6A 00 45 4E C3 FF FF FF FF FF FF", 7, Overflow);
    // The largest there is, and then what it counts is too much.
    let limit = Limits::DEFAULT.value;
    check("03 01 6A 00 45 4E C3 8F FF FF FF 7F", 6, TooLarge { size: 0xFFFF_FFFF, limit });
}

#[test]
fn a_length_beyond_the_input_is_believed_no_further_than_the_input() {
    check("03 01 6A 00 45 4E C3 8F FF 7F 41 01 01", 6, Truncated(Item::Opaque));
}

#[test]
fn text_must_be_utf8() {
    check("03 01 6A 00 45 4E 03 41 C3 28 00 01 01", 8, BadUtf8);
    check("03 01 6A 00 45 4E 03 ED A0 80 00 01 01", 7, BadUtf8);
}

#[test]
fn a_lossy_reader_replaces_what_is_not_utf8_and_says_where_it_was() {
    for (text, read, replaced) in [
        ("41 42 00", "AB", None),
        ("41 C3 28 00", "A\u{FFFD}(", Some((8, 1))),
        ("FC 62 65 72 00", "\u{FFFD}ber", Some((7, 1))),
        ("ED A0 80 00", "\u{FFFD}\u{FFFD}\u{FFFD}", Some((7, 3))),
        ("41 FF 42 FE 43 C3 00", "A\u{FFFD}B\u{FFFD}C\u{FFFD}", Some((8, 3))),
        // Two texts in a row: the offset is that of the first fault, the count that of all.
        ("41 00 03 42 FF 00 03 FF 43 00", "AB\u{FFFD}\u{FFFD}C", Some((11, 2))),
        // What is UTF-8 stays what it is.
        ("C3 A4 E2 82 AC F0 9F 99 82 00", "ä€🙂", None),
    ] {
        let bytes = hex(&format!("03 01 6A 00 45 4E 03 {text} 01 01"));
        let (document, found) = Element::decode_lossy(&bytes).unwrap();
        assert_eq!(
            document,
            Element::new(airsync::SYNC).with(Element::text(airsync::STATUS, read)),
            "{text}"
        );
        let within = airsync::STATUS;
        assert_eq!(found, replaced.map(|(offset, count)| Replaced { offset, within, count }), "{text}");
        assert_eq!(
            Element::decode(&bytes).is_ok(),
            replaced.is_none(),
            "{text}: the strict reader is strict"
        );
    }
}

#[test]
fn a_lossy_reader_is_lossy_about_nothing_but_utf8() {
    for (bytes, offset, kind) in [
        ("03 01 6A 00 45 4E 03 41 FF", 6, Truncated(Item::Text)),
        ("03 01 6A 00 45 4E 03 FF 00", 9, Unclosed { depth: 2, innermost: airsync::STATUS }),
        ("03 01 6A 00 03 FF 00 05", 4, ContentOutsideRoot),
        ("03 01 04 00 05", 2, UnsupportedCharset(4)),
    ] {
        assert_eq!(Element::decode_lossy(&hex(bytes)), Err(DecodeError { offset, kind }), "{bytes}");
    }
    // Text is counted as it stands in the document, not in the pieces it is given in.
    let bytes = hex("03 01 6A 00 45 4E 03 FF 41 FF 41 FF 00 01 01");
    let limits = Limits { nodes: 3, ..Limits::DEFAULT };
    let mut reader = Reader::with_limits(&bytes, limits).lossy();
    let mut pieces = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Text(text) => pieces.push(text),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(pieces, ["\u{FFFD}", "A", "\u{FFFD}", "A", "\u{FFFD}"]);
    assert_eq!(reader.position(), bytes.len());
}

#[test]
fn starts_and_ends_are_balanced() {
    check("03 01 6A 00 01", 4, UnexpectedEnd);
    check("03 01 6A 00 05 01", 5, UnexpectedEnd);
    check("03 01 6A 00 45 4E", 6, Unclosed { depth: 2, innermost: airsync::STATUS });
    check("03 01 6A 00 45 4E 03 31 00 01", 10, Unclosed { depth: 1, innermost: airsync::SYNC });
}

#[test]
fn nothing_stands_outside_of_the_root() {
    check("03 01 6A 00 03 41 00 05", 4, ContentOutsideRoot);
    check("03 01 6A 00 C3 01 41 05", 4, ContentOutsideRoot);
    check("03 01 6A 00 05 03 41 00", 5, ContentOutsideRoot);
    check("03 01 6A 00 05 05", 5, SecondRoot(airsync::SYNC));
    check("03 01 6A 00 45 01 45 01", 6, SecondRoot(airsync::SYNC));
    check("03 01 6A 00 05 00 00", 5, TrailingBytes);
}

#[test]
fn what_activesync_does_not_use_is_refused() {
    for (byte, name) in [
        (0x02, "ENTITY"),
        (0x04, "LITERAL"),
        (0x40, "EXT_I"),
        (0x42, "EXT_I"),
        (0x43, "PI"),
        (0x44, "LITERAL_C"),
        (0x80, "EXT_T"),
        (0x82, "EXT_T"),
        (0x83, "STR_T"),
        (0x84, "LITERAL_A"),
        (0xC0, "EXT"),
        (0xC2, "EXT"),
        (0xC4, "LITERAL_AC"),
    ] {
        check(&format!("03 01 6A 00 45 {byte:02X} 01 01 01"), 5, UnusedToken { byte, name });
    }
    for byte in (0x85..=0xBF).chain(0xC5..=0xFF) {
        let tag = wbxml::Tag::new(4, byte & 0x3F);
        check(&format!("03 01 6A 00 00 04 45 {byte:02X} 01 01"), 7, Attributes(tag));
    }
    check("03 01 6A 00 00 04 C5 01 01", 6, Attributes(calendar::TIMEZONE));
}

/// Bytes 00 to FF as the only content: each is a token with its own outcome, and none is forgotten.
#[test]
fn every_byte_is_accounted_for() {
    for byte in 0..=u8::MAX {
        let kind = Element::decode(&[0x03, 0x01, 0x6A, 0x00, 0x45, byte]).map_err(|error| error.kind);
        match byte {
            0x00 => assert_eq!(kind, Err(Truncated(Item::SwitchPage))),
            0x01 => assert_eq!(kind, Ok(Element::new(airsync::SYNC))),
            0x03 => assert_eq!(kind, Err(Truncated(Item::Text))),
            0xC3 => assert_eq!(kind, Err(Truncated(Item::OpaqueLength))),
            0x05..=0x3F | 0x45..=0x7F => assert!(matches!(kind, Err(Unclosed { .. })), "{byte:02X}"),
            0x85..=0xBF | 0xC5..=0xFF => assert!(matches!(kind, Err(Attributes(_))), "{byte:02X}"),
            _ => assert!(
                matches!(kind, Err(UnusedToken { name, .. }) if name != "no token"),
                "{byte:02X} has a name"
            ),
        }
    }
}

fn nested(depth: usize) -> Vec<u8> {
    [hex("03 01 6A 00"), vec![0x45; depth - 1], vec![0x05], vec![0x01; depth - 1]].concat()
}

#[test]
fn depth_is_limited() {
    assert!(Element::decode(&nested(64)).is_ok());
    assert_eq!(error(&nested(65)), DecodeError { offset: 4 + 64, kind: TooDeep { limit: 64 } });
    assert_eq!(error(&nested(1_000_000)), DecodeError { offset: 4 + 64, kind: TooDeep { limit: 64 } });
    let none = Limits { depth: 0, ..Limits::DEFAULT };
    assert_eq!(Element::decode_with(&nested(1), none).unwrap_err().kind, TooDeep { limit: 0 });
}

#[test]
fn the_number_of_elements_and_values_is_limited() {
    let document = hex("03 01 6A 00  45  0E  4E 03 31 00 C3 00 01  01");
    let limits = |nodes| Limits { nodes, ..Limits::DEFAULT };
    assert!(Element::decode_with(&document, limits(5)).is_ok(), "three elements and two values");
    let refused = Element::decode_with(&document, limits(4)).unwrap_err();
    assert_eq!(refused, DecodeError { offset: 10, kind: TooMany { limit: 4 } });
    let refused = Element::decode_with(&document, limits(2)).unwrap_err();
    assert_eq!(refused, DecodeError { offset: 6, kind: TooMany { limit: 2 } });
}

#[test]
fn sizes_are_limited() {
    let text = hex("03 01 6A 00  45  03 31 32 33 00  01");
    let opaque = hex("03 01 6A 00  45  C3 03 31 32 33  01");
    for document in [&text, &opaque] {
        let limits = |value| Limits { value, ..Limits::DEFAULT };
        assert!(Element::decode_with(document, limits(3)).is_ok());
        let refused = Element::decode_with(document, limits(2)).unwrap_err();
        assert_eq!(refused, DecodeError { offset: 5, kind: TooLarge { size: 3, limit: 2 } });

        let limits = |bytes| Limits { bytes, ..Limits::DEFAULT };
        assert!(Element::decode_with(document, limits(11)).is_ok());
        let refused = Element::decode_with(document, limits(10)).unwrap_err();
        assert_eq!(refused, DecodeError { offset: 0, kind: TooLarge { size: 11, limit: 10 } });
    }
}

#[test]
fn a_reader_stays_at_its_error() {
    let bytes = hex("03 01 6A 00 45 02 01");
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.read_event(), Ok(Event::Start(airsync::SYNC)));
    let error = reader.read_event().unwrap_err();
    assert_eq!(error.offset, 5);
    assert_eq!(reader.read_event(), Err(error), "a caller that goes on after an error learns nothing new");
}

#[test]
fn a_reader_stays_at_the_end() {
    let mut reader = Reader::new(&[0x03, 0x01, 0x6A, 0x00, 0x05]);
    assert_eq!(reader.read_event(), Ok(Event::Empty(airsync::SYNC)));
    assert_eq!(reader.read_event(), Ok(Event::Eof));
    assert_eq!(reader.read_event(), Ok(Event::Eof));
    assert_eq!(reader.position(), 5);
}

#[test]
fn errors_read_like_sentences_and_name_the_byte() {
    assert_eq!(error(b"<html>").to_string(), "byte 0: this is not WBXML but an HTML page");
    assert_eq!(error(b"").to_string(), "byte 0: this is not WBXML but empty");
    assert_eq!(error(&hex("03 01 6A 00 45 4E 03 31")).to_string(), "byte 6: the input ends within a string");
    assert_eq!(
        error(&hex("03 01 6A 00 45 4E")).to_string(),
        "byte 6: the input ends while 2 elements are open, innermost AirSync:Status"
    );
    assert_eq!(
        error(&hex("03 01 6A 00 45 83 00")).to_string(),
        "byte 5: token 0x83 (STR_T), which ActiveSync does not use"
    );
}
