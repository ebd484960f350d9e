//! Servers and people that give us nonsense: a sentence that says what to do, and nothing lost.

use eas::ProtocolVersion::{V14_0, V14_1, V16_1};
use engine::NewAccount;
use engine::secrets::Secret;
use engine::view::{Answer, FailureCode, InvitationState, KeptAside, OrganizerLampState};
use exchange_sim::{Command, Fault, On, Provisioning, SimConfig};

use crate::world::{BOB, World, entered};

#[tokio::test]
async fn a_wrong_password_stores_nothing() {
    let world = World::exchange(V14_1);
    let wrong = NewAccount { password: Secret::new("no".into()), ..world.login(BOB) };
    let failure = world.engine.add_account(&wrong).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::SignIn);
    assert!(failure.message.contains("user name"), "{}", failure.message);
    assert_eq!(world.engine.accounts().unwrap(), []);
}

#[tokio::test]
async fn a_password_that_stops_working_is_named_on_the_mailbox_and_keeps_everything() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.sim.fail(On::any().times(9), Fault::Unauthorized);
    world.engine.sync(&bob.id).await.unwrap_err();
    let account = world.engine.accounts().unwrap().remove(0);
    assert_eq!(account.problem.unwrap().code, FailureCode::SignIn);
    assert_eq!(world.row(&bob, "Quarterly Planning").state, InvitationState::Open);
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let world = World::exchange(V14_1);
    let open = NewAccount { server: "http://mail.contoso.com".into(), ..world.login(BOB) };
    let failure = world.engine.add_account(&open).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::InsecureUrl, "{}", failure.message);
    assert!(world.sim.history().is_empty());
}

#[tokio::test]
async fn damaged_answers_lose_nothing_and_are_asked_for_again() {
    for fault in [Fault::Garbage, Fault::Truncated, Fault::Html, Fault::ServerError, Fault::Busy(Some(5))] {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        world.invite(exchange_sim::Event { subject: "Second".into(), ..crate::world::quarterly_planning() });
        world.sim.fail(On::command(Command::Sync), fault.clone());
        let failure = world.engine.sync(&bob.id).await.unwrap_err().failure();
        assert!(
            failure.message.ends_with('.') && failure.message.len() > 40,
            "{fault:?}: {}",
            failure.message
        );
        assert_eq!(world.row(&bob, "Quarterly Planning").state, InvitationState::Open, "{fault:?}");
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(world.row(&bob, "Second").state, InvitationState::Open, "{fault:?}: the batch came again");
        assert_eq!(world.engine.accounts().unwrap()[0].problem, None, "{fault:?}");
    }
}

/// Everything the server sends for ever has one title in Latin-1: the first Sync and all later ones, mail and calendar.
#[tokio::test]
async fn a_title_that_is_not_utf8_costs_its_letters_and_nothing_else() {
    const SPOILT: &str = "Pr\u{FFFD}sentation \u{FFFD} trois";
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let titled = |subject: &str| exchange_sim::Event {
            subject: subject.into(),
            ..crate::world::quarterly_planning()
        };
        world.quarterly_planning();
        let uid = world.invite(titled("Présentation à trois"));
        world.invite(titled("Third"));
        let latin1 = b"Pr\xE9sentation \xE0 trois".to_vec();
        let spoilt = Fault::Garbled { value: "Présentation à trois".into(), bytes: latin1 };
        world.sim.fail(On::any().times(u32::MAX), spoilt);
        let bob = world.sign_in(BOB).await;
        for title in ["Quarterly Planning", SPOILT, "Third"] {
            assert_eq!(world.row(&bob, title).state, InvitationState::Open, "{version}: {title}");
        }
        let account = world.engine.accounts().unwrap().remove(0);
        assert_eq!((account.problem, account.unreadable_items), (None, 0), "{version}");

        for (title, answer) in [(SPOILT, Answer::Accepted), ("Third", Answer::Declined)] {
            let receipt = world.answer(&bob, &world.row(&bob, title).id, answer).await;
            assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}: {title}");
        }
        let told = world.replies().iter().any(|mail| mail.event().is_some_and(|event| event.uid == uid));
        assert!(told && world.replies().len() == 2, "{version}: each organizer was told of her own meeting");

        world.invite(titled("Fourth"));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(
            world.row(&bob, "Fourth").state,
            InvitationState::Open,
            "{version}: what comes later arrives"
        );
        assert_eq!(world.row(&bob, SPOILT).answer, Some(Answer::Accepted), "{version}");
    }
}

