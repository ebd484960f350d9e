use chrono::{DateTime, TimeZone as _, Utc};
use eas::{
    Command as _, CommonStatus, MeetingResponse, MeetingResponseMeaning, MeetingResponseStatus,
    ProtocolError, ProtocolVersion, Retry, SendResponse, UserResponse,
};

use crate::support::{answer_bytes, answer_xml, asks, asks_bytes, hex};

fn accept() -> MeetingResponse {
    MeetingResponse {
        user_response: UserResponse::Accept,
        collection: "5".into(),
        request_id: "5:12".into(),
        instance_id: None,
        send_response: None,
    }
}

fn telling(text: &str) -> MeetingResponse {
    MeetingResponse { send_response: Some(SendResponse { text: text.into(), proposed: None }), ..accept() }
}

fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2016, 4, 8, hour, 16, 0).unwrap()
}

#[test]
fn up_to_14_1_the_answer_is_all() {
    for version in [ProtocolVersion::V14_0, ProtocolVersion::V14_1] {
        asks_bytes(
            &accept(),
            version,
            "03 01 6A 00  00 08  47 49  4C 03 31 00 01  46 03 35 00 01  48 03 35 3A 31 32 00 01  01 01",
        );
    }
}

#[test]
fn from_16_0_on_the_server_can_mail_a_text() {
    for version in [ProtocolVersion::V16_0, ProtocolVersion::V16_1] {
        asks_bytes(
            &telling("OK"),
            version,
            "03 01 6A 00  00 08  47 49  4C 03 31 00 01  46 03 35 00 01  48 03 35 3A 31 32 00 01
             52  00 11  4A  46 03 31 00 01  4B 03 4F 4B 00 01  01 01  01 01",
        );
    }
}

#[test]
fn without_a_text_send_response_is_empty() {
    asks_bytes(
        &telling(""),
        ProtocolVersion::V16_1,
        "03 01 6A 00  00 08  47 49  4C 03 31 00 01  46 03 35 00 01  48 03 35 3A 31 32 00 01  12  01 01",
    );
}

#[test]
fn an_occurrence_is_named_in_24_characters_and_a_proposal_in_16() {
    let command = MeetingResponse {
        user_response: UserResponse::Tentative,
        instance_id: Some(at(18)),
        send_response: Some(SendResponse { text: "later?".into(), proposed: Some((at(19), at(20))) }),
        ..accept()
    };
    asks(
        &command,
        ProtocolVersion::V16_1,
        r#"<MeetingResponse xmlns="MeetingResponse" xmlns:airsyncbase="AirSyncBase"><Request>
            <UserResponse>2</UserResponse><CollectionId>5</CollectionId><RequestId>5:12</RequestId>
            <InstanceId>2016-04-08T18:16:00.000Z</InstanceId>
            <SendResponse><airsyncbase:Body><airsyncbase:Type>1</airsyncbase:Type><airsyncbase:Data>later?</airsyncbase:Data></airsyncbase:Body>
                <ProposedStartTime>20160408T191600Z</ProposedStartTime><ProposedEndTime>20160408T201600Z</ProposedEndTime></SendResponse>
        </Request></MeetingResponse>"#,
    );
}

#[test]
fn what_a_version_cannot_say_is_never_sent() {
    let occurrence = MeetingResponse { instance_id: Some(at(18)), ..accept() };
    let proposal = MeetingResponse {
        send_response: Some(SendResponse { text: String::new(), proposed: Some((at(19), at(20))) }),
        ..accept()
    };
    let refused = |command: &MeetingResponse, version| match command.request(version) {
        Ok(_) => false,
        Err(error) => {
            assert!(matches!(error, ProtocolError::Unsupported { .. }), "{error}");
            assert!(!error.may_have_arrived() && error.retry() == Retry::Permanent);
            true
        }
    };
    use ProtocolVersion::{V14_0, V14_1, V16_0, V16_1};
    let over_versions =
        |command: &MeetingResponse| [V14_0, V14_1, V16_0, V16_1].map(|version| refused(command, version));
    assert_eq!(over_versions(&accept()), [false, false, false, false]);
    assert_eq!(over_versions(&occurrence), [true, false, false, false]);
    assert_eq!(over_versions(&telling("")), [true, true, false, false]);
    assert_eq!(over_versions(&proposal), [true, true, true, false]);
}

