//! The invitee's side: the placeholder, MeetingResponse, and what becomes of the invitation (MS-ASCMD 2.2.1.11).

use eas::ProtocolVersion::V14_1;
use exchange_sim::model::mail::Standing;
use exchange_sim::model::mailbox::FolderKind;
use exchange_sim::{Answer, Family, SentBy, Sim};

use crate::client::{ALICE, BOB, Client, Tree, advance, config, exchange, monday, planning, utc};

/// Bob with one open invitation: its name in the Inbox and in the calendar.
fn invited(version: &str) -> (Client, String, String) {
    let sim = exchange();
    let client = Client::ready(&sim, BOB, version);
    sim.invite(ALICE, planning()).unwrap();
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    let item = client.prime("Calendar").pull_one().text("ServerId");
    (client, mail, item)
}

fn status(answer: &Tree) -> String {
    answer.text("Result/Status")
}

#[test]
fn a_placeholder_stands_in_the_calendar_before_anybody_answers() {
    let (client, _, _) = invited("14.1");
    let item = client.prime("Calendar").pull_one();
    assert_eq!(item.property("ResponseType"), "5");
    assert_eq!(item.property("MeetingStatus"), "3");
    assert_eq!(item.property("BusyStatus"), "1");
    assert_eq!(item.property("ResponseRequested"), "1");
    assert!(!item.has("ApplicationData/AppointmentReplyTime"));
}

#[test]
fn without_automatic_processing_the_item_comes_with_the_answer() {
    let sim = Sim::new(config(Family::Exchange).without_automatic_processing());
    let client = Client::ready(&sim, BOB, "14.1");
    sim.invite(ALICE, planning()).unwrap();
    let mut calendar = client.prime("Calendar");
    assert!(calendar.pull().is_empty());
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    let answer = client.respond(1, "Inbox", &mail, "");
    let item = calendar.pull_one();
    assert_eq!(item.text("ServerId"), answer.text("Result/CalendarId"));
    assert_eq!(item.property("ResponseType"), "3");
}

#[test]
fn accepting_from_the_inbox_moves_the_mail_and_replaces_the_item() {
    let (client, mail, placeholder) = invited("14.1");
    let (mut inbox, mut calendar) = (client.prime("Inbox"), client.prime("Calendar"));
    inbox.pull();
    let uid = calendar.pull_one().property("UID");
    advance(&client.sim, 90);
    let answer = client.respond(1, "Inbox", &mail, "");
    assert_eq!(answer.find("Result").unwrap().names(), ["RequestId", "Status", "CalendarId"]);
    assert_eq!((answer.text("Result/RequestId"), status(&answer)), (mail.clone(), "1".into()));

    let gone = inbox.pull_one();
    assert_eq!((gone.name().as_str(), gone.text("ServerId")), ("Delete", mail));
    let copy = client.prime("Deleted Items").pull_one();
    assert_eq!(copy.property("MessageClass"), "IPM.Schedule.Meeting.Request");

    let changes =
        calendar.step(crate::client::BODY).find("Collections/Collection/Commands").unwrap().children();
    assert_eq!(changes.iter().map(Tree::name).collect::<Vec<_>>(), ["Delete", "Add"], "in one answer");
    assert_eq!(changes[0].text("ServerId"), placeholder);
    assert_eq!(changes[1].text("ServerId"), answer.text("Result/CalendarId"));
    assert_eq!(changes[1].property("UID"), uid, "it is the same meeting");
    assert_eq!(changes[1].property("ResponseType"), "3");
    assert_eq!(changes[1].property("BusyStatus"), "2");
    assert_eq!(changes[1].property("AppointmentReplyTime"), "20261123T170130Z");
}

#[test]
fn answering_from_the_calendar_takes_the_invitation_along() {
    for version in ["14.0", "14.1", "16.0", "16.1"] {
        let (client, mail, item) = invited(version);
        let mut inbox = client.prime("Inbox");
        inbox.pull();
        let answer = client.respond(2, "Calendar", &item, "");
        assert_eq!(status(&answer), "1", "{version}");
        assert_eq!(inbox.pull_one().text("ServerId"), mail, "{version}");
        let shown = client.prime("Calendar").pull_one();
        assert_eq!((shown.property("ResponseType"), shown.property("BusyStatus")), ("2".into(), "1".into()));
    }
}

#[test]
fn declining_tells_no_calendar_id_and_takes_the_item_away() {
    let (client, mail, item) = invited("14.1");
    let mut calendar = client.prime("Calendar");
    calendar.pull();
    let answer = client.respond(3, "Inbox", &mail, "");
    assert_eq!(answer.find("Result").unwrap().names(), ["RequestId", "Status"]);
    let gone = calendar.pull_one();
    assert_eq!((gone.name().as_str(), gone.text("ServerId")), ("Delete", item));
}

