//! Reads a tree from XML.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{BASE64, OPAQUE, TEXT};
use crate::{Element, Limits, Node, Tag};

/// Why XML is not a document, and where.
#[derive(Debug, Clone, thiserror::Error)]
#[error("byte {offset} of the XML: {kind}")]
pub struct XmlError {
    /// Where the piece of XML begins that is wrong.
    pub offset: u64,
    /// What is wrong with it.
    #[source]
    pub kind: XmlErrorKind,
}

/// What is wrong with XML.
#[derive(Debug, Clone, thiserror::Error)]
pub enum XmlErrorKind {
    /// It is not well-formed.
    #[error(transparent)]
    NotXml(#[from] quick_xml::Error),
    /// No code page has this element.
    #[error("no code page has the element {element} of the namespace {namespace:?}")]
    UnknownElement {
        /// The namespace, or what stands for it.
        namespace: String,
        /// The name without prefix.
        element: String,
    },
    /// WBXML for ActiveSync has no attributes, and XML for it only `opaque="text"` and `opaque="base64"`.
    #[error("the attribute {0}")]
    UnexpectedAttribute(String),
    /// An entity other than those of XML.
    #[error("the entity {0}, which is not declared")]
    UnknownEntity(String),
    /// What should be base64 is not.
    #[error("opaque bytes that are not base64")]
    NotBase64,
    /// An element marked as opaque contains more than text.
    #[error("{0} is marked as opaque and contains more than text")]
    OpaqueWithContent(Tag),
    /// Text or opaque bytes outside of the root element.
    #[error("content outside of the root element")]
    ContentOutsideRoot,
    /// An element after the root element.
    #[error("a second root element, {0}")]
    SecondRoot(Tag),
    /// Elements nested deeper than a document may be.
    #[error("elements nested deeper than {}", Limits::DEFAULT.depth)]
    TooDeep,
    /// The XML ends while an element is open.
    #[error("the end of {0} is missing")]
    Unclosed(Tag),
    /// No element at all.
    #[error("no element at all")]
    NoRoot,
}

/// As many as there can be code pages.
const NAMESPACES: usize = 256;

pub(super) fn document(xml: &str) -> Result<Element, XmlError> {
    let mut reader = NsReader::from_str(xml);
    reader.resolver_mut().set_max_namespace_bindings(NAMESPACES);
    let mut tree = Tree::default();
    loop {
        let offset = reader.buffer_position();
        let step = match reader.read_resolved_event() {
            Ok((_, Event::Eof)) => return tree.finish().map_err(|kind| XmlError { offset, kind }),
            Ok((namespace, event)) => tree.add(&namespace, event),
            Err(error) => return Err(XmlError { offset: reader.error_position(), kind: error.into() }),
        };
        step.map_err(|kind| XmlError { offset, kind })?;
    }
}

#[derive(Default)]
struct Tree {
    open: Vec<Open>,
    root: Option<Element>,
}

/// An element whose end is still to come.
struct Open {
    element: Element,
    opaque: Option<Opaque>,
    /// The text since the last node.
    text: String,
    /// Whether that text was written so that it counts even if it is only white space.
    counts: bool,
}

#[derive(Clone, Copy)]
enum Opaque {
    Text,
    Base64,
}

impl Tree {
    fn add(&mut self, namespace: &ResolveResult<'_>, event: Event<'_>) -> Result<(), XmlErrorKind> {
        match event {
            Event::Start(start) => self.start(namespace, &start),
            Event::Empty(start) => {
                self.start(namespace, &start)?;
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content(), false),
            Event::CData(text) => self.text(&text.xml10_content(), true),
            Event::GeneralRef(reference) => self.text(&resolve(&reference)?, true),
            Event::PI(instruction) if instruction.target() == OPAQUE => {
                let bytes = from_base64(instruction.content())?;
                let open = self.open.last_mut().ok_or(XmlErrorKind::ContentOutsideRoot)?;
                open.finish_text(true);
                open.element.push_opaque(&bytes);
                Ok(())
            }
            Event::PI(_) | Event::Comment(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<(), XmlErrorKind> {
        let tag = tag(namespace, start)?;
        match self.open.last_mut() {
            Some(parent) => parent.finish_text(true),
            None if self.root.is_some() => return Err(XmlErrorKind::SecondRoot(tag)),
            None => {}
        }
        if self.open.len() >= Limits::DEFAULT.depth {
            return Err(XmlErrorKind::TooDeep);
        }
        let opaque = opaque(start)?;
        self.open.push(Open { element: Element::new(tag), opaque, text: String::new(), counts: false });
        Ok(())
    }

    fn text(&mut self, text: &str, counts: bool) -> Result<(), XmlErrorKind> {
        match self.open.last_mut() {
            Some(open) => {
                open.text.push_str(text);
                open.counts |= counts;
                Ok(())
            }
            None if text.trim_ascii().is_empty() => Ok(()),
            None => Err(XmlErrorKind::ContentOutsideRoot),
        }
    }

    fn end(&mut self) -> Result<(), XmlErrorKind> {
        // An end without its start is not well-formed, and quick-xml said so.
        let Some(open) = self.open.pop() else { return Ok(()) };
        let element = open.finish()?;
        match self.open.last_mut() {
            Some(parent) => parent.element.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, XmlErrorKind> {
        match self.open.last() {
            Some(open) => Err(XmlErrorKind::Unclosed(open.element.tag)),
            None => self.root.ok_or(XmlErrorKind::NoRoot),
        }
    }
}

impl Open {
    /// Makes a node of the text so far, unless it is the white space around elements.
    fn finish_text(&mut self, beside_others: bool) {
        let text = std::mem::take(&mut self.text);
        let counts = std::mem::take(&mut self.counts);
        if counts || !beside_others || !text.trim_ascii().is_empty() {
            self.element.push_text(&text);
        }
    }

    fn finish(mut self) -> Result<Element, XmlErrorKind> {
        self.finish_text(!self.element.is_empty());
        let Some(opaque) = self.opaque else { return Ok(self.element) };
        let bytes = match (self.element.nodes.as_slice(), opaque) {
            ([], _) => Vec::new(),
            ([Node::Text(text)], Opaque::Text) => text.clone().into_bytes(),
            ([Node::Text(text)], Opaque::Base64) => from_base64(text)?,
            _ => return Err(XmlErrorKind::OpaqueWithContent(self.element.tag)),
        };
        Ok(Element::opaque(self.element.tag, bytes))
    }
}

fn tag(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Tag, XmlErrorKind> {
    let namespace = match namespace {
        ResolveResult::Bound(Namespace(name)) => name,
        ResolveResult::Unknown(prefix) => prefix.as_str(),
        ResolveResult::Unbound => "",
    };
    let name = start.local_name();
    let element = name.as_ref();
    Tag::named(namespace, element).ok_or_else(|| XmlErrorKind::UnknownElement {
        namespace: namespace.to_owned(),
        element: element.to_owned(),
    })
}

fn opaque(start: &BytesStart<'_>) -> Result<Option<Opaque>, XmlErrorKind> {
    let mut opaque = None;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(quick_xml::Error::from)?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let name = attribute.key.as_ref();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
        opaque = match (name, value.as_ref()) {
            (OPAQUE, TEXT) => Some(Opaque::Text),
            (OPAQUE, BASE64) => Some(Opaque::Base64),
            _ => return Err(XmlErrorKind::UnexpectedAttribute(format!("{name}={value:?}"))),
        };
    }
    Ok(opaque)
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlErrorKind> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    resolve_predefined_entity(reference)
        .map(str::to_owned)
        .ok_or_else(|| XmlErrorKind::UnknownEntity(reference.to_string()))
}

fn from_base64(text: &str) -> Result<Vec<u8>, XmlErrorKind> {
    let compact: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(compact).map_err(|_| XmlErrorKind::NotBase64)
}
