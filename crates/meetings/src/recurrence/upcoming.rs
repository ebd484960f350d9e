//! What of a series comes next.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Exception, Occurrence, Series};

/// What became of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccurrenceState {
    /// It takes place when the rule says.
    AsPlanned,
    /// It has another start or another length.
    Moved,
    /// It takes place when the rule says, and something else about it differs.
    Changed,
    /// It does not take place.
    Cancelled,
}

/// An occurrence that is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upcoming {
    /// When; of a cancelled one, when it would have been.
    pub occurrence: Occurrence,
    /// As the rule has it.
    pub planned: Occurrence,
    /// What became of it.
    pub state: OccurrenceState,
}

impl Series {
    /// The next occurrences that are not over at `from`, by start; one that was called off is among them, at the time
    /// it had. At most `count`.
    pub fn upcoming(&self, from: DateTime<Utc>, count: usize) -> Vec<Upcoming> {
        let exceptions: BTreeMap<NaiveDate, usize> = self
            .exceptions
            .iter()
            .enumerate()
            .map(|(index, exception)| (self.original_day(exception.recurrence_id()), index))
            .collect();
        let planned = self.planned(from).filter_map(|(day, planned)| {
            let index = exceptions.get(&day).copied();
            let occurrence = Occurrence { exception: index, ..planned };
            let state = match index.and_then(|index| self.exceptions.get(index)) {
                None => OccurrenceState::AsPlanned,
                Some(Exception::Deleted { .. }) => OccurrenceState::Cancelled,
                // It comes at its own time.
                Some(Exception::Changed { .. }) => return None,
            };
            Some(Upcoming { occurrence, planned, state })
        });
        let changed = self.changed(from).map(|occurrence| {
            let planned = self.on(self.original_day(occurrence.recurrence_id));
            let moved = (planned.start, planned.end) != (occurrence.start, occurrence.end);
            let state = if moved { OccurrenceState::Moved } else { OccurrenceState::Changed };
            Upcoming { occurrence, planned, state }
        });
        let mut upcoming: Vec<Upcoming> = planned.take(count).chain(changed).collect();
        upcoming.sort_by_key(|next| (next.occurrence.start, next.occurrence.recurrence_id));
        upcoming.truncate(count);
        upcoming
    }
}
