//! Mails made to overload whoever reads them, as bytes through the client: each is shown or refused, and the meeting
//! beside it is there as if nothing had been.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use engine::clock::ManualClock;
use engine::secrets::MemorySecrets;
use engine::view::{InvitationCard, InvitationState};
use engine::{Access, Engine, Parts};
use tempfile::TempDir;

use crate::corpus::recorded::Recorded;
use crate::corpus::{greetings, login, situation::servers};

/// A mailbox that has one ordinary invitation, and something else.
struct Victim {
    engine: Engine,
    account: String,
    _folder: TempDir,
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 2, 0).unwrap()
}

fn sync(collection: &str, items: &[String]) -> Vec<u8> {
    let adds: String = items
        .iter()
        .enumerate()
        .map(|(at, data)| {
            format!(
                "<Add><ServerId>{collection}:{at}</ServerId><ApplicationData>{data}</ApplicationData></Add>"
            )
        })
        .collect();
    let xml = format!(
        "<Sync xmlns=\"AirSync\" xmlns:airsyncbase=\"AirSyncBase\" xmlns:calendar=\"Calendar\" \
         xmlns:email=\"Email\" xmlns:email2=\"Email2\"><Collections><Collection><SyncKey>7</SyncKey>\
         <CollectionId>{collection}</CollectionId><Status>1</Status><Commands>{adds}</Commands></Collection>\
         </Collections></Sync>"
    );
    wbxml::xml::from_xml(&xml).unwrap()
}

/// An invitation; `more` stands in its MeetingRequest.
fn mail(subject: &str, start: &str, end: &str, more: &str, body: &str) -> String {
    format!(
        "<email:To>bob@contoso.com</email:To><email:From>\"Alice\" &lt;alice@contoso.com&gt;</email:From>\
         <email:Subject>{subject}</email:Subject><email:DateReceived>2026-11-19T08:30:20.000Z</email:DateReceived>\
         {body}<email:MessageClass>IPM.Schedule.Meeting.Request</email:MessageClass><email:MeetingRequest>\
         <email:StartTime>{start}</email:StartTime><email:DtStamp>2026-11-19T08:30:00.000Z</email:DtStamp>\
         <email:EndTime>{end}</email:EndTime><email:Organizer>\"Alice\" &lt;alice@contoso.com&gt;</email:Organizer>\
         <email:ResponseRequested>1</email:ResponseRequested>{more}<calendar:UID>{}</calendar:UID>\
         <email2:MeetingMessageType>1</email2:MeetingMessageType></email:MeetingRequest>",
        subject.chars().take(20).collect::<String>()
    )
}

const START: &str = "2026-12-01T17:00:00.000Z";
const END: &str = "2026-12-01T18:00:00.000Z";

fn event(subject: &str, status: u8, response: u8, more: &str) -> String {
    format!(
        "<calendar:DtStamp>20261119T083000Z</calendar:DtStamp><calendar:StartTime>20261201T170000Z</calendar:StartTime>\
         <calendar:Subject>{subject}</calendar:Subject><calendar:UID>{subject}</calendar:UID>\
         <calendar:OrganizerEmail>alice@contoso.com</calendar:OrganizerEmail>\
         <calendar:EndTime>20261201T180000Z</calendar:EndTime>{more}\
         <calendar:MeetingStatus>{status}</calendar:MeetingStatus>\
         <calendar:ResponseType>{response}</calendar:ResponseType>"
    )
}

fn recurrence(children: &str) -> String {
    format!("<email:Recurrences><email:Recurrence>{children}</email:Recurrence></email:Recurrences>")
}

