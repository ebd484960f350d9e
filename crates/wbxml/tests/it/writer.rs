//! Writing by events.

use wbxml::tags::{airsync, email};
use wbxml::{EncodeError, Event, Tag, Writer};

#[track_caller]
fn check(write: impl FnOnce(&mut Writer) -> &mut Writer, expected: Result<&str, EncodeError>) {
    let mut writer = Writer::new();
    write(&mut writer);
    assert_eq!(writer.finish(), expected.map(crate::hex));
}

#[test]
fn all_forms_of_an_empty_element_become_the_short_one() {
    let short = Ok("03 01 6A 00 45 0E 01");
    check(|w| w.start(airsync::SYNC).empty(airsync::STATUS).end(), short);
    check(|w| w.start(airsync::SYNC).start(airsync::STATUS).end().end(), short);
    check(|w| w.start(airsync::SYNC).start(airsync::STATUS).text("").end().end(), short);
    check(|w| w.start(airsync::SYNC).start(airsync::STATUS).text("\0").end().end(), short);
}

#[test]
fn empty_bytes_are_content() {
    check(|w| w.start(airsync::SYNC).opaque(b"").end(), Ok("03 01 6A 00 45 C3 00 01"));
}

#[test]
fn pages_are_switched_only_where_they_change() {
    check(
        |w| w.start(airsync::SYNC).empty(email::TO).empty(email::CC).empty(airsync::STATUS).end(),
        Ok("03 01 6A 00 45 00 02 16 17 00 00 0E 01"),
    );
}

#[test]
fn the_first_mistake_is_told() {
    let second = Tag::new(0, 0x0E);
    check(|w| w, Err(EncodeError::NoRoot));
    check(|w| w.end(), Err(EncodeError::UnexpectedEnd));
    check(|w| w.start(airsync::SYNC), Err(EncodeError::Unclosed(airsync::SYNC)));
    check(|w| w.text("x").empty(airsync::SYNC), Err(EncodeError::ContentOutsideRoot));
    check(|w| w.empty(airsync::SYNC).opaque(b"x"), Err(EncodeError::ContentOutsideRoot));
    check(|w| w.empty(airsync::SYNC).empty(second).end().text("x"), Err(EncodeError::SecondRoot(second)));
    check(
        |w| w.start(airsync::SYNC).write_event(Event::End(second)).end(),
        Err(EncodeError::Mismatch { open: airsync::SYNC, found: second }),
    );
}
