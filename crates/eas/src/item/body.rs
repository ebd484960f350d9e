//! Bodies: how much of them to ask for, and what came (MS-ASAIRS 2.2.2.9 and 2.2.2.12). HTML and MIME stay bytes here.

use wbxml::{Element, tags::airsyncbase};

use super::Fields;
use crate::wire::wire_numbers;

wire_numbers! {
    /// The form of a body (MS-ASAIRS 2.2.2.41).
    BodyType {
        /// Plain text.
        Plain = 1,
        /// HTML.
        Html = 2,
        /// Compressed RTF in base64.
        Rtf = 3,
        /// The whole message as MIME.
        Mime = 4,
    }
    /// Whether bodies may come as MIME at all (MS-ASCMD 2.2.3.110.2); without it SOGo sends HTML where MIME was asked
    /// for.
    MimeSupport {
        /// Never.
        Never = 0,
        /// For signed and encrypted messages only.
        SmimeOnly = 1,
        /// For all messages.
        Always = 2,
    }
}

/// Which form of the body to send, and how much of it (MS-ASAIRS 2.2.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyPreference {
    /// The form.
    pub body_type: BodyType,
    /// Bytes after which the server cuts; `None`: whole. SOGo never cuts.
    pub truncation_size: Option<u32>,
}

impl BodyPreference {
    /// Plain text, at most so many bytes of it.
    pub fn plain(truncation_size: u32) -> Self {
        Self { body_type: BodyType::Plain, truncation_size: Some(truncation_size) }
    }

    /// The whole message.
    pub fn mime() -> Self {
        Self { body_type: BodyType::Mime, truncation_size: None }
    }

    pub(crate) fn element(self) -> Element {
        Element::new(airsyncbase::BODY_PREFERENCE)
            .with(Element::text(airsyncbase::TYPE, self.body_type.number().to_string()))
            .with_opt(
                self.truncation_size.map(|n| Element::text(airsyncbase::TRUNCATION_SIZE, n.to_string())),
            )
    }
}

/// A body as it came (MS-ASAIRS 2.2.2.9).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// Its form.
    pub body_type: Option<BodyType>,
    /// Its bytes; text in UTF-8, or a message in whatever encoding it has.
    pub data: Option<Vec<u8>>,
    /// The server has more of it.
    pub truncated: Option<bool>,
    /// The size of the whole in bytes, as the server estimates.
    pub estimated_data_size: Option<u32>,
}

impl Body {
    pub(crate) fn parse(fields: &mut Fields<'_>) -> Option<Self> {
        let element = fields.child(airsyncbase::BODY)?;
        let mut fields = fields.within(element);
        Some(Self {
            body_type: fields.known(airsyncbase::TYPE, BodyType::from_number),
            data: element.find(airsyncbase::DATA).and_then(raw),
            truncated: fields.flag(airsyncbase::TRUNCATED),
            estimated_data_size: fields.number(airsyncbase::ESTIMATED_DATA_SIZE),
        })
    }

    /// The body as text, with whatever is not UTF-8 replaced.
    pub fn text(&self) -> Option<String> {
        self.data.as_deref().map(|data| String::from_utf8_lossy(data).into_owned())
    }
}

/// A body's bytes as they are, whether they came as text or OPAQUE; never taken for base64.
fn raw(data: &Element) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for node in &data.nodes {
        match node {
            wbxml::Node::Text(text) => bytes.extend_from_slice(text.as_bytes()),
            wbxml::Node::Opaque(opaque) => bytes.extend_from_slice(opaque),
            wbxml::Node::Element(_) => {}
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Body")
            .field("body_type", &self.body_type)
            .field("bytes", &self.data.as_ref().map(Vec::len))
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}
