//! A client made of strings: XML in, trees out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::Los_Angeles;
use eas::ProtocolVersion;
use eas::transport::{Request, Response};
use exchange_sim::{Attendee, Clock, Event, Family, Sim, SimConfig};
use http::{HeaderMap, Method, StatusCode};
use wbxml::Element;

pub const ALICE: &str = "alice@contoso.com";
pub const BOB: &str = "bob@contoso.com";

/// Every prefix a request may use.
const PREFIXES: &str = "xmlns:airsync=\"AirSync\" xmlns:airsyncbase=\"AirSyncBase\" xmlns:calendar=\"Calendar\" \
    xmlns:email=\"Email\" xmlns:email2=\"Email2\" xmlns:settings=\"Settings\" xmlns:search=\"Search\" \
    xmlns:meetingresponse=\"MeetingResponse\"";

pub fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// When every test begins: a Monday morning in Seattle.
pub fn monday() -> DateTime<Utc> {
    utc("2026-11-23T17:00:00Z")
}

pub fn config(family: Family) -> SimConfig {
    SimConfig::new(family).clock(Clock::starting_at(monday()))
}

pub fn exchange() -> Sim {
    Sim::new(config(Family::Exchange))
}

/// "Quarterly Planning": Alice invites Bob, and Carol from outside.
pub fn planning() -> Event {
    Event {
        uid: "planning-1@contoso.com".into(),
        location: "Rainier, building 4".into(),
        body: "Three priorities each, please.".into(),
        attendees: vec![
            Attendee::required("Bob Nakamura", BOB),
            Attendee::optional("Carol Diaz", "carol@fabrikam.com"),
        ],
        ..Event::new(
            "Quarterly Planning",
            utc("2026-12-01T17:00:00Z"),
            utc("2026-12-01T18:00:00Z"),
            Los_Angeles,
        )
    }
}

pub struct Client {
    pub sim: Sim,
    pub version: ProtocolVersion,
    pub policy_key: Option<String>,
    pub device: String,
    user: String,
}

impl Client {
    pub fn new(sim: &Sim, user: &str, version: &str) -> Self {
        Self {
            sim: sim.clone(),
            version: version.parse().unwrap(),
            policy_key: None,
            device: format!("device{}", user.len()),
            user: user.to_owned(),
        }
    }

    /// Signed in and with the folders known.
    pub fn ready(sim: &Sim, user: &str, version: &str) -> Self {
        let client = Self::new(sim, user, version);
        client.post("FolderSync", "<SyncKey>0</SyncKey>");
        client
    }

    pub fn request(&self, command: &str, body: Vec<u8>) -> Request {
        let query = format!("Cmd={command}&User={}&DeviceId={}&DeviceType=Test", self.user, self.device);
        let url = format!("http://127.0.0.1{}?{query}", self.sim.path());
        let account = self.sim.accounts().into_iter().find(|account| account.email == self.user).unwrap();
        let mut headers = HeaderMap::new();
        let basic = STANDARD.encode(format!("{}:{}", account.user, account.password));
        headers.insert("authorization", format!("Basic {basic}").parse().unwrap());
        headers.insert("content-type", "application/vnd.ms-sync.wbxml".parse().unwrap());
        headers.insert("ms-asprotocolversion", self.version.as_str().parse().unwrap());
        if let Some(key) = &self.policy_key {
            headers.insert("x-ms-policykey", key.parse().unwrap());
        }
        Request { method: Method::POST, url: url.parse().unwrap(), headers, body: Bytes::from(body) }
    }

    /// The request for the children given.
    pub fn request_xml(&self, command: &str, inner: &str) -> Request {
        let page = match command {
            "Sync" => "AirSync",
            "FolderSync" => "FolderHierarchy",
            "SendMail" => "ComposeMail",
            "MoveItems" => "Move",
            same => same,
        };
        let xml = format!("<{command} xmlns=\"{page}\" {PREFIXES}>{inner}</{command}>");
        self.request(command, wbxml::xml::from_xml(&xml).unwrap())
    }

    pub fn send(&self, command: &str, inner: &str) -> Response {
        self.sim.handle(&self.request_xml(command, inner))
    }

    /// The answer's tree; an empty answer is an empty root.
    pub fn post(&self, command: &str, inner: &str) -> Tree {
        let response = self.send(command, inner);
        assert_eq!(response.status, StatusCode::OK, "{command}");
        Tree::of(&response)
    }

    pub fn folder(&self, name: &str) -> String {
        let mailbox = self.sim.mailbox(&self.user).unwrap();
        let folder = mailbox.folders().find(|folder| folder.kind.display_name() == name).unwrap();
        folder.collection_id.clone()
    }

