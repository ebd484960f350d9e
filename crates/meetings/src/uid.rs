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
/// [`CLASS_ID`] as the base64 of every GlobalObjId begins with it.
const CLASS_ID_BASE64: &str = "BAAAAIIA4AB0xbcQGoLgC";
/// Letters of the longest UID (MS-ASCAL 2.2.2.46).
const LONGEST_UID: usize = 300;
/// Bytes before DATA: CLASSID, INSTDATE, NOW, reserved, BYTECOUNT.
const HEADER: usize = 40;
/// What DATA begins with when it holds a UID of another maker.
const VCAL: &[u8; 12] = b"vCal-Uid\x01\0\0\0";

/// UID of a meeting (RFC 5545 3.8.4.7). Two are equal if they are the same text, or the same Outlook identity in
/// hex digits of either case.
#[derive(Clone)]
pub struct Uid {
    text: String,
    /// Hex digits of a whole GlobalObjId, as Outlook and Exchange make their UIDs.
    outlook: bool,
}

impl Uid {
    /// A UID as a server or an iCalendar object writes it. Surrounding blanks are not part of it.
    pub fn new(text: impl AsRef<str>) -> Uid {
        let text = text.as_ref().trim().to_owned();
        let outlook = text.len() >= 2 * HEADER
            && text.len().is_multiple_of(2)
            && text.bytes().all(|digit| digit.is_ascii_hexdigit())
            && text.get(..CLASS_ID_HEX.len()).is_some_and(|start| start.eq_ignore_ascii_case(CLASS_ID_HEX));
        Uid { text, outlook }
    }

    /// The text, as it must be sent back.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form to store and compare: Outlook's hex in upper case, any other text unchanged.
    pub fn key(&self) -> Cow<'_, str> {
        if self.outlook { Cow::Owned(self.text.to_ascii_uppercase()) } else { Cow::Borrowed(&self.text) }
    }

    /// The bytes of [`Uid::key`], without making it.
    fn key_bytes(&self) -> impl Iterator<Item = u8> {
        self.text.bytes().map(|byte| if self.outlook { byte.to_ascii_uppercase() } else { byte })
    }
}

impl PartialEq for Uid {
    fn eq(&self, other: &Uid) -> bool {
        self.key_bytes().eq(other.key_bytes())
    }
}

impl Eq for Uid {}

impl Hash for Uid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key_bytes().for_each(|byte| state.write_u8(byte));
        state.write_usize(self.text.len());
    }
}

impl Ord for Uid {
    fn cmp(&self, other: &Uid) -> Ordering {
        self.key_bytes().cmp(other.key_bytes())
    }
}

impl PartialOrd for Uid {
    fn partial_cmp(&self, other: &Uid) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uid({})", self.text)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
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
        if uid.outlook {
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
        Uid::new(hex)
    }

    /// The UID itself where a GlobalObjId has to be: Z-Push with its IMAP back end passes it on as the organizer's program
    /// wrote it. `None`: what stands there is a GlobalObjId, or was to be one.
    pub fn bare_uid(text: &str) -> Option<Uid> {
        let text = text.trim();
        let uid = Uid::new(text);
        let broken = text.is_empty()
            || text.len() > LONGEST_UID
            || text.chars().any(|c| c.is_whitespace() || c.is_control())
            || text.starts_with(CLASS_ID_BASE64);
        // Hex digits are base64, too.
        let is_one = |id: GlobalObjId| id.0.starts_with(&CLASS_ID);
        let readable = || GlobalObjId::decode(text).is_ok_and(is_one);
        (!broken && !readable()).then_some(uid)
    }

