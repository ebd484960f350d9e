//! Why there is no secure connection is said, and what is not the reason is not.

use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedKey, DnType, KeyPair};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::desk::{BOB, Desk, text};

/// A certificate for `name`, signed by itself.
fn certificate(name: &str, adapt: impl FnOnce(&mut CertificateParams)) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    adapt(&mut params);
    CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key }
}

/// A server that shows this certificate and says nothing; its URL.
async fn server(certified: &CertifiedKey<KeyPair>) -> String {
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    url
}

/// What is said of a server with this certificate, where the system trusts the one who made it, or does not.
async fn said_of(certified: &CertifiedKey<KeyPair>, trusted: bool) -> String {
    let desk = Desk::exchange("16.1").await;
    let (folder, url) = (tempfile::tempdir().unwrap(), server(certified).await);
    let authorities = folder.path().join("authorities.pem");
    let other = certificate("other.example.test", |_| ());
    let authority = if trusted { certified } else { &other };
    std::fs::write(&authorities, authority.cert.pem()).unwrap();
    let add = ["account", "add", "--json", "--email", BOB, "--user", "bob", "--server", &url];
    let run = desk
        .quorumctl(BOB, &add)
        .variable("QUORUM_PASSWORD", "pw")
        .variable("SSL_CERT_FILE", authorities.to_str().unwrap())
        .run()
        .await;
    let error = run.error(7, "tls");
    let message = text(&error["message"]);
    assert!(message.starts_with("The secure connection to localhost failed: "), "{message}");
    assert!(message.ends_with(" Nothing was sent."), "{message}");
    message.to_owned()
}

#[tokio::test]
async fn a_certificate_that_has_expired() {
    let expired = certificate("localhost", |params| params.not_after = rcgen::date_time_ymd(2001, 1, 1));
    let message = said_of(&expired, true).await;
    assert!(message.contains("its certificate has expired"), "{message}");
    assert!(!message.contains("trust") && !message.contains("name"), "{message}");
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let message = said_of(&certificate("mail.example.test", |_| ()), true).await;
    assert!(message.contains("its certificate is for another name; check the server name"), "{message}");
    assert!(!message.contains("trust") && !message.contains("expired"), "{message}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let message = said_of(&certificate("localhost", |_| ()), false).await;
    assert!(message.contains("an authority that this computer trusts"), "{message}");
    assert!(!message.contains("expired") && !message.contains("another name"), "{message}");
}
