//! One account's side of the conversation: puts commands into HTTP requests and reads what comes back.
//!
//! A [`Client`] sends each command once. It follows a redirect on the same host, because that is the same server;
//! everything else (waiting, repeating, asking a person, provisioning) is decided by the caller, to whom
//! [`ProtocolError::retry`] says what is needed.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::Url;
use wbxml::Element;

use crate::command::Command;
use crate::command::provision::{
    AcknowledgePolicy, Acknowledgement, AskForPolicy, PolicyAnswer, PolicyOffer,
};
use crate::device::{Credentials, Device};
use crate::error::{HttpError, ProtocolError};
use crate::family::Family;
use crate::id::PolicyKey;
use crate::transport::{Request, Response, Transport, TransportError, USER_AGENT, is_safe_for_credentials};
use crate::version::ProtocolVersion;

const WBXML: &str = "application/vnd.ms-sync.wbxml";
const MOST_REDIRECTS: usize = 5;

/// Speaks for one device to one account.
pub struct Client {
    transport: Arc<dyn Transport>,
    endpoint: Url,
    credentials: Credentials,
    device: Device,
    version: ProtocolVersion,
    policy_key: Mutex<PolicyKey>,
    notices: Mutex<BTreeSet<Notice>>,
}

/// What a server says about itself (MS-ASHTTP 2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInfo {
    /// `MS-ASProtocolVersions`.
    pub versions: Vec<String>,
    /// `MS-ASProtocolCommands`. SOGo leaves out some that work.
    pub commands: Vec<String>,
    /// `MS-Server-ActiveSync`; may be empty.
    pub build: String,
    /// What kind of server this is.
    pub family: Family,
}

/// Something a server says beside its answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// `X-MS-RP`: the server was upgraded. OPTIONS, then everything from key 0.
    Upgraded,
    /// The versions announced with an answer; whoever stored others has to ask OPTIONS again.
    Versions(Vec<String>),
    /// The password is valid for so many days more.
    PasswordExpires {
        /// Days.
        days: u32,
    },
    /// The server slows this device down.
    Throttled {
        /// Why.
        reason: String,
    },
}

impl ServerInfo {
    /// Reads the headers of an answer to OPTIONS; `None`: they are not those of an ActiveSync server.
    pub fn read(endpoint: &Url, headers: &HeaderMap) -> Option<Self> {
        let versions = list(headers, "MS-ASProtocolVersions");
        (!versions.is_empty()).then(|| Self {
            versions,
            commands: list(headers, "MS-ASProtocolCommands"),
            build: text(headers, "MS-Server-ActiveSync").unwrap_or_default().to_owned(),
            family: Family::recognise(endpoint, headers),
        })
    }

    /// The newest version both sides speak.
    pub fn version(&self) -> Result<ProtocolVersion, ProtocolError> {
        ProtocolVersion::choose(&self.versions)
            .ok_or_else(|| ProtocolError::NoCommonVersion { announced: self.versions.clone() })
    }
}

impl Client {
    /// A client that has acknowledged no policy. Each account needs a transport of its own, since a transport keeps
    /// cookies.
    pub fn new(
        transport: Arc<dyn Transport>,
        endpoint: Url,
        credentials: Credentials,
        device: Device,
        version: ProtocolVersion,
    ) -> Self {
        Self {
            transport,
            endpoint,
            credentials,
            device,
            version,
            policy_key: Mutex::new(PolicyKey::NONE),
            notices: Mutex::new(BTreeSet::new()),
        }
    }

    /// The same with the policy key that was acknowledged earlier.
    pub fn with_policy_key(self, key: PolicyKey) -> Self {
        *self.policy_key.lock().unwrap_or_else(PoisonError::into_inner) = key;
        self
    }

    /// Where it speaks to.
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The version it speaks.
    pub fn version(&self) -> ProtocolVersion {
        self.version
    }

