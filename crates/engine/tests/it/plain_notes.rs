//! Mails that a server leaves plain notes although they are about a meeting, as Horde does with cancellations. What must be
//! said of them is in the corpus; here is what happens when the iCalendar inside does not come, or says nothing.

use engine::view::{Answer, CalledOffItem, CalledOffPart};
use wbxml::tags::{airsync, airsyncbase, email, item_operations};
use wbxml::{Element, Node, Tag};

use crate::corpus::recorded::Recorded;
use crate::hostile::victim::{END, START, Victim, mail, sync};
use crate::world::{decision, entered};

const UID: &str = "planning@contoso.com";
const INBOX: &str = "5";
/// The note is the first mail of each of these mailboxes.
const NOTE: &str = "5:0";

fn note(class: &str) -> String {
    format!(
        "<email:From>alice@contoso.com</email:From><email:Subject>Cancelled: Planning</email:Subject>\
         <email:DateReceived>2026-11-20T08:00:20.000Z</email:DateReceived>\
         <email:MessageClass>IPM.Note</email:MessageClass><email:ContentClass>{class}</email:ContentClass>"
    )
}

fn about_a_meeting() -> String {
    note("urn:content-classes:calendarmessage")
}

fn vevent(more: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:{UID}\r\nDTSTAMP:20261120T080000Z\r\nDTSTART:20261201T170000Z\r\n\
         DTEND:20261201T180000Z\r\nSUMMARY:Planning\r\n{more}ORGANIZER:mailto:alice@contoso.com\r\nEND:VEVENT\r\n"
    )
}

fn fetched(status: &str, method: &str, events: &str) -> Vec<u8> {
    fetched_with(status, method, events, &[])
}

/// As servers answer that tell the rest of the mail again.
fn fetched_with(status: &str, method: &str, events: &str, rest: &[(Tag, &str)]) -> Vec<u8> {
    let mime = format!(
        "From: alice@contoso.com\r\nContent-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n\
         BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\n{events}END:VCALENDAR\r\n"
    );
    let text = |tag: Tag, value: &str| Element::text(tag, value);
    let body = Element::new(airsyncbase::BODY)
        .with(text(airsyncbase::TYPE, "4"))
        .with(text(airsyncbase::DATA, &mime));
    let fetch = Element::new(item_operations::FETCH)
        .with(text(item_operations::STATUS, status))
        .with(text(airsync::COLLECTION_ID, INBOX))
        .with(text(airsync::SERVER_ID, NOTE))
        .with(
            Element::new(item_operations::PROPERTIES)
                .with_all(rest.iter().map(|(tag, value)| text(*tag, value)))
                .with(body),
        );
    Element::new(item_operations::ITEM_OPERATIONS)
        .with(text(item_operations::STATUS, "1"))
        .with(Element::new(item_operations::RESPONSE).with(fetch))
        .encode()
}

fn cancelled() -> Vec<u8> {
    fetched("1", "CANCEL", &vevent(""))
}

/// A mailbox with such a note, which was synchronised once.
async fn with(note: String, inside: Vec<u8>) -> (Victim, Recorded) {
    let victim = Victim::before(vec![note], &[]).await;
    victim.line.fetch(NOTE, inside);
    victim.engine.sync(&victim.account).await.unwrap();
    let line = victim.line.clone();
    (victim, line)
}

async fn again(victim: &Victim) {
    victim.engine.sync(&victim.account).await.unwrap();
}

/// The titles of the meetings, and of what was put aside.
fn shown(victim: &Victim) -> (Vec<String>, Vec<String>) {
    let rows = victim.engine.invitations(&victim.account).unwrap();
    let aside = victim.engine.accounts().unwrap().remove(0).unreadable;
    let mut titles: Vec<_> = rows.into_iter().map(|row| row.subject).collect();
    titles.sort();
    (titles, aside.into_iter().map(|one| one.subject).collect())
}

fn titles(all: &[&str]) -> Vec<String> {
    all.iter().map(|&title| title.to_owned()).collect()
}

