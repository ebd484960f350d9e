//! The global tokens of WBXML 1.3 (WAP-192, 7.1) and which of them ActiveSync uses.

/// Header: version 1.3.
pub(crate) const VERSION_1_3: u8 = 0x03;
/// Header: no public identifier.
pub(crate) const UNKNOWN_PUBLIC_ID: u8 = 0x01;
/// Header: the IANA number of UTF-8.
pub(crate) const UTF_8: u8 = 0x6A;

pub(crate) const SWITCH_PAGE: u8 = 0x00;
pub(crate) const END: u8 = 0x01;
pub(crate) const STR_I: u8 = 0x03;
pub(crate) const OPAQUE: u8 = 0xC3;

/// Set on a tag that has content and, later, its END.
pub(crate) const CONTENT: u8 = 0x40;
/// Set on a tag that has attributes, which ActiveSync does not use.
pub(crate) const ATTRIBUTES: u8 = 0x80;

/// The name of a token that is no tag, with or without the two bits, and that ActiveSync does not use.
pub(crate) fn unused(byte: u8) -> &'static str {
    match byte {
        0x02 => "ENTITY",
        0x04 => "LITERAL",
        0x40..=0x42 => "EXT_I",
        0x43 => "PI",
        0x44 => "LITERAL_C",
        0x80..=0x82 => "EXT_T",
        0x83 => "STR_T",
        0x84 => "LITERAL_A",
        0xC0..=0xC2 => "EXT",
        0xC4 => "LITERAL_AC",
        _ => "no token",
    }
}
