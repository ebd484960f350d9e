//! Proposing another time: whether an answer may carry one, and how it reaches the organizer.
//!
//! A proposal is a part of an answer. It is decided, edited, taken back and sent with it, and it never makes a second
//! mail: where the server mails by itself and cannot be told the time, none can be proposed. What can be promised before
//! the click, what is entered, and what is sent are all asked of [`carrier`]. The form of the mail is `meetings`'.

use chrono::{NaiveTime, TimeDelta, WeekdaySet};
use eas::family::ProposedBy;
use meetings::message::Proposal;
use meetings::slots::{Busy, Interval, Search, Slot, WorkingHours, common_free_slots};

use crate::agenda;
use crate::beside;
use crate::cards;
use crate::clock::Timestamp;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::free_busy::{Question, busier};
use crate::grid;
use crate::mailbox::{Key, Mailbox, Meeting, rfc3339};
use crate::store::{AccountRow, AnswerRow, Proposed};
use crate::telling::{self, Telling};
use crate::view::{
    Answer, CalendarsKnown, CommentReach, CommonTimes, FreeBusy, FreeBusyDay, FreeBusyUnknown, FreeTime,
    MeetingPart, NotProposable, Person, PersonFreeBusy, PersonThen, ProposalCalendars, ProposalCarrier,
    ProposedTime, Proposing, RequiredThen,
};

/// So many times are suggested.
const SUGGESTIONS: usize = 4;
/// So far ahead of the meeting's day they lie.
const AHEAD: TimeDelta = TimeDelta::days(8);
/// Nobody proposes a time that is about to begin.
const NOTICE: TimeDelta = TimeDelta::hours(1);

/// What of a meeting matters to proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct About {
    /// The organizer wants replies.
    pub requested: bool,
    /// The organizer's mail address is known here.
    pub addressed: bool,
    /// The organizer wants no proposals.
    pub disallowed: bool,
    /// The whole of a series.
    pub series: bool,
    /// Whole days.
    pub all_day: bool,
}

