//! The same documents as XML, for people: the protocol log, `quorumctl`, tests.
//!
//! The names and namespaces are those of MS-ASCMD's examples. The root element's page is the default
//! namespace, every other page has its name in lower case as prefix, and all are declared at the root:
//!
//! ```
//! use wbxml::{Element, tags::{airsyncbase, compose_mail, meeting_response}};
//!
//! let answer = Element::new(meeting_response::REQUEST)
//!     .with(Element::text(meeting_response::USER_RESPONSE, "1"))
//!     .with(Element::new(meeting_response::SEND_RESPONSE).with(Element::new(airsyncbase::BODY)));
//! let xml = "<Request xmlns=\"MeetingResponse\" xmlns:airsyncbase=\"AirSyncBase\">\
//!     <UserResponse>1</UserResponse>\
//!     <SendResponse><airsyncbase:Body/></SendResponse>\
//!     </Request>";
//! assert_eq!(answer.to_xml(), xml);
//! assert_eq!(Element::from_xml(xml)?, answer);
//!
//! let mime = Element::opaque(compose_mail::MIME, *b"From: bob@x.test");
//! assert_eq!(mime.to_xml(), "<Mime xmlns=\"ComposeMail\" opaque=\"text\">From: bob@x.test</Mime>");
//! # Ok::<(), wbxml::xml::XmlError>(())
//! ```
//!
//! What XML has no words for:
//! * Opaque bytes are marked by an attribute, `opaque="text"` if they can be read, else `opaque="base64"`.
//!   Beside other content, which no real document has, they are `<?opaque base64?>`.
//! * Unknown tags have placeholder names, `Token3F` and `Page26`.
//! * Characters that XML cannot carry are shown as U+FFFD; they could not be sent either.
//!
//! Reading takes any prefixes and ignores declarations, comments and white space between elements.
//! Nothing is masked here; that is left to whoever keeps a log.

mod read;
mod write;

pub use read::{XmlError, XmlErrorKind};

use crate::{DecodeError, Element};

/// The document as XML on one line.
pub fn to_xml(bytes: &[u8]) -> Result<String, DecodeError> {
    Ok(Element::decode(bytes)?.to_xml())
}

/// The document as indented XML.
pub fn to_xml_pretty(bytes: &[u8]) -> Result<String, DecodeError> {
    Ok(Element::decode(bytes)?.to_xml_pretty())
}

/// The bytes of a document that is written as XML.
pub fn from_xml(xml: &str) -> Result<Vec<u8>, XmlError> {
    Ok(Element::from_xml(xml)?.encode())
}

impl Element {
    /// The document whose root this is as XML on one line.
    #[must_use]
    pub fn to_xml(&self) -> String {
        write::document(self, None)
    }

    /// The document whose root this is as indented XML.
    #[must_use]
    pub fn to_xml_pretty(&self) -> String {
        write::document(self, Some(2))
    }

    /// The document that is written as XML.
    pub fn from_xml(xml: &str) -> Result<Element, XmlError> {
        read::document(xml)
    }
}

/// What an element's opaque bytes are marked with, or the name of the instruction that holds them.
const OPAQUE: &str = "opaque";
/// The bytes are UTF-8, and what they spell stands in the element.
const TEXT: &str = "text";
/// The bytes stand in the element as base64.
const BASE64: &str = "base64";
