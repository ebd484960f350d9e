//! A mailbox as a person sees it: one meeting, however many mails, calendar items and answers it has.
//!
//! Everything is loaded from the store and put together here, in memory; [`crate::cards`], [`crate::grid`] and
//! [`crate::agenda`] draw from it. Which mail counts and what may be answered is decided by `meetings`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use meetings::answerable::{self, MailState};
use meetings::group::{Group, group};
use meetings::invisible::visible;
use meetings::message::{MeetingMessageType, MessageKind};
use meetings::{Person, ResponseType, Uid};
use sha2::{Digest as _, Sha256};

use crate::clock::Timestamp;
use crate::coming;
use crate::day_rules::Rules;
use crate::hazards::{Mutant, broken};
use crate::read::{self, Details, Event, Mail};
use crate::store::{AccountRow, AnswerRow, CalendarChangeRow, Class, ItemRow, Result, State, Store};
use crate::telling;
use crate::unmailed::{self, Pair, Unmailed};
use crate::view::{Answer, AnswerFrom, HistoryKind, InvitationState, NotAnswerable};

/// A Sync may repeat what it said before; so many that do not show an answer, long after the server took it, say that the
/// server does not have it.
const MOST_UNSHOWN: u32 = 2;

/// What names a meeting: UID in comparable form, and the one occurrence it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub uid: String,
    pub recurrence_id: Option<Timestamp>,
}

impl Key {
    pub(crate) fn new(uid: &Uid, recurrence_id: Option<Timestamp>) -> Self {
        Self { uid: uid.key().into_owned(), recurrence_id }
    }

    /// The meeting's id in every view: the same after Delete + Add, after a resync and on another day.
    pub(crate) fn id(&self, account: &str) -> String {
        let occurrence = self.recurrence_id.map(|at| at.timestamp().to_string()).unwrap_or_default();
        short_hash(&[account, &self.uid, &occurrence])
    }
}

/// Sixteen hex digits that name the same thing every time.
pub(crate) fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Everything of one mailbox that concerns meetings.
pub(crate) struct Mailbox {
    pub account: AccountRow,
    /// The zone of the person looking.
    pub zone: Tz,
    /// When they work, and how much time they need between two things.
    pub rules: Rules,
    pub meetings: BTreeMap<Key, Meeting>,
    /// Calendar items, meetings and appointments.
    pub events: Vec<Event>,
    /// When each card was opened with something new on it.
    pub seen: HashMap<String, Timestamp>,
    /// When it was opened the time before.
    pub seen_before: HashMap<String, Timestamp>,
}

/// One meeting, or one occurrence that is talked about by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meeting {
    pub group: Option<Group<Mail>>,
    /// Position in [`Mailbox::events`].
    pub event: Option<usize>,
    /// Newest first.
    pub answers: Vec<AnswerRow>,
    /// What was changed in the calendar item and no mail tells, oldest first; also in single dates of a series.
    pub unmailed: Vec<Unmailed>,
    /// The earliest version of the calendar item that the newest one came from, as far as they are kept.
    pub event_was: Option<Box<Event>>,
}

impl Mailbox {
    /// As the server has it, as far as is known.
    pub(crate) fn load(store: &Store, account: &str, zone: Tz) -> Result<Self> {
        let mut items = store.mails(account)?;
        items.extend(store.events(account)?);
        let changes = store.calendar_changes(account)?;
        Self::of(store, account, zone, &items, store.answers(account)?, &changes)
    }

    /// As a person sees it: a server replaces the item of what was answered (Delete and Add with the same UID), and what
    /// it deleted is there until what takes its place has come, or nothing more comes.
    pub(crate) fn shown(store: &Store, account: &str, zone: Tz) -> Result<Self> {
        let mut items = store.mails(account)?;
        items.extend(store.events(account)?);
        items.extend(store.leaving_events(account)?);
        let changes = store.calendar_changes(account)?;
        Self::of(store, account, zone, &items, store.answers(account)?, &changes)
    }

    /// Only some meetings, by their UIDs in comparable form, as a person sees them. What else is in the calendar is not
    /// known here.
    pub(crate) fn load_some(store: &Store, account: &str, zone: Tz, uids: &[&str]) -> Result<Self> {
        let items = store.items_of(account, uids)?;
        let changes = store.calendar_changes_of(account, uids)?;
        Self::of(store, account, zone, &items, store.answers_of(account, uids)?, &changes)
    }

