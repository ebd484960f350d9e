//! Sync (MS-ASCMD 2.2.1.21): keys, windows, and what the server has to tell.
//!
//! Each device has a snapshot per folder: the revisions of the items it knows. An answer is the difference, newest
//! first, as much as the window takes. The answer is kept: asked again with the key before, the server says the same
//! again; asked for something else with that key, it takes the answer back first. What clients change is in
//! [`sync_client`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use wbxml::tags::{airsync as tags, airsyncbase, rights_management};
use wbxml::{Element, Node};

use super::sync_client;
use super::{Answer, Handled, Refusal, require};
use crate::device::{Collection, LastAnswer, Pending, Seen};
use crate::http::Session;
use crate::items::body::BodyOptions;
use crate::items::email::{self, View};
use crate::items::wire::{count, number, parse_number, parse_switch};
use crate::items::{attachments, calendar};
use crate::model::event::CalendarItem;
use crate::model::mailbox::{Content, Folder, FolderKind, Item, ItemId, Mailbox, Part};
use crate::model::recurrence::Ends;
use crate::schema::{any, maybe, maybe_since, one, sequence, set};
use crate::state::State;

const WRONG_KEY: u16 = 3;
const PROTOCOL_ERROR: u16 = 4;
const HIERARCHY_CHANGED: u16 = 12;
const INCOMPLETE: u16 = 13;
const WAIT_OUT_OF_RANGE: u16 = 14;
const TOO_MANY_COLLECTIONS: u16 = 15;

/// MS-ASCMD 3.1.5.10.
const MOST_COLLECTIONS: usize = 300;
/// MS-ASCMD 2.2.3.199: absent means 100; 0 and more than 512 mean 512.
const DEFAULT_WINDOW: usize = 100;
const LARGEST_WINDOW: usize = 512;

/// An empty request repeats the last one, which this server does not keep.
pub(crate) fn without_body() -> Handled {
    Err(Refusal::Status(INCOMPLETE))
}

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let schema = [
        maybe(tags::COLLECTIONS),
        maybe(tags::WAIT),
        maybe(tags::HEARTBEAT_INTERVAL),
        maybe(tags::WINDOW_SIZE),
        maybe(tags::PARTIAL),
    ];
    require(state, sequence(request, session.version, &schema), PROTOCOL_ERROR)?;
    let Some(collections) = request.find(tags::COLLECTIONS).filter(|_| request.find(tags::PARTIAL).is_none())
    else {
        return Err(Refusal::Status(INCOMPLETE));
    };
    let collections: Vec<_> = collections.find_all(tags::COLLECTION).collect();
    if collections.len() > MOST_COLLECTIONS {
        let limit = count(tags::LIMIT, MOST_COLLECTIONS);
        return Ok(Answer::Tree(root(Some(TOO_MANY_COLLECTIONS)).with(limit)));
    }
    require(state, collections.iter().all(|one| fits(one, session)), PROTOCOL_ERROR)?;
    let patience = patience(request)?;
    if state.device(&session.user, &session.device).folder_key.is_none() {
        return Err(Refusal::Status(HIERARCHY_CHANGED));
    }
    let mut answers = Vec::new();
    for collection in collections {
        answers.extend(one_folder(state, session, collection)?);
    }
    match (answers.is_empty(), patience) {
        (true, Some(patience)) => Ok(Answer::Wait(state.now() + patience)),
        (true, None) => Ok(Answer::Empty),
        _ => Ok(Answer::Tree(root(None).with(Element::new(tags::COLLECTIONS).with_all(answers)))),
    }
}

fn root(status: Option<u16>) -> Element {
    Element::new(tags::SYNC).with_opt(status.map(|status| number(tags::STATUS, status)))
}

