//! What the organizer called off, and taking it out of the calendar.
//!
//! Some servers remove a cancelled meeting, most leave that to its invitee. The removal is a Sync Delete and no answer:
//! nobody is told (but where a family takes it for a decline, which the card says before). Because it cannot be taken
//! back, only what is called off by what the server says right then is ever removed, and never more of a series than
//! was called off.

use eas::{ProtocolError, Retry};
use meetings::MeetingStatus;
use meetings::message::MessageKind;

use crate::coming;
use crate::connection::Moment;
use crate::engine::{Engine, Line};
use crate::error::{EngineError, Result};
use crate::mailbox::{Key, Mailbox, Meeting, on_screen};
use crate::read::{Event, ExceptionDetails, Mail};
use crate::store::Store;
use crate::telling;
use crate::view::{self, CalledOff, CalledOffItem, CalledOffPart, InvitationState, Removal};

/// What was called off of a meeting; `None`: it takes place.
pub(crate) fn of(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<CalledOff> {
    if mailbox.standing(key, meeting).state != InvitationState::Cancelled {
        return None;
    }
    let item = item(mailbox, key, meeting);
    let whole = Key { recurrence_id: None, ..key.clone() };
    let elsewhere = matches!(item, CalledOffItem::WithSeries | CalledOffItem::SeriesOpen);
    let series = elsewhere.then(|| whole.id(&mailbox.account.id));
    let part = match key.recurrence_id {
        Some(_) => CalledOffPart::Occurrence,
        None if meeting.details(own_item(mailbox, meeting)).is_some_and(|details| details.recurring) => {
            CalledOffPart::Series
        }
        None => CalledOffPart::Meeting,
    };
    let marked = own_item(mailbox, meeting).is_some_and(Event::is_cancelled);
    let tells = telling::capabilities(&mailbox.account).deletion_declines;
    Some(CalledOff { part, item, marked, series, tells })
}

fn item(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> CalledOffItem {
    let Some(event) = own_item(mailbox, meeting) else { return of_series(mailbox, key) };
    // Never a series for one of its dates.
    if key.recurrence_id.is_some() && event.series.is_some() {
        return CalledOffItem::InSeries;
    }
    if event.is_cancelled() {
        return CalledOffItem::Removable;
    }
    // The calendar does not say so itself: it may be late, or leave it to the mail (SOGo, with outside organizers).
    let Some(mail) = cancellation(meeting) else { return CalledOffItem::Renewed };
    if event.details.dt_stamp.zip(mail.details.dt_stamp).is_some_and(|(item, mail)| item > mail) {
        CalledOffItem::Renewed
    } else if event.details.recurring && key.recurrence_id.is_none() && !mail.details.recurring {
        CalledOffItem::Unclear
    } else {
        CalledOffItem::Removable
    }
}

/// What is left where the meeting has no calendar item of its own.
fn of_series(mailbox: &Mailbox, key: &Key) -> CalledOffItem {
    let whole = Key { recurrence_id: None, ..key.clone() };
    let series = mailbox.meetings.get(&whole).filter(|_| key.recurrence_id.is_some());
    let Some(series) = series else { return CalledOffItem::Gone };
    match (series.event, mailbox.standing(&whole, series).state) {
        (Some(_), InvitationState::Cancelled) => CalledOffItem::WithSeries,
        (Some(_), _) if is_still_in(mailbox, key, series) => CalledOffItem::StillInSeries,
        (Some(_), _) => CalledOffItem::InSeries,
        (None, InvitationState::Open) => CalledOffItem::SeriesOpen,
        (None, _) => CalledOffItem::Gone,
    }
}

/// Has the calendar left a date in the series? Some servers do, where an organizer from outside calls it off (SOGo).
fn is_still_in(mailbox: &Mailbox, key: &Key, series: &Meeting) -> bool {
    let Some((event, at)) = own_item(mailbox, series).zip(key.recurrence_id) else { return false };
    let cancelled = |date: &ExceptionDetails| date.status.is_some_and(MeetingStatus::is_cancelled);
    coming::date_in_calendar(event, at).is_some() && !coming::exception_at(event, at).is_some_and(cancelled)
}

/// Its own calendar item: not the series' for one date.
fn own_item<'a>(mailbox: &'a Mailbox, meeting: &Meeting) -> Option<&'a Event> {
    meeting.event.and_then(|at| mailbox.events.get(at))
}

fn cancellation(meeting: &Meeting) -> Option<&Mail> {
    meeting.versions().iter().find(|mail| mail.meeting.kind == MessageKind::Cancelled)
}

/// The item that may be deleted, and what is said of it afterwards.
struct Removable {
    server_id: String,
    removal: Removal,
}

/// What a look at a meeting says about removing it.
enum Look {
    Removable(Removable),
    /// Nothing of it is in the calendar.
    Gone(Removal),
}