    /// The key it sends, to be stored.
    pub fn policy_key(&self) -> PolicyKey {
        self.policy_key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_policy_key(&self, key: PolicyKey) {
        *self.policy_key.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// What the server said beside its answers since this was asked last.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
            .into_iter()
            .collect()
    }

    /// Asks what the server speaks (MS-ASHTTP 2.2.3).
    pub async fn options(&self) -> Result<ServerInfo, ProtocolError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, self.credentials.authorization());
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        let request =
            Request { method: Method::OPTIONS, url: self.endpoint.clone(), headers, body: Bytes::new() };
        let response = self.exchange(request).await?;
        ServerInfo::read(&self.endpoint, &response.headers)
            .ok_or_else(|| ProtocolError::NotActiveSync { what: kind_of(&response) })
    }

    /// Sends one command, once.
    pub async fn send<C: Command>(&self, command: &C) -> Result<C::Reply, ProtocolError> {
        let body = command.request(self.version)?;
        let key = command.policy_key().cloned().unwrap_or_else(|| self.policy_key());
        let request = self.request(C::NAME, &key, body.as_ref())?;
        let response = self.exchange(request).await?;
        let body = read_body(C::NAME, &response)?;
        command.reply(body, self.version)
    }

    /// First step of Provision. Nothing is acknowledged by it.
    pub async fn ask_for_policy(&self) -> Result<PolicyAnswer, ProtocolError> {
        let answer = self.send(&AskForPolicy { information: self.device.information.clone() }).await?;
        if answer == PolicyAnswer::NoPolicy {
            self.set_policy_key(PolicyKey::NONE);
        }
        Ok(answer)
    }

    /// Second step of Provision; from here on the new key goes with every command. It has to be stored.
    pub async fn acknowledge_policy(
        &self,
        offer: &PolicyOffer,
        acknowledgement: Acknowledgement,
    ) -> Result<PolicyKey, ProtocolError> {
        let key = self.send(&AcknowledgePolicy { key: offer.key.clone(), acknowledgement }).await?;
        self.set_policy_key(key.clone());
        Ok(key)
    }

    fn request(
        &self,
        name: &'static str,
        key: &PolicyKey,
        body: Option<&Element>,
    ) -> Result<Request, ProtocolError> {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut()
            .append_pair("Cmd", name)
            .append_pair("User", self.credentials.user())
            .append_pair("DeviceId", self.device.id.as_str())
            .append_pair("DeviceType", &self.device.device_type);

        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, self.credentials.authorization());
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        let version = HeaderValue::from_static(self.version.as_str());
        headers.insert(HeaderName::from_static("ms-asprotocolversion"), version);
        let mut key = HeaderValue::from_str(key.as_str())
            .map_err(|_| TransportError::Request("the policy key is not a header value".into()))?;
        key.set_sensitive(true);
        headers.insert(HeaderName::from_static("x-ms-policykey"), key);
        if body.is_some() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(WBXML));
        }
        let body = body.map(Element::encode).unwrap_or_default().into();
        Ok(Request { method: Method::POST, url, headers, body })
    }

    /// Sends a request and turns everything but 200 into an error.
    async fn exchange(&self, mut request: Request) -> Result<Response, ProtocolError> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.transport.send(request.clone()).await?;
            self.note(&request, &response.headers);
            match target(&request.url, &response) {
                // The same server under another path may see what this path may see.
                Some(to) if to.origin() == request.url.origin() => request.url = to,
                _ if response.status == StatusCode::OK => return Ok(response),
                to => return Err(http_error(&response, to).into()),
            }
        }
        Err(HttpError::Redirected { status: StatusCode::FOUND, to: Some(request.url) }.into())
    }

    fn note(&self, request: &Request, headers: &HeaderMap) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if headers.contains_key("X-MS-RP") {
            notices.insert(Notice::Upgraded);
        }
        let versions = list(headers, "MS-ASProtocolVersions");
        if request.method == Method::POST && !versions.is_empty() {
            notices.insert(Notice::Versions(versions));
        }
        if let Some(days) = text(headers, "X-MS-Credentials-Expire").and_then(|days| days.parse().ok()) {
            notices.insert(Notice::PasswordExpires { days });
        }
        if let Some(reason) = text(headers, "X-MS-ASThrottle") {
            notices.insert(Notice::Throttled { reason: reason.to_owned() });
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|text| !text.is_empty())
}

fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|part| part.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

/// The body of a 200, or `None` where there is none; an HTML page is not a body.
fn read_body(command: &'static str, response: &Response) -> Result<Option<Element>, ProtocolError> {
    if response.body.is_empty() {
        return Ok(None);
    }
    let content_type = text(&response.headers, "Content-Type").unwrap_or_default();
    let claims_wbxml = content_type.is_empty() || content_type.starts_with("application/vnd.ms-sync");
    match Element::decode(&response.body) {
        Ok(element) => Ok(Some(element)),
        Err(source) if claims_wbxml => Err(ProtocolError::Decode { command, source }),
        Err(_) => Err(ProtocolError::NotActiveSync { what: kind_of(response) }),
    }
}

fn kind_of(response: &Response) -> String {
    match text(&response.headers, "Content-Type") {
        Some(content_type) => content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        None => "without a content type".to_owned(),
    }
}

fn target(from: &Url, response: &Response) -> Option<Url> {
    let redirects = matches!(response.status.as_u16(), 301 | 302 | 307 | 308);
    let location = text(&response.headers, "Location").filter(|_| redirects)?;
    from.join(location).ok()
}

fn http_error(response: &Response, redirected_to: Option<Url>) -> HttpError {
    let status = response.status;
    let headers = &response.headers;
    let url = |name| text(headers, name).and_then(|url| Url::parse(url).ok());
    match status.as_u16() {
        300..=399 => HttpError::Redirected { status, to: redirected_to },
        401 => HttpError::SignIn {
            challenges: headers
                .get_all(header::WWW_AUTHENTICATE)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .map(str::to_owned)
                .collect(),
        },
        403 => HttpError::Forbidden,
        404 | 410 => HttpError::NotFound { status },
        413 | 414 => HttpError::RequestTooLarge { status },
        449 => HttpError::ProvisionNeeded,
        451 => HttpError::Moved { to: url("X-MS-Location").filter(is_safe_for_credentials) },
        456 => HttpError::AccountBlocked,
        457 => HttpError::PasswordExpired { change_at: url("X-MS-Credential-Service-Url") },
        408 | 429 | 502 | 503 | 504 => HttpError::Busy {
            status,
            after: wait(headers),
            throttle: text(headers, "X-MS-ASThrottle").map(str::to_owned),
        },
        500 => HttpError::ServerFailure { status, after: wait(headers) },
        501 => HttpError::CommandNotSupported,
        505 => HttpError::VersionNotSupported,
        507 => HttpError::MailboxFull,
        400..=499 => HttpError::BadRequest { status },
        _ => HttpError::Unexpected { status },
    }
}

/// How long the server wants to be left alone, where it says so in seconds. A date would need a clock to read.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = text(headers, "Retry-After").or_else(|| text(headers, "X-MS-BackoffDuration"))?;
    seconds.parse().ok().map(Duration::from_secs)
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({}, {})", self.endpoint.host_str().unwrap_or_default(), self.version)
    }
}
