//! The main job from end to end, and what can come between.

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Utc};
use exchange_sim::model::event::Exception;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Answer, Attendee, Clock, Command, Event, Family, Fault, On, SentBy, SimConfig};

use crate::desk::{ALICE, BOB, Cable, Desk, start, text};

const BOTH: [&str; 2] = ["14.1", "16.1"];

#[tokio::test]
async fn bob_accepts_and_alice_sees_it_once() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        let uid = desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        assert_eq!(desk.alice_sees_bob().await["status"], "none", "{version}");

        let respond = ["respond", &id, "accept", "--comment", "I'll bring the numbers.", "--wait"];
        let answered = desk.json(BOB, &respond).await;
        assert_eq!(answered["id"], id.as_str());
        assert_eq!(answered["calendar"]["state"], "confirmed", "{version}");
        assert_eq!(answered["organizer"]["state"], "told", "{version}");
        let by = if version == "14.1" { "client" } else { "server" };
        assert_eq!(answered["organizer"]["by"], by, "{version}");

        let seen = desk.alice_sees_bob().await;
        assert_eq!(seen["status"], "accepted", "{version}");
        assert_eq!(seen["comment"], "I'll bring the numbers.", "{version}");
        assert!(seen["answered_at"].is_string(), "{version}");

        let again = desk.run(BOB, &["respond", &id, "accept", "--wait"]).await.done();
        assert!(again.text().starts_with("You have answered so before; nothing is sent again."), "{version}");
        desk.run(BOB, &["sync"]).await.done();
        let replies = desk.replies();
        assert_eq!(replies.len(), 1, "{version}: exactly one reply, however often it is said");
        assert_eq!(replies[0].objections, Vec::<String>::new(), "{version}");
        assert_eq!(replies[0].event().unwrap().uid, uid, "{version}");
        assert_eq!(desk.asked(Command::MeetingResponse), 1, "{version}");
    }
}

#[tokio::test]
async fn an_answer_is_changed_from_the_calendar() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        let uid = desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.run(BOB, &["respond", &id, "tentative", "--from", "inbox", "--wait"]).await.done();
        let decline = ["respond", &id, "decline", "--from", "calendar", "--wait"];
        let answered = desk.json(BOB, &decline).await;
        assert_eq!(answered["calendar"]["state"], "confirmed", "{version}");
        let told: Vec<_> = desk.replies().iter().map(exchange_sim::SentMail::answer).collect();
        assert_eq!(told, [Some(Answer::Tentative), Some(Answer::Declined)], "{version}");
        assert!(desk.sim().mailbox(BOB).unwrap().meeting(&uid).is_none(), "{version}: it left the calendar");
        assert_eq!(desk.alice_sees_bob().await["status"], "declined", "{version}");
        assert_eq!(desk.json(BOB, &["activity"]).await.as_array().unwrap().len(), 2, "{version}");
    }
}

#[tokio::test]
async fn bob_proposes_another_time_and_alice_sees_it() {
    for (version, carrier) in [("14.1", "counter"), ("16.1", "send_response")] {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        let later = |hours| (start() + TimeDelta::hours(hours)).to_rfc3339();
        let span = |from, to| format!("{}/{}", later(from), later(to));
        let respond = ["respond", &id, "tentative", "--propose", &span(24, 25)];
        let queued = desk.json(BOB, &respond).await;
        assert_eq!(queued["proposed"]["carrier"], carrier, "{version}");
        let bare = desk.json(BOB, &["edit", &id, "--no-proposal"]).await;
        assert_eq!(bare["proposed"], serde_json::Value::Null, "{version}");
        let edited = desk.json(BOB, &["edit", &id, "--propose", &span(26, 27)]).await;
        let kept = desk.json(BOB, &["edit", &id, "--comment", "Later?", "--wait"]).await;
        assert_eq!(kept["proposed"], edited["proposed"], "{version}: what is not named stays");

        assert_eq!(desk.replies().len(), 1, "{version}: a proposal is no second mail");
        let seen = desk.alice_sees_bob().await;
        assert_eq!(seen["status"], "tentative", "{version}");
        assert_eq!(seen["proposal"]["start"], kept["proposed"]["start"], "{version}");
        let grid = desk.run(ALICE, &["grid"]).await.done();
        assert!(grid.text().contains("tentative, proposes "), "{version}: {}", grid.text());
    }
}

