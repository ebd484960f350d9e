//! The real program killed at random moments while it answers, over real sockets, until it is left alone: nothing is
//! lost, nothing is told twice. The server is the simulator in this process, so that its organizer's mailbox can be
//! looked into without any program of ours; on SOGo the same is done in its own suite.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

use chrono::{TimeDelta, Utc};
use exchange_sim::model::mail::Method;
use exchange_sim::{Answer, Attendee, Demo, Event, Family, Person, Sim, SimConfig};
use quorum_tests::crashes::{self, Crashes, Decision};
use quorum_tests::quorumctl::Quorumctl;
use quorum_tests::session::{Keychain, Session};
use serde_json::Value;

const ALICE: &str = "alice@contoso.com";
/// Kills for each person; two people on each server, at the same time.
const KILLS: usize = 45;
const ANSWERS: [&str; 3] = ["accept", "tentative", "decline"];

/// An attendee whose program is killed.
struct Victim<'a> {
    sim: &'a Sim,
    person: Person,
    crashes: Crashes<'a>,
    meetings: Vec<Meeting>,
}

/// An invitation, and what was decided about it, one after the other.
struct Meeting {
    id: String,
    uid: String,
    decisions: Vec<Decision>,
    /// Each had arrived before the next one was made.
    one_by_one: bool,
}

/// What came of it.
struct Count {
    kills: usize,
    answers: usize,
    replies: usize,
}

impl<'a> Victim<'a> {
    async fn of(server: &'a Demo, session: &'a Session, name: &str, seed: u64) -> Self {
        let sim = server.sim();
        let person = Person::new(format!("Bob {name}"), format!("bob-{name}@contoso.com"));
        let account = sim.add_user(person.clone());
        let quorumctl = Quorumctl::new(session, session.home().join(name)).unwrap();
        let crashes = Crashes::new(quorumctl.with("QUORUM_PASSWORD", &account.password), seed);
        let add = ["account", "add", "--email", &account.email, "--user", &account.user, "--server"];
        crashes.json(&[&add[..], &[server.url().as_str()]].concat()).await.unwrap();
        Self { sim, person, crashes, meetings: Vec::new() }
    }

    /// Alice invites; the invitation arrives here.
    async fn invited(&mut self) -> Meeting {
        let title = format!("{} {}", self.person.name, self.meetings.len());
        let start = Utc::now() + TimeDelta::days(7);
        let event = Event::new(title, start, start + TimeDelta::hours(1), chrono_tz::UTC);
        let attendees = vec![Attendee::required(&self.person.name, &self.person.email)];
        let uid = self.sim.invite(ALICE, Event { attendees, ..event }).unwrap();
        self.crashes.sync().await.unwrap();
        let open = self.crashes.json(&["invitations"]).await.unwrap();
        let row = open.as_array().unwrap().iter().find(|row| row["uid"] == uid.as_str());
        let id = row.unwrap_or_else(|| panic!("{uid} is not in {open:#}"))["id"].as_str().unwrap().to_owned();
        Meeting { id, uid, decisions: Vec::new(), one_by_one: true }
    }

    /// Up to three decisions about one meeting, each another one than before, each with a few crashes. Either each is
    /// left alone until it has arrived, or the mind is changed in the middle of it.
    async fn answers(&mut self) {
        let mut meeting = self.invited().await;
        let minds = self.crashes.random().usize(1..=3);
        let patient = self.crashes.random().bool();
        for mind in 0..minds {
            let before = meeting.decisions.last().map(|decision| decision.answer);
            // A declined meeting leaves the calendar: it comes last.
            let possible = if mind + 1 < minds { &ANSWERS[..2] } else { &ANSWERS[..] };
            let others: Vec<&'static str> =
                possible.iter().copied().filter(|answer| Some(*answer) != before).collect();
            let answer = self.crashes.random().choice(&others).copied().unwrap();
            // Always other words: the same answer without any would be the earlier one, given again.
            let comment = format!("Mind {mind}");
            let decision = Decision { meeting: meeting.id.clone(), answer, comment };
            let crashes = self.crashes.random().usize(1..=4);
            self.crashes.crash(&decision, crashes).await.unwrap();
            let arrived = (patient || mind + 1 == minds) && self.crashes.finish(&decision).await.unwrap();
            meeting.one_by_one &= arrived || mind + 1 == minds;
            meeting.decisions.push(decision);
        }
        self.meetings.push(meeting);
    }

