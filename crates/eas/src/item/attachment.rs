//! Attachments as an item lists them (MS-ASAIRS 2.2.2.7). Their content is fetched one by one, by the reference here
//! ([`AttachmentFetch`](crate::AttachmentFetch)). What a file may be called on this machine is for others.

use std::fmt;

use wbxml::tags::airsyncbase;

use super::Fields;
use crate::wire::wire_numbers;

/// A file that came with an item.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// What its sender called it.
    pub display_name: Option<String>,
    /// What the server calls it; opaque.
    pub file_reference: String,
    /// What it is.
    pub method: Option<AttachmentMethod>,
    /// Bytes, as the server estimates.
    pub estimated_data_size: Option<u32>,
    /// The name by which the HTML of the item refers to it.
    pub content_id: Option<String>,
    /// A picture of the HTML rather than a file.
    pub is_inline: bool,
}

wire_numbers! {
    /// What an attachment is (MS-ASAIRS 2.2.2.29).
    AttachmentMethod {
        /// A file.
        Normal = 1,
        /// Another message.
        EmbeddedMessage = 5,
        /// An OLE object.
        Ole = 6,
    }
}

impl Attachment {
    /// Those of an item that can be fetched: one without a reference cannot.
    pub(crate) fn parse_all(fields: &mut Fields<'_>) -> Vec<Self> {
        let Some(list) = fields.child(airsyncbase::ATTACHMENTS) else { return Vec::new() };
        let parse = |element| {
            let mut fields = fields.within(element);
            Some(Self {
                display_name: fields.text(airsyncbase::DISPLAY_NAME),
                file_reference: fields.text(airsyncbase::FILE_REFERENCE)?,
                method: fields.known(airsyncbase::METHOD, AttachmentMethod::from_number),
                estimated_data_size: fields.number(airsyncbase::ESTIMATED_DATA_SIZE),
                content_id: fields.text(airsyncbase::CONTENT_ID),
                is_inline: fields.flag(airsyncbase::IS_INLINE).unwrap_or(false),
            })
        };
        list.find_all(airsyncbase::ATTACHMENT).filter_map(parse).collect()
    }
}

/// What people send each other stays out of logs.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("method", &self.method)
            .field("estimated_data_size", &self.estimated_data_size)
            .field("is_inline", &self.is_inline)
            .finish_non_exhaustive()
    }
}