#[tokio::test]
async fn the_calendar_item_comes_back() {
    let bytes =
        hex("03 01 6A 00 00 08 47 4A 48 03 35 3A 31 32 00 01 4B 03 31 00 01 45 03 31 3A 37 00 01 01 01");
    for version in ProtocolVersion::ALL {
        let reply = answer_bytes(&accept(), version, &bytes, false).await.unwrap();
        assert!(reply.status.is_success());
        assert_eq!(reply.calendar_id.unwrap().as_str(), "1:7");
    }
}

#[tokio::test]
async fn the_order_of_children_and_other_results_do_not_matter() {
    let body = r#"<MeetingResponse xmlns="MeetingResponse">
        <Result><RequestId>other</RequestId><CalendarId>1:8</CalendarId><Status>2</Status></Result>
        <Result><RequestId>5:12</RequestId><CalendarId>out-117e</CalendarId><Status>1</Status></Result></MeetingResponse>"#;
    let reply = answer_xml(&accept(), ProtocolVersion::V14_1, body, false).await.unwrap();
    assert_eq!(reply.status, MeetingResponseStatus(1));
    assert_eq!(reply.calendar_id.unwrap().as_str(), "out-117e", "as SOGo orders it");
}

#[tokio::test]
async fn a_decline_names_no_calendar_item() {
    for calendar_id in ["", "<CalendarId/>"] {
        let body = format!(
            r#"<MeetingResponse xmlns="MeetingResponse"><Result><RequestId>5:12</RequestId><Status>1</Status>{calendar_id}</Result></MeetingResponse>"#
        );
        let decline = MeetingResponse { user_response: UserResponse::Decline, ..accept() };
        let reply = answer_xml(&decline, ProtocolVersion::V16_1, &body, false).await.unwrap();
        assert_eq!((reply.status, reply.calendar_id), (MeetingResponseStatus(1), None));
    }
}

#[tokio::test]
async fn the_four_statuses_of_the_meeting_are_the_callers_to_handle() {
    let cases = [
        (1, Some(MeetingResponseMeaning::Success), None),
        (2, Some(MeetingResponseMeaning::InvalidMeetingRequest), Some(Retry::Resync)),
        (3, Some(MeetingResponseMeaning::MailboxError), Some(Retry::LATER)),
        (4, Some(MeetingResponseMeaning::ServerError), Some(Retry::Resync)),
        (5, None, Some(Retry::Permanent)),
        (999, None, Some(Retry::LATER)),
    ];
    for (code, meaning, retry) in cases {
        let body = format!(
            r#"<MeetingResponse xmlns="MeetingResponse"><Result><RequestId>5:12</RequestId><Status>{code}</Status></Result></MeetingResponse>"#
        );
        let status = answer_xml(&accept(), ProtocolVersion::V14_1, &body, false).await.unwrap().status;
        assert_eq!((status.0, status.known(), status.retry()), (code, meaning, retry));
    }
}

#[tokio::test]
async fn statuses_of_the_account_are_errors_wherever_they_sit() {
    let cases = [
        (103, Retry::Permanent),
        (106, Retry::Resync),
        (111, Retry::LATER),
        (142, Retry::Provision),
        (146, Retry::Simplify),
    ];
    for (code, retry) in cases {
        for (open, close) in [("", ""), ("<Result><RequestId>5:12</RequestId>", "</Result>")] {
            let body = format!(
                r#"<MeetingResponse xmlns="MeetingResponse">{open}<Status>{code}</Status>{close}</MeetingResponse>"#
            );
            let error = answer_xml(&accept(), ProtocolVersion::V14_1, &body, false).await.unwrap_err();
            assert_eq!(error.retry(), retry, "{body}");
        }
    }
    let common = MeetingResponseStatus(142).known();
    assert_eq!(common, Some(MeetingResponseMeaning::Common(CommonStatus::DeviceNotProvisioned)));
}

#[tokio::test]
async fn an_answer_that_says_nothing_leaves_it_open_whether_it_was_done() {
    let body = r#"<MeetingResponse xmlns="MeetingResponse"><Result><RequestId>5:12</RequestId></Result></MeetingResponse>"#;
    let error = answer_xml(&accept(), ProtocolVersion::V16_1, body, false).await.unwrap_err();
    assert!(error.may_have_arrived(), "the server has to be looked at before anything is sent again");
}

#[test]
fn a_comment_stays_out_of_logs() {
    assert!(!format!("{:?}", telling("see you at the clinic")).contains("clinic"));
}
