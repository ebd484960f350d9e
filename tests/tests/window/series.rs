//! A series from its invitation to its end: one date answered by itself, then all of it, an update that asks again, and
//! a cancellation that is taken out of the calendar. And a date that was moved, found and answered in the calendar.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike as _, DurationRound as _, TimeDelta, Utc};
use eas::ProtocolVersion;
use exchange_sim::model::event::Answer;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Clock, Command, Event, Exchange, Family, Person, SentMail, Sim, SimConfig};
use quorum_tests::session::Keychain;
use quorum_tests::simulator;
use quorum_tests::webdriver::{Beginning, Control, Window};
use tokio::net::TcpListener;
use wbxml::tags::meeting_response;

use crate::answering::both_lamps_are_lit;
use crate::signing_in::{look, to_the_invitations, to_the_server};
use crate::stage::{USUAL, play};

const ALICE: &str = "alice@contoso.com";
const BOB: &str = "bob@contoso.com";
const MEETING: &str = "Planning";

#[tokio::test]
async fn a_series_is_answered_by_date_and_as_a_whole_follows_its_update_and_its_end() {
    let journey = play("series", Keychain::Unlocked, USUAL, async |stage| {
        let (sim, server) = exchange().await?;
        let uid = sim.invite(ALICE, weekly())?;
        let window = stage.open(&[]).await?;
        let bob = account(&sim)?;
        to_the_server(&window, &bob).await?;
        look(&window, &server, &bob.password).await?;
        window.press("Add this mailbox").await?;
        to_the_invitations(&window).await?;
        window.control(Control::Link, Beginning(MEETING)).await?.click().await?;

        // One date, while the series is not answered yet.
        let first = window.controls(Control::Button, Beginning("Answer ")).await?.remove(0);
        let label = window.label(&first).await?;
        let day = label.strip_prefix("Answer ").and_then(|rest| rest.strip_suffix(" alone"));
        let day = day.with_context(|| format!("the button is called {label:?}"))?.to_owned();
        first.click().await?;
        window.control(Control::Button, format!("Decline {day}").as_str()).await?;
        stage.picture(&window, "answers-of-a-date").await?;
        window.press(format!("Decline {day}").as_str()).await?;
        window.press("Send now").await?;
        window.says(Control::Region, "Upcoming", "Declined").await?;
        let told = format!("Declined: {MEETING}");
        quorum_tests::wait::until("Alice to hear of the date", crate::stage::PATIENCE, async || {
            Ok(replies(&sim).contains(&told).then_some(()))
        })
        .await?;
        let item = sim.mailbox(BOB)?.meeting(&uid).context("the series is there")?.clone();
        ensure!(item.answer.is_none(), "the series is not answered by a date: {:?}", item.answer);
        ensure!(item.exceptions.values().filter(|date| date.deleted).count() == 1, "one date is declined");
        stage.picture(&window, "date-declined").await?;

        window.press("Accept the series").await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "accepted").await?;
        let item = sim.mailbox(BOB)?.meeting(&uid).context("the series is there")?.clone();
        ensure!(item.answer.is_some_and(|(answer, _)| answer == Answer::Accepted), "{:?}", item.answer);
        ensure!(item.exceptions.values().any(|date| date.deleted), "the date stays declined");
        stage.picture(&window, "series-accepted").await?;

        // Alice moves it: the card asks again and says what is new.
        sim.update(ALICE, &uid, |event| event.location = "Olympus".into())?;
        sim.update(ALICE, &uid, |event| {
            event.start += TimeDelta::hours(2);
            event.end += TimeDelta::hours(2);
        })?;
        look_for_news(&window).await?;
        window.control(Control::Button, "Accept the series").await?;
        window.says(Control::Group, "Invitation text", "Olympus").await?;
        window.says(Control::Group, "Invitation text", "When").await?;
        stage.picture(&window, "asks-again").await?;
        window.press("Tentative for the series").await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "tentative").await?;

        // She calls it off; it is taken out of the calendar, and she hears nothing of that.
        let before = replies(&sim);
        sim.cancel(ALICE, &uid)?;
        look_for_news(&window).await?;
        window.says(Control::Region, "Your answer", "cancelled the whole series.").await?;
        window.says(Control::Region, "Your answer", "that tells nobody").await?;
        stage.picture(&window, "cancelled").await?;
        ensure!(sim.mailbox(BOB)?.meeting(&uid).is_some(), "nothing is removed unasked");
        window.press("Remove from calendar").await?;
        window.says(Control::Region, "Your answer", "It is not in your calendar any more.").await?;
        window.gone(Control::Button, "Remove from calendar").await?;
        ensure!(sim.mailbox(BOB)?.meeting(&uid).is_none(), "it is out of the calendar on the server");
        ensure!(replies(&sim) == before, "Alice got {:?}", replies(&sim));
        stage.picture(&window, "removed").await?;
        window.quit().await
    });
    journey.await;
}

