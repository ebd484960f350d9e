//! What an invitation carries besides its facts, and fetching it: the place to join, the formatted text, the files.
//!
//! What a card offers is read from what is cached; HTML and files stay on the server until somebody asks for them. Which
//! link leads into the meeting and what a file may be called is decided by `meetings`, what of HTML may be shown by
//! [`crate::html`].

use eas::item::body::{BodyPreference, BodyType};
use eas::{AttachmentFetch, ItemFetch, ProtocolError, Retry};
use meetings::file_name::safe_file_name;
use meetings::online::{self, Join, Places, WebLink};

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::html;
use crate::mailbox::{Meeting, short_hash};
use crate::read::{Attached, BodyText, Event};
use crate::view::{AttachmentRow, Content, FormattedText, InvitationState, JoinLink, Link, TextLink};

/// Bytes of the largest file that is fetched. It is held in memory, and grows by a third on the way.
const LARGEST_FILE: u32 = 25 * 1024 * 1024;

/// A fetched file.
#[derive(Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// A plain name that leads nowhere else.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What people send each other stays out of logs.
impl std::fmt::Debug for FetchedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FetchedFile({} bytes)", self.bytes.len())
    }
}

/// The item on the server that has the content: the newest mail while it is there, unless the calendar has a newer
/// version; else the calendar's.
struct Source<'a> {
    collection: &'a str,
    server_id: &'a str,
    native: Option<BodyType>,
    attachments: &'a [Attached],
}

fn source<'a>(meeting: &'a Meeting, event: Option<&'a Event>) -> Option<Source<'a>> {
    let mail = meeting.live().next().map(|mail| Source {
        collection: &mail.collection,
        server_id: &mail.server_id,
        native: mail.body.native,
        attachments: &mail.attachments,
    });
    let calendar = || {
        event.map(|event| Source {
            collection: &event.collection,
            server_id: &event.server_id,
            native: event.body.native,
            attachments: &event.attachments,
        })
    };
    let newer = event.is_some_and(|event| !event.body.text.is_empty()) && meeting.is_overtaken(event);
    if newer { calendar().or(mail) } else { mail.or_else(calendar) }
}

/// What the card of a meeting offers; `body`: the one whose text it shows.
pub(crate) fn content(
    meeting: &Meeting,
    event: Option<&Event>,
    location: &str,
    body: Option<&BodyText>,
    state: InvitationState,
) -> Content {
    let source = source(meeting, event);
    let joinable = state != InvitationState::Cancelled;
    Content {
        join: joinable.then(|| join(event, location, body)).flatten().as_ref().map(shown_join),
        formatted: source.as_ref().is_some_and(|source| source.native != Some(BodyType::Plain)),
        attachments: source.iter().flat_map(Source::files).map(|(row, _)| row).collect(),
    }
}

fn join(event: Option<&Event>, location: &str, body: Option<&BodyText>) -> Option<Join> {
    let fields: Vec<&str> = event.iter().flat_map(|event| &event.online).map(String::as_str).collect();
    let links = body.map(BodyText::links).unwrap_or_default();
    let text = body.map(BodyText::shown).unwrap_or_default();
    online::join(&Places { fields: &fields, location, text, links: &links })
}

impl Source<'_> {
    /// The files beside the text, and how each is asked for.
    fn files(&self) -> impl Iterator<Item = (AttachmentRow, &str)> {
        self.attachments.iter().filter(|file| !file.inline).map(|file| {
            let row = AttachmentRow {
                id: short_hash(&[self.collection, self.server_id, &file.reference]),
                name: safe_file_name(&file.name),
                size: file.size,
                too_large: file.size.is_some_and(|size| size > LARGEST_FILE),
            };
            (row, file.reference.as_str())
        })
    }
}

