//! Common free slots: when everybody could meet.
//!
//! From what is known of people's calendars comes a short list of times worth proposing. It holds only times within the
//! working hours at which nobody is known to be busy; a time that somebody has only tentatively taken is a candidate, but
//! a worse one. Slots of one list do not overlap, so that three of them are three choices and not one in three wordings.
//!
//! Whose calendars are asked, and how, is left to `engine`.

use chrono::TimeDelta;

use crate::Zone;
pub use crate::working_hours::{Interval, WorkingHours};

/// Proposed times begin on the half hour, counted from the beginning of the working hours. It is also the grain of
/// MergedFreeBusy (MS-ASCMD 2.2.3.109).
const STEP: TimeDelta = TimeDelta::minutes(30);

/// A range is looked at for so long at most; nobody proposes a time a year ahead.
const LONGEST_RANGE: TimeDelta = TimeDelta::days(366);

/// What is known of one person's time. Somebody of whom nothing is known has nothing here, and stands in no way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Busy {
    /// Not to be had: busy, or away. In any order; they may overlap.
    pub busy: Vec<Interval>,
    /// Taken for now.
    pub tentative: Vec<Interval>,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// When the meeting may be.
    pub hours: &'a WorkingHours,
    /// Everybody who should come, me included.
    pub people: &'a [Busy],
    /// How long it takes.
    pub duration: TimeDelta,
    /// Not before, and not after; its beginning is usually now.
    pub range: Interval,
    /// So many slots at most.
    pub most: usize,
}

/// A time at which nobody is known to be busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When.
    pub time: Interval,
    /// Whose time is tentatively taken: positions in [`Search::people`].
    pub tentative: Vec<usize>,
}

/// The best slots, best first: those at which fewest are tentatively taken, and of these the earliest. Empty also where
/// the duration is none, or longer than the working hours.
pub fn common_free_slots(search: &Search<'_>) -> Vec<Slot> {
    let Search { hours, people, duration, range, most } = *search;
    if duration <= TimeDelta::zero() || range.end <= range.start {
        return Vec::new();
    }
    let end = range.end.min(range.start.checked_add_signed(LONGEST_RANGE).unwrap_or(range.end));
    let people: Vec<Busy> = people
        .iter()
        .map(|one| Busy { busy: merged(&one.busy), tentative: merged(&one.tentative) })
        .collect();

    let zone = Zone::Iana(hours.zone);
    // Hours that began the day before may still go on.
    let mut day = zone.utc_to_local(range.start).date().pred_opt();
    let mut found: Vec<Slot> = Vec::new();
    while let Some(today) = day.filter(|day| zone.at_wall_clock(day.and_time(hours.from)) < end) {
        day = today.succ_opt();
        let Some(open) = hours.on(today) else { continue };
        let mut start = open.start;
        while start + duration <= open.end.min(end) {
            let time = Interval::new(start, start + duration);
            start += STEP;
            if time.start < range.start || people.iter().any(|one| any_overlaps(&one.busy, time)) {
                continue;
            }
            let tentative = (0..).zip(&people).filter(|(_, one)| any_overlaps(&one.tentative, time));
            found.push(Slot { time, tentative: tentative.map(|(at, _)| at).collect() });
        }
    }
    found.sort_by_key(|slot| (slot.tentative.len(), slot.time));
    let mut chosen: Vec<Slot> = Vec::new();
    for slot in found {
        if chosen.len() == most {
            break;
        }
        if !chosen.iter().any(|other| other.time.overlaps(slot.time)) {
            chosen.push(slot);
        }
    }
    chosen
}