#[tokio::test]
async fn a_moved_date_of_a_series_is_found_in_the_calendar_and_answered_there() {
    let journey = play("moved-date", Keychain::Unlocked, USUAL, async |stage| {
        let (sim, server) = exchange().await?;
        let event = weekly();
        let original = event.start + TimeDelta::days(7);
        let uid = sim.invite(ALICE, event)?;
        let window = stage.open(&[]).await?;
        let bob = account(&sim)?;
        to_the_server(&window, &bob).await?;
        look(&window, &server, &bob.password).await?;
        window.press("Add this mailbox").await?;
        to_the_invitations(&window).await?;
        window.control(Control::Link, Beginning(MEETING)).await?.click().await?;
        window.press("Accept the series").await?;
        both_lamps_are_lit(&window, "accepted").await?;

        // Alice moves the second date, and another program tidies the Inbox: only the calendar knows of it here.
        let moved = original + TimeDelta::hours(2);
        sim.update_occurrence(ALICE, &uid, original, |date| {
            date.when = Some((moved, moved + TimeDelta::hours(1)));
            date.location = Some("Olympus".into());
        })?;
        sim.clear_inbox(BOB)?;
        look_for_news(&window).await?;

        window.follow("Calendar").await?;
        window.fill("Search meetings", MEETING).await?;
        window.follow(Beginning(MEETING)).await?;
        window.says(Control::Region, "Calendar entry", "Rainier").await?;
        stage.picture(&window, "found").await?;
        window.press("Show all").await?;
        window.press("On one week").await?;
        window.follow(Beginning("Planning, ")).await?;
        window.says(Control::Region, "Calendar entry", "Olympus").await?;
        window.control(Control::Button, Beginning("Tentative for ")).await?;
        stage.picture(&window, "asked").await?;

        // It leaves by itself when the seconds for Undo are over.
        window.press(Beginning("Tentative for ")).await?;
        window.says(Control::Link, Beginning("Planning, "), "Tentative").await?;
        let named = |original: DateTime<Utc>| original.format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
        // The series by its mail, and the date by the start that it had, whatever it was moved to.
        let must = [None, Some(named(original))];
        quorum_tests::wait::until("the server to be asked", crate::stage::PATIENCE, async || {
            Ok((instances(&sim).len() == must.len()).then_some(()))
        })
        .await?;
        let told = format!("Tentative: {MEETING}");
        quorum_tests::wait::until("Alice to hear of the date", crate::stage::PATIENCE, async || {
            Ok(replies(&sim).contains(&told).then_some(()))
        })
        .await?;
        window.says(Control::Region, "Calendar entry", "told").await?;
        stage.picture(&window, "answered").await?;
        ensure!(instances(&sim) == must, "each was asked for once: {:?}", instances(&sim));
        ensure!(replies(&sim).len() == 2, "and told once: {:?}", replies(&sim));
        let item = sim.mailbox(BOB)?.meeting(&uid).context("the series is there")?.clone();
        ensure!(item.answer.is_some_and(|(answer, _)| answer == Answer::Accepted), "{:?}", item.answer);
        let date = item.exceptions.get(&original).context("the date differs")?;
        ensure!(date.answer.is_some_and(|(answer, _)| answer == Answer::Tentative), "{:?}", date.answer);
        ensure!(date.when.is_some_and(|(start, _)| start == moved), "it stays where it was moved");
        window.quit().await
    });
    journey.await;
}

/// InstanceId of every MeetingResponse that has arrived, oldest first.
fn instances(sim: &Sim) -> Vec<Option<String>> {
    let responses = sim.history().into_iter().filter(|asked| asked.command == Command::MeetingResponse);
    let instance = |asked: Exchange| {
        let request = asked.request?;
        Some(request.find(meeting_response::REQUEST)?.value_of(meeting_response::INSTANCE_ID)?.into_owned())
    };
    responses.map(instance).collect()
}

/// Exchange 16.1 in this process, which a journey can change behind the window's back.
async fn exchange() -> Result<(Sim, String)> {
    let config = SimConfig::new(Family::Exchange).versions([ProtocolVersion::V16_1]).clock(Clock::system());
    let sim = Sim::new(config);
    for (name, email) in [("Alice Moreau", ALICE), ("Bob Nakamura", BOB)] {
        sim.add_user(Person::new(name, email));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = exchange_sim::endpoint(&sim, listener.local_addr()?)?.to_string();
    tokio::spawn(exchange_sim::serve(sim.clone(), listener));
    Ok((sim, url))
}

fn account(sim: &Sim) -> Result<simulator::Person> {
    let account =
        sim.accounts().into_iter().find(|account| account.email == BOB).context("Bob has no mailbox")?;
    Ok(simulator::Person { email: account.email, user: account.user, password: account.password })
}

/// Four times from next week on, at noon.
fn weekly() -> Event {
    let noon =
        Utc::now().duration_trunc(TimeDelta::days(1)).unwrap() + TimeDelta::days(7) + TimeDelta::hours(12);
    Event {
        recurrence: Some(Recurrence::weekly(noon.weekday(), Ends::After(4))),
        location: "Rainier".into(),
        body: "One hour, one question.".into(),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..Event::new(MEETING, noon, noon + TimeDelta::hours(1), chrono_tz::UTC)
    }
}

/// Subjects of what Bob's answers brought Alice.
fn replies(sim: &Sim) -> Vec<String> {
    let answers = sim.sent_mails().into_iter().filter(|mail: &SentMail| mail.answer().is_some());
    answers.map(|mail| mail.mail.subject.clone()).collect()
}

async fn look_for_news(window: &Window) -> Result<()> {
    window.press(Beginning("Up to date")).await
}
