//! The real program killed at random moments while it answers on a real SOGo: what reached the organizer is counted
//! over IMAP.

use chrono::TimeDelta;
use quorum_tests::crashes::{self, Crashes, Decision};
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::mail::received::Mail;
use quorum_tests::quorumctl::Quorumctl;
use quorum_tests::session::{Keychain, Session};
use quorum_tests::sogo::{Cast, Notifications, Sogo};
use quorum_tests::wait;
use serde_json::Value;

use crate::replies;

/// Kills for each way in which SOGo can be set up; both at the same time.
const KILLS: usize = 22;
const ANSWERS: [&str; 3] = ["accept", "tentative", "decline"];

/// An attendee whose program is killed.
struct Victim<'a> {
    sogo: &'static Sogo,
    cast: Cast,
    notifications: Notifications,
    crashes: Crashes<'a>,
    meetings: Vec<(Invitation, Vec<Decision>)>,
}

/// What came of it.
#[derive(Default)]
struct Count {
    kills: usize,
    answers: usize,
    replies: usize,
    unknown: usize,
}

impl<'a> Victim<'a> {
    async fn of(session: &'a Session, notifications: Notifications, seed: u64) -> Self {
        let sogo = Sogo::shared().await;
        let cast = sogo.people().await.unwrap();
        let (name, mails) = match notifications {
            Notifications::SentBySogo => ("sogo-mails", "auto"),
            Notifications::LeftToTheClient => ("client-mails", "client"),
        };
        let quorumctl = Quorumctl::new(session, session.home().join(name)).unwrap();
        let crashes = Crashes::new(quorumctl.with("QUORUM_PASSWORD", &cast.bob.password), seed);
        let endpoint = sogo.endpoint(notifications);
        let add = ["account", "add", "--email", &cast.bob.email, "--user", &cast.bob.user];
        let how = ["--server", &endpoint, "--replies", mails];
        crashes.json(&[&add[..], &how[..]].concat()).await.unwrap();
        Self { sogo, cast, notifications, crashes, meetings: Vec::new() }
    }

    /// Alice invites; the invitation arrives here.
    async fn invited(&mut self) -> (Invitation, String) {
        let title = format!("{:?} {}", self.notifications, self.meetings.len());
        let meeting = Invitation::new(&title, &self.cast.alice).invite(&self.cast.bob);
        self.sogo.put_event(Notifications::SentBySogo, &self.cast.alice, &meeting).await.unwrap();
        let crashes = &mut self.crashes;
        let id = wait::until(meeting.summary(), TimeDelta::seconds(40).to_std().unwrap(), async || {
            crashes.sync().await?;
            let open = crashes.json(&["invitations"]).await?;
            let row = open.as_array().and_then(|rows| rows.iter().find(|row| row["uid"] == meeting.uid()));
            let row = row.filter(|row| row["received_at"].is_string());
            Ok(row.and_then(|row| row["id"].as_str()).map(str::to_owned))
        });
        let id = id.await.unwrap();
        (meeting, id)
    }

    /// Two decisions about one meeting, each with a few crashes.
    async fn answers(&mut self) {
        let (meeting, id) = self.invited().await;
        let mut decisions: Vec<Decision> = Vec::new();
        for _ in 0..2 {
            let others = ANSWERS.into_iter().filter(|answer| decisions.iter().all(|it| it.answer != *answer));
            let others: Vec<&'static str> = others.collect();
            let answer = self.crashes.random().choice(&others).copied().unwrap();
            let decision = Decision { meeting: id.clone(), answer, comment: String::new() };
            let crashes = self.crashes.random().usize(1..=3);
            self.crashes.crash(&decision, crashes).await.unwrap();
            self.crashes.finish(&decision).await.unwrap();
            decisions.push(decision);
        }
        self.meetings.push((meeting, decisions));
    }

