//! Any text: a document that can be written as bytes, or an error within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wbxml::Element;

fuzz_target!(|xml: &str| {
    match Element::from_xml(xml) {
        Ok(document) => {
            Element::decode(&document.encode()).expect("what we write is a document");
            Element::from_xml(&document.to_xml()).expect("what we show can be read");
        }
        Err(error) => {
            assert!(error.offset <= xml.len() as u64, "{error} lies outside of {} bytes", xml.len())
        }
    }
});
