//! One account's side of the conversation: puts commands into HTTP requests and reads what comes back.
//!
//! A [`Client`] sends each command once. It follows a redirect on the same host, because that is the same server;
//! everything else (waiting, repeating, asking a person, provisioning) is decided by the caller, to whom
//! [`ProtocolError::retry`] says what is needed.

use std::mem::{discriminant, take};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::{Url, form_urlencoded};
use wbxml::Element;

use crate::answer;
use crate::command::Command;
use crate::command::provision::{
    AcknowledgePolicy, Acknowledgement, AskForPolicy, PolicyAnswer, PolicyOffer,
};
use crate::device::{Credentials, Device};
use crate::error::ProtocolError;
use crate::id::PolicyKey;
use crate::server_info::{Notice, ServerInfo};
use crate::transport::{Request, Response, Transport, TransportError, USER_AGENT};
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
    notices: Mutex<Vec<Notice>>,
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
            notices: Mutex::default(),
        }
    }

    /// The same with the policy key that was acknowledged earlier.
    pub fn with_policy_key(self, key: PolicyKey) -> Self {
        self.set_policy_key(key);
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
        lock(&self.policy_key).clone()
    }

    fn set_policy_key(&self, key: PolicyKey) {
        *lock(&self.policy_key) = key;
    }

    /// What the server said beside its answers since this was asked last, the latest of each kind.
    pub fn take_notices(&self) -> Vec<Notice> {
        take(&mut *lock(&self.notices))
    }

    /// Asks what the server speaks (MS-ASHTTP 2.2.3).
    pub async fn options(&self) -> Result<ServerInfo, ProtocolError> {
        let request = Request {
            method: Method::OPTIONS,
            url: self.endpoint.clone(),
            headers: self.headers(),
            body: Bytes::new(),
        };
        let response = self.exchange("OPTIONS", request).await?;
        ServerInfo::read(&self.endpoint, &response.headers)
            .ok_or_else(|| ProtocolError::NotActiveSync { what: answer::kind_of(&response) })
    }

    /// Sends one command, once.
    pub async fn send<C: Command>(&self, command: &C) -> Result<C::Reply, ProtocolError> {
        let asked = command.request(self.version)?;
        let key = command.policy_key().cloned().unwrap_or_else(|| self.policy_key());
        let request = self.request(C::NAME, &key, asked.as_ref())?;
        let response = self.exchange(C::NAME, request).await.map_err(|error| match error {
            ProtocolError::Http(error) => command.refused(error),
            error => error,
        })?;
        let answered = answer::body(C::NAME, &response)?;
        if let (Some(asked), Some(answered)) = (&asked, &answered)
            && asked.tag != answered.tag
        {
            return Err(ProtocolError::Malformed { command: C::NAME, missing: "its own root element" });
        }
        command.reply(answered, self.version)
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
        url.set_query(Some(&format!(
            "Cmd={name}&User={}&DeviceId={}&DeviceType={}",
            percent_encode(self.credentials.user()),
            percent_encode(self.device.id.as_str()),
            percent_encode(&self.device.device_type),
        )));

        let mut headers = self.headers();
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

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, self.credentials.authorization());
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers
    }

    /// Sends a request and turns everything but 200 into an error.
    async fn exchange(&self, command: &'static str, mut request: Request) -> Result<Response, ProtocolError> {
        let mut redirects_left = MOST_REDIRECTS;
        loop {
            let response = self.transport.send(request.clone()).await?;
            tracing::debug!(command, ?request, ?response, "exchanged");
            self.note(&response);
            if response.status == StatusCode::OK {
                return Ok(response);
            }
            let to = answer::redirect(&request.url, &response);
            // The same server under another path may see what this path may see.
            match to {
                Some(to) if to.origin() == request.url.origin() && redirects_left > 0 => request.url = to,
                to => return Err(answer::error(&response, to).into()),
            }
            redirects_left -= 1;
        }
    }

    fn note(&self, response: &Response) {
        let mut notices = lock(&self.notices);
        for notice in Notice::read(&response.headers) {
            notices.retain(|earlier| discriminant(earlier) != discriminant(&notice));
            notices.push(notice);
        }
    }
}

/// What is held under these locks is whole at any time, so a panic elsewhere has not spoiled it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As in a path: `+` for a space is a habit of forms that not every server shares.
fn percent_encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({}, {})", self.endpoint.host_str().unwrap_or_default(), self.version)
    }
}