    /// Is killed as often as was asked for, then left alone until everything is settled. What has become of it?
    async fn lives(mut self, kills: usize) -> Count {
        let (meeting, id) = self.invited().await;
        let accept = Decision { meeting: id, answer: "accept", comment: String::new() };
        self.crashes.undisturbed(&accept).await.unwrap();
        self.meetings.push((meeting, vec![accept]));
        while self.crashes.kills() < kills {
            self.answers().await;
        }
        let activity = self.crashes.settle().await.unwrap();
        let told = activity.iter().filter(|answer| is_told(answer)).count();
        let mails = self.mails(&activity, told).await;
        let mut count = Count { kills: self.crashes.kills(), replies: mails.len(), ..Count::default() };
        for (meeting, decisions) in &self.meetings {
            let answers: Vec<&Value> = activity
                .iter()
                .rev()
                .filter(|answer| answer["id"] == decisions[0].meeting.as_str())
                .collect();
            count.answers += answers.len();
            count.unknown += self.check(meeting, decisions, &answers, &mails).await;
        }
        println!(
            "{:?}: an undisturbed answer took {:?}; killed {} times, where answers were {:?}",
            self.notifications,
            self.crashes.life(),
            self.crashes.kills(),
            self.crashes.moments()
        );
        count
    }

    /// Everything that Bob, or SOGo for him, mailed to Alice. Where SOGo mails, as many as answers were told.
    async fn mails(&self, activity: &[Value], told: usize) -> Vec<Mail> {
        let Cast { alice, bob, .. } = &self.cast;
        if told == activity.len() {
            return replies::mails_from(self.sogo, bob, alice, told).await;
        }
        // A mail on its way when the program died may have left or not: the receipt says that it is not known.
        replies::all_mails_from(self.sogo, bob, alice).await
    }

    /// Each decision is one answer with one reply, in their order; the calendar shows the last one. How many replies
    /// may have left or not?
    async fn check(
        &self,
        meeting: &Invitation,
        made: &[Decision],
        answers: &[&Value],
        mails: &[Mail],
    ) -> usize {
        let case = format!("{} {made:#?}: {answers:#?}", meeting.summary());
        let given: Vec<&str> = answers.iter().filter_map(|answer| answer["answer"].as_str()).collect();
        assert_eq!(given, made.iter().map(Decision::given).collect::<Vec<_>>(), "{case}");
        let about = mails.iter().filter(|mail| mail.is_about("REPLY", meeting.uid()));
        let mut replies = about.map(|mail| mail.itip().unwrap().attendees[0].part_stat.to_lowercase());
        let mut replies: Vec<String> = replies.by_ref().collect();
        let mut unknown = 0;
        for answer in answers {
            let word = answer["answer"].as_str().unwrap();
            let found = replies.first().is_some_and(|reply| reply == word);
            if is_told(answer) {
                assert!(found, "{word} was told, replies left: {replies:?}: {case}");
                assert_eq!(answer["trouble"], Value::Null, "{case}");
            } else {
                assert_eq!(answer["trouble"]["code"], "uncertain", "{case}");
                unknown += 1;
            }
            if found {
                replies.remove(0);
            }
        }
        assert_eq!(replies, Vec::<String>::new(), "more replies than answers: {case}");
        let stored = self.sogo.stored_event(&self.cast.bob, meeting.uid()).await.unwrap().unwrap();
        let shown = replies::stored_part_stat(&stored, &self.cast.bob).unwrap().to_lowercase();
        assert_eq!(
            Some(shown.as_str()),
            given.last().copied(),
            "the calendar shows the last decision: {case}"
        );
        unknown
    }
}

#[tokio::test]
async fn killed_at_random_moments_every_answer_reaches_calendar_and_organizer_once() {
    let session = Session::without_screen(Keychain::Unlocked).unwrap();
    let seed = crashes::seed().unwrap();
    println!("SOGo: seed {seed}");
    let by_sogo = Victim::of(&session, Notifications::SentBySogo, seed).await;
    let by_us = Victim::of(&session, Notifications::LeftToTheClient, seed.wrapping_add(1)).await;
    let (by_sogo, by_us) = tokio::join!(Box::pin(by_sogo.lives(KILLS)), Box::pin(by_us.lives(KILLS)));
    for (who, count) in [("SOGo mails", &by_sogo), ("the client mails", &by_us)] {
        println!(
            "SOGo, {who}: kills {}, answers {}, replies found at the organizer {}, of which nobody could know {}",
            count.kills, count.answers, count.replies, count.unknown
        );
    }
    assert_eq!((by_sogo.answers, by_sogo.unknown), (by_sogo.replies, 0));
    assert!((by_us.answers - by_us.unknown..=by_us.answers).contains(&by_us.replies));
    assert!(by_sogo.kills + by_us.kills >= 2 * KILLS);
}

/// By a mail of ours, or by SOGo, which mails here.
fn is_told(answer: &Value) -> bool {
    matches!(answer["organizer"]["state"].as_str(), Some("told" | "left_to_server"))
}
