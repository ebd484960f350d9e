//! A server that answers from a script, and checks that every command goes through.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use eas::transport::{Request, Response};
use eas::{Client, Command, Credentials, Device, ProtocolError, ProtocolVersion, Transport, TransportError};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use wbxml::Element;

pub const WBXML: &str = "application/vnd.ms-sync.wbxml";
pub const ENDPOINT: &str = "https://mail.example.test/Microsoft-Server-ActiveSync";

/// Answers in order, and remembers what was asked.
#[derive(Default)]
pub struct Script {
    answers: Mutex<VecDeque<Result<Response, TransportError>>>,
    seen: Mutex<Vec<Request>>,
}

impl Script {
    pub fn of(answers: impl IntoIterator<Item = Response>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().map(Ok).collect()), ..Self::default() })
    }

    pub fn failing(error: TransportError) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new([Err(error)].into()), ..Self::default() })
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.seen.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().expect("the script has no further answer")
    }
}

pub fn response(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Response {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    Response { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_ref().to_vec().into() }
}

pub fn wbxml(body: impl AsRef<[u8]>) -> Response {
    response(200, &[("Content-Type", WBXML)], body)
}

pub fn client(transport: Arc<dyn Transport>, version: ProtocolVersion) -> Client {
    client_at(ENDPOINT, transport, version)
}

pub fn client_at(endpoint: &str, transport: Arc<dyn Transport>, version: ProtocolVersion) -> Client {
    let credentials = Credentials::basic("bob@example.test", "bob-pw");
    Client::new(transport, endpoint.parse().unwrap(), credentials, Device::new("device01"), version)
}

pub fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("two hex digits")).collect()
}

pub fn xml(text: &str) -> Element {
    Element::from_xml(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// Asserts that `command` is written as `expected`.
pub fn asks<C: Command>(command: &C, version: ProtocolVersion, expected: &str) {
    let request = command.request(version).expect("this version can say it").expect("a body");
    assert_eq!(request.to_xml(), xml(expected).to_xml(), "at {version}");
}

/// Asserts that `command` is written as these bytes.
pub fn asks_bytes<C: Command>(command: &C, version: ProtocolVersion, expected: &str) {
    let request = command.request(version).expect("this version can say it").expect("a body");
    assert_eq!(request.encode(), hex(expected), "at {version}: {}", request.to_xml());
}

/// The answer that a client makes of these bytes.
pub async fn answer<C: Command>(
    command: &C,
    version: ProtocolVersion,
    body: impl AsRef<[u8]>,
) -> Result<C::Reply, ProtocolError> {
    client(Script::of([wbxml(body)]), version).send(command).await
}

/// The answer that a client makes of this document; every shorter prefix of its bytes must be an error, apart from
/// none at all where `may_be_empty`.
pub async fn answer_xml<C: Command>(
    command: &C,
    version: ProtocolVersion,
    body: &str,
    may_be_empty: bool,
) -> Result<C::Reply, ProtocolError>
where
    C::Reply: Debug,
{
    answer_bytes(command, version, &xml(body).encode(), may_be_empty).await
}

/// As [`answer_xml`], of bytes.
pub async fn answer_bytes<C: Command>(
    command: &C,
    version: ProtocolVersion,
    body: &[u8],
    may_be_empty: bool,
) -> Result<C::Reply, ProtocolError>
where
    C::Reply: Debug,
{
    for end in 0..body.len() {
        let prefix = answer(command, version, &body[..end]).await;
        if end > 0 || !may_be_empty {
            assert!(prefix.is_err(), "{} took the first {end} bytes of {}: {prefix:?}", C::NAME, body.len());
        }
    }
    answer(command, version, body).await
}