impl About {
    pub(crate) fn of(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Self {
        let event = mailbox.event(key, meeting);
        let details = meeting.details(event);
        let of_details = |fact: fn(&crate::read::Details) -> bool| details.as_ref().is_some_and(fact);
        Self {
            requested: meeting.requested(event),
            addressed: meeting.organizer(event).mailbox().is_some(),
            disallowed: meeting.disallows_proposals(event),
            series: key.recurrence_id.is_none() && of_details(|details| details.recurring),
            all_day: of_details(|details| details.all_day),
        }
    }
}

/// How another time that goes with this answer would reach the organizer.
pub(crate) fn carrier(
    account: &AccountRow,
    about: About,
    answer: Answer,
) -> Result<ProposalCarrier, NotProposable> {
    let telling = telling::telling(account, about.requested, true, false);
    match telling {
        Telling::Not(_) => return Err(NotProposable::NotRequested),
        Telling::ByMail if !about.addressed => return Err(NotProposable::NoAddress),
        Telling::ByMail | Telling::BySendResponse | Telling::ByServer | Telling::LeftToServer => {}
    }
    if about.series {
        return Err(NotProposable::Series);
    }
    if about.all_day {
        return Err(NotProposable::AllDay);
    }
    let can = telling::capabilities(account);
    let by = match answer {
        Answer::Accepted => return Err(NotProposable::Accepted),
        Answer::Tentative => can.proposal,
        Answer::Declined => can.proposal_with_decline,
    };
    let in_words = match telling::comment_reach(account) {
        CommentReach::Always => Ok(ProposalCarrier::Words),
        CommentReach::WhenTentative if answer == Answer::Tentative => Ok(ProposalCarrier::Words),
        CommentReach::WhenTentative | CommentReach::Never => Err(NotProposable::Server),
    };
    match (telling, by) {
        (Telling::Not(_), _) => Err(NotProposable::NotRequested),
        _ if about.disallowed => in_words,
        // The mail is ours.
        (Telling::ByMail, ProposedBy::SendResponse | ProposedBy::Counter) if answer == Answer::Tentative => {
            Ok(ProposalCarrier::Counter)
        }
        (Telling::ByMail, _) | (Telling::BySendResponse, ProposedBy::Comment) => in_words,
        (Telling::BySendResponse | Telling::ByServer | Telling::LeftToServer, ProposedBy::SendResponse) => {
            Ok(ProposalCarrier::SendResponse)
        }
        // The mail would be ours, instead of the server's.
        (Telling::BySendResponse, ProposedBy::Counter) if about.addressed => Ok(ProposalCarrier::Counter),
        (Telling::BySendResponse, ProposedBy::Counter) => Err(NotProposable::NoAddress),
        // A mail of ours would be the second one.
        (Telling::ByServer | Telling::LeftToServer | Telling::BySendResponse, _) => {
            Err(NotProposable::Server)
        }
    }
}

/// How an answer is told that carries this: a COUNTER of ours goes instead of the server's mail.
pub(crate) fn carried(telling: Telling, proposed: Option<&Proposed>) -> Telling {
    match (telling, proposed.map(|proposed| proposed.carrier)) {
        (Telling::BySendResponse, Some(ProposalCarrier::Counter)) => Telling::ByMail,
        (telling, _) => telling,
    }
}

/// The other time of an answer whose mail from here is a COUNTER; also where the server should have told it and may not
/// have.
pub(crate) fn countered(answer: &AnswerRow) -> Option<Proposal> {
    let Proposed { start, end, carrier } = answer.proposed?;
    let recognised = carrier != ProposalCarrier::Words && answer.answer == Answer::Tentative;
    recognised.then_some(Proposal { start, end })
}

/// What the answer bar may offer.
pub(crate) fn offer(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Proposing {
    let about = About::of(mailbox, key, meeting);
    let with = |answer| carrier(&mailbox.account, about, answer);
    let (tentative, declined) = (with(Answer::Tentative), with(Answer::Declined));
    Proposing {
        tentative: tentative.ok(),
        declined: declined.ok(),
        impossible: tentative.err().filter(|_| declined.is_err()),
        disallowed: about.disallowed,
    }
}

/// The proposal of a new answer, if its time can be proposed.
pub(crate) fn proposed(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    answer: &Wanted,
    now: Timestamp,
) -> Result<Proposed, NotProposable> {
    let Wanted { answer, tell, time: (start, end), is: (at, until) } = *answer;
    let carrier = carrier(&mailbox.account, About::of(mailbox, key, meeting), answer)?;
    match () {
        () if end <= start => Err(NotProposable::Order),
        () if end <= now => Err(NotProposable::Past),
        () if (start, end) == (at, until) => Err(NotProposable::Same),
        () if !tell => Err(NotProposable::Silent),
        () => Ok(Proposed { start, end, carrier }),
    }
}

/// A time that somebody wants to propose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub answer: Answer,
    /// The organizer is told.
    pub tell: bool,
    pub time: (Timestamp, Timestamp),
    /// When the meeting is now.
    pub is: (Timestamp, Timestamp),
}

/// As the screen shows it.
pub(crate) fn shown(answer: &AnswerRow) -> Option<ProposedTime> {
    let Proposed { start, end, carrier } = answer.proposed?;
    Some(ProposedTime { start: rfc3339(start), end: rfc3339(end), carrier })
}

impl Engine {
    /// Times worth proposing instead of a meeting's own, best first: free in my calendar, in my working hours, on
    /// its day or in the week after. `minutes`: how long; `None`: as long as the meeting.
    pub fn times_to_propose(
        &self,
        account: &str,
        meeting: &str,
        minutes: Option<u32>,
    ) -> Result<Vec<FreeTime>> {
        let mailbox = self.mailbox(account)?;
        let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        let window = Window::of(&mailbox, key, found, minutes, self.now());
        let mut times = window.ok_or(EngineError::NotFound("meeting"))?.times(&[], &[Strictness::Mine]);
        times.sort_by(|one, other| one.start.cmp(&other.start));
        Ok(times)
    }