impl Victim {
    async fn of(mut mails: Vec<String>, events: &[String]) -> Self {
        mails.push(mail("Ordinary", START, END, "", ""));
        let server = &servers()["exchange-16.1"];
        let line = Recorded::new(greetings(server));
        line.next_inbox(sync("5", &mails));
        line.next_calendar(sync("1", events));
        let folder = tempfile::tempdir().unwrap();
        let parts = Parts {
            secrets: Arc::new(MemorySecrets::default()),
            network: Arc::new(line),
            clock: Arc::new(ManualClock::new(now())),
            zone: chrono_tz::Europe::Berlin,
        };
        let engine = Engine::open(folder.path(), Access::Write, parts).unwrap();
        let account = engine.add_account(&login(server)).await.unwrap().id;
        engine.sync(&account).await.unwrap();
        let victim = Self { engine, account, _folder: folder };
        assert_eq!(victim.card("Ordinary").row.state, InvitationState::Open, "what is beside it is unharmed");
        victim
    }

    fn card(&self, subject: &str) -> InvitationCard {
        let rows = self.engine.invitations(&self.account).unwrap();
        let row = rows.into_iter().find(|row| row.subject.starts_with(subject)).unwrap();
        self.engine.card(&self.account, &row.id).unwrap()
    }

    fn entries(&self, days: i64) -> usize {
        self.engine.calendar(&self.account, now(), now() + TimeDelta::days(days)).unwrap().len()
    }

    fn put_aside(&self) -> u32 {
        self.engine.accounts().unwrap().remove(0).unreadable_items
    }
}

#[tokio::test]
async fn rules_without_end_or_sense_are_followed_as_far_as_is_asked_or_not_at_all() {
    for (children, dates) in [
        ("<email:Type>0</email:Type><email:Interval>1</email:Interval>", 5),
        (
            "<email:Type>0</email:Type><email:Interval>1</email:Interval><email:Occurrences>65535</email:Occurrences>",
            5,
        ),
        (
            "<email:Type>0</email:Type><email:Interval>1</email:Interval><email:Occurrences>4294967296</email:Occurrences>",
            5,
        ),
        ("<email:Type>0</email:Type><email:Interval>0</email:Interval>", 0),
        (
            "<email:Type>2</email:Type><email:Interval>1</email:Interval><email:DayOfMonth>99</email:DayOfMonth>",
            0,
        ),
        (
            "<email:Type>1</email:Type><email:Interval>65535</email:Interval><email:DayOfWeek>4</email:DayOfWeek>",
            1,
        ),
        ("<email:Type>0</email:Type><email:Until>99991231T235959Z</email:Until>", 5),
        ("<email:Type>0</email:Type><email:Until>16010101T000000Z</email:Until>", 0),
        ("<email:Type>77</email:Type>", 0),
    ] {
        let victim = Victim::of(vec![mail("Endless", START, END, &recurrence(children), "")], &[]).await;
        let card = victim.card("Endless");
        assert!(
            card.row.recurring && card.bar.possible,
            "{children}: it is shown as a series, and can be answered"
        );
        let shown = card.upcoming.len();
        assert!(shown <= 5 && (dates > 0) == (shown > 0), "{children}: {shown} dates");
        assert_eq!(victim.put_aside(), 0, "{children}");
    }
}

#[tokio::test]
async fn ten_thousand_exceptions_are_one_series() {
    let mut exceptions = String::new();
    for day in 0..10_000 {
        let at = Utc.with_ymd_and_hms(2026, 12, 1, 17, 0, 0).unwrap() + TimeDelta::days(day);
        let id = at.format("%Y-%m-%dT%H:%M:%S.000Z");
        write!(
            exceptions,
            "<calendar:Exception><calendar:Deleted>1</calendar:Deleted>\
             <airsyncbase:InstanceId>{id}</airsyncbase:InstanceId></calendar:Exception>"
        )
        .unwrap();
    }
    let rule = "<calendar:Recurrence><calendar:Type>0</calendar:Type></calendar:Recurrence>";
    let more = format!("{rule}<calendar:Exceptions>{exceptions}</calendar:Exceptions>");
    let victim = Victim::of(vec![], &[event("Daily", 3, 3, &more)]).await;
    assert_eq!(victim.entries(3660), 0, "every date for ten years was taken out");
    assert_eq!(victim.put_aside(), 0);
}