/// How long the client will wait for news: Wait in minutes or HeartbeatInterval in seconds.
fn patience(request: &Element) -> Result<Option<TimeDelta>, Refusal> {
    let minutes = parse_number::<i64>(request, tags::WAIT);
    let seconds = parse_number::<i64>(request, tags::HEARTBEAT_INTERVAL);
    let out_of_range = |limit: i64| {
        let limit = root(Some(WAIT_OUT_OF_RANGE)).with(number(tags::LIMIT, limit));
        Err(Refusal::Tree(limit))
    };
    match (minutes, seconds) {
        (None, None) => Ok(None),
        (Some(minutes @ 1..=59), None) => Ok(Some(TimeDelta::minutes(minutes))),
        (None, Some(seconds @ 60..=3540)) => Ok(Some(TimeDelta::seconds(seconds))),
        (Some(minutes), None) => out_of_range(minutes.clamp(1, 59)),
        (None, Some(seconds)) => out_of_range(seconds.clamp(60, 3540)),
        (Some(_), Some(_)) => Err(Refusal::Status(PROTOCOL_ERROR)),
    }
}

/// MS-ASCMD 2.2.3.31.2: from 14.0 on there is no Class here, and the order is held to.
fn fits(collection: &Element, session: &Session) -> bool {
    let schema = [
        one(tags::SYNC_KEY),
        one(tags::COLLECTION_ID),
        maybe(tags::SUPPORTED),
        maybe(tags::DELETES_AS_MOVES),
        maybe(tags::GET_CHANGES),
        maybe(tags::WINDOW_SIZE),
        maybe(tags::CONVERSATION_MODE),
        any(tags::OPTIONS),
        maybe(tags::COMMANDS),
    ];
    let options = [
        maybe(tags::FILTER_TYPE),
        maybe(tags::CLASS),
        any(airsyncbase::BODY_PREFERENCE),
        maybe(airsyncbase::BODY_PART_PREFERENCE),
        maybe(tags::CONFLICT),
        maybe(tags::MIME_SUPPORT),
        maybe(tags::MIME_TRUNCATION),
        maybe(tags::MAX_ITEMS),
        maybe_since(rights_management::RIGHTS_MANAGEMENT_SUPPORT, eas::ProtocolVersion::V14_1),
    ];
    let primes = collection.value_of(tags::SYNC_KEY).as_deref() == Some("0");
    let premature =
        parse_switch(collection, tags::GET_CHANGES, false) || collection.find(tags::COMMANDS).is_some();
    sequence(collection, session.version, &schema)
        && collection.find_all(tags::OPTIONS).all(|one| set(one, session.version, &options))
        && collection.find(tags::COMMANDS).is_none_or(|commands| sync_client::fits(commands, session.version))
        && !(primes && premature)
}

/// The Collection of the answer; `None` where there is nothing to say.
fn one_folder(state: &mut State, session: &Session, request: &Element) -> Result<Option<Element>, Refusal> {
    let id = request.value_of(tags::COLLECTION_ID).unwrap_or_default().into_owned();
    let asked = request.value_of(tags::SYNC_KEY).unwrap_or_default().into_owned();
    let kind = state.mailbox(&session.user).ok().and_then(|mailbox| Some(mailbox.folder_named(&id)?.kind));
    let Some(kind) = kind else {
        let sogo = state.config().behaviour.sogo_ways;
        return if sogo { Ok(None) } else { Err(Refusal::Status(HIERARCHY_CHANGED)) };
    };
    if asked == "0" {
        let key = first_key(state);
        let fresh = Collection { key: key.clone(), ..Collection::default() };
        state.device(&session.user, &session.device).collections.insert(id.clone(), fresh);
        return Ok(Some(head(&key, &id, 1)));
    }
    let device = state.device(&session.user, &session.device);
    let Some(mut collection) = device.collections.remove(&id) else {
        return Ok(Some(head("0", &id, WRONG_KEY)));
    };
    let mut answer = with_key(state, session, request, kind, &asked, &mut collection);
    let sogo = state.config().behaviour.sogo_ways;
    if answer.is_err() && sogo && !kind.is_mail() {
        // SOGo takes any key of a calendar for an old one, and tells everything again.
        collection = Collection { key: asked.clone(), ..Collection::default() };
        answer = with_key(state, session, request, kind, &asked, &mut collection);
    }
    state.device(&session.user, &session.device).collections.insert(id.clone(), collection);
    match answer {
        Ok(answer) => Ok(answer),
        Err(UnknownKey) if sogo => Err(Refusal::Http(501)),
        Err(UnknownKey) => Ok(Some(head("0", &id, WRONG_KEY))),
    }
}

