//! Keys, windows, filters, bodies, and what clients change (MS-ASCMD 2.2.1.21).

use chrono::TimeDelta;
use exchange_sim::{Event, Scenario, Sim};

use crate::client::{ALICE, BOB, Client, Tree, advance, config, exchange, monday, planning};

/// Bob with `count` invitations in his Inbox.
fn with_mails(count: usize) -> Client {
    let client = Client::ready(&exchange(), BOB, "14.1");
    for number in 0..count {
        let event =
            Event { uid: format!("meeting-{number}"), subject: format!("Meeting {number}"), ..planning() };
        client.sim.invite(ALICE, event).unwrap();
    }
    client
}

fn subjects(commands: &[Tree]) -> Vec<String> {
    commands.iter().map(|command| command.property("Subject")).collect()
}

fn commands(answer: &Tree) -> Vec<Tree> {
    answer.find("Collections/Collection/Commands").map(|list| list.children()).unwrap_or_default()
}

#[test]
fn priming_gives_a_key_and_nothing_else() {
    let client = with_mails(1);
    let inbox = client.folder("Inbox");
    let answer = client.sync(&inbox, "0", "");
    assert_eq!(answer.find("Collections/Collection").unwrap().names(), ["SyncKey", "CollectionId", "Status"]);
}

#[test]
fn key_0_takes_neither_changes_nor_commands() {
    let client = with_mails(1);
    let inbox = client.folder("Inbox");
    let status = |rest| client.sync(&inbox, "0", rest).text("Status");
    assert_eq!(status("<GetChanges/>"), "4");
    assert_eq!(status("<GetChanges>1</GetChanges>"), "4");
    assert_eq!(status("<Commands><Delete><ServerId>5:1</ServerId></Delete></Commands>"), "4");
    assert_eq!(
        client.sync(&inbox, "0", "<GetChanges>0</GetChanges>").text("Collections/Collection/Status"),
        "1"
    );
}

#[test]
fn collections_out_of_form_get_4() {
    let client = with_mails(1);
    let id = client.folder("Inbox");
    let status = |inner: &str| {
        client
            .post("Sync", &format!("<Collections><Collection>{inner}</Collection></Collections>"))
            .text("Status")
    };
    let (key, folder) = ("<SyncKey>0</SyncKey>", format!("<CollectionId>{id}</CollectionId>"));
    assert_eq!(status(&format!("{folder}{key}")), "4", "order");
    assert_eq!(status(&format!("<Class>Email</Class>{key}{folder}")), "4", "Class is of 12.1");
    assert_eq!(status(key), "4", "no CollectionId");
    assert_eq!(status(&format!("{key}{folder}<Options/><WindowSize>5</WindowSize>")), "4", "order");
    assert_eq!(status(&format!("{key}{folder}<email:Subject>x</email:Subject>")), "4", "foreign");
    let many = "<Delete><ServerId>5:1</ServerId></Delete>".repeat(201);
    assert_eq!(
        status(&format!("<SyncKey>1</SyncKey>{folder}<Commands>{many}</Commands>")),
        "4",
        "more than 200"
    );
}

#[test]
fn mails_come_newest_first_as_the_window_takes_them() {
    let client = with_mails(5);
    let mut inbox = client.prime("Inbox");
    let first = inbox.step("<WindowSize>2</WindowSize>");
    assert!(first.has("Collections/Collection/MoreAvailable"));
    assert_eq!(subjects(&commands(&first)), ["Meeting 4", "Meeting 3"]);
    let second = inbox.step("<WindowSize>2</WindowSize>");
    assert_eq!(subjects(&commands(&second)), ["Meeting 2", "Meeting 1"]);
    let last = inbox.step("<WindowSize>2</WindowSize>");
    assert!(!last.has("Collections/Collection/MoreAvailable"));
    assert_eq!(subjects(&commands(&last)), ["Meeting 0"]);
    let (key, done) = (inbox.key.clone(), inbox.step("<WindowSize>2</WindowSize>"));
    assert!(done.children().is_empty(), "nothing new is an empty answer");
    assert_eq!(inbox.key, key, "and keeps the key");
}

