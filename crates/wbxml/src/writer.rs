//! Writing: events to bytes, in the manner of `quick_xml::Writer`, with the forms that servers expect.
//!
//! Elements without content take the short form, pages are switched only where they change, and text loses
//! the characters that neither a string nor XML can carry. What order a command wants its elements in is left
//! to the `eas` crate.

use std::fmt;

use crate::{Event, Tag, token};

/// Why the events written are not a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// `end` where no element is open.
    #[error("an element was ended where none was open")]
    UnexpectedEnd,
    /// An event ended an element that is not the innermost open one.
    #[error("{found} was ended while {open} was open")]
    Mismatch {
        /// The innermost open element.
        open: Tag,
        /// What was ended.
        found: Tag,
    },
    /// `finish` while an element is open.
    #[error("{0} was never ended")]
    Unclosed(Tag),
    /// `finish` before anything was written.
    #[error("no element was written")]
    NoRoot,
    /// An element after the root element.
    #[error("{0} was written after the root element")]
    SecondRoot(Tag),
    /// Text or bytes outside of the root element.
    #[error("content was written outside of the root element")]
    ContentOutsideRoot,
}

/// Writes one document.
///
/// Calls can be chained; the first mistake is kept, and [`Writer::finish`] tells it.
///
/// ```
/// use wbxml::{Writer, tags::folder_hierarchy};
///
/// let mut writer = Writer::new();
/// writer.start(folder_hierarchy::FOLDER_SYNC).start(folder_hierarchy::SYNC_KEY).text("0").end().end();
/// assert_eq!(writer.finish()?, [0x03, 0x01, 0x6A, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, b'0', 0x00, 0x01, 0x01]);
/// # Ok::<(), wbxml::EncodeError>(())
/// ```
#[derive(Default)]
pub struct Writer {
    encoder: Encoder,
    open: Vec<Tag>,
    has_root: bool,
    error: Option<EncodeError>,
}

impl Writer {
    /// A writer with nothing written.
    #[must_use]
    pub fn new() -> Writer {
        Writer::default()
    }

    /// Writes what a [`crate::Reader`] read.
    pub fn write_event(&mut self, event: Event<'_>) -> &mut Writer {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => self.empty(tag),
            Event::Text(text) => self.text(text),
            Event::Opaque(bytes) => self.opaque(bytes),
            Event::End(found) => match self.open.last() {
                Some(&open) if open != found => self.fail(EncodeError::Mismatch { open, found }),
                _ => self.end(),
            },
            Event::Eof => self,
        }
    }

    /// Begins an element.
    pub fn start(&mut self, tag: Tag) -> &mut Writer {
        if self.open.is_empty() && self.has_root {
            return self.fail(EncodeError::SecondRoot(tag));
        }
        self.has_root = true;
        self.open.push(tag);
        self.encoder.start(tag);
        self
    }

    /// Writes an element without content.
    pub fn empty(&mut self, tag: Tag) -> &mut Writer {
        self.start(tag).end()
    }

    /// Writes text into the innermost open element, without the characters that XML cannot carry.
    pub fn text(&mut self, text: &str) -> &mut Writer {
        if self.open.is_empty() {
            return self.fail(EncodeError::ContentOutsideRoot);
        }
        self.encoder.text(text);
        self
    }

    /// Writes bytes into the innermost open element.
    pub fn opaque(&mut self, bytes: &[u8]) -> &mut Writer {
        if self.open.is_empty() {
            return self.fail(EncodeError::ContentOutsideRoot);
        }
        self.encoder.opaque(bytes);
        self
    }

    /// Ends the innermost open element.
    pub fn end(&mut self) -> &mut Writer {
        if self.open.pop().is_none() {
            return self.fail(EncodeError::UnexpectedEnd);
        }
        self.encoder.end();
        self
    }

    /// The document, or the first mistake made in writing it.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match (self.error, self.open.last()) {
            (Some(error), _) => Err(error),
            (None, Some(&tag)) => Err(EncodeError::Unclosed(tag)),
            (None, None) if !self.has_root => Err(EncodeError::NoRoot),
            (None, None) => Ok(self.encoder.bytes),
        }
    }

    fn fail(&mut self, error: EncodeError) -> &mut Writer {
        self.error.get_or_insert(error);
        self
    }
}

/// Tags and sizes: what people wrote does not belong in logs.
impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Writer({} bytes, open: {:?}, error: {:?})",
            self.encoder.bytes.len(),
            self.open,
            self.error
        )
    }
}

/// The bytes of events that are known to be balanced.
pub(crate) struct Encoder {
    pub(crate) bytes: Vec<u8>,
    page: u8,
    /// An element is begun and has no content yet, so its content bit is not set.
    hollow: bool,
}

impl Default for Encoder {
    fn default() -> Encoder {
        let header = vec![token::VERSION_1_3, token::UNKNOWN_PUBLIC_ID, token::UTF_8, 0];
        Encoder { bytes: header, page: 0, hollow: false }
    }
}

impl Encoder {
    pub(crate) fn start(&mut self, tag: Tag) {
        self.fill();
        if tag.page() != self.page {
            self.page = tag.page();
            self.bytes.extend([token::SWITCH_PAGE, self.page]);
        }
        self.bytes.push(tag.token());
        self.hollow = true;
    }

    pub(crate) fn text(&mut self, text: &str) {
        let mut kept = text.split(is_illegal_in_xml).filter(|piece| !piece.is_empty()).peekable();
        if kept.peek().is_none() {
            return;
        }
        self.fill();
        self.bytes.push(token::STR_I);
        self.bytes.extend(kept.flat_map(str::bytes));
        self.bytes.push(0);
    }

    /// Writes bytes, in as many pieces as their length needs (one, below 4 GiB).
    pub(crate) fn opaque(&mut self, bytes: &[u8]) {
        self.fill();
        let (piece, rest) = bytes.split_at(bytes.len().min(u32::MAX as usize));
        self.bytes.push(token::OPAQUE);
        self.number(piece.len() as u32);
        self.bytes.extend(piece);
        if !rest.is_empty() {
            self.opaque(rest);
        }
    }

    pub(crate) fn end(&mut self) {
        if !std::mem::take(&mut self.hollow) {
            self.bytes.push(token::END);
        }
    }

    /// Sets the content bit of the tag just written, if it has none.
    fn fill(&mut self) {
        if std::mem::take(&mut self.hollow)
            && let Some(tag) = self.bytes.last_mut()
        {
            *tag |= token::CONTENT;
        }
    }

    fn number(&mut self, value: u32) {
        let groups = (1..5).rev().map(|group| value >> (7 * group)).filter(|&rest| rest > 0);
        self.bytes.extend(groups.map(|rest| low_seven(rest) | 0x80));
        self.bytes.push(low_seven(value));
    }
}

const fn low_seven(value: u32) -> u8 {
    (value & 0x7F) as u8
}

/// Not a `Char` of XML 1.0 (2.2): most control characters, and two that are none.
pub(crate) fn is_illegal_in_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}
