//! Tables of plain text, their columns aligned by how wide the characters are shown, not by how many there are.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// No cell is shown wider than this; JSON has the whole text.
const WIDEST: usize = 48;

/// A table: a heading a column, rows of as many cells.
pub struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// With these headings.
    pub fn new(headings: [&str; COLUMNS]) -> Self {
        Self { rows: vec![headings.map(str::to_owned)] }
    }

    /// With one more row. Texts of other people lose what could disturb a terminal.
    pub fn push(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells.map(|cell| shorten(&clean(&cell))));
    }

    /// As text, a line a row. A column without a word in it is left out.
    pub fn text(&self) -> String {
        let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
            let cells = self.rows.iter().skip(1).map(|row| row[column].width());
            match cells.max() {
                Some(0) | None => 0,
                Some(widest) => widest.max(self.rows[0][column].width()),
            }
        });
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.width() + 2));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The text on one line, without control characters and without those that turn the direction of what follows.
pub fn clean(text: &str) -> String {
    let shown = text.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let spaced: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shorten(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut room = WIDEST - 1;
    let fitting = text.chars().take_while(|c| {
        let width = c.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    });
    format!("{}…", fitting.collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 3]]) -> String {
        let mut table = Table::new(["NAME", "NOTE", "STATUS"]);
        for row in rows {
            table.push(row.map(str::to_owned));
        }
        table.text()
    }

    #[test]
    fn wide_characters_take_two_places() {
        let text = table(&[["会議", "", "accepted"], ["Bob Nakamura", "", "declined"]]);
        assert_eq!(text, "NAME          STATUS\n会議          accepted\nBob Nakamura  declined\n");
    }

    #[test]
    fn other_peoples_texts_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(clean("a\u{1b}[2J\r\nb\t\u{202e}c"), "a [2J b c");
    }

    #[test]
    fn a_long_text_is_cut_where_it_stops_fitting() {
        let cut = shorten(&"会".repeat(40));
        assert_eq!(cut.width(), 47, "23 wide characters and the sign that there is more");
        assert!(cut.ends_with('…'));
        assert_eq!(shorten("short"), "short");
    }

    #[test]
    fn a_table_of_nothing_is_empty() {
        assert_eq!(table(&[]).trim(), "");
    }
}
