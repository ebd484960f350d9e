//! A mailbox that has one ordinary invitation, and the mails and meetings that strangers made to harm it.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use engine::clock::ManualClock;
use engine::secrets::MemorySecrets;
use engine::view::{InvitationCard, InvitationState};
use engine::{Access, Engine, Parts};
use tempfile::TempDir;

use crate::corpus::recorded::Recorded;
use crate::corpus::situation::servers;

/// A mailbox that has one ordinary invitation, and something else.
pub struct Victim {
    pub engine: Engine,
    pub account: String,
    pub line: Recorded,
    _folder: TempDir,
}

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 2, 0).unwrap()
}

/// What a Sync brings that adds these.
pub fn sync(collection: &str, items: &[String]) -> Vec<u8> {
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
pub fn mail(subject: &str, start: &str, end: &str, more: &str, body: &str) -> String {
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

pub const START: &str = "2026-12-01T17:00:00.000Z";
pub const END: &str = "2026-12-01T18:00:00.000Z";

pub fn event(subject: &str, status: u8, response: u8, more: &str) -> String {
    format!(
        "<calendar:DtStamp>20261119T083000Z</calendar:DtStamp><calendar:StartTime>20261201T170000Z</calendar:StartTime>\
         <calendar:Subject>{subject}</calendar:Subject><calendar:UID>{subject}</calendar:UID>\
         <calendar:OrganizerEmail>alice@contoso.com</calendar:OrganizerEmail>\
         <calendar:EndTime>20261201T180000Z</calendar:EndTime>{more}\
         <calendar:MeetingStatus>{status}</calendar:MeetingStatus>\
         <calendar:ResponseType>{response}</calendar:ResponseType>"
    )
}

pub fn recurrence(children: &str) -> String {
    format!("<email:Recurrences><email:Recurrence>{children}</email:Recurrence></email:Recurrences>")
}

impl Victim {
    /// With these mails and these calendar items beside the ordinary invitation, synchronised.
    pub async fn of(mails: Vec<String>, events: &[String]) -> Self {
        let victim = Self::before(mails, events).await;
        victim.engine.sync(&victim.account).await.unwrap();
        assert_eq!(victim.card("Ordinary").row.state, InvitationState::Open, "what is beside it is unharmed");
        victim
    }

    /// The same, and nothing of it has been synchronised yet.
    pub async fn before(mut mails: Vec<String>, events: &[String]) -> Self {
        mails.push(mail("Ordinary", START, END, "", ""));
        let server = &servers()["exchange-16.1"];
        let line = Recorded::new(server.greetings());
        line.next_inbox(sync("5", &mails));
        line.next_calendar(sync("1", events));
        let folder = tempfile::tempdir().unwrap();
        let parts = Parts {
            secrets: Arc::new(MemorySecrets::default()),
            network: Arc::new(line.clone()),
            clock: Arc::new(ManualClock::new(now())),
            zone: chrono_tz::Europe::Berlin,
        };
        let engine = Engine::open(folder.path(), Access::Write, parts).unwrap();
        let account = engine.add_account(&server.login()).await.unwrap().id;
        Self { engine, account, line, _folder: folder }
    }

    /// The card of the meeting whose title begins so.
    pub fn card(&self, subject: &str) -> InvitationCard {
        let rows = self.engine.invitations(&self.account).unwrap();
        let row = rows.into_iter().find(|row| row.subject.starts_with(subject)).unwrap();
        self.engine.card(&self.account, &row.id).unwrap()
    }
}

/// As many attendees as that, all of whom come.
pub fn crowd(people: usize) -> String {
    let mut all = String::from("<calendar:Attendees>");
    for at in 0..people {
        write!(
            all,
            "<calendar:Attendee><calendar:Email>p{at}@contoso.com</calendar:Email><calendar:Name>P {at}</calendar:Name>\
             <calendar:AttendeeStatus>3</calendar:AttendeeStatus><calendar:AttendeeType>1</calendar:AttendeeType></calendar:Attendee>"
        )
        .unwrap();
    }
    all + "</calendar:Attendees>"
}

/// A series of a date a day, of which so many were taken out.
pub fn exceptions(dates: i64) -> String {
    let mut all = String::from(
        "<calendar:Recurrence><calendar:Type>0</calendar:Type></calendar:Recurrence><calendar:Exceptions>",
    );
    for day in 0..dates {
        let at = Utc.with_ymd_and_hms(2026, 12, 1, 17, 0, 0).unwrap() + TimeDelta::days(day);
        let id = at.format("%Y-%m-%dT%H:%M:%S.000Z");
        write!(
            all,
            "<calendar:Exception><calendar:Deleted>1</calendar:Deleted>\
             <airsyncbase:InstanceId>{id}</airsyncbase:InstanceId></calendar:Exception>"
        )
        .unwrap();
    }
    all + "</calendar:Exceptions>"
}

/// A body of that HTML, which is escaped already.
pub fn html(data: &str) -> String {
    format!(
        "<airsyncbase:Body><airsyncbase:Type>2</airsyncbase:Type><airsyncbase:Data>{data}</airsyncbase:Data>\
         </airsyncbase:Body>"
    )
}

/// HTML made to overload its reader, each with its name; a size of 10 is 200 KB to 600 KB.
pub fn bombs(size: usize) -> [(&'static str, String); 3] {
    [
        ("nested elements", format!("{}deep", "&lt;div&gt;".repeat(6_000 * size))),
        ("entities", "&amp;amp;".repeat(6_000 * size)),
        ("unclosed tables", format!("{}x", "&lt;table&gt;&lt;tr&gt;&lt;td&gt;".repeat(2_000 * size))),
    ]
}
