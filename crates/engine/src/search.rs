//! Finding a meeting by its words, whichever of its mails, items and answers have them.
//!
//! Looking words up is the store's; here hits become meetings. Several words need not stand together: one may be in a
//! mail's text and another in the calendar item's attendees, as long as it is the same meeting.

use std::collections::HashMap;

use chrono::TimeDelta;
use chrono_tz::Tz;
use meetings::recurrence::Occurrence;

use crate::cards;
use crate::clock::Timestamp;
use crate::coming::Shown;
use crate::mailbox::{Key, Mailbox, Meeting, answered, on_screen, person, rfc3339};
use crate::read::{Event, Mail};
use crate::store::{Column, Hit, Piece, Result, Source, Store, Term, shown};
use crate::view::{
    Excerpt, HitEntry, HitPlace, InvitationState, OwnState, SearchField, SearchHit, TextPiece,
};

/// Meetings that are handed out.
const MOST: usize = 50;

/// Meetings that are looked at more closely: the best by words alone, of which the nearest in time come first.
const CANDIDATES: usize = 200;

/// A meeting so far away weighs half.
const HALF: TimeDelta = TimeDelta::days(180);

/// Whole days float by less.
const A_DAY: TimeDelta = TimeDelta::days(1);

/// Items of a meeting that are asked for excerpts.
const QUOTED: usize = 3;