#[test]
fn a_changed_mind_changes_the_item_in_place() {
    let (client, mail, _) = invited("14.1");
    let accepted = client.respond(1, "Inbox", &mail, "").text("Result/CalendarId");
    let mut calendar = client.prime("Calendar");
    calendar.pull();
    let answer = client.respond(2, "Calendar", &accepted, "");
    assert_eq!(answer.text("Result/CalendarId"), accepted);
    let change = calendar.pull_one();
    assert_eq!((change.name().as_str(), change.property("ResponseType").as_str()), ("Change", "2"));
    assert_eq!(status(&client.respond(3, "Calendar", &accepted, "")), "1");
    assert_eq!(calendar.pull_one().name(), "Delete");
}

#[test]
fn a_decline_can_be_taken_back_through_deleted_items() {
    let (client, mail, _) = invited("14.1");
    client.respond(3, "Inbox", &mail, "");
    let deleted = client.prime("Deleted Items").pull_one().text("ServerId");
    assert_eq!(status(&client.respond(1, "Inbox", &mail, "")), "2", "the old name is gone");
    let (from, to) = (client.folder("Deleted Items"), client.folder("Inbox"));
    let moved = client.post(
        "MoveItems",
        &format!(
            "<Move><SrcMsgId>{deleted}</SrcMsgId><SrcFldId>{from}</SrcFldId><DstFldId>{to}</DstFldId></Move>"
        ),
    );
    assert_eq!(moved.text("Response/Status"), "3", "3 is success here");
    let answer = client.respond(1, "Inbox", &moved.text("Response/DstMsgId"), "");
    assert_eq!(status(&answer), "1");
    assert_eq!(client.prime("Calendar").pull_one().property("ResponseType"), "3");
}

#[test]
fn an_answer_up_to_14_1_mails_nobody() {
    let (client, mail, _) = invited("14.1");
    let before = client.sim.sent_mails().len();
    client.respond(1, "Inbox", &mail, "");
    assert_eq!(client.sim.sent_mails().len(), before, "the client does that, by SendMail");
}

#[test]
fn from_16_0_on_the_server_mails_if_asked() {
    for (rest, comment) in [
        ("<SendResponse/>", None),
        (
            "<SendResponse><airsyncbase:Body><airsyncbase:Type>1</airsyncbase:Type>\
             <airsyncbase:Data>See you there</airsyncbase:Data></airsyncbase:Body></SendResponse>",
            Some("See you there"),
        ),
    ] {
        let (client, mail, _) = invited("16.0");
        advance(&client.sim, 60);
        assert_eq!(status(&client.respond(1, "Inbox", &mail, rest)), "1");
        let sent = client.sim.sent_mails().pop().unwrap();
        assert_eq!((sent.by, sent.answer()), (SentBy::Server, Some(Answer::Accepted)));
        assert_eq!(sent.mail.subject, "Accepted: Quarterly Planning");
        assert_eq!((sent.mail.from.email.as_str(), sent.mail.to[0].email.as_str()), (BOB, ALICE));
        let alice = client.sim.mailbox(ALICE).unwrap();
        let bob = alice.meeting("planning-1@contoso.com").unwrap().event.attendee(BOB).unwrap().clone();
        assert_eq!(bob.answer, Some(Answer::Accepted));
        assert_eq!(bob.replied_at, Some(utc("2026-11-23T17:01:00Z")));
        assert_eq!(sent.mail.body, comment.unwrap_or_default());
    }
    let (client, mail, _) = invited("16.1");
    let before = client.sim.sent_mails().len();
    client.respond(1, "Inbox", &mail, "");
    assert_eq!(client.sim.sent_mails().len(), before, "without SendResponse nobody is told");
}

#[test]
fn a_new_time_can_be_proposed_at_16_1() {
    let (client, mail, _) = invited("16.1");
    let times = "<SendResponse><ProposedStartTime>20261202T170000Z</ProposedStartTime>\
                 <ProposedEndTime>20261202T180000Z</ProposedEndTime></SendResponse>";
    assert_eq!(status(&client.respond(2, "Inbox", &mail, times)), "1");
    let alice = Client::ready(&client.sim, ALICE, "16.1");
    let response = alice.prime("Inbox").pull_one();
    assert_eq!(response.property("MessageClass"), "IPM.Schedule.Meeting.Resp.Tent");
    assert_eq!(response.property("Subject"), "New Time Proposed: Quarterly Planning");
    assert_eq!(response.property("MeetingRequest/ProposedStartTime"), "20261202T170000Z");
    assert_eq!(
        response.property("MeetingRequest/StartTime"),
        "2026-12-01T17:00:00.000Z",
        "the meeting stays"
    );
    let grid = alice.prime("Calendar").pull_one();
    let bob = grid.find("ApplicationData/Attendees/Attendee").unwrap();
    assert_eq!(
        (bob.text("AttendeeStatus"), bob.text("ProposedEndTime")),
        ("2".into(), "20261202T180000Z".into())
    );

    let older = Client::ready(&client.sim, ALICE, "16.0");
    assert!(
        !older.prime("Inbox").pull_one().has("ApplicationData/MeetingRequest/ProposedStartTime"),
        "16.1 only"
    );
}

