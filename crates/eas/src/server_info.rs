//! What a server says about itself, when asked (OPTIONS) and beside its answers. Remembering it, and noticing that
//! it changed, is for the caller.

use http::HeaderMap;
use url::Url;

use crate::answer::{list, text};
use crate::error::ProtocolError;
use crate::family::Family;
use crate::version::ProtocolVersion;

/// What a server says about itself (MS-ASHTTP 2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInfo {
    /// `MS-ASProtocolVersions`.
    pub versions: Vec<String>,
    /// `MS-ASProtocolCommands`. SOGo leaves out some that work.
    pub commands: Vec<String>,
    /// `MS-Server-ActiveSync`; may be empty.
    pub build: String,
    /// What kind of server this is.
    pub family: Family,
}

impl ServerInfo {
    /// Reads the headers of an answer to OPTIONS; `None`: they are not those of an ActiveSync server.
    pub fn read(endpoint: &Url, headers: &HeaderMap) -> Option<Self> {
        let versions = list(headers, "MS-ASProtocolVersions");
        (!versions.is_empty()).then(|| Self {
            versions,
            commands: list(headers, "MS-ASProtocolCommands"),
            build: text(headers, "MS-Server-ActiveSync").unwrap_or_default().to_owned(),
            family: Family::recognise(endpoint, headers),
        })
    }

    /// The newest version both sides speak.
    pub fn version(&self) -> Result<ProtocolVersion, ProtocolError> {
        ProtocolVersion::choose(&self.versions)
            .ok_or_else(|| ProtocolError::NoCommonVersion { announced: self.versions.clone() })
    }
}

/// Something a server says beside its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// `X-MS-RP`: the server was upgraded. OPTIONS, then everything from key 0; nothing, if that was just asked.
    Upgraded,
    /// The versions announced with an answer; whoever stored others has to ask OPTIONS again.
    Versions(Vec<String>),
    /// The password is valid for so many days more.
    PasswordExpires {
        /// Days.
        days: u32,
    },
    /// The server slows this device down.
    Throttled {
        /// Why.
        reason: String,
    },
}

impl Notice {
    /// What the headers of an answer to a command say beside it.
    pub(crate) fn read(headers: &HeaderMap) -> Vec<Self> {
        let mut notices = Vec::new();
        if headers.contains_key("X-MS-RP") {
            notices.push(Self::Upgraded);
        }
        let versions = list(headers, "MS-ASProtocolVersions");
        if !versions.is_empty() {
            notices.push(Self::Versions(versions));
        }
        if let Some(days) = text(headers, "X-MS-Credentials-Expire").and_then(|days| days.parse().ok()) {
            notices.push(Self::PasswordExpires { days });
        }
        if let Some(reason) = text(headers, "X-MS-ASThrottle") {
            notices.push(Self::Throttled { reason: reason.to_owned() });
        }
        notices
    }
}