#[tokio::test]
async fn times_at_the_ends_of_the_calendar_are_shown_and_a_series_from_there_ends() {
    let (first, last) = ("1601-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z");
    let daily = recurrence("<email:Type>0</email:Type><email:Interval>1</email:Interval>");
    let mails = vec![
        mail("Empty FILETIME", first, first, "", ""),
        mail("Since ever", first, "1601-01-01T01:00:00.000Z", &daily, ""),
        mail("Until ever", last, last, &daily, ""),
        mail("All of time", first, last, "<email:AllDayEvent>1</email:AllDayEvent>", ""),
        mail("Backwards", END, START, "", ""),
    ];
    let events = [event(
        "In the calendar",
        3,
        5,
        "<calendar:Recurrence><calendar:Type>0</calendar:Type></calendar:Recurrence>",
    )];
    let victim = Victim::of(mails, &events).await;
    for subject in ["Empty FILETIME", "Since ever", "Until ever", "All of time", "Backwards"] {
        let card = victim.card(subject);
        assert!(card.upcoming.len() <= 5, "{subject}");
        assert!(card.row.start <= card.row.end, "{subject} ends where it starts, or later");
    }
    assert_eq!(victim.entries(21), 10, "a meeting a day from 1 December on");
    assert_eq!(victim.put_aside(), 0);
}

#[tokio::test]
async fn two_megabytes_of_subject_are_cut() {
    let long = format!("Long {}", "Ä".repeat(1024 * 1024));
    let place = format!(
        "<airsyncbase:Location><airsyncbase:DisplayName>{long}</airsyncbase:DisplayName></airsyncbase:Location>"
    );
    let victim = Victim::of(vec![mail(&long, START, END, &place, "")], &[]).await;
    let row = victim.card("Long").row;
    assert!(row.subject.chars().count() < 1100 && row.subject.ends_with('…'), "it says that there is more");
    assert!(row.location.chars().count() < 1100);
    assert_eq!(victim.engine.search(&victim.account, "ordinary").unwrap().len(), 1);
}

#[tokio::test]
async fn five_thousand_attendees_are_on_the_card_and_in_the_grid() {
    let mut people = String::from("<calendar:Attendees>");
    for at in 0..5_000 {
        write!(
            people,
            "<calendar:Attendee><calendar:Email>p{at}@contoso.com</calendar:Email><calendar:Name>P {at}</calendar:Name>\
             <calendar:AttendeeStatus>3</calendar:AttendeeStatus><calendar:AttendeeType>1</calendar:AttendeeType></calendar:Attendee>"
        )
        .unwrap();
    }
    people += "</calendar:Attendees>";
    let events = [event("Crowd", 3, 5, &people), event("My crowd", 1, 1, &people)];
    let victim = Victim::of(vec![mail("Crowd", START, END, "", "")], &events).await;
    assert_eq!(victim.card("Crowd").attendees.len(), 5_000);
    let mine = victim.engine.organized(&victim.account).unwrap().remove(0);
    let grid = victim.engine.grid(&victim.account, &mine.id).unwrap();
    assert_eq!((grid.attendees.len(), grid.meeting.counts.accepted), (5_000, 5_000));
}

#[tokio::test]
async fn html_made_to_overload_its_reader_leaves_the_facts() {
    let nested = format!("{}deep", "&lt;div&gt;".repeat(60_000));
    let entities = "&amp;amp;".repeat(60_000);
    let table = format!("{}x", "&lt;table&gt;&lt;tr&gt;&lt;td&gt;".repeat(20_000));
    for html in [nested, entities, table] {
        let body = format!(
            "<airsyncbase:Body><airsyncbase:Type>2</airsyncbase:Type><airsyncbase:Data>{html}</airsyncbase:Data>\
             </airsyncbase:Body>"
        );
        let victim = Victim::of(vec![mail("Bomb", START, END, "", &body)], &[]).await;
        let card = victim.card("Bomb");
        assert!(card.bar.possible && card.row.start == "2026-12-01T17:00:00Z");
    }
}
