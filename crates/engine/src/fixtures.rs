//! People of the tests.

use chrono::{TimeZone as _, Utc};

use crate::store::AccountRow;
use crate::view::{Family, Replies};

/// Bob, an invitee on an Exchange server.
pub(crate) fn bob() -> AccountRow {
    AccountRow {
        id: "bob".into(),
        email: "bob@contoso.com".into(),
        name: "Bob Nakamura".into(),
        endpoint: "http://127.0.0.1:1/Microsoft-Server-ActiveSync".into(),
        user: "bob@contoso.com".into(),
        device_id: "0b0b".into(),
        version: "16.1".into(),
        versions: vec!["14.1".into(), "16.1".into()],
        version_forced: false,
        recognised: Family::Exchange,
        family_forced: None,
        replies: Replies::Auto,
        addresses: Vec::new(),
        policy_key: "0".into(),
        folder_sync_key: "0".into(),
        demo: false,
        synced_at: None,
        problem: String::new(),
        created_at: Utc.with_ymd_and_hms(2026, 11, 20, 8, 0, 0).unwrap(),
    }
}
