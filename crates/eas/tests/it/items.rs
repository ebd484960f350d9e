use chrono::{DateTime, TimeZone as _, Utc};
use eas::calendar::{
    AttendeeStatus, AttendeeType, BusyStatus, CalendarItem, MeetingStatus, ResponseType, Sensitivity,
};
use eas::email::{InstanceType, MeetingMessageType, Message};
use eas::{ApplicationData, BodyType};

use crate::support::xml;

fn mail(children: &str) -> ApplicationData {
    ApplicationData::new(xml(&format!(
        r#"<ApplicationData xmlns="AirSync" xmlns:email="Email" xmlns:email2="Email2" xmlns:calendar="Calendar"
            xmlns:b="AirSyncBase" xmlns:mr="MeetingResponse">{children}</ApplicationData>"#
    )))
}

fn event(children: &str) -> ApplicationData {
    ApplicationData::new(xml(&format!(
        r#"<a:ApplicationData xmlns:a="AirSync" xmlns="Calendar" xmlns:b="AirSyncBase">{children}</a:ApplicationData>"#
    )))
}

fn utc(y: i32, m: u32, d: u32, h: u32, min: u32) -> Option<DateTime<Utc>> {
    Some(Utc.with_ymd_and_hms(y, m, d, h, min, 0).unwrap())
}

#[test]
fn an_invitation_of_14_1_is_read() {
    let data = mail(
        "<email:To>&quot;Bob&quot; &lt;bob@example.test&gt;</email:To><email:From>&quot;Alice&quot; &lt;alice@example.test&gt;</email:From>
        <email:Subject>Quarterly Planning</email:Subject><email:DateReceived>2026-11-20T09:57:49.000Z</email:DateReceived>
        <email:Read>0</email:Read><email:MessageClass>IPM.Schedule.Meeting.Request</email:MessageClass>
        <b:Body><b:Type>1</b:Type><b:EstimatedDataSize>4</b:EstimatedDataSize><b:Truncated>0</b:Truncated><b:Data>Hi.
</b:Data></b:Body>
        <email:MeetingRequest>
            <email:AllDayEvent>0</email:AllDayEvent><email:StartTime>2026-11-24T09:00:00.000Z</email:StartTime>
            <email:DtStamp>20261120T095748Z </email:DtStamp><email:EndTime>2026-11-24T09:30:00.000Z</email:EndTime>
            <email:InstanceType>1</email:InstanceType><email:Location>Room 1</email:Location>
            <email:Organizer>&quot;Alice&quot; &lt;alice@example.test&gt;</email:Organizer>
            <email:Reminder>900</email:Reminder><email:ResponseRequested>1</email:ResponseRequested>
            <email:Recurrences><email:Recurrence><email:Type>1</email:Type><email:Interval>2</email:Interval>
                <email:DayOfWeek>4</email:DayOfWeek><email:Until>20270101T000000Z</email:Until>
                <email2:FirstDayOfWeek>1</email2:FirstDayOfWeek></email:Recurrence></email:Recurrences>
            <email:Sensitivity>2</email:Sensitivity><email:BusyStatus>2</email:BusyStatus><email:TimeZone>AAAA</email:TimeZone>
            <email:GlobalObjId>BAAA</email:GlobalObjId><email:DisallowNewTimeProposal>1</email:DisallowNewTimeProposal>
            <email2:MeetingMessageType>1</email2:MeetingMessageType>
        </email:MeetingRequest>
        <email:ContentClass>urn:content-classes:calendarmessage</email:ContentClass>
        <email2:ConversationId opaque=\"base64\">AQIDBA==</email2:ConversationId>",
    );
    let (message, errors) = Message::parse(&data);
    assert_eq!(errors, []);
    assert_eq!(message.message_class.as_deref(), Some("IPM.Schedule.Meeting.Request"));
    assert_eq!(message.from.as_deref(), Some("\"Alice\" <alice@example.test>"));
    assert_eq!(message.date_received, Some(Utc.with_ymd_and_hms(2026, 11, 20, 9, 57, 49).unwrap()));
    assert_eq!(message.read, Some(false));
    assert_eq!(message.conversation_id, Some(vec![1, 2, 3, 4]));
    let body = message.body.unwrap();
    assert_eq!((body.body_type, body.text().as_deref()), (Some(BodyType::Plain), Some("Hi.\n")));

    let meeting = message.meeting_request.unwrap();
    assert_eq!((meeting.start_time, meeting.end_time), (utc(2026, 11, 24, 9, 0), utc(2026, 11, 24, 9, 30)));
    assert_eq!(
        meeting.dt_stamp,
        Some(Utc.with_ymd_and_hms(2026, 11, 20, 9, 57, 48).unwrap()),
        "either form of date"
    );
    assert_eq!(meeting.instance_type, Some(InstanceType::Series));
    assert_eq!(meeting.location.as_deref(), Some("Room 1"));
    assert_eq!((meeting.reminder, meeting.response_requested), (Some(900), Some(true)));
    assert_eq!(meeting.sensitivity, Some(Sensitivity::Private));
    assert_eq!(meeting.busy_status, Some(BusyStatus::Busy));
    assert_eq!(meeting.global_obj_id.as_deref(), Some("BAAA"));
    assert_eq!(meeting.disallow_new_time_proposal, Some(true));
    assert_eq!(meeting.meeting_message_type, Some(MeetingMessageType::Request));
    let [rule] = meeting.recurrences.as_slice() else { panic!("one rule") };
    assert_eq!((rule.recurrence_type, rule.interval, rule.day_of_week), (Some(1), Some(2), Some(4)));
    assert_eq!((rule.until, rule.first_day_of_week), (utc(2027, 1, 1, 0, 0), Some(1)));
}

