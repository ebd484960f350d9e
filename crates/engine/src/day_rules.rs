//! When I work and how much time I need between two things: kept with the profile, for all of its mailboxes.

use chrono::{NaiveTime, TimeDelta, WeekdaySet};
use chrono_tz::Tz;
use meetings::working_hours::WorkingHours;

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::store::{self, Store};
use crate::view::{DayRules, Event, Weekday};

/// The setting that holds them.
const SETTING: &str = "day_rules";

/// Longer breaks are no near misses, and longer ways are made the day before.
const MOST_MINUTES: u32 = 240;

const WEEK: [(Weekday, chrono::Weekday); 7] = [
    (Weekday::Mon, chrono::Weekday::Mon),
    (Weekday::Tue, chrono::Weekday::Tue),
    (Weekday::Wed, chrono::Weekday::Wed),
    (Weekday::Thu, chrono::Weekday::Thu),
    (Weekday::Fri, chrono::Weekday::Fri),
    (Weekday::Sat, chrono::Weekday::Sat),
    (Weekday::Sun, chrono::Weekday::Sun),
];

/// The rules as they are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rules {
    pub hours: WorkingHours,
    pub near: TimeDelta,
    pub travel: TimeDelta,
}

impl Default for DayRules {
    /// Monday to Friday, 9:00 to 17:30; a quarter of an hour between two things.
    fn default() -> Self {
        let usual = WorkingHours::usual(Tz::UTC);
        let days = WEEK.iter().filter(|(_, day)| usual.days.contains(*day)).map(|(day, _)| *day);
        Self {
            days: days.collect(),
            from: shown(usual.from),
            to: shown(usual.to),
            near_minutes: 15,
            travel_minutes: 15,
        }
    }
}

impl Rules {
    pub(crate) fn load(store: &Store, zone: Tz) -> store::Result<Rules> {
        let kept = stored(store)?;
        // What was stored was checked; a hand may have been at it since.
        Ok(Rules::of(&kept, zone).or_else(|_| Rules::of(&DayRules::default(), zone)).unwrap_or(Rules {
            hours: WorkingHours::usual(zone),
            near: TimeDelta::zero(),
            travel: TimeDelta::zero(),
        }))
    }

    fn of(rules: &DayRules, zone: Tz) -> Result<Rules> {
        let time = |text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
                EngineError::BadInput(format!("\"{text}\" is no time of day. Write it like 09:00."))
            })
        };
        let (from, to) = (time(&rules.from)?, time(&rules.to)?);
        let mut days = WeekdaySet::EMPTY;
        for (day, weekday) in WEEK {
            if rules.days.contains(&day) {
                days.insert(weekday);
            }
        }
        let minutes = |minutes: u32| match minutes {
            0..=MOST_MINUTES => Ok(TimeDelta::minutes(minutes.into())),
            _ => Err(EngineError::BadInput(format!(
                "{minutes} minutes between two things are too many; {MOST_MINUTES} is the most."
            ))),
        };
        Ok(Rules {
            hours: WorkingHours { days, from, to, zone },
            near: minutes(rules.near_minutes)?,
            travel: minutes(rules.travel_minutes)?,
        })
    }
}

impl Engine {
    /// When the person works, and how much time they need between two things.
    pub fn day_rules(&self) -> Result<DayRules> {
        Ok(stored(&self.0.store)?)
    }

    /// Keeps other rules. What cards and lists tell of collisions follows from them.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] for a time of day that is none, or too many minutes.
    pub fn set_day_rules(&self, rules: &DayRules) -> Result<()> {
        let checked = Rules::of(rules, self.0.parts.zone)?;
        let in_order = WEEK.iter().map(|(day, _)| *day).filter(|day| rules.days.contains(day)).collect();
        let kept = DayRules {
            days: in_order,
            from: shown(checked.hours.from),
            to: shown(checked.hours.to),
            ..rules.clone()
        };
        let text = serde_json::to_string(&kept).unwrap_or_default();
        self.0.store.set_setting(SETTING, &text)?;
        for account in self.0.store.accounts()? {
            self.tell(Event::ItemsChanged { account: account.id });
        }
        Ok(())
    }
}

fn stored(store: &Store) -> store::Result<DayRules> {
    let text = store.setting(SETTING)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn shown(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}
