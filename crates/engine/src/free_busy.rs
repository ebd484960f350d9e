//! When the people of a meeting are free: their day as the server tells it (ResolveRecipients), beside mine.
//!
//! Nothing waits for it. It is asked for by itself, beside whatever else is being said to the server, and kept in memory
//! for a few minutes: people's calendars are theirs, so nothing of them is written down. Mine is read from the cache,
//! and shown also where a server tells of nobody.
//!
//! What a server tells of the meeting's own time may be the meeting itself: a placeholder is tentative, whoever accepted
//! is busy. That is said, for nothing in the answer tells the two apart.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use eas::calendar::BusyStatus;
use eas::command::resolve_recipients::{AvailabilityMeaning, Resolved, ResolvedMeaning, SLOT, Span};
use eas::{CommonStatus, HttpError, ProtocolError, ResolveRecipients};
use meetings::working_hours::Interval;

use crate::agenda;
use crate::clock::Timestamp;
use crate::coming::Shown;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::grid;
use crate::mailbox::{Key, Mailbox, Meeting, person, rfc3339};
use crate::taken::{TakenTimes, here};
use crate::view::{
    AttendeeStatus, FreeBusy, FreeBusyDay, FreeBusyUnknown, MeetingPart, Person, PersonFreeBusy,
};

/// What was told is believed for so long.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// So many days are remembered at once.
const MOST_DAYS: usize = 64;

/// One person's day, or why it is not known.
type Told = Result<Vec<FreeBusy>, FreeBusyUnknown>;

/// What servers told while we run.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Known>);

#[derive(Default)]
struct Known {
    days: HashMap<(String, Span), Day>,
    /// Mailboxes whose server has no such command.
    not_offered: HashSet<String>,
}

#[derive(Clone)]
struct Day {
    asked_at: Timestamp,
    /// By address, in small letters.
    people: BTreeMap<String, Told>,
}

/// Whose day is asked for, and what is known of it already.
pub(crate) struct Question {
    span: Span,
    time: Interval,
    people: Vec<PersonFreeBusy>,
    left_out: u32,
}

impl Engine {
    /// The day of a meeting as its people's calendars have it. What was told a few minutes ago is told again, unless it
    /// is to be asked `anew`; so is what was told earlier while the server cannot be reached.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked. A server that has no such command is no error.
    pub async fn free_busy(&self, account: &str, meeting: &str, anew: bool) -> Result<FreeBusyDay> {
        let question = {
            let mailbox = self.mailbox(account)?;
            let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            Question::of(&mailbox, key, found, self.now()).ok_or(EngineError::NotFound("meeting"))?
        };
        self.ask_free_busy(account, question, anew).await
    }

    /// Asks the server, unless the answer is known.
    pub(crate) async fn ask_free_busy(
        &self,
        account: &str,
        question: Question,
        anew: bool,
    ) -> Result<FreeBusyDay> {
        let others: Vec<String> = question.others().collect();
        let cache = &self.0.free_busy;
        if others.is_empty() || cache.is_not_offered(account) {
            return Ok(question.answer(!cache.is_not_offered(account), None));
        }
        let known = cache.day(account, question.span);
        let fresh = |day: &Day| !anew && (self.now() - day.asked_at).abs() < FRESH && day.knows(&others);
        if let Some(day) = known.as_ref().filter(|day| fresh(day)) {
            return Ok(question.answer(true, Some(day)));
        }
        let command = ResolveRecipients { to: others.clone(), availability: question.span };
        match self.ask_aside(account, &command).await {
            Ok(reply) => {
                let people = others.iter().map(|who| (who.clone(), told(who, &reply.responses))).collect();
                let day = Day { asked_at: self.now(), people };
                cache.keep(account, question.span, day.clone());
                Ok(question.answer(true, Some(&day)))
            }
            Err(EngineError::Protocol(error)) if has_no_such_command(&error) => {
                cache.learn_not_offered(account);
                Ok(question.answer(false, None))
            }
            Err(error) => match known.filter(|day| day.knows(&others)) {
                Some(earlier) if !anew => Ok(question.answer(true, Some(&earlier))),
                _ => Err(error),
            },
        }
    }
}

fn has_no_such_command(error: &ProtocolError) -> bool {
    match error {
        ProtocolError::Http(error) => *error == HttpError::CommandNotSupported,
        ProtocolError::Status(error) => error.common() == Some(CommonStatus::CommandNotSupported),
        _ => false,
    }
}

