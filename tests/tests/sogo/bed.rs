//! The bed itself: before a journey may blame the product, the server has to do what a server does.

use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};
use reqwest::{Client, Method, StatusCode};

const BOTH: [Notifications; 2] = [Notifications::SentBySogo, Notifications::LeftToTheClient];

#[tokio::test]
async fn it_speaks_activesync_to_those_it_knows() {
    let sogo = Sogo::shared().await;
    let bob = &sogo.well_known().bob;
    let client = Client::builder().pool_max_idle_per_host(0).build().unwrap();
    for notifications in BOTH {
        let options = || client.request(Method::OPTIONS, sogo.endpoint(notifications));
        let answer = options().basic_auth(&bob.user, Some(&bob.password)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let versions = answer.headers()["MS-ASProtocolVersions"].to_str().unwrap();
        assert!(versions.split(',').any(|version| version == "14.1"), "{versions}");

        let answer = options().basic_auth(&bob.user, Some("wrong")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn an_inside_invitation_reaches_bobs_inbox_and_his_calendar() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let planning = Invitation::new("Quarterly Planning", &cast.alice).invite(&cast.bob).in_room("Room 7");
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &planning).await.unwrap();

    let mut inbox = cast.bob.imap().await.unwrap();
    let mails = inbox.wait_for("INBOX", 1, |mail| mail.is_about("REQUEST", planning.uid())).await.unwrap();
    assert_eq!(mails[0].from(), cast.alice.email);
    assert!(!mails[0].is_read());
    let request = mails[0].itip().unwrap();
    assert_eq!(request.organizer.as_deref(), Some(cast.alice.email.as_str()));
    assert_eq!(request.attendees[0].email, cast.bob.email);

    let stored = sogo.stored_event(&cast.bob, planning.uid()).await.unwrap().expect("bob has the event");
    assert!(stored.contains("SUMMARY:Quarterly Planning"), "{stored}");
}

#[tokio::test]
async fn without_notifications_an_inside_invitation_is_in_the_calendar_only() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let quiet = Invitation::new("Quiet", &cast.alice).invite(&cast.bob);
    let loud = Invitation::new("Loud", &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::LeftToTheClient, &cast.alice, &quiet).await.unwrap();
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &loud).await.unwrap();

    // The second mail was sent later: once it is there, the first would have been.
    let mut inbox = cast.bob.imap().await.unwrap();
    inbox.wait_for("INBOX", 1, |mail| mail.is_about("REQUEST", loud.uid())).await.unwrap();
    let mails = inbox.mails("INBOX").await.unwrap();
    assert!(!mails.iter().any(|mail| mail.is_about("REQUEST", quiet.uid())), "SOGo mailed all the same");
    assert!(sogo.stored_event(&cast.bob, quiet.uid()).await.unwrap().is_some());
}

#[tokio::test]
async fn an_outside_invitation_reaches_bobs_inbox_and_not_his_calendar() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let visit = Invitation::new("Site visit", &cast.carol).invite(&cast.bob);
    sogo.mail(&cast.carol, &[&cast.bob], &visit.request()).await.unwrap();

    let mut inbox = cast.bob.imap().await.unwrap();
    let mails = inbox.wait_for("INBOX", 1, |mail| mail.is_about("REQUEST", visit.uid())).await.unwrap();
    assert_eq!(mails[0].from(), cast.carol.email);
    assert_eq!(sogo.stored_event(&cast.bob, visit.uid()).await.unwrap(), None, "no tentative placeholder");
}

#[tokio::test]
async fn mail_to_anybody_else_is_refused() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let mut stranger = cast.carol.clone();
    stranger.email = "dave@elsewhere.test".to_owned();
    let message = b"Subject: out\n\nNothing leaves this machine.\n";
    let refused = sogo.mail(&cast.carol, &[&stranger], message).await.unwrap_err();
    assert!(refused.to_string().contains("RCPT TO:<dave@elsewhere.test>"), "{refused}");
}
