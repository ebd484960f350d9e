//! XML both ways, as people see it.

use wbxml::tags::{airsync, airsyncbase, calendar, compose_mail, email, find};
use wbxml::xml::{self, XmlErrorKind};
use wbxml::{Element, Node, Tag};

#[track_caller]
fn both_ways(document: &Element, xml: &str) {
    assert_eq!(document.to_xml(), xml);
    let read = Element::from_xml(xml).unwrap();
    assert!(&read == document, "{xml} was read as {}", read.to_xml());
}

#[test]
fn pages_are_namespaces_declared_at_the_root() {
    let document = Element::new(airsync::SYNC)
        .with(Element::text(calendar::SUBJECT, "Planning"))
        .with(Element::new(airsyncbase::BODY).with(Element::new(calendar::UID)));
    both_ways(
        &document,
        "<Sync xmlns=\"AirSync\" xmlns:calendar=\"Calendar\" xmlns:airsyncbase=\"AirSyncBase\">\
         <calendar:Subject>Planning</calendar:Subject>\
         <airsyncbase:Body><calendar:UID/></airsyncbase:Body></Sync>",
    );
    assert_eq!(
        document.to_xml_pretty(),
        "<Sync xmlns=\"AirSync\" xmlns:calendar=\"Calendar\" xmlns:airsyncbase=\"AirSyncBase\">\n  \
           <calendar:Subject>Planning</calendar:Subject>\n  \
           <airsyncbase:Body>\n    \
             <calendar:UID/>\n  \
           </airsyncbase:Body>\n\
         </Sync>"
    );
}

#[test]
fn bytes_go_both_ways() {
    let bytes = crate::hex("03 01 6A 00  00 07  56  52  03 30 00  01  01");
    let xml = "<FolderSync xmlns=\"FolderHierarchy\"><SyncKey>0</SyncKey></FolderSync>";
    assert_eq!(xml::to_xml(&bytes).unwrap(), xml);
    assert_eq!(xml::from_xml(xml).unwrap(), bytes);
    assert_eq!(xml::from_xml(&xml::to_xml_pretty(&bytes).unwrap()).unwrap(), bytes);
    assert!(xml::to_xml(b"<html>").unwrap_err().is_foreign());
}

#[test]
fn any_prefix_and_the_colon_of_ms_ascmd_are_read() {
    let document = Element::new(airsync::SYNC).with(Element::new(find::GAL_SEARCH_CRITERION));
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <!DOCTYPE ActiveSync PUBLIC \"-//MICROSOFT//DTD ActiveSync//EN\" \"http://www.microsoft.com/\">\n\
        <!-- a comment -->\n\
        <a:Sync xmlns:a=\"AirSync:\">\n<GALSearchCriterion xmlns=\"Find:\"/>\n</a:Sync>\n";
    assert_eq!(Element::from_xml(xml).unwrap(), document);
}

#[test]
fn opaque_bytes_are_marked() {
    both_ways(
        &Element::opaque(compose_mail::MIME, *b"To: <a&b>\r\n"),
        "<Mime xmlns=\"ComposeMail\" opaque=\"text\">To: &lt;a&amp;b&gt;&#13;\n</Mime>",
    );
    both_ways(
        &Element::opaque(compose_mail::MIME, [0, 1, 0xFF]),
        "<Mime xmlns=\"ComposeMail\" opaque=\"base64\">AAH/</Mime>",
    );
    both_ways(
        &Element::opaque(compose_mail::MIME, *b"A\0"),
        "<Mime xmlns=\"ComposeMail\" opaque=\"base64\">QQA=</Mime>",
    );
    both_ways(
        &Element::opaque(compose_mail::MIME, []),
        "<Mime xmlns=\"ComposeMail\" opaque=\"text\"></Mime>",
    );
    let by_hand = "<Mime xmlns=\"ComposeMail\" opaque=\"base64\">\n  AAH/\n</Mime>";
    assert_eq!(Element::from_xml(by_hand).unwrap(), Element::opaque(compose_mail::MIME, [0, 1, 0xFF]));
}

#[test]
fn unknown_tags_have_placeholder_names() {
    both_ways(
        &Element::new(airsync::SYNC)
            .with(Element::text(Tag::new(26, 0x05), "x"))
            .with(Element::new(Tag::new(0, 0x3F))),
        "<Sync xmlns=\"AirSync\" xmlns:page26=\"Page26\"><page26:Token05>x</page26:Token05><Token3F/></Sync>",
    );
}

