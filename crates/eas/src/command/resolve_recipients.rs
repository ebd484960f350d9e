//! ResolveRecipients: who is behind an address, and when they are free (MS-ASCMD 2.2.1.15).
//!
//! Only the free/busy part is asked for; certificates and pictures are of no use here. Servers cut time into half hours
//! and some refuse a span that is not made of whole ones, so a [`Span`] always is. What is asked of a colleague's
//! calendar is told to nobody; what to make of it is for others.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use wbxml::{Element, tags::resolve_recipients as rr};

use super::{Command, number};
use crate::error::ProtocolError;
use crate::item::extended;
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;
use crate::wire::wire_numbers;

/// How long one digit of MergedFreeBusy stands for.
pub const SLOT: TimeDelta = TimeDelta::minutes(30);

/// Asks when people are free.
#[derive(Clone, PartialEq, Eq)]
pub struct ResolveRecipients {
    /// Addresses; at most [`MOST`](Self::MOST).
    pub to: Vec<String>,
    /// When.
    pub availability: Span,
}

/// A span of time made of whole half hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Span {
    /// The half hours in which this time lies; at least one.
    pub fn around(start: DateTime<Utc>, end: DateTime<Utc>) -> Span {
        let first = start.duration_trunc(SLOT).unwrap_or(start);
        let last = end.duration_trunc(SLOT).unwrap_or(end);
        let last = if last < end { last + SLOT } else { last };
        Span { start: first, end: last.max(first + SLOT) }
    }

    /// Its beginning.
    pub fn start(self) -> DateTime<Utc> {
        self.start
    }

    /// Its end.
    pub fn end(self) -> DateTime<Utc> {
        self.end
    }

    /// How many half hours it has.
    pub fn slots(self) -> usize {
        usize::try_from((self.end - self.start).num_minutes() / SLOT.num_minutes()).unwrap_or(0)
    }
}

wire_numbers! {
    /// One digit of MergedFreeBusy (MS-ASCMD 2.2.3.109). Where several things share a half hour, the highest counts.
    FreeBusy {
        /// Free.
        Free = 0,
        /// Perhaps busy.
        Tentative = 1,
        /// Busy.
        Busy = 2,
        /// Out of office.
        Away = 3,
        /// The server does not know.
        NoData = 4,
    }
}

/// What became of the question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolveRecipientsReply {
    /// In the order of the answer. SOGo leaves out whoever it does not know.
    pub responses: Vec<Resolved>,
}

/// What became of one address.
#[derive(Clone, PartialEq, Eq)]
pub struct Resolved {
    /// As it was asked for.
    pub to: String,
    /// Whether somebody was found.
    pub status: ResolvedStatus,
    /// Who: one person, or everybody it may mean (of a group: its members).
    pub recipients: Vec<Recipient>,
}

/// Somebody who was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Name; may be empty.
    pub display_name: String,
    /// Address.
    pub email: String,
    /// When they are free.
    pub availability: Option<Availability>,
}

/// When somebody is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Whether the server tells.
    pub status: AvailabilityStatus,
    /// One for each half hour of the [`Span`], as far as the server went.
    pub merged: Vec<FreeBusy>,
}

statuses! {
    /// Status of the whole command (MS-ASCMD 2.2.3.177.11).
    ResolveRecipientsStatus,
    /// What a [`ResolveRecipientsStatus`] can mean.
    ResolveRecipientsMeaning,
    {
        /// Done.
        1 Success => None,
        /// The request breaks a rule or a limit: too many people, or too long a time.
        5 ProtocolError => Some(Retry::Permanent),
        /// The server failed.
        6 ServerError => Some(Retry::LATER),
    }
}

statuses! {
    /// Status of one address.
    ResolvedStatus,
    /// What a [`ResolvedStatus`] can mean.
    ResolvedMeaning,
    {
        /// One person (or group) was found.
        1 Resolved => None,
        /// It may mean several; all of them follow.
        2 Ambiguous => None,
        /// It may mean several; some of them follow.
        3 AmbiguousPartial => None,
        /// Nobody is known by it.
        4 Unresolved => None,
    }
}

statuses! {
    /// Status of one person's Availability. All but success are statuses from 160 on: too many people, too large a
    /// group, a failure that passes, and one that does not (mostly: no permission).
    AvailabilityStatus,
    /// What an [`AvailabilityStatus`] can mean.
    AvailabilityMeaning,
    {
        /// It follows.
        1 Success => None,
    }
}

