//! The HTTP side: who asks, in which version, and what goes wrong on purpose (MS-ASHTTP 2.2.1).
//!
//! A request becomes a [`Session`] and a tree, a [`commands`](crate::commands) module answers it, and the answer
//! becomes bytes again. Whatever the commands refuse becomes a status or an HTTP code here. What trees mean is theirs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use eas::ProtocolVersion;
use eas::transport::{Request, Response};
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use wbxml::Element;

use crate::command::Command;
use crate::commands::{self, Answer, Refusal};
use crate::config::Provisioning;
use crate::family::{Behaviour, FreeBusyTold};
use crate::fault::{Fault, strike};
use crate::history::Exchange;
use crate::query::{Query, QueryError};
use crate::sim::Lost;
use crate::state::State;

/// Who asks, and how.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Key of the mailbox.
    pub user: String,
    /// DeviceId.
    pub device: String,
    pub command: Command,
    pub version: ProtocolVersion,
    /// The answer may come in parts.
    pub multipart: bool,
    policy_key: Option<String>,
}

/// An answer, or the promise of one.
pub(crate) enum Reply {
    Now(Response),
    Later(Waiting),
}

/// A request that waits for something to happen.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    session: Session,
    request: Option<Element>,
    /// When it gives up.
    pub until: DateTime<Utc>,
}

type Handled = Result<Answer, Refusal>;

/// Answers a request, or has it wait.
pub(crate) fn answer(state: &mut State, request: &Request) -> Result<Reply, Lost> {
    let behaviour = &state.config().behaviour;
    if request.url.path() != behaviour.path {
        return Ok(Reply::Now(stray(behaviour)));
    }
    let Some(user) = sign_in(state, &request.headers) else { return Ok(Reply::Now(unauthorized())) };
    let session = match request.method {
        Method::POST => session(state, request, user),
        Method::OPTIONS => return Ok(Reply::Now(options(state))),
        _ => Err(StatusCode::METHOD_NOT_ALLOWED),
    };
    let session = match session {
        Ok(session) => session,
        Err(status) => return Ok(Reply::Now(bare(status))),
    };
    let fault = struck(state, &session);
    if fault == Some(Fault::LoseRequest) {
        return Err(Lost);
    }
    let tree = read(behaviour_of(state), &session, request);
    let handled = before(state, &session, fault.as_ref())
        .and_then(|()| tree.as_ref().map_err(Refusal::clone))
        .and_then(|tree| carry_out(state, &session, tree.as_ref(), fault.as_ref()));
    let tree = tree.unwrap_or_default();
    match handled {
        Ok(Answer::Wait(until)) => Ok(Reply::Later(Waiting { session, request: tree, until })),
        handled => {
            let response = conclude(state, &session, tree, handled, fault.clone());
            after(fault.as_ref(), response).map(Reply::Now)
        }
    }
}

/// Has what a waiting request waits for happened?
pub(crate) fn look(state: &mut State, waiting: &Waiting) -> Option<Response> {
    match carry_out(state, &waiting.session, waiting.request.as_ref(), None) {
        Ok(Answer::Wait(_)) => None,
        handled => Some(conclude(state, &waiting.session, waiting.request.clone(), handled, None)),
    }
}

/// The answer of a request that has waited in vain.
pub(crate) fn expire(state: &mut State, waiting: &Waiting) -> Response {
    let handled = Ok(commands::expired(waiting.session.command));
    conclude(state, &waiting.session, waiting.request.clone(), handled, None)
}

/// A response without a body.
pub(crate) fn bare(status: StatusCode) -> Response {
    Response { status, headers: HeaderMap::new(), body: Bytes::new() }
}

fn behaviour_of(state: &State) -> &Behaviour {
    &state.config().behaviour
}

/// The mailbox whose name and password the request carries.
fn sign_in(state: &State, headers: &HeaderMap) -> Option<String> {
    let basic = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(basic.trim()).ok()?).ok()?;
    let (name, password) = pair.split_once(':')?;
    let key = state.key(name)?;
    (state.mailbox(&key).ok()?.password == password).then_some(key)
}

