//! Reading: a pull reader over the bytes, in the manner of `quick_xml::Reader`, that copies nothing.
//!
//! Everything here works on bytes from outside. The only ways forward are checked steps; depth, size and
//! count are bounded; lengths are believed only as far as there are bytes, and nothing is allocated from them.
//!
//! Unknown pages and tokens are not errors: servers add them. What elements mean, and whether their values
//! do, is left to whoever reads them; a tree of them is [`crate::Element`].
//!
//! Text that is not UTF-8 is an error, unless the reader is asked to be [lossy](Reader::lossy).

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used)]

use std::ffi::CStr;
use std::fmt;

use crate::error::{DecodeError, DecodeErrorKind, Item, LooksLike};
use crate::{Tag, token};

/// What comes next in a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element with content begins. The content may turn out to be empty.
    Start(Tag),
    /// An element without content, complete.
    Empty(Tag),
    /// Text in the innermost open element; there may be several in a row, and each may be empty.
    Text(&'a str),
    /// Bytes in the innermost open element; there may be several in a row, and each may be empty.
    Opaque(&'a [u8]),
    /// The innermost open element ends.
    End(Tag),
    /// The document is complete, and nothing follows it.
    Eof,
}

/// Tags and sizes: what people wrote does not belong in logs.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Start(tag) => write!(f, "Start({tag})"),
            Event::Empty(tag) => write!(f, "Empty({tag})"),
            Event::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Event::Opaque(bytes) => write!(f, "Opaque({} bytes)", bytes.len()),
            Event::End(tag) => write!(f, "End({tag})"),
            Event::Eof => f.write_str("Eof"),
        }
    }
}

/// How much a reader accepts before it calls a document an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole document.
    pub bytes: usize,
    /// Bytes of one string or opaque value.
    pub value: usize,
    /// Nesting of elements; the root is at depth 1. The deepest real document is about 14.
    pub depth: usize,
    /// Elements, strings and opaque values together.
    pub nodes: usize,
}

impl Limits {
    /// Ample for every answer that a server has reason to send, and bearable for a desktop.
    pub const DEFAULT: Limits = Limits { bytes: 64 << 20, value: 48 << 20, depth: 64, nodes: 4_000_000 };
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}

/// A pull reader that borrows from the bytes it reads.
///
/// ```
/// use wbxml::{Event, Reader, tags::folder_hierarchy};
///
/// let mut reader = Reader::new(&[0x03, 0x01, 0x6A, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, b'0', 0x00, 0x01, 0x01]);
/// assert_eq!(reader.read_event()?, Event::Start(folder_hierarchy::FOLDER_SYNC));
/// assert_eq!(reader.read_event()?, Event::Start(folder_hierarchy::SYNC_KEY));
/// assert_eq!(reader.read_event()?, Event::Text("0"));
/// assert_eq!(reader.read_event()?, Event::End(folder_hierarchy::SYNC_KEY));
/// assert_eq!(reader.read_event()?, Event::End(folder_hierarchy::FOLDER_SYNC));
/// assert_eq!(reader.read_event()?, Event::Eof);
/// # Ok::<(), wbxml::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    input: Input<'a>,
    limits: Limits,
    state: State,
    page: u8,
    open: Vec<Tag>,
    nodes: usize,
    lossy: bool,
    replaced: Option<Replaced>,
    /// What is still to be given of a text that is not UTF-8; its NUL is passed.
    rest: &'a [u8],
}

/// Text that a lossy reader could not read as UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Where the first byte of it stands.
    pub offset: usize,
    /// The element that this text is in.
    pub within: Tag,
    /// How many U+FFFD were put in the whole document.
    pub count: usize,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Header,
    BeforeRoot,
    InRoot,
    AfterRoot,
    Failed(DecodeError),
}