#[test]
fn a_mail_arriving_between_windows_is_not_lost() {
    let client = with_mails(4);
    let mut inbox = client.prime("Inbox");
    inbox.step("<WindowSize>2</WindowSize>");
    client.sim.invite(ALICE, Event { uid: "late".into(), subject: "Late".into(), ..planning() }).unwrap();
    assert_eq!(subjects(&inbox.pull()), ["Late", "Meeting 1", "Meeting 0"]);
}

#[test]
fn the_key_before_gets_the_same_answer_again() {
    let client = with_mails(3);
    let mut inbox = client.prime("Inbox");
    let primed = inbox.key.clone();
    let first = inbox.step("<WindowSize>2</WindowSize>");
    client.sim.invite(ALICE, Event { uid: "late".into(), subject: "Late".into(), ..planning() }).unwrap();
    let again = client.sync(&inbox.id, &primed, "<WindowSize>2</WindowSize>");
    assert_eq!(again, first, "word for word");
    assert_eq!(subjects(&inbox.pull()), ["Late", "Meeting 0"], "and the key in it is good");
}

#[test]
fn a_repeated_delete_is_done_once() {
    let client = with_mails(2);
    let mut inbox = client.prime("Inbox");
    let ids: Vec<_> = inbox.pull().iter().map(|mail| mail.text("ServerId")).collect();
    let (key, delete) =
        (inbox.key.clone(), format!("<Commands><Delete><ServerId>{}</ServerId></Delete></Commands>", ids[0]));
    let first = inbox.step(&delete);
    let again = client.sync(&inbox.id, &key, &delete);
    assert_eq!(again, first);
    assert!(!first.has("Collections/Collection/Responses"), "success needs no response");
    assert_eq!(client.sim.mailbox(BOB).unwrap().inbox().len(), 1);
    assert!(inbox.pull().is_empty(), "what the client did is not told to it");
}

#[test]
fn another_request_with_the_key_before_takes_the_lost_answer_back() {
    let client = with_mails(2);
    let mut inbox = client.prime("Inbox");
    let ids: Vec<_> = inbox.pull().iter().map(|mail| mail.text("ServerId")).collect();
    let key = inbox.key.clone();
    client.sim.invite(ALICE, Event { uid: "late".into(), subject: "Late".into(), ..planning() }).unwrap();
    assert_eq!(subjects(&commands(&inbox.step(""))), ["Late"]);
    let read = format!(
        "<Commands><Change><ServerId>{}</ServerId><ApplicationData><email:Read>1</email:Read></ApplicationData>\
         </Change></Commands>",
        ids[1]
    );
    let other = client.sync(&inbox.id, &key, &read);
    assert_eq!(subjects(&commands(&other)), ["Late"], "the lost news comes again");
    assert!(client.sim.mailbox(BOB).unwrap().inbox().mails().next().unwrap().read);
}

#[test]
fn a_key_never_given_out_is_3() {
    let client = with_mails(1);
    let mut inbox = client.prime("Inbox");
    let (old, id) = (inbox.key.clone(), inbox.id.clone());
    inbox.pull();
    client.sim.invite(ALICE, Event { uid: "late".into(), ..planning() }).unwrap();
    inbox.pull();
    for key in ["4711", old.as_str(), "{nonsense}"] {
        let answer = client.sync(&id, key, "");
        assert_eq!(answer.text("Collections/Collection/Status"), "3", "{key}");
        assert_eq!(answer.text("Collections/Collection/SyncKey"), "0");
    }
    assert!(inbox.pull().is_empty(), "the good key stays good");
}

#[test]
fn devices_have_keys_of_their_own() {
    let client = with_mails(1);
    let mut other = Client::new(&client.sim, BOB, "14.1");
    other.device = "otherDevice".into();
    let (inbox, id) = (client.prime("Inbox"), client.folder("Inbox"));
    let sync = "<Collections><Collection><SyncKey>0</SyncKey><CollectionId>5</CollectionId></Collection></Collections>";
    assert_eq!(other.post("Sync", sync).text("Status"), "12", "folders first");
    other.post("FolderSync", "<SyncKey>0</SyncKey>");
    assert_eq!(other.sync(&id, &inbox.key, "").text("Collections/Collection/Status"), "3");
}