fn session(state: &State, request: &Request, user: String) -> Result<Session, StatusCode> {
    let behaviour = behaviour_of(state);
    let query = Query::read(request.url.query().unwrap_or_default()).map_err(|error| match error {
        QueryError::Malformed => StatusCode::BAD_REQUEST,
        QueryError::UnknownCommand if behaviour.strict => StatusCode::NOT_IMPLEMENTED,
        QueryError::UnknownCommand => StatusCode::INTERNAL_SERVER_ERROR,
    })?;
    if !offers(behaviour, query.command) {
        return Err(StatusCode::NOT_IMPLEMENTED);
    }
    let header = |name: &str| Some(request.headers.get(name)?.to_str().ok()?.to_owned());
    let asked = query.version.or_else(|| header("ms-asprotocolversion"));
    let versions = &state.config().versions;
    let known = asked.as_deref().and_then(|version| version.parse().ok());
    let version = match known {
        Some(version) if !behaviour.checks_version || versions.contains(&version) => version,
        _ if !behaviour.checks_version => versions.iter().copied().max().unwrap_or(ProtocolVersion::V14_1),
        _ if asked.is_none() => return Err(StatusCode::BAD_REQUEST),
        _ => return Err(StatusCode::HTTP_VERSION_NOT_SUPPORTED),
    };
    Ok(Session {
        user,
        device: query.device,
        command: query.command,
        version,
        multipart: query.multipart || header("ms-asacceptmultipart").as_deref() == Some("T"),
        policy_key: query.policy_key.or_else(|| header("x-ms-policykey")),
    })
}

/// The body as a tree; `None` where there is none.
fn read(behaviour: &Behaviour, session: &Session, request: &Request) -> Result<Option<Element>, Refusal> {
    if request.body.is_empty() {
        return Ok(None);
    }
    let garbage = |status| match session.command {
        _ if behaviour.strict => Refusal::Status(status),
        Command::Sync if behaviour.sogo_ways => Refusal::Status(13),
        _ => Refusal::Http(500),
    };
    let content_type =
        request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if behaviour.strict && !content_type.starts_with("application/vnd.ms-sync") {
        return Err(garbage(101));
    }
    let tree = Element::decode(&request.body).map_err(|_| garbage(102))?;
    if tree.tag == session.command.root() { Ok(Some(tree)) } else { Err(garbage(103)) }
}

fn struck(state: &mut State, session: &Session) -> Option<Fault> {
    let mut armed = std::mem::take(&mut state.faults);
    let fault = strike(&mut armed, session.command, |name| state.key(name).as_ref() == Some(&session.user));
    state.faults = armed;
    fault
}

/// What a fault does before the command is carried out, or in its place.
fn before(state: &mut State, session: &Session, fault: Option<&Fault>) -> Result<(), Refusal> {
    let with_header = |code: u16, name: &'static str, value: &str| {
        let mut response = bare(StatusCode::from_u16(code).unwrap_or_default());
        insert(&mut response.headers, name, value);
        Err(Refusal::Response(Box::new(response)))
    };
    match fault {
        Some(Fault::Unauthorized) => Err(Refusal::Response(Box::new(unauthorized()))),
        Some(Fault::Forbidden) => Err(Refusal::Http(403)),
        Some(Fault::ProvisionFirst) => {
            state.device(&session.user, &session.device).policy_key = None;
            Err(Refusal::Http(449))
        }
        Some(Fault::Moved(location)) => with_header(451, "x-ms-location", location),
        Some(Fault::ServerError) => Err(Refusal::Http(500)),
        Some(Fault::Busy(None)) => Err(Refusal::Http(503)),
        Some(Fault::Busy(Some(seconds))) => with_header(503, RETRY_AFTER.as_str(), &seconds.to_string()),
        Some(Fault::BackOff(seconds)) => with_header(503, "x-ms-backoffduration", &seconds.to_string()),
        Some(Fault::MailboxFull) => Err(Refusal::Http(507)),
        Some(Fault::Http(code)) => Err(Refusal::Http(*code)),
        Some(Fault::Status(status)) => Err(Refusal::Status(*status)),
        Some(Fault::Html) => Err(Refusal::Response(Box::new(html(
            "<html><body><h1>Sign in to the network</h1></body></html>",
        )))),
        Some(Fault::RepeatBatch) => {
            state.device(&session.user, &session.device).repeat_last_batches();
            Ok(())
        }
        Some(Fault::ForgetSyncKeys) => {
            state.device(&session.user, &session.device).forget_keys();
            Ok(())
        }
        Some(Fault::LoseRequest | Fault::LoseReply | Fault::Upgraded) => Ok(()),
        Some(Fault::MeetingResponse(_) | Fault::DoneThenStatus(_)) => Ok(()),
        Some(Fault::ReverseBatch | Fault::LateSync) => Ok(()),
        Some(Fault::Garbage | Fault::Truncated | Fault::Garbled { .. }) | None => Ok(()),
    }
}