pub(crate) fn search(
    store: &Store,
    account: &str,
    zone: Tz,
    text: &str,
    now: Timestamp,
) -> Result<Vec<SearchHit>> {
    let terms = Term::all(text);
    let hits = terms.iter().map(|term| store.hits(account, term)).collect::<Result<Vec<_>>>()?;
    let uids = candidates(&hits);
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let mailbox = Mailbox::load_some(store, account, zone, &uids)?;
    let mut by_source: HashMap<&Source, Vec<(usize, &Hit)>> = HashMap::new();
    for (term, hits) in hits.iter().enumerate() {
        for hit in hits {
            by_source.entry(&hit.source).or_default().push((term, hit));
        }
    }
    let mut found: Vec<(f64, &Key, &Meeting, Vec<Quote>)> = mailbox
        .meetings
        .iter()
        .filter_map(|(key, meeting)| {
            let (weight, quotes) = weigh(&mailbox, meeting, &by_source, terms.len())?;
            Some((weight, key, meeting, quotes))
        })
        .filter_map(|(weight, key, meeting, quotes)| {
            let details = mailbox.details(key, meeting)?;
            let shown = Shown::of(&mailbox, key, meeting, &details, now);
            Some((weight * nearness(shown.start, now), key, meeting, quotes))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut shown = Vec::new();
    for (_, key, meeting, quotes) in found {
        let Some(hit) = plain_hit(&mailbox, key, meeting, now) else { continue };
        shown.push(with_excerpts(store, &terms, hit, &quotes)?);
        if shown.len() == MOST {
            break;
        }
    }
    Ok(shown)
}

/// The UIDs that have every word somewhere, the best ones.
fn candidates(hits: &[Vec<Hit>]) -> Vec<&str> {
    let mut weights: HashMap<&str, (usize, f64)> = HashMap::new();
    for (term, hits) in hits.iter().enumerate() {
        let mut best: HashMap<&str, f64> = HashMap::new();
        for hit in hits {
            let weight = best.entry(&hit.uid).or_default();
            *weight = weight.max(hit.weight);
        }
        for (uid, weight) in best {
            let known = weights.entry(uid).or_default();
            if known.0 == term {
                *known = (term + 1, known.1 + weight);
            }
        }
    }
    let mut all: Vec<_> = weights.into_iter().filter(|(_, (terms, _))| *terms == hits.len()).collect();
    all.sort_by(|a, b| b.1.1.total_cmp(&a.1.1).then_with(|| a.0.cmp(b.0)));
    all.into_iter().take(CANDIDATES).map(|(uid, _)| uid).collect()
}

/// A row of the index to quote from, and what it is.
struct Quote {
    row: i64,
    body: SearchField,
    weight: f64,
}

/// How well a meeting fits, and what of it has the words; `None` where one of them is missing.
fn weigh(
    mailbox: &Mailbox,
    meeting: &Meeting,
    hits: &HashMap<&Source, Vec<(usize, &Hit)>>,
    terms: usize,
) -> Option<(f64, Vec<Quote>)> {
    let mut best = vec![None::<f64>; terms];
    let mut quotes: Vec<Quote> = Vec::new();
    for (source, body) in sources(mailbox, meeting) {
        let Some(hits) = hits.get(&source) else { continue };
        let mut weight = 0.0;
        for (term, hit) in hits {
            weight += hit.weight;
            if let Some(best) = best.get_mut(*term) {
                *best = Some(best.unwrap_or_default().max(hit.weight));
            }
        }
        quotes.extend(hits.first().map(|(_, hit)| Quote { row: hit.row, body, weight }));
    }
    let weight = best.into_iter().sum::<Option<f64>>()?;
    quotes.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    quotes.truncate(QUOTED);
    Some((weight, quotes))
}

/// What a meeting consists of; the newest first.
fn sources(mailbox: &Mailbox, meeting: &Meeting) -> Vec<(Source, SearchField)> {
    let of_mail =
        |mail: &Mail| Source::Item { collection: mail.collection.clone(), server_id: mail.server_id.clone() };
    let event = meeting.event.and_then(|at| mailbox.events.get(at)).map(|event| Source::Item {
        collection: event.collection.clone(),
        server_id: event.server_id.clone(),
    });
    let versions = meeting.versions().iter().map(of_mail);
    let replies = meeting.group.iter().flat_map(|group| group.responses()).map(of_mail);
    let answers = meeting.answers.iter();
    event
        .into_iter()
        .chain(versions)
        .map(|source| (source, SearchField::Text))
        .chain(replies.map(|source| (source, SearchField::Reply)))
        .chain(answers.map(|answer| (Source::Answer(answer.id.clone()), SearchField::Comment)))
        .collect()
}

/// From 1 now towards 0.
fn nearness(start: Timestamp, now: Timestamp) -> f64 {
    let minutes = |time: TimeDelta| i32::try_from(time.num_minutes().abs()).map_or(f64::MAX, f64::from);
    1.0 / (1.0 + minutes(start - now) / minutes(HALF))
}

/// What was found, without where; `None` for what no screen shows (a mail that was deleted before it was answered).
fn plain_hit(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Option<SearchHit> {
    let event = mailbox.event(key, meeting);
    let own_event = meeting.event.and_then(|at| mailbox.events.get(at));
    let details = mailbox.details(key, meeting)?;
    let shown = Shown::of(mailbox, key, meeting, &details, now);
    let standing = mailbox.standing(key, meeting);
    let mine = mailbox.is_mine(key, meeting);
    let meets = own_event.is_none_or(Event::is_meeting);
    let place = match own_event {
        Some(_) if mine => HitPlace::Meetings,
        _ if meets && cards::belongs(mailbox, key, meeting, now) => HitPlace::Invitations,
        Some(_) => HitPlace::Calendar,
        None => return None,
    };
    let own = match standing.answer {
        _ if !meets => OwnState::Appointment,
        _ if mine => OwnState::Organizer,
        Some(answer) => answered(answer),
        None => OwnState::Open,
    };
    Some(SearchHit {
        id: key.id(&mailbox.account.id),
        title: Vec::new(),
        start: rfc3339(shown.start),
        end: rfc3339(shown.end),
        all_day: details.all_day,
        recurring: details.recurring,
        organizer: meets.then(|| person(&meeting.organizer(event))),
        own,
        cancelled: standing.state == InvitationState::Cancelled,
        place,
        entry: event.and_then(|event| entry(mailbox, event, key, shown)),
        excerpts: Vec::new(),
        subject: details.subject,
        location: details.location,
    })
}

/// Where the calendar shows what was found: the time it is said to be at, or of a series else its next date or the last.
fn entry(mailbox: &Mailbox, event: &Event, key: &Key, shown: Shown) -> Option<HitEntry> {
    // What lasts no time at all is found, too.
    let second = TimeDelta::seconds(1);
    let near = |start, end| event.occurrences(start - second, end + second);
    let start = match (&event.series, key.recurrence_id) {
        (Some(series), Some(date)) => {
            let day = series.original_day(date);
            let of_that_day = |it: &Occurrence| series.original_day(it.recurrence_id) == day;
            let planned = series.occurrence(date)?;
            near(planned.start - A_DAY, planned.end + A_DAY).into_iter().find(of_that_day)
        }
        (Some(_), None) => near(shown.start, shown.end).into_iter().find(|it| it.start == shown.start),
        (None, _) => near(event.details.start, event.details.end).pop(),
    };
    Some(HitEntry {
        id: Key::new(&event.uid, event.instance).id(&mailbox.account.id),
        start: rfc3339(start?.start),
    })
}

/// The hit with its words marked: in the title where they are there, and the first of each other text that has them.
fn with_excerpts(store: &Store, terms: &[Term], mut hit: SearchHit, quotes: &[Quote]) -> Result<SearchHit> {
    let subject = shown(&hit.subject);
    for quote in quotes {
        for (column, pieces) in store.excerpts(quote.row, terms)? {
            let field = match column {
                Column::Title => SearchField::Title,
                Column::Place => SearchField::Place,
                Column::People => SearchField::People,
                Column::Body => quote.body,
            };
            if field == SearchField::Title && whole(&pieces) == subject {
                if hit.title.is_empty() {
                    hit.title = viewed(pieces);
                }
            } else if hit.excerpts.iter().all(|known| known.field != field) {
                hit.excerpts.push(Excerpt { field, pieces: viewed(pieces) });
            }
        }
    }
    if hit.title.is_empty() {
        hit.title = vec![TextPiece { text: on_screen(&hit.subject), hit: false }];
    }
    hit.subject = on_screen(&hit.subject);
    hit.location = on_screen(&hit.location);
    Ok(hit)
}

fn whole(pieces: &[Piece]) -> String {
    pieces.iter().map(|(text, _)| text.as_str()).collect()
}

fn viewed(pieces: Vec<Piece>) -> Vec<TextPiece> {
    pieces.into_iter().map(|(text, hit)| TextPiece { text: on_screen(&text), hit }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(uid: &str, weight: f64) -> Hit {
        Hit { row: 1, uid: uid.into(), source: Source::Answer(uid.into()), weight }
    }

    #[test]
    fn every_word_has_to_be_somewhere_in_the_meeting() {
        let budget = vec![hit("a", 1.0), hit("b", 3.0), hit("b", 9.0)];
        let carol = vec![hit("b", 1.0), hit("c", 9.0), hit("a", 2.0)];
        assert_eq!(candidates(&[budget.clone(), carol]), ["b", "a"], "the best fitting first");
        assert_eq!(candidates(&[budget, Vec::new()]), [""; 0]);
        assert_eq!(candidates(&[]), [""; 0], "nothing asked, nothing found");
    }

    #[test]
    fn what_is_half_a_year_away_weighs_half() {
        let now = "2026-11-28T10:00:00Z".parse::<Timestamp>().unwrap();
        assert!((nearness(now + HALF, now) - 0.5).abs() < 1e-9);
        assert!((nearness(now - HALF, now) - 0.5).abs() < 1e-9);
        assert!(nearness(now, now) > nearness(now + TimeDelta::days(1), now));
    }
}
