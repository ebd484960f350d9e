//! SendMail: hands a finished MIME message to the server (MS-ASCMD 2.2.1.17). Making the message, and never sending
//! it twice where a server does not know ClientIds, is for others.

use bytes::Bytes;
use wbxml::{Element, tags::compose_mail as cm};

use super::{Command, number};
use crate::error::ProtocolError;
use crate::id::ClientId;
use crate::status::{CommonStatus, statuses};
use crate::version::ProtocolVersion;

/// Sends a message.
#[derive(Clone, PartialEq, Eq)]
pub struct SendMail {
    /// Made once for the message and kept over every repetition; at most 40 characters.
    pub client_id: ClientId,
    /// Keep a copy in Sent Items.
    pub save_in_sent_items: bool,
    /// The message with its headers, lines ending in CR LF.
    pub mime: Bytes,
}

/// A message that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The server took it.
    Now,
    /// The server had taken a message with this ClientId before.
    Before,
}

statuses! {
    /// Status of SendMail (MS-ASCMD 2.2.3.177.15): it has none of its own.
    SendMailStatus,
    /// What a [`SendMailStatus`] can mean.
    SendMailMeaning,
    {
        /// Done. The standard says so with an empty answer.
        1 Success => None,
    }
}

impl Command for SendMail {
    const NAME: &'static str = "SendMail";
    type Reply = Sent;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        Ok(Some(
            Element::new(cm::SEND_MAIL)
                .with(Element::text(cm::CLIENT_ID, self.client_id.as_str()))
                .with_opt(self.save_in_sent_items.then(|| Element::new(cm::SAVE_IN_SENT_ITEMS)))
                .with(Element::opaque(cm::MIME, self.mime.to_vec())),
        ))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<Sent, ProtocolError> {
        let Some(body) = body else { return Ok(Sent::Now) };
        let status = number(&body, cm::STATUS)
            .ok_or(ProtocolError::Malformed { command: Self::NAME, missing: "Status" })?;
        SendMailStatus(status).check(Self::NAME)?;
        Ok(if status == CommonStatus::MessagePreviouslySent.number() { Sent::Before } else { Sent::Now })
    }
}

/// The message is people's mail; a log gets its size.
impl std::fmt::Debug for SendMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SendMail({}, {} bytes)", self.client_id, self.mime.len())
    }
}