/// What a fault does to the answer on its way.
fn after(fault: Option<&Fault>, mut response: Response) -> Result<Response, Lost> {
    match fault {
        Some(Fault::LoseReply) => return Err(Lost),
        Some(Fault::Upgraded) => insert(&mut response.headers, "x-ms-rp", "14.0,14.1,16.0,16.1"),
        Some(Fault::Garbage) => response.body = Bytes::from_static(b"\x03\x01\x6A\x00\x45\x44\xFF\x83"),
        Some(Fault::Truncated) => response.body = response.body.slice(..response.body.len() / 2),
        Some(Fault::Garbled { value, bytes }) => response.body = garbled(&response.body, value, bytes).into(),
        _ => {}
    }
    Ok(response)
}

/// A document in which other bytes stand for each value that is this text. A value ends with a NUL and has no length, so
/// nothing else changes.
fn garbled(document: &[u8], value: &str, bytes: &[u8]) -> Vec<u8> {
    const STR_I: u8 = 0x03;
    assert!(!bytes.contains(&0), "a value ends with its first NUL");
    let [whole, other] = [value.as_bytes(), bytes].map(|text| [&[STR_I], text, &[0]].concat());
    let mut sent = Vec::with_capacity(document.len());
    let mut rest = document;
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(whole.as_slice()) {
            sent.extend_from_slice(&other);
            rest = after;
        } else {
            sent.push(*first);
            rest = &rest[1..];
        }
    }
    sent
}

fn carry_out(state: &mut State, session: &Session, tree: Option<&Element>, fault: Option<&Fault>) -> Handled {
    provisioned(state, session)?;
    if let Some(Fault::MeetingResponse(status)) = fault {
        return commands::meeting_response::refuse_all(tree, *status);
    }
    let may_be_late = |tree| commands::sync::is_a_further_one(state, session, tree);
    if fault == Some(&Fault::LateSync) && tree.is_some_and(may_be_late) {
        return Ok(Answer::Empty);
    }
    let mut handled = commands::carry_out(state, session, tree)?;
    if let Some(Fault::DoneThenStatus(status)) = fault {
        return commands::meeting_response::refuse_all(tree, *status);
    }
    if let (Answer::Tree(tree), Some(Fault::ReverseBatch)) = (&mut handled, fault) {
        commands::sync::reverse(tree);
    }
    Ok(handled)
}

/// Stops devices that should have provisioned and have not (MS-ASPROV 3.1.5.1).
fn provisioned(state: &mut State, session: &Session) -> Result<(), Refusal> {
    let demanded = state.config().provisioning;
    if demanded == Provisioning::Off || session.command == Command::Provision {
        return Ok(());
    }
    let device = state.device(&session.user, &session.device);
    if device.policy_key.is_some() && device.policy_key == session.policy_key {
        return Ok(());
    }
    let never = session.policy_key.as_deref().is_none_or(|key| key == "0");
    Err(match demanded {
        Provisioning::InBand if never => Refusal::Status(142),
        Provisioning::InBand => Refusal::Status(144),
        Provisioning::Http449 | Provisioning::Off => Refusal::Http(449),
    })
}

