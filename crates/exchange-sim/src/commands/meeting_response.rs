//! MeetingResponse (MS-ASCMD 2.2.1.11): an invitee's answer.
//!
//! Here it is decided whether an answer is allowed and what it is about; [`scheduling::answer`] does the rest.
//!
//! [`scheduling::answer`]: crate::scheduling::answer

use chrono::{DateTime, Utc};
use eas::ProtocolVersion::{V14_1, V16_0, V16_1};
use wbxml::Element;
use wbxml::tags::{airsyncbase, meeting_response as tags, search};

use super::{Answer, Handled, require};
use crate::family::{CalendarIdOnDecline, WhoMails};
use crate::http::Session;
use crate::items::wire::{number, parse_compact, parse_extended, parse_user_response};
use crate::model::event::{self, Event, Proposal, Role};
use crate::model::mail::Standing;
use crate::model::mailbox::{FolderKind, ItemId};
use crate::schema::{maybe, maybe_since, one, sequence, some};
use crate::state::State;

/// Status 2: no meeting, not an invitee, no such item, no such occurrence.
const INVALID: u16 = 2;
/// Status 4: the server cannot do it: called off, or somebody else's to answer.
const SERVER_ERROR: u16 = 4;
const INVALID_XML: u16 = 103;
const INVALID_DATE_TIME: u16 = 104;
const NO_RECURRENCE: u16 = 146;

/// More requests in one command than this are refused (MS-ASCMD 3.1.5.10).
const MOST_REQUESTS: usize = 100;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let fits = sequence(request, session.version, &[some(tags::REQUEST)])
        && request.children().count() <= MOST_REQUESTS
        && request.children().all(|one| is_well_formed(one, session));
    require(state, fits, INVALID_XML)?;
    let mut requests: Vec<_> = request.find_all(tags::REQUEST).collect();
    if state.config().behaviour.last_request_only {
        requests.drain(..requests.len().saturating_sub(1));
    }
    let mut root = Element::new(tags::MEETING_RESPONSE);
    for one in requests {
        let result = respond(state, session, one);
        root.push(write(state, one, result));
    }
    Ok(Answer::Tree(root))
}

/// Every request gets this status.
pub(crate) fn refuse_all(request: Option<&Element>, status: u16) -> Handled {
    let requests = request.into_iter().flat_map(|request| request.find_all(tags::REQUEST));
    let result = |one: &Element| {
        let id = one.value_of(tags::REQUEST_ID).map(|id| Element::text(tags::REQUEST_ID, id));
        Element::new(tags::RESULT).with_opt(id).with(number(tags::STATUS, status))
    };
    Ok(Answer::Tree(Element::new(tags::MEETING_RESPONSE).with_all(requests.map(result))))
}

fn is_well_formed(request: &Element, session: &Session) -> bool {
    let schema = [
        one(tags::USER_RESPONSE),
        maybe(tags::COLLECTION_ID),
        maybe(tags::REQUEST_ID),
        maybe(search::LONG_ID),
        maybe_since(tags::INSTANCE_ID, V14_1),
        maybe_since(tags::SEND_RESPONSE, V16_0),
    ];
    let send = [
        maybe(airsyncbase::BODY),
        maybe_since(tags::PROPOSED_START_TIME, V16_1),
        maybe_since(tags::PROPOSED_END_TIME, V16_1),
    ];
    let names_an_item = match (request.find(tags::COLLECTION_ID), request.find(tags::REQUEST_ID)) {
        (Some(_), Some(_)) => request.find(search::LONG_ID).is_none(),
        (None, None) => request.find(search::LONG_ID).is_some(),
        _ => false,
    };
    let known_answer =
        request.value_of(tags::USER_RESPONSE).is_some_and(|text| parse_user_response(&text).is_some());
    let both_times = |send: &Element| {
        send.find(tags::PROPOSED_START_TIME).is_some() == send.find(tags::PROPOSED_END_TIME).is_some()
    };
    sequence(request, session.version, &schema)
        && request
            .find(tags::SEND_RESPONSE)
            .is_none_or(|one| sequence(one, session.version, &send) && both_times(one))
        && names_an_item
        && known_answer
}