    fn of(
        store: &Store,
        account: &str,
        zone: Tz,
        items: &[ItemRow],
        answers: Vec<AnswerRow>,
        changes: &[CalendarChangeRow],
    ) -> Result<Self> {
        let account = store.account(account)?;
        let class = |class| items.iter().filter(move |row| row.class == class);
        let groups = group(class(Class::Mail).filter_map(|row| read::stored_mail(row, zone)));
        let event = |row: &&ItemRow| {
            let event = read::stored_event(row, zone)?;
            Some(Event { instance: event.instance.or_else(|| orphan(&groups, &event)), ..event })
        };
        let leaving = |row: &&ItemRow| row.gone_at.is_some();
        let mut events =
            newest(class(Class::Event).filter(|row| !leaving(row)).filter_map(|row| event(&row)));
        let key = |event: &Event| Key::new(&event.uid, event.instance);
        for gone in newest(class(Class::Event).filter(leaving).filter_map(|row| event(&row))) {
            if !events.iter().any(|here| key(here) == key(&gone)) {
                events.push(gone);
            }
        }

        let mut pairs: BTreeMap<Key, Vec<Pair>> = BTreeMap::new();
        for pair in changes.iter().filter_map(|row| Pair::read(row, zone)) {
            let of = |event: &Event| event.instance.or_else(|| orphan(&groups, event));
            let instance = of(&pair.now).or_else(|| of(&pair.was));
            pairs.entry(Key::new(&pair.now.uid, instance)).or_default().push(pair);
        }

        let mut meetings: BTreeMap<Key, Meeting> = BTreeMap::new();
        for group in groups {
            let key = Key::new(&group.key().uid, group.key().recurrence_id);
            meetings.entry(key).or_default().group = Some(group);
        }
        for (at, event) in events.iter().enumerate() {
            meetings.entry(Key::new(&event.uid, event.instance)).or_default().event = Some(at);
        }
        for answer in answers {
            let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
            meetings.entry(key).or_default().answers.push(answer);
        }
        for (key, pairs) in pairs {
            let unmailed = unmailed(&account, &meetings, &key, &pairs);
            let meeting = meetings.entry(key).or_default();
            let newest = meeting.event.and_then(|at| events.get(at));
            let goes_on = pairs.last().zip(newest).is_some_and(|(last, event)| last.goes_on_as(event));
            let first = pairs.into_iter().next().filter(|_| goes_on);
            meeting.event_was = first.map(|pair| Box::new(pair.was));
            meeting.unmailed = unmailed;
        }
        let seen = store.looked(&account.id, "card")?;
        let seen_before = store.looked(&account.id, "card before")?;
        let rules = Rules::load(store, zone)?;
        Ok(Self { account, zone, rules, meetings, events, seen, seen_before })
    }

    /// The meeting with this id.
    pub(crate) fn find(&self, id: &str) -> Option<(&Key, &Meeting)> {
        self.meetings.iter().find(|(key, _)| key.id(&self.account.id) == id)
    }

    /// The calendar item of a meeting: its own, or the series an occurrence belongs to.
    pub(crate) fn event(&self, key: &Key, meeting: &Meeting) -> Option<&Event> {
        let series = || {
            let whole = Key { uid: key.uid.clone(), recurrence_id: None };
            self.meetings.get(&whole).and_then(|series| series.event)
        };
        meeting.event.or_else(series).and_then(|at| self.events.get(at))
    }

    /// The facts to show of a meeting. What is said of one date of a series without a mail or an item of its own is
    /// said of that date, not of the first one.
    pub(crate) fn details(&self, key: &Key, meeting: &Meeting) -> Option<Details> {
        let event = self.event(key, meeting);
        let of_series = key.recurrence_id.zip(event).filter(|_| meeting.event.is_none());
        match of_series {
            Some((at, event))
                if meeting.newest_mail().is_none_or(|mail| mail.gone || self.is_date_behind(key, mail)) =>
            {
                coming::date_details(event, at).or_else(|| meeting.details(None))
            }
            _ => meeting.details(event),
        }
    }