#[test]
fn a_decline_can_propose_a_time_too() {
    let (client, mail, _) = invited("16.1");
    let times = "<SendResponse><ProposedStartTime>20261202T170000Z</ProposedStartTime>\
                 <ProposedEndTime>20261202T180000Z</ProposedEndTime></SendResponse>";
    assert_eq!(status(&client.respond(3, "Inbox", &mail, times)), "1");
    let alice = Client::ready(&client.sim, ALICE, "16.1");
    let response = alice.prime("Inbox").pull_one();
    assert_eq!(response.property("MessageClass"), "IPM.Schedule.Meeting.Resp.Neg");
    assert_eq!(response.property("MeetingRequest/ProposedEndTime"), "20261202T180000Z");
    let grid = alice.prime("Calendar").pull_one();
    assert_eq!(grid.property("Attendees/Attendee/AttendeeStatus"), "4");
}

#[test]
fn requests_out_of_form_get_103() {
    let (client, mail, _) = invited("14.1");
    let folder = client.folder("Inbox");
    let item = format!("<CollectionId>{folder}</CollectionId><RequestId>{mail}</RequestId>");
    let refused = |client: &Client, inner: &str| client.post("MeetingResponse", inner).text("Status");
    let request = |inner: &str| format!("<Request>{inner}</Request>");
    assert_eq!(refused(&client, &request(&format!("{item}<UserResponse>1</UserResponse>"))), "103", "order");
    assert_eq!(refused(&client, &request(&item)), "103", "no UserResponse");
    assert_eq!(
        refused(&client, &request(&format!("<UserResponse>4</UserResponse>{item}"))),
        "103",
        "no such answer"
    );
    assert_eq!(refused(&client, &request("<UserResponse>1</UserResponse>")), "103", "no item");
    let accept = format!("<UserResponse>1</UserResponse>{item}");
    assert_eq!(refused(&client, &request(&format!("{accept}<SendResponse/>"))), "103", "not before 16.0");
    assert_eq!(refused(&client, &request(&accept).repeat(101)), "103", "more than 100");
    assert_eq!(refused(&client, ""), "103");
    assert_eq!(
        refused(&client, &request(&accept.replace("CollectionId", "airsync:CollectionId"))),
        "103",
        "page 0"
    );

    let (client, mail, _) = invited("16.0");
    let accept = format!(
        "<UserResponse>1</UserResponse><CollectionId>{folder}</CollectionId><RequestId>{mail}</RequestId>"
    );
    let times = "<SendResponse><ProposedStartTime>20261202T170000Z</ProposedStartTime>\
                 <ProposedEndTime>20261202T180000Z</ProposedEndTime></SendResponse>";
    assert_eq!(refused(&client, &request(&format!("{accept}{times}"))), "103", "not before 16.1");
    let mut client = client;
    client.version = "16.1".parse().unwrap();
    let half = "<SendResponse><ProposedStartTime>20261202T170000Z</ProposedStartTime></SendResponse>";
    assert_eq!(refused(&client, &request(&format!("{accept}{half}"))), "103", "both times or none");
    let long = times.replace("20261202T180000Z", "2026-12-02T18:00:00.000Z");
    assert_eq!(status(&client.post("MeetingResponse", &request(&format!("{accept}{long}")))), "104");
    assert!(client.sim.sent_mails().iter().all(|sent| sent.answer().is_none()), "nothing was done");
}

#[test]
fn what_is_no_invitation_gets_2_and_a_cancelled_one_4() {
    let (client, mail, item) = invited("14.1");
    assert_eq!(status(&client.respond(1, "Inbox", "5:99", "")), "2", "unknown id");
    assert_eq!(status(&client.respond(1, "Sent Items", &mail, "")), "2", "wrong folder");
    let folder = client.folder("Calendar");
    let unknown = client.post(
        "MeetingResponse",
        "<Request><UserResponse>1</UserResponse><CollectionId>77</CollectionId><RequestId>1</RequestId></Request>",
    );
    assert_eq!(unknown.text("Result/Status"), "2");
    assert_eq!(unknown.text("Result/RequestId"), "1");
    assert_ne!(folder, "77");

    let alice = Client::ready(&client.sim, ALICE, "14.1");
    let own = alice.prime("Calendar").pull_one().text("ServerId");
    assert_eq!(status(&alice.respond(1, "Calendar", &own, "")), "2", "she is the organizer");

    client.sim.cancel(ALICE, "planning-1@contoso.com").unwrap();
    assert_eq!(status(&client.respond(1, "Calendar", &item, "")), "4");
    assert_eq!(status(&client.respond(1, "Inbox", &mail, "")), "4", "from the mail, too");
}

