//! A meeting's identity: iCalendar's UID, and the GlobalObjId that ActiveSync up to 14.1 sends in its place.
//!
//! Mails carry a GlobalObjId, calendar items a UID, and an answer must bring the two together; a wrong conversion
//! shows as one meeting twice, or as an answer nobody can match. The rules are those of MS-ASEMAIL 2.2.2.37 and
//! 3.1.4.7, with the deviations of real servers named where they are handled.
//!
//! Which mail of a meeting counts is left to [`crate::group`].

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};

use chrono::NaiveDate;
use thiserror::Error;

use crate::base64_text;

/// First 16 bytes of every GlobalObjId.
const CLASS_ID: [u8; 16] = [4, 0, 0, 0, 0x82, 0, 0xE0, 0, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08];
/// [`CLASS_ID`] as an Outlook UID begins with it.
const CLASS_ID_HEX: &str = "040000008200E00074C5B7101A82E008";
/// Bytes before DATA: CLASSID, INSTDATE, NOW, reserved, BYTECOUNT.
const HEADER: usize = 40;
/// What DATA begins with when it holds a UID of another maker.
const VCAL: &[u8; 12] = b"vCal-Uid\x01\0\0\0";

/// UID of a meeting (RFC 5545 3.8.4.7). Two are equal if they are the same text, or the same Outlook identity in
/// hex digits of either case.
#[derive(Clone)]
pub struct Uid(String);

impl Uid {
    /// A UID as a server or an iCalendar object writes it. Surrounding blanks are not part of it.
    pub fn new(text: impl AsRef<str>) -> Uid {
        Uid(text.as_ref().trim().to_owned())
    }

    /// The text, as it must be sent back.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to store and compare: Outlook's hex in upper case, any other text unchanged.
    pub fn key(&self) -> Cow<'_, str> {
        if self.is_outlook() { Cow::Owned(self.0.to_ascii_uppercase()) } else { Cow::Borrowed(&self.0) }
    }

    /// Hex digits of a whole GlobalObjId, as Outlook and Exchange make their UIDs.
    fn is_outlook(&self) -> bool {
        self.0.len() >= 2 * HEADER
            && self.0.len().is_multiple_of(2)
            && self.0.bytes().all(|digit| digit.is_ascii_hexdigit())
            && self.0.get(..CLASS_ID_HEX.len()).is_some_and(|start| start.eq_ignore_ascii_case(CLASS_ID_HEX))
    }
}

impl PartialEq for Uid {
    fn eq(&self, other: &Uid) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Uid {}

impl Hash for Uid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl Ord for Uid {
    fn cmp(&self, other: &Uid) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Uid {
    fn partial_cmp(&self, other: &Uid) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uid({})", self.0)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with a GlobalObjId.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GlobalObjIdError {
    /// The element's text is not base64.
    #[error("GlobalObjId is not base64: {0}")]
    NotBase64(#[from] base64::DecodeError),
    /// Shorter than its fixed fields.
    #[error("GlobalObjId has {found} bytes, its fixed fields alone take {HEADER}")]
    TooShort {
        /// How many bytes there were.
        found: usize,
    },
}

/// GlobalObjId of a MeetingRequest (MS-ASEMAIL 2.2.2.37, MS-OXOCAL PidLidGlobalObjectId).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GlobalObjId(Vec<u8>);

impl GlobalObjId {
    /// Reads the element's text. Blanks and line breaks within are ignored, as is missing padding.
    pub fn decode(base64: &str) -> Result<GlobalObjId, GlobalObjIdError> {
        GlobalObjId::from_bytes(base64_text::decode(base64)?)
    }

    /// Takes the bytes as they are, where a server sends them as OPAQUE.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<GlobalObjId, GlobalObjIdError> {
        let bytes = bytes.into();
        if bytes.len() < HEADER {
            return Err(GlobalObjIdError::TooShort { found: bytes.len() });
        }
        Ok(GlobalObjId(bytes))
    }

    /// Builds the GlobalObjId of a UID: Outlook's is its bytes, any other is wrapped.
    pub fn from_uid(uid: &Uid) -> GlobalObjId {
        let text = uid.as_str();
        if uid.is_outlook() {
            let digit = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
            return GlobalObjId((0..text.len()).step_by(2).filter_map(digit).collect());
        }
        let data_len = VCAL.len() + text.len() + 1;
        let mut bytes = Vec::with_capacity(HEADER + data_len);
        bytes.extend(CLASS_ID);
        bytes.extend([0; 20]);
        bytes.extend(u32::try_from(data_len).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(VCAL);
        bytes.extend(text.as_bytes());
        bytes.push(0);
        GlobalObjId(bytes)
    }

    /// The element's text.
    pub fn to_base64(&self) -> String {
        base64_text::encode(&self.0)
    }

    /// The UID it stands for (MS-ASEMAIL 3.1.4.7).
    pub fn uid(&self) -> Uid {
        if let Some(uid) = self.wrapped_uid() {
            return Uid::new(uid);
        }
        let mut hex = String::with_capacity(2 * self.0.len());
        for (at, byte) in self.0.iter().enumerate() {
            let byte = if (16..20).contains(&at) { 0 } else { *byte };
            let _ = write!(hex, "{byte:02X}");
        }
        Uid(hex)
    }

    /// Date of the one occurrence it names, in the organizer's zone. A date only: RecurrenceId tells the instant.
    pub fn instance_date(&self) -> Option<NaiveDate> {
        let [high, low, month, day] = *self.0.get(16..20)?.first_chunk()?;
        NaiveDate::from_ymd_opt(i32::from(u16::from_be_bytes([high, low])), month.into(), day.into())
    }

    /// The UID of the vCal form, or `None` in the Outlook form.
    fn wrapped_uid(&self) -> Option<&str> {
        let byte_count = u32::from_le_bytes(*self.0.get(36..HEADER)?.first_chunk()?);
        let data = self.0.get(HEADER..)?.get(..usize::try_from(byte_count).ok()?)?;
        if !data.starts_with(b"vCal-Uid") {
            return None;
        }
        let uid = data.get(VCAL.len()..)?;
        // SOGo leaves the final NUL out; cutting blindly would take the UID's last character.
        let uid = uid.strip_suffix(&[0]).unwrap_or(uid);
        // An empty or unreadable name must not make strangers' meetings one: fall back on the bytes themselves.
        std::str::from_utf8(uid).ok().filter(|uid| !uid.trim().is_empty())
    }
}
