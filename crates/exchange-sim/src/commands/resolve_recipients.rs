//! ResolveRecipients (MS-ASCMD 2.2.1.15): who is behind a name, and when they are free by their own calendar.
//!
//! The directory has everybody with a mailbox here. A whole address means one person; anything else is looked for at
//! the beginning of names and addresses, as an address book does. Certificates and pictures are kept by nobody here.

use chrono::{DateTime, TimeDelta, Utc};
use wbxml::Element;
use wbxml::tags::resolve_recipients as tags;

use super::{Answer, Handled, Refusal, require};
use crate::family::FreeBusyTold;
use crate::http::Session;
use crate::items::wire::{count, number, parse_extended, parse_number};
use crate::model::event::Busy;
use crate::model::free_busy::{SLOT, digit, merged};
use crate::model::mailbox::Mailbox;
use crate::schema::{maybe, maybe_since, one, sequence, set, some};
use crate::state::State;

/// Status 5: a rule or a limit is broken.
const PROTOCOL: u16 = 5;
/// So many people in one command.
const MOST: usize = 100;
/// Characters of an address.
const LONGEST_ADDRESS: usize = 256;
/// Nobody is told of a longer time.
const LONGEST: TimeDelta = TimeDelta::days(42);

type Span = (DateTime<Utc>, DateTime<Utc>);

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let told = state.config().behaviour.free_busy;
    require(state, sequence(request, session.version, &[some(tags::TO), maybe(tags::OPTIONS)]), PROTOCOL)?;
    let options = request.find(tags::OPTIONS);
    let schema = [
        maybe(tags::CERTIFICATE_RETRIEVAL),
        maybe(tags::MAX_CERTIFICATES),
        maybe(tags::MAX_AMBIGUOUS_RECIPIENTS),
        maybe(tags::AVAILABILITY),
        maybe_since(tags::PICTURE, eas::ProtocolVersion::V14_1),
    ];
    require(state, options.is_none_or(|options| set(options, session.version, &schema)), PROTOCOL)?;
    let people: Vec<String> =
        request.find_all(tags::TO).map(|to| to.value().unwrap_or_default().into_owned()).collect();
    let too_long = people.iter().any(|to| to.chars().count() > LONGEST_ADDRESS);
    require(state, people.len() <= MOST && !too_long, PROTOCOL)?;
    let span = match options.and_then(|options| options.find(tags::AVAILABILITY)) {
        Some(availability) => Some(span(state, session, availability)?),
        None => None,
    };
    if told == FreeBusyTold::SogoWay {
        // It answers nothing else than when its own people are busy, and whoever it does not know is left out.
        let Some(span) = span else { return Ok(Answer::Empty) };
        let known = people.iter().filter_map(|to| Some((to, state.mailbox(to).ok()?)));
        let responses = known.map(|(to, mailbox)| {
            response(to, 1, 1).with(recipient(mailbox).with(availability(mailbox, span, told)))
        });
        return Ok(Answer::Tree(
            Element::new(tags::RESOLVE_RECIPIENTS).with(number(tags::STATUS, 1)).with_all(responses),
        ));
    }
    let most = options.and_then(|options| parse_number(options, tags::MAX_AMBIGUOUS_RECIPIENTS));
    let responses = people.iter().map(|to| resolve(state, to, span, most, told));
    Ok(Answer::Tree(Element::new(tags::RESOLVE_RECIPIENTS).with(number(tags::STATUS, 1)).with_all(responses)))
}

/// Exchange wants whole half hours, not the wrong way round, and not too many; others make do.
fn span(state: &State, session: &Session, availability: &Element) -> Result<Span, Refusal> {
    let fits = sequence(availability, session.version, &[one(tags::START_TIME), maybe(tags::END_TIME)]);
    require(state, fits, PROTOCOL)?;
    let time = |tag| availability.value_of(tag).and_then(|text| parse_extended(text.trim()));
    let start = time(tags::START_TIME).ok_or(Refusal::Status(PROTOCOL))?;
    let end = match availability.find(tags::END_TIME) {
        // Without an end, a week.
        None => start + TimeDelta::days(7),
        Some(_) => time(tags::END_TIME).ok_or(Refusal::Status(PROTOCOL))?,
    };
    let whole = |at: DateTime<Utc>| at.timestamp() % SLOT.num_seconds() == 0;
    require(state, whole(start) && whole(end), PROTOCOL)?;
    let widened_by = TimeDelta::seconds(start.timestamp().rem_euclid(SLOT.num_seconds()));
    let start = start - widened_by;
    if end <= start || end - start > LONGEST {
        return Err(Refusal::Status(PROTOCOL));
    }
    Ok((start, end))
}

fn resolve(state: &State, to: &str, span: Option<Span>, most: Option<usize>, told: FreeBusyTold) -> Element {
    if let Some(mailbox) = state.mailboxes().find(|mailbox| mailbox.has_address(to.trim())) {
        let found = recipient(mailbox).with_opt(span.map(|span| availability(mailbox, span, told)));
        return response(to, 1, 1).with(found);
    }
    let wanted = to.trim().to_lowercase();
    let begins = |text: &str| text.to_lowercase().starts_with(&wanted);
    let means = |mailbox: &&Mailbox| {
        let owner = &mailbox.owner;
        !wanted.is_empty()
            && (owner.name.split(' ').any(begins) || begins(&owner.name) || begins(&owner.email))
    };
    let found: Vec<&Mailbox> = state.mailboxes().filter(means).collect();
    match found.as_slice() {
        [] => response(to, 4, 0),
        [one] => {
            response(to, 1, 1).with(recipient(one).with_opt(span.map(|span| availability(one, span, told))))
        }
        several => {
            let shown = most.unwrap_or(several.len()).min(several.len());
            let status = if shown < several.len() { 3 } else { 2 };
            response(to, status, several.len())
                .with_all(several.iter().take(shown).map(|mailbox| recipient(mailbox)))
        }
    }
}

fn response(to: &str, status: i64, people: usize) -> Element {
    Element::new(tags::RESPONSE)
        .with(Element::text(tags::TO, to))
        .with(number(tags::STATUS, status))
        .with(count(tags::RECIPIENT_COUNT, people))
}

fn recipient(mailbox: &Mailbox) -> Element {
    Element::new(tags::RECIPIENT)
        .with(number(tags::TYPE, 1))
        .with(Element::text(tags::DISPLAY_NAME, &mailbox.owner.name))
        .with(Element::text(tags::EMAIL_ADDRESS, &mailbox.owner.email))
}

fn availability(mailbox: &Mailbox, (start, end): Span, told: FreeBusyTold) -> Element {
    if mailbox.hides_free_busy {
        // Status 163: not for those who ask.
        return Element::new(tags::AVAILABILITY).with(number(tags::STATUS, 163));
    }
    let slots = merged(mailbox, start, end);
    let digits: String = match told {
        FreeBusyTold::InFull | FreeBusyTold::NotOffered => slots.into_iter().map(digit).collect(),
        FreeBusyTold::SogoWay => {
            let busy = |busy: Busy| if busy == Busy::Free { '0' } else { '2' };
            // One more than there are half hours.
            slots.into_iter().map(busy).chain(['0']).collect()
        }
    };
    Element::new(tags::AVAILABILITY)
        .with(number(tags::STATUS, 1))
        .with(Element::text(tags::MERGED_FREE_BUSY, digits))
}
