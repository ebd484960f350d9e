//! ItemOperations, as far as it fetches one item in full (MS-ASCMD 2.2.1.10).
//!
//! The text of an invitation, or its MIME, which holds what ActiveSync does not show: the sequence number and the
//! attendees as they were invited. Reading MIME is for others, fetching attachments for [`super::attachment_fetch`].

use wbxml::{Element, tags::airsync as air, tags::item_operations as io};

use super::{Command, number, required};
use crate::error::{ProtocolError, StatusError};
use crate::id::{CollectionId, ServerId};
use crate::item::ApplicationData;
use crate::item::body::{BodyPreference, BodyType, MimeSupport};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

/// Fetches one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFetch {
    /// Its folder.
    pub collection: CollectionId,
    /// The item.
    pub item: ServerId,
    /// In which form its body shall come.
    pub body: BodyPreference,
}

/// What came. SOGo answers Status 1 with next to nothing where there is no such item.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchedItem {
    /// The item.
    pub data: ApplicationData,
}

statuses! {
    /// Status of ItemOperations (MS-ASCMD 2.2.3.177.8).
    ItemOperationsStatus,
    /// What an [`ItemOperationsStatus`] can mean.
    ItemOperationsMeaning,
    {
        /// Done.
        1 Success => None,
        /// The request is malformed: a fault of this client.
        2 ProtocolError => Some(Retry::Permanent),
        /// The server failed.
        3 ServerError => Some(Retry::LATER),
        /// Document library: the address is wrong.
        4 BadUri => Some(Retry::Permanent),
        /// Document library: the person may not.
        5 DocumentAccessDenied => Some(Retry::Permanent),
        /// Document library: there is no such thing.
        6 DocumentNotFound => Some(Retry::Permanent),
        /// Document library: no connection.
        7 DocumentConnectionFailed => Some(Retry::LATER),
        /// The range of bytes is wrong.
        8 BadByteRange => Some(Retry::Permanent),
        /// The store is unknown.
        9 UnknownStore => Some(Retry::Permanent),
        /// The file is empty.
        10 EmptyFile => Some(Retry::Permanent),
        /// The item is too large.
        11 DataTooLarge => Some(Retry::Permanent),
        /// The server could not read it.
        12 IoFailure => Some(Retry::LATER),
        /// The item cannot be given in this form.
        14 ConversionFailed => Some(Retry::Permanent),
        /// There is no such attachment (any more).
        15 InvalidAttachment => Some(Retry::Resync),
        /// The person may not.
        16 AccessDenied => Some(Retry::Permanent),
        /// Some of it worked.
        17 PartialSuccess => Some(Retry::Permanent),
        /// The store wants other credentials.
        18 CredentialsRequired => Some(Retry::Permanent),
    }
}

impl ItemOperationsStatus {
    /// Is this error of ItemOperations' the one that says so?
    pub(crate) fn is_too_large(error: &StatusError) -> bool {
        error.command == NAME
            && ItemOperationsStatus(error.code).known() == Some(ItemOperationsMeaning::DataTooLarge)
    }
}

/// The value of `Cmd`, of this and of [`AttachmentFetch`](crate::AttachmentFetch).
pub(super) const NAME: &str = "ItemOperations";

impl Command for ItemFetch {
    const NAME: &'static str = NAME;
    type Reply = FetchedItem;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let mime = (self.body.body_type == BodyType::Mime)
            .then(|| Element::text(air::MIME_SUPPORT, MimeSupport::Always.number().to_string()));
        let fetch = Element::new(io::FETCH)
            .with(Element::text(io::STORE, "Mailbox"))
            .with(Element::text(air::COLLECTION_ID, self.collection.as_str()))
            .with(Element::text(air::SERVER_ID, self.item.as_str()))
            .with(Element::new(io::OPTIONS).with_opt(mime).with(self.body.element()));
        Ok(Some(Element::new(io::ITEM_OPERATIONS).with(fetch)))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<FetchedItem, ProtocolError> {
        let properties = fetched(body)?;
        Ok(FetchedItem { data: ApplicationData::new(properties) })
    }
}

/// The Properties of the one thing that was asked for.
pub(super) fn fetched(body: Option<Element>) -> Result<Element, ProtocolError> {
    let body = required(body, NAME)?;
    let missing = |missing| ProtocolError::Malformed { command: NAME, missing };
    if let Some(status) = number(&body, io::STATUS) {
        ItemOperationsStatus(status).check(NAME)?;
    }
    let fetch = body.path(&[io::RESPONSE, io::FETCH]).ok_or(missing("Fetch"))?;
    let status = number(fetch, io::STATUS).ok_or(missing("Fetch/Status"))?;
    ItemOperationsStatus(status).check(NAME)?;
    fetch.find(io::PROPERTIES).cloned().ok_or(missing("Properties"))
}