    /// The same times by the calendars of everybody who is invited, as far as the server tells of them: those at which
    /// everybody is free come first, and somebody who has to come is in the way of a time as I am. Only where that
    /// leaves nothing, what the others have is less of a hindrance than no time at all.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked. A server that has no such command is no error.
    pub async fn common_times(
        &self,
        account: &str,
        meeting: &str,
        minutes: Option<u32>,
    ) -> Result<CommonTimes> {
        let (window, question) = {
            let mailbox = self.mailbox(account)?;
            let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let window = Window::of(&mailbox, key, found, minutes, self.now());
            let window = window.ok_or(EngineError::NotFound("meeting"))?;
            // Whole days: what is asked does not change with the clock, nor with how long it is to be.
            let (from, _) = agenda::day_of(window.range.start, mailbox.zone);
            let (_, to) = agenda::day_of(window.range.end, mailbox.zone);
            let question = Question::over(&mailbox, key, found, Interval::new(from, to), window.meeting);
            (window, question)
        };
        let told = self.ask_free_busy(account, question, false).await?;
        let others: Vec<Other> = told
            .people
            .iter()
            .filter(|who| who.part != MeetingPart::Me)
            .map(|who| Other::of(who, &told))
            .collect();
        let known = match others.iter().filter(|other| other.unknown.is_none()).count() {
            _ if !told.offered => CalendarsKnown::NotOffered,
            some if some == others.len() && told.left_out == 0 => CalendarsKnown::All,
            0 => CalendarsKnown::OnlyMine,
            _ => CalendarsKnown::Some,
        };
        let mut times = window.times(&others, &[Strictness::Night, Strictness::Needed, Strictness::Mine]);
        if matches!(known, CalendarsKnown::OnlyMine | CalendarsKnown::NotOffered) {
            times.sort_by(|one, other| one.start.cmp(&other.start));
        }
        Ok(CommonTimes { times, known, left_out: told.left_out, asked_at: told.asked_at })
    }

    /// Whether the required people of a meeting that I organize are free at the times that are proposed: one question
    /// over all the days of the proposals. `anew` as in [`Engine::free_busy`].
    ///
    /// # Errors
    /// Whatever keeps the server from being asked. A server that has no such command is no error.
    pub async fn proposal_calendars(
        &self,
        account: &str,
        meeting: &str,
        anew: bool,
    ) -> Result<ProposalCalendars> {
        let (times, own, question) = {
            let mailbox = self.mailbox(account)?;
            let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let grid = grid::grid(&mailbox, key, found, &grid::Looked::default(), self.now());
            let grid = grid.ok_or(EngineError::NotFound("meeting that you organize"))?;
            let ahead = grid.proposals.iter().filter(|slot| !slot.past);
            let mut times: Vec<Interval> = ahead
                .filter_map(|slot| Some(Interval::new(slot.start.parse().ok()?, slot.end.parse().ok()?)))
                .collect();
            times.dedup();
            let latest = times.iter().map(|time| time.end.max(time.start)).max();
            let (Some(first), Some(latest)) = (times.first().copied(), latest) else {
                let (times, left_out) = (Vec::new(), 0);
                return Ok(ProposalCalendars { offered: true, times, left_out, asked_at: None });
            };
            let (from, _) = agenda::day_of(first.start, mailbox.zone);
            let (_, to) = agenda::day_of(latest, mailbox.zone);
            let dates = mailbox.event(key, found).map(|event| event.occurrences(from, to));
            let own = dates.into_iter().flatten().map(|date| Interval::new(date.start, date.end));
            let own: Vec<Interval> = own.collect();
            (times, own, Question::over(&mailbox, key, found, Interval::new(from, to), first))
        };
        let told = self.ask_free_busy(account, question, anew).await?;
        let required = told.people.iter().filter(|who| who.part == MeetingPart::Required);
        let required: Vec<Other> = required.map(|who| Other::of(who, &told).apart_from(&own)).collect();
        let then = |time: Interval| RequiredThen {
            start: rfc3339(time.start),
            end: rfc3339(time.end),
            people: required.iter().map(|who| who.at(time)).collect(),
        };
        let times = if told.offered { times.into_iter().map(then).collect() } else { Vec::new() };
        Ok(ProposalCalendars {
            offered: told.offered,
            times,
            left_out: told.left_out,
            asked_at: told.asked_at,
        })
    }
}

/// In which time others are looked for, and what stands in the way there as far as the cache knows.
struct Window {
    range: Interval,
    /// How it is now.
    meeting: Interval,
    length: TimeDelta,
    hours: WorkingHours,
    mine: Busy,
    /// The waking hours of the organizer, where their clock shows another time than mine.
    organizer_awake: Option<WorkingHours>,
}

/// What a server told of somebody else.
struct Other {
    person: Person,
    part: MeetingPart,
    unknown: Option<FreeBusyUnknown>,
    slots: Vec<(Interval, FreeBusy)>,
}

/// What is in the way of a time, strictest first; what others have besides only makes it a worse one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strictness {
    /// Whoever has to come, and the organizer's night.
    Night,
    /// Whoever has to come.
    Needed,
    /// Only what I have.
    Mine,
}