#[tokio::test]
async fn a_time_that_cannot_be_proposed_is_refused_and_nothing_is_entered() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let span = format!("{}/{}", start().to_rfc3339(), (start() - TimeDelta::hours(1)).to_rfc3339());
    for (arguments, exit) in [
        (vec!["respond", &id, "tentative", "--propose", &span], 2),
        (vec!["respond", &id, "tentative", "--propose", "tomorrow"], 2),
        (vec!["respond", &id, "accept", "--propose", "2099-12-02T14:00/2099-12-02T15:00"], 2),
        (vec!["respond", &id, "tentative", "--silent", "--propose", "2099-12-02T14:00/2099-12-02T15:00"], 2),
    ] {
        desk.run(BOB, &arguments).await.failed(exit);
    }
    assert_eq!(desk.json(BOB, &["activity"]).await.as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn an_answer_that_waits_is_edited_and_withdrawn() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.json(BOB, &["respond", &id, "accept", "--comment", "By train."]).await;
        let edited = desk.json(BOB, &["edit", &id, "--silent"]).await;
        assert_eq!((&edited["answer"], &edited["comment"]), (&"accepted".into(), &"By train.".into()));
        assert_eq!(edited["organizer"]["reason"], "chosen", "{version}");
        let edited = desk.json(BOB, &["edit", &id, "decline", "--comment", "", "--tell"]).await;
        assert_eq!((&edited["answer"], &edited["comment"]), (&"declined".into(), &"".into()));
        assert_eq!(desk.asked(Command::MeetingResponse), 0, "{version}");
        assert_eq!(desk.json(BOB, &["activity"]).await.as_array().unwrap().len(), 1, "{version}");

        let withdrawn = desk.json(BOB, &["withdraw", &id]).await;
        assert_eq!(withdrawn["calendar"]["state"], "withdrawn", "{version}");
        desk.run(BOB, &["sync"]).await.done();
        assert_eq!(desk.asked(Command::MeetingResponse), 0, "{version}: it was taken back");

        desk.json(BOB, &["respond", &id, "accept"]).await;
        let sent = desk.json(BOB, &["edit", &id, "tentative", "--comment", "Perhaps.", "--wait"]).await;
        assert_eq!(sent["organizer"]["state"], "told", "{version}");
        assert_eq!((&sent["from"], &sent["tell"]), (&BOB.into(), &true.into()), "{version}");
        let told: Vec<_> = desk.replies().iter().map(exchange_sim::SentMail::answer).collect();
        assert_eq!(told, [Some(Answer::Tentative)], "{version}: only what was meant last");
        for late in [&["edit", &id, "decline", "--json"][..], &["withdraw", &id, "--json"]] {
            desk.run(BOB, late).await.error(4, "too_late");
        }
        assert_eq!(desk.replies().len(), 1, "{version}");
        desk.run(BOB, &["edit", &id]).await.failed(2);
    }
}