#[test]
fn what_is_somebody_elses_to_answer_gets_4() {
    for (standing, kind) in [(Standing::DelegatorCopy, "5"), (Standing::Delegated, "6")] {
        let (client, mail, _) = invited("14.1");
        client.sim.stand(BOB, "planning-1@contoso.com", standing).unwrap();
        let shown = client.prime("Inbox").pull_one();
        assert_eq!(shown.property("MeetingRequest/MeetingMessageType"), kind);
        assert_eq!(status(&client.respond(1, "Inbox", &mail, "")), "4");
    }
}

#[test]
fn only_the_newest_invitation_can_be_answered() {
    let (client, old, _) = invited("14.1");
    advance(&client.sim, 60);
    client
        .sim
        .update(ALICE, "planning-1@contoso.com", |event| {
            event.start = utc("2026-12-02T17:00:00Z");
            event.end = utc("2026-12-02T18:00:00Z");
        })
        .unwrap();
    assert_eq!(status(&client.respond(1, "Inbox", &old, "")), "2");
    let new = client.prime("Inbox").pull().into_iter().find(|mail| mail.text("ServerId") != old).unwrap();
    assert_eq!(status(&client.respond(1, "Inbox", &new.text("ServerId"), "")), "1");
}

#[test]
fn several_requests_are_answered_one_by_one() {
    let (client, mail, _) = invited("14.1");
    let folder = client.folder("Inbox");
    let one = |id: &str| {
        format!(
            "<Request><UserResponse>1</UserResponse><CollectionId>{folder}</CollectionId><RequestId>{id}</RequestId></Request>"
        )
    };
    let answer = client.post("MeetingResponse", &(one("5:99") + &one(&mail)));
    let results: Vec<_> = answer.children().iter().map(|result| result.text("Status")).collect();
    assert_eq!(results, ["2", "1"], "the first's failure is its own");
}

#[test]
fn exchange_online_shows_an_answer_half_a_minute_later() {
    let sim = Sim::new(config(Family::ExchangeOnline));
    let client = Client::ready(&sim, BOB, "16.1");
    sim.invite(ALICE, planning()).unwrap();
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    let mut calendar = client.prime("Calendar");
    calendar.pull();
    let answer = client.respond(1, "Inbox", &mail, "<SendResponse/>");
    let id = answer.text("Result/CalendarId");
    advance(&sim, 29);
    assert!(calendar.pull().is_empty(), "not yet");
    assert_eq!(sim.sent_mails().pop().unwrap().at, monday(), "but the organizer was told at once");
    advance(&sim, 1);
    let changes = calendar.pull();
    assert_eq!(changes[1].text("ServerId"), id, "under the name promised");
    assert_eq!(changes[1].property("AppointmentReplyTime"), "20261123T170000Z", "given when it was given");
}

#[test]
fn a_new_version_voids_an_answer_that_is_still_on_its_way() {
    let sim = Sim::new(config(Family::ExchangeOnline));
    let client = Client::ready(&sim, BOB, "16.1");
    let uid = sim.invite(ALICE, planning()).unwrap();
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    client.respond(1, "Inbox", &mail, "");
    advance(&sim, 10);
    sim.update(ALICE, &uid, |event| event.end = utc("2026-12-01T19:00:00Z")).unwrap();
    advance(&sim, 60);
    assert_eq!(client.prime("Calendar").pull_one().property("ResponseType"), "5");
}

#[test]
fn the_world_can_be_looked_into() {
    let (client, mail, _) = invited("14.1");
    client.respond(1, "Inbox", &mail, "");
    let bob = client.sim.mailbox("bob").unwrap();
    assert!(bob.inbox().is_empty());
    assert_eq!(bob.folder(FolderKind::DeletedItems).mails().count(), 1);
    assert_eq!(bob.meeting("planning-1@contoso.com").unwrap().answer.unwrap().0, Answer::Accepted);
    let last = client.sim.history().pop().unwrap();
    assert_eq!((last.command.name(), last.user.as_str(), last.version), ("MeetingResponse", BOB, V14_1));
    assert!(last.request.unwrap().to_xml().contains("<UserResponse>1</UserResponse>"));
    assert!(last.response.unwrap().to_xml().contains("<Status>1</Status>"));
    assert!(client.sim.mailbox("nobody").is_err());
}