    /// What was changed in the calendar and no mail tells: of a meeting itself, of a series with its dates, of one date.
    pub(crate) fn unmailed<'a>(
        &'a self,
        key: &Key,
        meeting: &'a Meeting,
    ) -> impl Iterator<Item = &'a Unmailed> {
        let whole = Key { recurrence_id: None, ..key.clone() };
        let series = key.recurrence_id.and_then(|_| self.meetings.get(&whole));
        let recurrence_id = key.recurrence_id;
        let of_series = series.into_iter().flat_map(|series| &series.unmailed);
        meeting.unmailed.iter().chain(of_series.filter(move |change| change.is_of_date(recurrence_id)))
    }

    /// Has only the calendar got a newer version of one date of a series?
    fn is_date_behind(&self, key: &Key, mail: &Mail) -> bool {
        let whole = Key { recurrence_id: None, ..key.clone() };
        let series = self.meetings.get(&whole);
        let mut changes = series.into_iter().flat_map(|series| &series.unmailed);
        changes.any(|change| {
            change.is_of_date(key.recurrence_id) && change.is_version() && change.is_newer_than(mail)
        })
    }

    /// I organize it, by the calendar or by the organizer's address.
    pub(crate) fn is_mine(&self, key: &Key, meeting: &Meeting) -> bool {
        match self.event(key, meeting) {
            Some(event) => event.is_mine(),
            None => meeting.newest_mail().is_some_and(|mail| self.account.owns(&mail.organizer.email)),
        }
    }

    /// Of one date that was answered alone: what declined all of its series after that, and took the date out as well.
    pub(crate) fn taken_along(&self, key: &Key, meeting: &Meeting) -> Option<&AnswerRow> {
        let mine = meeting.standing_answer().filter(|_| self.event(key, meeting).is_none())?;
        let whole = Key { recurrence_id: None, ..key.clone() };
        let series = key.recurrence_id.and_then(|_| self.meetings.get(&whole))?;
        series.standing_answer().filter(|last| {
            last.answer == Answer::Declined
                && last.decided_at >= mine.decided_at
                && matches!(last.state, State::Telling | State::Done | State::Untold)
        })
    }

    /// Where the meeting stands for me.
    pub(crate) fn standing(&self, key: &Key, meeting: &Meeting) -> Standing {
        let event = self.event(key, meeting);
        // An invitation to one occurrence says nothing about the series' item, and the other way round.
        let own_event = meeting.event.and_then(|at| self.events.get(at));
        let cancelled = meeting.group.as_ref().is_some_and(Group::is_cancelled)
            || own_event.is_some_and(Event::is_cancelled);
        let request = meeting.live_request();
        let mail_state = request.map(|mail| {
            let state = meeting.mail_state(mail);
            let behind = meeting.is_behind(mail, own_event);
            let kind = if behind { Some(MeetingMessageType::Outdated) } else { state.meeting_message_type };
            MailState { meeting_message_type: kind, ..state }
        });
        let newer = |event: &&Event| {
            request.and_then(|request| request.version_beside(event)) == Some(Ordering::Greater)
        };
        // What the series has is no answer to a newer mail that may be about one date of it.
        let another = own_event.filter(newer).is_some() && self.may_be_about_one_date(key, meeting);
        let answered = own_event.filter(|_| !another).and_then(|event| event.response);
        let in_calendar = answered.and_then(ResponseType::answer).map(from_meetings);
        let calendar_state = event.map(Event::state);
        let from = match answerable::answer_from(mail_state.as_ref(), calendar_state.as_ref()) {
            // The mail may be in Deleted Items by now, and the calendar item as it was (SOGo's, of outside organizers).
            Ok(_) | Err(answerable::NotAnswerable::Gone) if cancelled => {
                Err(answerable::NotAnswerable::Cancelled)
            }
            from => from,
        };

        let mine = meeting.standing_answer();
        let reopened = mine.is_some_and(|answer| asks_again(request, own_event, answer));
        let answer = match mine {
            _ if reopened => None,
            Some(answer) if is_expected_back(answer) && !broken(Mutant::FlipsBack) => Some(answer.answer),
            // What came back once, or should have long ago, is the server's to say.
            Some(answer) => in_calendar.or(Some(answer.answer)),
            None => in_calendar,
        };
        let gone = from == Err(answerable::NotAnswerable::Gone);
        let answer = self.taken_along(key, meeting).filter(|_| gone).map_or(answer, |last| Some(last.answer));
        let state = match (cancelled, answer, &from) {
            (true, ..) => InvitationState::Cancelled,
            (_, Some(_), _) => InvitationState::Answered,
            (_, None, Ok(_)) => InvitationState::Open,
            (_, None, Err(answerable::NotAnswerable::Cancelled)) => InvitationState::Cancelled,
            (
                _,
                None,
                Err(
                    answerable::NotAnswerable::Informational
                    | answerable::NotAnswerable::DelegatorCopy
                    | answerable::NotAnswerable::Delegated,
                ),
            ) => InvitationState::Informational,
            (_, None, Err(_)) => InvitationState::Outdated,
        };
        Standing { state, answer, from: from.map(from_item).map_err(reason) }
    }
}

