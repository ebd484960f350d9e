//! Our bytes and our table against libwbxml's, which is older than page 25 and knows all pages before it.
//!
//! libwbxml writes documents as XML too. Whatever its XML says, [`Element::from_xml`] reads, so two trees are
//! compared: one that only our code made, and one that libwbxml made of our bytes (or our bytes of its).

use std::io::Write;
use std::process::{Command, Stdio};

use wbxml::tags::{airsync, airsyncbase, calendar, compose_mail, email, email2, meeting_response, settings};
use wbxml::{DecodeErrorKind, Element, Node, Tag};

/// libwbxml's names that are not the specification's.
const OTHER_NAMES: &[(&str, &str)] = &[];

fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .args(["-o", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("`{program}` cannot be run ({error}): install the Debian package libwbxml2-utils")
        });
    // Both programs read all of their input before they write.
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("succeeded"), "`{program}` said: {said}");
    output.stdout
}

/// The tree that libwbxml sees in our bytes.
fn theirs(document: &Element) -> Element {
    let xml = run("wbxml2xml", &["-l", "ACTIVESYNC", "-m", "0"], &document.encode());
    let mut xml = String::from_utf8(xml).unwrap();
    for (their, our) in OTHER_NAMES {
        xml = xml
            .replace(&format!("<{their}"), &format!("<{our}"))
            .replace(&format!("</{their}"), &format!("</{our}"));
    }
    Element::from_xml(&xml).unwrap_or_else(|error| panic!("{error}: {xml}"))
}

/// The bytes that libwbxml makes of our tree.
fn their_bytes(document: &Element, arguments: &[&str]) -> Vec<u8> {
    let mut xml = document.to_xml();
    for tag in Tag::all() {
        let namespace = tag.namespace().unwrap();
        xml = xml.replace(&format!("=\"{namespace}\""), &format!("=\"{namespace}:\""));
    }
    let doctype =
        "<!DOCTYPE ActiveSync PUBLIC \"-//MICROSOFT//DTD ActiveSync//EN\" \"http://www.microsoft.com/\">";
    run("xml2wbxml", &[&["-v", "1.3"], arguments].concat(), format!("{doctype}{xml}").as_bytes())
}

#[test]
fn p() {
    let tags = Tag::all().filter(|tag| tag.page() < 25).map(Element::new);
    let document = Element::new(airsync::SYNC).with_all(tags);
    let xml = run("wbxml2xml", &["-l", "ACTIVESYNC", "-m", "1"], &document.encode());
    println!("{}", String::from_utf8(xml).unwrap());
}
