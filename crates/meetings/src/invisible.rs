//! Characters that change what is read without being seen.
//!
//! They turn the direction of the text around them, or join and split it invisibly. A name or an address of a stranger
//! has no business with them; texts in which they belong are left alone by everybody else.

/// Does this character turn the text around it, or stand there unseen?
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}'                      // soft hyphen
        | '\u{034f}'                    // combining grapheme joiner
        | '\u{061c}'                    // Arabic letter mark
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
        | '\u{17b4}' | '\u{17b5}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'       // zero width, and marks of direction
        | '\u{2028}'..='\u{202e}'       // separators, embeddings and overrides
        | '\u{2060}'..='\u{206f}'       // word joiner, isolates and the like
        | '\u{fe00}'..='\u{fe0f}'       // variation selectors
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::is_invisible;

    #[test]
    fn letters_are_seen_and_marks_of_direction_are_not() {
        assert!("\u{202e}\u{200b}\u{2066}\u{feff}\u{ad}".chars().all(is_invisible));
        assert!(!"aé名א‑ -.é".chars().any(is_invisible));
    }
}
