//! Where servers differ: who mails, what becomes of mails and items, names, and looseness.

use exchange_sim::model::mailbox::FolderKind;
use exchange_sim::{Answer, Event, Family, SentBy, Sim, SimConfig, WhoMails};
use http::StatusCode;

use crate::client::{ALICE, BOB, Client, Tree, advance, config, planning};

fn invited(family: Family, version: &str) -> (Client, String) {
    invited_to(config(family), version)
}

fn invited_to(config: SimConfig, version: &str) -> (Client, String) {
    let sim = Sim::new(config);
    sim.invite(ALICE, planning()).unwrap();
    let client = Client::ready(&sim, BOB, version);
    let mail = client.prime("Inbox").pull_one().text("ServerId");
    (client, mail)
}

fn replies(sim: &Sim) -> Vec<(SentBy, Option<Answer>)> {
    let sent = sim.sent_mails();
    sent.iter().filter(|sent| sent.answer().is_some()).map(|sent| (sent.by, sent.answer())).collect()
}

#[test]
fn sogo_keeps_the_mail_mails_itself_and_changes_the_item_in_place() {
    let (client, mail) = invited(Family::Sogo, "14.1");
    assert!(client.folder("Inbox").starts_with("mail%2F"));
    assert_eq!(client.folder("Calendar"), "vevent%2Fpersonal");
    let mut calendar = client.prime("Calendar");
    let item = calendar.pull_one();
    assert_eq!(item.text("ServerId"), "planning-1@contoso.com", "events go by their UID");
    advance(&client.sim, 60);
    let answer = client.respond(1, "Inbox", &mail, "");
    assert_eq!(answer.find("Result").unwrap().names(), ["RequestId", "CalendarId", "Status"]);
    assert_eq!(answer.text("Result/CalendarId"), "planning-1@contoso.com");
    assert_eq!(client.sim.mailbox(BOB).unwrap().inbox().len(), 1, "the mail stays");
    let change = calendar.pull_one();
    assert_eq!((change.name().as_str(), change.property("ResponseType").as_str()), ("Change", "3"));
    assert_eq!(change.property("Attendees/Attendee/AttendeeStatus"), "3", "his own entry shows it, too");
    assert_eq!(replies(&client.sim), [(SentBy::Server, Some(Answer::Accepted))]);
    let alice = client.sim.mailbox(ALICE).unwrap();
    let entry = alice.meeting("planning-1@contoso.com").unwrap().event.attendee(BOB).unwrap().clone();
    assert_eq!(entry.answer, Some(Answer::Accepted), "one store for everybody");

    client.respond(1, "Inbox", &mail, "");
    assert_eq!(replies(&client.sim).len(), 1, "the same answer again is no news");
    client.respond(3, "Inbox", &mail, "");
    assert_eq!(replies(&client.sim).len(), 2);
    let declined = calendar.pull_one();
    assert_eq!((declined.name().as_str(), declined.property("ResponseType").as_str()), ("Change", "4"));
    assert_eq!(declined.property("BusyStatus"), "0");
}

#[test]
fn sogo_without_notifications_leaves_mail_to_the_client() {
    let mut config = config(Family::Sogo);
    config.behaviour.mails = WhoMails::Client;
    let (client, mail) = invited_to(config, "14.1");
    client.respond(1, "Inbox", &mail, "");
    assert!(replies(&client.sim).is_empty());
}

#[test]
fn sogo_has_no_placeholder_for_invitations_from_outside_and_ignores_replies() {
    let sim = Sim::new(config(Family::Sogo));
    let request = include_str!("fixtures/outside_request.eml").replace("\r\n", "\n").replace('\n', "\r\n");
    sim.deliver(request.as_bytes());
    let client = Client::ready(&sim, BOB, "14.1");
    let mut calendar = client.prime("Calendar");
    assert!(calendar.pull().is_empty());
    let mail = client.prime("Inbox").pull_one();
    assert_eq!(mail.property("MessageClass"), "IPM.Schedule.Meeting.Request");
    assert_eq!(mail.property("MeetingRequest/ResponseRequested"), "0", "whatever the organizer wants");
    client.respond(2, "Inbox", &mail.text("ServerId"), "");
    let item = calendar.pull_one();
    assert_eq!((item.name().as_str(), item.property("ResponseType").as_str()), ("Add", "2"));

    sim.invite(ALICE, planning()).unwrap();
    sim.reply(ALICE, "planning-1@contoso.com", "carol@fabrikam.com", Answer::Accepted, None, None).unwrap();
    let alice = sim.mailbox(ALICE).unwrap();
    assert_eq!(alice.inbox().mails().count(), 1, "the mail arrives");
    let event = &alice.meeting("planning-1@contoso.com").unwrap().event;
    assert_eq!(event.attendee("carol@fabrikam.com").unwrap().answer, None, "and nothing is made of it");
}

