//! What has happened, in numbers.

use std::collections::BTreeMap;
use std::fmt;

/// Numbers of one story, or of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Stories told.
    pub seeds: u64,
    /// Decisions that people saw taken.
    pub decisions: u64,
    /// Deaths of the process.
    pub crashes: u64,
    /// Requests that reached the server.
    pub requests: u64,
    /// Mails that organizers should have got.
    pub mails_expected: u64,
    /// Mails that organizers got.
    pub mails_found: u64,
    /// What went wrong on purpose, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// What people and servers did, by kind.
    pub deeds: BTreeMap<&'static str, u64>,
    /// What became of answers, by state.
    pub answers: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a fault.
    pub fn fault(&mut self, kind: &'static str) {
        *self.faults.entry(kind).or_default() += 1;
    }

    /// Counts a deed.
    pub fn deed(&mut self, kind: &'static str) {
        *self.deeds.entry(kind).or_default() += 1;
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.decisions += other.decisions;
        self.crashes += other.crashes;
        self.requests += other.requests;
        self.mails_expected += other.mails_expected;
        self.mails_found += other.mails_found;
        for (mine, theirs) in [
            (&mut self.faults, &other.faults),
            (&mut self.deeds, &other.deeds),
            (&mut self.answers, &other.answers),
        ] {
            for (kind, count) in theirs {
                *mine.entry(kind).or_default() += count;
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seeds            {}", self.seeds)?;
        writeln!(f, "requests         {}", self.requests)?;
        writeln!(f, "decisions        {}", self.decisions)?;
        writeln!(f, "crashes          {}", self.crashes)?;
        for (title, kinds) in [("answers", &self.answers), ("deeds", &self.deeds), ("faults", &self.faults)] {
            writeln!(f, "{title:<16} {}", kinds.values().sum::<u64>())?;
            for (kind, count) in kinds {
                writeln!(f, "  {kind:<32} {count:>9}")?;
            }
        }
        writeln!(f, "mails expected   {}", self.mails_expected)?;
        write!(f, "mails found      {}", self.mails_found)
    }
}
