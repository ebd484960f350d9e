//! What clients change by Sync (MS-ASCMD 2.2.1.21.2): Add, Change, Delete and Fetch.
//!
//! Up to 14.1 the server stores what it is given and mails nobody. From 16.0 on it is the server that invites, tells
//! changes and calls off, and that makes whoever writes a meeting its organizer: also of a meeting they were only
//! invited to, which is why a client must never write one. That harm is done here as faithfully as the rest.

use chrono::{DateTime, Utc};
use eas::ProtocolVersion::{self, V16_0};
use wbxml::tags::{airsync as tags, airsyncbase, calendar, email};
use wbxml::{Element, Tag};

use super::sync::whole;
use crate::history::SentBy;
use crate::http::Session;
use crate::items::body::BodyOptions;
use crate::items::calendar_read::{Unusable, apply};
use crate::items::email::View;
use crate::items::wire::{number, parse_compact, parse_number, parse_switch};
use crate::model::event::{Answer, CalendarItem, Event, Exception, Person, Role};
use crate::model::mailbox::{Content, FolderKind, ItemId, Part};
use crate::schema::{maybe, maybe_since, one, set};
use crate::state::State;

/// Status 4 and 6 to 8, at an item.
const PROTOCOL_ERROR: u16 = 4;
const CONVERSION: u16 = 6;
const NOT_FOUND: u16 = 8;

/// More commands in one request than this are refused (MS-ASCMD 3.1.5.10).
const MOST_COMMANDS: usize = 200;

/// The elements of a received meeting that are the invitee's own business from 16.0 on.
const PRIVATE: [Tag; 3] = [calendar::REMINDER, calendar::CATEGORIES, calendar::BUSY_STATUS];

/// What came of a client's commands.
#[derive(Default)]
pub(crate) struct Touched {
    /// Items the client need not be told of.
    pub items: Vec<ItemId>,
    /// Children of Responses.
    pub responses: Vec<Element>,
}

/// Are the commands well-formed?
pub(crate) fn fits(commands: &Element, version: ProtocolVersion) -> bool {
    let instance = maybe_since(airsyncbase::INSTANCE_ID, V16_0);
    let well_formed = |command: &Element| match command.tag {
        tags::ADD => {
            set(command, version, &[one(tags::CLIENT_ID), maybe(tags::CLASS), one(tags::APPLICATION_DATA)])
        }
        tags::CHANGE => {
            let schema = [one(tags::SERVER_ID), maybe(tags::CLASS), instance, one(tags::APPLICATION_DATA)];
            set(command, version, &schema)
        }
        tags::DELETE => set(command, version, &[one(tags::SERVER_ID), maybe(tags::CLASS), instance]),
        tags::FETCH => set(command, version, &[one(tags::SERVER_ID)]),
        _ => false,
    };
    (1..=MOST_COMMANDS).contains(&commands.children().count()) && commands.children().all(well_formed)
}

/// Carries a client's commands out, in their order.
pub(crate) fn carry_out(
    state: &mut State,
    session: &Session,
    kind: FolderKind,
    collection: &Element,
    commands: &Element,
    body: &BodyOptions,
) -> Touched {
    let mut touched = Touched::default();
    let confirms = state.config().behaviour.confirms_changes;
    let writer = Writer { session, kind, as_moves: parse_switch(collection, tags::DELETES_AS_MOVES, true) };
    for command in commands.children() {
        let server_id = command.value_of(tags::SERVER_ID).unwrap_or_default();
        let id = state.mailbox(&session.user).ok().and_then(|mailbox| mailbox.folder(kind).find(&server_id));
        let result = match (command.tag, id) {
            (tags::ADD, _) => {
                touched.responses.push(writer.add(state, command, &mut touched.items));
                continue;
            }
            (_, None) => Err(NOT_FOUND),
            (tags::FETCH, Some(id)) => {
                touched.responses.push(fetch(state, session, kind, id, body));
                continue;
            }
            (tags::DELETE, Some(id)) => writer.delete(state, command, id),
            (_, Some(id)) => writer.change(state, command, id),
        };
        touched.items.extend(id.filter(|_| result.is_ok()));
        if result.is_err() || confirms {
            let response = Element::new(command.tag).with(Element::text(tags::SERVER_ID, server_id));
            touched.responses.push(response.with(number(tags::STATUS, result.err().unwrap_or(1))));
        }
    }
    touched
}

