//! A lively week around now: Bob in Berlin, Alice in Seattle, colleagues and a supplier in between.
//!
//! Told as it happened, oldest first. Everything lies on working days counted from today, so that the demo looks the
//! same whichever day somebody tries it.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::America::{Los_Angeles, Toronto};
use chrono_tz::Asia::{Dubai, Tokyo};
use chrono_tz::Europe::{Berlin, Lisbon};
use chrono_tz::Tz;

use super::{ALICE, BOB};
use crate::history::SentBy;
use crate::model::event::{Answer, Attendee, Busy, Event, Person, Proposal, instant};
use crate::model::file::File;
use crate::model::mail::Method;
use crate::model::recurrence::{Ends, Pattern, Recurrence, WEEKDAYS};
use crate::sim::NoSuch;
use crate::state::State;

const MEERA: (&str, &str) = ("Meera Iyer", "meera.iyer@contoso.com");
const JOAO: (&str, &str) = ("João Figueiredo", "joao.figueiredo@contoso.com");
const YUTO: (&str, &str) = ("高橋 悠斗", "yuto.takahashi@contoso.com");
const TAMAR: (&str, &str) = ("תמר לוי", "tamar.levi@contoso.com");
const CHIAMAKA: (&str, &str) = ("Chiamaka Okafor", "chiamaka.okafor@contoso.com");
const FRIEDERIKE: (&str, &str) =
    ("Dr. Friederike Oberhuber-Lindenschmidt", "friederike.oberhuber-lindenschmidt@contoso.com");
const ELENI: (&str, &str) = ("Ελένη Μαυρίδη", "eleni.mavridi@contoso.com");
const SALMA: (&str, &str) = ("سلمى المنصوري", "salma.almansoori@contoso.com");
const OLEKSANDRA: (&str, &str) = ("Олександра Шевченко", "oleksandra.shevchenko@contoso.com");
const BENEDICTE: (&str, &str) = ("Bénédicte Lefebvre-Durand", "benedicte.lefebvre-durand@design.contoso.com");
const HENRIK: (&str, &str) = ("Henrik Søndergaard", "henrik@northwind.example");
const OLYMPIC: (&str, &str) = ("Olympic, building 4", "room-olympic@contoso.com");
const OFFICE: (&str, &str) = ("Executive Office", "executive.office@contoso.com");
const BOB_NAME: (&str, &str) = ("Bob Nakamura", BOB);
const ALICE_NAME: (&str, &str) = ("Alice Moreau", ALICE);

const QUESTIONS: &str = "1. Welche Daten erfasst das System, und wie lange bleiben sie?\r\n\
    2. Wer sieht die Auswertungen?\r\n3. Was geschieht beim Wechsel der Niederlassung?\r\n";
const BRANCHES: &str = "Niederlassung,Personen,Start\r\nHamburg,212,2027-02-01\r\nKöln,148,2027-03-01\r\n";
/// What a mail program makes of a few lines and a table.
const REVIEW: &str = r#"<html><head><style>p { margin: 0 }</style></head><body style="font-family: Aptos">
<p><img src="cid:sketch@contoso" alt="Sketch of the first screen"></p>
<p>A standing slot to look at <b>one flow together</b>. Come when your topic is on.</p>
<table border="1"><tr><th>Date</th><th>Topic</th></tr>
<tr><td>First</td><td>What people see before they sign in</td></tr>
<tr><td>Second</td><td>The empty list</td></tr></table>
<ul><li>Bring a recording, not slides.</li><li>Notes go to the
<a href="https://design.contoso.example/reviews">review log</a>.</li></ul>
</body></html>"#;

pub fn play(state: &mut State, now: DateTime<Utc>) {
    let mut demo = Demo { state, now };
    // Everybody named here has a mailbox or is invited, so nothing can be missing.
    if let Err(missing) = demo.tell() {
        tracing::error!(%missing, "the demo's story does not hold together");
    }
}

struct Demo<'a> {
    state: &'a mut State,
    now: DateTime<Utc>,
}