/// The key is neither the last one given out nor the one before.
struct UnknownKey;

fn with_key(
    state: &mut State,
    session: &Session,
    request: &Element,
    kind: FolderKind,
    asked: &str,
    collection: &mut Collection,
) -> Result<Option<Element>, UnknownKey> {
    let commands = request.find(tags::COMMANDS);
    if asked != collection.key {
        match &collection.last {
            Some(last) if last.asked_with == asked && last.commands.as_ref() == commands => {
                return Ok(Some(last.answer.clone()));
            }
            Some(last) if last.asked_with == asked => collection.unsee_last_batch(),
            _ => return Err(UnknownKey),
        }
    }
    let options = Options::read(request, kind, collection.filter, state.config().behaviour.truncates);
    if options.filter != collection.filter {
        (collection.filter, collection.queue) = (options.filter, None);
    }
    let mut batch = Batch { before: Vec::new(), commands: Vec::new() };
    let responses = match commands {
        Some(commands) => {
            let touched = sync_client::carry_out(state, session, kind, request, commands, &options.body);
            note_touched(state, session, kind, collection, &touched.items, &mut batch);
            touched.responses
        }
        None => Vec::new(),
    };
    let more = if parse_switch(request, tags::GET_CHANGES, true) {
        gather(state, session, kind, collection, &options, &mut batch)
    } else {
        false
    };
    if commands.is_none() && batch.commands.is_empty() && !more {
        return Ok(None);
    }
    let key = next_key(state);
    let id = request.value_of(tags::COLLECTION_ID).unwrap_or_default();
    let mut answer = head(&key, &id, 1);
    if more {
        answer.push(Element::new(tags::MORE_AVAILABLE));
    }
    if !responses.is_empty() {
        answer.push(Element::new(tags::RESPONSES).with_all(responses));
    }
    if !batch.commands.is_empty() {
        answer.push(Element::new(tags::COMMANDS).with_all(batch.commands));
    }
    collection.last = Some(LastAnswer {
        asked_with: asked.to_owned(),
        commands: commands.cloned(),
        answer: answer.clone(),
        before: batch.before,
    });
    collection.key = key;
    Ok(Some(answer))
}

/// Has the device all that these collections told so far? Only then can the answer be that nothing has happened since:
/// what a lost reply held comes again, and what did not fit into one follows.
pub(crate) fn is_a_further_one(state: &State, session: &Session, request: &Element) -> bool {
    let device = state.devices.get(&(session.user.clone(), session.device.clone()));
    let told = |one: &Element| {
        let id = one.value_of(tags::COLLECTION_ID).unwrap_or_default();
        let collection = device.and_then(|device| device.collections.get(id.as_ref()));
        collection.is_some_and(|collection| {
            let whole = |last: &LastAnswer| last.answer.find(tags::MORE_AVAILABLE).is_none();
            collection.last.as_ref().is_some_and(whole)
                && one.value_of(tags::SYNC_KEY).is_some_and(|key| key == collection.key)
        })
    };
    let mut collections =
        request.find(tags::COLLECTIONS).into_iter().flat_map(|all| all.find_all(tags::COLLECTION));
    request.tag == tags::SYNC && collections.all(told)
}

/// Turns the order of a Sync answer's changes around.
pub(crate) fn reverse(answer: &mut Element) {
    if answer.tag == tags::COMMANDS {
        answer.nodes.reverse();
        return;
    }
    for node in &mut answer.nodes {
        if let Node::Element(child) = node {
            reverse(child);
        }
    }
}