fn fetch(state: &State, session: &Session, kind: FolderKind, id: ItemId, body: &BodyOptions) -> Element {
    let response = Element::new(tags::FETCH);
    let view = View { version: session.version, behaviour: &state.config().behaviour, body };
    let Ok(mailbox) = state.mailbox(&session.user) else { return response };
    let Some(item) = mailbox.folder(kind).item(id) else { return response };
    response
        .with(Element::text(tags::SERVER_ID, &*item.server_id))
        .with(number(tags::STATUS, 1))
        .with(Element::new(tags::APPLICATION_DATA).with_all(whole(mailbox, item, &view)))
}

/// Who writes, and where.
struct Writer<'a> {
    session: &'a Session,
    kind: FolderKind,
    as_moves: bool,
}

impl Writer<'_> {
    fn user(&self) -> &str {
        &self.session.user
    }

    /// The server, not the client, tells people about meetings.
    fn server_mails(&self) -> bool {
        self.session.version.is_16()
    }

    fn add(&self, state: &mut State, command: &Element, touched: &mut Vec<ItemId>) -> Element {
        let client_id = command.value_of(tags::CLIENT_ID).unwrap_or_default();
        let response = Element::new(tags::ADD).with(Element::text(tags::CLIENT_ID, client_id));
        let data = command.find(tags::APPLICATION_DATA);
        let added = match (self.kind, data) {
            (FolderKind::Calendar, Some(data)) => self.add_event(state, data),
            _ => Err(CONVERSION),
        };
        let mailbox = state.mailbox(self.user()).ok();
        let item = added
            .map(|id| mailbox.and_then(|mailbox| mailbox.folder(self.kind).item(id)).map(|item| (id, item)));
        match item {
            Ok(Some((id, item))) => {
                touched.push(id);
                let uid = item.event().map(|event| Element::text(calendar::UID, &event.event.uid));
                let data = uid.filter(|_| self.server_mails());
                response
                    .with(Element::text(tags::SERVER_ID, &*item.server_id))
                    .with(number(tags::STATUS, 1))
                    .with_opt(data.map(|uid| Element::new(tags::APPLICATION_DATA).with(uid)))
            }
            Ok(None) => response.with(number(tags::STATUS, CONVERSION)),
            Err(status) => response.with(number(tags::STATUS, status)),
        }
    }

    fn add_event(&self, state: &mut State, data: &Element) -> Result<ItemId, u16> {
        let start = half_hour(state.now());
        let mut item = CalendarItem::new(
            Event::new("", start, start + chrono::TimeDelta::minutes(30), chrono_tz::UTC),
            Role::Appointment,
        );
        item.event.reminder = None;
        item.event.response_requested = false;
        apply(&mut item, data, self.session.version).map_err(status)?;
        let (stamp, uid) = (item.event.dtstamp, item.event.uid.clone());
        let meeting = parse_number::<u8>(data, calendar::MEETING_STATUS).unwrap_or(0) & 1 != 0;
        if self.server_mails() && meeting && !item.event.attendees.is_empty() {
            item.event.response_requested |= data.find(calendar::RESPONSE_REQUESTED).is_none();
            return state.schedule(self.user(), item.event, SentBy::Server).map_err(|_| CONVERSION);
        }
        state.identify(self.user(), &mut item.event).map_err(|_| CONVERSION)?;
        if !self.server_mails() {
            item.event.dtstamp = if data.find(calendar::DT_STAMP).is_some() { stamp } else { state.now() };
            item.event.uid = if uid.is_empty() { item.event.uid } else { uid };
            if let Some(email) = data.value_of(calendar::ORGANIZER_EMAIL) {
                let name = data.value_of(calendar::ORGANIZER_NAME).unwrap_or_default();
                item.event.organizer = Person::new(name, email);
            }
        }
        let own =
            state.mailbox(self.user()).is_ok_and(|mailbox| mailbox.has_address(&item.event.organizer.email));
        item.role = match (meeting || !item.event.attendees.is_empty(), own) {
            (false, _) => Role::Appointment,
            (true, true) => Role::Organizer,
            (true, false) => Role::Invitee,
        };
        if item.role == Role::Organizer {
            state.share(&item.event);
        }
        let sogo = state.config().behaviour.sogo_ways;
        let mailbox = state.mailbox_mut(self.user()).map_err(|_| CONVERSION)?;
        if let Some(id) = mailbox.meeting_id(&item.event.uid, None).filter(|_| sogo) {
            // SOGo names events by their UID, so adding one twice is adding it once.
            mailbox.change_event(id, Part::Whole, |old| *old = item);
            return Ok(id);
        }
        Ok(mailbox.add(FolderKind::Calendar, Content::Event(Box::new(item))))
    }

    fn change(&self, state: &mut State, command: &Element, id: ItemId) -> Result<(), u16> {
        let data = command.find(tags::APPLICATION_DATA).ok_or(PROTOCOL_ERROR)?;
        if self.kind.is_mail() {
            return self.change_mail(state, data, id);
        }
        let mailbox = state.mailbox(self.user()).map_err(|_| NOT_FOUND)?;
        let mut item = mailbox.calendar().item(id).and_then(|item| item.event()).ok_or(NOT_FOUND)?.clone();
        if let Some(start) = instance(command)? {
            return self.change_occurrence(state, data, id, &item, start);
        }
        if !self.session.version.is_16() {
            clear_ghosts(&mut item, data);
        }
        let before = item.clone();
        apply(&mut item, data, self.session.version).map_err(status)?;
        let private = data.children().all(|element| PRIVATE.contains(&element.tag));
        if self.server_mails() && !private && before.role == Role::Invitee {
            item.event.organizer = state.mailbox(self.user()).map_err(|_| NOT_FOUND)?.owner.clone();
            item.role = Role::Organizer;
            item.answer = None;
        }
        let (event, organizes) = (item.event.clone(), item.role == Role::Organizer);
        let mails = self.server_mails() && !private && organizes;
        if mails {
            // Revising compares the new version with the one stored.
            item.event = Event { organizer: event.organizer.clone(), ..before.event };
        }
        let mailbox = state.mailbox_mut(self.user()).map_err(|_| NOT_FOUND)?;
        mailbox.change_event(id, Part::Whole, |old| *old = item);
        if mails {
            state.revise(self.user(), id, event, SentBy::Server).map_err(|_| NOT_FOUND)?;
        } else if organizes {
            state.share(&event);
        }
        Ok(())
    }

    fn change_mail(&self, state: &mut State, data: &Element, id: ItemId) -> Result<(), u16> {
        let mailbox = state.mailbox_mut(self.user()).map_err(|_| NOT_FOUND)?;
        if let Some(read) = parse_number::<u8>(data, email::READ) {
            mailbox.change_mail(self.kind, id, Part::Read, |mail| mail.read = read == 1);
        }
        if let Some(list) = data.find(email::CATEGORIES) {
            let categories = list.find_all(email::CATEGORY).filter_map(Element::value);
            let categories = categories.map(|category| category.into_owned()).collect();
            mailbox.change_mail(self.kind, id, Part::Whole, |mail| mail.categories = categories);
        }
        Ok(())
    }

    fn change_occurrence(
        &self,
        state: &mut State,
        data: &Element,
        id: ItemId,
        item: &CalendarItem,
        start: DateTime<Utc>,
    ) -> Result<(), u16> {
        if data.find(calendar::TIMEZONE).is_some() || !item.event.has_occurrence(start) {
            return Err(CONVERSION);
        }
        let mut one = CalendarItem::new(item.occurrence(start), item.role);
        apply(&mut one, data, self.session.version).map_err(status)?;
        let series = &item.event;
        let change = Exception {
            deleted: false,
            when: Some((one.event.start, one.event.end)),
            subject: (one.event.subject != series.subject).then_some(one.event.subject),
            location: (one.event.location != series.location).then_some(one.event.location),
            attendees: data.find(calendar::ATTENDEES).map(|_| one.event.attendees),
            answer: None,
        };
        let uid = series.uid.clone();
        if item.role == Role::Organizer {
            return state
                .update_occurrence(self.user(), &uid, start, SentBy::Server, |old| *old = change)
                .map_err(|_| NOT_FOUND);
        }
        let mailbox = state.mailbox_mut(self.user()).map_err(|_| NOT_FOUND)?;
        mailbox.change_event(id, Part::Whole, |item| drop(item.exceptions.insert(start, change)));
        Ok(())
    }

    fn delete(&self, state: &mut State, command: &Element, id: ItemId) -> Result<(), u16> {
        let mailbox = state.mailbox_mut(self.user()).map_err(|_| NOT_FOUND)?;
        if self.kind.is_mail() {
            if self.as_moves && self.kind != FolderKind::DeletedItems {
                mailbox.move_to(self.kind, id, FolderKind::DeletedItems);
            } else {
                mailbox.remove(self.kind, id);
            }
            return Ok(());
        }
        let item = mailbox.calendar().item(id).and_then(|item| item.event()).ok_or(NOT_FOUND)?.clone();
        let (event, user) = (item.event, self.user());
        let organizes = item.role == Role::Organizer && !item.cancelled;
        match (instance(command)?, organizes) {
            (Some(start), true) => {
                state.cancel_occurrence(user, &event.uid, start, SentBy::Server).map_err(|_| NOT_FOUND)?;
            }
            (Some(start), false) => mailbox.change_event(id, Part::Whole, |item| {
                item.exceptions.insert(start, Exception { deleted: true, ..Exception::default() });
            }),
            (None, true) if self.server_mails() => {
                state.call_off(user, id, SentBy::Server).map_err(|_| NOT_FOUND)?;
            }
            (None, _) => {
                mailbox.remove(FolderKind::Calendar, id);
                if organizes {
                    state.unshare(&event);
                } else if item.role == Role::Invitee
                    && !item.cancelled
                    && state.config().behaviour.delete_declines
                {
                    state.decline_by_deleting(user, &event);
                }
            }
        }
        Ok(())
    }
}

