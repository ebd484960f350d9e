//! What of a series comes next.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

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

/// Most series have enough dates in a quarter, nearly all in a few years; only the rarest is gone through from its
/// beginning.
const BACK: [TimeDelta; 3] = [TimeDelta::days(92), TimeDelta::days(5 * 366), TimeDelta::MAX];

impl Series {
    /// The next occurrences that are not over at `from`, by start; one that was called off is among them, at the time
    /// it had. At most `count`.
    pub fn upcoming(&self, from: DateTime<Utc>, count: usize) -> Vec<Upcoming> {
        let changed = self.changed(from).map(|occurrence| self.as_changed(occurrence));
        let mut upcoming = by_start(self.ruled(from).take(count).chain(changed));
        upcoming.truncate(count);
        upcoming
    }

    /// The occurrences that begin from one instant up to but not including another, and up to `count` of those before
    /// and of those after them, by start; one that was called off is among them, at the time it had.
    pub fn around(&self, from: DateTime<Utc>, to: DateTime<Utc>, count: usize) -> Vec<Upcoming> {
        let begins_before = |instant: DateTime<Utc>| move |next: &Upcoming| next.occurrence.start < instant;
        let mut found = vec![];
        for back in BACK {
            let earliest = from.checked_sub_signed(back).unwrap_or(DateTime::<Utc>::MIN_UTC);
            let mut later = 0;
            let ruled = self.ruled(earliest).take_while(|next| {
                later += usize::from(next.occurrence.start >= to);
                later <= count
            });
            let changed = self.changed(earliest).map(|occurrence| self.as_changed(occurrence));
            found = by_start(ruled.chain(changed));
            if found.partition_point(begins_before(from)) >= count {
                break;
            }
        }
        found.truncate(found.partition_point(begins_before(to)) + count);
        found.split_off(found.partition_point(begins_before(from)).saturating_sub(count))
    }

    /// What the rule gives that is not over at `from`, also where it was called off; but nothing that was changed.
    fn ruled(&self, from: DateTime<Utc>) -> impl Iterator<Item = Upcoming> {
        let exceptions: BTreeMap<NaiveDate, usize> = self
            .exceptions
            .iter()
            .enumerate()
            .map(|(index, exception)| (self.original_day(exception.recurrence_id()), index))
            .collect();
        self.planned(from)
            .filter_map(move |(day, planned)| self.as_ruled(planned, exceptions.get(&day).copied()))
    }

    /// The occurrence of this original start, near or far; one that was called off, at the time it had. `None`: the
    /// series has none on that day.
    pub fn date(&self, recurrence_id: DateTime<Utc>) -> Option<Upcoming> {
        let day = self.original_day(recurrence_id);
        let on_day = |exception: &Exception| self.original_day(exception.recurrence_id()) == day;
        self.changed(DateTime::<Utc>::MIN_UTC)
            .find(|occurrence| self.original_day(occurrence.recurrence_id) == day)
            .map(|occurrence| self.as_changed(occurrence))
            .or_else(|| {
                self.as_ruled(self.as_planned(recurrence_id)?, self.exceptions.iter().position(on_day))
            })
    }

    /// One that the rule gives, with what is said of it; `None` for one that comes at its own time.
    fn as_ruled(&self, planned: Occurrence, exception: Option<usize>) -> Option<Upcoming> {
        let state = match exception.and_then(|index| self.exceptions.get(index)) {
            None => OccurrenceState::AsPlanned,
            Some(Exception::Deleted { .. }) => OccurrenceState::Cancelled,
            Some(Exception::Changed { .. }) => return None,
        };
        Some(Upcoming { occurrence: Occurrence { exception, ..planned }, planned, state })
    }

    fn as_changed(&self, occurrence: Occurrence) -> Upcoming {
        let planned = self.on(self.original_day(occurrence.recurrence_id));
        let moved = (planned.start, planned.end) != (occurrence.start, occurrence.end);
        let state = if moved { OccurrenceState::Moved } else { OccurrenceState::Changed };
        Upcoming { occurrence, planned, state }
    }
}

fn by_start(upcoming: impl Iterator<Item = Upcoming>) -> Vec<Upcoming> {
    let mut upcoming: Vec<Upcoming> = upcoming.collect();
    upcoming.sort_by_key(|next| (next.occurrence.start, next.occurrence.recurrence_id));
    upcoming
}