/// SyncKey, CollectionId, Status: the beginning of every Collection answered.
fn head(key: &str, id: &str, status: u16) -> Element {
    Element::new(tags::COLLECTION)
        .with(Element::text(tags::SYNC_KEY, key))
        .with(Element::text(tags::COLLECTION_ID, id))
        .with(number(tags::STATUS, status))
}

fn first_key(state: &mut State) -> String {
    let number = state.number();
    if state.config().behaviour.sogo_ways { "-1".into() } else { number.to_string() }
}

fn next_key(state: &mut State) -> String {
    let number = state.number();
    if state.config().behaviour.sogo_ways { format!("{number}-{}", number + 40) } else { number.to_string() }
}

/// What the client wants to see.
struct Options {
    window: usize,
    filter: u8,
    body: BodyOptions,
}

impl Options {
    fn read(request: &Element, kind: FolderKind, filter: u8, truncates: bool) -> Self {
        let options = request.find(tags::OPTIONS);
        let asked = options.and_then(|options| parse_number(options, tags::FILTER_TYPE));
        Self {
            window: match parse_number(request, tags::WINDOW_SIZE) {
                None => DEFAULT_WINDOW,
                Some(0) => LARGEST_WINDOW,
                Some(window) => LARGEST_WINDOW.min(window),
            },
            filter: asked.filter(|filter| supports_filter(kind, *filter)).unwrap_or(filter),
            body: BodyOptions::read(options, truncates),
        }
    }
}

/// What goes into an answer, and how to take it back.
struct Batch {
    before: Vec<(ItemId, Option<Seen>)>,
    commands: Vec<Element>,
}

/// What the client changed itself is not told to it again.
fn note_touched(
    state: &State,
    session: &Session,
    kind: FolderKind,
    collection: &mut Collection,
    touched: &[ItemId],
    batch: &mut Batch,
) {
    let Ok(mailbox) = state.mailbox(&session.user) else { return };
    for id in touched {
        let seen = mailbox.folder(kind).item(*id).map(seen);
        batch.before.push(collection.see(*id, seen));
    }
    if !touched.is_empty() {
        collection.queue = None;
    }
}

fn seen(item: &Item) -> Seen {
    Seen { server_id: Arc::clone(&item.server_id), revisions: item.revisions, again: false }
}

/// Fills the window. Returns whether there is more.
fn gather(
    state: &State,
    session: &Session,
    kind: FolderKind,
    collection: &mut Collection,
    options: &Options,
    batch: &mut Batch,
) -> bool {
    let Ok(mailbox) = state.mailbox(&session.user) else { return false };
    let folder = mailbox.folder(kind);
    let current = |queue: &(u64, u8, _)| (queue.0, queue.1) == (folder.revision, options.filter);
    let mut queue = match collection.queue.take().filter(current) {
        // With a filter, time alone brings changes; an emptied queue says nothing then.
        Some((_, filter, queue)) if filter == 0 || !queue.is_empty() => queue,
        _ => pending(folder, &collection.seen, options.filter, state.now()),
    };
    let view = View { version: session.version, behaviour: &state.config().behaviour, body: &options.body };
    let batch_size = queue.len().min(options.window);
    for news in queue.drain(..batch_size) {
        let (id, known) = match news {
            Pending::Add(id) | Pending::Change(id, _) => (id, folder.item(id).map(seen)),
            Pending::Delete(id) | Pending::SoftDelete(id) => (id, None),
        };
        let before = collection.see(id, known);
        batch.commands.extend(tell(mailbox, folder, news, before.1.as_ref(), &view));
        batch.before.push(before);
    }
    let more = !queue.is_empty();
    collection.queue = Some((folder.revision, options.filter, queue));
    more
}