#[tokio::test]
async fn what_does_not_come_is_named_and_asked_for_again() {
    let (victim, line) = with(about_a_meeting(), fetched("3", "CANCEL", "")).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&["Cancelled: Planning"])));
    line.fetch(NOTE, cancelled());
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary", "Planning"]), titles(&[])));
    assert_eq!(victim.card("Planning").row.state, engine::view::InvitationState::Cancelled);
    again(&victim).await;
    assert_eq!(line.asked("ItemOperations"), 2, "once it is here it is here");
}

#[tokio::test]
async fn what_the_server_does_not_have_stays_named_and_is_not_asked_for_again() {
    let (victim, line) = with(about_a_meeting(), fetched("6", "CANCEL", "")).await;
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&["Cancelled: Planning"])));
    assert_eq!(line.asked("ItemOperations"), 1);
}

#[tokio::test]
async fn several_dates_at_once_are_neither_one_of_them_nor_all() {
    let dates = ["20261208T170000Z", "20261215T170000Z"];
    let dates = dates.map(|date| vevent(&format!("RECURRENCE-ID:{date}\r\n"))).concat();
    let (victim, line) = with(about_a_meeting(), fetched("1", "CANCEL", &dates)).await;
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&["Cancelled: Planning"])));
    assert_eq!(line.asked("ItemOperations"), 1);
}

#[tokio::test]
async fn what_asks_nobody_is_no_meeting_of_mine() {
    for method in ["PUBLISH", "REFRESH", "DECLINECOUNTER", "NONSENSE"] {
        let (victim, line) = with(about_a_meeting(), fetched("1", method, &vevent(""))).await;
        again(&victim).await;
        assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&[])), "{method}");
        assert_eq!(line.asked("ItemOperations"), 1, "{method}");
    }
}

#[tokio::test]
async fn a_note_that_is_a_note_is_not_looked_into() {
    let (victim, line) = with(note("urn:content-classes:message"), cancelled()).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&[])));
    assert_eq!(line.asked("ItemOperations"), 0);
}

#[tokio::test]
async fn a_server_that_forgot_its_key_is_not_asked_for_it_again() {
    let (victim, line) = with(about_a_meeting(), cancelled()).await;
    line.next_inbox(forgot_its_key());
    line.next_inbox(sync(INBOX, &[about_a_meeting(), mail("Ordinary", START, END, "", "")]));
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary", "Planning"]), titles(&[])));
    assert_eq!(line.asked("ItemOperations"), 1);
}

#[tokio::test]
async fn days_and_the_organizers_clock_come_out_of_it() {
    let days = format!(
        "BEGIN:VEVENT\r\nUID:{UID}\r\nDTSTAMP:20261120T080000Z\r\nDTSTART;VALUE=DATE:20261201\r\n\
         DTEND;VALUE=DATE:20261203\r\nSUMMARY:Planning\r\nORGANIZER:mailto:alice@contoso.com\r\nEND:VEVENT\r\n"
    );
    let (victim, _) = with(about_a_meeting(), fetched("1", "CANCEL", &days)).await;
    let row = victim.card("Planning").row;
    assert!(row.all_day);
    assert_eq!((row.start.as_str(), row.end.as_str()), ("2026-12-01T00:00:00Z", "2026-12-03T00:00:00Z"));

    let weekly = format!(
        "BEGIN:VEVENT\r\nUID:{UID}\r\nDTSTAMP:20261120T080000Z\r\nDTSTART;TZID=America/New_York:20270309T100000\r\n\
         DTEND;TZID=America/New_York:20270309T110000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nSUMMARY:Planning\r\n\
         LOCATION:Room 9\r\nORGANIZER;CN=\"Moreau, Alice\":mailto:alice@contoso.com\r\nEND:VEVENT\r\n"
    );
    let (victim, _) = with(about_a_meeting(), fetched("1", "REQUEST", &weekly)).await;
    let card = victim.card("Planning");
    let starts: Vec<_> = card.upcoming.iter().map(|date| date.start.as_str()).collect();
    assert_eq!(
        starts,
        ["2027-03-09T15:00:00Z", "2027-03-16T14:00:00Z"],
        "summer begins between them, over there"
    );
    assert_eq!((card.row.location.as_str(), card.row.organizer.name.as_str()), ("Room 9", "Moreau, Alice"));
}