impl Engine {
    /// Takes a meeting that its organizer called off out of the calendar on the server. Looks there again right before,
    /// and again where the reply was lost.
    ///
    /// # Errors
    /// [`EngineError::NotCancelled`] where it is not called off (any more), or only part of what would be removed;
    /// [`EngineError::NotRemoved`] where the server could not be asked or did not do it. Nothing is lost then.
    pub async fn remove_cancelled(&self, account: &str, meeting: &str) -> Result<Removal> {
        // What is not called off by what is known here is not worth asking the server for.
        let known = match look(&self.mailbox(account)?, meeting)? {
            Look::Removable(removable) => removable.removal,
            Look::Gone(removal) => return Ok(removal),
        };
        let subject = known.subject.clone();
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let done = self.remove(account, known, &line).await;
        self.tell(view::Event::ItemsChanged { account: account.to_owned() });
        done.map_err(|(cause, unknown)| match cause {
            refused @ EngineError::NotCancelled { .. } => refused,
            cause => EngineError::NotRemoved { subject, unknown, cause: Box::new(cause) },
        })
    }

    /// The error, and whether it may have been removed all the same.
    async fn remove(
        &self,
        account: &str,
        known: Removal,
        line: &Line,
    ) -> Result<Removal, (EngineError, bool)> {
        let silent = |_: view::Phase, _: u32, _: Option<u32>| {};
        let plain = |error: EngineError| (error, false);
        let mut connection = self.connect(account, line).await.map_err(plain)?;
        if connection.account.folder_sync_key == "0" {
            self.puller(&mut connection, &silent).folders().await.map_err(plain)?;
        }
        let mut again = false;
        loop {
            self.puller(&mut connection, &silent).collections().await.map_err(plain)?;
            let removable = match self.mailbox(account).and_then(|now| look(&now, &known.meeting)) {
                Ok(Look::Removable(removable)) => removable,
                Ok(Look::Gone(removal)) => return Ok(removal),
                // It was in the calendar alone.
                Err(EngineError::NotFound(_)) => return Ok(gone_before(known)),
                Err(error) => return Err((error, false)),
            };
            connection.let_the_second_pass(Moment::Synced).await;
            let deleted = self.puller(&mut connection, &silent).delete_event(&removable.server_id).await;
            connection.note(Moment::Changed);
            let error = match deleted {
                Ok(()) => return Ok(removable.removal),
                Err(EngineError::Protocol(error)) => error,
                Err(error) => return Err((error, false)),
            };
            // The key was forgotten in the very moment: the next look begins anew.
            if matches!(error.retry(), Retry::StartOver | Retry::RefreshFolders) && !again {
                again = true;
                continue;
            }
            // Whatever went wrong, the calendar says whether it was done.
            let looked = self.puller(&mut connection, &silent).collections().await;
            let unknown = looked.is_err() && error.may_have_arrived();
            let there = looked.is_err() || is_there(&self.0.store, account, &removable).map_err(plain)?;
            return if there { Err((error.into(), unknown)) } else { Ok(removable.removal) };
        }
    }
}

fn is_there(store: &Store, account: &str, removable: &Removable) -> Result<bool> {
    let events = store.events(account)?;
    Ok(events.iter().any(|event| event.server_id == removable.server_id))
}

fn gone_before(removal: Removal) -> Removal {
    Removal { told: false, before: true, ..removal }
}

fn look(mailbox: &Mailbox, id: &str) -> Result<Look> {
    let (key, meeting) = mailbox.find(id).ok_or(EngineError::NotFound("meeting"))?;
    let event = own_item(mailbox, meeting);
    let subject =
        mailbox.details(key, meeting).map(|details| on_screen(&details.subject)).unwrap_or_default();
    let Some(called_off) = of(mailbox, key, meeting) else {
        return Err(EngineError::NotCancelled { subject, item: None });
    };
    let removal = Removal {
        meeting: id.to_owned(),
        subject: subject.clone(),
        part: called_off.part,
        told: called_off.tells,
        before: false,
    };
    match (called_off.item, event) {
        (CalledOffItem::Removable, Some(event)) => {
            Ok(Look::Removable(Removable { server_id: event.server_id.clone(), removal }))
        }
        (CalledOffItem::Removable | CalledOffItem::Gone | CalledOffItem::SeriesOpen, _) => {
            Ok(Look::Gone(gone_before(removal)))
        }
        (item, _) => Err(EngineError::NotCancelled { subject, item: Some(item) }),
    }
}

/// Did the server say that the item is not as it was, or not there?
pub(crate) fn has_changed(error: &ProtocolError) -> bool {
    matches!(error, ProtocolError::Status(status) if status.retry == Retry::Resync)
}
