use eas::{
    Family, FolderSync, HttpError, Notice, ProtocolError, ProtocolVersion, Retry, Sync, SyncKey, SyncReply,
    TransportError,
};
use http::Method;
use url::Url;

use crate::support::{ENDPOINT, Script, WBXML, client, client_at, hex, response, wbxml, xml};

fn folder_sync() -> FolderSync {
    FolderSync { key: SyncKey::INITIAL }
}

fn no_folders() -> Vec<u8> {
    xml(r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>1</SyncKey></FolderSync>"#).encode()
}

#[tokio::test]
async fn a_command_travels_as_the_standard_says() {
    let script = Script::of([wbxml(no_folders())]);
    client(script.clone(), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap();
    let [request] = script.seen().try_into().unwrap();
    assert_eq!(request.method, Method::POST);
    assert_eq!(
        request.url.as_str(),
        format!("{ENDPOINT}?Cmd=FolderSync&User=bob%40example.test&DeviceId=device01&DeviceType=Quorum")
    );
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    headers.sort();
    let expected = [
        "authorization: Basic Ym9iQGV4YW1wbGUudGVzdDpib2ItcHc=",
        "content-type: application/vnd.ms-sync.wbxml",
        "ms-asprotocolversion: 14.1",
        "user-agent: Quorum",
        "x-ms-policykey: 0",
    ];
    assert_eq!(headers, expected);
    assert_eq!(request.body, hex("03 01 6A 00  00 07  56  52  03 30 00  01  01"));
}

#[tokio::test]
async fn the_version_and_the_stored_key_are_named() {
    let script = Script::of([wbxml(no_folders())]);
    let client = client(script.clone(), ProtocolVersion::V16_1).with_policy_key("1307199584".into());
    client.send(&folder_sync()).await.unwrap();
    let request = &script.seen()[0];
    assert_eq!(request.headers["ms-asprotocolversion"], "16.1");
    assert_eq!(request.headers["x-ms-policykey"], "1307199584");
    assert!(
        request.headers["x-ms-policykey"].is_sensitive() && request.headers["authorization"].is_sensitive()
    );
}

#[tokio::test]
async fn a_user_of_a_domain_is_percent_encoded() {
    let script = Script::of([wbxml(no_folders())]);
    let client = eas::Client::new(
        script.clone(),
        ENDPOINT.parse().unwrap(),
        eas::Credentials::basic(r"EXAMPLE\bob jones+x", "pw"),
        eas::Device::new("device01"),
        ProtocolVersion::V14_1,
    );
    client.send(&folder_sync()).await.unwrap();
    let url = script.seen()[0].url.to_string();
    assert!(url.contains("&User=EXAMPLE%5Cbob%20jones%2Bx&"), "{url}");
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let script = Script::of([wbxml(no_folders())]);
    let client = client(script.clone(), ProtocolVersion::V14_1).with_policy_key("1307199584".into());
    client.send(&folder_sync()).await.unwrap();
    let shown = format!("{client:?} {:?}", script.seen());
    for secret in ["bob", "pw", "Ym9i", "1307199584", "device01"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn options_tell_versions_commands_and_family() {
    let script = Script::of([response(
        200,
        &[
            ("MS-ASProtocolVersions", "2.5,12.0,12.1, 14.0,14.1"),
            ("MS-ASProtocolCommands", "Sync,SendMail,Provision"),
            ("MS-Server-ActiveSync", "14.3"),
            ("Server", "Microsoft-IIS/8.5"),
        ],
        "",
    )]);
    let client = client(script.clone(), ProtocolVersion::V16_1);
    let info = client.options().await.unwrap();
    assert_eq!(info.versions, ["2.5", "12.0", "12.1", "14.0", "14.1"]);
    assert_eq!(info.version().unwrap(), ProtocolVersion::V14_1);
    assert_eq!(info.commands, ["Sync", "SendMail", "Provision"]);
    assert_eq!((info.build.as_str(), info.family), ("14.3", Family::Exchange));
    let request = &script.seen()[0];
    assert_eq!((request.method.as_str(), request.url.as_str(), request.body.len()), ("OPTIONS", ENDPOINT, 0));
    assert!(request.headers.contains_key("authorization"), "OPTIONS wants credentials too");
    assert!(!request.headers.contains_key("x-ms-policykey"));
}

#[tokio::test]
async fn a_server_without_a_common_version_is_named() {
    let script = Script::of([response(200, &[("MS-ASProtocolVersions", "2.5,12.1")], "")]);
    let error = client(script, ProtocolVersion::V14_1).options().await.unwrap().version().unwrap_err();
    assert_eq!(error, ProtocolError::NoCommonVersion { announced: vec!["2.5".into(), "12.1".into()] });
    assert!(error.to_string().contains("2.5, 12.1"), "{error}");
}

#[tokio::test]
async fn a_page_is_not_active_sync() {
    let page =
        || response(200, &[("Content-Type", "text/html; charset=UTF-8")], "<html><body>Log in</body></html>");
    let expected = ProtocolError::NotActiveSync { what: "text/html".into() };
    let options = client(Script::of([page()]), ProtocolVersion::V14_1).options().await.unwrap_err();
    assert_eq!((&options, options.retry()), (&expected, Retry::LATER), "it may be a notice that passes");
    let command =
        client(Script::of([page()]), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap_err();
    assert_eq!(command, expected);
    assert!(command.to_string().contains("text/html"), "{command}");
}

#[tokio::test]
async fn garbage_and_foreign_documents_are_errors_that_may_pass() {
    let garbage = response(200, &[("Content-Type", WBXML)], b"\x03\x01\x6a\x00\x45\xff");
    let error = client(Script::of([garbage]), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(error, ProtocolError::Decode { command: "FolderSync", .. }), "{error}");
    assert_eq!((error.retry(), error.may_have_arrived()), (Retry::LATER, true));

    let foreign = wbxml(xml(r#"<Ping xmlns="Ping"><Status>1</Status></Ping>"#).encode());
    let error =
        client(Script::of([foreign]), ProtocolVersion::V14_1).send(&Sync::prime("5")).await.unwrap_err();
    assert_eq!(error, ProtocolError::Malformed { command: "Sync", missing: "its own root element" });
}

#[tokio::test]
async fn a_body_without_a_content_type_is_read_all_the_same() {
    let answer = response(200, &[], no_folders());
    client(Script::of([answer]), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap();
}

#[tokio::test]
async fn what_a_server_says_beside_its_answer_is_kept_until_asked_for() {
    let noisy = |days| {
        let headers = [
            ("X-MS-RP", "2.0,2.5,14.0,14.1"),
            ("MS-ASProtocolVersions", "14.0,14.1"),
            ("X-MS-Credentials-Expire", days),
            ("X-MS-ASThrottle", "CommandFrequency"),
        ];
        response(200, &headers, "")
    };
    let client = client(Script::of([noisy("6"), noisy("5")]), ProtocolVersion::V14_1);
    for _ in 0..2 {
        let reply = client.send(&Sync::pull("5", "8", eas::SyncOptions::default())).await.unwrap();
        assert_eq!(reply, SyncReply::Unchanged);
    }
    let expected = [
        Notice::Upgraded,
        Notice::Versions(vec!["14.0".into(), "14.1".into()]),
        Notice::PasswordExpires { days: 5 },
        Notice::Throttled { reason: "CommandFrequency".into() },
    ];
    assert_eq!(client.take_notices(), expected, "the latest of each kind");
    assert_eq!(client.take_notices(), []);
}

#[tokio::test]
async fn a_redirect_on_the_same_server_is_followed_with_everything() {
    let moved = response(307, &[("Location", "/eas/Microsoft-Server-ActiveSync")], "");
    let script = Script::of([moved, wbxml(no_folders())]);
    client(script.clone(), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap();
    let [first, second] = script.seen().try_into().unwrap();
    assert_eq!(second.url.path(), "/eas/Microsoft-Server-ActiveSync");
    assert_eq!(
        (second.url.query(), &second.body, &second.headers),
        (first.url.query(), &first.body, &first.headers)
    );
    assert_eq!(second.method, Method::POST);
}

#[tokio::test]
async fn credentials_never_follow_a_redirect_to_another_host() {
    for location in [
        "https://evil.example/Microsoft-Server-ActiveSync",
        "http://mail.example.test/Microsoft-Server-ActiveSync",
        "https://mail.example.test:8443/Microsoft-Server-ActiveSync",
        "//evil.example/x",
    ] {
        for status in [301, 302, 307, 308] {
            let script = Script::of([response(status, &[("Location", location)], "")]);
            let error =
                client(script.clone(), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap_err();
            let ProtocolError::Http(HttpError::Redirected { to: Some(to), .. }) = error else {
                panic!("{error}")
            };
            let named = Url::parse(ENDPOINT).unwrap().join(location).unwrap();
            assert_eq!(
                (to.origin(), to.path()),
                (named.origin(), named.path()),
                "it is named, for a person to decide"
            );
            assert_eq!(script.seen().len(), 1, "{location} was never asked");
        }
    }
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let circle = (0..6).map(|_| response(302, &[("Location", ENDPOINT)], ""));
    let script = Script::of(circle);
    let error = client(script.clone(), ProtocolVersion::V14_1).send(&folder_sync()).await.unwrap_err();
    assert!(matches!(error, ProtocolError::Http(HttpError::Redirected { .. })), "{error}");
    assert_eq!(script.seen().len(), 6);
}

#[tokio::test]
async fn a_transports_failure_is_passed_on() {
    let error = client(Script::failing(TransportError::Timeout), ProtocolVersion::V14_1)
        .send(&folder_sync())
        .await
        .unwrap_err();
    assert_eq!(error, ProtocolError::Transport(TransportError::Timeout));
}

#[tokio::test]
async fn a_key_that_no_header_can_hold_is_not_sent() {
    let script = Script::of([]);
    let client =
        client_at(ENDPOINT, script.clone(), ProtocolVersion::V14_1).with_policy_key("1\r\nX: y".into());
    let error = client.send(&folder_sync()).await.unwrap_err();
    assert!(!error.may_have_arrived() && script.seen().is_empty(), "{error}");
}
