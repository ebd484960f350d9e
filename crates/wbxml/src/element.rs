//! A document as a tree that owns its content: what commands are built from and answers are taken apart from.
//!
//! The look-ups follow the rules for reading (first of duplicated elements wins, text may arrive as opaque
//! bytes and bytes as base64 text). Which elements a command has is left to the `eas` crate.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::writer::Encoder;
use crate::{DecodeError, Event, Limits, Reader, Replaced, Tag};

/// An element and all that is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    /// Which element it is.
    pub tag: Tag,
    /// What is in it, in order.
    pub nodes: Vec<Node>,
}

/// Something in an element.
#[derive(Clone, PartialEq, Eq)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text.
    Text(String),
    /// Bytes.
    Opaque(Vec<u8>),
}

impl Element {
    /// `<tag/>`
    #[must_use]
    pub fn new(tag: Tag) -> Element {
        Element { tag, nodes: Vec::new() }
    }

    /// `<tag>value</tag>`; with an empty value `<tag/>`, which means the same.
    #[must_use]
    pub fn text(tag: Tag, value: impl Into<String>) -> Element {
        let value = value.into();
        let nodes = if value.is_empty() { Vec::new() } else { vec![Node::Text(value)] };
        Element { tag, nodes }
    }

    /// An element whose value is bytes.
    #[must_use]
    pub fn opaque(tag: Tag, value: impl Into<Vec<u8>>) -> Element {
        Element { tag, nodes: vec![Node::Opaque(value.into())] }
    }

    /// Appends a child.
    #[must_use]
    pub fn with(mut self, child: Element) -> Element {
        self.push(child);
        self
    }

    /// Appends a child, if there is one.
    #[must_use]
    pub fn with_opt(self, child: Option<Element>) -> Element {
        self.with_all(child)
    }

    /// Appends children.
    #[must_use]
    pub fn with_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.nodes.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Appends a child.
    pub fn push(&mut self, child: Element) {
        self.nodes.push(Node::Element(child));
    }

