//! What can be wrong with bytes that should be WBXML, precisely enough to find the byte.
//!
//! No error carries text from the document, so each may be logged. What to do about an error (show it, ask
//! again, doubt the server's address) is left to whoever asked for the document.

use std::fmt;

use crate::Tag;

/// Why bytes are not a document, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {kind}")]
pub struct DecodeError {
    /// Where the item begins that is wrong; for bad UTF-8, the first bad byte.
    pub offset: usize,
    /// What is wrong with it.
    pub kind: DecodeErrorKind,
}

impl DecodeError {
    /// Whether the bytes do not even begin as every ActiveSync document does. Then the other side is probably
    /// no ActiveSync server, or something between here and there answered in its place.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        matches!(
            self.kind,
            DecodeErrorKind::NotWbxml(_)
                | DecodeErrorKind::UnsupportedVersion(_)
                | DecodeErrorKind::UnsupportedCharset(_)
                | DecodeErrorKind::StringTable(_)
                | DecodeErrorKind::Truncated(Item::Header)
        )
    }
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeErrorKind {
    /// The bytes do not begin like any WBXML: usually a proxy's or login page, or no ActiveSync server.
    #[error("this is not WBXML but {0}")]
    NotWbxml(LooksLike),
    /// WBXML 1.0 to 1.2; ActiveSync is always 1.3.
    #[error("WBXML version 1.{0} instead of 1.3")]
    UnsupportedVersion(u8),
    /// A character set other than UTF-8, by its IANA number.
    #[error("character set {0} instead of 106, UTF-8")]
    UnsupportedCharset(u32),
    /// ActiveSync documents have no string table.
    #[error("a string table of {0} bytes, where ActiveSync has none")]
    StringTable(u32),
    /// The input ends within an item.
    #[error("the input ends within {0}")]
    Truncated(Item),
    /// A number longer than five bytes, or too large for 32 bits.
    #[error("a number that does not fit 32 bits")]
    Overflow,
    /// The document, or one value in it, exceeds its limit in bytes.
    #[error("{size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// What the document has or claims.
        size: usize,
        /// What was allowed.
        limit: usize,
    },
    /// Elements nested deeper than the limit.
    #[error("elements nested deeper than {limit}")]
    TooDeep {
        /// What was allowed.
        limit: usize,
    },
    /// More elements and values than the limit.
    #[error("more than {limit} elements and values")]
    TooMany {
        /// What was allowed.
        limit: usize,
    },
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    BadUtf8,
    /// The input ends after the header.
    #[error("no element at all")]
    NoRoot,
    /// The input ends while elements are open.
    #[error("the input ends while {depth} elements are open, innermost {innermost}")]
    Unclosed {
        /// How many are open.
        depth: usize,
        /// The one whose END is due.
        innermost: Tag,
    },
    /// END where no element is open.
    #[error("END where no element is open")]
    UnexpectedEnd,
    /// Text or bytes outside of the root element.
    #[error("content outside of the root element")]
    ContentOutsideRoot,
    /// Another element after the root element.
    #[error("a second root element, {0}")]
    SecondRoot(Tag),
    /// Something after the root element that is neither an element nor content.
    #[error("bytes after the root element")]
    TrailingBytes,
    /// A tag with attributes, which ActiveSync does not use.
    #[error("attributes on {0}, where ActiveSync has none")]
    Attributes(Tag),
    /// A token of WBXML that ActiveSync does not use.
    #[error("token {byte:#04X} ({name}), which ActiveSync does not use")]
    UnusedToken {
        /// The byte.
        byte: u8,
        /// Its name in WBXML.
        name: &'static str,
    },
}

/// What the input ended within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The four bytes before the body.
    Header,
    /// SWITCH_PAGE, which wants a page number.
    SwitchPage,
    /// A string, which wants its NUL.
    Text,
    /// The length of opaque bytes.
    OpaqueLength,
    /// Opaque bytes shorter than their length says.
    Opaque,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Item::Header => "the header",
            Item::SwitchPage => "a page switch",
            Item::Text => "a string",
            Item::OpaqueLength => "the length of opaque bytes",
            Item::Opaque => "opaque bytes",
        })
    }
}

/// What a body that is not WBXML seems to be, judged by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// Nothing: a legal answer to some commands, but no document.
    Nothing,
    /// An HTML page.
    Html,
    /// An XML document.
    Xml,
    /// JSON.
    Json,
    /// Bytes compressed by gzip that nobody unpacked.
    Gzip,
    /// Some other text.
    Text,
    /// Some other bytes.
    Bytes,
}

impl LooksLike {
    pub(crate) fn guess(body: &[u8]) -> LooksLike {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
        match body {
            [] => LooksLike::Nothing,
            [0x1F, 0x8B, ..] => LooksLike::Gzip,
            [b'{' | b'[', ..] => LooksLike::Json,
            [b'<', b'?', ..] => LooksLike::Xml,
            [b'<', ..] => LooksLike::Html,
            [b' '..=b'~', ..] => LooksLike::Text,
            _ => LooksLike::Bytes,
        }
    }
}

impl fmt::Display for LooksLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LooksLike::Nothing => "empty",
            LooksLike::Html => "an HTML page",
            LooksLike::Xml => "an XML document",
            LooksLike::Json => "JSON",
            LooksLike::Gzip => "compressed by gzip",
            LooksLike::Text => "some other text",
            LooksLike::Bytes => "some other bytes",
        })
    }
}