#[test]
fn an_empty_or_partial_request_gets_13() {
    let client = with_mails(1);
    let response = client.sim.handle(&client.request("Sync", Vec::new()));
    assert_eq!(Tree::of(&response).text("Status"), "13");
    assert_eq!(client.post("Sync", "<Partial/>").text("Status"), "13");
}

#[test]
fn a_folder_nobody_has_is_12() {
    let client = with_mails(0);
    assert_eq!(client.sync("99", "0", "").text("Status"), "12");
}

#[test]
fn only_read_comes_when_only_that_changed() {
    let client = with_mails(1);
    let mut other = Client::new(&client.sim, BOB, "14.1");
    other.device = "otherDevice".into();
    other.post("FolderSync", "<SyncKey>0</SyncKey>");
    let (mut here, mut there) = (client.prime("Inbox"), other.prime("Inbox"));
    let id = here.pull_one().text("ServerId");
    there.pull();
    let read = "<ApplicationData><email:Read>1</email:Read></ApplicationData>";
    here.step(&format!("<Commands><Change><ServerId>{id}</ServerId>{read}</Change></Commands>"));
    let change = there.pull_one();
    assert_eq!(change.name(), "Change");
    assert_eq!(change.find("ApplicationData").unwrap().names(), ["Read"]);
}

#[test]
fn deleting_moves_unless_told_otherwise() {
    let client = with_mails(2);
    let mut inbox = client.prime("Inbox");
    let ids: Vec<_> = inbox.pull().iter().map(|mail| mail.text("ServerId")).collect();
    let delete = |id: &str| format!("<Commands><Delete><ServerId>{id}</ServerId></Delete></Commands>");
    inbox.step(&delete(&ids[0]));
    assert_eq!(client.prime("Deleted Items").pull().len(), 1);
    inbox.step(&format!("<DeletesAsMoves>0</DeletesAsMoves>{}", delete(&ids[1])));
    assert_eq!(client.prime("Deleted Items").pull().len(), 1, "that one is gone for good");
    let unknown = inbox.step(&delete("5:99"));
    assert_eq!(unknown.text("Collections/Collection/Responses/Delete/Status"), "8");
}

#[test]
fn what_leaves_the_filter_is_softly_deleted() {
    let client = with_mails(1);
    let mut inbox = client.prime("Inbox");
    let week = "<Options><FilterType>3</FilterType></Options>";
    assert_eq!(commands(&inbox.step(week)).len(), 1);
    advance(&client.sim, TimeDelta::days(8).num_seconds());
    client.sim.invite(ALICE, Event { uid: "new".into(), ..planning() }).unwrap();
    let names: Vec<_> = commands(&inbox.step(week)).iter().map(Tree::name).collect();
    assert_eq!(names, ["SoftDelete", "Add"]);
    let all = commands(&inbox.step("<Options><FilterType>0</FilterType></Options>"));
    assert_eq!(all.iter().map(Tree::name).collect::<Vec<_>>(), ["Add"], "it is still there");
}

#[test]
fn calendars_filter_by_when_events_end() {
    let client = Client::ready(&exchange(), BOB, "14.1");
    let book = |days: i64| {
        let start = monday() + TimeDelta::days(days);
        let event = Event::new(format!("{days}"), start, start + TimeDelta::hours(1), chrono_tz::UTC);
        client.sim.book(BOB, event).unwrap();
    };
    [-100, -20, -3, 50].into_iter().for_each(book);
    let seen = |filter| {
        let answer =
            client.prime("Calendar").step(&format!("<Options><FilterType>{filter}</FilterType></Options>"));
        subjects(&commands(&answer))
    };
    assert_eq!(seen(4), ["50", "-3"]);
    assert_eq!(seen(5), ["50", "-3", "-20"]);
    assert_eq!(seen(0).len(), 4);
}