/// All 256 pages in one document, which is as many namespaces as there can be.
#[test]
fn every_page_can_be_declared() {
    let document =
        Element::new(airsync::SYNC).with_all((0..=255).map(|page| Element::new(Tag::new(page, 0x05))));
    assert!(Element::from_xml(&document.to_xml()).unwrap() == document);
}

#[test]
fn white_space_counts_only_in_values() {
    both_ways(&Element::text(email::SUBJECT, " \n "), "<Subject xmlns=\"Email\"> \n </Subject>");
    let nodes = vec![
        Node::Text(" \t".to_owned()),
        Node::Element(Element::new(email::TO)),
        Node::Text("\r".to_owned()),
    ];
    both_ways(
        &Element { tag: email::SUBJECT, nodes },
        "<Subject xmlns=\"Email\">&#32;\t<To/>&#13;</Subject>",
    );
}

#[test]
fn mixed_content_is_kept() {
    let nodes = vec![
        Node::Text("a".to_owned()),
        Node::Opaque(vec![0, 1]),
        Node::Element(Element::new(email::TO)),
        Node::Opaque(vec![2]),
    ];
    both_ways(
        &Element { tag: email::SUBJECT, nodes },
        "<Subject xmlns=\"Email\">a<?opaque AAE=?><To/><?opaque Ag==?></Subject>",
    );
}

#[test]
fn characters_that_xml_cannot_carry_are_shown_as_replaced() {
    let document = Element::text(email::SUBJECT, "a\u{1}\0<\u{FFFF}");
    assert_eq!(document.to_xml(), "<Subject xmlns=\"Email\">a\u{FFFD}\u{FFFD}&lt;\u{FFFD}</Subject>");
}

#[test]
fn character_data_and_entities_are_text() {
    let xml = "<Subject xmlns=\"Email\">a<![CDATA[<b>]]>&lt;&#x43;&#68;&apos;</Subject>";
    assert_eq!(Element::from_xml(xml).unwrap().value().as_deref(), Some("a<b><CD'"));
}

#[track_caller]
fn refused(xml: &str, at: &str) -> XmlErrorKind {
    let error = Element::from_xml(xml).expect_err("this is no document");
    let offset = usize::try_from(error.offset).unwrap();
    assert!(xml[offset..].starts_with(at), "{error} points at {:?} instead of {at:?}", &xml[offset..]);
    error.kind
}

#[test]
fn what_is_no_document_is_refused_where_it_goes_wrong() {
    use XmlErrorKind::*;
    let sync = |content: &str| format!("<Sync xmlns=\"AirSync\">{content}</Sync>");
    assert!(matches!(refused("", ""), NoRoot));
    assert!(matches!(refused(" <!-- nothing --> ", ""), NoRoot));
    assert!(matches!(refused("text", "text"), ContentOutsideRoot));
    assert!(matches!(refused("<Sync xmlns=\"AirSync\"/>x", "x"), ContentOutsideRoot));
    assert!(matches!(refused("<?opaque AAE=?>", "<?opaque"), ContentOutsideRoot));
    assert!(matches!(refused("<Sync xmlns=\"AirSync\"/> <Add xmlns=\"AirSync\"/>", "<Add"), SecondRoot(_)));
    assert!(matches!(refused("<Sync xmlns=\"AirSync\"><Add>", ""), Unclosed(airsync::ADD)));
    assert!(matches!(refused(&sync("<Add></Status>"), "</Status>"), NotXml(_)));
    assert!(matches!(refused(&sync("<Nothing/>"), "<Nothing/>"), UnknownElement { .. }));
    assert!(matches!(refused(&sync("<other:Add/>"), "<other:Add/>"), UnknownElement { .. }));
    assert!(matches!(refused("<Sync/>", "<Sync/>"), UnknownElement { .. }));
    assert!(matches!(refused(&sync("<Add id='1'/>"), "<Add id"), UnexpectedAttribute(_)));
    assert!(matches!(refused(&sync("<Add opaque='x'/>"), "<Add opaque"), UnexpectedAttribute(_)));
    assert!(matches!(refused(&sync("<Add>a&uuml;</Add>"), "&uuml;"), UnknownEntity(_)));
    assert!(matches!(refused(&sync("<Add opaque='base64'>?</Add>"), "</Add>"), NotBase64));
    assert!(matches!(refused(&sync("<?opaque ???>"), "<?opaque"), NotBase64));
    assert!(matches!(
        refused(&sync("<Add opaque='text'><Add/></Add>"), "</Add>"),
        OpaqueWithContent(airsync::ADD)
    ));
    let deep = "<Sync xmlns=\"AirSync\">".repeat(65);
    assert!(matches!(refused(&deep, "<Sync"), TooDeep));
}