#[tokio::test]
async fn one_date_called_off_before_its_series_was_answered_leads_to_the_series() {
    let victim = Victim::before(vec![about_a_meeting(), about_a_meeting()], &[]).await;
    victim.line.fetch(NOTE, fetched("1", "REQUEST", &vevent("RRULE:FREQ=WEEKLY;COUNT=4\r\n")));
    let date = vevent("RECURRENCE-ID:20261201T170000Z\r\n");
    victim.line.fetch("5:1", fetched("1", "CANCEL", &date));
    again(&victim).await;
    let rows = victim.engine.invitations(&victim.account).unwrap();
    let id = |of_date: bool| {
        let mut found = rows.iter().filter(|row| row.subject == "Planning");
        found.find(|row| row.recurrence_id.is_some() == of_date).unwrap().id.clone()
    };
    let off = victim.engine.card(&victim.account, &id(true)).unwrap().called_off.unwrap();
    assert_eq!((off.part, off.item), (CalledOffPart::Occurrence, CalledOffItem::SeriesOpen));
    assert_eq!(off.series, Some(id(false)));
    let series = victim.engine.card(&victim.account, &id(false)).unwrap();
    assert!(series.bar.possible && series.bar.whole_series);
}

#[tokio::test]
async fn its_text_that_is_fetched_later_leaves_it_a_meetings() {
    let rest = [(email::MESSAGE_CLASS, "IPM.Note"), (email::SUBJECT, "Cancelled: Planning")];
    let (victim, line) = with(about_a_meeting(), cancelled()).await;
    let card = victim.card("Planning");
    assert!(card.body_missing);
    line.fetch(NOTE, fetched_with("1", "CANCEL", &vevent(""), &rest));
    victim.engine.fetch_text(&victim.account, &card.row.id).await.unwrap();
    let card = victim.card("Planning");
    assert_eq!((card.body_missing, card.row.state), (false, engine::view::InvitationState::Cancelled));
}

#[tokio::test]
async fn an_empty_or_a_cut_answer_is_no_reason_to_forget_it() {
    let cut = Element::decode(&cancelled()).unwrap();
    let cut = with_body(cut, |body| body.with(Element::text(airsyncbase::TRUNCATED, "1")));
    let empty = Element::decode(&cancelled()).unwrap();
    let empty = with_body(empty, |_| Element::new(airsyncbase::BODY));
    for answer in [cut, empty] {
        let (victim, line) = with(about_a_meeting(), answer.encode()).await;
        again(&victim).await;
        assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&["Cancelled: Planning"])));
        assert_eq!(line.asked("ItemOperations"), 1);
    }
}

/// The same answer with another Body.
fn with_body(element: Element, change: impl Fn(Element) -> Element + Copy) -> Element {
    if element.tag == airsyncbase::BODY {
        return change(element);
    }
    let mut whole = Element::new(element.tag);
    for node in element.nodes {
        whole.nodes.push(match node {
            Node::Element(child) => Node::Element(with_body(child, change)),
            other => other,
        });
    }
    whole
}

#[tokio::test]
async fn what_the_server_takes_for_an_invitation_is_not_dropped_because_it_cannot_be_read() {
    let request = "<email:Subject>Review</email:Subject><email:DateReceived>2026-11-20T08:00:20.000Z</email:DateReceived>\
                   <email:MessageClass>IPM.Schedule.Meeting.Request</email:MessageClass><email:MeetingRequest>\
                   <email:StartTime>1970-01-01T00:00:00.000Z</email:StartTime></email:MeetingRequest>";
    let (victim, _) = with(request.to_owned(), fetched("1", "NONSENSE", &vevent(""))).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&["Review"])));
    let (victim, _) = with(request.to_owned(), fetched("1", "REQUEST", &vevent(""))).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary", "Planning"]), titles(&[])));
}

#[tokio::test]
async fn a_server_id_that_another_mail_has_now_does_not_bring_the_old_ones_inside() {
    let (victim, line) = with(about_a_meeting(), cancelled()).await;
    line.next_inbox(forgot_its_key());
    let other = about_a_meeting().replace("Cancelled: Planning", "Cancelled: Review");
    line.next_inbox(sync(INBOX, &[other, mail("Ordinary", START, END, "", "")]));
    let review = vevent("").replace(UID, "review@contoso.com").replace("SUMMARY:Planning", "SUMMARY:Review");
    line.fetch(NOTE, fetched("1", "CANCEL", &review));
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary", "Review"]), titles(&[])));
    assert_eq!(line.asked("ItemOperations"), 2);
}