#[test]
fn bodies_come_as_asked() {
    let client = Client::ready(&exchange(), BOB, "14.1");
    let body = "Grüße an alle: drei Punkte, bitte.".to_owned();
    client.sim.invite(ALICE, Event { body, ..planning() }).unwrap();
    let with = |options: &str| {
        let answer = client.prime("Inbox").step(&format!("<Options>{options}</Options>"));
        commands(&answer)[0].find("ApplicationData/Body").unwrap()
    };
    let preference =
        |inner: &str| format!("<airsyncbase:BodyPreference>{inner}</airsyncbase:BodyPreference>");
    let kind = |number: u8| format!("<airsyncbase:Type>{number}</airsyncbase:Type>");

    let plain = with(&preference(&kind(1)));
    assert_eq!(plain.names(), ["Type", "EstimatedDataSize", "Data"]);
    assert_eq!(plain.text("Data"), "Grüße an alle: drei Punkte, bitte.");
    let html = with(&preference(&kind(2)));
    assert!(html.text("Data").starts_with("<html>"), "converted");
    let both = with(&(preference(&kind(2)) + &preference(&kind(1))));
    assert_eq!(both.text("Type"), "1", "what the author wrote comes first");

    let size = "<airsyncbase:TruncationSize>3</airsyncbase:TruncationSize>";
    let cut = with(&preference(&(kind(1) + size)));
    assert_eq!((cut.text("Truncated"), cut.text("Data")), ("1".into(), "Gr".into()), "never half a letter");
    assert_eq!(cut.text("EstimatedDataSize"), plain.text("EstimatedDataSize"), "the size of the whole");
    let all_or_none = "<airsyncbase:AllOrNone>1</airsyncbase:AllOrNone>";
    assert!(!with(&preference(&(kind(1) + size + all_or_none))).has("Data"));

    let mime = with(&("<MIMESupport>2</MIMESupport>".to_owned() + &preference(&kind(4))));
    assert_eq!(mime.text("Type"), "4");
    assert!(mime.text("Data").contains("REQUEST"), "the calendar part names its method");
    assert_eq!(
        with("").names(),
        ["Type", "EstimatedDataSize", "Truncated"],
        "nothing asked, nothing but the size"
    );
}

#[test]
fn the_estimate_is_what_comes() {
    let client = with_mails(3);
    let mut inbox = client.prime("Inbox");
    let estimate = |id: &str, key: &str| {
        let inner = format!(
            "<Collections><Collection><airsync:SyncKey>{key}</airsync:SyncKey><CollectionId>{id}</CollectionId>\
             </Collection></Collections>"
        );
        client.post("GetItemEstimate", &inner)
    };
    let answer = estimate(&inbox.id, &inbox.key);
    assert_eq!(answer.text("Response/Status"), "1");
    assert_eq!(answer.text("Response/Collection/Estimate"), "3");
    inbox.pull();
    assert_eq!(estimate(&inbox.id, &inbox.key).text("Response/Collection/Estimate"), "0");
    assert_eq!(estimate(&inbox.id, "0").text("Response/Status"), "3");
    assert_eq!(estimate(&inbox.id, "777").text("Response/Status"), "4");
    assert_eq!(estimate("99", "1").text("Response/Status"), "2");
    assert!(inbox.pull().is_empty(), "asking changes nothing");
}