impl Demo<'_> {
    fn tell(&mut self) -> Result<(), NoSuch> {
        self.bobs_own_days()?;
        self.what_bob_has_answered()?;
        self.alices_other_meetings()?;
        self.what_changed()?;
        self.what_is_open()?;
        self.quarterly_planning()
    }

    /// What Bob keeps in his calendar himself.
    fn bobs_own_days(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(20));
        let stand_up = Recurrence {
            pattern: Pattern::Weekly { days: WEEKDAYS, first_day: Weekday::Mon },
            interval: 1,
            ends: Ends::Never,
        };
        let series = Event {
            recurrence: Some(stand_up),
            ..self.event("Stand-up and triage", Berlin, -10, "09:00", 30)
        };
        self.state.book(BOB, series)?;
        let focus = Event { busy: Busy::Busy, ..self.event("Focus: board deck", Berlin, 6, "15:30", 60) };
        self.state.book(BOB, focus)?;
        let school = Event { sensitivity: 2, ..self.event("Parents’ evening", Berlin, 6, "18:30", 90) };
        self.state.book(BOB, school)?;
        self.state.book(BOB, self.event("Dentist", Berlin, 2, "09:45", 60))?;
        let start = self.midnight(9);
        let travel = Event {
            all_day: true,
            start,
            end: start + TimeDelta::days(1),
            location: "Hamburg".into(),
            busy: Busy::OutOfOffice,
            ..self.event("Travel to Hamburg", Berlin, 9, "00:00", 0)
        };
        self.state.book(BOB, travel)?;
        self.state.book(BOB, self.event("Lunch with Tamar", Berlin, 4, "12:30", 45)).map(drop)
    }

    /// Invitations Bob has dealt with.
    fn what_bob_has_answered(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(12));
        let weekly = Recurrence::weekly(Weekday::Fri, Ends::Never);
        let one_on_one = Event {
            recurrence: Some(weekly),
            attendees: required(&[BOB_NAME]),
            ..self.event("1:1 Meera and Bob", Berlin, self.next(Weekday::Fri), "10:30", 30)
        };
        let uid = self.incoming(MEERA, one_on_one);
        self.ago(TimeDelta::days(11));
        self.state.answer_elsewhere(BOB, &uid, Answer::Accepted, None)?;

        self.ago(TimeDelta::days(6));
        let drill = Event {
            location: "Assembly point C".into(),
            attendees: required(&[BOB_NAME, CHIAMAKA, ELENI]),
            ..self.event("Evacuation drill, building 4", Berlin, 1, "13:00", 30)
        };
        let uid = self.incoming(CHIAMAKA, drill);
        self.state.answer_elsewhere(BOB, &uid, Answer::Accepted, None)?;

        let roadmap = Event {
            location: "Teams".into(),
            attendees: required(&[BOB_NAME, JOAO, YUTO]),
            ..self.event("Roadmap sync", Berlin, 6, "11:00", 90)
        };
        let uid = self.incoming(MEERA, roadmap);
        self.state.answer_elsewhere(BOB, &uid, Answer::Accepted, None)?;

        let demo = Event {
            organizer: person(HENRIK),
            attendees: required(&[BOB_NAME, JOAO]),
            ..self.event("Northwind shows its new planner", Berlin, 6, "14:00", 60)
        };
        let uid = self.incoming(HENRIK, demo);
        self.ago(TimeDelta::days(5));
        self.state.answer_elsewhere(BOB, &uid, Answer::Tentative, Some("If the deck is done by then."))?;

        let club = Event {
            attendees: optional(&[BOB_NAME, ELENI, OLEKSANDRA]),
            ..self.event("Book club: “The Left Hand of Darkness”", Berlin, 3, "18:00", 90)
        };
        let uid = self.incoming(ELENI, club);
        self.state.answer_elsewhere(BOB, &uid, Answer::Declined, Some("Not this month, sorry."))
    }

    /// What Alice organizes besides, and what she is invited to.
    fn alices_other_meetings(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(9));
        let forum = Event {
            recurrence: Some(Recurrence::weekly(Weekday::Wed, Ends::After(20))),
            location: "Teams".into(),
            body: "Standing agenda: incidents, decisions wanted, anything else.".into(),
            attendees: [required(&[MEERA, CHIAMAKA, ELENI]), optional(&[OLEKSANDRA, JOAO])].concat(),
            ..self.event("Platform forum", Los_Angeles, self.next(Weekday::Wed), "08:00", 45)
        };
        let uid = self.state.invite(ALICE, forum)?;
        for (who, answer) in [
            (MEERA, Answer::Accepted),
            (CHIAMAKA, Answer::Accepted),
            (ELENI, Answer::Tentative),
            (JOAO, Answer::Declined),
        ] {
            self.replies(&uid, who, 8, answer, None, None)?;
        }
        self.ago(TimeDelta::days(4));
        let budget = Event {
            location: OLYMPIC.0.into(),
            body: "We go through the second half line by line. Bring what you want to move.".into(),
            attendees: [required(&[FRIEDERIKE, SALMA, JOAO]), vec![room()]].concat(),
            ..self.event("Budget review, second half", Los_Angeles, 8, "08:30", 90)
        };
        let uid = self.state.invite(ALICE, budget)?;
        self.replies(&uid, FRIEDERIKE, 3, Answer::Accepted, Some("Die Zahlen kommen vorab."), None)?;
        self.replies(
            &uid,
            SALMA,
            3,
            Answer::Declined,
            Some("I am on leave that week; Tamar can speak for us."),
            None,
        )?;
        self.replies(&uid, OLYMPIC, 4, Answer::Accepted, None, None)?;

        self.ago(TimeDelta::hours(20));
        let handover = Event {
            body: "Who is on call over the holidays, and what they need to know.".into(),
            attendees: [required(&[ALICE_NAME, CHIAMAKA]), optional(&[ELENI])].concat(),
            ..self.event("Handover: holiday on-call", Berlin, 7, "17:00", 45)
        };
        let uid = self.state.invite(BOB, handover)?;
        self.ago(TimeDelta::hours(17));
        self.state.reply_from_outside(
            BOB,
            &uid,
            CHIAMAKA.1,
            Answer::Accepted,
            Some("I can take the 24th."),
            None,
        )?;
        self.ago(TimeDelta::hours(6));
        let offsite = Event {
            location: "Lisbon".into(),
            attendees: required(&[ALICE_NAME, MEERA, SALMA]),
            ..self.event("Leads’ off-site: first ideas", Lisbon, 5, "16:00", 60)
        };
        self.incoming(JOAO, offsite);
        Ok(())
    }

    /// A meeting moved after Bob had said yes, and one called off.
    fn what_changed(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(5));
        let call = Event {
            location: "Teams".into(),
            body: "Renewal terms and the open support cases.".into(),
            attendees: required(&[BOB_NAME, HENRIK]),
            ..self.event("Vendor call: Northwind renewal", Lisbon, 3, "13:00", 60)
        };
        let uid = self.incoming(JOAO, call.clone());
        self.ago(TimeDelta::days(4));
        self.state.answer_elsewhere(BOB, &uid, Answer::Accepted, None)?;
        self.ago(TimeDelta::hours(7));
        let (start, end) = (self.at(Lisbon, 4, "14:00"), self.at(Lisbon, 4, "15:00"));
        let moved = Event {
            uid,
            sequence: 1,
            start,
            end,
            organizer: person(JOAO),
            dtstamp: self.state.now(),
            ..call
        };
        self.state.send(Method::Request, moved, SentBy::World);

        self.ago(TimeDelta::days(3));
        let sprint = Event {
            attendees: required(&[BOB_NAME, OLEKSANDRA, TAMAR]),
            ..self.event("Sprint demo", Berlin, 2, "16:00", 60)
        };
        let uid = self.incoming(MEERA, sprint.clone());
        self.state.answer_elsewhere(BOB, &uid, Answer::Accepted, None)?;
        self.ago(TimeDelta::hours(5));
        let off = Event { uid, sequence: 1, organizer: person(MEERA), dtstamp: self.state.now(), ..sprint };
        self.state.send(Method::Cancel, off, SentBy::World);
        Ok(())
    }

    /// Invitations that wait for Bob.
    fn what_is_open(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::hours(26));
        let all_hands = Event {
            response_requested: false,
            location: "Main hall and live stream".into(),
            body: "No need to answer; come or watch. Questions can be sent in beforehand.".into(),
            attendees: optional(&[BOB_NAME, ALICE_NAME]),
            ..self.event("All hands", Berlin, 9, "17:00", 60)
        };
        self.incoming(OFFICE, all_hands);

        self.ago(TimeDelta::hours(23));
        let budget = Event {
            attendees: required(&[BOB_NAME, FRIEDERIKE]),
            ..self.event("مراجعة خطة الميزانية للربع القادم", Dubai, 8, "13:00", 60)
        };
        self.incoming(SALMA, budget);

        self.ago(TimeDelta::hours(10));
        let office = Event {
            location: "オンライン".into(),
            body: "議題：レイアウト案、引っ越しの日程、予算。".into(),
            attendees: required(&[BOB_NAME, ELENI]),
            ..self.event("名古屋オフィス開設に向けた準備会議", Tokyo, 4, "16:00", 60)
        };
        self.incoming(YUTO, office);

        self.ago(TimeDelta::hours(3));
        let privacy = Event {
            location: "Besprechungsraum Isar".into(),
            body: "Bitte die Stellungnahme der Fachabteilung mitbringen.".into(),
            attachments: vec![
                File::new("Fragen an die Fachabteilung.txt", "text/plain", QUESTIONS),
                File::new("Niederlassungen.csv", "text/csv", BRANCHES),
            ],
            attendees: required(&[BOB_NAME, TAMAR, MEERA]),
            ..self.event(
                "Abstimmung zur Datenschutz-Folgenabschätzung für das neue Zeiterfassungssystem der Niederlassungen",
                Berlin,
                2,
                "09:00",
                90,
            )
        };
        self.incoming(FRIEDERIKE, privacy);

        self.ago(TimeDelta::minutes(70));
        let review = Event {
            recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::After(15))),
            location: "Teams".into(),
            body: "A standing slot to look at one flow together. Come when your topic is on.".into(),
            html: Some(REVIEW.into()),
            attachments: vec![File {
                content_id: Some("sketch@contoso".into()),
                ..File::new("sketch.png", "image/png", &b"\x89PNG\r\n\x1a\n"[..])
            }],
            online: Some("https://teams.contoso.example/l/meetup-join/19%3ameeting_onboarding".into()),
            attendees: [required(&[TAMAR, ELENI]), optional(&[BOB_NAME, ALICE_NAME, OLEKSANDRA])].concat(),
            ..self.event(
                "Design review: onboarding and first run",
                Toronto,
                self.next(Weekday::Thu),
                "08:00",
                45,
            )
        };
        self.incoming(BENEDICTE, review);
        Ok(())
    }

    /// Alice's planning: the newest thing in Bob's Inbox, and her fullest grid.
    fn quarterly_planning(&mut self) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(2));
        let required = required(&[MEERA, JOAO, YUTO, TAMAR, CHIAMAKA, FRIEDERIKE]);
        let optional = optional(&[ELENI, SALMA, OLEKSANDRA, BENEDICTE]);
        let planning = Event {
            location: OLYMPIC.0.into(),
            body: "Please bring your team’s three priorities for the quarter, one slide each. We close with the \
                   headcount plan, so I need everybody who owns a budget in the room.\n\nThe draft roadmap is in the \
                   shared folder."
                .into(),
            attendees: [required, optional, vec![room()]].concat(),
            ..self.event("Quarterly Planning", Los_Angeles, 6, "09:00", 60)
        };
        let uid = self.state.invite(ALICE, planning)?;
        let day_later = |time| self.at(Los_Angeles, 7, time);
        let later = Some(Proposal { start: day_later("09:00"), end: day_later("10:00") });
        let none = None;
        for (who, hours_ago, answer, comment, proposal) in [
            (OLYMPIC, 48, Answer::Accepted, None, none),
            (MEERA, 45, Answer::Accepted, Some("Slides are ready."), none),
            (CHIAMAKA, 40, Answer::Accepted, None, none),
            (ELENI, 31, Answer::Accepted, Some("Από απόσταση, με κάμερα κλειστή."), none),
            (BENEDICTE, 28, Answer::Tentative, Some("I may have to leave after half an hour."), none),
            (SALMA, 26, Answer::Declined, Some("Weekend here; send me the notes, please."), none),
            (
                FRIEDERIKE,
                22,
                Answer::Tentative,
                Some("Hängt von den Prüfern ab; ich weiß es am Freitag."),
                none,
            ),
            (JOAO, 5, Answer::Declined, Some("Board in Lisbon all day. A day later works for me."), later),
            (YUTO, 4, Answer::Tentative, Some("翌日の同じ時間なら参加できます。"), later),
        ] {
            self.ago(TimeDelta::hours(hours_ago));
            self.state.reply_from_outside(ALICE, &uid, who.1, answer, comment, proposal)?;
        }
        // Bob joins the list late, which is why his invitation is the newest he has.
        self.ago(TimeDelta::minutes(25));
        self.state.add_attendee(ALICE, &uid, Attendee::required(BOB_NAME.0, BOB_NAME.1))
    }

    /// The world's time is so long ago.
    fn ago(&mut self, ago: TimeDelta) {
        let at = self.now - ago;
        self.state.rewind(at);
    }

    /// An attendee of Alice's answers, so many days ago.
    fn replies(
        &mut self,
        uid: &str,
        who: (&str, &str),
        days_ago: i64,
        answer: Answer,
        comment: Option<&str>,
        proposal: Option<Proposal>,
    ) -> Result<(), NoSuch> {
        self.ago(TimeDelta::days(days_ago));
        self.state.reply_from_outside(ALICE, uid, who.1, answer, comment, proposal)
    }

    /// Somebody without a mailbox here invites; the UID comes back.
    fn incoming(&mut self, organizer: (&str, &str), event: Event) -> String {
        let uid = self.state.outlook_uid();
        let event =
            Event { uid: uid.clone(), organizer: person(organizer), dtstamp: self.state.now(), ..event };
        self.state.send(Method::Request, event, SentBy::World);
        uid
    }

    /// An event on the `day`-th working day from today, at a local time, for so many minutes.
    fn event(&self, subject: &str, zone: Tz, day: i64, time: &str, minutes: i64) -> Event {
        let start = self.at(zone, day, time);
        Event::new(subject, start, start + TimeDelta::minutes(minutes), zone)
    }

    fn at(&self, zone: Tz, day: i64, time: &str) -> DateTime<Utc> {
        let time = time.parse().unwrap_or_default();
        instant(zone, self.day(day).and_time(time))
    }

    fn midnight(&self, day: i64) -> DateTime<Utc> {
        instant(Berlin, self.day(day).and_time(chrono::NaiveTime::MIN))
    }

    /// The `count`-th working day after (or before) today.
    fn day(&self, count: i64) -> NaiveDate {
        let mut day = self.now.with_timezone(&Berlin).date_naive();
        let mut left = count.unsigned_abs();
        while left > 0 {
            let step = Days::new(1);
            day = if count > 0 { day + step } else { day - step };
            if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days until the next such weekday, tomorrow at the earliest.
    fn next(&self, weekday: Weekday) -> i64 {
        (1..=7).find(|count| self.day(*count).weekday() == weekday).unwrap_or(1)
    }
}

fn person((name, email): (&str, &str)) -> Person {
    Person::new(name, email)
}

fn required(people: &[(&str, &str)]) -> Vec<Attendee> {
    people.iter().map(|(name, email)| Attendee::required(name, email)).collect()
}

fn optional(people: &[(&str, &str)]) -> Vec<Attendee> {
    people.iter().map(|(name, email)| Attendee::optional(name, email)).collect()
}

fn room() -> Attendee {
    Attendee::room(OLYMPIC.0, OLYMPIC.1)
}
