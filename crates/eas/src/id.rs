//! The names and tokens that travel between client and server, each its own type so that a folder can never stand
//! where an item is meant.
//!
//! All of them are opaque text: compared, stored and sent back letter for letter (SOGo's `mail%2F…` is not percent
//! encoding, it is the name). Where they come from and how long they live is for the commands to say.

use std::borrow::Cow;
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// The text as it travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

macro_rules! opaque {
    ($($name:ident),+) => {$(
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }
    )+};
}

ids! {
    /// A folder, as the server names it (MS-ASCMD 2.2.3.30).
    CollectionId,
    /// An item, as the server names it within its folder (MS-ASCMD 2.2.3.166).
    ServerId,
    /// How far a client has synchronised one folder, or the list of folders (MS-ASCMD 2.2.3.181). Compared and
    /// stored, never parsed.
    SyncKey,
    /// Which policy a device has acknowledged (MS-ASPROV 2.2.2.42).
    PolicyKey,
    /// A name this client gives before the server knows the thing (MS-ASCMD 2.2.3.28). In SendMail it is what makes
    /// a repeated request harmless, so it is chosen once and kept.
    ClientId,
    /// This installation, towards one account (MS-ASHTTP 2.2.1.1.1.2.3).
    DeviceId,
}

opaque!(CollectionId, ServerId, SyncKey, ClientId);

impl SyncKey {
    /// The key that asks for everything anew, `"0"`.
    pub const INITIAL: Self = Self(Cow::Borrowed("0"));

    /// Is this the key that asks for everything anew?
    pub fn is_initial(&self) -> bool {
        *self == Self::INITIAL
    }
}

impl PolicyKey {
    /// The key of a device that has acknowledged nothing, `"0"`.
    pub const NONE: Self = Self(Cow::Borrowed("0"));
}

impl From<String> for PolicyKey {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// The key is one half of what a device must show, so logs do not get it.
impl fmt::Debug for PolicyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::NONE { "PolicyKey(0)" } else { "PolicyKey(…)" })
    }
}

/// Servers take 1 to 32 letters and digits only and answer anything else with Status 108, so whatever else is in the
/// text is left out here.
impl From<String> for DeviceId {
    fn from(text: String) -> Self {
        Self(text.chars().filter(char::is_ascii_alphanumeric).take(32).collect::<String>().into())
    }
}

/// Names one machine of one person, so logs do not get it.
impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceId(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_id_is_made_legal() {
        let id = DeviceId::from("4f1c-22ab_é 0123456789012345678901234567890");
        assert_eq!(id.as_str(), "4f1c22ab012345678901234567890123");
        assert_eq!(DeviceId::from(id.as_str()), id, "a stored id must not change when it is read back");
    }

    #[test]
    fn secrets_do_not_reach_a_log() {
        let shown = format!("{:?} {:?}", PolicyKey::from("1307199584"), DeviceId::from("abc123"));
        assert!(!shown.contains("1307199584") && !shown.contains("abc123"), "{shown}");
    }
}
