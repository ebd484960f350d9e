use eas::Family;
use eas::ProtocolVersion::{self, V14_0, V14_1, V16_0, V16_1};
use eas::family::{AnswerFromCalendar, CommentKept, ToldBy};

use crate::support::response;

fn recognise(endpoint: &str, headers: &[(&str, &str)]) -> Family {
    Family::recognise(&endpoint.parse().unwrap(), &response(200, headers, "").headers)
}

type Given<'a> = (Family, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn families_are_recognised_by_what_they_give_away() {
    const PLAIN: &str = "https://mail.example.test/Microsoft-Server-ActiveSync";
    const SOGO: &str = "https://mail.example.test/SOGo/Microsoft-Server-ActiveSync";
    let commands = ("MS-ASProtocolCommands", "Sync,SendMail,MeetingResponse,Provision");
    let without_provision = ("MS-ASProtocolCommands", "Sync,SendMail,MeetingResponse");
    let iis = ("Server", "Microsoft-IIS/10.0");
    let build = |build| ("MS-Server-ActiveSync", build);

    let table: &[Given<'_>] = &[
        (Family::Sogo, SOGO, &[]),
        (Family::Sogo, SOGO, &[build("14.1"), without_provision]),
        (Family::Sogo, PLAIN, &[build("14.1"), without_provision, ("Server", "nginx")]),
        (Family::Exchange, PLAIN, &[build("15.2"), commands, iis]),
        (Family::Exchange, PLAIN, &[build("15.1.2507.6"), commands]),
        (Family::Exchange, PLAIN, &[build("14.3"), commands, iis]),
        (Family::Exchange, PLAIN, &[build("14.1"), commands, iis]),
        (Family::Exchange, PLAIN, &[build("14.3.123.4"), commands, ("Server", "nginx")]),
        (
            Family::ExchangeOnline,
            "https://outlook.office365.com/Microsoft-Server-ActiveSync",
            &[build("15.20"), iis],
        ),
        (Family::ZPush, PLAIN, &[("X-Z-Push-Version", "2.7.3"), build("14.0"), commands]),
        (Family::Grommunio, PLAIN, &[("X-Grommunio-Sync-Version", "2.3"), build("14.0"), commands]),
        (Family::Grommunio, PLAIN, &[("X-Z-Push-Version", "2.7.3"), ("X-Grommunio-Sync-Version", "2.3")]),
        (Family::Unknown, PLAIN, &[build("14.1"), commands]),
        (Family::Unknown, PLAIN, &[build("16.0"), commands]),
        (Family::Unknown, PLAIN, &[]),
    ];
    for (family, endpoint, headers) in table {
        assert_eq!(recognise(endpoint, headers), *family, "{endpoint} {headers:?}");
    }
}

#[test]
fn who_mails_the_organizer() {
    let told_by =
        |family: Family| ProtocolVersion::ALL.map(|version| family.capabilities(version).organizer_told_by);
    use ToldBy::{Client, ServerAlways, ServerIfSwitchedOn, ServerOnRequest};
    let by_the_standard = [Client, Client, ServerOnRequest, ServerOnRequest];
    assert_eq!(told_by(Family::Exchange), by_the_standard);
    assert_eq!(told_by(Family::ExchangeOnline), by_the_standard);
    assert_eq!(told_by(Family::ZPush), by_the_standard);
    assert_eq!(told_by(Family::Unknown), by_the_standard);
    assert_eq!(
        told_by(Family::Sogo),
        [ServerIfSwitchedOn; 4],
        "a mail of the client's may be the second one"
    );
    assert_eq!(told_by(Family::Grommunio), [ServerAlways; 4]);
}

#[test]
fn whoever_always_mails_cannot_be_silent() {
    for family in Family::ALL {
        for version in ProtocolVersion::ALL {
            let can = family.capabilities(version);
            let by_itself =
                matches!(can.organizer_told_by, ToldBy::ServerAlways | ToldBy::ServerIfSwitchedOn);
            assert_eq!(can.silence, !by_itself, "{family:?} {version}");
        }
    }
}

#[test]
fn one_occurrence_can_be_answered_where_instance_id_is_honoured() {
    let one_occurrence = |family: Family| ProtocolVersion::ALL.map(|v| family.capabilities(v).one_occurrence);
    assert_eq!(one_occurrence(Family::Exchange), [false, true, true, true]);
    for family in [Family::Sogo, Family::ZPush, Family::Grommunio] {
        assert_eq!(one_occurrence(family), [false; 4], "{family:?} answers the whole series");
    }
}

#[test]
fn what_else_is_particular() {
    let sogo = Family::Sogo.capabilities(V14_1);
    assert!(sogo.keeps_invitation && sogo.keeps_declined);
    assert!(!sogo.response_requested_meaningful, "SOGo's is always 0");
    assert!(!sogo.recognises_client_id, "SOGo mails twice");
    assert_eq!((sogo.comment, sogo.merges_replies), (CommentKept::Never, false));
    assert_eq!(sogo.answer_from_calendar, AnswerFromCalendar::Always);
    assert!(sogo.calendar_keys_are_seconds && sogo.mails_changes_only && !sogo.answer_brings_update);

    let exchange = Family::Exchange.capabilities(V14_1);
    assert!(!exchange.keeps_invitation && !exchange.keeps_declined && exchange.merges_replies);
    assert!(exchange.lag_seconds > 34, "Exchange was seen to take between 24 and 34 seconds");

    assert_eq!(Family::Grommunio.capabilities(V16_1).comment, CommentKept::WhenTentative);
    assert_eq!(Family::Grommunio.capabilities(V16_0).answer_from_calendar, AnswerFromCalendar::Always);
    let while_it_exists = AnswerFromCalendar::WhileInvitationExists;
    assert_eq!(Family::Grommunio.capabilities(V14_0).answer_from_calendar, while_it_exists);
    assert_eq!(Family::ZPush.capabilities(V14_1).answer_from_calendar, while_it_exists);
}