    /// Is killed as often as was asked for, then left alone until everything is settled. What has become of it?
    async fn lives(mut self, kills: usize) -> Count {
        let first = self.invited().await;
        let accept = Decision { meeting: first.id.clone(), answer: "accept", comment: "First".into() };
        self.crashes.undisturbed(&accept).await.unwrap();
        self.meetings.push(Meeting { decisions: vec![accept], ..first });
        while self.crashes.kills() < kills {
            self.answers().await;
        }
        let activity = self.crashes.settle().await.unwrap();
        let (mut answers, mut replies) = (0, 0);
        for meeting in &self.meetings {
            let told: Vec<&Value> =
                activity.iter().rev().filter(|answer| answer["id"] == meeting.id.as_str()).collect();
            answers += told.len();
            replies += self.check(meeting, &told);
        }
        println!(
            "{}: an undisturbed answer took {:?}; killed {} times, where answers were {:?}",
            self.person.email,
            self.crashes.life(),
            self.crashes.kills(),
            self.crashes.moments()
        );
        Count { kills: self.crashes.kills(), answers, replies }
    }

    /// One reply at the organizer for each answer that was given, in their order, and the last decision everywhere.
    fn check(&self, meeting: &Meeting, told: &[&Value]) -> usize {
        let case = format!("{} {:#?}: {told:#?}", meeting.uid, meeting.decisions);
        for answer in told {
            assert_eq!(answer["organizer"]["state"], "told", "{case}");
            assert_eq!(answer["trouble"], Value::Null, "{case}");
        }
        let told: Vec<(String, String)> = told
            .iter()
            .map(|it| (it["answer"].as_str().unwrap().into(), it["comment"].as_str().unwrap().into()))
            .collect();
        let last = meeting.decisions.last().unwrap();
        let decided = |it: &Decision| (it.given().to_owned(), it.comment.clone());
        assert_eq!(told.last(), Some(&decided(last)), "{case}");
        if meeting.one_by_one {
            let all: Vec<_> = meeting.decisions.iter().map(decided).collect();
            assert_eq!(told, all, "{case}");
        }

        let replies = self.replies(meeting);
        assert_eq!(replies, told, "replies sent, answers told: {case}");
        let alice = self.sim.mailbox(ALICE).unwrap();
        let found =
            alice.inbox().mails().filter(|mail| is_reply_about(&mail.mail, &self.person, &meeting.uid));
        assert_eq!(found.count(), told.len(), "replies in the organizer's Inbox: {case}");

        let mine = self.sim.mailbox(&self.person.email).unwrap();
        let shown = mine.meeting(&meeting.uid).map(|item| given(item.answer.map(|(answer, _)| answer)));
        let wanted = (last.answer != "decline").then(|| last.given().to_owned());
        assert_eq!(shown, wanted, "the calendar shows the last decision: {case}");
        let hers = alice.meeting(&meeting.uid).unwrap().event.attendee(&self.person.email).unwrap().answer;
        assert_eq!(given(hers), last.given(), "the organizer's calendar shows the last decision: {case}");
        replies.len()
    }

    /// Answer and comment of every reply that left, oldest first.
    fn replies(&self, meeting: &Meeting) -> Vec<(String, String)> {
        let mails = self.sim.sent_mails().into_iter().map(|sent| sent.mail);
        let mine = mails.filter(|mail| is_reply_about(mail, &self.person, &meeting.uid));
        mine.filter_map(|mail| match &mail.meeting.as_ref()?.method {
            Method::Reply { answer, comment, .. } => {
                Some((given(Some(*answer)), comment.clone().unwrap_or_default()))
            }
            Method::Request | Method::Cancel => None,
        })
        .collect()
    }
}

fn is_reply_about(mail: &exchange_sim::model::mail::Mail, from: &Person, uid: &str) -> bool {
    mail.from.is(&from.email)
        && mail
            .meeting
            .as_ref()
            .is_some_and(|inside| inside.event.uid == uid && matches!(inside.method, Method::Reply { .. }))
}

fn given(answer: Option<Answer>) -> String {
    let word = match answer {
        Some(Answer::Accepted) => "accepted",
        Some(Answer::Tentative) => "tentative",
        Some(Answer::Declined) => "declined",
        None => "nothing",
    };
    word.to_owned()
}

async fn killed_at_random(version: &str) {
    let mut config = SimConfig::new(Family::Exchange);
    config.versions.retain(|known| known.as_str() == version);
    let server = Demo::start_with(config).await.unwrap();
    let session = Session::without_screen(Keychain::Unlocked).unwrap();
    let seed = crashes::seed().unwrap();
    println!("exchange-sim {version}: seed {seed}");
    let one = Victim::of(&server, &session, "one", seed).await;
    let two = Victim::of(&server, &session, "two", seed.wrapping_add(1)).await;
    let (one, two) = tokio::join!(Box::pin(one.lives(KILLS)), Box::pin(two.lives(KILLS)));
    let count = Count {
        kills: one.kills + two.kills,
        answers: one.answers + two.answers,
        replies: one.replies + two.replies,
    };
    println!(
        "exchange-sim {version}: kills {}, answers {}, replies found at the organizer {}",
        count.kills, count.answers, count.replies
    );
    assert_eq!(count.answers, count.replies);
    assert!(count.kills >= 2 * KILLS);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_where_the_client_mails_every_answer_arrives_once() {
    killed_at_random("14.1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_where_the_server_mails_every_answer_arrives_once() {
    killed_at_random("16.1").await;
}