#[test]
fn sogo_has_its_own_ways_with_keys_and_requests() {
    let (client, mail) = invited(Family::Sogo, "14.1");
    let mut inbox = client.prime("Inbox");
    assert_eq!(inbox.key, "-1");
    inbox.pull();
    let sync = |folder: &str, key: &str| {
        let head = format!("<SyncKey>{key}</SyncKey><CollectionId>{folder}</CollectionId>");
        client.send("Sync", &format!("<Collections><Collection>{head}</Collection></Collections>"))
    };
    assert_eq!(sync(&inbox.id, "made-up").status, StatusCode::NOT_IMPLEMENTED);
    let calendar = client.folder("Calendar");
    assert_eq!(
        Tree::of(&sync(&calendar, "made-up")).text("Collections/Collection/Status"),
        "3",
        "never synchronised"
    );
    client.prime("Calendar").pull();
    let again = Tree::of(&sync(&calendar, "made-up"));
    assert_eq!(
        again.text("Collections/Collection/Commands/Add/ServerId"),
        "planning-1@contoso.com",
        "all again"
    );
    assert!(sync("vevent%2Fother", "0").body.is_empty(), "no such folder: no answer");

    let folder = client.folder("Inbox");
    let one = |answer: u8| {
        format!(
            "<Request><UserResponse>{answer}</UserResponse><CollectionId>{folder}</CollectionId>\
             <RequestId>{mail}</RequestId></Request>"
        )
    };
    let both = client.post("MeetingResponse", &(one(1) + &one(2)));
    assert_eq!(both.children().len(), 1, "only the last is done");
    let bob = client.sim.mailbox(BOB).unwrap();
    assert_eq!(bob.meeting("planning-1@contoso.com").unwrap().answer.unwrap().0, Answer::Tentative);

    let garbage = client.sim.handle(&client.request("Sync", b"garbage".to_vec()));
    assert_eq!(Tree::of(&garbage).text("Status"), "13");
    let garbage = client.sim.handle(&client.request("FolderSync", b"garbage".to_vec()));
    assert_eq!(garbage.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn sogo_sends_twice_what_is_handed_in_twice_and_confirms_changes() {
    let (client, mail) = invited(Family::Sogo, "14.1");
    let note = "From: bob@contoso.com\nTo: alice@contoso.com\nSubject: Hello\n\nHi";
    client.send_mail("c1", note);
    client.send_mail("c1", note);
    assert_eq!(client.sim.mailbox(ALICE).unwrap().inbox().len(), 2);
    let mut inbox = client.prime("Inbox");
    inbox.pull();
    let read = format!(
        "<Commands><Change><ServerId>{mail}</ServerId><ApplicationData><email:Read>1</email:Read></ApplicationData>\
         </Change></Commands>"
    );
    assert_eq!(inbox.step(&read).text("Collections/Collection/Responses/Change/Status"), "1");
}

#[test]
fn sogo_takes_a_deleted_meeting_for_a_decline() {
    let (client, _) = invited(Family::Sogo, "14.1");
    let mut calendar = client.prime("Calendar");
    let id = calendar.pull_one().text("ServerId");
    calendar.step(&format!("<Commands><Delete><ServerId>{id}</ServerId></Delete></Commands>"));
    assert_eq!(replies(&client.sim), [(SentBy::Server, Some(Answer::Declined))]);
    let alice = client.sim.mailbox(ALICE).unwrap();
    let entry = alice.meeting("planning-1@contoso.com").unwrap().event.attendee(BOB).unwrap().clone();
    assert_eq!(entry.answer, Some(Answer::Declined));
}

#[test]
fn sogo_gives_long_uids_a_name_of_its_own() {
    let sim = Sim::new(config(Family::Sogo));
    let uid = sim.invite(ALICE, Event { uid: String::new(), ..planning() }).unwrap();
    let client = Client::ready(&sim, BOB, "14.1");
    let item = client.prime("Calendar").pull_one();
    assert!(item.text("ServerId").len() <= 64);
    assert_eq!(item.property("UID"), uid);
}

#[test]
fn grommunio_mails_always_and_removes_the_mail_for_good() {
    for version in ["14.1", "16.1"] {
        let (client, mail) = invited(Family::Grommunio, version);
        let answer = client.respond(1, "Inbox", &mail, "");
        assert_eq!(answer.text("Result/Status"), "1");
        assert_eq!(replies(&client.sim), [(SentBy::Server, Some(Answer::Accepted))], "{version}");
        let bob = client.sim.mailbox(BOB).unwrap();
        assert!(bob.inbox().is_empty() && bob.folder(FolderKind::DeletedItems).is_empty());
    }
}

#[test]
fn grommunio_heeds_words_only_with_a_perhaps() {
    let words = "<SendResponse><airsyncbase:Body><airsyncbase:Type>1</airsyncbase:Type><airsyncbase:Data>Words\
                 </airsyncbase:Data></airsyncbase:Body></SendResponse>";
    let told = |answer| {
        let (client, mail) = invited(Family::Grommunio, "16.1");
        client.respond(answer, "Inbox", &mail, words);
        client.sim.sent_mails().pop().unwrap().mail.body.clone()
    };
    assert_eq!([1, 2, 3].map(told), ["", "Words", ""]);
}

#[test]
fn zpush_leaves_mail_to_the_client_and_says_an_empty_calendar_id() {
    let (client, mail) = invited(Family::ZPush, "14.1");
    assert!(mail.contains(':') && mail.starts_with('U'));
    let answer = client.respond(3, "Inbox", &mail, "");
    assert_eq!(answer.maybe("Result/CalendarId").as_deref(), Some(""));
    assert!(replies(&client.sim).is_empty());
    assert_eq!(client.sim.mailbox(BOB).unwrap().folder(FolderKind::DeletedItems).len(), 1);
}

#[test]
fn zpush_answers_from_the_calendar_only_while_the_mail_is_there() {
    let (client, mail) = invited(Family::ZPush, "14.1");
    let item = client.prime("Calendar").pull_one().text("ServerId");
    assert_eq!(client.respond(1, "Calendar", &item, "").text("Result/Status"), "1");
    assert_eq!(client.respond(2, "Calendar", &item, "").text("Result/Status"), "2");
    assert_eq!(client.respond(2, "Inbox", &mail, "").text("Result/Status"), "2");
    let (older, _) = invited(Family::Grommunio, "14.0");
    let item = older.prime("Calendar").pull_one().text("ServerId");
    older.respond(1, "Calendar", &item, "");
    assert_eq!(older.respond(2, "Calendar", &item, "").text("Result/Status"), "2", "grommunio at 14.0");
    let newer = Client::ready(&older.sim, BOB, "14.1");
    assert_eq!(newer.respond(2, "Calendar", &item, "").text("Result/Status"), "1", "but not at 14.1");
}

#[test]
fn families_tell_who_they_are() {
    let header = |family, name: &str| {
        let client = Client::new(&Sim::new(config(family)), BOB, "14.1");
        let response = client.send("FolderSync", "<SyncKey>0</SyncKey>");
        response.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    assert!(header(Family::ZPush, "x-z-push-version").is_some());
    assert!(header(Family::Grommunio, "x-grommunio-sync-version").is_some());
    assert_eq!(header(Family::Exchange, "ms-server-activesync").as_deref(), Some("15.2"));
    assert!(header(Family::Sogo, "ms-asprotocolversions").is_some(), "with every answer");
    assert!(header(Family::Exchange, "ms-asprotocolversions").is_none());
    assert_eq!(
        Client::new(&Sim::new(config(Family::Sogo)), BOB, "14.1").sim.path(),
        "/SOGo/Microsoft-Server-ActiveSync"
    );
}
