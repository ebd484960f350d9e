//! Wall clock and instant: the zone a meeting's local times are read in.
//!
//! A meeting brings its zone as rules ([`TimeZoneBlob`]) or, where its server tells none, is read in the zone of
//! whoever looks at it. Both answer the same two questions here. An hour a clock skips or shows twice is a value
//! ([`MappedLocalTime`]) that somebody must resolve; [`Zone::at_wall_clock`] is the resolution for meetings.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::TimeZoneBlob;

/// Where a wall clock hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// A zone of the IANA database.
    Iana(Tz),
    /// The rules that came with a meeting.
    Blob(TimeZoneBlob),
}

impl Zone {
    /// The meeting's own zone where its TimeZone element tells one, else the reader's.
    pub fn of_meeting(time_zone: Option<&str>, reader: Tz) -> Zone {
        time_zone.and_then(TimeZoneBlob::known).map_or(Zone::Iana(reader), Zone::Blob)
    }

    /// The zone in which an all-day meeting's start and end are midnights. Up to 14.1 they are instants of its own zone;
    /// from 16.0 on they float (MS-ASCAL 2.2.2.1), and the digits are all there is to it: midnights of UTC, which in
    /// the zone told beside them, if there is one, are none.
    pub fn of_all_day(start: DateTime<Utc>, end: DateTime<Utc>, time_zone: Option<&str>, reader: Tz) -> Zone {
        let floats = [start, end].iter().all(|at| at.time() == NaiveTime::MIN);
        match Zone::of_meeting(time_zone, reader) {
            Zone::Iana(_) if floats => Zone::Iana(Tz::UTC),
            Zone::Blob(blob) if floats && blob.utc_to_local(start).time() != NaiveTime::MIN => {
                Zone::Iana(Tz::UTC)
            }
            zone => zone,
        }
    }