impl State {
    /// A server that takes the deletion of a received meeting for an answer.
    fn decline_by_deleting(&mut self, user: &str, event: &Event) {
        if let Some(attendee) = self.own_entry(user, event) {
            self.share_answer(event, &attendee, Answer::Declined);
            self.tell_organizer(user, event, Answer::Declined, None, None);
        }
    }
}

fn status(unusable: Unusable) -> u16 {
    match unusable {
        Unusable::Conversion => CONVERSION,
        Unusable::Foreign => PROTOCOL_ERROR,
    }
}

/// airsyncbase:InstanceId: which occurrence is meant, in the compact form.
fn instance(command: &Element) -> Result<Option<DateTime<Utc>>, u16> {
    let text = command.value_of(airsyncbase::INSTANCE_ID);
    text.map(|text| parse_compact(&text).ok_or(CONVERSION)).transpose()
}

/// Up to 14.1 a Change that leaves a property out deletes it, unless the client said otherwise at key 0
/// (MS-ASCMD 2.2.3.179), which no client here does.
fn clear_ghosts(item: &mut CalendarItem, data: &Element) {
    let absent = |tag| data.find(tag).is_none();
    if absent(calendar::LOCATION) {
        item.event.location.clear();
    }
    if absent(calendar::REMINDER) {
        item.event.reminder = None;
    }
    if absent(calendar::CATEGORIES) {
        item.categories.clear();
    }
    if absent(calendar::SENSITIVITY) {
        item.event.sensitivity = 0;
    }
}

/// What Exchange takes for a start that was left out: the next half hour (MS-ASCAL 3.2.4.4).
fn half_hour(now: DateTime<Utc>) -> DateTime<Utc> {
    let step = 30 * 60;
    DateTime::from_timestamp((now.timestamp() / step + 1) * step, 0).unwrap_or(now)
}