/// One item for each meeting and each date that has an item of its own: the newest version, or of the same one what came
/// last.
fn newest(items: impl Iterator<Item = Event>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    for item in items {
        let place = *places.entry(Key::new(&item.uid, item.instance)).or_insert(events.len());
        match events.get_mut(place) {
            Some(before) if before.details.dt_stamp > item.details.dt_stamp => {}
            Some(before) => *before = item,
            None => events.push(item),
        }
    }
    events
}

/// What of these changes of a calendar item no mail tells, and no answer of mine has made.
fn unmailed(
    account: &AccountRow,
    meetings: &BTreeMap<Key, Meeting>,
    key: &Key,
    pairs: &[Pair],
) -> Vec<Unmailed> {
    let of_date = |date: Option<Timestamp>| {
        let date = date.map(|at| Key { recurrence_id: Some(at), ..key.clone() });
        date.and_then(|date| meetings.get(&date))
    };
    let mails = |date| {
        let known = [meetings.get(key), of_date(date)];
        known.into_iter().flatten().flat_map(Meeting::versions).collect()
    };
    // Elsewhere whoever declines one date takes it out of the calendar, and brings it back by accepting it after all,
    // with whatever program.
    let by_its_organizer = telling::capabilities(account).keeps_declined;
    let declined = |date| {
        let mine = of_date(date).and_then(Meeting::standing_answer);
        mine.is_some_and(|answer| answer.answer == Answer::Declined)
    };
    let is_told = |change: &Unmailed| {
        let date = change.date.map(|date| date.recurrence_id);
        match (change.kind, change.undoes) {
            (HistoryKind::Removed, _) => by_its_organizer && !declined(date),
            (_, Some(HistoryKind::Removed)) => by_its_organizer,
            _ => true,
        }
    };
    unmailed::of(account, pairs, mails).into_iter().filter(is_told).collect()
}

/// Up to 14.1 a calendar item does not say that it is one date of a series whose rest is not there. The invitation to
/// that date does.
fn orphan(groups: &[Group<Mail>], event: &Event) -> Option<Timestamp> {
    if event.details.recurring {
        return None;
    }
    let about_it = |group: &&Group<Mail>| {
        group.key().recurrence_id.is_some()
            && group.key().uid == event.uid
            && group.newest_request().is_some_and(|mail| mail.details.start == event.details.start)
    };
    groups.iter().find(about_it).and_then(|group| group.key().recurrence_id)
}

/// Where a meeting stands for me.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub state: InvitationState,
    /// What I decided here, else what the calendar says.
    pub answer: Option<Answer>,
    /// From which item it can be answered, or why it cannot.
    pub from: Result<AnswerFrom, NotAnswerable>,
}

impl Meeting {
    /// Invitations and cancellations, newest first, also those that have left the Inbox.
    pub(crate) fn versions(&self) -> &[Mail] {
        self.group.as_ref().map_or(&[], Group::versions)
    }

    /// The newest invitation or cancellation.
    pub(crate) fn newest_mail(&self) -> Option<&Mail> {
        self.versions().first()
    }