impl Engine {
    /// Fetches the text of an invitation as its author formatted it, made safe.
    ///
    /// # Errors
    /// Whatever keeps it from coming, and [`EngineError::Unsafe`] for a text that is made to overload its reader.
    pub async fn formatted_text(&self, account: &str, meeting: &str) -> Result<FormattedText> {
        let command = {
            let mailbox = self.mailbox(account)?;
            let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let source = source(found, mailbox.event(key, found))
                .ok_or(EngineError::NotFound("text on the server"))?;
            ItemFetch {
                collection: source.collection.into(),
                item: source.server_id.into(),
                body: BodyPreference { body_type: BodyType::Html, truncation_size: Some(html::MOST_BYTES) },
            }
        };
        let fetched =
            self.ask_aside(account, &command).await.map_err(|error| gone(error, "text on the server"))?;
        let (message, _) = eas::email::Message::parse(&fetched.data);
        let body = message.body.ok_or(EngineError::NotFound("text on the server"))?;
        let text = body.text().unwrap_or_default();
        let text = if body.body_type == Some(BodyType::Html) { text } else { html::of_text(&text) };
        let clean = html::sanitise(&text).map_err(EngineError::Unsafe)?;
        let join = online::join(&Places { links: &clean.links, ..Places::default() });
        Ok(FormattedText {
            html: clean.html,
            links: clean.links.into_iter().map(text_link).collect(),
            pictures_left_out: clean.pictures_left_out,
            cut: clean.cut || body.truncated.unwrap_or(false),
            join: join.as_ref().map(shown_join),
        })
    }

    /// Fetches a file of an invitation.
    ///
    /// # Errors
    /// Whatever keeps it from coming, and [`EngineError::TooLarge`] for one that is larger than is fetched here.
    pub async fn fetch_attachment(
        &self,
        account: &str,
        meeting: &str,
        attachment: &str,
    ) -> Result<FetchedFile> {
        let (row, command) = {
            let mailbox = self.mailbox(account)?;
            let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let source =
                source(found, mailbox.event(key, found)).ok_or(EngineError::NotFound("attachment"))?;
            let mut files = source.files();
            let (row, reference) =
                files.find(|(row, _)| row.id == attachment).ok_or(EngineError::NotFound("attachment"))?;
            let file_reference = reference.to_owned();
            (row, AttachmentFetch { file_reference })
        };
        let too_large = || EngineError::TooLarge { name: row.name.clone(), limit: LARGEST_FILE };
        if row.too_large {
            return Err(too_large());
        }
        let fetched = match self.ask_aside(account, &command).await {
            Err(EngineError::Protocol(error)) if error.is_too_large() => return Err(too_large()),
            other => other.map_err(|error| gone(error, "attachment"))?,
        };
        if fetched.data.len() > LARGEST_FILE as usize {
            return Err(too_large());
        }
        Ok(FetchedFile { name: row.name, bytes: fetched.data })
    }
}

/// An address that a shell may hand to the system's browser, as it is to be handed.
///
/// # Errors
/// An address that hides where it leads, or is not https.
pub fn address_to_open(address: &str) -> Result<String> {
    match WebLink::parse(address) {
        Some(link) => Ok(link.address().to_owned()),
        None => Err(EngineError::BadInput(
            "This address is not opened from here: it is not https, or it hides where it leads.".into(),
        )),
    }
}

/// The server says that there is no such thing.
fn gone(error: EngineError, what: &'static str) -> EngineError {
    match error {
        EngineError::Protocol(ProtocolError::Status(status))
            if matches!(status.retry, Retry::Resync | Retry::Permanent) =>
        {
            tracing::info!(%status, "content that is listed did not come");
            EngineError::NotFound(what)
        }
        error => error,
    }
}

fn text_link(address: String) -> TextLink {
    TextLink { link: WebLink::parse(&address).map(|link| shown(&link)), address }
}

fn shown_join(join: &Join) -> JoinLink {
    JoinLink { link: shown(&join.link), service: join.service.map(|service| service.name().to_owned()) }
}

fn shown(link: &WebLink) -> Link {
    Link { url: link.address().to_owned(), host: link.host(), through: link.through().map(str::to_owned) }
}