/// What an item on the server is to an answer.
struct Target {
    event: Event,
    /// The calendar item is meant, and it is this one.
    calendar: Option<ItemId>,
    /// The mail is meant, and it is this one.
    mail: Option<(FolderKind, ItemId)>,
}

/// CalendarId, if there is one to tell.
fn respond(state: &mut State, session: &Session, request: &Element) -> Result<Option<String>, u16> {
    let text = request.value_of(tags::USER_RESPONSE).unwrap_or_default();
    // Servers that do not look closely take anything else for a no.
    let answer = parse_user_response(&text).unwrap_or(event::Answer::Declined);
    let target = find(state, session, request)?;
    let instance = instance(state, request, &target)?;
    let words = words(state, session, request, answer)?;
    if words.proposal.is_some() && target.event.disallow_new_time {
        return Err(INVALID);
    }
    let user = &session.user;
    let about = about(state, user, &target, instance);
    let changes = is_news(state, user, &target, instance, answer);

    let mail = target.mail.or_else(|| {
        // Answering a whole meeting in the calendar takes its invitation along; one occurrence of it does not.
        let id = state.invitation_to(user, &target.event).filter(|_| instance.is_none());
        id.map(|id| (FolderKind::Inbox, id))
    });
    if let Some((folder, id)) = mail {
        state.clear_invitation(user, folder, id);
    }
    let own_entry = state.own_entry(user, &target.event);
    let calendar_id = state.take_answer(user, target.event.clone(), instance, answer);
    if let Some(attendee) = &own_entry {
        state.share_answer(&about, attendee, answer);
    }
    let mails = match state.config().behaviour.mails {
        WhoMails::ServerIfAsked => session.version.is_16() && words.asked,
        WhoMails::ServerAlways => {
            own_entry.is_some() && (changes || !state.config().behaviour.mails_changes_only)
        }
        WhoMails::Client => false,
    };
    if mails {
        state.tell_organizer(user, &about, answer, words.comment, words.proposal);
    }
    Ok(calendar_id)
}

/// The item a request names, if it can be answered.
fn find(state: &State, session: &Session, request: &Element) -> Result<Target, u16> {
    let collection = request.value_of(tags::COLLECTION_ID).ok_or(INVALID)?;
    let id = request.value_of(tags::REQUEST_ID).ok_or(INVALID)?;
    let mailbox = state.mailbox(&session.user).map_err(|_| INVALID)?;
    let folder = mailbox.folder_named(&collection).ok_or(INVALID)?;
    let number = folder.find(&id).ok_or(INVALID)?;
    let item = folder.item(number).ok_or(INVALID)?;
    let is_cancelled = |event: &Event| {
        let id = mailbox.meeting_id(&event.uid, event.recurrence_id);
        id.and_then(|id| mailbox.calendar().item(id)?.event()).is_some_and(|item| item.cancelled)
    };
    let target = if let Some(mail) = item.mail() {
        let event = mail.request().ok_or(INVALID)?;
        let newest = mailbox.newest.get(&event.group());
        match mail.standing {
            _ if is_cancelled(event) => return Err(SERVER_ERROR),
            Standing::Delegated | Standing::DelegatorCopy => return Err(SERVER_ERROR),
            // Not the newest version of the meeting any more.
            _ if newest.is_some_and(|newest| *newest > event.dtstamp) => return Err(INVALID),
            _ => Target { event: event.clone(), calendar: None, mail: Some((folder.kind, number)) },
        }
    } else {
        let item = item.event().ok_or(INVALID)?;
        let needs_mail =
            state.config().behaviour.calendar_without_mail.is_none_or(|since| session.version < since);
        if item.role != Role::Invitee
            || (needs_mail && state.invitation_to(&session.user, &item.event).is_none())
        {
            return Err(INVALID);
        }
        if item.cancelled {
            return Err(SERVER_ERROR);
        }
        Target { event: item.event.clone(), calendar: Some(number), mail: None }
    };
    if mailbox.has_address(&target.event.organizer.email) {
        return Err(INVALID);
    }
    let in_calendar = mailbox.meeting_id(&target.event.uid, target.event.recurrence_id);
    let cancelled =
        in_calendar.and_then(|id| mailbox.calendar().item(id)?.event()).is_some_and(|item| item.cancelled);
    if cancelled { Err(SERVER_ERROR) } else { Ok(target) }
}