#[tokio::test]
async fn one_that_is_gone_is_not_waited_for() {
    let victim = Victim::before(vec![about_a_meeting()], &[]).await;
    victim.line.fetch(NOTE, fetched("3", "CANCEL", ""));
    again(&victim).await;
    assert_eq!(shown(&victim).1, ["Cancelled: Planning"]);
    let delete = format!("<Delete><ServerId>{NOTE}</ServerId></Delete>");
    victim.line.next_inbox(changes(&delete));
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&[])));

    // Also where it came and went between two Syncs.
    let add = format!(
        "<Add><ServerId>5:9</ServerId><ApplicationData>{}</ApplicationData></Add>\
         <Delete><ServerId>5:9</ServerId></Delete>",
        about_a_meeting()
    );
    victim.line.next_inbox(changes(&add));
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary"]), titles(&[])));
}

#[tokio::test]
async fn one_that_never_comes_keeps_no_other_from_coming() {
    let victim = Victim::before(vec![about_a_meeting(), about_a_meeting()], &[]).await;
    victim.line.fetch(NOTE, Vec::new());
    victim.line.fetch("5:1", cancelled());
    again(&victim).await;
    assert_eq!(victim.line.asked("ItemOperations"), 1, "without a network no other is asked for");
    again(&victim).await;
    assert_eq!(shown(&victim), (titles(&["Ordinary", "Planning"]), titles(&["Cancelled: Planning"])));
}

#[tokio::test]
async fn calling_off_a_date_need_not_repeat_when_it_was_to_be() {
    let date = vevent("RECURRENCE-ID:20261208T170000Z\r\n");
    let date = date.lines().filter(|line| !line.starts_with("DT") || line.starts_with("DTSTAMP"));
    let date = date.map(|line| format!("{line}\r\n")).collect::<String>();
    let (victim, _) = with(about_a_meeting(), fetched("1", "CANCEL", &date)).await;
    let card = victim.card("Planning");
    assert_eq!(card.row.recurrence_id.as_deref(), Some("2026-12-08T17:00:00Z"));
    assert_eq!(card.row.start, "2026-12-08T17:00:00Z");
}

#[tokio::test]
async fn one_that_was_declined_is_found_among_what_was_deleted() {
    let invited = fetched("1", "REQUEST", &vevent(""));
    let (victim, line) = with(about_a_meeting(), invited.clone()).await;
    let meeting = victim.card("Planning").row.id;
    entered(victim.engine.decide(&decision(&victim.account, &meeting, Answer::Declined)));
    line.next_inbox(changes(&format!("<Delete><ServerId>{NOTE}</ServerId></Delete>")));
    victim.engine.deliver(&victim.account).await.unwrap();
    assert!(victim.card("Planning").recoverable);

    line.next_deleted(sync("4", &[note("urn:content-classes:message"), about_a_meeting()]));
    line.fetch("4:1", invited.clone());
    line.once_moved(sync(INBOX, &[about_a_meeting()]));
    line.fetch(NOTE, invited);
    victim.engine.recover_invitation(&victim.account, &meeting).await.unwrap();
    assert!(victim.card("Planning").bar.possible);
}

fn changes(commands: &str) -> Vec<u8> {
    wbxml::xml::from_xml(&format!(
        "<Sync xmlns=\"AirSync\" xmlns:email=\"Email\"><Collections><Collection><SyncKey>8</SyncKey>\
         <CollectionId>{INBOX}</CollectionId><Status>1</Status><Commands>{commands}</Commands></Collection>\
         </Collections></Sync>"
    ))
    .unwrap()
}

fn forgot_its_key() -> Vec<u8> {
    wbxml::xml::from_xml(&format!(
        "<Sync xmlns=\"AirSync\"><Collections><Collection><SyncKey>7</SyncKey><CollectionId>{INBOX}</CollectionId>\
         <Status>3</Status></Collection></Collections></Sync>"
    ))
    .unwrap()
}
