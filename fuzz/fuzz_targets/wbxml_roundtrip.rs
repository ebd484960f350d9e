//! Bytes that are a document: it can be written, and is the same after bytes, events and XML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wbxml::{Element, Event, Reader, Writer};

fuzz_target!(|bytes: &[u8]| {
    let Ok(received) = Element::decode(bytes) else { return };
    // Writing leaves out what cannot be sent, and what stood around it becomes one value.
    let document = Element::decode(&received.encode()).expect("what we write is a document");
    let written = document.encode();
    assert_eq!(Element::decode(&written).as_ref(), Ok(&document));

    let mut reader = Reader::new(&written);
    let mut writer = Writer::new();
    while let event
    @ (Event::Start(_) | Event::Empty(_) | Event::Text(_) | Event::Opaque(_) | Event::End(_)) =
        reader.read_event().expect("what we write can be read")
    {
        writer.write_event(event);
    }
    assert_eq!(writer.finish().as_ref(), Ok(&written));

    for xml in [document.to_xml(), document.to_xml_pretty()] {
        let read = Element::from_xml(&xml).expect("what we show can be read");
        assert!(read == document, "{xml}");
    }
    let _shown = received.to_xml();
});
