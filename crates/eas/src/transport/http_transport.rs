//! HTTP as ActiveSync servers need it, by reqwest.

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use super::{Request, Response, Transport, TransportError, is_safe_for_credentials};

/// What every request says it comes from. Exchange counts how often a device changes this and may block it for hours,
/// so it holds no version number.
pub const USER_AGENT: &str = "Quorum/1";

/// Limits of an [`HttpTransport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// Until a connection stands, encryption included.
    pub connect_timeout: Duration,
    /// Between two pieces of an answer, and until the first.
    pub read_timeout: Duration,
    /// For the whole exchange.
    pub timeout: Duration,
    /// Bytes of an answer after decompression.
    pub max_body: usize,
    /// Certificates (PEM) to trust beside those of the system.
    pub trusted_certificates: Vec<Vec<u8>>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(20),
            read_timeout: Duration::from_secs(100),
            timeout: Duration::from_secs(600),
            max_body: 64 * 1024 * 1024,
            trusted_certificates: Vec::new(),
        }
    }
}

/// The network. It keeps the server's cookies, so each account has one of its own.
pub struct HttpTransport {
    client: reqwest::Client,
    max_body: usize,
}

impl HttpTransport {
    /// A transport with these limits.
    pub fn new(options: &HttpOptions) -> Result<Self, TransportError> {
        let mut builder = reqwest::Client::builder()
            .cookie_store(true)
            .gzip(true)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .timeout(options.timeout)
            // SOGo closes after each answer without saying so; a connection kept would fail the next request in a
            // way that leaves open whether it was received.
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        let certificates = options
            .trusted_certificates
            .iter()
            .map(|pem| {
                reqwest::Certificate::from_pem(pem)
                    .map_err(|error| TransportError::Request(error.to_string()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if !certificates.is_empty() {
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|error| TransportError::Request(error.to_string()))?;
        Ok(Self { client, max_body: options.max_body })
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if !is_safe_for_credentials(&request.url) {
            return Err(TransportError::Insecure(request.url.origin().ascii_serialization()));
        }
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let answer = self
            .client
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .map_err(|error| classify(&host, &error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = self.read(&host, answer).await?;
        Ok(Response { status, headers, body })
    }
}

impl HttpTransport {
    /// Reads piece by piece, so that an answer without end is noticed before it fills the memory.
    async fn read(&self, host: &str, mut answer: reqwest::Response) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| classify(host, &error))? {
            if body.len() + piece.len() > self.max_body {
                return Err(TransportError::TooLarge { limit: self.max_body });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }
}

fn classify(host: &str, error: &reqwest::Error) -> TransportError {
    let host = host.to_owned();
    let detail = innermost(error);
    if error.is_builder() || error.is_request() && error.url().is_none() {
        TransportError::Request(detail)
    } else if error.is_connect() {
        TransportError::Connect { host, detail }
    } else if error.is_timeout() {
        TransportError::Timeout
    } else {
        TransportError::Interrupted(detail)
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