    /// Invitations and cancellations still on the server.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Mail> {
        self.versions().iter().filter(|mail| !mail.gone)
    }

    /// The newest invitation, if it is still on the server.
    pub(crate) fn live_request(&self) -> Option<&Mail> {
        self.live().find(|mail| mail.meeting.kind == MessageKind::Request)
    }

    /// What `meetings` wants to know of one of its mails.
    pub(crate) fn mail_state(&self, mail: &Mail) -> MailState {
        let alone = || MailState {
            kind: mail.meeting.kind,
            meeting_message_type: mail.meeting.meeting_message_type,
            newest: true,
            cancelled: false,
        };
        self.group.as_ref().map_or_else(alone, |group| group.mail_state(&mail.meeting))
    }

    /// My latest decision that was not taken back, replaced, refused or given up.
    pub(crate) fn standing_answer(&self) -> Option<&AnswerRow> {
        self.answers.iter().find(|answer| answer.stands())
    }

    /// My latest decision worth a receipt.
    pub(crate) fn last_answer(&self) -> Option<&AnswerRow> {
        self.answers.iter().find(|answer| !matches!(answer.state, State::Withdrawn | State::Replaced))
    }

    /// The facts to show: the newest mail while it is there or newer than the calendar, then the calendar, then what is
    /// remembered.
    pub(crate) fn details(&self, event: Option<&Event>) -> Option<Details> {
        let newest = self.newest_mail();
        let current =
            |mail: &&Mail| (!mail.gone || self.is_ahead(mail, event)) && !self.is_behind(mail, event);
        let live = newest.filter(current).map(|mail| Details {
            subject: self.title(mail, event).to_owned(),
            // Not every server's mails tell that they invite to a series (SOGo's do not).
            recurring: mail.details.recurring
                || event.is_some_and(|event| event.details.recurring && !mail.surely_single),
            ..mail.details.clone()
        });
        live.or_else(|| event.map(|event| event.details.clone()))
            .or_else(|| newest.map(|mail| mail.details.clone()))
            .or_else(|| self.answers.first().map(remembered))
    }

    /// What it is called. A cancellation's subject says that it is one, in its sender's language.
    fn title<'a>(&'a self, newest: &'a Mail, event: Option<&'a Event>) -> &'a str {
        let invited = || self.versions().iter().find(|mail| mail.meeting.kind == MessageKind::Request);
        match newest.meeting.kind {
            MessageKind::Cancelled => match (self.answers.first(), invited()) {
                (Some(answer), _) => &answer.subject,
                (None, Some(mail)) => &mail.details.subject,
                // One date of a series that goes on: only an item that is itself called off has a prefix.
                (None, None) => match event.filter(|event| !event.is_cancelled()) {
                    Some(event) => &event.details.subject,
                    None => &newest.details.subject,
                },
            },
            _ => title(&newest.details, event.map(|event| &event.details)),
        }
    }

    /// Who invites.
    pub(crate) fn organizer(&self, event: Option<&Event>) -> Person {
        let named = |person: &&Person| !person.email.is_empty() || !person.name.is_empty();
        let remembered = self
            .answers
            .first()
            .map(|answer| Person::new(answer.organizer_name.clone(), answer.organizer_email.clone()));
        self.newest_mail()
            .map(|mail| &mail.organizer)
            .filter(named)
            .or_else(|| event.map(|event| &event.organizer).filter(named))
            .cloned()
            .or(remembered)
            .unwrap_or_else(|| Person::new("", ""))
    }

    /// Does the organizer want to be told? Absent means no (MS-ASEMAIL 2.2.2.62 leaves it to the client).
    pub(crate) fn requested(&self, event: Option<&Event>) -> bool {
        self.stated_request(event).unwrap_or(false)
    }

    /// ResponseRequested as the mail or the calendar has it; `None` where neither does.
    pub(crate) fn stated_request(&self, event: Option<&Event>) -> Option<bool> {
        let by_mail = self.live_request().and_then(|mail| mail.requested);
        // What the invitation said holds also when it has left the Inbox and the calendar has not come yet.
        let said = || self.newest_mail().and_then(|mail| mail.requested);
        by_mail.or_else(|| event.and_then(|event| event.requested)).or_else(said)
    }

    /// Does the organizer want no other times proposed?
    pub(crate) fn disallows_proposals(&self, event: Option<&Event>) -> bool {
        let by_mail = self.live_request().and_then(|mail| mail.disallows_proposals);
        let said = || self.newest_mail().and_then(|mail| mail.disallows_proposals);
        by_mail.or_else(|| event.and_then(|event| event.disallows_proposals)).or_else(said).unwrap_or(false)
    }

    /// The version of the meeting an answer given now would be about.
    pub(crate) fn answered_version(&self, event: Option<&Event>) -> Option<Timestamp> {
        self.live_request()
            .filter(|mail| !self.is_behind(mail, event))
            .and_then(|mail| mail.details.dt_stamp)
            .or_else(|| event.and_then(|event| event.details.dt_stamp))
    }
}

