//! A server that says what was recorded, and keeps what it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use eas::transport::{Request, Response};
use eas::{Transport, TransportError};
use engine::Network;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use wbxml::tags::{airsync, folder_hierarchy, item_operations, meeting_response as mr, move_items};
use wbxml::{Element, Tag};

/// What it has to say, by collection, and what it was told.
#[derive(Default)]
struct Tape {
    headers: HeaderMap,
    inbox: String,
    deleted: String,
    folders: Vec<u8>,
    primed_inbox: Vec<u8>,
    primed_calendar: Vec<u8>,
    settings: Vec<u8>,
    fetch: Vec<(String, Vec<u8>)>,
    of_inbox: VecDeque<Vec<u8>>,
    of_calendar: VecDeque<Vec<u8>>,
    of_deleted: VecDeque<Vec<u8>>,
    once_moved: Option<Vec<u8>>,
    calendars: Option<Vec<u8>>,
    told: Vec<(String, Vec<u8>)>,
}

/// The one end of a line whose other end is a recording.
#[derive(Clone, Default)]
pub struct Recorded(Arc<Mutex<Tape>>);

/// What a server has to say to anybody.
pub struct Greetings {
    pub headers: Vec<(String, String)>,
    pub inbox: String,
    pub folders: Vec<u8>,
    pub primed_inbox: Vec<u8>,
    pub primed_calendar: Vec<u8>,
    pub settings: Vec<u8>,
    pub fetch: Vec<(String, Vec<u8>)>,
}