#[tokio::test]
async fn a_refused_answer_is_given_up() {
    let desk = Desk::exchange("14.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.sim().fail(On::command(Command::MeetingResponse), Fault::MailboxFull);
    let refused = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
    let said = refused.error(4, "refused")["message"].as_str().unwrap().to_owned();
    assert!(said.contains("the mailbox is full"), "{said}");
    assert_eq!(refused.json()["trouble"]["code"], "mailbox_full");
    let given_up = desk.json(BOB, &["discard", &id]).await;
    assert_eq!(given_up["organizer"]["state"], "not_told");
    assert!(given_up["organizer"]["at"].is_string(), "when, too");
    desk.run(BOB, &["discard", &id, "--json"]).await.error(4, "not_answerable");
}

#[tokio::test]
async fn the_kind_of_server_is_set_and_taken_back() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let set = desk.json(BOB, &["account", "set", BOB, "--family", "grommunio"]).await;
    assert_eq!((&set["family"], &set["recognised"]), (&"grommunio".into(), &"exchange".into()));
    assert_eq!(set["abilities"]["comment"], "when_tentative");
    let list = desk.run(BOB, &["account", "list"]).await.done().text();
    assert!(list.contains("grommunio (recognised: Exchange)"), "{list}");
    desk.run(BOB, &["respond", &id, "accept", "--silent", "--json"]).await.error(4, "always_told");
    let said = desk.run(BOB, &["respond", &id, "accept", "--comment", "Yes."]).await.done().text();
    assert!(said.starts_with("This server passes comments on with a tentative answer only."), "{said}");
    desk.json(BOB, &["withdraw", &id]).await;

    let set = desk.json(BOB, &["account", "set", BOB, "--family", "auto", "--replies", "client"]).await;
    assert_eq!((&set["family"], &set["family_set"]), (&"exchange".into(), &"auto".into()));
    assert_eq!((&set["replies"], &set["tells"]), (&"client".into(), &"client".into()));
    desk.run(BOB, &["account", "set", BOB]).await.failed(2);
}

#[tokio::test]
async fn silence_is_kept() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        let answered = desk.json(BOB, &["respond", &id, "accept", "--silent", "--wait"]).await;
        assert_eq!(answered["calendar"]["state"], "confirmed", "{version}");
        assert_eq!(answered["organizer"]["by"], "nobody", "{version}");
        assert_eq!(answered["organizer"]["reason"], "chosen", "{version}");
        assert_eq!(desk.replies().len(), 0, "{version}");
    }
}

#[tokio::test]
async fn silence_that_cannot_be_kept_is_refused_before_anything_is_entered() {
    let desk = Desk::with(SimConfig::new(Family::Sogo)).await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let run = desk.run(BOB, &["respond", &id, "accept", "--silent", "--wait", "--json"]).await;
    run.error(4, "always_told");
    assert_eq!(desk.asked(Command::MeetingResponse), 0);
    assert_eq!(desk.json(BOB, &["activity"]).await.as_array().unwrap().len(), 0);

    let answered = desk.json(BOB, &["respond", &id, "accept", "--wait"]).await;
    let lamp = &answered["organizer"];
    assert_eq!((&lamp["by"], &lamp["state"]), (&"server".into(), &"left_to_server".into()));
    assert_eq!(desk.replies().len(), 1);
    assert_eq!(desk.replies()[0].by, SentBy::Server, "a mail of ours would be the second one");
    let said = desk.run(BOB, &["respond", &id, "decline", "--comment", "Sorry."]).await.done().text();
    assert!(said.starts_with("This server does not pass comments on."), "{said}");
}

#[tokio::test]
async fn an_answer_waits_for_the_next_sync() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        // Nothing is asked of the saved passwords before something is to be sent.
        let respond = desk.quorumctl(BOB, &["respond", &id, "accept", "--json"]).without("QUORUM_PASSPHRASE");
        let queued = respond.run().await.done().json();
        assert_eq!(queued["calendar"]["state"], "queued", "{version}");
        assert_eq!(queued["organizer"]["state"], "queued", "{version}");
        assert_eq!(desk.asked(Command::MeetingResponse), 0, "{version}");
        let all = desk.json(BOB, &["invitations", "--all"]).await;
        assert_eq!((&all[0]["state"], &all[0]["answer"]), (&"answered".into(), &"accepted".into()));

        let refused = desk.run(BOB, &["account", "remove", BOB]).await.failed(4);
        assert!(refused.contains("--with-waiting-answers"), "{refused}");

        let synced = desk.json(BOB, &["sync"]).await;
        assert_eq!(synced["answers"][0]["id"], id.as_str(), "{version}");
        assert_eq!(synced["answers"][0]["organizer"]["state"], "told", "{version}");
        assert_eq!(synced["open"], 0, "{version}");
        assert_eq!(desk.replies().len(), 1, "{version}");
        let synced = desk.json(BOB, &["sync"]).await;
        assert_eq!(synced["answers"].as_array().unwrap().len(), 0, "{version}: it waits no more");
        assert_eq!(desk.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn an_answer_that_was_not_sent_is_replaced_by_a_better_one() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.run(BOB, &["respond", &id, "tentative"]).await.done();
    desk.run(BOB, &["respond", &id, "accept"]).await.done();
    desk.run(BOB, &["sync"]).await.done();
    let replies = desk.replies();
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].answer(), Some(Answer::Accepted));
}