#[test]
fn an_invitation_of_16_1_says_some_things_elsewhere() {
    let data = mail(
        "<email:MeetingRequest><b:Location><b:DisplayName>Room 2</b:DisplayName></b:Location>
            <calendar:UID>E4-1</calendar:UID><email:InstanceType>4</email:InstanceType>
            <mr:ProposedStartTime>20160408T191600Z</mr:ProposedStartTime><mr:ProposedEndTime>20160408T201600Z</mr:ProposedEndTime>
        </email:MeetingRequest>",
    );
    let (message, errors) = Message::parse(&data);
    assert_eq!(errors, []);
    let meeting = message.meeting_request.unwrap();
    assert_eq!(meeting.location.as_deref(), Some("Room 2"));
    assert_eq!(meeting.uid.as_deref(), Some("E4-1"));
    assert_eq!(meeting.instance_type, Some(InstanceType::Orphan));
    assert_eq!(
        (meeting.proposed_start_time, meeting.proposed_end_time),
        (utc(2016, 4, 8, 19, 16), utc(2016, 4, 8, 20, 16))
    );
}

#[test]
fn a_calendar_item_with_attendees_and_exceptions_is_read() {
    let data = event(
        "<Timezone>AAAA</Timezone><DtStamp>20261120T095748Z</DtStamp><StartTime>20261124T090000Z</StartTime>
        <EndTime>20261124T093000Z</EndTime><Subject>Quarterly Planning</Subject><UID>out-1</UID>
        <OrganizerName>Alice</OrganizerName><OrganizerEmail>alice@example.test</OrganizerEmail>
        <Attendees><Attendee><Email>bob@example.test</Email><Name>Bob</Name><AttendeeStatus>3</AttendeeStatus><AttendeeType>1</AttendeeType></Attendee>
            <Attendee><Email>room@example.test</Email><AttendeeStatus>0</AttendeeStatus><AttendeeType>3</AttendeeType></Attendee></Attendees>
        <Location>Room 1</Location><Categories><Category>Work</Category><Category/></Categories>
        <Recurrence><Type>1</Type><Occurrences>10</Occurrences><DayOfWeek>4</DayOfWeek></Recurrence>
        <Exceptions>
            <Exception><ExceptionStartTime>20261201T090000Z</ExceptionStartTime><Deleted>1</Deleted></Exception>
            <Exception><b:InstanceId>20261208T090000Z</b:InstanceId><StartTime>20261208T100000Z</StartTime><Attendees/></Exception>
        </Exceptions>
        <Sensitivity>0</Sensitivity><BusyStatus>-1</BusyStatus><Reminder>15</Reminder><MeetingStatus>7</MeetingStatus>
        <ResponseRequested>1</ResponseRequested><AppointmentReplyTime>20261121T080000Z</AppointmentReplyTime><ResponseType>3</ResponseType>",
    );
    let (item, errors) = CalendarItem::parse(&data);
    assert_eq!(errors, []);
    assert_eq!((item.uid.as_deref(), item.time_zone.as_deref()), (Some("out-1"), Some("AAAA")));
    assert_eq!(item.organizer_email.as_deref(), Some("alice@example.test"));
    assert_eq!(item.event.start_time, utc(2026, 11, 24, 9, 0));
    assert_eq!(item.event.categories, ["Work"]);
    assert_eq!(item.event.busy_status, Some(BusyStatus::NoData));
    assert_eq!(item.event.response_type, Some(ResponseType::Accepted));
    assert_eq!(item.event.appointment_reply_time, utc(2026, 11, 21, 8, 0));
    let status = item.event.meeting_status.unwrap();
    assert!(status.is_meeting() && status.is_received() && status.is_cancelled());
    let attendees = item.event.attendees.unwrap();
    assert_eq!(attendees[0].status, Some(AttendeeStatus::Accepted));
    assert_eq!(attendees[1].attendee_type, Some(AttendeeType::Resource));
    assert_eq!(item.recurrence.unwrap().occurrences, Some(10));

    let [deleted, moved] = item.exceptions.as_slice() else { panic!("two exceptions") };
    assert_eq!((deleted.original_start, deleted.deleted), (utc(2026, 12, 1, 9, 0), true));
    assert_eq!(deleted.event.attendees, None, "those of the series");
    assert_eq!(
        (moved.original_start, moved.event.start_time),
        (utc(2026, 12, 8, 9, 0), utc(2026, 12, 8, 10, 0))
    );
    assert_eq!(moved.event.attendees, Some(Vec::new()), "nobody at all");
}