impl Recorded {
    pub fn new(greetings: Greetings) -> Self {
        let header = |(name, value): &(String, String)| {
            (HeaderName::try_from(name.as_str()).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        let tape = Tape {
            deleted: deleted_items(&greetings.folders),
            headers: greetings.headers.iter().map(header).collect(),
            inbox: greetings.inbox,
            folders: greetings.folders,
            primed_inbox: greetings.primed_inbox,
            primed_calendar: greetings.primed_calendar,
            settings: greetings.settings,
            fetch: greetings.fetch,
            ..Tape::default()
        };
        Self(Arc::new(Mutex::new(tape)))
    }

    /// What the next Sync of a folder brings; the ones after it bring nothing.
    pub fn next_inbox(&self, bytes: Vec<u8>) {
        self.tape().of_inbox.push_back(bytes);
    }

    pub fn next_calendar(&self, bytes: Vec<u8>) {
        self.tape().of_calendar.push_back(bytes);
    }

    /// What Deleted Items holds for whoever looks.
    pub fn next_deleted(&self, bytes: Vec<u8>) {
        self.tape().of_deleted.push_back(bytes);
    }

    /// What the Inbox brings once something was moved there.
    pub fn once_moved(&self, bytes: Vec<u8>) {
        self.tape().once_moved = Some(bytes);
    }

    /// What it hands out from now on when this item is fetched; nothing: it never answers.
    pub fn fetch(&self, item: &str, bytes: Vec<u8>) {
        let mut tape = self.tape();
        tape.fetch.retain(|(known, _)| known != item);
        tape.fetch.push((item.to_owned(), bytes));
    }

    /// How often it was asked that.
    pub fn asked(&self, command: &str) -> usize {
        self.tape().told.iter().filter(|(told, _)| told == command).count()
    }

    /// What is told of other people's calendars.
    pub fn calendars(&self, bytes: Vec<u8>) {
        self.tape().calendars = Some(bytes);
    }

    /// Every request that changes something on the server or tells somebody something, in order: the command and its
    /// body. What only asks is left out.
    pub fn left(&self) -> Vec<(String, Vec<u8>)> {
        let reads =
            ["FolderSync", "Settings", "ItemOperations", "GetItemEstimate", "Ping", "ResolveRecipients"];
        let leaves = |(command, body): &&(String, Vec<u8>)| match command.as_str() {
            "Sync" => changes_something(&Element::decode(body).unwrap()),
            command => !reads.contains(&command),
        };
        self.tape().told.iter().filter(leaves).cloned().collect()
    }

    /// From here on only what follows counts.
    pub fn forget_what_was_told(&self) {
        self.tape().told.clear();
    }

    fn tape(&self) -> std::sync::MutexGuard<'_, Tape> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, command: &str, body: &[u8]) -> (StatusCode, Vec<u8>) {
        let mut tape = self.tape();
        tape.told.push((command.to_owned(), body.to_vec()));
        let asked = || Element::decode(body).unwrap();
        let served = match command {
            "FolderSync" => tape.folders.clone(),
            "Settings" => tape.settings.clone(),
            "Sync" => tape.sync(&asked()),
            "ItemOperations" => {
                let item = value(&asked(), airsync::SERVER_ID);
                match tape.fetch.iter().find(|(id, _)| *id == item) {
                    Some((_, bytes)) => bytes.clone(),
                    None => nothing_to_fetch(&item),
                }
            }
            "MeetingResponse" => {
                let item = value(&asked(), mr::REQUEST_ID);
                let result = Element::new(mr::RESULT)
                    .with(Element::text(mr::REQUEST_ID, item))
                    .with(Element::text(mr::STATUS, "1"));
                Element::new(mr::MEETING_RESPONSE).with(result).encode()
            }
            "MoveItems" => {
                let item = value(&asked(), move_items::SRC_MSG_ID);
                let arrives = tape.once_moved.take();
                tape.of_inbox.extend(arrives);
                let response = Element::new(move_items::RESPONSE)
                    .with(Element::text(move_items::SRC_MSG_ID, item))
                    .with(Element::text(move_items::STATUS, "3"))
                    .with(Element::text(move_items::DST_MSG_ID, "moved"));
                Element::new(move_items::MOVE_ITEMS).with(response).encode()
            }
            "SendMail" => Vec::new(),
            "ResolveRecipients" if tape.calendars.is_some() => tape.calendars.clone().unwrap_or_default(),
            // How many items there are to come is for the eye only.
            _ => return (StatusCode::NOT_IMPLEMENTED, Vec::new()),
        };
        (StatusCode::OK, served)
    }
}

impl Tape {
    fn sync(&mut self, asked: &Element) -> Vec<u8> {
        let collection = value(asked, airsync::COLLECTION_ID);
        let key = value(asked, airsync::SYNC_KEY);
        if changes_something(asked) {
            // Up to 14.1 silence means success.
            return served(&collection, &format!("{key}1"));
        }
        let primes = key == "0";
        match (collection == self.inbox, primes) {
            (true, true) => self.primed_inbox.clone(),
            // An empty body: nothing has changed.
            (true, false) => self.of_inbox.pop_front().unwrap_or_default(),
            (false, true) if collection == self.deleted => served(&collection, "1"),
            (false, false) if collection == self.deleted => self.of_deleted.pop_front().unwrap_or_default(),
            (false, true) => self.primed_calendar.clone(),
            (false, false) => self.of_calendar.pop_front().unwrap_or_default(),
        }
    }
}

/// Does this Sync tell the server of a change?
fn changes_something(sync: &Element) -> bool {
    sync.find(airsync::COLLECTIONS)
        .into_iter()
        .flat_map(|all| all.find_all(airsync::COLLECTION))
        .any(|collection| collection.find(airsync::COMMANDS).is_some())
}

/// A folder's next SyncKey and nothing else.
fn served(collection: &str, key: &str) -> Vec<u8> {
    let collection = Element::new(airsync::COLLECTION)
        .with(Element::text(airsync::SYNC_KEY, key))
        .with(Element::text(airsync::COLLECTION_ID, collection))
        .with(Element::text(airsync::STATUS, "1"));
    Element::new(airsync::SYNC).with(Element::new(airsync::COLLECTIONS).with(collection)).encode()
}

/// ServerId of Deleted Items among the folders.
fn deleted_items(folders: &[u8]) -> String {
    let Ok(folders) = Element::decode(folders) else { return String::new() };
    let changes = folders.find(folder_hierarchy::CHANGES).into_iter();
    let mut added = changes.flat_map(|changes| changes.find_all(folder_hierarchy::ADD));
    let deleted = added.find(|folder| value(folder, folder_hierarchy::TYPE) == "4");
    deleted.map(|folder| value(folder, folder_hierarchy::SERVER_ID)).unwrap_or_default()
}

fn nothing_to_fetch(item: &str) -> Vec<u8> {
    let fetch = Element::new(item_operations::FETCH)
        .with(Element::text(item_operations::STATUS, "6"))
        .with(Element::text(airsync::SERVER_ID, item));
    Element::new(item_operations::ITEM_OPERATIONS)
        .with(Element::text(item_operations::STATUS, "1"))
        .with(Element::new(item_operations::RESPONSE).with(fetch))
        .encode()
}

/// The first element of this kind, however deep.
fn value(element: &Element, tag: Tag) -> String {
    fn find(element: &Element, tag: Tag) -> Option<String> {
        let here = element.value_of(tag).map(std::borrow::Cow::into_owned);
        here.or_else(|| element.children().find_map(|child| find(child, tag)))
    }
    find(element, tag).unwrap_or_default()
}

#[async_trait]
impl Transport for Recorded {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if request.method == Method::OPTIONS {
            let headers = self.tape().headers.clone();
            return Ok(Response { status: StatusCode::OK, headers, body: bytes::Bytes::new() });
        }
        let command = request.url.query_pairs().find(|(name, _)| name == "Cmd").unwrap().1.into_owned();
        let (status, body) = self.answer(&command, &request.body);
        if command == "ItemOperations" && body.is_empty() {
            return Err(TransportError::Timeout);
        }
        let mut headers = HeaderMap::new();
        if !body.is_empty() {
            let kind = HeaderValue::from_static("application/vnd.ms-sync.wbxml");
            headers.insert(http::header::CONTENT_TYPE, kind);
        }
        Ok(Response { status, headers, body: body.into() })
    }
}

impl Network for Recorded {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        Ok(Arc::new(self.clone()))
    }
}
