//! The client's own reply: SendMail with an iTIP REPLY, and what it does to the organizer (MS-ASCMD 2.2.1.17,
//! RFC 5546 3.2.3). The messages here are written by hand.

use exchange_sim::model::mailbox::FolderKind;
use exchange_sim::{Answer, Attendee, Event, Proposal, SentBy, Sim};
use http::StatusCode;

use crate::client::{ALICE, BOB, Client, Tree, advance, exchange, planning, utc};

const REPLY: &str = r#"From: Bob Nakamura <bob@contoso.com>
To: Alice Moreau <alice@contoso.com>
Subject: Accepted: Quarterly Planning
Date: Mon, 23 Nov 2026 17:02:00 +0000
Message-ID: <reply-1@quorum>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Looking forward to it.
--b1
Content-Type: text/calendar; charset=utf-8; method=REPLY; component=VEVENT
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EAS//EN
METHOD:REPLY
BEGIN:VEVENT
UID:planning-1@contoso.com
DTSTAMP:20261123T170200Z
DTSTART:20261201T170000Z
DTEND:20261201T180000Z
ORGANIZER:mailto:alice@contoso.com
ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob Nakamura:mailto:bob@contoso.com
COMMENT:Looking forward to it.
SUMMARY:Quarterly Planning
END:VEVENT
END:VCALENDAR
--b1--
"#;

/// Bob, invited by Alice, and Alice's client with everything pulled.
fn invited() -> (Client, Client) {
    let sim = exchange();
    sim.invite(ALICE, planning()).unwrap();
    let bob = Client::ready(&sim, BOB, "14.1");
    let alice = Client::ready(&sim, ALICE, "14.1");
    (bob, alice)
}

fn bobs_entry(sim: &Sim) -> Attendee {
    let alice = sim.mailbox(ALICE).unwrap();
    alice.meeting("planning-1@contoso.com").unwrap().event.attendee(BOB).unwrap().clone()
}

#[test]
fn a_reply_changes_the_organizers_grid_by_a_partial_change() {
    for (part_stat, status, class) in [
        ("ACCEPTED", "3", "IPM.Schedule.Meeting.Resp.Pos"),
        ("TENTATIVE", "2", "IPM.Schedule.Meeting.Resp.Tent"),
        ("DECLINED", "4", "IPM.Schedule.Meeting.Resp.Neg"),
    ] {
        let (bob, alice) = invited();
        let (mut inbox, mut calendar) = (alice.prime("Inbox"), alice.prime("Calendar"));
        let item = calendar.pull_one();
        assert_eq!(item.property("ResponseType"), "1", "she organizes");
        assert_eq!(item.find("ApplicationData/Attendees/Attendee").unwrap().text("AttendeeStatus"), "0");
        inbox.pull();

        let response = bob.send_mail("c1", &REPLY.replace("ACCEPTED", part_stat));
        assert_eq!(response.status, StatusCode::OK);
        assert!(response.body.is_empty(), "success is an empty answer");

        let mail = inbox.pull_one();
        assert_eq!(mail.property("MessageClass"), class);
        assert_eq!(mail.property("MeetingRequest/Organizer"), ALICE, "as the reply has her");
        assert_eq!(
            mail.property("MeetingRequest/DtStamp"),
            "2026-11-23T17:02:00.000Z",
            "the responder's stamp"
        );
        assert_eq!(mail.property("Body/Data"), "Looking forward to it.");
        let change = calendar.pull_one();
        assert_eq!((change.name().as_str(), change.text("ServerId")), ("Change", item.text("ServerId")));
        assert_eq!(change.find("ApplicationData").unwrap().names(), ["Attendees"], "and nothing else");
        let attendees = change.find("ApplicationData/Attendees").unwrap().children();
        assert_eq!(attendees.len(), 2, "the whole list");
        assert_eq!(
            (attendees[0].text("Email"), attendees[0].text("AttendeeStatus")),
            (BOB.into(), status.into())
        );
        assert_eq!(attendees[1].text("AttendeeStatus"), "0");
    }
}