/// Is the organizer asking again, after that answer was given?
fn asks_again(request: Option<&Mail>, event: Option<&Event>, answer: &AnswerRow) -> bool {
    let newer = |request: &&Mail| match (request.details.dt_stamp, answer.dtstamp) {
        (Some(request), Some(answered)) => request > answered,
        _ => request.meeting.received.is_some_and(|received| received > answer.decided_at),
    };
    let request = request.filter(newer);
    let kind = request.and_then(|request| request.meeting.meeting_message_type);
    match event.and_then(|event| event.response) {
        // The server asks again, perhaps without a mail (SOGo, where nobody mails).
        Some(ResponseType::NotResponded) if answer.confirmed_at.is_some() => true,
        _ if event.is_some_and(|event| was_moved_since(event, answer)) => true,
        // The calendar holds an answer. It is to an earlier version where a server does not bring the calendar up to
        // date by the mail (SOGo, with organizers from outside).
        Some(response) if response.answer().is_some() => {
            let asked = request.and_then(|request| request.details.dt_stamp);
            let answered = event.and_then(|event| event.details.dt_stamp);
            // Where no mail says which kind it is (Horde), another time does.
            let moved = || {
                let times = |details: &Details| (details.start, details.end);
                request.zip(event).is_some_and(|(mail, event)| times(&mail.details) != times(&event.details))
            };
            asked.zip(answered).is_some_and(|(asked, answered)| asked > answered)
                && match kind {
                    Some(kind) => {
                        matches!(kind, MeetingMessageType::InitialRequest | MeetingMessageType::FullUpdate)
                    }
                    None => moved(),
                }
        }
        _ => request.is_some() && kind != Some(MeetingMessageType::InformationalUpdate),
    }
}

/// Is the calendar still to come back with this answer?
pub(crate) fn is_expected_back(answer: &AnswerRow) -> bool {
    answer.confirmed_at.is_none() && answer.unshown < MOST_UNSHOWN
}

/// Was the meeting moved since by what the calendar has, which asks again? It need not have shown the answer in between.
pub(crate) fn was_moved_since(event: &Event, answer: &AnswerRow) -> bool {
    let newer = event.details.dt_stamp.zip(answer.dtstamp).is_some_and(|(has, seen)| has > seen);
    event.response == Some(ResponseType::NotResponded)
        && newer
        && (event.details.start, event.details.end) != (answer.start, answer.end)
}

/// The title: a mail's subject, unless the calendar has the same version of the meeting and calls it something else.
/// SOGo dresses subjects up (`Event Invitation: "Planning"`), and prefixes are in any language, so none is cut off.
fn title<'a>(mail: &'a Details, event: Option<&'a Details>) -> &'a str {
    let newer = |event: &Details| mail.dt_stamp.zip(event.dt_stamp).is_some_and(|(mail, event)| mail > event);
    let same = |event: &&Details| (mail.start, mail.end) == (event.start, event.end) && !newer(event);
    event.filter(same).map_or(&mail.subject, |event| &event.subject)
}

fn remembered(answer: &AnswerRow) -> Details {
    Details {
        subject: answer.subject.clone(),
        start: answer.start,
        end: answer.end,
        all_day: answer.all_day,
        location: answer.location.clone(),
        dt_stamp: answer.dtstamp,
        recurring: answer.recurring || answer.recurrence_id.is_some(),
        rule: None,
        zone: None,
        backwards: false,
        zoneless: false,
    }
}

/// `meetings`' answer as the views spell it.
pub(crate) fn from_meetings(answer: meetings::Answer) -> Answer {
    match answer {
        meetings::Answer::Accepted => Answer::Accepted,
        meetings::Answer::Tentative => Answer::Tentative,
        meetings::Answer::Declined => Answer::Declined,
    }
}

