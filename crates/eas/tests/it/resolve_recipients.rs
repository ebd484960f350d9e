//! ResolveRecipients: free/busy of others.

use chrono::{DateTime, TimeDelta, Utc};
use eas::command::resolve_recipients::{FreeBusy, ResolvedMeaning, Span};
use eas::{Command as _, ProtocolError, ProtocolVersion, ResolveRecipients, Retry};

use crate::support::{answer, answer_xml, asks};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn span(from: &str, to: &str) -> Span {
    Span::around(at(from), at(to))
}

fn two_hours() -> ResolveRecipients {
    ResolveRecipients {
        to: vec!["alice@contoso.com".into(), "carol".into()],
        availability: span("2026-12-01T17:00:00Z", "2026-12-01T19:00:00Z"),
    }
}

#[test]
fn people_come_first_and_times_are_extended() {
    for version in ProtocolVersion::ALL {
        asks(
            &two_hours(),
            version,
            r#"<ResolveRecipients xmlns="ResolveRecipients"><To>alice@contoso.com</To><To>carol</To>
                <Options><Availability><StartTime>2026-12-01T17:00:00.000Z</StartTime>
                <EndTime>2026-12-01T19:00:00.000Z</EndTime></Availability></Options></ResolveRecipients>"#,
        );
    }
}

#[test]
fn span_is_made_of_whole_half_hours() {
    let odd = span("2026-12-01T17:10:00Z", "2026-12-01T17:50:01Z");
    assert_eq!((odd.start(), odd.end()), (at("2026-12-01T17:00:00Z"), at("2026-12-01T18:00:00Z")));
    assert_eq!(odd.slots(), 2);
    let moment = span("2026-12-01T17:30:00Z", "2026-12-01T17:30:00Z");
    assert_eq!((moment.end() - moment.start(), moment.slots()), (TimeDelta::minutes(30), 1));
}

#[test]
fn more_than_a_server_may_be_asked_is_not_sent() {
    let refused = |command: ResolveRecipients| {
        matches!(command.request(ProtocolVersion::V16_1), Err(ProtocolError::Unsupported { .. }))
    };
    let of = |to: Vec<String>| ResolveRecipients { to, ..two_hours() };
    assert!(refused(of(vec![])));
    assert!(refused(of(vec!["a@contoso.com".into(); 101])));
    assert!(!refused(of(vec!["a@contoso.com".into(); 100])));
    assert!(refused(of(vec![String::new()])));
    assert!(refused(of(vec!["é".repeat(257)])));
    assert!(!refused(of(vec!["é".repeat(256)])));
    let long = span("2026-12-01T00:00:00Z", "2027-01-12T00:30:00Z");
    assert!(refused(ResolveRecipients { availability: long, ..two_hours() }));
}

#[tokio::test]
async fn each_digit_is_half_an_hour() {
    let body = r#"<ResolveRecipients xmlns="ResolveRecipients"><Status>1</Status>
        <Response><To>alice@contoso.com</To><Status>1</Status><RecipientCount>1</RecipientCount>
            <Recipient><Type>1</Type><DisplayName>Alice Moreau</DisplayName>
            <EmailAddress>alice@contoso.com</EmailAddress>
            <Availability><Status>1</Status><MergedFreeBusy>0123</MergedFreeBusy></Availability></Recipient>
        </Response>
        <Response><To>carol</To><Status>2</Status><RecipientCount>2</RecipientCount>
            <Recipient><Type>1</Type><DisplayName>Carol Reyes</DisplayName>
            <EmailAddress>carol@contoso.com</EmailAddress></Recipient>
            <Recipient><Type>1</Type><DisplayName>Carol Diaz</DisplayName>
            <EmailAddress>diaz@contoso.com</EmailAddress></Recipient>
        </Response></ResolveRecipients>"#;
    let reply = answer_xml(&two_hours(), ProtocolVersion::V14_1, body, true).await.unwrap();
    let [alice, carol] = &reply.responses[..] else { panic!("{reply:?}") };
    assert_eq!(alice.status.known(), Some(ResolvedMeaning::Resolved));
    let told = alice.recipients[0].availability.as_ref().unwrap();
    assert!(told.status.is_success());
    use FreeBusy::{Away, Busy, Free, Tentative};
    assert_eq!(told.merged, [Free, Tentative, Busy, Away]);
    assert_eq!(carol.status.known(), Some(ResolvedMeaning::Ambiguous));
    assert_eq!(carol.recipients.len(), 2);
    assert!(carol.recipients.iter().all(|who| who.availability.is_none()));
    assert!(!format!("{reply:?}").contains("contoso"), "a log counts people");
}

#[tokio::test]
async fn digits_too_many_or_unknown_are_no_surprise() {
    let body = |digits: &str| {
        format!(
            r#"<ResolveRecipients xmlns="ResolveRecipients"><Response><To>alice@contoso.com</To>
            <Recipient><EmailAddress>alice@contoso.com</EmailAddress><Availability>
            <MergedFreeBusy>{digits}</MergedFreeBusy></Availability></Recipient></Response></ResolveRecipients>"#
        )
    };
    let merged = async |digits| {
        let reply = answer_xml(&two_hours(), ProtocolVersion::V14_1, &body(digits), true).await.unwrap();
        let [alice] = &reply.responses[..] else { panic!("{reply:?}") };
        assert_eq!(alice.status.known(), Some(ResolvedMeaning::Resolved));
        alice.recipients[0].availability.clone().unwrap().merged
    };
    use FreeBusy::{Busy, Free, NoData};
    assert_eq!(merged("02200").await, [Free, Busy, Busy, Free], "SOGo's is one too long");
    assert_eq!(merged("4x7").await, [NoData, NoData, NoData], "and one may be too short");
}

#[tokio::test]
async fn statuses_say_what_to_do() {
    for (code, retry) in [(5, Retry::Permanent), (6, Retry::LATER), (137, Retry::Permanent)] {
        let body = format!(
            r#"<ResolveRecipients xmlns="ResolveRecipients"><Status>{code}</Status></ResolveRecipients>"#
        );
        let error = answer_xml(&two_hours(), ProtocolVersion::V16_1, &body, true).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
    }
    for (code, retry) in
        [(160, Retry::Permanent), (161, Retry::Permanent), (162, Retry::LATER), (163, Retry::Permanent)]
    {
        let body = format!(
            r#"<ResolveRecipients xmlns="ResolveRecipients"><Status>1</Status><Response><To>alice@contoso.com</To>
            <Status>1</Status><Recipient><EmailAddress>alice@contoso.com</EmailAddress>
            <Availability><Status>{code}</Status></Availability></Recipient></Response></ResolveRecipients>"#
        );
        let reply = answer_xml(&two_hours(), ProtocolVersion::V16_1, &body, true).await.unwrap();
        let told = reply.responses[0].recipients[0].availability.clone().unwrap();
        assert_eq!((told.status.retry(), told.merged.len()), (Some(retry), 0), "{code}");
    }
}

#[tokio::test]
async fn an_empty_answer_tells_of_nobody() {
    let reply = answer(&two_hours(), ProtocolVersion::V14_1, b"").await.unwrap();
    assert!(reply.responses.is_empty());
}
