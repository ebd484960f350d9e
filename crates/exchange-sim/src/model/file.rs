//! A file that travels with a mail or lies in a calendar item.

use bytes::Bytes;

/// A file and what its sender called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As its sender called it, whatever that is.
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Content.
    pub data: Bytes,
    /// The name by which HTML refers to it; then it is a picture of the text rather than a file.
    pub content_id: Option<String>,
}

impl File {
    /// A file beside the text.
    pub fn new(name: impl Into<String>, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content_type: content_type.into(), data: data.into(), content_id: None }
    }
}
