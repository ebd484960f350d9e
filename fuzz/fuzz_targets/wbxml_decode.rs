//! Any bytes: events in balance or an error within the input, and never more than the limits allow.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wbxml::{DecodeErrorKind, Element, Event, Limits, Reader};

const LIMITS: Limits = Limits { bytes: 1 << 20, value: 1 << 10, depth: 16, nodes: 1 << 10 };

fuzz_target!(|bytes: &[u8]| {
    // A lossy reader forgives text that is not UTF-8, and nothing else.
    match (Element::decode(bytes), Element::decode_lossy(bytes)) {
        (Ok(strict), lossy) => assert_eq!(lossy, Ok((strict, None))),
        (Err(error), lossy) => {
            assert!(lossy == Err(error) || error.kind == DecodeErrorKind::BadUtf8);
        }
    }
    let mut reader = Reader::with_limits(bytes, LIMITS);
    let mut open = Vec::new();
    let mut nodes = 0;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                assert!(error.offset <= bytes.len(), "{error} lies outside of {} bytes", bytes.len());
                assert_eq!(reader.read_event(), Err(error), "an error stays");
                return;
            }
        };
        match event {
            Event::Start(tag) => open.push(tag),
            Event::End(tag) => assert_eq!(open.pop(), Some(tag), "the innermost element ends"),
            Event::Text(text) => assert!(text.len() <= LIMITS.value),
            Event::Opaque(value) => assert!(value.len() <= LIMITS.value),
            Event::Empty(_) => {}
            Event::Eof => break,
        }
        nodes += usize::from(!matches!(event, Event::End(_)));
        assert!(open.len() <= LIMITS.depth && nodes <= LIMITS.nodes);
    }
    assert!(open.is_empty() && reader.position() == bytes.len(), "the document is the whole input");
});
