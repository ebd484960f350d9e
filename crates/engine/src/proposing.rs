//! Proposing another time: whether an answer may carry one, and how it reaches the organizer.
//!
//! A proposal is a part of an answer. It is decided, edited, taken back and sent with it, and it never makes a second
//! mail: where the server mails by itself and cannot be told the time, none can be proposed. What can be promised before
//! the click, what is entered, and what is sent are all asked of [`carrier`]. The form of the mail is `meetings`'.

use chrono::TimeDelta;
use eas::family::ProposedBy;
use meetings::message::Proposal;
use meetings::slots::{Interval, Search, common_free_slots};

use crate::agenda;
use crate::beside;
use crate::clock::Timestamp;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::mailbox::{Key, Mailbox, Meeting, rfc3339};
use crate::store::{AccountRow, AnswerRow, Proposed};
use crate::telling::{self, Telling};
use crate::view::{Answer, CommentReach, FreeTime, NotProposable, ProposalCarrier, ProposedTime, Proposing};

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
    match (telling::telling(account, about.requested, true, false), by) {
        (Telling::Not(_), _) => Err(NotProposable::NotRequested),
        _ if about.disallowed => in_words,
        // The mail is ours.
        (Telling::ByMail, ProposedBy::SendResponse | ProposedBy::Counter) if answer == Answer::Tentative => {
            Ok(ProposalCarrier::Counter)
        }
        (Telling::ByMail, _) | (Telling::BySendResponse, ProposedBy::Comment) => in_words,
        (Telling::BySendResponse | Telling::ByServer, ProposedBy::SendResponse) => {
            Ok(ProposalCarrier::SendResponse)
        }
        (Telling::BySendResponse, ProposedBy::Counter) => Ok(ProposalCarrier::Counter),
        // A mail of ours would be the second one.
        (Telling::ByServer | Telling::BySendResponse, _) => Err(NotProposable::Server),
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
        let details = mailbox.details(key, found).ok_or(EngineError::NotFound("meeting"))?;
        let now = self.now();
        let (day, _) = agenda::day_of(details.start, mailbox.zone);
        let start = day.max(now + NOTICE);
        let range = Interval::new(start, start + AHEAD);
        let mut mine = beside::taken_by_others(&mailbox, key, range);
        // Its own time is what is not wanted.
        mine.busy.push(Interval::new(details.start, details.end));
        let length =
            minutes.map_or(details.end - details.start, |minutes| TimeDelta::minutes(minutes.into()));
        // Others whose free time is known belong beside me here.
        let people = [mine];
        let search = Search {
            hours: &mailbox.rules.hours,
            people: &people,
            duration: length,
            range,
            most: SUGGESTIONS,
        };
        let mut slots = common_free_slots(&search);
        slots.sort_by_key(|slot| slot.time);
        let shown = slots.iter().map(|slot| FreeTime {
            start: rfc3339(slot.time.start),
            end: rfc3339(slot.time.end),
            tentative: !slot.tentative.is_empty(),
        });
        Ok(shown.collect())
    }
}
