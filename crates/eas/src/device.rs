//! Who speaks: the credentials of a person and the description of this installation.
//!
//! Where they are kept is the caller's business; here they only reach the request, and no log.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::id::DeviceId;

/// Text that must not be shown; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How a person proves who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// User and password with every request (RFC 7617, UTF-8).
    Basic {
        /// As the server knows the person: an address, a plain name, or `DOMAIN\name`.
        user: String,
        /// The password.
        password: Secret,
    },
}

impl Credentials {
    /// User and password.
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Basic { user: user.into(), password: password.into() }
    }

    /// The user's name, which every request also names in its query.
    pub fn user(&self) -> &str {
        match self {
            Self::Basic { user, .. } => user,
        }
    }

    /// The value of `Authorization`, marked as sensitive.
    pub(crate) fn authorization(&self) -> HeaderValue {
        let text = match self {
            Self::Basic { user, password } => {
                let pair = Zeroizing::new(format!("{user}:{}", password.expose()));
                Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
            }
        };
        // Base64 is always a legal header value.
        let mut value = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("Basic"));
        value.set_sensitive(true);
        value
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic { .. } => f.write_str("Basic(…)"),
        }
    }
}

/// This installation, as the server and its administrator see it. Made once per account and kept: a new id is a new
/// partnership with everything synchronised anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// A short ASCII word without spaces, visible to the administrator.
    pub device_type: String,
    /// What Provision tells about it.
    pub information: DeviceInformation,
}

/// settings:DeviceInformation (MS-ASCMD 2.2.3.45), which Provision must carry from 14.1 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInformation {
    /// The only part a server requires.
    pub model: String,
    /// A name a person would recognise; left out when empty.
    pub friendly_name: String,
    /// Operating system; left out when empty.
    pub os: String,
    /// Language of the operating system; left out when empty.
    pub os_language: String,
}

impl Device {
    /// A device of type `Quorum` with this id that says no more about itself than it must.
    pub fn new(id: impl Into<DeviceId>) -> Self {
        Self {
            id: id.into(),
            device_type: "Quorum".into(),
            information: DeviceInformation {
                model: "Quorum".into(),
                friendly_name: String::new(),
                os: std::env::consts::OS.into(),
                os_language: String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_utf_8() {
        let value = Credentials::basic("bob@example.test", "pässword").authorization();
        assert_eq!(value.to_str().unwrap(), "Basic Ym9iQGV4YW1wbGUudGVzdDpww6Rzc3dvcmQ=");
    }

    #[test]
    fn nothing_secret_is_shown() {
        let credentials = Credentials::basic("bob@example.test", "hunter2");
        let shown =
            format!("{credentials:?} {:?} {:?}", credentials.authorization(), Secret::from("hunter2"));
        assert!(!shown.contains("hunter2") && !shown.contains("Ym9i") && !shown.contains("bob"), "{shown}");
    }
}