    /// The elements directly in this one.
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Opaque(_) => None,
        })
    }

    /// The first child with this tag. Servers duplicate elements that should stand once; the first counts.
    #[must_use]
    pub fn find(&self, tag: Tag) -> Option<&Element> {
        self.children().find(|child| child.tag == tag)
    }

    /// All children with this tag.
    pub fn find_all(&self, tag: Tag) -> impl Iterator<Item = &Element> {
        self.children().filter(move |child| child.tag == tag)
    }

    /// The descendant reached by these tags, each the first of its kind.
    #[must_use]
    pub fn path(&self, tags: &[Tag]) -> Option<&Element> {
        tags.iter().try_fold(self, |element, &tag| element.find(tag))
    }

    /// The text directly in this element, opaque bytes taken as UTF-8 (unreadable ones become U+FFFD). `None`
    /// when there is neither.
    #[must_use]
    pub fn value(&self) -> Option<Cow<'_, str>> {
        let mut pieces = self.nodes.iter().filter_map(|node| match node {
            Node::Element(_) => None,
            Node::Text(text) => Some(Cow::Borrowed(text.as_str())),
            Node::Opaque(bytes) => Some(String::from_utf8_lossy(bytes)),
        });
        let first = pieces.next()?;
        Some(pieces.fold(first, |text, piece| text + piece))
    }

    /// The bytes directly in this element: opaque ones as they are, text as the base64 of bytes or, if it is
    /// not base64, as its own bytes. `None` when there is neither.
    #[must_use]
    pub fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        let mut pieces = self.nodes.iter().filter_map(|node| match node {
            Node::Element(_) => None,
            Node::Text(text) => Some(from_base64(text)),
            Node::Opaque(bytes) => Some(Cow::Borrowed(bytes.as_slice())),
        });
        let first = pieces.next()?;
        Some(pieces.fold(first, |mut bytes, piece| {
            bytes.to_mut().extend_from_slice(&piece);
            bytes
        }))
    }

    /// The text of the first child with this tag, as [`Element::value`] has it.
    #[must_use]
    pub fn value_of(&self, tag: Tag) -> Option<Cow<'_, str>> {
        self.find(tag)?.value()
    }

    /// Whether there is nothing in this element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The document that these bytes are, within the default [`Limits`].
    pub fn decode(bytes: &[u8]) -> Result<Element, DecodeError> {
        Element::decode_with(bytes, Limits::DEFAULT)
    }

    /// The document that these bytes are.
    ///
    /// Runs of text, and runs of opaque bytes, become one node each, and empty text none.
    pub fn decode_with(bytes: &[u8], limits: Limits) -> Result<Element, DecodeError> {
        Element::read(&mut Reader::with_limits(bytes, limits))
    }

    /// The document that these bytes are, with U+FFFD for what is not UTF-8 in its text, and what that was. All
    /// else is as with [`Element::decode`].
    pub fn decode_lossy(bytes: &[u8]) -> Result<(Element, Option<Replaced>), DecodeError> {
        let mut reader = Reader::new(bytes).lossy();
        let document = Element::read(&mut reader)?;
        Ok((document, reader.replaced()))
    }

    fn read(reader: &mut Reader<'_>) -> Result<Element, DecodeError> {
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            let complete = match reader.read_event()? {
                Event::Start(tag) => {
                    open.push(Element::new(tag));
                    None
                }
                Event::Text(text) => {
                    if let Some(element) = open.last_mut() {
                        element.push_text(text);
                    }
                    None
                }
                Event::Opaque(bytes) => {
                    if let Some(element) = open.last_mut() {
                        element.push_opaque(bytes);
                    }
                    None
                }
                Event::Empty(tag) => Some(Element::new(tag)),
                Event::End(_) => open.pop(),
                Event::Eof => return root.ok_or_else(|| reader.no_root()),
            };
            if let Some(element) = complete {
                match open.last_mut() {
                    Some(parent) => parent.append(Node::Element(element)),
                    None => root = Some(element),
                }
            }
        }
    }

    /// The bytes of the document whose root this is. They are always a valid document: characters that XML
    /// cannot carry are left out of text.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::default();
        self.encode_into(&mut encoder);
        encoder.bytes
    }

    fn encode_into(&self, encoder: &mut Encoder) {
        encoder.start(self.tag);
        for node in &self.nodes {
            match node {
                Node::Element(child) => child.encode_into(encoder),
                Node::Text(text) => encoder.text(text),
                Node::Opaque(bytes) => encoder.opaque(bytes),
            }
        }
        encoder.end();
    }

    pub(crate) fn push_text(&mut self, text: &str) {
        match self.nodes.last_mut() {
            _ if text.is_empty() => {}
            Some(Node::Text(before)) => before.push_str(text),
            _ => self.append(Node::Text(text.to_owned())),
        }
    }

    pub(crate) fn push_opaque(&mut self, bytes: &[u8]) {
        match self.nodes.last_mut() {
            Some(Node::Opaque(before)) => before.extend_from_slice(bytes),
            _ => self.append(Node::Opaque(bytes.to_vec())),
        }
    }

    /// Most elements hold one value or one child, so room for more is made only for the second.
    fn append(&mut self, node: Node) {
        if self.nodes.is_empty() {
            self.nodes.reserve_exact(1);
        }
        self.nodes.push(node);
    }
}

/// Servers differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn from_base64(text: &str) -> Cow<'_, [u8]> {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    match BASE64.decode(compact) {
        Ok(bytes) => Cow::Owned(bytes),
        Err(_) => Cow::Borrowed(text.as_bytes()),
    }
}

/// Structure and sizes: what people wrote does not belong in logs. [`Element::to_xml`] shows everything.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple(&self.tag.to_string());
        for node in &self.nodes {
            tuple.field(node);
        }
        tuple.finish()
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Element(element) => element.fmt(f),
            Node::Text(text) => write!(f, "text of {} bytes", text.len()),
            Node::Opaque(bytes) => write!(f, "{} opaque bytes", bytes.len()),
        }
    }
}
