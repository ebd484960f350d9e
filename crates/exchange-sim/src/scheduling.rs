//! What people do to each other's mailboxes.
use chrono::{DateTime, Utc};

use crate::model::event::{Answer, Event, Exception, Proposal};
use crate::sim::NoSuch;
use crate::state::State;

pub(crate) struct AnswerDue;

impl State {
    pub fn apply_answer(&mut self, _answer: AnswerDue) {}
    pub fn invite(&mut self, _organizer: &str, event: Event) -> Result<String, NoSuch> {
        Ok(event.uid)
    }
    pub fn book(&mut self, _user: &str, event: Event) -> Result<String, NoSuch> {
        Ok(event.uid)
    }
    pub fn update(
        &mut self,
        _organizer: &str,
        _uid: &str,
        _change: impl FnOnce(&mut Event),
    ) -> Result<(), NoSuch> {
        Ok(())
    }
    pub fn update_occurrence(
        &mut self,
        _organizer: &str,
        _uid: &str,
        _start: DateTime<Utc>,
        _change: impl FnOnce(&mut Exception),
    ) -> Result<(), NoSuch> {
        Ok(())
    }
    pub fn cancel(&mut self, _organizer: &str, _uid: &str) -> Result<(), NoSuch> {
        Ok(())
    }
    pub fn cancel_occurrence(
        &mut self,
        _organizer: &str,
        _uid: &str,
        _start: DateTime<Utc>,
    ) -> Result<(), NoSuch> {
        Ok(())
    }
    pub fn reply_from_outside(
        &mut self,
        _organizer: &str,
        _uid: &str,
        _attendee: &str,
        _answer: Answer,
        _comment: Option<&str>,
        _proposal: Option<Proposal>,
    ) -> Result<(), NoSuch> {
        Ok(())
    }
    pub fn deliver_bytes(&mut self, _mime: &[u8]) {}
}