/// Turns what a command says into a response, and remembers both.
fn conclude(
    state: &mut State,
    session: &Session,
    request: Option<Element>,
    handled: Handled,
    fault: Option<Fault>,
) -> Response {
    let (mut response, tree) = write(session, handled);
    let behaviour = behaviour_of(state);
    for (name, value) in behaviour.headers {
        insert(&mut response.headers, name, value);
    }
    if behaviour.announces_always {
        announce(state, &mut response.headers);
    }
    let exchange = Exchange {
        at: state.now(),
        user: session.user.clone(),
        device: session.device.clone(),
        command: session.command,
        version: session.version,
        request,
        status: response.status,
        response: tree,
        fault,
    };
    state.remember(exchange);
    response
}

fn write(session: &Session, handled: Handled) -> (Response, Option<Element>) {
    let tree = match handled {
        Ok(Answer::Tree(tree)) | Err(Refusal::Tree(tree)) => tree,
        Ok(Answer::Multipart(tree, parts)) => {
            let mut response = with_body("application/vnd.ms-sync.multipart", multipart(&tree, &parts));
            response.status = StatusCode::OK;
            return (response, Some(tree));
        }
        Ok(Answer::Empty | Answer::Wait(_)) => return (bare(StatusCode::OK), None),
        Err(Refusal::Status(status)) => {
            let status = Element::text(session.command.status(), status.to_string());
            Element::new(session.command.root()).with(status)
        }
        Err(Refusal::Http(code)) => return (bare(StatusCode::from_u16(code).unwrap_or_default()), None),
        Err(Refusal::Response(response)) => return (*response, None),
    };
    (with_body("application/vnd.ms-sync.wbxml", tree.encode()), Some(tree))
}

/// MS-ASCMD 2.2.1.1.1: how many parts, where each begins and how long it is, then the parts; the tree is the first.
fn multipart(tree: &Element, parts: &[Bytes]) -> Vec<u8> {
    let tree = tree.encode();
    let parts: Vec<&[u8]> = std::iter::once(&tree[..]).chain(parts.iter().map(|part| &part[..])).collect();
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let mut body = number(parts.len()).to_vec();
    let mut offset = 4 + 8 * parts.len();
    for part in &parts {
        body.extend(number(offset));
        body.extend(number(part.len()));
        offset += part.len();
    }
    body.extend(parts.concat());
    body
}

fn with_body(content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = bare(StatusCode::OK);
    response.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.body = body.into();
    response
}

fn html(page: &'static str) -> Response {
    with_body("text/html; charset=utf-8", page.as_bytes().to_vec())
}

/// A path where no ActiveSync is.
fn stray(behaviour: &Behaviour) -> Response {
    if behaviour.html_everywhere {
        return html("<!DOCTYPE html><html><head><title>Webmail</title></head><body>Sign in</body></html>");
    }
    bare(StatusCode::NOT_FOUND)
}

fn unauthorized() -> Response {
    let mut response = bare(StatusCode::UNAUTHORIZED);
    response
        .headers
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Exchange ActiveSync\""));
    response
}

/// The answer to OPTIONS (MS-ASHTTP 2.2.3): no body, everything in headers.
fn options(state: &State) -> Response {
    let mut response = bare(StatusCode::OK);
    announce(state, &mut response.headers);
    for (name, value) in behaviour_of(state).headers {
        insert(&mut response.headers, name, value);
    }
    response
}

/// Is this command carried out here?
fn offers(behaviour: &Behaviour, command: Command) -> bool {
    command != Command::ResolveRecipients || behaviour.free_busy != FreeBusyTold::NotOffered
}

fn announce(state: &State, headers: &mut HeaderMap) {
    let spoken = state.config().versions.iter().map(|version| version.as_str());
    let versions: Vec<_> = behaviour_of(state).legacy_versions.iter().copied().chain(spoken).collect();
    let offered = |command: &&Command| offers(behaviour_of(state), **command);
    let commands: Vec<_> = Command::ALL.iter().filter(offered).map(|command| command.name()).collect();
    insert(headers, "ms-asprotocolversions", &versions.join(","));
    insert(headers, "ms-asprotocolcommands", &commands.join(","));
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
        headers.insert(name, value);
    }
}