impl Window {
    fn of(
        mailbox: &Mailbox,
        key: &Key,
        meeting: &Meeting,
        minutes: Option<u32>,
        now: Timestamp,
    ) -> Option<Self> {
        let details = mailbox.details(key, meeting)?;
        let (day, _) = agenda::day_of(details.start, mailbox.zone);
        let start = day.max(now + NOTICE);
        let range = Interval::new(start, start + AHEAD);
        let meeting = Interval::new(details.start, details.end);
        let mut mine = beside::taken_by_others(mailbox, key, range);
        // Its own time is what is not wanted.
        mine.busy.push(meeting);
        let length = minutes.map_or(meeting.length(), |minutes| TimeDelta::minutes(minutes.into()));
        let zone = cards::organizer_zone(mailbox, &details).and_then(|zone| zone.parse().ok());
        let organizer_awake = zone.map(|zone| WorkingHours {
            days: WeekdaySet::ALL,
            from: NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default(),
            to: NaiveTime::from_hms_opt(20, 0, 0).unwrap_or_default(),
            zone,
        });
        Some(Self { range, meeting, length, hours: mailbox.rules.hours, mine, organizer_awake })
    }

    /// Those of the strictest search that finds any, best first.
    fn times(&self, others: &[Other], searches: &[Strictness]) -> Vec<FreeTime> {
        let by = |strictness| self.search(others, strictness);
        let mut found = searches.iter().copied().map(by);
        let slots = found.find(|slots| !slots.is_empty()).unwrap_or_default();
        slots.iter().map(|slot| self.shown(slot, others)).collect()
    }

    fn search(&self, others: &[Other], strictness: Strictness) -> Vec<Slot> {
        let mut people = vec![self.mine.clone()];
        people.extend(others.iter().map(|other| other.busy(strictness != Strictness::Mine)));
        if strictness == Strictness::Night {
            people.push(Busy { busy: self.nights(), tentative: Vec::new() });
        }
        common_free_slots(&Search {
            hours: &self.hours,
            people: &people,
            duration: self.length,
            range: self.range,
            most: SUGGESTIONS,
        })
    }

    /// When it is night where the organizer is.
    fn nights(&self) -> Vec<Interval> {
        let Some(awake) = &self.organizer_awake else { return Vec::new() };
        let day = |instant: Timestamp| instant.with_timezone(&awake.zone).date_naive();
        let first = day(self.range.start - TimeDelta::days(1));
        let last = day(self.range.end + TimeDelta::days(1));
        let days: Vec<Interval> =
            first.iter_days().take_while(|day| *day <= last).filter_map(|day| awake.on(day)).collect();
        days.windows(2).map(|pair| Interval::new(pair[0].end, pair[1].start)).collect()
    }