/// The views' answer as `meetings` spells it.
pub(crate) fn to_meetings(answer: Answer) -> meetings::Answer {
    match answer {
        Answer::Accepted => meetings::Answer::Accepted,
        Answer::Tentative => meetings::Answer::Tentative,
        Answer::Declined => meetings::Answer::Declined,
    }
}

fn from_item(from: answerable::AnswerFrom) -> AnswerFrom {
    match from {
        answerable::AnswerFrom::Inbox => AnswerFrom::Inbox,
        answerable::AnswerFrom::Calendar => AnswerFrom::Calendar,
    }
}

fn reason(reason: answerable::NotAnswerable) -> NotAnswerable {
    match reason {
        answerable::NotAnswerable::Outdated => NotAnswerable::Outdated,
        answerable::NotAnswerable::Cancelled => NotAnswerable::Cancelled,
        answerable::NotAnswerable::Organizer => NotAnswerable::Organizer,
        answerable::NotAnswerable::Informational => NotAnswerable::Informational,
        answerable::NotAnswerable::DelegatorCopy => NotAnswerable::DelegatorCopy,
        answerable::NotAnswerable::Delegated => NotAnswerable::Delegated,
        answerable::NotAnswerable::Gone => NotAnswerable::Gone,
        answerable::NotAnswerable::Unreadable => NotAnswerable::Unreadable,
    }
}

/// A name, a title or a place as the views have it: without what turns or splits it unseen. What is sent or compared is
/// left as it came.
pub(crate) fn on_screen(text: &str) -> String {
    visible(text).into_owned()
}

/// A person as the views show them.
pub(crate) fn person(person: &Person) -> crate::view::Person {
    crate::view::Person { name: on_screen(&person.name), email: person.email.clone() }
}

/// An instant as the views write it. RFC 3339 has four digits for a year, and so have those who read it.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let (first, after) = (NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::from_ymd_opt(10_000, 1, 1));
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let at = first.map_or(at, |first| at.max(midnight(first)));
    let at = after.map_or(at, |after| at.min(midnight(after) - TimeDelta::seconds(1)));
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// What a calendar item is to me; `answer`: what I decided here, if that is newer than what the calendar says.
pub(crate) fn own_state(event: &Event, answer: Option<Answer>) -> crate::view::OwnState {
    use crate::view::OwnState;
    if !event.is_meeting() {
        return OwnState::Appointment;
    }
    if event.is_mine() {
        return OwnState::Organizer;
    }
    let answer = answer.or_else(|| event.response.and_then(ResponseType::answer).map(from_meetings));
    answer.map_or(OwnState::Open, answered)
}

/// The state an answer makes.
pub(crate) fn answered(answer: Answer) -> crate::view::OwnState {
    use crate::view::OwnState;
    match answer {
        Answer::Accepted => OwnState::Accepted,
        Answer::Tentative => OwnState::Tentative,
        Answer::Declined => OwnState::Declined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(subject: &str, hour: u32, dt_stamp: Option<u32>) -> Details {
        let at = |hour| format!("2026-12-01T{hour:02}:00:00Z").parse::<Timestamp>().unwrap();
        Details {
            subject: subject.into(),
            start: at(hour),
            end: at(hour + 1),
            all_day: false,
            location: String::new(),
            dt_stamp: dt_stamp.map(at),
            recurring: false,
            rule: None,
            zone: None,
            backwards: false,
            zoneless: false,
        }
    }

    #[test]
    fn the_calendar_knows_the_title_of_the_version_it_has() {
        let mail = details("Event Invitation: \"Planning\"", 17, Some(9));
        let shown = |event: Option<Details>| title(&mail, event.as_ref()).to_owned();
        assert_eq!(shown(Some(details("Planning", 17, Some(9)))), "Planning");
        assert_eq!(shown(Some(details("Planning", 17, None))), "Planning");
        assert_eq!(shown(Some(details("Planning", 18, Some(9)))), mail.subject, "not moved yet");
        assert_eq!(shown(Some(details("Planning", 17, Some(8)))), mail.subject, "not renamed yet");
        assert_eq!(shown(None), mail.subject);
    }
}
