//! Sign-in, versions, and requests that make no sense.

use eas::ProtocolVersion;
use exchange_sim::{Family, Sim};
use http::{Method, StatusCode};

use crate::client::{BOB, Client, Tree, config, exchange};

fn options(client: &Client) -> eas::transport::Response {
    let mut request = client.request("Sync", Vec::new());
    request.method = Method::OPTIONS;
    request.url.set_query(None);
    client.sim.handle(&request)
}

#[test]
fn options_announces_versions_and_commands() {
    let sim = Sim::new(config(Family::Exchange).versions([ProtocolVersion::V14_1]));
    let response = options(&Client::new(&sim, BOB, "14.1"));
    assert_eq!(response.status, StatusCode::OK);
    assert!(response.body.is_empty());
    assert_eq!(response.headers["ms-asprotocolversions"], "14.1");
    let commands = response.headers["ms-asprotocolcommands"].to_str().unwrap();
    assert!(commands.split(',').any(|name| name == "MeetingResponse"), "{commands}");
}

#[test]
fn every_family_announces_its_own() {
    let versions = |family| {
        let response = options(&Client::new(&Sim::new(config(family)), BOB, "14.1"));
        response.headers["ms-asprotocolversions"].to_str().unwrap().to_owned()
    };
    assert_eq!(versions(Family::Exchange), "2.0,2.1,2.5,12.0,12.1,14.0,14.1,16.0,16.1");
    assert_eq!(versions(Family::ExchangeOnline), "16.1");
    assert_eq!(versions(Family::Sogo), "2.5,12.0,12.1,14.0,14.1");
    assert_eq!(versions(Family::ZPush), "2.5,12.0,12.1,14.0,14.1");
    assert!(versions(Family::Grommunio).ends_with("16.1"));
}

#[test]
fn a_wrong_password_is_not_taken() {
    let client = Client::new(&exchange(), BOB, "14.1");
    let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
    request.headers.insert("authorization", "Basic Ym9iOndyb25n".parse().unwrap());
    let response = client.sim.handle(&request);
    assert_eq!(response.status, StatusCode::UNAUTHORIZED);
    assert!(response.headers.contains_key("www-authenticate"));
    request.headers.remove("authorization");
    assert_eq!(client.sim.handle(&request).status, StatusCode::UNAUTHORIZED);
    assert!(client.sim.history().is_empty(), "nobody asked");
}

#[test]
fn address_and_domain_name_sign_in_too() {
    let client = Client::new(&exchange(), BOB, "14.1");
    for name in ["bob", "BOB@contoso.com", "CONTOSO\\bob"] {
        let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
        use base64::Engine as _;
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{name}:bob-password"));
        request.headers.insert("authorization", format!("Basic {basic}").parse().unwrap());
        assert_eq!(client.sim.handle(&request).status, StatusCode::OK, "{name}");
    }
}

#[test]
fn other_paths_are_not_activesync() {
    let stray = |family| {
        let client = Client::new(&Sim::new(config(family)), BOB, "14.1");
        let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
        request.url.set_path("/mail/");
        client.sim.handle(&request)
    };
    assert_eq!(stray(Family::Exchange).status, StatusCode::NOT_FOUND);
    let page = stray(Family::Sogo);
    assert_eq!(page.status, StatusCode::OK, "SOGo shows its sign-in page anywhere");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
}

#[test]
fn a_version_not_offered_is_refused() {
    let sim = Sim::new(config(Family::Exchange).versions([ProtocolVersion::V14_1]));
    let client = Client::new(&sim, BOB, "16.1");
    assert_eq!(
        client.send("FolderSync", "<SyncKey>0</SyncKey>").status,
        StatusCode::HTTP_VERSION_NOT_SUPPORTED
    );
    let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
    request.headers.remove("ms-asprotocolversion");
    assert_eq!(sim.handle(&request).status, StatusCode::BAD_REQUEST);
    let sogo = Client::new(&Sim::new(config(Family::Sogo)), BOB, "16.1");
    assert_eq!(sogo.send("FolderSync", "<SyncKey>0</SyncKey>").status, StatusCode::OK, "SOGo does not look");
}

#[test]
fn bytes_that_are_no_document_get_102_and_other_content_101() {
    let client = Client::ready(&exchange(), BOB, "14.1");
    let status = |request| Tree::of(&client.sim.handle(&request)).text("Status");
    assert_eq!(status(client.request("MeetingResponse", b"<html>".to_vec())), "102");
    let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
    request.headers.insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(status(request), "101");
    let wrong_root = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>").body.to_vec();
    assert_eq!(status(client.request("Sync", wrong_root)), "103");
}

#[test]
fn a_command_nobody_has_is_501() {
    let client = Client::new(&exchange(), BOB, "14.1");
    let mut request = client.request_xml("FolderSync", "<SyncKey>0</SyncKey>");
    let query = request.url.query().unwrap().replace("FolderSync", "GetHierarchy");
    request.url.set_query(Some(&query));
    assert_eq!(client.sim.handle(&request).status, StatusCode::NOT_IMPLEMENTED);
}

#[test]
fn settings_tell_the_users_own_addresses() {
    let sim = exchange();
    sim.add_alias(BOB, "b.nakamura@contoso.com").unwrap();
    let get = "<UserInformation><Get/></UserInformation>";
    let newer = Client::ready(&sim, BOB, "14.1").post("Settings", get);
    assert_eq!(newer.text("Status"), "1");
    let account = newer.find("UserInformation/Get/Accounts/Account").unwrap();
    assert_eq!(account.text("UserDisplayName"), "Bob Nakamura");
    assert_eq!(
        account.find("EmailAddresses").unwrap().names(),
        ["SMTPAddress", "SMTPAddress", "PrimarySmtpAddress"]
    );
    assert_eq!(account.text("EmailAddresses/PrimarySmtpAddress"), BOB);
    let older = Client::ready(&sim, BOB, "14.0").post("Settings", get);
    assert_eq!(older.text("UserInformation/Get/EmailAddresses/SMTPAddress"), BOB, "no accounts before 14.1");
    assert_eq!(Client::ready(&sim, BOB, "14.1").post("Settings", "").text("Status"), "2");
}

#[test]
fn folders_come_once_and_a_wrong_key_is_9() {
    let client = Client::new(&exchange(), BOB, "14.1");
    let first = client.post("FolderSync", "<SyncKey>0</SyncKey>");
    assert_eq!(first.names(), ["Status", "SyncKey", "Changes"]);
    let changes = first.find("Changes").unwrap();
    let folder = |kind: &str| {
        let adds = changes.children();
        adds.into_iter().find(|add| add.maybe("Type").as_deref() == Some(kind)).unwrap()
    };
    assert_eq!(folder("2").text("DisplayName"), "Inbox");
    assert_eq!(folder("8").text("DisplayName"), "Calendar");
    assert_eq!(folder("4").text("DisplayName"), "Deleted Items");
    assert_eq!(folder("5").text("ParentId"), "0");
    assert_eq!(changes.text("Count"), (changes.children().len() - 1).to_string());
    let key = first.text("SyncKey");
    let again = client.post("FolderSync", &format!("<SyncKey>{key}</SyncKey>"));
    assert_eq!((again.text("Status"), again.text("Changes/Count")), ("1".into(), "0".into()));
    assert_eq!(client.post("FolderSync", "<SyncKey>777</SyncKey>").text("Status"), "9");
    assert_eq!(client.post("FolderSync", "").text("Status"), "10");
}
