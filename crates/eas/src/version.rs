//! Protocol versions this client speaks, and which one to use with a server.
//!
//! Everything below 14.0 is another protocol in all but name (MIME as the whole request body, HTTP codes instead of
//! statuses); it is not spoken here. What each version changes in a command stands in that command's file.

use std::fmt;
use std::str::FromStr;

/// A version of the ActiveSync protocol (MS-ASHTTP 2.2.1.1.2.3), in order of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtocolVersion {
    /// Exchange 2010.
    V14_0,
    /// Exchange 2010 SP1 and 2013; the highest that SOGo and Z-Push announce.
    V14_1,
    /// Exchange 2016 and later: the server mails answers itself.
    V16_0,
    /// Exchange 2016 CU and later, grommunio; the only one Exchange Online takes.
    V16_1,
}

impl ProtocolVersion {
    /// All of them, oldest first.
    pub const ALL: [Self; 4] = [Self::V14_0, Self::V14_1, Self::V16_0, Self::V16_1];

    /// As it stands in the headers, `"16.1"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V14_0 => "14.0",
            Self::V14_1 => "14.1",
            Self::V16_0 => "16.0",
            Self::V16_1 => "16.1",
        }
    }

    /// 16.0 and later, where calendars and meeting answers work differently.
    pub fn is_16(self) -> bool {
        self >= Self::V16_0
    }

    /// The newest version both sides speak; `announced` is `MS-ASProtocolVersions` split at the commas.
    pub fn choose<S: AsRef<str>>(announced: &[S]) -> Option<Self> {
        announced.iter().filter_map(|version| version.as_ref().parse().ok()).max()
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no version this client speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ActiveSync version {0:?} is not one of 14.0, 14.1, 16.0 and 16.1")]
pub struct UnknownVersion(pub String);

impl FromStr for ProtocolVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == text)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_common_version_is_chosen_whatever_the_order() {
        let sogo = ["2.5", "12.0", "12.1", "14.0", "14.1"];
        assert_eq!(ProtocolVersion::choose(&sogo), Some(ProtocolVersion::V14_1));
        assert_eq!(ProtocolVersion::choose(&[" 16.1", "16.0", "14.1 "]), Some(ProtocolVersion::V16_1));
        assert_eq!(ProtocolVersion::choose(&["2.5", "12.1", "99.0"]), None);
        assert_eq!(ProtocolVersion::choose::<&str>(&[]), None);
    }

    #[test]
    fn every_version_reads_back_as_itself() {
        for version in ProtocolVersion::ALL {
            assert_eq!(version.as_str().parse(), Ok(version));
        }
        assert!("16".parse::<ProtocolVersion>().is_err());
    }
}
