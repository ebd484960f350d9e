//! Certificates: trusted or not, and for whom.

use std::sync::Arc;

use eas::transport::HttpOptions;
use eas::{
    HttpTransport, ProtocolError, ProtocolVersion, Retry, Sync, SyncOptions, SyncReply, TransportError,
};
use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::{WBXML, client_at};

/// A certificate for `name`, signed by itself.
fn certificate(name: &str, adapt: impl FnOnce(&mut CertificateParams)) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    adapt(&mut params);
    CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key }
}

/// An encrypted server that answers each request with nothing; its endpoint.
async fn server(certified: &CertifiedKey<KeyPair>) -> String {
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint =
        format!("https://localhost:{}/Microsoft-Server-ActiveSync", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {WBXML}\r\nContent-Length: 0\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    endpoint
}

async fn pull(endpoint: &str, trusted: Vec<Vec<u8>>) -> Result<SyncReply, ProtocolError> {
    let options = HttpOptions { trusted_certificates: trusted, ..HttpOptions::default() };
    let transport = Arc::new(HttpTransport::new(&options).unwrap());
    client_at(endpoint, transport, ProtocolVersion::V16_1)
        .send(&Sync::pull("5", "8", SyncOptions::default()))
        .await
}

async fn fault(certified: &CertifiedKey<KeyPair>, trusted: Vec<Vec<u8>>) -> String {
    let error = pull(&server(certified).await, trusted).await.unwrap_err();
    assert_eq!((error.retry(), error.may_have_arrived()), (Retry::Network, false), "{error}");
    match error {
        ProtocolError::Transport(TransportError::Tls { host, detail }) if host == "localhost" => detail,
        other => panic!("{other}"),
    }
}

fn pem(certified: &CertifiedKey<KeyPair>) -> Vec<Vec<u8>> {
    vec![certified.cert.pem().into_bytes()]
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let detail = fault(&certificate("localhost", |_| ()), Vec::new()).await;
    assert!(detail.contains("authority"), "{detail}");
}

#[tokio::test]
async fn a_certificate_that_was_added_is_trusted() {
    let certified = certificate("localhost", |_| ());
    let reply = pull(&server(&certified).await, pem(&certified)).await.unwrap();
    assert_eq!(reply, SyncReply::Unchanged);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let certified = certificate("mail.example.test", |_| ());
    let detail = fault(&certified, pem(&certified)).await;
    assert!(detail.contains("another name"), "{detail}");
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let certified = certificate("localhost", |params| params.not_after = rcgen::date_time_ymd(2001, 1, 1));
    let detail = fault(&certified, pem(&certified)).await;
    assert!(detail.contains("expired"), "{detail}");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_no_secure_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = pull(&endpoint, Vec::new()).await.unwrap_err();
    assert!(matches!(&error, ProtocolError::Transport(TransportError::Tls { .. })), "{error}");
    assert!(!error.may_have_arrived());
}

#[test]
fn what_is_no_certificate_cannot_be_trusted() {
    let options =
        HttpOptions { trusted_certificates: vec![b"no certificate".to_vec()], ..HttpOptions::default() };
    assert!(matches!(HttpTransport::new(&options), Err(TransportError::Request(_))));
}
