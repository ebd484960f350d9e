//! Meetings by their words: full text search (FTS5) over items and answers.
//!
//! What an item's words are is read by others ([`Words`]); here they are made ready for the index, kept in the
//! transaction of what they belong to, and looked up.
//!
//! Scripts that are written without spaces (Chinese, Japanese, Thai …) are indexed character by character, and a word
//! of theirs is looked up as a run of characters. So a word of two characters, which most are, is found anywhere in a
//! sentence and by the index; FTS5's trigrams need three, and `LIKE` would read every text at every key. Emoji are
//! treated alike, so that they neither hide nor stick to the word beside them.

use std::borrow::Cow;
use std::fmt::Write as _;

use icu_normalizer::ComposingNormalizerBorrowed;
use rusqlite::{Connection, Row, Transaction, named_params, params};

use super::answers::AnswerRow;
use super::items::ItemRow;
use super::{Result, Store};

/// What something is found by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Title.
    pub title: String,
    /// Where.
    pub place: String,
    /// Names and addresses.
    pub people: String,
    /// The text, or the comment of an answer.
    pub body: String,
}

/// The columns of the index, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Title.
    Title,
    /// Where.
    Place,
    /// Names and addresses.
    People,
    /// The text, or the comment of an answer.
    Body,
}

/// What was found: an item or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// A mail or calendar item.
    Item {
        /// CollectionId of its folder.
        collection: String,
        /// ServerId.
        server_id: String,
    },
    /// An answer, by its id.
    Answer(String),
}

/// Something that has a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its row in the index, for [`Store::excerpts`].
    pub row: i64,
    /// UID of its meeting in comparable form.
    pub uid: String,
    /// What it is.
    pub source: Source,
    /// How well it fits: larger is better.
    pub weight: f64,
}

/// A piece of a text, and whether it is one of the words that were looked for.
pub type Piece = (String, bool);

/// A word, or a run of them without a space between, as the index is asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term(String);

impl Term {
    /// What a person typed. Whatever they typed is text: quotes, stars, `AND` and `-` mean nothing here. A text without
    /// a letter, a digit or an emoji has no terms, and finds nothing.
    pub fn all(typed: &str) -> Vec<Self> {
        let spelled = spelled(typed);
        let words = spelled.split(' ').filter(|word| word.chars().any(is_word));
        // Each may be the beginning of a longer one, not only the one that is being typed.
        words.map(|word| Self(format!("\"{}\"*", word.replace('"', "\"\"")))).collect()
    }
}

/// Stands between characters that are words of their own. No one sees it, and the tokenizer parts words there.
const JOINT: char = '\u{200b}';
/// Around a hit in what SQLite hands out. No text in the index has them.
const OPENS: char = '\u{2}';
const CLOSES: char = '\u{3}';
/// Where an excerpt was cut.
const CUT: &str = "…";

/// A text as it is indexed and looked up: composed, compatible forms as their plain ones (`Ｑ４` is `Q4`), one space
/// between words, and a [`JOINT`] beside each character that is a word of its own.
fn spelled(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut spelled = String::with_capacity(composed.len());
    let mut before = ' ';
    for c in composed.chars().filter(|c| *c != JOINT) {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && before == ' ' {
            continue;
        }
        if c != ' ' && before != ' ' && (stands_alone(c) || stands_alone(before)) {
            spelled.push(JOINT);
        }
        spelled.push(c);
        before = c;
    }
    spelled.truncate(spelled.trim_end().len());
    spelled
}

/// A text as [`Store::excerpts`] shows it.
pub(crate) fn shown(text: &str) -> String {
    spelled(text).replace(JOINT, "")
}

/// A word in itself: a character of a script without spaces, or an emoji.
fn stands_alone(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Tibetan, Myanmar, Khmer.
        '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        // Kana, Bopomofo, Han, Hangul: Korean has spaces, but joins nouns without them.
        | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        // Signs and emoji.
        | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || stands_alone(c)
}

impl Words {
    fn of_answer(answer: &AnswerRow) -> Self {
        Self {
            title: answer.subject.clone(),
            place: answer.location.clone(),
            people: format!("{} {}", answer.organizer_name, answer.organizer_email),
            body: answer.comment.clone(),
        }
    }
}