#[test]
fn items_can_be_fetched_whole() {
    let client = with_mails(1);
    let id = client.prime("Inbox").pull_one().text("ServerId");
    let folder = client.folder("Inbox");
    let fetch = |id: &str| {
        client.post(
            "ItemOperations",
            &format!(
                "<Fetch><Store>Mailbox</Store><airsync:CollectionId>{folder}</airsync:CollectionId>\
                 <airsync:ServerId>{id}</airsync:ServerId><Options><airsync:MIMESupport>2</airsync:MIMESupport>\
                 <airsyncbase:BodyPreference><airsyncbase:Type>4</airsyncbase:Type></airsyncbase:BodyPreference>\
                 </Options></Fetch>"
            ),
        )
    };
    let answer = fetch(&id);
    assert_eq!((answer.text("Status"), answer.text("Response/Fetch/Status")), ("1".into(), "1".into()));
    assert!(answer.text("Response/Fetch/Properties/Body/Data").contains("Content-Type: text/calendar"));
    assert_eq!(fetch("5:99").text("Response/Fetch/Status"), "6");
    assert_eq!(client.post("ItemOperations", "").text("Status"), "2");
}

#[test]
fn a_fetch_in_parts_keeps_data_apart() {
    let client = with_mails(1);
    let id = client.prime("Inbox").pull_one().text("ServerId");
    let folder = client.folder("Inbox");
    let inner = format!(
        "<Fetch><Store>Mailbox</Store><airsync:CollectionId>{folder}</airsync:CollectionId>\
         <airsync:ServerId>{id}</airsync:ServerId><Options><airsyncbase:BodyPreference><airsyncbase:Type>1\
         </airsyncbase:Type></airsyncbase:BodyPreference></Options></Fetch>"
    );
    let mut request = client.request_xml("ItemOperations", &inner);
    request.headers.insert("ms-asacceptmultipart", "T".parse().unwrap());
    let response = client.sim.handle(&request);
    assert_eq!(response.headers["content-type"], "application/vnd.ms-sync.multipart");
    let number = |at: usize| u32::from_le_bytes(response.body[at..at + 4].try_into().unwrap()) as usize;
    let part = |index: usize| &response.body[number(4 + 8 * index)..][..number(8 + 8 * index)];
    assert_eq!(number(0), 2);
    let tree = Tree(wbxml::Element::decode(part(0)).unwrap());
    assert_eq!(tree.text("Response/Fetch/Properties/Body/Part"), "1");
    assert_eq!(part(1), b"Three priorities each, please.");
}

#[test]
fn items_move_to_new_names() {
    let client = with_mails(1);
    let id = client.prime("Inbox").pull_one().text("ServerId");
    let (inbox, deleted, calendar) =
        (client.folder("Inbox"), client.folder("Deleted Items"), client.folder("Calendar"));
    let status = |item: &str, from: &str, to: &str| {
        let inner = format!(
            "<Move><SrcMsgId>{item}</SrcMsgId><SrcFldId>{from}</SrcFldId><DstFldId>{to}</DstFldId></Move>"
        );
        client.post("MoveItems", &inner).text("Response/Status")
    };
    assert_eq!(status("5:99", &inbox, &deleted), "1");
    assert_eq!(status(&id, &inbox, "99"), "2");
    assert_eq!(status(&id, &inbox, &inbox), "4");
    assert_eq!(status(&id, &inbox, &calendar), "5");
    assert_eq!(status(&id, &inbox, &deleted), "3");
    assert_eq!(status(&id, &inbox, &deleted), "1", "it has another name now");
    assert_eq!(client.post("MoveItems", "<Move><SrcMsgId>1</SrcMsgId></Move>").text("Status"), "103");
}

#[test]
fn the_same_story_is_told_the_same_way() {
    let story = || {
        let client = Client::ready(
            &Sim::new(config(exchange_sim::Family::Exchange).scenario(Scenario::Demo)),
            BOB,
            "16.1",
        );
        let mails: Vec<_> = client.prime("Inbox").pull().iter().map(Tree::xml).collect();
        let items: Vec<_> = client.prime("Calendar").pull().iter().map(Tree::xml).collect();
        (mails, items)
    };
    assert_eq!(story(), story());
}

#[test]
fn a_mails_conversation_is_bytes() {
    let client = with_mails(1);
    let mail = client.prime("Inbox").pull_one();
    let id = mail.find("ApplicationData/ConversationId").unwrap();
    assert!(matches!(&id.0.nodes[..], [wbxml::Node::Opaque(bytes)] if bytes.len() == 16));
}