#[test]
fn an_empty_proposal_is_one_that_was_taken_back() {
    let cleared = |proposed: &str| {
        let attendee = format!("<Attendee><Email>bob@example.test</Email>{proposed}</Attendee>");
        let data = event(&format!("<Attendees>{attendee}</Attendees>"));
        CalendarItem::parse(&data).0.event.attendees.unwrap()[0].proposal_cleared
    };
    assert!(cleared(r#"<ProposedStartTime xmlns="MeetingResponse"/>"#));
    assert!(
        !cleared(r#"<ProposedStartTime xmlns="MeetingResponse">20160408T191600Z</ProposedStartTime>"#),
        "it is proposed"
    );
    assert!(!cleared(""), "nothing is said of it");
}

#[test]
fn meeting_status_is_bits() {
    let of = |number| {
        let status = MeetingStatus(number);
        (status.is_meeting(), status.is_received(), status.is_cancelled())
    };
    assert_eq!(of(0), (false, false, false));
    assert_eq!(of(1), (true, false, false));
    assert_eq!(of(3), (true, true, false));
    assert_eq!(of(5), (true, false, true));
    assert_eq!(of(15), (true, true, true));
}

#[test]
fn one_answer_has_three_numbers() {
    assert_eq!(eas::UserResponse::Decline.number(), 3);
    assert_eq!(ResponseType::Declined.number(), 4);
    assert_eq!(AttendeeStatus::Declined.number(), 4);
    assert_eq!(ResponseType::from_number(1), Some(ResponseType::Organizer));
    assert_eq!(AttendeeStatus::from_number(1), None, "no attendee has status 1");
}

#[test]
fn what_cannot_be_read_is_listed_and_costs_nothing_else() {
    let data = event(
        "<Subject>Quarterly Planning</Subject><StartTime>tomorrow</StartTime><AllDayEvent>maybe</AllDayEvent>
        <BusyStatus>9</BusyStatus><Reminder>-1</Reminder><MeetingStatus>3</MeetingStatus>
        <Attendees><Attendee><Email>bob@example.test</Email><AttendeeStatus>1</AttendeeStatus></Attendee></Attendees>",
    );
    let (item, errors) = CalendarItem::parse(&data);
    let listed: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "Calendar:StartTime is not a date and time",
            "Calendar:AllDayEvent is not 0 or 1",
            "Calendar:Reminder is not a number in range",
            "Calendar:BusyStatus is not a number with a known meaning",
            "Calendar:AttendeeStatus is not a number with a known meaning",
        ]
    );
    assert_eq!(item.event.subject.as_deref(), Some("Quarterly Planning"));
    assert_eq!(item.event.start_time, None);
    assert_eq!(item.event.attendees.unwrap()[0].email.as_deref(), Some("bob@example.test"));
}

#[test]
fn dates_are_read_in_every_form_servers_write() {
    let noon = |text: &str| {
        let (item, errors) = CalendarItem::parse(&event(&format!("<StartTime>{text}</StartTime>")));
        (item.event.start_time, errors.len())
    };
    let read = utc(2011, 5, 10, 17, 0);
    for text in [
        "20110510T170000Z",
        "2011-05-10T17:00:00.000Z",
        "2011-05-10T17:00:00Z",
        "2011-05-10T19:00:00+02:00",
        "2011-05-10T17:00:00",
        "20110510T17000000Z",
        " 20110510T170000Z ",
    ] {
        assert_eq!(noon(text), (read, 0), "{text:?}");
    }
    assert_eq!(noon("20110510"), (utc(2011, 5, 10, 0, 0), 0));
    for text in
        ["20110230T170000Z", "20110510T250000Z", "20110510T17", "é0110510T170000Z", "T", "99999999999999"]
    {
        assert_eq!(noon(text), (None, 1), "{text:?}");
    }
}

#[test]
fn a_change_with_nothing_but_attendees_leaves_the_event() {
    let mut data = event(
        "<Subject>Quarterly Planning</Subject><Attendees><Attendee><Email>bob@x.test</Email></Attendee>
        <Attendee><Email>carol@x.test</Email></Attendee></Attendees><Location>Room 1</Location>",
    );
    data.merge(&event("<Attendees><Attendee><Email>bob@x.test</Email><AttendeeStatus>3</AttendeeStatus></Attendee></Attendees>"));
    let (item, _) = CalendarItem::parse(&data);
    assert_eq!(item.event.subject.as_deref(), Some("Quarterly Planning"));
    assert_eq!(item.event.location.as_deref(), Some("Room 1"));
    let attendees = item.event.attendees.unwrap();
    assert_eq!(attendees.len(), 1, "the list is replaced as a whole");
    assert_eq!(attendees[0].status, Some(AttendeeStatus::Accepted));
}

#[test]
fn an_empty_child_clears_a_field_for_good() {
    let mut data = event("<Subject>Quarterly Planning</Subject><Location>Room 1</Location>");
    data.merge(&event("<Location/>"));
    assert_eq!(CalendarItem::parse(&data).0.event.location, None);
    data.merge(&event("<Subject>Weekly Planning</Subject>"));
    let (item, _) = CalendarItem::parse(&data);
    assert_eq!((item.event.location, item.event.subject.as_deref()), (None, Some("Weekly Planning")));
}

#[test]
fn what_is_stored_is_what_came() {
    let data = mail(
        "<email:Subject>Räume</email:Subject><email2:ConversationId opaque=\"base64\">AQID</email2:ConversationId>",
    );
    assert_eq!(ApplicationData::decode(&data.encode()).unwrap(), data);
    assert!(ApplicationData::decode(b"<html>").is_err());
}

#[test]
fn people_stay_out_of_logs() {
    let (message, _) =
        Message::parse(&mail("<email:Subject>plan</email:Subject><email:From>alice@x.test</email:From>"));
    let (item, _) = CalendarItem::parse(&event(
        "<Subject>plan</Subject><OrganizerEmail>alice@x.test</OrganizerEmail><Attendees><Attendee><Email>bob@x.test</Email></Attendee></Attendees>",
    ));
    let shown = format!("{message:?} {item:?} {:?}", mail("<email:Subject>plan</email:Subject>"));
    assert!(!shown.contains("plan") && !shown.contains("x.test"), "{shown}");
}

#[test]
fn a_start_without_a_zone_is_read_as_utc_and_told_apart() {
    let starting = |at: &str| {
        let mail = mail(&format!(
            "<email:MeetingRequest><email:StartTime>{at}</email:StartTime></email:MeetingRequest>"
        ));
        let request = Message::parse(&mail).0.meeting_request.unwrap();
        (request.start_time, request.start_floats)
    };
    let five = utc(2026, 12, 1, 17, 0);
    for named in [
        "20261201T170000Z",
        "2026-12-01T17:00:00.000Z",
        "2026-12-01T17:00:00.000z",
        "2026-12-01T18:00:00+01:00",
    ] {
        assert_eq!(starting(named), (five, false), "{named}");
    }
    for floating in ["20261201T170000", "2026-12-01T17:00:00", "2026-12-01T17:00:00.000"] {
        assert_eq!(starting(floating), (five, true), "{floating}");
    }
    assert_eq!(starting("2026-12-01"), (utc(2026, 12, 1, 0, 0), false), "a day has no clock to float");
    assert_eq!(starting("soon"), (None, false));
}
