//! A screen of the session's own, and a window on it that can be used.

use quorum_tests::session::{Keychain, Session};
use quorum_tests::webdriver::{Beginning, Control, Window};

#[test]
fn a_screenshot_is_a_picture_of_the_whole_screen() {
    let session = Session::start(Keychain::Missing).unwrap();
    let file = session.screenshot("bed-empty-screen").unwrap();
    let png = std::fs::read(file).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    // The header chunk comes first: width and height at fixed places.
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((number(16), number(20)), (1280, 800));
    assert_eq!(&png[png.len() - 8..png.len() - 4], b"IEND", "the picture is whole");
}

/// WebKit's own little browser stands in for the app: a window with a web view that can be driven.
const BROWSERS: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
];

const PAGE: &str = "data:text/html,<title>Bed</title>\
    <button onclick='document.querySelector(`output`).textContent=`Hello `+document.querySelector(`input`).value'>\
    Greet</button><label>Name<input></label>\
    <span id=who>Attendees</span><table aria-labelledby=who><tr><td>Bob</td></tr></table><a href=%23x>My meetings</a><output></output>\
    <span role=switch aria-label='Tell everybody'>x</span>";

#[tokio::test]
async fn a_window_can_be_used_by_the_names_of_its_controls() {
    let browser = BROWSERS.iter().map(std::path::Path::new).find(|path| path.exists()).expect("MiniBrowser");
    let mut session = Session::start(Keychain::Missing).unwrap();
    let window = Window::open(&mut session, browser, &["--automation"]).await.unwrap();
    window.client().goto(PAGE).await.unwrap();
    window.fill("Name", "Bob").await.unwrap();
    window.press("Greet").await.unwrap();
    window.shows("Hello Bob").await.unwrap();
    window.control(Control::Switch, Beginning("Tell")).await.unwrap();
    window.control(Control::Table, "Attendees").await.unwrap();
    window.follow("My meetings").await.unwrap();
    let picture = session.screenshot("bed-window").unwrap();
    assert!(std::fs::metadata(picture).unwrap().len() > 2000, "there is something on the screen");
    window.close().await.unwrap();
}
