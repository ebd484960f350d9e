//! `wbxml decode` and `wbxml encode`: a filter, both ways.

use crate::desk::{Program, Run, text};

/// `<FolderSync><SyncKey>0</SyncKey></FolderSync>`, byte by byte as in MS-ASWBXML.
const FOLDER_SYNC: &[u8] = b"\x03\x01\x6A\x00\x00\x07\x56\x52\x03\x30\x00\x01\x01";

async fn filter(arguments: &[&str], input: &[u8]) -> Run {
    let home = tempfile::tempdir().unwrap();
    let run = Program::new(home.path()).arguments(&["wbxml"]).arguments(arguments).input(input).run().await;
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "it needs no profile");
    run
}

#[tokio::test]
async fn bytes_become_xml_and_the_same_bytes_again() {
    let xml = filter(&["decode"], FOLDER_SYNC).await.done();
    let expected = "<FolderSync xmlns=\"FolderHierarchy\">\n  <SyncKey>0</SyncKey>\n</FolderSync>\n";
    assert_eq!(xml.text(), expected);
    assert_eq!(filter(&["encode"], &xml.out).await.done().out, FOLDER_SYNC);
}

#[tokio::test]
async fn what_is_neither_is_refused_with_its_place() {
    let cut = &FOLDER_SYNC[..9];
    let error = filter(&["decode", "--json"], cut).await.error(2, "not_wbxml");
    assert!(text(&error["message"]).contains("byte 8"), "{error}");
    let error = filter(&["decode", "--json"], b"<html></html>").await.error(2, "not_wbxml");
    assert!(text(&error["message"]).contains("HTML"), "{error}");
    let error = filter(&["encode", "--json"], b"<NoSuchThing xmlns=\"AirSync\"/>").await.error(2, "not_xml");
    assert!(text(&error["message"]).contains("NoSuchThing"), "{error}");
    filter(&["encode", "--json"], b"\xFF\xFE").await.error(2, "not_xml");
}
