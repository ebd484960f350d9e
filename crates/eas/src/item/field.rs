//! Reading one field after the other out of an element, noting what cannot be read instead of stopping there.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use wbxml::{Element, Tag};

/// A field that is there and cannot be read; the rest of the item stands.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} is not {expected}")]
pub struct FieldError {
    /// The element.
    pub field: Tag,
    /// What the standard says it should be.
    pub expected: &'static str,
}

impl std::fmt::Debug for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// Reads children of one element and collects what cannot be read.
///
/// An absent and an empty element both read as `None`: the one says nothing, the other that there is nothing.
pub(crate) struct Fields<'a> {
    element: &'a Element,
    errors: &'a mut Vec<FieldError>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(element: &'a Element, errors: &'a mut Vec<FieldError>) -> Self {
        Self { element, errors }
    }

    /// The same collection of errors, for a container within.
    pub(crate) fn within<'b>(&'b mut self, element: &'b Element) -> Fields<'b> {
        Fields { element, errors: self.errors }
    }

    pub(crate) fn child(&self, tag: Tag) -> Option<&'a Element> {
        self.element.find(tag).filter(|child| !child.is_empty())
    }

    /// A container, which may be there and empty.
    pub(crate) fn container(&self, tag: Tag) -> Option<&'a Element> {
        self.element.find(tag)
    }

    pub(crate) fn text(&self, tag: Tag) -> Option<String> {
        self.element.value_of(tag).map(|value| value.into_owned()).filter(|value| !value.is_empty())
    }

    fn read<T>(
        &mut self,
        tag: Tag,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(tag)?;
        let value = parse(text.trim());
        if value.is_none() {
            self.errors.push(FieldError { field: tag, expected });
        }
        value
    }

    pub(crate) fn number<T: FromStr>(&mut self, tag: Tag) -> Option<T> {
        self.read(tag, "a number in range", |text| text.parse().ok())
    }

    pub(crate) fn flag(&mut self, tag: Tag) -> Option<bool> {
        self.read(tag, "0 or 1", |text| match text {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            _ => None,
        })
    }

    pub(crate) fn known<T>(&mut self, tag: Tag, from_number: impl FnOnce(i16) -> Option<T>) -> Option<T> {
        self.read(tag, "a number with a known meaning", |text| text.parse().ok().and_then(from_number))
    }

    pub(crate) fn instant(&mut self, tag: Tag) -> Option<DateTime<Utc>> {
        self.read(tag, "a date and time", parse_instant)
    }

    /// Is it a date and time that names neither UTC nor an offset?
    pub(crate) fn floats(&self, tag: Tag) -> bool {
        self.text(tag).is_some_and(|text| is_floating(text.trim()))
    }

    pub(crate) fn bytes(&self, tag: Tag) -> Option<Vec<u8>> {
        self.child(tag)?.bytes().map(|bytes| bytes.into_owned()).filter(|bytes| !bytes.is_empty())
    }
}

/// Reads both forms of dateTime (MS-ASDTYPE 2.3), `2011-05-10T17:00:00.000Z` and `20110510T170000Z`, wherever either
/// may stand, with the `Z` or without it, with any fraction, and a bare date as its midnight. Servers mix the forms.
pub(crate) fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Utc));
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(date, "%Y%m%d"))
        .ok()?;
    let time = match time {
        None => NaiveTime::MIN,
        Some(time) => {
            let time = time.trim_end_matches(['Z', 'z']);
            let time = time.split_once('.').map_or(time, |(seconds, _)| seconds);
            let digits: String = time.chars().filter(|c| *c != ':').collect();
            NaiveTime::parse_from_str(digits.get(..6)?, "%H%M%S").ok()?
        }
    };
    Some(NaiveDateTime::new(date, time).and_utc())
}

/// A time of day without the `Z` that the standard wants, and without an offset. It is read as UTC all the same.
fn is_floating(text: &str) -> bool {
    text.contains(['T', 't', ' '])
        && !text.ends_with(['Z', 'z'])
        && DateTime::parse_from_rfc3339(text).is_err()
        && parse_instant(text).is_some()
}

/// `2011-05-10T17:00:00.000Z`, always 24 characters.
pub fn extended(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// `20110510T170000Z`, always 16 characters.
pub(crate) fn compact(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}