/// The command that tells one piece of news.
fn tell(
    mailbox: &Mailbox,
    folder: &Folder,
    news: Pending,
    known: Option<&Seen>,
    view: &View<'_>,
) -> Option<Element> {
    let with_id = |tag, id: &str| Element::new(tag).with(Element::text(tags::SERVER_ID, id));
    let with_data = |tag, item: &Item, data: Vec<Element>| {
        with_id(tag, &item.server_id).with(Element::new(tags::APPLICATION_DATA).with_all(data))
    };
    match news {
        Pending::Delete(_) => Some(with_id(tags::DELETE, &known?.server_id)),
        Pending::SoftDelete(_) => Some(with_id(tags::SOFT_DELETE, &known?.server_id)),
        Pending::Add(id) => {
            let item = folder.item(id)?;
            Some(with_data(tags::ADD, item, whole(mailbox, item, view)))
        }
        Pending::Change(id, part) => {
            let item = folder.item(id)?;
            let data = match (part, &item.content) {
                (Part::Attendees, Content::Event(event)) => calendar::attendees_change(event, view.version),
                (Part::Read, Content::Mail(mail)) => email::read_change(mail),
                _ => whole(mailbox, item, view),
            };
            Some(with_data(tags::CHANGE, item, data))
        }
    }
}

/// Everything about an item.
pub(crate) fn whole(mailbox: &Mailbox, item: &Item, view: &View<'_>) -> Vec<Element> {
    let mut data = match &item.content {
        Content::Event(event) => calendar::application_data(event, view),
        Content::Mail(mail) => {
            let group = mail.mail.meeting.as_ref().map(|message| message.event.group());
            let newest = group.and_then(|group| mailbox.newest.get(&group).copied());
            email::application_data(mail, newest, view)
        }
    };
    attachments::list(&mut data, item, view.version);
    data
}

/// What a device does not know of a folder: first what is gone, then what changed, then what is new, newest first.
pub(crate) fn pending(
    folder: &Folder,
    seen: &BTreeMap<ItemId, Seen>,
    filter: u8,
    now: DateTime<Utc>,
) -> VecDeque<Pending> {
    let in_window = |item: &Item| within(item, filter, now);
    let gone = seen.keys().filter_map(|id| match folder.item(*id) {
        None => Some(Pending::Delete(*id)),
        Some(item) if !in_window(item) => Some(Pending::SoftDelete(*id)),
        Some(_) => None,
    });
    let changed = folder.items().filter_map(|(id, item)| {
        let (known, new) = (seen.get(&id).filter(|seen| !seen.again)?.revisions, item.revisions);
        let part = match () {
            () if new.whole > known.whole => Part::Whole,
            () if new.attendees > known.attendees => Part::Attendees,
            () if new.read > known.read => Part::Read,
            () => return None,
        };
        in_window(item).then_some(Pending::Change(id, part))
    });
    let unknown = |id: &ItemId| seen.get(id).is_none_or(|seen| seen.again);
    let new = folder.items().rev().filter(|(id, item)| unknown(id) && in_window(item));
    gone.chain(changed).chain(new.map(|(id, _)| Pending::Add(id))).collect()
}

/// FilterType (MS-ASCMD 2.2.3.68.2): 0 everything; 1 to 5 for mail; 4 to 7 for calendars.
pub(crate) fn supports_filter(kind: FolderKind, filter: u8) -> bool {
    match kind {
        FolderKind::Calendar => matches!(filter, 0 | 4..=7),
        _ => filter <= 5,
    }
}

fn within(item: &Item, filter: u8, now: DateTime<Utc>) -> bool {
    let days = match filter {
        1 => 1,
        2 => 3,
        3 => 7,
        4 => 14,
        5 => 31,
        6 => 92,
        7 => 183,
        _ => return true,
    };
    let since = now - TimeDelta::days(days);
    match &item.content {
        Content::Mail(mail) => mail.received >= since,
        Content::Event(item) => last_end(item).is_none_or(|end| end >= since),
    }
}

/// When an event is over; `None` for a series without end.
fn last_end(item: &CalendarItem) -> Option<DateTime<Utc>> {
    match item.event.recurrence.as_ref().map(|rule| rule.ends) {
        None => Some(item.event.end),
        Some(Ends::Never) => None,
        Some(Ends::Until(end)) => Some(end),
        Some(Ends::After(_)) => item.event.starts().last(),
    }
}