impl<'a> Reader<'a> {
    /// A reader with the default limits.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader::with_limits(bytes, Limits::DEFAULT)
    }

    /// A reader with limits of your own.
    #[must_use]
    pub fn with_limits(bytes: &'a [u8], limits: Limits) -> Reader<'a> {
        let input = Input { bytes, position: 0 };
        Reader {
            input,
            limits,
            state: State::Header,
            page: 0,
            open: Vec::new(),
            nodes: 0,
            lossy: false,
            replaced: None,
            rest: &[],
        }
    }

    /// The same reader, but text that is not UTF-8 is no error: what cannot be read of it becomes U+FFFD, as an
    /// event of its own beside the readable rest.
    ///
    /// For answers of a server, where one letter of one item must not cost all the others.
    #[must_use]
    pub fn lossy(self) -> Reader<'a> {
        Reader { lossy: true, ..self }
    }

    /// What was not UTF-8 in the text read so far; `None` where all of it was.
    #[must_use]
    pub fn replaced(&self) -> Option<Replaced> {
        self.replaced
    }

    /// How many bytes have been read.
    #[must_use]
    pub fn position(&self) -> usize {
        self.input.position
    }

    /// The next event. After [`Event::Eof`] always that; after an error always that error.
    pub fn read_event(&mut self) -> Result<Event<'a>, DecodeError> {
        if let State::Failed(error) = self.state {
            return Err(error);
        }
        let event = self.step();
        if let Err(error) = event {
            self.state = State::Failed(error);
        }
        event
    }

    fn step(&mut self) -> Result<Event<'a>, DecodeError> {
        if let State::Header = self.state {
            self.header()?;
            self.state = State::BeforeRoot;
        }
        if !self.rest.is_empty() {
            return Ok(Event::Text(self.piece()));
        }
        loop {
            let offset = self.input.position;
            let Some(byte) = self.input.byte() else {
                return self.end_of_input();
            };
            return match byte {
                token::SWITCH_PAGE => {
                    self.switch_page(offset)?;
                    continue;
                }
                token::END => self.end(offset),
                token::STR_I => self.text(offset).map(Event::Text),
                token::OPAQUE => self.opaque(offset).map(Event::Opaque),
                _ => match Tag::from_parts(self.page, byte & !(token::CONTENT | token::ATTRIBUTES)) {
                    Some(tag) => self.tag(tag, byte, offset),
                    None => Err(DecodeErrorKind::UnusedToken { byte, name: token::unused(byte) }.at(offset)),
                },
            };
        }
    }

    fn header(&mut self) -> Result<(), DecodeError> {
        let length = self.input.bytes.len();
        if length > self.limits.bytes {
            return Err(DecodeErrorKind::TooLarge { size: length, limit: self.limits.bytes }.at(0));
        }
        match self.input.byte() {
            Some(token::VERSION_1_3) => {}
            Some(older @ 0x00..=0x02) => return Err(DecodeErrorKind::UnsupportedVersion(older).at(0)),
            _ => return Err(DecodeErrorKind::NotWbxml(LooksLike::guess(self.input.bytes)).at(0)),
        }
        // The public identifier says nothing in ActiveSync. Zero announces that it is a string's index.
        if self.input.number(Item::Header)? == 0 {
            self.input.number(Item::Header)?;
        }
        let offset = self.input.position;
        let charset = self.input.number(Item::Header)?;
        if charset != u32::from(token::UTF_8) {
            return Err(DecodeErrorKind::UnsupportedCharset(charset).at(offset));
        }
        let offset = self.input.position;
        match self.input.number(Item::Header)? {
            0 => Ok(()),
            length => Err(DecodeErrorKind::StringTable(length).at(offset)),
        }
    }

    pub(crate) fn no_root(&self) -> DecodeError {
        DecodeErrorKind::NoRoot.at(self.input.position)
    }

    fn end_of_input(&self) -> Result<Event<'a>, DecodeError> {
        let kind = match (self.state, self.open.last()) {
            (State::AfterRoot, _) => return Ok(Event::Eof),
            (_, Some(&innermost)) => DecodeErrorKind::Unclosed { depth: self.open.len(), innermost },
            (_, None) => DecodeErrorKind::NoRoot,
        };
        Err(kind.at(self.input.position))
    }

    /// The page stays switched until the next switch; an END does not switch it back.
    fn switch_page(&mut self, offset: usize) -> Result<(), DecodeError> {
        if let State::AfterRoot = self.state {
            return Err(DecodeErrorKind::TrailingBytes.at(offset));
        }
        self.page = self.input.byte().ok_or(DecodeErrorKind::Truncated(Item::SwitchPage).at(offset))?;
        Ok(())
    }

    fn tag(&mut self, tag: Tag, byte: u8, offset: usize) -> Result<Event<'a>, DecodeError> {
        if byte & token::ATTRIBUTES != 0 {
            return Err(DecodeErrorKind::Attributes(tag).at(offset));
        }
        if let State::AfterRoot = self.state {
            return Err(DecodeErrorKind::SecondRoot(tag).at(offset));
        }
        if self.open.len() >= self.limits.depth {
            return Err(DecodeErrorKind::TooDeep { limit: self.limits.depth }.at(offset));
        }
        self.count(offset)?;
        self.state = State::InRoot;
        if byte & token::CONTENT != 0 {
            self.open.push(tag);
            return Ok(Event::Start(tag));
        }
        self.close_root_if_done();
        Ok(Event::Empty(tag))
    }

    fn end(&mut self, offset: usize) -> Result<Event<'a>, DecodeError> {
        let tag = self.open.pop().ok_or(DecodeErrorKind::UnexpectedEnd.at(offset))?;
        self.close_root_if_done();
        Ok(Event::End(tag))
    }

    fn close_root_if_done(&mut self) {
        if self.open.is_empty() {
            self.state = State::AfterRoot;
        }
    }

    fn text(&mut self, offset: usize) -> Result<&'a str, DecodeError> {
        self.content(offset)?;
        let start = self.input.position;
        let bytes = self.input.until_nul().ok_or(DecodeErrorKind::Truncated(Item::Text).at(offset))?;
        self.check_size(bytes.len(), offset)?;
        match str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) if self.lossy => {
                self.rest = bytes;
                Ok(self.piece())
            }
            Err(error) => Err(DecodeErrorKind::BadUtf8.at(start.saturating_add(error.valid_up_to()))),
        }
    }

    /// The next part of a text that is not UTF-8: all that is readable up to the next fault, or a U+FFFD for it.
    fn piece(&mut self) -> &'a str {
        let Some(chunk) = self.rest.utf8_chunks().next() else { return "" };
        let readable = chunk.valid();
        if !readable.is_empty() {
            self.rest = self.rest.get(readable.len()..).unwrap_or_default();
            return readable;
        }
        if let Some(&within) = self.open.last() {
            let offset = self.input.position.saturating_sub(self.rest.len()).saturating_sub(1);
            let replaced = self.replaced.get_or_insert(Replaced { offset, within, count: 0 });
            replaced.count = replaced.count.saturating_add(1);
        }
        self.rest = self.rest.get(chunk.invalid().len()..).unwrap_or_default();
        "\u{FFFD}"
    }

    fn opaque(&mut self, offset: usize) -> Result<&'a [u8], DecodeError> {
        self.content(offset)?;
        let length = self.input.number(Item::OpaqueLength)?;
        let length = usize::try_from(length).map_err(|_| DecodeErrorKind::Overflow.at(offset))?;
        self.check_size(length, offset)?;
        self.input.take(length).ok_or(DecodeErrorKind::Truncated(Item::Opaque).at(offset))
    }

    fn content(&mut self, offset: usize) -> Result<(), DecodeError> {
        if self.open.is_empty() {
            return Err(DecodeErrorKind::ContentOutsideRoot.at(offset));
        }
        self.count(offset)
    }

    fn check_size(&self, size: usize, offset: usize) -> Result<(), DecodeError> {
        let limit = self.limits.value;
        if size > limit { Err(DecodeErrorKind::TooLarge { size, limit }.at(offset)) } else { Ok(()) }
    }

    fn count(&mut self, offset: usize) -> Result<(), DecodeError> {
        let limit = self.limits.nodes;
        if self.nodes >= limit {
            return Err(DecodeErrorKind::TooMany { limit }.at(offset));
        }
        self.nodes = self.nodes.saturating_add(1);
        Ok(())
    }
}

impl DecodeErrorKind {
    fn at(self, offset: usize) -> DecodeError {
        DecodeError { offset, kind: self }
    }
}

/// The bytes and how far they are read; it only goes forward, and never past the end.
struct Input<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Input<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest().first()?;
        self.position = self.position.saturating_add(1);
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.rest().get(..length)?;
        self.position = self.position.saturating_add(length);
        Some(taken)
    }

    /// The bytes before the next NUL, which is passed.
    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let taken = CStr::from_bytes_until_nul(self.rest()).ok()?.to_bytes();
        self.position = self.position.saturating_add(taken.len()).saturating_add(1);
        Some(taken)
    }

    /// A `mb_u_int32`: groups of seven bits, the highest first, all but the last marked by the eighth bit.
    fn number(&mut self, within: Item) -> Result<u32, DecodeError> {
        let offset = self.position;
        let mut value: u32 = 0;
        for _ in 0..5 {
            let byte = self.byte().ok_or(DecodeErrorKind::Truncated(within).at(offset))?;
            value =
                value.checked_mul(128).ok_or(DecodeErrorKind::Overflow.at(offset))? | u32::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeErrorKind::Overflow.at(offset))
    }
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.position, self.bytes.len())
    }
}