#[tokio::test]
async fn an_answer_given_with_another_program_is_not_given_again() {
    let desk = Desk::with(SimConfig::new(Family::Sogo)).await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    // The other program leaves the answered invitation in the Inbox.
    desk.sim().fail(On::command(Command::MoveItems).times(9), Fault::ServerError);
    desk.run(BOB, &["respond", &id, "accept", "--wait"]).await.done();

    desk.add("another computer", BOB).run().await.done();
    desk.run("another computer", &["sync"]).await.done();
    let all = desk.json("another computer", &["invitations", "--all"]).await;
    assert_eq!((&all[0]["state"], &all[0]["answer"]), (&"answered".into(), &"accepted".into()));
    let respond = ["respond", text(&all[0]["id"]), "accept", "--wait"];
    let answered = desk.json("another computer", &respond).await;
    assert_eq!(answered["organizer"]["reason"], "answered_elsewhere");
    assert!(answered["receipt"].is_null());
    assert_eq!(desk.asked(Command::MeetingResponse), 1);
    let said = desk.run("another computer", &respond).await.done().text();
    assert_eq!(said, "Your calendar says accepted already, by another program. Nothing was sent.\n");
}

#[tokio::test]
async fn without_the_server_the_answer_waits_and_the_next_sync_sends_it() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        let mut cable = Cable::to(&desk).await;
        desk.quarterly_planning();
        desk.add_at(cable.url(), BOB, BOB).run().await.done();
        desk.run(BOB, &["sync"]).await.done();
        let id = text(&desk.json(BOB, &["invitations"]).await[0]["id"]).to_owned();

        cable.pull_out().await;
        let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
        let error = run.error(6, "offline");
        assert!(text(&error["message"]).ends_with("Try later: quorumctl sync"), "{error}");
        assert_eq!(run.json()["id"], id.as_str(), "{version}: how far it got is told all the same");
        assert_eq!(run.json()["calendar"]["state"], "queued", "{version}");
        assert_eq!(run.json()["trouble"]["code"], "offline", "{version}");
        desk.run(BOB, &["sync", "--json"]).await.error(6, "offline");
        assert_eq!(desk.replies().len(), 0, "{version}");

        cable.plug_in().await;
        let synced = desk.json(BOB, &["sync"]).await;
        assert_eq!(synced["answers"][0]["organizer"]["state"], "told", "{version}: it need not wait longer");
        assert_eq!(desk.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_lost_reply_is_looked_up_before_anything_is_sent_again() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.sim().fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        let answered = desk.json(BOB, &["respond", &id, "accept", "--wait"]).await;
        assert_eq!(answered["calendar"]["state"], "confirmed", "{version}");
        assert_eq!(answered["organizer"]["state"], "told", "{version}");
        assert_eq!((desk.asked(Command::MeetingResponse), desk.replies().len()), (1, 1), "{version}");
    }
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again_while_the_server_may_still_show_it() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.sim().fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
        let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
        run.error(6, "waiting");
        assert_eq!(run.json()["calendar"]["state"], "sending", "{version}");
        assert_eq!(run.json()["trouble"]["code"], "uncertain", "{version}");
        desk.run(BOB, &["sync", "--json"]).await.error(6, "waiting");
        // The one that was lost is none that the server knows of.
        assert_eq!((desk.asked(Command::MeetingResponse), desk.replies().len()), (0, 0), "{version}");
    }
}