#[test]
fn a_copy_is_kept_only_if_asked() {
    let (bob, _) = invited();
    bob.send_mail("c1", REPLY);
    let sent = bob.prime("Sent Items").pull_one();
    assert_eq!(sent.property("Subject"), "Accepted: Quarterly Planning");
    assert_eq!(sent.property("Read"), "1");
    let inner = "<ClientId>c2</ClientId><Mime opaque=\"text\">From: bob@contoso.com&#13;&#10;To: x@y.test&#13;&#10;&#13;&#10;Hi</Mime>";
    assert_eq!(bob.send("SendMail", inner).status, StatusCode::OK);
    assert_eq!(bob.sim.mailbox(BOB).unwrap().folder(FolderKind::SentItems).len(), 1);
}

#[test]
fn the_same_client_id_is_not_sent_twice() {
    let (bob, alice) = invited();
    bob.send_mail("c1", REPLY);
    let again = bob.send_mail("c1", REPLY);
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(Tree::of(&again).text("Status"), "118");
    assert_eq!(alice.prime("Inbox").pull().len(), 1);
    assert_eq!(bob.sim.sent_mails().iter().filter(|sent| sent.by == SentBy::Client).count(), 1);
    let mut other = Client::ready(&bob.sim, BOB, "14.1");
    other.device = "otherDevice".into();
    assert_eq!(Tree::of(&other.send_mail("c1", REPLY)).text("Status"), "118", "whichever device asks");
    assert!(bob.send_mail("c2", REPLY).body.is_empty(), "another is another");
}

#[test]
fn requests_out_of_form_are_refused() {
    let (bob, _) = invited();
    let status = |inner: &str| Tree::of(&bob.send("SendMail", inner)).text("Status");
    let mime =
        "<Mime opaque=\"text\">From: bob@contoso.com&#13;&#10;To: a@b.test&#13;&#10;&#13;&#10;Hi</Mime>";
    let id = "<ClientId>c1</ClientId>";
    assert_eq!(status(mime), "103", "no ClientId");
    assert_eq!(status(&format!("{mime}{id}")), "103", "order");
    assert_eq!(status(&format!("<ClientId>{}</ClientId>{mime}", "x".repeat(41))), "103", "too long");
    assert_eq!(status(&format!("{id}<Mime>To: a@b.test</Mime>")), "102", "Mime is bytes, not text");
    assert_eq!(
        status(&format!("{id}<Mime opaque=\"text\">Subject: to nobody&#13;&#10;&#13;&#10;Hi</Mime>")),
        "107"
    );
    let nobody =
        "<Mime opaque=\"text\">From: bob@contoso.com&#13;&#10;Subject: x&#13;&#10;&#13;&#10;Hi</Mime>";
    assert_eq!(status(&format!("{id}{nobody}")), "119");
    assert!(bob.sim.sent_mails().iter().all(|sent| sent.by != SentBy::Client));
}

#[test]
fn mail_comes_from_its_sender_whatever_it_says() {
    let (bob, alice) = invited();
    bob.send_mail("c1", &REPLY.replace("From: Bob Nakamura <bob@contoso.com>", "From: Eve <eve@evil.test>"));
    assert_eq!(alice.prime("Inbox").pull_one().property("From"), "\"Eve\" <bob@contoso.com>");
}

#[test]
fn without_a_method_on_the_part_it_is_just_a_mail() {
    let (bob, alice) = invited();
    bob.send_mail("c1", &REPLY.replace(" method=REPLY;", ""));
    let mail = alice.prime("Inbox").pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Note");
    assert!(!mail.has("ApplicationData/MeetingRequest"));
    assert_eq!(bobs_entry(&bob.sim).answer, None);
    assert_eq!(
        bob.sim.sent_mails().pop().unwrap().objections,
        ["the part's method is \"\", the object's \"REPLY\""]
    );
}

#[test]
fn an_older_answer_does_not_overtake_a_newer_one() {
    let (bob, _) = invited();
    bob.send_mail(
        "c1",
        &REPLY.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED").replace("T170200Z", "T170900Z"),
    );
    bob.send_mail("c2", REPLY);
    assert_eq!(bobs_entry(&bob.sim).answer, Some(Answer::Declined));
}

