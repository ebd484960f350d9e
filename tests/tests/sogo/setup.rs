//! Finding the server from what a person types, and what is said when it is not there or does not let one in.

use engine::EngineError;
use engine::view::{CommentReach, FailureCode, Family, InvitationState, Replies, ToldBy};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::sogo::{Notifications, Sogo};

use crate::desk::{self, typed};

/// `http://127.0.0.1:PORT`, without the path.
fn host(sogo: &Sogo) -> String {
    let endpoint = sogo.endpoint(Notifications::SentBySogo);
    endpoint.strip_suffix("/SOGo/Microsoft-Server-ActiveSync").unwrap().to_owned()
}

fn code(error: &EngineError) -> FailureCode {
    error.failure().code
}

#[tokio::test]
async fn sogo_is_found_and_recognised_from_the_host_alone() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let (engine, _profile) = desk::bare();
    let new = typed(&cast.bob, &host(sogo));

    let found = engine.probe(&new).await.unwrap();
    assert_eq!(found.endpoint, sogo.endpoint(Notifications::SentBySogo));
    assert_eq!((found.version.as_str(), found.family), ("14.1", Family::Sogo));
    assert_eq!(found.versions, ["2.5", "12.0", "12.1", "14.0", "14.1"]);
    assert!(!found.secure && !found.abilities.silence);
    assert_eq!(found.abilities.comment, CommentReach::Never);
    assert_eq!(found.abilities.by, ToldBy::ServerPerhaps);
    assert!(engine.accounts().unwrap().is_empty(), "looking stores nothing");

    let account = engine.add_account(&new).await.unwrap();
    engine.sync(&account.id).await.unwrap();
    let account = engine.accounts().unwrap().remove(0);
    assert_eq!((account.replies, account.problem), (Replies::Auto, None));
    assert!(account.synced_at.is_some() && account.unreadable_items == 0);
}

#[tokio::test]
async fn every_way_of_writing_the_user_name_that_sogo_takes_signs_in() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let (engine, _profile) = desk::bare();
    let (user, email) = (&cast.bob.user, &cast.bob.email);
    for user in [None, Some(user.clone()), Some(email.clone()), Some(format!("example.test\\{user}"))] {
        let new = engine::NewAccount { user: user.clone(), ..typed(&cast.bob, &host(sogo)) };
        let found = engine.probe(&new).await;
        assert_eq!(found.unwrap_or_else(|why| panic!("{user:?}: {why}")).family, Family::Sogo);
    }
}

#[tokio::test]
async fn a_wrong_password_is_named_and_stores_nothing() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let (engine, _profile) = desk::bare();
    let mut stranger = cast.bob.clone();
    stranger.password = "guess".to_owned();
    let failure = engine.add_account(&typed(&stranger, &host(sogo))).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::SignIn);
    assert!(failure.message.contains("Enter them again"), "{}", failure.message);
    assert!(engine.accounts().unwrap().is_empty());
}

#[tokio::test]
async fn a_web_page_that_says_200_is_no_server() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let (engine, _profile) = desk::bare();
    // SOGo answers unknown addresses with its login page, as if all were well.
    for path in ["/SOGo/nowhere/Microsoft-Server-ActiveSync", "/SOGo/Microsoft-Server-ActiveSynch"] {
        let failure =
            engine.probe(&typed(&cast.bob, &format!("{}{path}", host(sogo)))).await.unwrap_err().failure();
        assert_eq!(failure.code, FailureCode::NotActiveSync, "{path}: {}", failure.message);
        assert!(failure.message.contains("/SOGo/Microsoft-Server-ActiveSync"), "{path}: {}", failure.message);
    }
}

#[tokio::test]
async fn an_answer_waits_for_the_right_password_and_is_sent_once() {
    let sogo = Sogo::shared().await;
    let cast = sogo.people().await.unwrap();
    let meeting = Invitation::new("Budget", &cast.alice).invite(&cast.bob);
    sogo.put_event(Notifications::SentBySogo, &cast.alice, &meeting).await.unwrap();
    let bob = desk::Desk::of(sogo, &cast.bob, Notifications::SentBySogo).await;
    bob.wait_for_row(&meeting, "there", |row| row.received_at.is_some()).await;

    let secret = |text: &str| engine::secrets::Secret::new(text.to_owned());
    bob.engine.set_password(&bob.account, secret("old")).await.unwrap();
    let receipt = bob.decide(&bob.decision(&meeting, engine::view::Answer::Accepted));
    let error = bob.engine.deliver(&bob.account).await;
    let stopped = error.as_ref().err().map(code);
    assert!(matches!(stopped, None | Some(FailureCode::SignIn)), "{error:?}");
    assert_eq!(bob.row(&meeting).state, InvitationState::Answered, "the decision is shown while it waits");
    crate::replies::mails_from(sogo, &cast.bob, &cast.alice, 0).await;

    bob.engine.set_password(&bob.account, secret(&cast.bob.password)).await.unwrap();
    bob.engine.retry(&receipt.id).unwrap();
    bob.deliver().await;
    let mails = crate::replies::mails_from(sogo, &cast.bob, &cast.alice, 1).await;
    crate::replies::about(&mails, &meeting, 1);
}