#[tokio::test]
async fn what_the_server_puts_off_keeps_its_time() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.sim().fail(On::command(Command::MeetingResponse), Fault::MeetingResponse(3));
    let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
    run.error(6, "waiting");
    assert_eq!(run.json()["trouble"]["code"], "mailbox_error");
    desk.run(BOB, &["sync", "--json"]).await.error(6, "waiting");
    // Also when it is asked for: the server may have done it, and gets its time to show it.
    desk.run(BOB, &["retry", &id, "--wait", "--json"]).await.error(6, "waiting");
    assert_eq!(desk.asked(Command::MeetingResponse), 1);
}

#[tokio::test]
async fn what_was_put_off_and_surely_did_nothing_is_tried_when_it_is_asked_for() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.sim().fail(On::command(Command::MeetingResponse), Fault::Forbidden);
    let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
    run.error(6, "waiting");
    assert_eq!(run.json()["trouble"]["code"], "forbidden");
    desk.run(BOB, &["sync", "--json"]).await.error(6, "waiting");
    assert_eq!(desk.asked(Command::MeetingResponse), 1);

    let retried = desk.json(BOB, &["retry", &id, "--wait"]).await;
    assert_eq!(retried["organizer"]["state"], "told", "asked for, it is tried now");
    assert_eq!(desk.replies().len(), 1);
}

#[tokio::test]
async fn a_password_that_is_not_taken_any_more_stops_the_answer_until_it_is_changed() {
    let desk = Desk::exchange("14.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let password = desk.quorumctl(BOB, &["account", "password", BOB]);
    password.variable("QUORUM_PASSWORD", "not the password").run().await.done();
    let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
    let error = run.error(5, "sign_in");
    assert!(text(&error["message"]).contains("quorumctl account password bob@contoso.com"), "{error}");
    assert_eq!(run.json()["calendar"]["state"], "queued");
    let listed = desk.json(BOB, &["account", "list"]).await;
    assert_eq!(listed[0]["problem"]["code"], "sign_in");

    let password = desk.quorumctl(BOB, &["account", "password", BOB]);
    password.variable("QUORUM_PASSWORD", &desk.account(BOB).password).run().await.done();
    let synced = desk.json(BOB, &["sync"]).await;
    assert_eq!(synced["answers"][0]["organizer"]["state"], "told", "it need not wait any longer");
    assert_eq!(desk.replies().len(), 1);
}

#[tokio::test]
async fn a_refused_answer_says_why_and_tells_nobody() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.sim().fail(On::command(Command::MeetingResponse).times(9), Fault::MeetingResponse(2));
        let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
        run.error(4, "refused");
        assert_eq!(run.json()["calendar"]["state"], "refused", "{version}");
        assert_eq!(run.json()["trouble"]["code"], "invalid_meeting", "{version}");
        assert_eq!(desk.replies().len(), 0, "{version}");

        desk.run(BOB, &["respond", &id, "accept"]).await.done();
        let later = desk.run(BOB, &["sync", "--json"]).await;
        later.error(4, "refused");
        assert_eq!(later.json()["answers"][0]["calendar"]["state"], "refused", "{version}");
    }
}