impl ResolveRecipients {
    /// So many people in one command (MS-ASCMD 3.1.5.5).
    pub const MOST: usize = 100;
    /// Exchange tells of no longer time.
    pub const LONGEST: TimeDelta = TimeDelta::days(42);
    /// Characters of an address (MS-ASCMD 2.2.3.182.1).
    pub const LONGEST_ADDRESS: usize = 256;
}

impl Command for ResolveRecipients {
    const NAME: &'static str = "ResolveRecipients";
    type Reply = ResolveRecipientsReply;

    fn request(&self, version: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let unsupported = |what| Err(ProtocolError::Unsupported { command: Self::NAME, version, what });
        if self.to.is_empty() || self.to.len() > Self::MOST {
            return unsupported("ask for nobody, or for more than 100 people at once");
        }
        let too_long = |to: &String| to.is_empty() || to.chars().count() > Self::LONGEST_ADDRESS;
        if self.to.iter().any(too_long) {
            return unsupported("ask for an address without characters, or with more than 256");
        }
        let Span { start, end } = self.availability;
        if end - start > Self::LONGEST {
            return unsupported("ask for more than 42 days");
        }
        let availability = Element::new(rr::AVAILABILITY)
            .with(Element::text(rr::START_TIME, extended(start)))
            .with(Element::text(rr::END_TIME, extended(end)));
        let request = Element::new(rr::RESOLVE_RECIPIENTS)
            .with_all(self.to.iter().map(|to| Element::text(rr::TO, to.as_str())))
            .with(Element::new(rr::OPTIONS).with(availability));
        Ok(Some(request))
    }

    /// An empty body tells of nobody: SOGo's, who knows none of them.
    fn reply(
        &self,
        body: Option<Element>,
        _: ProtocolVersion,
    ) -> Result<ResolveRecipientsReply, ProtocolError> {
        let Some(body) = body else { return Ok(ResolveRecipientsReply::default()) };
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        match number(&body, rr::STATUS) {
            Some(status) => ResolveRecipientsStatus(status).check(Self::NAME)?,
            None if body.find(rr::RESPONSE).is_none() => return Err(missing("Status")),
            None => {}
        }
        let responses = body.find_all(rr::RESPONSE).map(|response| self.resolved(response)).collect();
        Ok(ResolveRecipientsReply { responses })
    }
}

impl ResolveRecipients {
    fn resolved(&self, response: &Element) -> Resolved {
        let text = |tag| response.value_of(tag).unwrap_or_default().into_owned();
        let recipients = response.find_all(rr::RECIPIENT).map(|recipient| self.recipient(recipient));
        let recipients: Vec<Recipient> = recipients.collect();
        // Without a word about it, somebody who is there was found.
        let implied = if recipients.is_empty() { 4 } else { 1 };
        Resolved {
            to: text(rr::TO),
            status: ResolvedStatus(number(response, rr::STATUS).unwrap_or(implied)),
            recipients,
        }
    }

    fn recipient(&self, recipient: &Element) -> Recipient {
        let text = |tag| recipient.value_of(tag).unwrap_or_default().trim().to_owned();
        Recipient {
            display_name: text(rr::DISPLAY_NAME),
            email: text(rr::EMAIL_ADDRESS),
            availability: recipient.find(rr::AVAILABILITY).map(|told| Availability {
                status: AvailabilityStatus(number(told, rr::STATUS).unwrap_or(1)),
                // SOGo tells one half hour more than was asked for.
                merged: told
                    .value_of(rr::MERGED_FREE_BUSY)
                    .unwrap_or_default()
                    .trim()
                    .chars()
                    .take(self.availability.slots())
                    .map(digit)
                    .collect(),
            }),
        }
    }
}

/// What nobody has described is not known.
fn digit(digit: char) -> FreeBusy {
    let number = digit.to_digit(10).and_then(|number| i16::try_from(number).ok());
    number.and_then(FreeBusy::from_number).unwrap_or(FreeBusy::NoData)
}

/// People are counted in logs, not named.
impl std::fmt::Debug for ResolveRecipients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ResolveRecipients({} people, {:?})", self.to.len(), self.availability)
    }
}

impl std::fmt::Debug for Resolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Resolved({}, {} people)", self.status, self.recipients.len())
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recipient({:?})", self.availability)
    }
}
