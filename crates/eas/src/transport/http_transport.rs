//! HTTP as ActiveSync servers need it, by reqwest. What an answer means is not looked at here.

use std::error::Error;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::{Certificate, ClientBuilder, redirect};
use rustls::CertificateError;

use super::{Request, Response, Transport, TransportError, is_loopback, is_safe_for_credentials};

/// What every request says it comes from. Exchange counts how often a device changes this and may block it for hours,
/// so it holds no version number.
pub const USER_AGENT: &str = "Quorum";

/// Limits of an [`HttpTransport`], and whom it trusts.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// Until a connection stands, encryption included.
    pub connect_timeout: Duration,
    /// Until the first piece of an answer, and between two of them.
    pub read_timeout: Duration,
    /// For the whole exchange.
    pub timeout: Duration,
    /// Bytes of an answer, after decompression.
    pub max_body: usize,
    /// Certificates of authorities (PEM) to trust beside those of the system.
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
    network: reqwest::Client,
    /// For this machine itself, where a proxy of the environment has no business.
    loopback: reqwest::Client,
    max_body: usize,
}

impl HttpTransport {
    /// A transport within these limits.
    pub fn new(options: &HttpOptions) -> Result<Self, TransportError> {
        Ok(Self {
            network: build(options, |builder| builder)?,
            loopback: build(options, ClientBuilder::no_proxy)?,
            max_body: options.max_body,
        })
    }

    /// Reads piece by piece, so that an answer without end is noticed before it fills the memory.
    async fn read(&self, host: &str, mut answer: reqwest::Response) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| classify(host, &error))? {
            if piece.len() > self.max_body - body.len() {
                return Err(TransportError::TooLarge { limit: self.max_body });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if !is_safe_for_credentials(&request.url) {
            return Err(TransportError::Insecure(request.url.origin().ascii_serialization()));
        }
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let client = if is_loopback(&request.url) { &self.loopback } else { &self.network };
        let answer = client
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

fn build(
    options: &HttpOptions,
    adapt: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Result<reqwest::Client, TransportError> {
    let failed = |error: reqwest::Error| TransportError::Request(innermost(&error).to_string());
    let mut certificates = Vec::new();
    for pem in &options.trusted_certificates {
        match Certificate::from_pem_bundle(pem) {
            Ok(bundle) if !bundle.is_empty() => certificates.extend(bundle),
            Ok(_) => return Err(TransportError::Request("there is no certificate in PEM form".into())),
            Err(error) => return Err(failed(error)),
        }
    }
    let builder = || adapt(settings(options));
    match builder().tls_certs_merge(certificates.clone()).build() {
        Ok(client) => Ok(client),
        // A machine without any certificates of its own can still speak to itself; of all others it trusts nobody.
        Err(_) if certificates.is_empty() => builder().tls_certs_only(certificates).build().map_err(failed),
        Err(error) => Err(failed(error)),
    }
}

fn settings(options: &HttpOptions) -> ClientBuilder {
    reqwest::Client::builder()
        .cookie_store(true)
        .gzip(true)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.read_timeout)
        .timeout(options.timeout)
        // MS-ASHTTP is HTTP/1.1, and reqwest repeats some requests by itself only with HTTP/2.
        .http1_only()
        // SOGo closes after each answer without saying so; a connection kept would fail the next request in a way
        // that leaves open whether it was received.
        .pool_max_idle_per_host(0)
        .redirect(redirect::Policy::none())
        .referer(false)
}

/// Says what an error of reqwest means for the request: only what failed before there was a connection was surely
/// not sent.
fn classify(host: &str, error: &reqwest::Error) -> TransportError {
    let host = host.to_owned();
    if error.is_builder() {
        TransportError::Request(innermost(error).to_string())
    } else if error.is_connect() {
        let detail = innermost(error).to_string();
        match causes(error).find_map(|cause| cause.downcast_ref()) {
            Some(fault) => TransportError::Tls { host, detail: explain(fault) },
            None if error.is_dns() => TransportError::Resolve { host, detail },
            None => TransportError::Connect { host, detail },
        }
    } else if error.is_timeout() {
        TransportError::Timeout
    } else {
        TransportError::Interrupted(innermost(error).to_string())
    }
}

/// The error and everything under it. An `io::Error` hides what it carries from `source`.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        carried.map(|carried| carried as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

fn explain(fault: &rustls::Error) -> String {
    let text = match fault {
        rustls::Error::InvalidCertificate(fault) => match fault {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired; tell its administrator, or check the clock of this computer"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet; check the clock of this computer"
            }
            CertificateError::UnknownIssuer => {
                "its certificate does not come from an authority that this computer trusts; if your organization has \
                 an authority of its own, its certificate has to be added to this computer"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name; check the server name"
            }
            CertificateError::Revoked => "its certificate was revoked; tell its administrator",
            other => return format!("{other}; tell its administrator"),
        },
        rustls::Error::InvalidMessage(_) => "it does not encrypt there; check the address and its port",
        other => return format!("{other}; tell its administrator"),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::{HeaderMap, Method};
    use reqwest::dns::{Name, Resolve, Resolving};

    use super::*;

    struct NoNames;

    impl Resolve for NoNames {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Err("no such name".into()) })
        }
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_certain_not_to_have_arrived() {
        let client =
            build(&HttpOptions::default(), |builder| builder.no_proxy().dns_resolver(Arc::new(NoNames)));
        let client = client.unwrap();
        let transport = HttpTransport { network: client.clone(), loopback: client, max_body: 1 };
        let url = "https://mail.example.test/".parse().unwrap();
        let request = Request { method: Method::POST, url, headers: HeaderMap::new(), body: Bytes::new() };
        let error = transport.send(request).await.unwrap_err();
        let expected =
            TransportError::Resolve { host: "mail.example.test".into(), detail: "no such name".into() };
        assert_eq!(error, expected);
        assert!(!error.may_have_arrived());
    }
}