    /// Is it one of those that some servers send for every UID they cannot write (SOGo for any that is not ASCII)? It
    /// names no meeting: all of them are the same.
    pub fn is_nameless(&self) -> bool {
        let data = self.0.get(HEADER..).unwrap_or_default();
        data.strip_prefix(VCAL).is_some_and(|name| name.iter().all(|byte| *byte == 0))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The meeting of the 2011 article on meeting responses: its mail's GlobalObjId, its calendar item's UID.
    const ARTICLE: (&str, &str) = (
        "BAAAAIIA4AB0xbcQGoLgCAAAAAAAAAAAAAAAAAAAAAAAAAAATQAAAHZDYWwtVWlkAQAAAEEzNTYxQkRBQUU4RTRCMzBBQzI1NUZEM0YzMUEzQUQ3MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAA",
        "A3561BDAAE8E4B30AC255FD3F31A3AD700000000000000000000000000000000",
    );
    #[test]
    fn bare_uid_is_taken_for_what_it_is() {
        for uid in
            ["7q2k0r5m8s1t4v6x@google.com", "7B5E1C1E-2E0B-4C8A-9D07-5B1D2F0C9A11", "7B5E1C1E", ARTICLE.1]
        {
            assert_eq!(GlobalObjId::bare_uid(&format!(" {uid} ")).unwrap().as_str(), uid);
        }
        let outlook = GlobalObjId::decode(OUTLOOK.0).unwrap().uid();
        assert_eq!(GlobalObjId::bare_uid(outlook.as_str()), Some(outlook), "hex is base64, too");
        for id in [ARTICLE.0, FOREIGN.0, OUTLOOK.0, "BAAAAIIA4AB0xbcQGoLgCAfpB", "", " ", "no meeting's name"]
        {
            assert_eq!(GlobalObjId::bare_uid(id), None, "{id:?}");
        }
        assert_eq!(GlobalObjId::bare_uid(&"x-".repeat(200)), None);
    }

    const FOREIGN: (&str, &str) = (
        "BAAAAIIA4AB0xbcQGoLgCAAAAAAAAAAAAAAAAAAAAAAAAAAAHgAAAHZDYWwtVWlkAQAAAGFiYy0xQGV4YW1wbGUuY29tAA==",
        "abc-1@example.com",
    );
    /// Outlook's, for the occurrence of 10 June 2025.
    const OUTLOOK: (&str, &str) = (
        "BAAAAIIA4AB0xbcQGoLgCAfpBgqgSNrxdAXZAQAAAAAAAAAAEAAAADwQpVZMnTZFnneAx4uvy3c=",
        "040000008200E00074C5B7101A82E00800000000A048DAF17405D9010000000000000000100000003C10A5564C9D36459E7780C78BAFCB77",
    );

    #[test]
    fn worked_samples_give_their_uids() {
        for (base64, uid) in [ARTICLE, FOREIGN, OUTLOOK] {
            assert_eq!(GlobalObjId::decode(base64).unwrap().uid().as_str(), uid);
        }
    }

    #[test]
    fn foreign_uids_are_wrapped_as_in_the_samples() {
        for (base64, uid) in [ARTICLE, FOREIGN] {
            assert_eq!(GlobalObjId::from_uid(&Uid::new(uid)).to_base64(), base64);
        }
        assert_eq!(
            hex(&GlobalObjId::from_uid(&Uid::new(FOREIGN.1)).0),
            "040000008200E00074C5B7101A82E00800000000000000000000000000000000000000001E0000007643616C2D556964010000006162632D31406578616D706C652E636F6D00"
        );
    }

    #[test]
    fn outlook_uid_is_the_bytes_with_the_date_taken_out() {
        let of_the_series = GlobalObjId::from_uid(&Uid::new(OUTLOOK.1));
        assert_eq!(hex(&of_the_series.0), OUTLOOK.1);
        assert_eq!(of_the_series.instance_date(), None);
        assert_eq!(of_the_series.uid(), GlobalObjId::decode(OUTLOOK.0).unwrap().uid());
    }

    #[test]
    fn instance_date_is_the_organizers_day() {
        let date = GlobalObjId::decode(OUTLOOK.0).unwrap().instance_date();
        assert_eq!(date, NaiveDate::from_ymd_opt(2025, 6, 10));
        assert_eq!(GlobalObjId::decode(ARTICLE.0).unwrap().instance_date(), None);
        let mut wrong = GlobalObjId::decode(OUTLOOK.0).unwrap();
        wrong.0[18] = 13;
        assert_eq!(wrong.instance_date(), None, "there is no thirteenth month");
    }

    #[test]
    fn base64_with_blanks_and_without_padding_is_read() {
        let broken = format!(" {}\r\n {} ", &FOREIGN.0[..50], FOREIGN.0[50..].trim_end_matches('='));
        assert_eq!(GlobalObjId::decode(&broken).unwrap().uid(), Uid::new(FOREIGN.1));
    }

    #[test]
    fn sogo_leaves_the_final_nul_out() {
        let mut bytes = GlobalObjId::from_uid(&Uid::new("E4-68C4-1")).0;
        bytes.pop();
        bytes[36] -= 1;
        assert_eq!(GlobalObjId::from_bytes(bytes).unwrap().uid(), Uid::new("E4-68C4-1"));
    }

    #[test]
    fn sogo_wraps_outlooks_uids_too() {
        let mut bytes = GlobalObjId::from_uid(&Uid::new("x")).0;
        bytes.truncate(52);
        bytes.extend(OUTLOOK.1.as_bytes());
        bytes[36] = u8::try_from(bytes.len() - 40).unwrap();
        let wrapped = GlobalObjId::from_bytes(bytes).unwrap().uid();
        assert_eq!(wrapped, GlobalObjId::decode(OUTLOOK.0).unwrap().uid(), "one meeting, not two");
    }

    #[test]
    fn byte_count_that_does_not_fit_means_outlooks_form() {
        for byte_count in [0_u32, 12, 31, u32::MAX] {
            let mut bytes = GlobalObjId::decode(FOREIGN.0).unwrap().0;
            bytes[36..40].copy_from_slice(&byte_count.to_le_bytes());
            let uid = GlobalObjId(bytes.clone()).uid();
            assert_eq!(uid.as_str(), hex(&bytes), "BYTECOUNT {byte_count}");
        }
    }

    #[test]
    fn sogo_names_nothing_where_a_uid_is_not_ascii() {
        let mut bytes = GlobalObjId::from_uid(&Uid::new("")).0;
        assert!(GlobalObjId(bytes.clone()).is_nameless());
        bytes.truncate(HEADER + VCAL.len());
        assert!(GlobalObjId(bytes).is_nameless());
        for (base64, _) in [ARTICLE, FOREIGN, OUTLOOK] {
            assert!(!GlobalObjId::decode(base64).unwrap().is_nameless());
        }
    }

    #[test]
    fn empty_or_unreadable_name_does_not_make_strangers_one_meeting() {
        let mut empty = GlobalObjId::from_uid(&Uid::new("")).0;
        let mut other = empty.clone();
        (empty[20], other[20]) = (1, 2);
        assert_ne!(GlobalObjId(empty).uid(), GlobalObjId(other).uid());
        let mut latin1 = GlobalObjId::from_uid(&Uid::new("xx")).0;
        latin1[52] = 0xE9;
        assert!(GlobalObjId(latin1).uid().as_str().starts_with(CLASS_ID_HEX));
    }

    #[test]
    fn too_short_and_no_base64_are_precise_errors() {
        assert_eq!(GlobalObjId::decode(""), Err(GlobalObjIdError::TooShort { found: 0 }));
        assert_eq!(GlobalObjId::decode("BAAAAIIA"), Err(GlobalObjIdError::TooShort { found: 6 }));
        assert!(matches!(GlobalObjId::decode("B*AA"), Err(GlobalObjIdError::NotBase64(_))));
    }

    #[test]
    fn hex_uids_of_outlook_compare_without_case_others_with() {
        let (upper, lower) = (Uid::new(OUTLOOK.1), Uid::new(OUTLOOK.1.to_lowercase()));
        assert_eq!(upper, lower);
        assert_eq!(upper.key(), lower.key());
        assert_eq!(std::collections::HashSet::from([upper, lower.clone()]).len(), 1);
        assert_eq!(lower.as_str(), OUTLOOK.1.to_lowercase(), "but is sent back as it came");
        assert_ne!(Uid::new(ARTICLE.1), Uid::new(ARTICLE.1.to_lowercase()), "hex, but not Outlook's");
        assert_ne!(Uid::new("abc"), Uid::new("ABC"));
        assert_eq!(Uid::new(" abc\r\n"), Uid::new("abc"));
    }

    proptest! {
        #[test]
        fn uid_survives_the_wrapping(uid in "[^\\x00]{1,200}") {
            let uid = Uid::new(uid);
            prop_assume!(!uid.as_str().is_empty());
            let there = GlobalObjId::from_uid(&uid).to_base64();
            let back = GlobalObjId::decode(&there).unwrap().uid();
            prop_assert_eq!(back.as_str(), uid.as_str());
        }

        #[test]
        fn outlook_uid_survives_in_either_case(data in proptest::collection::vec(any::<u8>(), 20..60), lower: bool) {
            let mut bytes = CLASS_ID.to_vec();
            bytes.extend([0; 4]);
            bytes.extend(data);
            let text = if lower { hex(&bytes).to_lowercase() } else { hex(&bytes) };
            let uid = Uid::new(text);
            let there = GlobalObjId::from_uid(&uid);
            prop_assert_eq!(&there.0, &bytes);
            prop_assert_eq!(there.uid(), uid);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120), text in "\\PC{0,80}") {
            if let Ok(id) = GlobalObjId::from_bytes(bytes) {
                let _ = (id.uid(), id.instance_date());
            }
            let _ = GlobalObjId::decode(&text);
        }
    }
}
