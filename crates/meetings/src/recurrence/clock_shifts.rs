//! When a meeting is at another time for somebody although nobody moved it.
//!
//! A series keeps to the wall clock of the zone it was made in. Where the reader's clock changes on other days, or not
//! at all, the same meeting is for a while an hour earlier or later there: between the United States and Europe for
//! three weeks in March and one in autumn, between the hemispheres for half a year.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{OccurrenceState, Series};
use crate::Zone;

/// Occurrences in a row that are at an unusual time for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockShift {
    /// The time of day most of the next year's occurrences have for the reader.
    pub usual: NaiveTime,
    /// The time of day these have.
    pub shifted: NaiveTime,
    /// The reader's days on which they take place, in order; at least one.
    pub days: Vec<NaiveDate>,
    /// The day of the first occurrence at another time again; `None` if the series ends before, or does not come back
    /// within two years.
    pub until: Option<NaiveDate>,
}

impl Series {
    /// The shifts that begin within a year from `from` for a reader with this clock, in order. Only occurrences that
    /// take place when the rule says count: who moves one says when it is. Whole days are no time of day.
    pub fn clock_shifts(&self, reader: &Zone, from: DateTime<Utc>) -> Vec<ClockShift> {
        if self.all_day {
            return vec![];
        }
        let kept = self.first().time();
        let year = TimeDelta::days(366);
        let after = |time: TimeDelta| from.checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let (year_ends, horizon) = (after(year), after(year * 2));
        // A rule gives one occurrence a day at most; `upcoming` stops where the series does.
        let seen: Vec<(NaiveDate, NaiveTime, bool)> = self
            .upcoming(from, 2 * 367)
            .into_iter()
            .filter(|next| matches!(next.state, OccurrenceState::AsPlanned | OccurrenceState::Changed))
            .map(|next| next.occurrence.start)
            .take_while(|start| *start < horizon)
            // Where the organizer's clock skips the hour, it is at another time there too.
            .filter(|start| self.zone.utc_to_local(*start).time() == kept)
            .map(|start| (reader.utc_to_local(start), start < year_ends))
            .map(|(local, this_year)| (local.date(), local.time(), this_year))
            .collect();
        let this_year = || seen.iter().filter(|(.., this_year)| *this_year).map(|(_, time, _)| *time);
        // Of two that are as frequent, the earlier.
        let usual = this_year().rev().max_by_key(|time| this_year().filter(|other| other == time).count());
        let Some(usual) = usual else { return vec![] };
        let mut shifts: Vec<ClockShift> = Vec::new();
        for run in seen.chunk_by(|(_, one, _), (_, other, _)| one == other) {
            let Some(&(day, time, begins_this_year)) = run.first() else { continue };
            if let Some(last) = shifts.last_mut() {
                last.until = last.until.or(Some(day));
            }
            if time != usual && begins_this_year {
                let days = run.iter().map(|(day, ..)| *day).collect();
                shifts.push(ClockShift { usual, shifted: time, days, until: None });
            }
        }
        shifts
    }
}