    fn shown(&self, slot: &Slot, others: &[Other]) -> FreeTime {
        FreeTime {
            start: rfc3339(slot.time.start),
            end: rfc3339(slot.time.end),
            tentative: slot.tentative.contains(&0),
            others: others.iter().map(|other| other.at(slot.time)).collect(),
            night_for_organizer: self.organizer_awake.is_some_and(|awake| awake.outside(slot.time).is_some()),
        }
    }
}

impl Other {
    /// Whoever's answer cannot be placed in time stays, as somebody of whom nothing is known.
    fn of(who: &PersonFreeBusy, told: &FreeBusyDay) -> Self {
        let start = told.start.parse::<Timestamp>().ok();
        let part = TimeDelta::minutes(told.slot_minutes.into());
        let starts = std::iter::successors(start, |start| Some(*start + part));
        let slots = starts.map(|start| Interval::new(start, start + part)).zip(who.slots.iter().copied());
        Self {
            person: who.person.clone(),
            part: who.part,
            unknown: who.unknown.or(start.is_none().then_some(FreeBusyUnknown::NotTold)),
            slots: slots.collect(),
        }
    }

    /// Without what may be the meeting itself: that somebody is taken then says nothing of another time.
    fn apart_from(mut self, own: &[Interval]) -> Self {
        for (slot, state) in &mut self.slots {
            if *state != FreeBusy::Free && own.iter().any(|time| time.overlaps(*slot)) {
                *state = FreeBusy::NoData;
            }
        }
        self
    }

    /// Whoever is only welcome does not stand in the way of the others.
    fn busy(&self, in_the_way: bool) -> Busy {
        let during = |which: fn(FreeBusy) -> bool| {
            let taken = self.slots.iter().filter(move |(_, state)| which(*state));
            taken.map(|(slot, _)| *slot)
        };
        let known = during(|state| matches!(state, FreeBusy::Busy | FreeBusy::Away));
        let doubtful = during(|state| matches!(state, FreeBusy::Tentative | FreeBusy::NoData));
        if in_the_way && self.part != MeetingPart::Optional {
            Busy { busy: known.collect(), tentative: doubtful.collect() }
        } else {
            Busy { busy: Vec::new(), tentative: known.chain(doubtful).collect() }
        }
    }

    fn at(&self, time: Interval) -> PersonThen {
        let during = self.slots.iter().filter(|(slot, _)| slot.overlaps(time)).map(|(_, state)| *state);
        let then = during.reduce(busier).unwrap_or(FreeBusy::NoData);
        PersonThen { person: self.person.clone(), part: self.part, then, unknown: self.unknown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_whose_answer_cannot_be_placed_in_time_stays_as_unknown() {
        let carol = PersonFreeBusy {
            person: Person { name: "Carol Reyes".into(), email: "carol@contoso.com".into() },
            part: MeetingPart::Required,
            status: None,
            slots: vec![FreeBusy::Busy; 2],
            during: FreeBusy::Busy,
            may_be_this: false,
            unknown: None,
        };
        let told = |start: &str| FreeBusyDay {
            offered: true,
            start: start.to_owned(),
            slot_minutes: 30,
            meeting_start: String::new(),
            meeting_end: String::new(),
            people: Vec::new(),
            left_out: 0,
            asked_at: None,
        };
        let start: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
        let time = Interval::new(start, start + TimeDelta::hours(1));
        let then = |told: &FreeBusyDay| {
            let other = Other::of(&carol, told);
            let then = other.at(time);
            (then.person.email, then.then, then.unknown)
        };
        let carol = "carol@contoso.com".to_owned();
        assert_eq!(then(&told("2026-12-01T09:00:00Z")), (carol.clone(), FreeBusy::Busy, None));
        let unknown = (carol, FreeBusy::NoData, Some(FreeBusyUnknown::NotTold));
        assert_eq!(then(&told("soon")), unknown, "she is among the people all the same");
    }
}
