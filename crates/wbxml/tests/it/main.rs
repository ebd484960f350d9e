//! The codec from outside: fixed bytes, malformed bytes, properties, and an independent implementation.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod element;
mod fixtures;
mod libwbxml;
mod malformed;
mod properties;
mod table;
mod writer;
mod xml;

use wbxml::{Event, Reader, Writer};

/// What the writer makes of everything the reader reads in these bytes.
fn rewrite(bytes: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(bytes);
    let mut writer = Writer::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return writer.finish().unwrap(),
            event => writer.write_event(event),
        };
    }
}

/// The bytes that are written as hexadecimal numbers, as the specifications show them.
fn hex(bytes: &str) -> Vec<u8> {
    bytes.split_ascii_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}