    /// Starts a folder from key 0.
    pub fn prime(&self, folder: &str) -> Folder<'_> {
        let id = self.folder(folder);
        let primed = self.sync(&id, "0", "");
        assert_eq!(primed.text("Collections/Collection/Status"), "1");
        Folder { client: self, id, key: primed.text("Collections/Collection/SyncKey") }
    }

    pub fn sync(&self, folder: &str, key: &str, rest: &str) -> Tree {
        let head = format!("<SyncKey>{key}</SyncKey><CollectionId>{folder}</CollectionId>");
        self.post("Sync", &format!("<Collections><Collection>{head}{rest}</Collection></Collections>"))
    }

    /// Result of a MeetingResponse with one Request.
    pub fn respond(&self, answer: u8, folder: &str, id: &str, rest: &str) -> Tree {
        let folder = self.folder(folder);
        let inner = format!(
            "<Request><UserResponse>{answer}</UserResponse><CollectionId>{folder}</CollectionId>\
             <RequestId>{id}</RequestId>{rest}</Request>"
        );
        self.post("MeetingResponse", &inner)
    }

    pub fn send_mail(&self, client_id: &str, mime: &str) -> Response {
        let mime = STANDARD.encode(mime.replace("\r\n", "\n").replace('\n', "\r\n"));
        let inner = format!(
            "<ClientId>{client_id}</ClientId><SaveInSentItems/><Mime opaque=\"base64\">{mime}</Mime>"
        );
        self.send("SendMail", &inner)
    }
}

/// A folder being synchronised.
pub struct Folder<'a> {
    client: &'a Client,
    pub id: String,
    pub key: String,
}

pub const BODY: &str = "<Options><airsyncbase:BodyPreference><airsyncbase:Type>1</airsyncbase:Type></airsyncbase:BodyPreference></Options>";

impl Folder<'_> {
    /// One Sync with the children given, which moves on to the key that comes back.
    pub fn step(&mut self, rest: &str) -> Tree {
        let answer = self.client.sync(&self.id, &self.key, rest);
        if let Some(key) = answer.maybe("Collections/Collection/SyncKey") {
            self.key = key;
        }
        answer
    }

    /// Syncs with a plain body until nothing comes any more; all the commands, in order.
    pub fn pull(&mut self) -> Vec<Tree> {
        let mut commands = Vec::new();
        loop {
            let answer = self.step(BODY);
            let Some(collection) = answer.find("Collections/Collection") else { return commands };
            assert_eq!(collection.text("Status"), "1");
            commands.extend(collection.find("Commands").map(|list| list.children()).unwrap_or_default());
        }
    }

    /// Syncs and returns the one command expected.
    pub fn pull_one(&mut self) -> Tree {
        let mut commands = self.pull();
        assert_eq!(commands.len(), 1, "{commands:#?}");
        commands.remove(0)
    }
}

/// An element, to be read by the names of its children.
#[derive(Clone, PartialEq)]
pub struct Tree(pub Element);

impl Tree {
    pub fn of(response: &Response) -> Self {
        if response.body.is_empty() {
            return Self(Element::new(wbxml::tags::airsync::SYNC));
        }
        Self(Element::decode(&response.body).unwrap())
    }

    pub fn name(&self) -> String {
        self.0.tag.name().unwrap().to_owned()
    }

    pub fn names(&self) -> Vec<String> {
        self.children().iter().map(Self::name).collect()
    }

    pub fn children(&self) -> Vec<Self> {
        self.0.children().cloned().map(Self).collect()
    }

    /// The first element down this path of names.
    pub fn find(&self, path: &str) -> Option<Self> {
        let mut at = &self.0;
        for name in path.split('/') {
            at = at.children().find(|child| child.tag.name() == Some(name))?;
        }
        Some(Self(at.clone()))
    }

    pub fn maybe(&self, path: &str) -> Option<String> {
        self.find(path).map(|element| element.0.value().unwrap_or_default().into_owned())
    }

    pub fn text(&self, path: &str) -> String {
        self.maybe(path).unwrap_or_else(|| panic!("no {path} in {self:?}"))
    }

    /// The element's own text.
    pub fn text_here(&self) -> String {
        self.0.value().unwrap_or_default().into_owned()
    }

    /// A property of the item in a command.
    pub fn property(&self, path: &str) -> String {
        self.text(&format!("ApplicationData/{path}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    pub fn xml(&self) -> String {
        self.0.to_xml_pretty()
    }
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.xml())
    }
}

pub fn advance(sim: &Sim, seconds: i64) {
    sim.clock().advance(TimeDelta::seconds(seconds));
}
