//! A server that says what was recorded, and keeps what it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use eas::transport::{Request, Response};
use eas::{Transport, TransportError};
use engine::Network;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use wbxml::tags::{airsync, item_operations, meeting_response as mr, move_items};
use wbxml::{Element, Tag};

/// What it has to say, by collection, and what it was told.
#[derive(Default)]
struct Tape {
    headers: HeaderMap,
    inbox: String,
    folders: Vec<u8>,
    primed_inbox: Vec<u8>,
    primed_calendar: Vec<u8>,
    settings: Vec<u8>,
    fetch: Vec<(String, Vec<u8>)>,
    of_inbox: VecDeque<Vec<u8>>,
    of_calendar: VecDeque<Vec<u8>>,
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

    /// The bodies of every request of one command.
    pub fn told(&self, command: &str) -> Vec<Vec<u8>> {
        self.tape().told.iter().filter(|(name, _)| name == command).map(|(_, body)| body.clone()).collect()
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
            "Sync" => {
                let asked = asked();
                let is_inbox = value(&asked, airsync::COLLECTION_ID) == tape.inbox;
                let primes = value(&asked, airsync::SYNC_KEY) == "0";
                match (is_inbox, primes) {
                    (true, true) => tape.primed_inbox.clone(),
                    (false, true) => tape.primed_calendar.clone(),
                    // An empty body: nothing has changed.
                    (true, false) => tape.of_inbox.pop_front().unwrap_or_default(),
                    (false, false) => tape.of_calendar.pop_front().unwrap_or_default(),
                }
            }
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
                let response = Element::new(move_items::RESPONSE)
                    .with(Element::text(move_items::SRC_MSG_ID, item))
                    .with(Element::text(move_items::STATUS, "3"))
                    .with(Element::text(move_items::DST_MSG_ID, "moved"));
                Element::new(move_items::MOVE_ITEMS).with(response).encode()
            }
            "SendMail" => Vec::new(),
            // How many items there are to come is for the eye only.
            _ => return (StatusCode::NOT_IMPLEMENTED, Vec::new()),
        };
        (StatusCode::OK, served)
    }
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