impl Question {
    fn of(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Option<Question> {
        let details = mailbox.details(key, meeting)?;
        let shown = Shown::of(mailbox, key, meeting, &details, now);
        let time = here(mailbox, details.all_day, shown.start, shown.end);
        let (from, to) = agenda::day_of(time.start, mailbox.zone);
        Some(Self::over(mailbox, key, meeting, Interval::new(from, to), time))
    }

    /// Of everybody who is invited, over this time: no longer than one question may be.
    pub(crate) fn over(
        mailbox: &Mailbox,
        key: &Key,
        meeting: &Meeting,
        range: Interval,
        time: Interval,
    ) -> Question {
        let event = mailbox.event(key, meeting);
        let longest = range.start + ResolveRecipients::LONGEST - SLOT;
        let span = Span::around(range.start, range.end.min(longest));
        let mut people = vec![me(mailbox, key, span, time)];
        let mut seen = HashSet::new();
        let organizer = meeting.organizer(event);
        let mut add = |who: Person, part: MeetingPart, status: Option<AttendeeStatus>| {
            let address = who.email.trim().to_lowercase();
            if !address.contains('@') || mailbox.account.owns(&who.email) || !seen.insert(address) {
                return;
            }
            let (slots, unknown) = (Vec::new(), Some(FreeBusyUnknown::NotTold));
            people.push(PersonFreeBusy {
                person: who,
                part,
                status,
                slots,
                during: FreeBusy::NoData,
                may_be_this: false,
                unknown,
            });
        };
        add(person(&organizer), MeetingPart::Organizer, None);
        for attendee in event.map(grid::attendees).unwrap_or_default() {
            let who = Person { name: attendee.name, email: attendee.email };
            add(who, attendee.kind.into(), Some(attendee.status));
        }
        let most = ResolveRecipients::MOST + 1;
        let left_out = u32::try_from(people.len().saturating_sub(most)).unwrap_or(u32::MAX);
        people.truncate(most);
        Question { span, time, people, left_out }
    }

    /// Everybody whose day the server has to tell.
    fn others(&self) -> impl Iterator<Item = String> {
        let others = self.people.iter().filter(|who| who.part != MeetingPart::Me);
        let addresses = others.map(|who| who.person.email.trim().to_lowercase());
        // One address that no server takes must not cost everybody's answer.
        addresses.filter(|address| address.chars().count() <= ResolveRecipients::LONGEST_ADDRESS)
    }

    fn answer(mut self, offered: bool, day: Option<&Day>) -> FreeBusyDay {
        for who in self.people.iter_mut().filter(|who| who.part != MeetingPart::Me) {
            let told = day.and_then(|day| day.people.get(&who.person.email.trim().to_lowercase()));
            match told {
                Some(Ok(slots)) => {
                    who.slots.clone_from(slots);
                    who.unknown = None;
                    who.during = busiest(slots, self.span, self.time);
                    who.may_be_this = may_be_this(who);
                }
                Some(Err(why)) => who.unknown = Some(*why),
                None => {}
            }
        }
        if !offered {
            self.people.retain(|who| who.part == MeetingPart::Me);
        }
        FreeBusyDay {
            offered,
            start: rfc3339(self.span.start()),
            slot_minutes: u32::try_from(SLOT.num_minutes()).unwrap_or_default(),
            meeting_start: rfc3339(self.time.start),
            meeting_end: rfc3339(self.time.end),
            people: self.people,
            left_out: self.left_out,
            asked_at: day.map(|day| rfc3339(day.asked_at)),
        }
    }
}

/// My own day, apart from the meeting itself.
fn me(mailbox: &Mailbox, key: &Key, span: Span, time: Interval) -> PersonFreeBusy {
    let day = Interval::new(span.start(), span.end());
    let taken = TakenTimes::during(mailbox, vec![day]);
    let mut slots = vec![FreeBusy::Free; span.slots()];
    for other in taken.touching(day).filter(|other| other.event.uid.key() != key.uid.as_str()) {
        for (slot, state) in slots_of(span).zip(&mut slots) {
            if other.time.overlaps(slot) {
                *state = busier(*state, of_calendar(taken.busy(other)));
            }
        }
    }
    let during = busiest(&slots, span, time);
    PersonFreeBusy {
        person: Person { name: mailbox.account.name.clone(), email: mailbox.account.email.clone() },
        part: MeetingPart::Me,
        status: None,
        slots,
        during,
        may_be_this: false,
        unknown: None,
    }
}

fn of_calendar(busy: Option<BusyStatus>) -> FreeBusy {
    match busy {
        Some(BusyStatus::Free) => FreeBusy::Free,
        Some(BusyStatus::Tentative) => FreeBusy::Tentative,
        Some(BusyStatus::OutOfOffice) => FreeBusy::Away,
        Some(BusyStatus::Elsewhere) => FreeBusy::Elsewhere,
        Some(_) | None => FreeBusy::Busy,
    }
}

/// What a server said about one address.
fn told(address: &str, responses: &[Resolved]) -> Told {
    let is_it = |to: &str| to.trim().eq_ignore_ascii_case(address);
    let Some(response) = responses.iter().find(|response| is_it(&response.to)) else {
        // SOGo leaves out whoever it does not know.
        return Err(FreeBusyUnknown::NotFound);
    };
    // Of several whom the words may mean, the one with that very address is meant.
    let recipient = match (response.status.known(), response.recipients.as_slice()) {
        (Some(ResolvedMeaning::Unresolved), _) => return Err(FreeBusyUnknown::NotFound),
        (Some(ResolvedMeaning::Ambiguous | ResolvedMeaning::AmbiguousPartial), several) => several
            .iter()
            .find(|one| is_it(&one.email) && one.availability.is_some())
            .ok_or(FreeBusyUnknown::Ambiguous)?,
        (_, several) => several.first().ok_or(FreeBusyUnknown::NotTold)?,
    };
    let availability = recipient.availability.as_ref().ok_or(FreeBusyUnknown::NotTold)?;
    match availability.status.known() {
        Some(AvailabilityMeaning::Success) if !availability.merged.is_empty() => {
            Ok(availability.merged.iter().map(|slot| of_wire(*slot)).collect())
        }
        Some(AvailabilityMeaning::Success) => Err(FreeBusyUnknown::NotTold),
        Some(AvailabilityMeaning::Common(common)) => Err(match common {
            CommonStatus::AvailabilityDLLimitReached => FreeBusyUnknown::LargeGroup,
            CommonStatus::AvailabilityTooManyRecipients | CommonStatus::AvailabilityTransientFailure => {
                FreeBusyUnknown::Later
            }
            CommonStatus::AvailabilityFailure => FreeBusyUnknown::NotAllowed,
            _ => FreeBusyUnknown::NotTold,
        }),
        None => Err(FreeBusyUnknown::NotTold),
    }
}

fn of_wire(slot: eas::FreeBusy) -> FreeBusy {
    match slot {
        eas::FreeBusy::Free => FreeBusy::Free,
        eas::FreeBusy::Tentative => FreeBusy::Tentative,
        eas::FreeBusy::Busy => FreeBusy::Busy,
        eas::FreeBusy::Away => FreeBusy::Away,
        eas::FreeBusy::NoData => FreeBusy::NoData,
    }
}

/// Whoever invites or has accepted is busy then with this very meeting; whoever has not decided has it as a placeholder.
fn may_be_this(who: &PersonFreeBusy) -> bool {
    let comes = who.part == MeetingPart::Organizer || who.status == Some(AttendeeStatus::Accepted);
    match who.during {
        FreeBusy::Busy => comes,
        FreeBusy::Tentative => {
            matches!(who.status, Some(AttendeeStatus::Tentative | AttendeeStatus::None))
        }
        FreeBusy::Free | FreeBusy::Elsewhere | FreeBusy::Away | FreeBusy::NoData => false,
    }
}

fn slots_of(span: Span) -> impl Iterator<Item = Interval> {
    let starts = std::iter::successors(Some(span.start()), |start| Some(*start + SLOT));
    starts.take(span.slots()).map(|start| Interval::new(start, start + SLOT))
}

/// The busiest part in which a time lies. What is not known is only told where nothing else is.
fn busiest(slots: &[FreeBusy], span: Span, time: Interval) -> FreeBusy {
    let during = slots_of(span).zip(slots).filter(|(slot, _)| slot.overlaps(time)).map(|(_, state)| *state);
    during.reduce(busier).unwrap_or(FreeBusy::NoData)
}

pub(crate) fn busier(one: FreeBusy, other: FreeBusy) -> FreeBusy {
    let rank = |state| match state {
        FreeBusy::Free => 0,
        FreeBusy::Elsewhere => 1,
        FreeBusy::NoData => 2,
        FreeBusy::Tentative => 3,
        FreeBusy::Busy => 4,
        FreeBusy::Away => 5,
    };
    if rank(other) > rank(one) { other } else { one }
}

impl Day {
    fn knows(&self, people: &[String]) -> bool {
        people.iter().all(|who| self.people.contains_key(who))
    }
}

impl Cache {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn day(&self, account: &str, span: Span) -> Option<Day> {
        self.known().days.get(&(account.to_owned(), span)).cloned()
    }

    fn keep(&self, account: &str, span: Span, day: Day) {
        let mut known = self.known();
        if known.days.len() >= MOST_DAYS {
            let oldest = known.days.iter().min_by_key(|(_, day)| day.asked_at).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                known.days.remove(&oldest);
            }
        }
        known.days.insert((account.to_owned(), span), day);
    }

    fn is_not_offered(&self, account: &str) -> bool {
        self.known().not_offered.contains(account)
    }

    fn learn_not_offered(&self, account: &str) {
        self.known().not_offered.insert(account.to_owned());
    }

    /// Nothing of a mailbox stays that is gone.
    pub(crate) fn forget(&self, account: &str) {
        let mut known = self.known();
        known.days.retain(|(of, _), _| of != account);
        known.not_offered.remove(account);
    }
}
