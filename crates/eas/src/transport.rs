//! The one door to the network: an HTTP request out, an HTTP response or the reason there is none back.
//!
//! [`Transport`] is a trait so that everything above it runs against a server in memory as well; [`HttpTransport`]
//! is the real one. A transport knows nothing of ActiveSync: it does not look at bodies, follow redirects or repeat
//! a request. That is for [`Client`](crate::Client) and whoever calls it.

mod http_transport;

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::{Host, Url};

pub use http_transport::{HttpOptions, HttpTransport, USER_AGENT};

/// An HTTP request, complete but for what the connection itself adds.
#[derive(Clone)]
pub struct Request {
    /// POST, or OPTIONS.
    pub method: Method,
    /// Where to, with the query.
    pub url: Url,
    /// Every header the server is to see, `Authorization` among them.
    pub headers: HeaderMap,
    /// The body; may be empty.
    pub body: Bytes,
}

/// An HTTP response, read to its end.
#[derive(Clone)]
pub struct Response {
    /// The status line's number.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, decompressed.
    pub body: Bytes,
}

/// Queries name the user and the device, headers carry the password, bodies carry people's mail: none of it is shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, without_query(&self.url), self.body.len())
    }
}

/// As with [`Request`], only what holds no secret is shown.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

fn without_query(url: &Url) -> String {
    format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// Something that carries a request to a server and brings its response.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request` once and reads the whole response, whatever its status.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;
}

/// No response came. [`may_have_arrived`](Self::may_have_arrived) tells whether the server may have acted all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The host's name has no address.
    #[error("the name {host} has no address; check the server name and the network ({detail})")]
    Resolve {
        /// The name looked up.
        host: String,
        /// What the system said.
        detail: String,
    },
    /// Nothing answers at that address.
    #[error("{host} does not accept connections; check the server name, the port and the network ({detail})")]
    Connect {
        /// The host.
        host: String,
        /// What the system said.
        detail: String,
    },
    /// The encrypted connection could not be made: a certificate that is not trusted, expired or for another name, or
    /// no common way to encrypt. Nothing was sent.
    #[error("no secure connection to {host}: {detail}")]
    Tls {
        /// The host.
        host: String,
        /// What was wrong.
        detail: String,
    },
    /// The address would send a password over an open line; refused before anything was sent.
    #[error("{0} is not encrypted; only https addresses are used, and http on this machine itself")]
    Insecure(String),
    /// The request went out and no (complete) answer came in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// The connection broke after the request, or part of it, had gone out.
    #[error("the connection broke before the answer was complete ({0})")]
    Interrupted(String),
    /// The answer is larger than this client is willing to hold.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The request could not be put together; nothing was sent.
    #[error("the request could not be made ({0})")]
    Request(String),
}

impl TransportError {
    /// Whether the server may have received the request and acted on it. `false` is certain: nothing was sent.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Resolve { .. }
            | Self::Connect { .. }
            | Self::Tls { .. }
            | Self::Insecure(_)
            | Self::Request(_) => false,
            Self::Timeout | Self::Interrupted(_) | Self::TooLarge { .. } => true,
        }
    }
}

/// May a password travel to this address? https anywhere; plain http only to the machine itself.
pub fn is_safe_for_credentials(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    }
}

/// Is this the machine itself?
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
