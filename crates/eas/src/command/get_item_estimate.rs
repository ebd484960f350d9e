//! GetItemEstimate: about how many changes a Sync would bring, for progress bars (MS-ASCMD 2.2.1.9).

use wbxml::{Element, tags::airsync, tags::get_item_estimate as gie};

use super::sync::FilterType;
use super::{Command, number, required};
use crate::error::ProtocolError;
use crate::id::{CollectionId, SyncKey};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

/// Asks for one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetItemEstimate {
    /// The folder.
    pub collection: CollectionId,
    /// Its key; not the initial one.
    pub key: SyncKey,
    /// How far back.
    pub filter: FilterType,
}

statuses! {
    /// Status of GetItemEstimate (MS-ASCMD 2.2.3.177.6).
    GetItemEstimateStatus,
    /// What a [`GetItemEstimateStatus`] can mean.
    GetItemEstimateMeaning,
    {
        /// Done.
        1 Success => None,
        /// There is no such folder.
        2 InvalidCollection => Some(Retry::RefreshFolders),
        /// The folder was never synchronised.
        3 NotPrimed => Some(Retry::StartOver),
        /// The key is not valid; the next Sync will say what to do.
        4 InvalidSyncKey => Some(Retry::Resync),
    }
}

impl Command for GetItemEstimate {
    const NAME: &'static str = "GetItemEstimate";
    type Reply = u32;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let collection = Element::new(gie::COLLECTION)
            .with(Element::text(airsync::SYNC_KEY, self.key.as_str()))
            .with(Element::text(gie::COLLECTION_ID, self.collection.as_str()))
            .with(
                Element::new(airsync::OPTIONS)
                    .with(Element::text(airsync::FILTER_TYPE, self.filter.number().to_string())),
            );
        Ok(Some(Element::new(gie::GET_ITEM_ESTIMATE).with(Element::new(gie::COLLECTIONS).with(collection))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<u32, ProtocolError> {
        let body = required(body, Self::NAME)?;
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        if let Some(status) = number(&body, gie::STATUS) {
            GetItemEstimateStatus(status).check(Self::NAME)?;
        }
        let response = body.find(gie::RESPONSE).ok_or(missing("Response"))?;
        let status = number(response, gie::STATUS).ok_or(missing("Response/Status"))?;
        GetItemEstimateStatus(status).check(Self::NAME)?;
        response
            .path(&[gie::COLLECTION, gie::ESTIMATE])
            .and_then(Element::value)
            .and_then(|estimate| estimate.trim().parse().ok())
            .ok_or(missing("Estimate"))
    }
}
