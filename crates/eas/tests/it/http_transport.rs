//! The real transport against real sockets on this machine.

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request as Asked;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response as Answer;
use bytes::Bytes;
use eas::transport::{HttpOptions, is_safe_for_credentials};
use eas::{
    Client, FolderSync, HttpError, HttpTransport, ProtocolError, ProtocolVersion, Retry, Sync, SyncKey,
    SyncOptions, SyncReply, TransportError,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{WBXML, client_at, hex, xml};

fn folder_sync() -> FolderSync {
    FolderSync { key: SyncKey::INITIAL }
}

fn folders() -> Vec<u8> {
    xml(r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>1</SyncKey></FolderSync>"#).encode()
}

fn client_with(options: &HttpOptions, endpoint: &str) -> Client {
    client_at(endpoint, Arc::new(HttpTransport::new(options).unwrap()), ProtocolVersion::V14_1)
}

fn client(endpoint: &str) -> Client {
    client_with(&HttpOptions::default(), endpoint)
}

/// A server that answers everything with `answer`; its endpoint, and the headers and bodies it was sent.
async fn server(answer: fn() -> Answer) -> (String, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let app = Router::new().fallback(async move |asked: Asked| {
        let (head, body) = asked.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        log.lock().unwrap().push((head.headers, body));
        answer()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/Microsoft-Server-ActiveSync", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (endpoint, seen)
}

/// A server that reads one whole request and then does with the connection whatever `then` does; one after another.
async fn raw_server<F: Future<Output = ()> + Send + 'static>(then: fn(TcpStream) -> F) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/Microsoft-Server-ActiveSync", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            read_request(&mut stream).await;
            then(stream).await;
        }
    });
    endpoint
}

async fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return;
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(n) => request.extend_from_slice(&piece[..n]),
        }
    }
}

fn answer(status: u16, content_type: &str, body: impl Into<Body>) -> Answer {
    Answer::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("Content-Type", content_type)
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn a_command_goes_through() {
    let (endpoint, seen) = server(|| answer(200, WBXML, folders())).await;
    let reply = client(&endpoint).send(&folder_sync()).await.unwrap();
    assert_eq!(reply.key.as_str(), "1");
    let (headers, body) = seen.lock().unwrap()[0].clone();
    assert_eq!(body, hex("03 01 6A 00  00 07  56  52  03 30 00  01  01"));
    assert_eq!(headers["content-length"], "13", "SOGo answers 500 to chunked bodies");
    assert!(!headers.contains_key("transfer-encoding"));
    assert_eq!(headers["user-agent"], "Quorum", "Exchange blocks devices that change it");
    assert_eq!(headers["accept-encoding"], "gzip");
}

#[tokio::test]
async fn options_send_no_body() {
    let (endpoint, seen) = server(|| {
        Answer::builder().header("MS-ASProtocolVersions", "14.0,14.1").body(Body::empty()).unwrap()
    })
    .await;
    assert_eq!(client(&endpoint).options().await.unwrap().versions, ["14.0", "14.1"]);
    let (headers, body) = seen.lock().unwrap()[0].clone();
    assert!(body.is_empty() && !headers.contains_key("content-type"));
}

#[tokio::test]
async fn refusals_have_their_kind() {
    let (endpoint, _) = server(|| {
        let mut answer = answer(401, "text/plain", "");
        answer.headers_mut().insert("WWW-Authenticate", "basic realm=\"SOGo\"".parse().unwrap());
        answer
    })
    .await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(
        matches!(&error, ProtocolError::Http(HttpError::SignIn { challenges }) if challenges.len() == 1),
        "{error}"
    );

    let (endpoint, _) = server(|| answer(403, "text/html", "<html>")).await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert_eq!(error, ProtocolError::Http(HttpError::Forbidden));

    let (endpoint, _) = server(|| {
        let mut answer = answer(503, "text/html", "<html>");
        answer.headers_mut().insert("Retry-After", "7".parse().unwrap());
        answer
    })
    .await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert_eq!(error.retry(), Retry::after_seconds(7), "{error}");
}

#[tokio::test]
async fn a_login_page_is_named_for_what_it_is() {
    let (endpoint, _) = server(|| answer(200, "text/html; charset=utf-8", "<!DOCTYPE html><html>")).await;
    let expected = ProtocolError::NotActiveSync { what: "text/html".into() };
    assert_eq!(client(&endpoint).options().await.unwrap_err(), expected);
    assert_eq!(client(&endpoint).send(&folder_sync()).await.unwrap_err(), expected);
}

#[tokio::test]
async fn garbage_is_an_error_with_its_place() {
    let (endpoint, _) = server(|| answer(200, WBXML, b"\x03\x01\x6a\x00\x00\x07\x56\x4c\x03".to_vec())).await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(error, ProtocolError::Decode { command: "FolderSync", .. }), "{error}");
    assert!(error.to_string().contains("byte "), "{error}");
}

