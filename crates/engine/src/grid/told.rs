//! What people tell by mail: response mails, and the iCalendar in them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use meetings::itip::AttendeeAnswer;
use meetings::message::{InstanceType, MessageKind, Proposal};

use super::{answered, day};
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, from_meetings, rfc3339};
use crate::read::{self, Event, Mail};
use crate::view::{Answer, Attendee, AttendeeStatus};

/// What one response mail tells of a meeting, or of one date of a series.
pub(super) struct Told {
    /// Who says it, in comparable form.
    pub who: String,
    pub person: meetings::Person,
    /// The one date of the series; none: the meeting, or the whole series.
    pub date: Option<Timestamp>,
    pub answer: Answer,
    pub at: Option<Timestamp>,
    pub comment: Option<String>,
    pub proposal: Option<Proposal>,
    /// When the meeting was as far as the mail knows; none where it does not say that of this date.
    was: Option<(Timestamp, Timestamp)>,
    sender: String,
    /// Nobody says whether it is about the whole series or about one date.
    unclear: bool,
    /// The day in the series' own calendar that `date` names.
    pub day: Option<NaiveDate>,
}

impl Told {
    /// Everything that was ever told of a meeting and of the dates of a series, newest first.
    pub(super) fn all(mailbox: &Mailbox, key: &Key, meeting: &Meeting, event: &Event) -> Vec<Self> {
        let is_series = key.recurrence_id.is_none() && event.details.recurring;
        let dates = mailbox.meetings.range(key..).skip(1);
        let dates = dates.take_while(|(date, _)| is_series && date.uid == key.uid).map(|(_, date)| date);
        let groups = std::iter::once(meeting).chain(dates).filter_map(|it| it.group.as_ref());
        let mut mails: Vec<&Mail> = groups.flat_map(meetings::group::Group::responses).collect();
        mails.sort_by_key(|mail| Reverse(mail.meeting.revision()));
        let told = mails.into_iter().flat_map(|mail| of_mail(mail, mailbox, is_series.then_some(event)));
        told.map(|it| {
            let date = it.date.filter(|_| is_series);
            Self { date, day: date.map(|at| day(event, at)), ..it }
        })
        .collect()
    }

    /// What each sender's newest mail tells of the meeting as a whole.
    pub(super) fn newest_of_series(all: &[Self]) -> Vec<&Self> {
        let mut seen = BTreeSet::new();
        all.iter().filter(|told| told.day.is_none() && seen.insert(&told.sender)).collect()
    }

    /// Does its proposal still stand? Not where the server says that nothing is proposed any more, and not where the
    /// meeting was moved since.
    pub(super) fn proposes(&self, event: &Event, attendee: &read::Attendee) -> bool {
        let is = (event.details.start, event.details.end);
        !attendee.proposal_cleared && (event.details.recurring || !self.is_behind(is))
    }

    /// Was it written when the meeting was at another time? A COUNTER may give the proposed time for the meeting's own.
    pub(super) fn is_behind(&self, is: (Timestamp, Timestamp)) -> bool {
        let proposed = self.proposal.map(|proposal| (proposal.start, proposal.end));
        self.was.is_some_and(|was| was != is && Some(was) != proposed)
    }

    pub(super) fn add_to(&self, line: &mut Attendee, looked: Option<&Timestamp>) {
        let nothing_yet = line.status == AttendeeStatus::None;
        line.from_mail_only |= nothing_yet;
        if self.unclear {
            line.unclear = nothing_yet.then(|| answered(self.answer));
        } else if nothing_yet {
            line.status = answered(self.answer);
        }
        // A mail of an earlier answer says nothing about the one the calendar shows now.
        if line.status == answered(self.answer) || line.unclear.is_some() {
            line.answered_at = self.at.map(rfc3339);
            line.comment.clone_from(&self.comment);
            line.new = self.is_news(looked);
        }
    }

    /// Did it come after the organizer last looked?
    pub(super) fn is_news(&self, looked: Option<&Timestamp>) -> bool {
        self.at.is_some_and(|at| looked.is_none_or(|looked| at > *looked))
    }
}

