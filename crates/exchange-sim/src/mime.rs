//! Messages as bytes.
use bytes::Bytes;

use crate::model::mail::Mail;

pub fn bytes(mail: &Mail) -> Bytes {
    mail.raw.clone().unwrap_or_default()
}
