//! What an invitation carries besides its facts: HTML, files, the place to join.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use exchange_sim::{Event, File, Sim};

use crate::client::{ALICE, BOB, Client, Tree, exchange, planning};

const HTML: &str = "<p>Three <b>priorities</b> each, please.</p>";

fn rich() -> Event {
    let logo = File { content_id: Some("logo@contoso".into()), ..File::new("logo.png", "image/png", "PNG") };
    Event {
        html: Some(HTML.into()),
        attachments: vec![File::new("Agenda.pdf", "application/pdf", "%PDF-1.7 \u{0}"), logo],
        online: Some("https://teams.contoso.example/l/meetup-join/1".into()),
        ..planning()
    }
}

fn invited(version: &str, event: Event) -> (Sim, Client) {
    let sim = exchange();
    sim.invite(ALICE, event).unwrap();
    let client = Client::ready(&sim, BOB, version);
    (sim, client)
}

fn fetch_file(client: &Client, reference: &str) -> Tree {
    let fetch = format!(
        "<Fetch><Store>Mailbox</Store><airsyncbase:FileReference>{reference}</airsyncbase:FileReference></Fetch>"
    );
    client.post("ItemOperations", &fetch).find("Response/Fetch").unwrap()
}

fn fetch_body(client: &Client, folder: &str, id: &str, preference: &str) -> Tree {
    let folder = client.folder(folder);
    let fetch = format!(
        "<Fetch><Store>Mailbox</Store><airsync:CollectionId>{folder}</airsync:CollectionId>\
         <airsync:ServerId>{id}</airsync:ServerId><Options>{preference}</Options></Fetch>"
    );
    client.post("ItemOperations", &fetch).find("Response/Fetch/Properties/Body").unwrap()
}

fn preference(kind: u8, rest: &str) -> String {
    format!(
        "<airsyncbase:BodyPreference><airsyncbase:Type>{kind}</airsyncbase:Type>{rest}</airsyncbase:BodyPreference>"
    )
}

#[test]
fn files_are_listed_with_the_mail_and_from_16_0_on_with_the_calendar_item() {
    for (version, in_calendar) in [("14.1", false), ("16.1", true)] {
        let (_, client) = invited(version, rich());
        let mail = client.prime("Inbox").pull_one();
        let item = client.prime("Calendar").pull_one();
        assert_eq!(item.has("ApplicationData/Attachments"), in_calendar, "{version}");
        let list = mail.find("ApplicationData/Attachments").unwrap().children();
        let [agenda, logo] = list.as_slice() else { panic!("{list:?}") };
        assert_eq!(
            agenda.names(),
            ["DisplayName", "FileReference", "Method", "EstimatedDataSize"],
            "a file is no picture of the text"
        );
        assert_eq!(
            (agenda.text("DisplayName"), agenda.text("EstimatedDataSize")),
            ("Agenda.pdf".into(), "10".into())
        );
        assert_eq!((logo.text("ContentId"), logo.text("IsInline")), ("logo@contoso".into(), "1".into()));
        assert_eq!(
            item.property("OnlineMeetingExternalLink"),
            "https://teams.contoso.example/l/meetup-join/1"
        );
    }
    let (_, client) = invited("14.0", rich());
    let item = client.prime("Calendar").pull_one();
    assert!(!item.has("ApplicationData/OnlineMeetingExternalLink"), "the element came with 14.1");
}

#[test]
fn a_file_is_fetched_by_its_reference() {
    for version in ["14.1", "16.1"] {
        let (_, client) = invited(version, rich());
        let mail = client.prime("Inbox").pull_one();
        let reference = mail.property("Attachments/Attachment/FileReference");
        let fetched = fetch_file(&client, &reference);
        assert_eq!(fetched.names(), ["Status", "FileReference", "Properties"]);
        assert_eq!(fetched.text("FileReference"), reference);
        assert_eq!(fetched.text("Properties/ContentType"), "application/pdf");
        assert_eq!(STANDARD.decode(fetched.text("Properties/Data")).unwrap(), b"%PDF-1.7 \0");
        assert_eq!(fetch_file(&client, "5%3a99%3a0").text("Status"), "15");
    }
}

#[test]
fn a_client_gets_html_when_it_wants_html() {
    for version in ["14.1", "16.1"] {
        let (_, client) = invited(version, rich());
        let mail = client.prime("Inbox").pull_one();
        let item = client.prime("Calendar").pull_one();
        for (folder, one) in [("Inbox", mail), ("Calendar", item)] {
            assert_eq!(one.property("NativeBodyType"), "2");
            assert_eq!(one.property("Body/Type"), "1", "text was asked for");
            let id = one.text("ServerId");
            let body = fetch_body(&client, folder, &id, &preference(2, ""));
            assert_eq!((body.text("Type"), body.text("Data")), ("2".into(), HTML.into()), "{folder}");
            let cut = preference(2, "<airsyncbase:TruncationSize>10</airsyncbase:TruncationSize>");
            let body = fetch_body(&client, folder, &id, &cut);
            assert_eq!((body.text("Truncated"), body.text("Data")), ("1".into(), HTML[..10].into()));
            assert_eq!(body.text("EstimatedDataSize"), HTML.len().to_string());
        }
    }
}

#[test]
fn where_there_is_only_html_it_comes_as_it_is() {
    let (_, client) = invited("16.1", Event { body: String::new(), ..rich() });
    let mail = client.prime("Inbox").pull_one();
    assert_eq!((mail.property("Body/Type"), mail.property("Body/Data")), ("2".into(), HTML.into()));
}

#[test]
fn a_mail_from_outside_keeps_its_files() {
    let (sim, client) = invited("16.1", rich());
    let mail = client.prime("Inbox").pull_one();
    let mime = preference(4, "");
    let mime = fetch_body(
        &client,
        "Inbox",
        &mail.text("ServerId"),
        &format!("<airsync:MIMESupport>2</airsync:MIMESupport>{mime}"),
    );
    let mime = mime.text("Data");
    assert!(mime.contains("multipart/mixed") && mime.contains("Agenda.pdf"), "{mime}");

    sim.clear_inbox(BOB).unwrap();
    sim.deliver(mime.as_bytes());
    let inbox = sim.mailbox(BOB).unwrap();
    let mails: Vec<_> = inbox.inbox().mails().collect();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].mail.html.as_deref(), Some(HTML));
    assert_eq!(mails[0].mail.attachments[0], rich().attachments[0]);
    assert_eq!(mails[0].mail.attachments[1].content_id.as_deref(), Some("logo@contoso"));
}