/// What a mail is about that names no date of a series itself.
enum About {
    /// All of it.
    Series,
    /// The date of this original start.
    Date(Timestamp),
    /// Either, or a date that is not to be found.
    Unclear,
}

impl About {
    /// By what the mail says of the meeting: its rule, what kind of thing it is, else when it is. A mail at the series'
    /// own time can only be taken for the whole.
    fn of(mail: &Mail, event: &Event) -> Self {
        let one_date = match mail.instance {
            _ if mail.details.rule.is_some() => return Self::Series,
            Some(InstanceType::Series) => return Self::Series,
            Some(InstanceType::Occurrence | InstanceType::Exception | InstanceType::Orphan) => true,
            Some(InstanceType::Single) | None => false,
        };
        let start = mail.details.start;
        if !one_date && start == event.details.start {
            return Self::Series;
        }
        let around = event.occurrences(start - TimeDelta::days(1), start + TimeDelta::days(1));
        let then = around.iter().find(|date| date.start == start);
        then.map_or(Self::Unclear, |date| Self::Date(date.recurrence_id))
    }
}

/// A mail's outside names one date at most; the iCalendar in it can tell of several. `series`: that it may be about.
fn of_mail(mail: &Mail, mailbox: &Mailbox, series: Option<&Event>) -> Vec<Told> {
    let MessageKind::Response(by_class) = mail.meeting.kind else { return Vec::new() };
    // Where the MIME was fetched, the iCalendar in it says more than the mail's outside.
    let inside = mail.mime.as_deref().and_then(meetings::itip::calendar_part);
    let inside = inside
        .and_then(|ics| meetings::itip::parse(&ics).ok())
        .map(|itip| itip.answers(&mail.meeting.sender, &meetings::Zone::Iana(mailbox.zone)))
        .unwrap_or_default();
    let outside = mail.meeting.recurrence_id;
    let fits = outside.is_none() || inside.iter().any(|answer| answer.recurrence_id == outside);
    match inside.as_slice() {
        [] => {
            let told = one(mail, by_class, None, true);
            let about = series.filter(|_| outside.is_none()).map(|series| About::of(mail, series));
            vec![match about {
                None | Some(About::Series) => told,
                Some(About::Date(at)) => Told { date: Some(at), ..told },
                Some(About::Unclear) => Told { unclear: true, ..told },
            }]
        }
        _ if !fits => vec![one(mail, by_class, None, true)],
        [only] => vec![one(mail, by_class, Some(only), true)],
        several => several
            .iter()
            .map(|answer| one(mail, by_class, Some(answer), answer.recurrence_id == outside))
            .collect(),
    }
}

/// `outside`: what the mail itself says is about this.
fn one(mail: &Mail, by_class: meetings::Answer, inside: Option<&AttendeeAnswer>, outside: bool) -> Told {
    let sender = &mail.meeting.sender;
    let mut person = inside.map_or_else(|| sender.clone(), |inside| inside.attendee.clone());
    if person.name.is_empty() {
        person.name.clone_from(&sender.name);
    }
    let shown = if inside.is_some() { "" } else { mail.body.shown() };
    let comment = inside.map_or(shown, |inside| inside.comment.as_str()).trim();
    let proposed = mail.meeting.proposed.filter(|_| outside);
    let proposed = proposed.or_else(|| inside.and_then(|inside| inside.proposal));
    // The sentence of the mail says once more what stands beside it.
    let comment = if proposed.is_some() { meetings::reply::without_words(comment) } else { comment };
    let answer = inside.and_then(|inside| inside.answer).unwrap_or(by_class);
    let says_nothing =
        comment.is_empty() || comment == meetings::reply::stand_in(person.display_name(), answer);
    let comment = (!says_nothing).then(|| comment.to_owned());
    Told {
        who: person.key(),
        person,
        date: inside.map_or(mail.meeting.recurrence_id, |inside| inside.recurrence_id),
        answer: from_meetings(answer),
        at: mail.meeting.received.or(mail.meeting.dt_stamp),
        comment,
        proposal: proposed,
        was: outside.then_some((mail.details.start, mail.details.end)),
        sender: sender.key(),
        unclear: false,
        day: None,
    }
}