/// Enters the words of an item.
pub(super) fn put_item(
    t: &Transaction<'_>,
    account: &str,
    collection: &str,
    server_id: &str,
    words: &Words,
) -> Result<()> {
    t.prepare_cached(
        "INSERT INTO words (account, collection, server_id, title, place, people, body)
         VALUES (:account, :collection, :server_id, :title, :place, :people, :body)
         ON CONFLICT (account, collection, server_id) DO UPDATE
             SET title = excluded.title, place = excluded.place, people = excluded.people, body = excluded.body
             WHERE (title, place, people, body)
                 IS NOT (excluded.title, excluded.place, excluded.people, excluded.body)",
    )?
    .execute(named_params! {
        ":account": account, ":collection": collection, ":server_id": server_id,
        ":title": spelled(&words.title), ":place": spelled(&words.place),
        ":people": spelled(&words.people), ":body": spelled(&words.body),
    })?;
    Ok(())
}

/// Enters the words of an answer.
pub(super) fn put_answer(t: &Transaction<'_>, answer: &AnswerRow) -> Result<()> {
    let words = Words::of_answer(answer);
    t.prepare_cached(
        "INSERT INTO words (account, answer, title, place, people, body)
         VALUES (:account, :answer, :title, :place, :people, :body)
         ON CONFLICT (answer) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body",
    )?
    .execute(named_params! {
        ":account": answer.account, ":answer": answer.id,
        ":title": spelled(&words.title), ":place": spelled(&words.place),
        ":people": spelled(&words.people), ":body": spelled(&words.body),
    })?;
    Ok(())
}

/// Items and answers whose words are entered at a time.
const AT_ONCE: i64 = 500;

/// Enters the words of everything that has none: what an older version stored. Done again where it was interrupted.
pub(super) fn catch_up(connection: &mut Connection) -> Result<()> {
    let mut last = 0;
    loop {
        let t = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let rows: Vec<(i64, String, ItemRow)> = {
            let mut without = t.prepare_cached(
                "SELECT rowid, * FROM item
                 WHERE rowid > ?1 AND NOT EXISTS (SELECT 1 FROM words WHERE words.account = item.account
                     AND words.collection = item.collection AND words.server_id = item.server_id)
                 ORDER BY rowid LIMIT ?2",
            )?;
            let read = |row: &Row<'_>| Ok((row.get("rowid")?, row.get("account")?, ItemRow::read(row)?));
            without.query_map(params![last, AT_ONCE], read)?.collect::<rusqlite::Result<_>>()?
        };
        for (_, account, row) in &rows {
            put_item(&t, account, &row.collection, &row.server_id, &crate::read::words(row))?;
        }
        t.commit()?;
        let Some((rowid, ..)) = rows.last() else { break };
        last = *rowid;
    }
    let t = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let answers: Vec<AnswerRow> = {
        let mut without = t.prepare_cached(
            "SELECT * FROM answer WHERE NOT EXISTS (SELECT 1 FROM words WHERE words.answer = answer.id)",
        )?;
        without.query_map([], AnswerRow::read)?.collect::<rusqlite::Result<_>>()?
    };
    for answer in &answers {
        put_answer(&t, answer)?;
    }
    t.commit()?;
    Ok(())
}

/// Makes the index anew from the words it was made of.
pub(super) fn rebuild(connection: &Connection) -> Result<()> {
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')", [])?;
    Ok(())
}

/// Everything of a mailbox that has a word (?2). A word in the title counts most, then people and place. What has left
/// the calendar is not in it, and what was taken back was never said.
pub(super) const HITS: &str = "
    SELECT search.rowid AS row, coalesce(item.uid, answer.uid) AS uid, words.collection, words.server_id,
        words.answer, -bm25(search, 10.0, 4.0, 6.0, 1.0) AS weight
    FROM search
        JOIN words ON words.id = search.rowid
        LEFT JOIN item ON item.account = words.account AND item.collection = words.collection
            AND item.server_id = words.server_id
        LEFT JOIN answer ON answer.id = words.answer
    WHERE search MATCH ?2 AND words.account = ?1 AND (item.class IS NOT 'event' OR item.gone_at IS NULL)
        AND (answer.state IS NULL OR answer.state NOT IN ('withdrawn', 'replaced'))";