    /// What the clock shows at this instant.
    pub fn utc_to_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Zone::Iana(tz) => instant.with_timezone(tz).naive_local(),
            Zone::Blob(blob) => blob.utc_to_local(instant),
        }
    }

    /// The instants at which the clock shows this: one, none (it is skipped), or two.
    pub fn local_to_utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        match self {
            Zone::Iana(tz) => local.and_local_timezone(*tz).map(|instant| instant.to_utc()),
            Zone::Blob(blob) => blob.local_to_utc(local),
        }
    }

    /// The instant a meeting at this wall-clock time takes place, as RFC 5545 3.3.5 resolves it: an hour shown twice
    /// means the first, a skipped one is counted with the offset before the gap.
    pub fn at_wall_clock(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.local_to_utc(local) {
            MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => instant,
            MappedLocalTime::None => {
                // The longest gap known is a day (Samoa, December 2011).
                let before = (1..=26)
                    .map(TimeDelta::hours)
                    .find_map(|back| Some(self.local_to_utc(local - back).latest()? + back));
                before.unwrap_or_else(|| local.and_utc())
            }
        }
    }

    /// The first instant between two at which this clock is set, and by how much; meant for hours, not for years.
    pub fn change_between(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, TimeDelta)> {
        let ahead = |at: DateTime<Utc>| self.utc_to_local(at).signed_duration_since(at.naive_utc());
        let minutes = u32::try_from((to - from).num_minutes()).ok()?;
        let after = |passed: u32| from + TimeDelta::minutes(passed.into());
        let hours = (0..minutes).step_by(60).map(|passed| (passed, (passed + 60).min(minutes)));
        let (mut before, mut since) =
            hours.into_iter().find(|(one, other)| ahead(after(*one)) != ahead(after(*other)))?;
        let (was, now) = (ahead(after(before)), ahead(after(since)));
        while since - before > 1 {
            let middle = before.midpoint(since);
            if ahead(after(middle)) == was { before = middle } else { since = middle }
        }
        Some((after(since), now - was))
    }

    /// The day for which an all-day meeting's start or end stands: up to 14.1 an instant at or near local midnight.
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        (self.utc_to_local(instant) + TimeDelta::hours(12)).date()
    }

    /// The first day of an all-day meeting and the one after its last; it lasts one day at least.
    pub fn days(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
        let first = self.day_of(start);
        (first, self.day_of(end).max(first.succ_opt().unwrap_or(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    /// The same zone told in both ways.
    fn both(tz: Tz) -> [Zone; 2] {
        [Zone::Iana(tz), Zone::Blob(TimeZoneBlob::from_tz(tz, 2026))]
    }

    #[test]
    fn hour_shown_twice_means_the_first() {
        for zone in both(Tz::Europe__Berlin) {
            assert_eq!(zone.at_wall_clock(local("2026-10-25T02:30:00")), utc("2026-10-25T00:30:00Z"));
        }
    }

    #[test]
    fn skipped_hour_is_counted_with_the_offset_before_it() {
        for zone in both(Tz::Europe__Berlin) {
            assert_eq!(zone.at_wall_clock(local("2026-03-29T02:30:00")), utc("2026-03-29T01:30:00Z"));
        }
        let samoa = Zone::Iana(Tz::Pacific__Apia);
        assert_eq!(
            samoa.at_wall_clock(local("2011-12-30T12:00:00")),
            utc("2011-12-30T22:00:00Z"),
            "a whole day was skipped"
        );
    }

    #[test]
    fn clock_that_is_set_says_when_and_by_how_much() {
        for zone in both(Tz::Europe__Berlin) {
            let change = |from, to| zone.change_between(utc(from), utc(to));
            let forward = (utc("2027-03-28T01:00:00Z"), TimeDelta::hours(1));
            assert_eq!(change("2027-03-27T21:30:00Z", "2027-03-28T04:30:00Z"), Some(forward));
            assert_eq!(change("2027-03-28T00:59:00Z", "2027-03-28T01:00:00Z"), Some(forward));
            let back = (utc("2026-10-25T01:00:00Z"), TimeDelta::hours(-1));
            assert_eq!(change("2026-10-25T00:00:00Z", "2026-10-25T03:10:00Z"), Some(back));
            assert_eq!(change("2026-10-25T01:00:00Z", "2026-10-25T09:00:00Z"), None, "it was set already");
            assert_eq!(change("2026-12-01T17:00:00Z", "2026-12-01T17:00:00Z"), None);
            assert_eq!(change("2026-10-25T03:00:00Z", "2026-10-25T00:00:00Z"), None, "the wrong way round");
        }
        let howe = Zone::Iana(Tz::Australia__Lord_Howe);
        let (_, by) = howe.change_between(utc("2026-10-03T12:00:00Z"), utc("2026-10-03T18:00:00Z")).unwrap();
        assert_eq!(by, TimeDelta::minutes(30), "half an hour on Lord Howe Island");
    }

    #[test]
    fn all_day_times_are_rounded_to_the_nearest_midnight() {
        for zone in both(Tz::America__Los_Angeles) {
            let day = |text| zone.day_of(utc(text)).to_string();
            assert_eq!(day("2026-12-01T08:00:00Z"), "2026-12-01");
            assert_eq!(day("2026-07-01T07:00:00Z"), "2026-07-01");
            assert_eq!(day("2026-12-01T07:00:00Z"), "2026-12-01", "an hour off is still that midnight");
            assert_eq!(day("2026-07-01T08:00:00Z"), "2026-07-01");
        }
    }

    /// The days of an all-day meeting, the last included.
    fn days(start: &str, end: &str, time_zone: Option<&TimeZoneBlob>, reader: Tz) -> (String, String) {
        let time_zone = time_zone.map(TimeZoneBlob::to_base64);
        let (start, end) = (utc(start), utc(end));
        let (first, after) = Zone::of_all_day(start, end, time_zone.as_deref(), reader).days(start, end);
        (first.to_string(), after.pred_opt().unwrap().to_string())
    }

    #[test]
    fn all_day_meeting_is_on_the_organizers_days_wherever_it_is_read() {
        for (tz, start, end) in [
            (Tz::Europe__Berlin, "2026-11-30T23:00:00Z", "2026-12-03T23:00:00Z"),
            (Tz::Europe__Berlin, "2026-12-01T00:30:00Z", "2026-12-04T00:30:00Z"),
            (Tz::America__Los_Angeles, "2026-12-01T08:00:00Z", "2026-12-04T08:00:00Z"),
            (Tz::Pacific__Auckland, "2026-11-30T11:00:00Z", "2026-12-03T11:00:00Z"),
            (Tz::Europe__London, "2026-12-01T00:00:00Z", "2026-12-04T00:00:00Z"),
        ] {
            let told = TimeZoneBlob::from_tz(tz, 2026);
            for reader in [Tz::UTC, Tz::Pacific__Kiritimati, Tz::Pacific__Pago_Pago] {
                assert_eq!(
                    days(start, end, Some(&told), reader),
                    ("2026-12-01".into(), "2026-12-03".into()),
                    "{tz} {reader}"
                );
            }
        }
    }

    #[test]
    fn floating_days_are_their_digits_whatever_zone_stands_beside_them() {
        let (start, end) = ("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z");
        let day = ("2026-12-01".to_owned(), "2026-12-01".to_owned());
        for tz in [Tz::Pacific__Kiritimati, Tz::Pacific__Auckland, Tz::Europe__Berlin, Tz::Pacific__Pago_Pago]
        {
            assert_eq!(days(start, end, Some(&TimeZoneBlob::from_tz(tz, 2026)), Tz::UTC), day, "told {tz}");
            assert_eq!(days(start, end, None, tz), day, "read in {tz}");
        }
    }

    #[test]
    fn all_day_meeting_over_a_clock_change_has_whole_days() {
        let berlin = TimeZoneBlob::from_tz(Tz::Europe__Berlin, 2026);
        let days = |start, end| days(start, end, Some(&berlin), Tz::UTC);
        let weekend = ("2026-03-28".into(), "2026-03-29".into());
        assert_eq!(days("2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z"), weekend);
        assert_eq!(days("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z").1, "2026-10-25");
        let none = ("2026-03-28".into(), "2026-03-28".into());
        assert_eq!(
            days("2026-03-27T23:00:00Z", "2026-03-27T23:00:00Z"),
            none,
            "a day without length is one day"
        );
        assert_eq!(days("2026-03-27T23:00:00Z", "2026-03-28T22:59:00Z"), none, "its last minute is its end");
    }

    #[test]
    fn meeting_without_a_zone_is_read_in_the_readers() {
        let reader = Tz::Europe__Berlin;
        let told = TimeZoneBlob::from_tz(Tz::America__Los_Angeles, 2026);
        let all_zero = crate::base64_text::encode(&[0; 172]);
        assert_eq!(Zone::of_meeting(Some(&told.to_base64()), reader), Zone::Blob(told));
        for untold in [None, Some(""), Some("AAAA"), Some(all_zero.as_str())] {
            assert_eq!(Zone::of_meeting(untold, reader), Zone::Iana(reader));
        }
    }
}
