//! The server on a socket, looked at with nothing but a socket.

use exchange_sim::{Command, Demo, Family, Fault, On, Sim, SimConfig, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{BOB, BODY, Client, Tree};

/// What the demo sends back for an HTTP request, to the end of the connection.
async fn ask(demo: &Demo, client: &Client, command: &str, inner: &str) -> Vec<u8> {
    ask_at(demo.url(), client, command, inner).await
}

async fn ask_at(url: &url::Url, client: &Client, command: &str, inner: &str) -> Vec<u8> {
    let request = client.request_xml(command, inner);
    let mut text = format!("POST {}?{} HTTP/1.1\r\nhost: x\r\n", url.path(), request.url.query().unwrap());
    for (name, value) in &request.headers {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += &format!("content-length: {}\r\nconnection: close\r\n\r\n", request.body.len());
    let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.write_all(&request.body).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is broken may say so.
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

#[tokio::test]
async fn the_demo_answers_over_http() {
    let demo = Demo::start().await.unwrap();
    assert!(demo.url().as_str().starts_with("http://127.0.0.1:"));
    let accounts = demo.accounts();
    assert_eq!((accounts[0].email.as_str(), accounts[1].email.as_str()), ("alice@contoso.com", BOB));
    let client = Client::new(demo.sim(), BOB, "16.1");
    let answer = ask(&demo, &client, "FolderSync", "<SyncKey>0</SyncKey>").await;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&answer));
    let body = answer.windows(4).position(|bytes| bytes == [3, 1, 0x6A, 0]).unwrap();
    assert!(wbxml::xml::to_xml(&answer[body..]).unwrap().contains("<DisplayName>Inbox</DisplayName>"));
}

#[tokio::test]
async fn a_lost_answer_never_leaves() {
    let demo = Demo::start_with(SimConfig::new(Family::Exchange)).await.unwrap();
    let client = Client::new(demo.sim(), BOB, "14.1");
    for fault in [Fault::LoseRequest, Fault::LoseReply] {
        demo.sim().fail(On::command(Command::FolderSync), fault);
        assert_eq!(ask(&demo, &client, "FolderSync", "<SyncKey>0</SyncKey>").await, b"");
    }
    assert!(!ask(&demo, &client, "FolderSync", "<SyncKey>0</SyncKey>").await.is_empty());
}

#[tokio::test]
async fn a_dropped_demo_listens_no_more() {
    let demo = Demo::start_with(SimConfig::new(Family::Exchange)).await.unwrap();
    let address = (demo.url().host_str().unwrap().to_owned(), demo.url().port().unwrap());
    let client = Client::ready(demo.sim(), BOB, "14.1");
    client.prime("Inbox").pull();
    let heartbeat = format!(
        "<HeartbeatInterval>600</HeartbeatInterval><Folders><Folder><Id>{}</Id><Class>Email</Class></Folder></Folders>",
        client.folder("Inbox")
    );
    let request = client.request_xml("Ping", &heartbeat);
    let mut open = TcpStream::connect(address.clone()).await.unwrap();
    let head = format!(
        "POST {}?{} HTTP/1.1\r\nhost: x\r\nauthorization: {}\r\nms-asprotocolversion: 14.1\r\n\
         content-type: application/vnd.ms-sync.wbxml\r\ncontent-length: {}\r\n\r\n",
        demo.url().path(),
        request.url.query().unwrap(),
        request.headers["authorization"].to_str().unwrap(),
        request.body.len()
    );
    open.write_all(head.as_bytes()).await.unwrap();
    open.write_all(&request.body).await.unwrap();
    drop(demo);
    let mut answer = Vec::new();
    let _ = open.read_to_end(&mut answer).await;
    assert_eq!(answer, b"", "whoever waits is let go");
    while TcpStream::connect(address.clone()).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn only_this_machine_is_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let error = serve(Sim::new(SimConfig::new(Family::Exchange)), listener).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
}

/// The program with these arguments: its process, and the lines it prints once it listens.
fn program(arguments: &[&str]) -> (std::process::Child, Vec<String>) {
    use std::io::BufRead as _;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_exchange-sim"))
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(child.stdout.take().unwrap());
    let lines = output.lines().take(3).map(Result::unwrap).collect();
    (child, lines)
}

#[tokio::test]
async fn the_program_says_where_it_is_and_who_can_sign_in() {
    let (mut child, lines) =
        program(&["--listen", "127.0.0.1:0", "--protocol", "14.1", "--scenario", "empty"]);
    let url: url::Url = lines[0].strip_prefix("url=").unwrap().parse().unwrap();
    assert_eq!(url.path(), "/Microsoft-Server-ActiveSync");
    assert_eq!(lines[1], "account=alice@contoso.com user=alice password=alice-password");
    assert!(lines[2].starts_with("account=bob@contoso.com "));
    let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).await.unwrap();
    let request = format!(
        "OPTIONS {} HTTP/1.1\r\nhost: x\r\nauthorization: Basic Ym9iOmJvYi1wYXNzd29yZA==\r\nconnection: close\r\n\r\n",
        url.path()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.to_lowercase().contains("ms-asprotocolversions: 14.1\r\n"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Titles of the mails in the Inbox that the program, listening there, shows to Bob, and what else it sent with them.
async fn inbox_at(url: &url::Url, version: &str) -> (Vec<String>, String) {
    // People and passwords are the same in every scenario.
    let bob = Client::new(&Sim::new(SimConfig::new(Family::Exchange)), BOB, version);
    let ask = async |command: &str, inner: &str| {
        let answer = ask_at(url, &bob, command, inner).await;
        let body = answer.windows(4).position(|bytes| bytes == [3, 1, 0x6A, 0]).unwrap();
        let head = String::from_utf8(answer[..body].to_vec()).unwrap();
        (Tree(wbxml::Element::decode(&answer[body..]).unwrap()), head)
    };
    let (folders, head) = ask("FolderSync", "<SyncKey>0</SyncKey>").await;
    let mut added = folders.find("Changes").unwrap().children().into_iter();
    let inbox = added.find(|folder| folder.maybe("DisplayName").as_deref() == Some("Inbox")).unwrap();
    let sync = async |key: &str, rest: &str| {
        let id = inbox.text("ServerId");
        let collection = format!("<SyncKey>{key}</SyncKey><CollectionId>{id}</CollectionId>{rest}");
        ask("Sync", &format!("<Collections><Collection>{collection}</Collection></Collections>")).await.0
    };
    let primed = sync("0", "").await.text("Collections/Collection/SyncKey");
    let mails = sync(&primed, BODY).await.find("Collections/Collection/Commands").unwrap().children();
    (mails.iter().map(|mail| mail.property("Subject")).collect(), head.to_lowercase())
}

#[tokio::test]
async fn the_program_plays_each_scenario_as_each_family() {
    for (arguments, version, said) in [
        (&["--scenario", "large:3"][..], "16.1", "ms-server-activesync: 15.2\r\n"),
        (&["--scenario", "large:3", "--family", "sogo"], "14.1", "ms-server-activesync: 14.1\r\n"),
        (&["--scenario", "demo", "--family", "zpush"], "14.1", "x-z-push-version: 2.7.5\r\n"),
        // Who says nothing gets the demo.
        (&["--family", "grommunio"], "16.1", "x-grommunio-sync-version: 2.3\r\n"),
    ] {
        let (mut child, lines) = program(arguments);
        let url: url::Url = lines[0].strip_prefix("url=").unwrap().parse().unwrap();
        let (mails, head) = inbox_at(&url, version).await;
        assert!(head.contains(said), "{arguments:?}: {head}");
        if arguments.contains(&"large:3") {
            let three = ["Roadmap sync 0", "Budget clinic 1", "Hiring panel 2"];
            assert!(
                three.iter().all(|topic| mails.iter().any(|mail| mail == topic)),
                "{arguments:?}: {mails:?}"
            );
            assert_eq!(mails.len(), 3, "{arguments:?}: {mails:?}");
        } else {
            assert!(mails.iter().any(|mail| mail == "Quarterly Planning"), "{arguments:?}: {mails:?}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn the_program_refuses_what_makes_no_sense() {
    let refused = |arguments: &[&str]| {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_exchange-sim")).args(arguments).output().unwrap();
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["--family", "sogo", "--protocol", "16.1"]).contains("sogo servers do not speak 16.1"));
    assert!(refused(&["--listen", "0.0.0.0:0"]).contains("not on this machine alone"));
    assert!(refused(&["--scenario", "party"]).contains("empty, demo and large:N"));
    assert!(refused(&["--family", "domino"]).contains("exchange-online"));
}