#[test]
fn an_answer_to_an_older_version_does_not_count() {
    let (bob, _) = invited();
    bob.sim.update(ALICE, "planning-1@contoso.com", |event| event.end = utc("2026-12-01T19:00:00Z")).unwrap();
    bob.send_mail("c1", &REPLY.replace("UID:", "SEQUENCE:0\nUID:"));
    assert_eq!(bobs_entry(&bob.sim).answer, None, "SEQUENCE 0 is the version before");
    bob.send_mail("c2", REPLY);
    assert_eq!(
        bobs_entry(&bob.sim).answer,
        Some(Answer::Accepted),
        "no SEQUENCE is taken for the current one"
    );
}

#[test]
fn somebody_nobody_invited_joins_the_list() {
    let (bob, _) = invited();
    bob.send_mail("c1", &REPLY.replace("mailto:bob@", "mailto:robert@"));
    let alice = bob.sim.mailbox(ALICE).unwrap();
    let event = &alice.meeting("planning-1@contoso.com").unwrap().event;
    assert_eq!(event.attendees.len(), 3);
    assert_eq!(event.attendee("robert@contoso.com").unwrap().answer, Some(Answer::Accepted));
    assert_eq!(event.attendee(BOB).unwrap().answer, None);
}

#[test]
fn a_counter_is_a_perhaps_with_a_proposal() {
    let (bob, _) = invited();
    let counter = REPLY
        .replace("REPLY", "COUNTER")
        .replace("PARTSTAT=ACCEPTED", "PARTSTAT=TENTATIVE")
        .replace("20261201T170000Z", "20261202T170000Z")
        .replace("20261201T180000Z", "20261202T180000Z");
    bob.send_mail("c1", &counter);
    let entry = bobs_entry(&bob.sim);
    assert_eq!(entry.answer, Some(Answer::Tentative));
    let wanted = Proposal { start: utc("2026-12-02T17:00:00Z"), end: utc("2026-12-02T18:00:00Z") };
    assert_eq!(entry.proposal, Some(wanted));
    let alice = Client::ready(&bob.sim, ALICE, "16.1");
    let mail = alice.prime("Inbox").pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Schedule.Meeting.Resp.Tent");
    assert_eq!(mail.property("MeetingRequest/ProposedStartTime"), "20261202T170000Z");
    let older = Client::ready(&bob.sim, ALICE, "14.1");
    assert!(!older.prime("Inbox").pull_one().has("ApplicationData/MeetingRequest/ProposedStartTime"));
}

#[test]
fn an_organizer_who_wants_no_proposals_has_the_answer_and_not_the_time() {
    let sim = exchange();
    sim.invite(ALICE, Event { disallow_new_time: true, ..planning() }).unwrap();
    let bob = Client::ready(&sim, BOB, "16.1");
    let mail = bob.prime("Inbox").pull_one().text("ServerId");
    let times = "<SendResponse><ProposedStartTime>20261202T170000Z</ProposedStartTime>\
                 <ProposedEndTime>20261202T180000Z</ProposedEndTime></SendResponse>";
    let refused = bob.respond(2, "Inbox", &mail, times);
    assert_eq!(refused.text("Result/Status"), "2", "what was not asked for is not taken");
    assert_eq!(bobs_entry(&sim).answer, None);

    bob.send_mail(
        "c1",
        &REPLY.replace("REPLY", "COUNTER").replace("PARTSTAT=ACCEPTED", "PARTSTAT=TENTATIVE"),
    );
    let entry = bobs_entry(&sim);
    assert_eq!((entry.answer, entry.proposal), (Some(Answer::Tentative), None));
}

