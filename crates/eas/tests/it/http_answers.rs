//! What each HTTP status means, and asks for (MS-ASHTTP 2.2.2.1.1).

use std::time::Duration;

use eas::{FolderSync, HttpError, ProtocolError, ProtocolVersion, Retry, SyncKey};
use http::StatusCode;

use crate::support::{Script, client, response};

async fn error(status: u16, headers: &[(&str, &str)]) -> ProtocolError {
    let script = Script::of([response(status, headers, "<html>whatever</html>")]);
    client(script, ProtocolVersion::V14_1).send(&FolderSync { key: SyncKey::INITIAL }).await.unwrap_err()
}

async fn http(status: u16, headers: &[(&str, &str)]) -> HttpError {
    match error(status, headers).await {
        ProtocolError::Http(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_status_has_its_kind_its_remedy_and_its_certainty() {
    let certainly_not = false;
    let perhaps = true;
    let cases = [
        (302, Retry::Permanent, certainly_not),
        (400, Retry::Permanent, certainly_not),
        (401, Retry::SignIn, certainly_not),
        (403, Retry::Permanent, certainly_not),
        (404, Retry::Permanent, certainly_not),
        (405, Retry::Permanent, certainly_not),
        (408, Retry::LATER, perhaps),
        (413, Retry::Permanent, certainly_not),
        (414, Retry::Permanent, certainly_not),
        (429, Retry::LATER, perhaps),
        (449, Retry::Provision, certainly_not),
        (451, Retry::Relocate, certainly_not),
        (456, Retry::Permanent, certainly_not),
        (457, Retry::SignIn, certainly_not),
        (500, Retry::LATER, perhaps),
        (501, Retry::Permanent, certainly_not),
        (502, Retry::LATER, perhaps),
        (503, Retry::LATER, perhaps),
        (504, Retry::LATER, perhaps),
        (505, Retry::Renegotiate, certainly_not),
        (507, Retry::Permanent, certainly_not),
        (204, Retry::Permanent, perhaps),
        (521, Retry::LATER, perhaps),
        (600, Retry::Permanent, perhaps),
    ];
    for (status, retry, may_have_arrived) in cases {
        let error = error(status, &[]).await;
        assert_eq!((error.retry(), error.may_have_arrived()), (retry, may_have_arrived), "{status}: {error}");
        assert!(!error.to_string().contains("whatever"), "an answer's text is never shown");
    }
}

#[tokio::test]
async fn a_challenge_is_passed_on() {
    let challenges = [("WWW-Authenticate", r#"basic realm="SOGo""#)];
    let expected = HttpError::SignIn { challenges: vec![r#"basic realm="SOGo""#.into()] };
    assert_eq!(http(401, &challenges).await, expected);
}

#[tokio::test]
async fn a_moved_mailbox_names_its_new_place_if_it_is_safe() {
    let to = "https://pod2.example.test/Microsoft-Server-ActiveSync";
    assert_eq!(http(451, &[("X-MS-Location", to)]).await, HttpError::Moved { to: Some(to.parse().unwrap()) });
    for unsafe_place in ["http://pod2.example.test/x", "not a url", "ftp://pod2.example.test"] {
        assert_eq!(http(451, &[("X-MS-Location", unsafe_place)]).await, HttpError::Moved { to: None });
    }
}

#[tokio::test]
async fn an_expired_password_names_where_to_change_it() {
    let to = "https://id.example.test/change";
    let headers = [("X-MS-Credential-Service-Url", to)];
    assert_eq!(
        http(457, &headers).await,
        HttpError::PasswordExpired { change_at: Some(to.parse().unwrap()) }
    );
}

#[tokio::test]
async fn a_busy_server_says_how_long_to_wait() {
    let wait = async |headers: &[(&str, &str)]| error(503, headers).await.retry();
    let seconds = |seconds| Retry::Transient { after: Some(Duration::from_secs(seconds)) };
    assert_eq!(wait(&[("Retry-After", "120")]).await, seconds(120));
    assert_eq!(wait(&[("X-MS-BackoffDuration", "30")]).await, seconds(30));
    let date = [("Date", "Wed, 21 Oct 2026 07:28:00 GMT"), ("Retry-After", "Wed, 21 Oct 2026 07:30:00 GMT")];
    assert_eq!(wait(&date).await, seconds(120), "counted from the server's own clock");
    assert_eq!(wait(&date[1..]).await, Retry::LATER);
    assert_eq!(wait(&[("Retry-After", "soon")]).await, Retry::LATER);
    let past = [("Date", "Wed, 21 Oct 2026 07:30:00 GMT"), ("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")];
    assert_eq!(wait(&past).await, Retry::LATER);
    assert_eq!(
        http(503, &[("X-MS-ASThrottle", "SyncCommands")]).await,
        HttpError::Busy {
            status: StatusCode::SERVICE_UNAVAILABLE,
            after: None,
            throttle: Some("SyncCommands".into())
        }
    );
}