/// The columns of one row (?2), with the words of ?1 marked.
pub(super) const EXCERPTS: &str = "
    SELECT highlight(search, 0, ?3, ?4), snippet(search, 1, ?3, ?4, ?5, 16), snippet(search, 2, ?3, ?4, ?5, 10),
        snippet(search, 3, ?3, ?4, ?5, 16)
    FROM search WHERE search MATCH ?1 AND rowid = ?2";

impl Store {
    /// Items and answers of a mailbox that have a word.
    pub fn hits(&self, account: &str, term: &Term) -> Result<Vec<Hit>> {
        self.read(|c| {
            let mut all = c.prepare_cached(HITS)?;
            let rows = all.query_map(params![account, term.0], |row| {
                Ok(Hit {
                    row: row.get("row")?,
                    uid: row.get("uid")?,
                    source: match row.get("answer")? {
                        Some(id) => Source::Answer(id),
                        None => Source::Item {
                            collection: row.get("collection")?,
                            server_id: row.get("server_id")?,
                        },
                    },
                    weight: row.get("weight")?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Where the words stand in one of the hits: the columns that have any, the title whole, the others cut around them.
    pub fn excerpts(&self, row: i64, terms: &[Term]) -> Result<Vec<(Column, Vec<Piece>)>> {
        let any = terms.iter().fold(String::new(), |mut any, term| {
            let or = if any.is_empty() { "" } else { " OR " };
            let _ = write!(any, "{or}{}", term.0);
            any
        });
        self.read(|c| {
            let mut one = c.prepare_cached(EXCERPTS)?;
            let marks = [OPENS.to_string(), CLOSES.to_string()];
            let mut rows = one.query(params![any, row, marks[0], marks[1], CUT])?;
            let Some(found) = rows.next()? else { return Ok(Vec::new()) };
            let columns = [Column::Title, Column::Place, Column::People, Column::Body];
            let mut all = Vec::new();
            for (at, column) in columns.into_iter().enumerate() {
                let marked: String = found.get(at)?;
                if marked.contains(OPENS) {
                    all.push((column, pieces(&marked)));
                }
            }
            Ok(all)
        })
    }
}

/// Takes a marked text apart.
fn pieces(marked: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, part) in marked.split([OPENS, CLOSES]).enumerate() {
        let part: Cow<'_, str> =
            if part.contains(JOINT) { part.replace(JOINT, "").into() } else { part.into() };
        if part.is_empty() {
            continue;
        }
        let hit = at % 2 == 1;
        match pieces.last_mut() {
            Some((text, was)) if *was == hit => text.push_str(&part),
            _ => pieces.push((part.into_owned(), hit)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        let parted = |text: &str| spelled(text).replace(JOINT, "|");
        assert_eq!(parted("第３四半期Planning会議"), "第|3|四|半|期|Planning|会|議");
        assert_eq!(parted("🎂Party"), "🎂|Party");
        assert_eq!(parted("  Q4\r\n\tplanning\u{2} "), "Q4 planning");
        assert_eq!(parted("Überblick"), "Überblick", "composed, whichever way it came");
    }

    #[test]
    fn whatever_is_typed_is_text() {
        let terms = |typed: &str| Term::all(typed).into_iter().map(|term| term.0).collect::<Vec<_>>();
        assert_eq!(terms(r#"say "hi""#), [r#""say"*"#, r#""""hi"""*"#]);
        assert_eq!(terms("a AND -b title:c*"), [r#""a"*"#, r#""AND"*"#, r#""-b"*"#, r#""title:c*"*"#]);
        assert_eq!(terms(" - \" * () \0"), [""; 0]);
    }

    #[test]
    fn a_marked_text_comes_apart() {
        let plain = |text: &str, hit| (text.to_owned(), hit);
        let marked = format!("{OPENS}会{CLOSES}{JOINT}{OPENS}議{CLOSES}{JOINT}室 now");
        assert_eq!(pieces(&marked), [plain("会議", true), plain("室 now", false)]);
    }
}