/// InstanceId: the original start of the one occurrence answered, of a series in the calendar.
fn instance(state: &State, request: &Element, target: &Target) -> Result<Option<DateTime<Utc>>, u16> {
    let Some(text) = request.value_of(tags::INSTANCE_ID).filter(|_| state.config().behaviour.instances)
    else {
        return Ok(None);
    };
    let start = parse_extended(&text).ok_or(INVALID_DATE_TIME)?;
    match (target.calendar, &target.event.recurrence) {
        (None, _) => Err(INVALID),
        (Some(_), None) => Err(NO_RECURRENCE),
        (Some(_), Some(_)) if target.event.has_occurrence(start) => Ok(Some(start)),
        (Some(_), Some(_)) => Err(INVALID),
    }
}

/// What a client wants told.
struct Words {
    /// SendResponse is there.
    asked: bool,
    comment: Option<String>,
    proposal: Option<Proposal>,
}

fn words(state: &State, session: &Session, request: &Element, answer: event::Answer) -> Result<Words, u16> {
    let silent = Words { asked: false, comment: None, proposal: None };
    let Some(send) = request.find(tags::SEND_RESPONSE).filter(|_| session.version.is_16()) else {
        return Ok(silent);
    };
    let heeds = !state.config().behaviour.words_only_with_tentative || answer == event::Answer::Tentative;
    let time = |tag| send.value_of(tag).map(|text| parse_compact(&text).ok_or(INVALID_DATE_TIME)).transpose();
    let (start, end) = (time(tags::PROPOSED_START_TIME)?, time(tags::PROPOSED_END_TIME)?);
    let comment = send.path(&[airsyncbase::BODY, airsyncbase::DATA]).and_then(Element::value);
    Ok(Words {
        asked: true,
        comment: comment.filter(|_| heeds).map(|text| text.into_owned()),
        proposal: start.zip(end).filter(|_| heeds).map(|(start, end)| Proposal { start, end }),
    })
}

/// The event the organizer hears about: the meeting, or the one occurrence.
fn about(state: &State, user: &str, target: &Target, instance: Option<DateTime<Utc>>) -> Event {
    let mailbox = state.mailbox(user).ok();
    let item = target.calendar.and_then(|id| mailbox?.calendar().item(id)?.event());
    match (item, instance) {
        (Some(item), Some(start)) => item.occurrence(start),
        _ => target.event.clone(),
    }
}

/// Is the answer another than the one given before?
fn is_news(
    state: &State,
    user: &str,
    target: &Target,
    instance: Option<DateTime<Utc>>,
    answer: event::Answer,
) -> bool {
    let Ok(mailbox) = state.mailbox(user) else { return true };
    let id = mailbox.meeting_id(&target.event.uid, target.event.recurrence_id);
    let Some(item) = id.and_then(|id| mailbox.calendar().item(id)?.event()) else { return true };
    let given = match instance {
        Some(start) => item.exceptions.get(&start).and_then(|exception| exception.answer).or(item.answer),
        None => item.answer,
    };
    given.map(|(answer, _)| answer) != Some(answer)
}

/// The Result of one request. SOGo has its own order.
fn write(state: &State, request: &Element, result: Result<Option<String>, u16>) -> Element {
    let behaviour = &state.config().behaviour;
    let request_id = request.value_of(tags::REQUEST_ID).map(|id| Element::text(tags::REQUEST_ID, id));
    let status = number(tags::STATUS, result.as_ref().err().copied().unwrap_or(1));
    let calendar_id = match result {
        Ok(Some(id)) => Some(Element::text(tags::CALENDAR_ID, id)),
        Ok(None) if behaviour.calendar_id_on_decline == CalendarIdOnDecline::Empty => {
            Some(Element::new(tags::CALENDAR_ID))
        }
        Ok(None) | Err(_) => None,
    };
    let element = Element::new(tags::RESULT).with_opt(request_id);
    if behaviour.calendar_id_on_decline == CalendarIdOnDecline::Present {
        return element.with_opt(calendar_id).with(status);
    }
    element.with(status).with_opt(calendar_id)
}
