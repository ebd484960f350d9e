//! ItemOperations, as far as it fetches one attachment (MS-ASCMD 2.2.3.67, Fetch by airsyncbase:FileReference).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wbxml::{Element, Node, tags::airsyncbase, tags::item_operations as io};

use super::Command;
use super::item_operations::{self, fetched};
use crate::error::ProtocolError;
use crate::version::ProtocolVersion;

/// Fetches one attachment, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct AttachmentFetch {
    /// As the item that lists it says; opaque.
    pub file_reference: String,
}

/// What came.
#[derive(Clone, PartialEq, Eq)]
pub struct FetchedAttachment {
    /// Its media type, as its sender or the server says.
    pub content_type: Option<String>,
    /// Its bytes.
    pub data: Vec<u8>,
}

impl Command for AttachmentFetch {
    const NAME: &'static str = item_operations::NAME;
    type Reply = FetchedAttachment;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let fetch = Element::new(io::FETCH)
            .with(Element::text(io::STORE, "Mailbox"))
            .with(Element::text(airsyncbase::FILE_REFERENCE, self.file_reference.as_str()));
        Ok(Some(Element::new(io::ITEM_OPERATIONS).with(fetch)))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<FetchedAttachment, ProtocolError> {
        let properties = fetched(body)?;
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        let data = properties.find(io::DATA).ok_or(missing("Data"))?;
        Ok(FetchedAttachment {
            content_type: properties.value_of(airsyncbase::CONTENT_TYPE).map(|value| value.into_owned()),
            data: bytes(data).ok_or(missing("Data in base64"))?,
        })
    }
}

/// Base64 (MS-ASCMD 2.2.3.39.2), or bytes as they are. A damaged file is no file, so nothing is guessed here.
fn bytes(data: &Element) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for node in &data.nodes {
        match node {
            Node::Opaque(opaque) => bytes.extend_from_slice(opaque),
            Node::Text(text) => {
                let plain: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
                bytes.append(&mut STANDARD.decode(plain).ok()?);
            }
            Node::Element(_) => return None,
        }
    }
    Some(bytes)
}

/// A reference may hold the name of a file, which is not for logs.
impl fmt::Debug for AttachmentFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttachmentFetch")
    }
}

/// The content is people's; a log gets its size at most.
impl fmt::Debug for FetchedAttachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FetchedAttachment({} bytes)", self.data.len())
    }
}
