//! What an invitation carries besides its facts: where to join, its formatted text, its files.

use serde::Serialize;
use specta::Type;

use super::Person;

/// What of the content the card offers. Everything here is known without asking the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Where to join online, where an invitation says so and the meeting was not called off.
    pub join: Option<JoinLink>,
    /// The author may have written more than plain text, and it can be fetched.
    pub formatted: bool,
    /// The files beside the text; pictures of the text are none.
    pub attachments: Vec<AttachmentRow>,
}

/// A link into a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JoinLink {
    /// Whose it is and where it leads.
    pub link: Link,
    /// `Microsoft Teams`, `Zoom` and so on, where the host is that of a known service.
    pub service: Option<String>,
}

/// An address that may be opened in the system's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The address.
    pub url: String,
    /// The host it leads to, as DNS spells it.
    pub host: String,
    /// The host of the mail filter that is asked first.
    pub through: Option<String>,
}

/// A file of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentRow {
    /// Names it for [`Engine::fetch_attachment`](crate::Engine::fetch_attachment).
    pub id: String,
    /// The name under which it is saved; not always what its sender called it.
    pub name: String,
    /// Bytes, as the server estimates.
    pub size: Option<u32>,
    /// Larger than is fetched here.
    pub too_large: bool,
}

/// A fact about the people of an invitation. It keeps nobody from answering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PeopleHint {
    /// Somebody else than the organizer sent the mail.
    #[serde(rename_all = "camelCase")]
    SentBy {
        /// Who.
        person: Person,
        /// In the organizer's name, from whom the mail says it is (From, where Sender is another); else forwarded.
        in_their_name: bool,
    },
    /// Whoever sent the mail goes by the organizer's name, at another domain.
    SameName {
        /// Who.
        person: Person,
    },
    /// My copy of an invitation that whoever stands in for me answers.
    Copy,
    /// I am not among those invited.
    NotInvited,
    /// A list that the mail came through is among those invited, and I am not.
    ThroughList {
        /// The list.
        person: Person,
    },
    /// It is for somebody in whose place I received it, and who or whose program alone answers it.
    InPlaceOf {
        /// Who.
        person: Person,
    },
    /// The organizer's domain looks like one that is known, and is another.
    LooksLike {
        /// The organizer's domain, as DNS spells it.
        domain: String,
        /// The one it looks like.
        known: String,
    },
    /// The organizer's or the sender's name has characters that nobody sees; views leave them out.
    HiddenCharacters {
        /// Whose name.
        person: Person,
    },
    /// No other meeting that I answered or organize involves the organizer.
    FirstContact,
    /// The organizer is named by nothing that a mail can be sent to.
    NoAddress,
}

/// A formatted text, safe to be shown in a frame without scripts and network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormattedText {
    /// Sanitised HTML. Its links are `<a data-link="1">`: the first of `links`.
    pub html: String,
    /// Where its links lead.
    pub links: Vec<TextLink>,
    /// Pictures that are not shown: they would be fetched from elsewhere, or are too large.
    pub pictures_left_out: u32,
    /// The text is longer than what is shown.
    pub cut: bool,
    /// Where to join, where only this text says so.
    pub join: Option<JoinLink>,
}

/// A link of a formatted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextLink {
    /// The address as it stands there, to be read and copied.
    pub address: String,
    /// How it may be opened; `None`: only copied.
    pub link: Option<Link>,
}