#[tokio::test]
async fn a_compressed_answer_is_read() {
    let (endpoint, _) = server(|| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&folders()).unwrap();
        let mut answer = answer(200, WBXML, gzip.finish().unwrap());
        answer.headers_mut().insert("Content-Encoding", "gzip".parse().unwrap());
        answer
    })
    .await;
    assert_eq!(client(&endpoint).send(&folder_sync()).await.unwrap().key.as_str(), "1");
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let options = HttpOptions { max_body: 10_000, ..HttpOptions::default() };
    let (endpoint, _) = server(|| answer(200, WBXML, vec![b'x'; 10_001])).await;
    let error = client_with(&options, &endpoint).send(&folder_sync()).await.unwrap_err();
    assert_eq!(error, ProtocolError::Transport(TransportError::TooLarge { limit: 10_000 }));

    // A bomb: 40 MB of zeros in 40 KB.
    let (endpoint, _) = server(|| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..40 {
            gzip.write_all(&[0; 1_000_000]).unwrap();
        }
        let mut answer = answer(200, WBXML, gzip.finish().unwrap());
        answer.headers_mut().insert("Content-Encoding", "gzip".parse().unwrap());
        answer
    })
    .await;
    let error = client_with(&options, &endpoint).send(&folder_sync()).await.unwrap_err();
    assert_eq!(
        error,
        ProtocolError::Transport(TransportError::TooLarge { limit: 10_000 }),
        "the limit holds unpacked"
    );

    let (endpoint, _) = server(|| answer(200, WBXML, folders())).await;
    let exactly = HttpOptions { max_body: folders().len(), ..HttpOptions::default() };
    client_with(&exactly, &endpoint).send(&folder_sync()).await.unwrap();
}

#[tokio::test]
async fn cookies_come_back() {
    let (endpoint, seen) = server(|| {
        let mut answer = answer(200, WBXML, folders());
        answer.headers_mut().insert("Set-Cookie", "X-BackEndCookie=abc; path=/; HttpOnly".parse().unwrap());
        answer
    })
    .await;
    let client = client(&endpoint);
    client.send(&folder_sync()).await.unwrap();
    client.send(&folder_sync()).await.unwrap();
    let cookies: Vec<_> =
        seen.lock().unwrap().iter().map(|(headers, _)| headers.get("cookie").cloned()).collect();
    assert_eq!(cookies, [None, Some("X-BackEndCookie=abc".parse().unwrap())]);
}

#[tokio::test]
async fn a_server_that_closes_each_connection_without_a_word_is_no_trouble() {
    // As SOGo does: HTTP/1.1, no `Connection: close`, and closed all the same.
    let endpoint = raw_server(|mut stream| async move {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {WBXML}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
    })
    .await;
    let client = client(&endpoint);
    for _ in 0..3 {
        let reply = client.send(&Sync::pull("5", "8", SyncOptions::default())).await.unwrap();
        assert_eq!(reply, SyncReply::Unchanged);
    }
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_leaves_it_open_whether_it_arrived() {
    let endpoint = raw_server(|stream| async move { drop(stream) }).await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(error, ProtocolError::Transport(TransportError::Interrupted(_))), "{error}");
    assert_eq!((error.retry(), error.may_have_arrived()), (Retry::Network, true));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_read() {
    let endpoint = raw_server(|mut stream| async move {
        let body = folders();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: {WBXML}\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..body.len() - 1]).await.unwrap();
    })
    .await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(error, ProtocolError::Transport(TransportError::Interrupted(_))), "{error}");
    assert!(error.may_have_arrived());
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let (endpoint, options) = (
        raw_server(|mut stream| async move {
            // Held open until the client has gone.
            let _ = stream.read(&mut [0; 1]).await;
        })
        .await,
        HttpOptions { read_timeout: Duration::from_millis(100), ..HttpOptions::default() },
    );
    let error = client_with(&options, &endpoint).send(&folder_sync()).await.unwrap_err();
    assert_eq!(error, ProtocolError::Transport(TransportError::Timeout));
    assert!(error.may_have_arrived());
}

#[tokio::test]
async fn nothing_there_is_certain_not_to_have_arrived() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(
        matches!(&error, ProtocolError::Transport(TransportError::Connect { host, .. }) if host == "127.0.0.1"),
        "{error}"
    );
    assert_eq!((error.retry(), error.may_have_arrived()), (Retry::Network, false));
}

#[tokio::test]
async fn a_password_never_leaves_the_machine_unencrypted() {
    let error = client("http://mail.example.test/Microsoft-Server-ActiveSync")
        .send(&folder_sync())
        .await
        .unwrap_err();
    assert_eq!(error, ProtocolError::Transport(TransportError::Insecure("http://mail.example.test".into())));

    let safe = |url: &str| is_safe_for_credentials(&url.parse().unwrap());
    for url in
        ["https://mail.example.test/", "http://localhost:8080/", "http://127.1.2.3/", "http://[::1]:80/"]
    {
        assert!(safe(url), "{url}");
    }
    for url in [
        "http://mail.example.test/",
        "http://localhost.example.test/",
        "http://10.0.0.1/",
        "ftp://localhost/",
    ] {
        assert!(!safe(url), "{url}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed_behind_the_clients_back() {
    let (endpoint, seen) = server(|| {
        Answer::builder().status(302).header("Location", "https://evil.invalid/").body(Body::empty()).unwrap()
    })
    .await;
    let error = client(&endpoint).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(&error, ProtocolError::Http(HttpError::Redirected { .. })), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 1);
}