/// Sorted, and those that meet made one.
fn merged(spans: &[Interval]) -> Vec<Interval> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<Interval> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Does any of these (merged) overlap the time?
fn any_overlaps(spans: &[Interval], time: Interval) -> bool {
    let after = spans.partition_point(|span| span.end < time.start);
    spans.iter().skip(after).take_while(|span| span.start < time.end).any(|span| span.overlaps(time))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveTime, Utc, WeekdaySet};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Interval {
        Interval::new(at(from), at(to))
    }

    fn busy(spans: &[(&str, &str)]) -> Busy {
        Busy { busy: spans.iter().map(|(from, to)| span(from, to)).collect(), tentative: vec![] }
    }

    fn tentative(spans: &[(&str, &str)]) -> Busy {
        Busy { busy: vec![], tentative: busy(spans).busy }
    }

    /// Tuesday 1 December 2026 in Berlin works from 8:00 to 16:30 UTC.
    fn tuesday(people: &[Busy], minutes: i64, most: usize) -> Vec<String> {
        slots(people, minutes, most, span("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"))
    }

    fn slots(people: &[Busy], minutes: i64, most: usize, range: Interval) -> Vec<String> {
        let hours = WorkingHours::usual(Tz::Europe__Berlin);
        let duration = TimeDelta::minutes(minutes);
        let found = common_free_slots(&Search { hours: &hours, people, duration, range, most });
        let told = |slot: &Slot| {
            let doubts: String = slot.tentative.iter().map(|who| format!(" ?{who}")).collect();
            format!("{}-{}{doubts}", slot.time.start.format("%d %H:%M"), slot.time.end.format("%H:%M"))
        };
        found.iter().map(told).collect()
    }

    #[test]
    fn slot_is_free_for_everybody_and_the_earliest_comes_first() {
        let alice = busy(&[("2026-12-01T08:00:00Z", "2026-12-01T09:30:00Z")]);
        let bob = busy(&[("2026-12-01T10:00:00Z", "2026-12-01T15:00:00Z")]);
        assert_eq!(
            tuesday(&[alice.clone(), bob.clone()], 30, 9),
            ["01 09:30-10:00", "01 15:00-15:30", "01 15:30-16:00", "01 16:00-16:30"]
        );
        assert_eq!(
            tuesday(&[alice, bob], 60, 9),
            ["01 15:00-16:00"],
            "the other gap is too short for an hour"
        );
    }

    #[test]
    fn slot_may_begin_when_something_ends_and_end_when_something_begins() {
        let one = busy(&[
            ("2026-12-01T07:00:00Z", "2026-12-01T12:00:00Z"),
            ("2026-12-01T13:00:00Z", "2026-12-01T18:00:00Z"),
        ]);
        assert_eq!(tuesday(&[one], 60, 9), ["01 12:00-13:00"]);
    }

    #[test]
    fn tentative_time_is_a_candidate_after_every_free_one() {
        let carol = tentative(&[("2026-12-01T08:00:00Z", "2026-12-01T15:00:00Z")]);
        let dave = tentative(&[("2026-12-01T08:00:00Z", "2026-12-01T10:00:00Z")]);
        assert_eq!(
            tuesday(&[carol, dave], 90, 3),
            ["01 15:00-16:30", "01 10:00-11:30 ?0", "01 11:30-13:00 ?0"]
        );
    }

    #[test]
    fn chosen_slots_do_not_overlap_and_are_no_more_than_asked_for() {
        assert_eq!(tuesday(&[], 60, 3), ["01 08:00-09:00", "01 09:00-10:00", "01 10:00-11:00"]);
        assert!(tuesday(&[], 60, 0).is_empty());
    }

    #[test]
    fn nothing_lies_outside_of_the_working_hours_or_the_range() {
        let weekend = span("2026-12-04T16:00:00Z", "2026-12-07T09:00:00Z");
        assert_eq!(slots(&[], 60, 9, weekend), ["07 08:00-09:00"], "Friday has half an hour left");
        let inside = span("2026-12-01T10:10:00Z", "2026-12-01T12:05:00Z");
        assert_eq!(slots(&[], 60, 9, inside), ["01 10:30-11:30"], "on the half hour all the same");
        assert!(tuesday(&[], 9 * 60, 9).is_empty(), "longer than the working hours");
        assert!(tuesday(&[], 0, 9).is_empty() && tuesday(&[], -30, 9).is_empty());
        assert!(slots(&[], 30, 9, span("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z")).is_empty());
    }

    #[test]
    fn hours_of_the_night_before_still_go_on() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let hours = WorkingHours { from: time(22), to: time(6), ..WorkingHours::usual(Tz::UTC) };
        let found = common_free_slots(&Search {
            hours: &hours,
            people: &[],
            duration: TimeDelta::hours(4),
            range: span("2026-12-02T01:00:00Z", "2026-12-02T09:00:00Z"),
            most: 9,
        });
        assert_eq!(
            found,
            [Slot { time: span("2026-12-02T01:00:00Z", "2026-12-02T05:00:00Z"), tentative: vec![] }]
        );
    }

    #[test]
    fn an_endless_range_ends_after_a_year() {
        let nobody_works = WorkingHours { days: WeekdaySet::EMPTY, ..WorkingHours::usual(Tz::UTC) };
        let for_ever = Interval::new(at("2026-12-01T00:00:00Z"), DateTime::<Utc>::MAX_UTC);
        let search = Search {
            hours: &nobody_works,
            people: &[],
            duration: TimeDelta::hours(1),
            range: for_ever,
            most: 3,
        };
        assert!(common_free_slots(&search).is_empty());
        // A person who is busy for the next year and free after it is not waited for.
        let hours = WorkingHours::usual(Tz::UTC);
        let away = [busy(&[("2026-12-01T00:00:00Z", "2027-12-02T00:00:00Z")])];
        assert!(common_free_slots(&Search { hours: &hours, people: &away, ..search }).is_empty());
    }

    fn some_intervals() -> impl Strategy<Value = Vec<Interval>> {
        let begin = at("2026-10-20T00:00:00Z");
        let one = (0i64..14 * 24 * 60, 0i64..600).prop_map(move |(from, length)| {
            let start = begin + TimeDelta::minutes(from);
            Interval::new(start, start + TimeDelta::minutes(length))
        });
        prop::collection::vec(one, 0..20)
    }

    proptest! {
        /// Over two weeks with a change of clocks in them.
        #[test]
        fn every_slot_keeps_what_is_promised(
            people in prop::collection::vec((some_intervals(), some_intervals()), 0..4),
            minutes in 1i64..300,
            most in 0usize..8,
        ) {
            let people: Vec<Busy> =
                people.into_iter().map(|(busy, tentative)| Busy { busy, tentative }).collect();
            let hours = WorkingHours::usual(Tz::Europe__Berlin);
            let range = span("2026-10-19T12:00:00Z", "2026-11-04T12:00:00Z");
            let duration = TimeDelta::minutes(minutes);
            let found = common_free_slots(&Search { hours: &hours, people: &people, duration, range, most });
            prop_assert!(found.len() <= most);
            for (number, slot) in found.iter().enumerate() {
                prop_assert_eq!(slot.time.length(), duration);
                prop_assert!(range.start <= slot.time.start && slot.time.end <= range.end);
                prop_assert_eq!(hours.outside(slot.time), None);
                prop_assert!(people.iter().flat_map(|one| &one.busy).all(|span| !span.overlaps(slot.time)));
                let doubts = people.iter().map(|one| one.tentative.iter().any(|span| span.overlaps(slot.time)));
                let doubts: Vec<usize> = (0..).zip(doubts).filter(|(_, it)| *it).map(|(at, _)| at).collect();
                prop_assert_eq!(&slot.tentative, &doubts);
                prop_assert!(found[..number].iter().all(|other| !other.time.overlaps(slot.time)));
            }
        }
    }
}