#[test]
fn a_counter_that_leaves_out_what_it_needs_has_something_against_it() {
    let (bob, _) = invited();
    let counter = REPLY.replace("REPLY", "COUNTER");
    let objections = |mime: &str, id: &str| {
        bob.send_mail(id, mime);
        bob.sim.sent_mails().pop().unwrap().objections
    };
    assert_eq!(objections(&counter, "c1"), [""; 0]);
    let without =
        counter.replace("DTSTART:20261201T170000Z\n", "").replace("SUMMARY:Quarterly Planning\n", "");
    assert_eq!(objections(&without, "c2"), ["a COUNTER without DTSTART", "a COUNTER without SUMMARY"]);
    let endless = counter.replace("DTEND:20261201T180000Z\n", "");
    assert_eq!(objections(&endless, "c3"), ["a COUNTER that does not end"]);
}

#[test]
fn a_good_reply_has_nothing_against_it_and_a_bad_one_has() {
    let (bob, _) = invited();
    let objections = |client_id: &str, mime: &str| {
        bob.send_mail(client_id, mime);
        bob.sim.sent_mails().pop().unwrap().objections
    };
    assert_eq!(objections("c1", REPLY), [""; 0]);
    let without =
        |line: &str| REPLY.lines().filter(|one| !one.starts_with(line)).collect::<Vec<_>>().join("\n");
    assert_eq!(objections("c2", &without("ORGANIZER")), ["0 ORGANIZER, not 1"]);
    assert_eq!(objections("c3", &without("DTSTAMP")), ["0 DTSTAMP, not 1"]);
    assert_eq!(objections("c4", &without("PRODID")), ["no PRODID"]);
    let twice = REPLY.replace("COMMENT:", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:carol@fabrikam.com\nCOMMENT:");
    assert_eq!(objections("c5", &twice), ["2 ATTENDEE, not 1"]);
    let undecided = REPLY.replace("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION");
    assert_eq!(objections("c6", &undecided), ["PARTSTAT is Some(\"NEEDS-ACTION\")"]);
    let long = REPLY.replace("SUMMARY:", &format!("SUMMARY:{} ", "x".repeat(80)));
    assert_eq!(objections("c7", &long), ["a line has more than 75 octets"]);
}

#[test]
fn the_servers_own_reply_lacks_nothing() {
    let sim = exchange();
    let text = "Grüße, und bis bald; ich bringe Kaffee, Tee\nund Kuchen mit. ".repeat(3);
    let event = Event { subject: "Planung: „Größeres“, Teil 2; Fortsetzung".into(), ..planning() };
    sim.invite(ALICE, event).unwrap();
    let bob = Client::ready(&sim, BOB, "16.1");
    let mail = bob.prime("Inbox").pull_one().text("ServerId");
    advance(&sim, 60);
    let send = format!(
        "<SendResponse><airsyncbase:Body><airsyncbase:Type>1</airsyncbase:Type><airsyncbase:Data>{text}</airsyncbase:Data>\
         </airsyncbase:Body></SendResponse>"
    );
    bob.respond(1, "Inbox", &mail, &send);
    // Alice reads the message as bytes, and hands the very bytes to a mailbox that has to understand them.
    let alice = Client::ready(&sim, ALICE, "14.1");
    let mut inbox = alice.prime("Inbox");
    let options = "<Options><MIMESupport>2</MIMESupport><airsyncbase:BodyPreference><airsyncbase:Type>4\
                   </airsyncbase:Type></airsyncbase:BodyPreference></Options>";
    let answer = inbox.step(options);
    let mime = answer.text("Collections/Collection/Commands/Add/ApplicationData/Body/Data");
    let other = exchange();
    other.invite(ALICE, planning()).unwrap();
    other.deliver(mime.as_bytes());
    let sent = other.sent_mails().pop().unwrap();
    assert_eq!(sent.objections, [""; 0], "{mime}");
    assert_eq!(sent.answer(), Some(Answer::Accepted));
    let event = sent.event().unwrap();
    assert_eq!(event.subject, "Planung: „Größeres“, Teil 2; Fortsetzung");
    assert_eq!(event.dtstamp, utc("2026-11-23T17:01:00Z"), "now, not the request's");
    assert_eq!(event.organizer.email, ALICE);
    assert_eq!(bobs_entry(&other).answer, Some(Answer::Accepted));
}