#[tokio::test]
async fn only_the_mail_is_sent_again_when_only_the_mail_failed() {
    let desk = Desk::exchange("14.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.sim().fail(On::command(Command::SendMail), Fault::MailboxFull);
    let run = desk.run(BOB, &["respond", &id, "accept", "--wait", "--json"]).await;
    let error = run.error(8, "not_told");
    assert!(text(&error["message"]).contains("quorumctl retry"), "{error}");
    assert_eq!(run.json()["calendar"]["state"], "confirmed", "the calendar is right");
    assert_eq!(run.json()["organizer"]["reason"], "mailbox_full");

    desk.run(BOB, &["respond", &id, "accept"]).await.done();
    desk.run(BOB, &["sync"]).await.done();
    assert_eq!(desk.replies().len(), 0, "saying the same again sends nothing again");

    let retried = desk.json(BOB, &["retry", &id, "--wait"]).await;
    assert_eq!(retried["organizer"]["state"], "told");
    assert_eq!((desk.asked(Command::MeetingResponse), desk.replies().len()), (1, 1));
    desk.run(BOB, &["retry", &id]).await.failed(4);
}

#[tokio::test]
async fn an_older_version_leads_to_the_newest() {
    let morning = Clock::starting_at(Utc::now() - TimeDelta::hours(3));
    let desk = Desk::with(SimConfig::new(Family::Exchange).clock(morning)).await;
    let uid = desk.quarterly_planning();
    desk.sim().clock().advance(TimeDelta::hours(1));
    desk.sim()
        .update(ALICE, &uid, |event| {
            event.start += TimeDelta::hours(2);
            event.end += TimeDelta::hours(2);
        })
        .unwrap();
    let id = desk.bobs_invitation().await;
    let all = desk.json(BOB, &["invitations", "--all"]).await;
    let old = all.as_array().unwrap().iter().find(|row| row["state"] == "outdated").unwrap();
    let run = desk.run(BOB, &["respond", text(&old["id"]), "accept", "--json"]).await;
    let error = run.error(4, "not_answerable");
    assert!(text(&error["message"]).contains(&id), "{error}");
}

#[tokio::test]
async fn ids_may_be_abbreviated() {
    let desk = Desk::exchange("14.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    desk.run(BOB, &["respond", &id[..6], "accept", "--wait"]).await.done();
    desk.alice_sees_bob().await;
    let meetings = desk.json(ALICE, &["meetings"]).await;
    let grid = desk.json(ALICE, &["grid", &text(&meetings[0]["id"])[..6]]).await;
    assert_eq!(grid["id"], meetings[0]["id"]);
}

#[tokio::test]
async fn people_read_words_and_their_own_time() {
    let desk = Desk::exchange("14.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let when = start().with_timezone(&chrono_tz::Europe::Berlin).format("%a %-d %b %Y, %H:%M").to_string();
    let list = desk.run(BOB, &["invitations"]).await.done().text();
    let row = list.lines().nth(1).unwrap();
    for word in [&id[..8], &when, "Quarterly Planning", "Alice Moreau", "Rainier", "needs an answer"] {
        assert!(row.contains(word), "{word}: {list}");
    }
    let list = desk.run(BOB, &["search", "PRIORIT"]).await.done().text();
    let row = list.lines().nth(1).unwrap();
    for word in [
        &id[..8],
        &when,
        "Quarterly Planning",
        "Alice Moreau",
        "not answered",
        "text: Please bring your priorities.",
    ] {
        assert!(row.contains(word), "{word}: {list}");
    }
    let nothing = desk.run(BOB, &["search", "zebra"]).await.done().text();
    assert!(nothing.starts_with("Nothing has all of these words, as of "), "{nothing}");
    let answered = desk.run(BOB, &["respond", &id, "accept", "--wait"]).await.done().text();
    assert!(answered.starts_with("Accepted: Quarterly Planning ("), "{answered}");
    assert!(answered.contains("Alice Moreau was told by a mail from Quorum"), "{answered}");
    desk.alice_sees_bob().await;
    let grid = desk.run(ALICE, &["grid"]).await.done().text();
    assert!(grid.contains("1 accepted, 0 tentative, 0 declined, 1 without an answer"), "{grid}");
    assert!(grid.lines().any(|line| line.starts_with("Bob Nakamura") && line.contains("accepted")), "{grid}");
}

#[tokio::test]
async fn what_was_declined_by_mistake_is_brought_back_and_accepted() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        desk.quarterly_planning();
        let id = desk.bobs_invitation().await;
        desk.run(BOB, &["respond", &id, "decline", "--wait"]).await.done();
        desk.run(BOB, &["sync"]).await.done();
        desk.run(BOB, &["respond", &id, "accept", "--json"]).await.error(4, "not_answerable");

        let back = desk.json(BOB, &["recover", &id]).await;
        assert_eq!((&back["brought_back"], &back["answerable"]), (&true.into(), &true.into()), "{version}");
        assert_eq!(desk.replies().len(), 1, "{version}: nothing is answered by that");
        let again = desk.run(BOB, &["recover", &id]).await.done().text();
        assert!(again.contains("can be answered as it is. Nothing was moved."), "{again}");

        let accepted = desk.json(BOB, &["respond", &id, "accept", "--wait"]).await;
        assert_eq!(accepted["organizer"]["state"], "told", "{version}");
        let answers: Vec<_> = desk.replies().iter().filter_map(exchange_sim::SentMail::answer).collect();
        assert_eq!(answers, [Answer::Declined, Answer::Accepted], "{version}");
    }
}

/// A series of twenty dates, one a week and three of them over, of which Bob has accepted all. Its id and its UID.
async fn bobs_series(desk: &Desk) -> (String, String) {
    let weekly = Event {
        recurrence: Some(Recurrence::weekly(start().weekday(), Ends::After(20))),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..Event::new("Planning", week(-4), week(-4) + TimeDelta::hours(1), chrono_tz::UTC)
    };
    let uid = desk.sim().invite(ALICE, weekly).unwrap();
    let id = desk.bobs_invitation().await;
    desk.run(BOB, &["respond", &id, "accept", "--wait"]).await.done();
    desk.run(BOB, &["sync"]).await.done();
    (id, uid)
}

fn week(number: i64) -> DateTime<Utc> {
    start() + TimeDelta::weeks(number)
}

/// Where Bob is.
fn here(at: DateTime<Utc>) -> DateTime<chrono_tz::Tz> {
    at.with_timezone(&chrono_tz::Europe::Berlin)
}

fn day(at: DateTime<Utc>) -> String {
    here(at).date_naive().to_string()
}

fn time(at: DateTime<Utc>) -> String {
    here(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// A date as people read it.
fn read(at: DateTime<Utc>) -> String {
    here(at).format("%a %-d %b %Y, %H:%M").to_string()
}

fn is_declined(desk: &Desk, uid: &str, original: DateTime<Utc>) -> bool {
    let exceptions = desk.sim().mailbox(BOB).unwrap().meeting(uid).unwrap().exceptions.clone();
    exceptions.get(&original).is_some_and(|date| date.deleted)
}

#[tokio::test]
async fn any_date_of_a_series_can_be_answered() {
    for version in BOTH {
        let desk = Desk::exchange(version).await;
        let (id, uid) = bobs_series(&desk).await;
        let to = week(14) + TimeDelta::days(2);
        let later = |date: &mut Exception| date.when = Some((to, to + TimeDelta::hours(1)));
        desk.sim().update_occurrence(ALICE, &uid, week(15), later).unwrap();
        desk.run(BOB, &["sync"]).await.done();
        for (typed, original) in [
            (day(week(-3)), week(-3)),
            (day(week(12)), week(12)),
            (time(week(13)), week(13)),
            (week(14).to_rfc3339(), week(14)),
            // It is on another day than the rule has it.
            (day(to), week(15)),
        ] {
            desk.json(BOB, &["respond", &id, "decline", "--date", &typed, "--wait"]).await;
            assert!(is_declined(&desk, &uid, original), "{version} {typed}");
        }
        let rows = desk.json(BOB, &["invitations", "--all"]).await;
        let series = rows.as_array().unwrap().iter().find(|row| row["id"] == *id).unwrap();
        assert_eq!(series["answer"], "accepted", "{version}: the series stays as it was");
        let told = desk.run(BOB, &["activity"]).await.done().text();
        assert_eq!(told.matches("Planning  whole series").count(), 1, "{version}: {told}");
        for date in [week(-3), week(12), week(13), week(14), to] {
            assert!(told.contains(&format!("Planning  {}", read(date))), "{version}: {told}");
        }
    }
}

#[tokio::test]
async fn a_date_that_a_series_does_not_have_is_refused_with_the_nearest() {
    let desk = Desk::exchange("16.1").await;
    let (id, uid) = bobs_series(&desk).await;
    desk.sim().cancel_occurrence(ALICE, &uid, week(9)).unwrap();
    desk.run(BOB, &["sync"]).await.done();
    let answered =
        async |typed: &str| desk.run(BOB, &["respond", &id, "decline", "--date", typed, "--json"]).await;
    let message = |error: &serde_json::Value| text(&error["message"]).to_owned();

    let none = message(&answered(&day(week(7) + TimeDelta::days(2))).await.error(3, "not_found"));
    for near in [6, 7, 8].map(week).map(read) {
        assert!(none.contains(&near), "{near}: {none}");
    }
    assert!(!none.contains(&read(week(9))), "it was called off: {none}");
    let wrong_hour = message(&answered(&time(week(7) + TimeDelta::hours(1))).await.error(3, "not_found"));
    assert!(wrong_hour.contains(&read(week(7))), "{wrong_hour}");
    let before = message(&answered("2001-01-01").await.error(3, "not_found"));
    assert!(before.contains(&read(week(-4))), "{before}");

    let off = message(&answered(&day(week(9))).await.error(4, "not_answerable"));
    assert!(off.contains(&read(week(9))) && off.contains("called this meeting off"), "{off}");

    for typed in ["tomorrow", "2026-13-01"] {
        answered(typed).await.failed(2);
    }
    answered("+12026-12-03").await.error(2, "bad_input");
    let known = desk.json(BOB, &["activity"]).await;
    assert_eq!(known.as_array().unwrap().len(), 1, "nothing was entered: {known}");
}

#[tokio::test]
async fn of_two_dates_on_one_day_the_start_says_which() {
    let desk = Desk::exchange("16.1").await;
    let (id, uid) = bobs_series(&desk).await;
    // On the same day, whatever the hour is.
    let apart = TimeDelta::hours(if here(week(6)).hour() < 12 { 2 } else { -2 });
    let to = week(6) + apart;
    let there = |date: &mut Exception| date.when = Some((to, to + TimeDelta::hours(1)));
    desk.sim().update_occurrence(ALICE, &uid, week(5), there).unwrap();
    desk.run(BOB, &["sync"]).await.done();
    let which = ["respond", &id, "decline", "--date", &day(to), "--json"];
    let error = desk.run(BOB, &which).await.error(3, "ambiguous");
    for date in [read(week(6)), read(to)] {
        assert!(text(&error["message"]).contains(&date), "{date}: {error}");
    }
    desk.json(BOB, &["respond", &id, "decline", "--date", &time(to), "--wait"]).await;
    assert!(is_declined(&desk, &uid, week(5)) && !is_declined(&desk, &uid, week(6)));
}

#[tokio::test]
async fn whole_days_are_named_by_their_day() {
    let desk = Desk::exchange("16.1").await;
    let midnight = start().date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    let days = Event {
        recurrence: Some(Recurrence::weekly(midnight.weekday(), Ends::After(20))),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        all_day: true,
        ..Event::new("Offsite", midnight, midnight + TimeDelta::days(1), chrono_tz::UTC)
    };
    let uid = desk.sim().invite(ALICE, days).unwrap();
    let id = desk.bobs_invitation().await;
    desk.run(BOB, &["respond", &id, "accept", "--wait"]).await.done();
    desk.run(BOB, &["sync"]).await.done();
    let tenth = midnight + TimeDelta::weeks(10);
    let beside = (tenth + TimeDelta::days(1)).date_naive().to_string();
    let error = desk.run(BOB, &["respond", &id, "decline", "--date", &beside, "--json"]).await;
    let error = error.error(3, "not_found");
    let nearest = tenth.format("%a %-d %b %Y; ").to_string();
    assert!(text(&error["message"]).contains(&nearest), "without an hour: {error}");
    let typed = tenth.date_naive().to_string();
    desk.json(BOB, &["respond", &id, "decline", "--date", &typed, "--wait"]).await;
    assert!(is_declined(&desk, &uid, tenth));
}

#[tokio::test]
async fn a_meeting_that_is_no_series_has_no_dates() {
    let desk = Desk::exchange("16.1").await;
    desk.quarterly_planning();
    let id = desk.bobs_invitation().await;
    let typed = day(start());
    let error = desk.run(BOB, &["respond", &id, "accept", "--date", &typed, "--json"]).await;
    let error = error.error(3, "not_found");
    assert!(text(&error["message"]).contains("without --date"), "{error}");
}