#[tokio::test]
async fn what_is_put_aside_is_counted_and_named_as_far_as_it_can_be() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    world.invite(exchange_sim::Event { subject: "Sound".into(), ..crate::world::quarterly_planning() });
    let invitations = world.mailbox(BOB);
    let mail = invitations.inbox().items().next().unwrap().1.server_id.to_string();
    // Whatever is asked, the mail's ServerId is no text.
    let nameless = Fault::Garbled { value: mail, bytes: b"5:\xFC".to_vec() };
    world.sim.fail(On::command(Command::Sync).times(u32::MAX), nameless);
    let bob = world.sign_in(BOB).await;
    let kept = || {
        let account = world.engine.accounts().unwrap().remove(0);
        assert_eq!(account.unreadable_items as usize, account.unreadable.len());
        account.unreadable
    };
    let named = KeptAside {
        in_calendar: false,
        subject: "Quarterly Planning".into(),
        at: Some("2026-11-23T09:00:00Z".into()),
    };
    assert_eq!(kept(), std::slice::from_ref(&named), "it has no ServerId, but a title");
    assert_eq!(world.row(&bob, "Sound").state, InvitationState::Open);

    world.sim.fail(On::any(), Fault::ForgetSyncKeys);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(kept(), [named], "what comes again is not counted twice");
}

#[tokio::test]
async fn an_entry_without_a_start_is_named_as_one_of_the_calendar() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let nowhere = Fault::Garbled { value: "20261124T170000Z".into(), bytes: b"soon".to_vec() };
    world.sim.fail(On::command(Command::Sync).times(u32::MAX), nowhere);
    let bob = world.sign_in(BOB).await;
    let account = world.engine.accounts().unwrap().remove(0);
    let named = KeptAside { in_calendar: true, subject: "Quarterly Planning".into(), at: None };
    assert_eq!((account.unreadable_items, account.unreadable), (1, vec![named]));
    assert_eq!(
        world.row(&bob, "Quarterly Planning").state,
        InvitationState::Open,
        "its mail says when it is"
    );
}

#[tokio::test]
async fn a_damaged_reply_to_an_answer_is_resolved_by_looking() {
    for fault in [Fault::Garbage, Fault::Truncated] {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), fault.clone());
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(chrono::TimeDelta::minutes(2));
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.replies().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn sync_keys_the_server_forgot_cost_a_resync_and_nothing_else() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    entered(world.decide(&bob, &row.id, Answer::Tentative));
    world.sim.fail(On::any(), Fault::ForgetSyncKeys);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative));
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn a_repeated_batch_changes_nothing() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.sim.fail(On::command(Command::Sync).times(2), Fault::RepeatBatch);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.engine.invitations(&bob.id).unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_wants_provisioning_first_gets_it_and_then_the_answer() {
    for provisioning in [Provisioning::Http449, Provisioning::InBand] {
        for version in [V14_1, V16_1] {
            let world = World::with(
                SimConfig::new(exchange_sim::Family::Exchange).versions([version]).provisioning(provisioning),
            );
            world.quarterly_planning();
            let bob = world.sign_in(BOB).await;
            let row = world.row(&bob, "Quarterly Planning");
            world.answer(&bob, &row.id, Answer::Accepted).await;
            assert_eq!(world.replies().len(), 1, "{provisioning:?} {version}");
        }
    }
}

#[tokio::test]
async fn rules_that_cannot_be_kept_are_named_and_not_acknowledged() {
    let mut config = SimConfig::new(exchange_sim::Family::Exchange).provisioning(Provisioning::InBand);
    config.policy.encryption = true;
    let world = World::with(config);
    let account = world.engine.add_account(&world.login(BOB)).await.unwrap();
    let failure = world.engine.sync(&account.id).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::Policy);
    assert!(failure.message.contains("RequireDeviceEncryption"), "{}", failure.message);
}

#[tokio::test]
async fn an_unknown_status_is_shown_with_its_number() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::MeetingResponse).times(9), Fault::MeetingResponse(99));
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    let trouble = receipt.trouble.unwrap();
    assert!(trouble.detail.contains("99"), "{}", trouble.detail);
    assert_eq!(world.replies().len(), 0);
}

#[tokio::test]
async fn a_server_without_a_common_version_is_named() {
    let mut config = SimConfig::new(exchange_sim::Family::Exchange).versions([V14_0]);
    config.versions.clear();
    config.behaviour.legacy_versions = &["2.5", "12.1"];
    let world = World::with(config);
    let failure = world.engine.add_account(&world.login(BOB)).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::NoCommonVersion);
    assert!(failure.message.contains("12.1"), "{}", failure.message);
}

#[tokio::test]
async fn a_mailbox_whose_answers_wait_is_removed_only_where_that_is_meant() {
    for meant in [false, true] {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        world.invite(exchange_sim::Event { subject: "Review".into(), ..crate::world::quarterly_planning() });
        let bob = world.sign_in(BOB).await;
        for title in ["Quarterly Planning", "Review"] {
            entered(world.decide(&bob, &world.row(&bob, title).id, Answer::Accepted));
        }
        let failure = world.engine.remove_account(&bob.id, false).await.unwrap_err().failure();
        assert_eq!(
            failure.message,
            "2 answers have not left yet: to Quarterly Planning; Review. Send them first, or they are lost when the \
             mailbox is removed."
        );
        assert_eq!(world.engine.activity(&bob.id).unwrap().len(), 2, "nothing was lost by asking");
        if !meant {
            world.engine.deliver(&bob.id).await.unwrap();
        }
        world.engine.remove_account(&bob.id, meant).await.unwrap();
        assert_eq!(world.engine.accounts().unwrap(), []);
        assert_eq!(world.replies().len(), if meant { 0 } else { 2 });
    }
}
