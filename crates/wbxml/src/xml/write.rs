//! Writes a tree as XML.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesPI, BytesStart, BytesText, Event};

use super::{BASE64, OPAQUE, TEXT};
use crate::writer::is_illegal_in_xml;
use crate::{Element, Node};

type Writer = quick_xml::Writer<Vec<u8>>;

pub(super) fn document(root: &Element, indent: Option<usize>) -> String {
    let mut writer = match indent {
        Some(width) => Writer::new_with_indent(Vec::new(), b' ', width),
        None => Writer::new(Vec::new()),
    };
    let mut prefixes = Prefixes::new();
    declare(root, &mut prefixes);
    prefixes.remove(&root.tag.page());

    let mut start = BytesStart::new(root.tag.local_name().to_string());
    start.push_attribute(("xmlns", &*root.tag.page_name().to_string()));
    for (prefix, namespace) in prefixes.values() {
        start.push_attribute((&*format!("xmlns:{prefix}"), namespace.as_str()));
    }
    #[expect(clippy::expect_used, reason = "a Vec takes every byte, and the writer is given only text")]
    write_element(root, start, &prefixes, &mut writer)
        .and_then(|()| String::from_utf8(writer.into_inner()).map_err(io::Error::other))
        .expect("XML can be written to memory")
}

/// The prefix and the namespace of each page; a page without them is the default namespace.
type Prefixes = BTreeMap<u8, (String, String)>;

fn declare(element: &Element, prefixes: &mut Prefixes) {
    prefixes.entry(element.tag.page()).or_insert_with(|| {
        let namespace = element.tag.page_name().to_string();
        (namespace.to_lowercase(), namespace)
    });
    element.children().for_each(|child| declare(child, prefixes));
}

fn write_element(
    element: &Element,
    mut start: BytesStart<'_>,
    prefixes: &Prefixes,
    writer: &mut Writer,
) -> io::Result<()> {
    let [only] = element.nodes.as_slice() else {
        return write_nodes(element, start, prefixes, writer);
    };
    let value = match only {
        Node::Element(_) => return write_nodes(element, start, prefixes, writer),
        Node::Text(text) => text_content(text),
        Node::Opaque(bytes) => {
            let (kind, content) = opaque_content(bytes);
            start.push_attribute((OPAQUE, kind));
            content
        }
    };
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::from_escaped(value)))?;
    writer.write_event(Event::End(end))
}

/// Writes an element that holds anything but a single value.
fn write_nodes(
    element: &Element,
    start: BytesStart<'_>,
    prefixes: &Prefixes,
    writer: &mut Writer,
) -> io::Result<()> {
    if element.nodes.is_empty() {
        return writer.write_event(Event::Empty(start));
    }
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    for node in &element.nodes {
        match node {
            Node::Element(child) => {
                let name = child.tag.local_name();
                let start = match prefixes.get(&child.tag.page()) {
                    Some((prefix, _)) => BytesStart::new(format!("{prefix}:{name}")),
                    None => BytesStart::new(name.to_string()),
                };
                write_element(child, start, prefixes, writer)?;
            }
            Node::Text(text) => {
                writer.write_event(Event::Text(BytesText::from_escaped(text_beside_others(text))))?;
            }
            Node::Opaque(bytes) => {
                writer
                    .write_event(Event::PI(BytesPI::new(format!("{OPAQUE} {}", STANDARD.encode(bytes)))))?;
            }
        }
    }
    writer.write_event(Event::End(end))
}

fn text_content(text: &str) -> Cow<'_, str> {
    if text.contains(is_illegal_in_xml) {
        let shown = text.replace(is_illegal_in_xml, "\u{FFFD}");
        return Cow::Owned(partial_escape(shown).into_owned());
    }
    partial_escape(text)
}

/// White space between elements means nothing to a reader, unless it begins with a reference.
fn text_beside_others(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some(first) if text.trim_ascii().is_empty() => {
            let rest = text.get(first.len_utf8()..).unwrap_or_default();
            Cow::Owned(format!("&#{};{}", u32::from(first), text_content(rest)))
        }
        _ => text_content(text),
    }
}

fn opaque_content(bytes: &[u8]) -> (&'static str, Cow<'_, str>) {
    match str::from_utf8(bytes) {
        Ok(text) if !text.contains(is_illegal_in_xml) => (TEXT, partial_escape(text)),
        _ => (BASE64, Cow::Owned(STANDARD.encode(bytes))),
    }
}
