//! Characters that change what is read without being seen.
//!
//! They turn the direction of the text around them, or join and split it invisibly. A name, a title or an address of a
//! stranger has no business with them, apart from where a script or an emoji is written with them.

use std::borrow::Cow;

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, ExtendedPictographic, Script};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_bidi::ParagraphBidiInfo;

/// Does this character turn the text around it, or stand there unseen?
pub fn is_invisible(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        || CodePointSetData::new::<BidiControl>().contains(c)
        // Separators of lines, and annotations.
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
}

/// A name, a title or a place as it is read: without what is not seen, except where it is written honestly. That is
/// what joins letters or emoji, what says which form of a character is meant, and marks of direction among letters that
/// are read from right to left. What turns the text after it is never kept.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let right_to_left = text.chars().any(is_right_to_left);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        match c {
            '\u{2028}' | '\u{2029}' => kept.push(' '),
            _ if !is_invisible(c) || is_honest(&kept, c, next, right_to_left) => kept.push(c),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// Is something hidden in it?
pub fn hides(text: &str) -> bool {
    visible(text) != text
}

/// How a program shows it that obeys every mark of direction: the order in which it is read, without the marks.
pub fn as_obeyed(text: &str) -> String {
    let turned = if text.chars().any(|c| CodePointSetData::new::<BidiControl>().contains(c)) {
        let line = ParagraphBidiInfo::new(text, None);
        line.reorder_line(0..text.len())
    } else {
        Cow::Borrowed(text)
    };
    turned.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Does whoever writes honestly need it between these?
fn is_honest(before: &str, c: char, next: Option<char>, right_to_left: bool) -> bool {
    let last = before.chars().next_back();
    let after = |scripts: &[Script]| last.is_some_and(|last| scripts.contains(&script(last)));
    match c {
        // A joiner and a non-joiner; the emoji joiner is the same character.
        '\u{200c}' => after(JOINING),
        '\u{200d}' => after(JOINING) || is_emoji(before) && next.is_some_and(is_pictograph),
        // Where words that are written without spaces may be broken.
        '\u{200b}' => after(UNSPACED) && next.is_some_and(|next| UNSPACED.contains(&script(next))),
        '\u{200e}' | '\u{200f}' | '\u{061c}' => right_to_left,
        // Text or emoji; and the forms of Chinese characters and of Mongolian letters.
        '\u{fe0e}' | '\u{fe0f}' => {
            last.is_some_and(|last| is_pictograph(last) || matches!(last, '0'..='9' | '#' | '*'))
        }
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => after(&[Script::Han]),
        '\u{180b}'..='\u{180f}' => after(&[Script::Mongolian]),
        // The flags of England, Scotland and Wales.
        '\u{e0020}'..='\u{e007f}' => last.is_some_and(|last| last == '\u{1f3f4}' || is_tag(last)),
        _ => false,
    }
}

const UNSPACED: &[Script] = &[Script::Khmer, Script::Lao, Script::Myanmar, Script::Thai, Script::Tibetan];

/// Scripts whose letters take another form, or none, beside the next one.
const JOINING: &[Script] = &[
    Script::Arabic,
    Script::Syriac,
    Script::Nko,
    Script::Mongolian,
    Script::Devanagari,
    Script::Bengali,
    Script::Gurmukhi,
    Script::Gujarati,
    Script::Oriya,
    Script::Tamil,
    Script::Telugu,
    Script::Kannada,
    Script::Malayalam,
    Script::Sinhala,
    Script::Khmer,
    Script::Myanmar,
    Script::Tibetan,
];

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

fn is_right_to_left(c: char) -> bool {
    use unicode_bidi::BidiClass;
    matches!(unicode_bidi::bidi_class(c), BidiClass::R | BidiClass::AL) && !is_invisible(c)
}

fn is_pictograph(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007e}')
}

/// Does it end with an emoji, in whatever colour?
fn is_emoji(before: &str) -> bool {
    let modifier = |c: &char| matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    before.chars().rev().find(|c| !modifier(c)).is_some_and(is_pictograph)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_are_seen_and_marks_of_direction_are_not() {
        assert!("\u{202e}\u{200b}\u{2066}\u{feff}\u{ad}\u{3164}\u{2028}\u{fff9}".chars().all(is_invisible));
        assert!(!"aé名א‑ -.é".chars().any(is_invisible));
    }

    #[test]
    fn what_turns_or_hides_is_dropped() {
        for (written, read) in [
            ("\u{202e}ecilA Moreau", "ecilA Moreau"),
            ("Quarterly\u{200b} Planning\u{2067}", "Quarterly Planning"),
            ("Al\u{200d}ice\u{200c}", "Alice"),
            ("A\u{2069}\u{202e}b\u{202c}", "Ab"),
            ("Ali\u{ad}ce\u{feff}\u{e0041}", "Alice"),
            ("Rai\u{fe0f}nier\u{200e}", "Rainier"),
            ("one\u{2028}two", "one two"),
            ("\u{202b}שלום\u{202c}", "שלום"),
        ] {
            assert_eq!(visible(written), read, "{written:?}");
            assert!(hides(written), "{written:?}");
        }
    }

    #[test]
    fn what_a_script_or_an_emoji_is_written_with_stays() {
        for honest in [
            "Alice Moreau",
            "Zoë Müller-Österreich",
            "نمی\u{200c}خواهم",                // Persian
            "ക്\u{200d}",                       // Malayalam
            "ශ්\u{200d}රී ලංකා",                  // Sinhala
            "ភាសា\u{200b}ខ្មែរ",                 // Khmer
            "\u{200f}שלום (C#)\u{200f}",       // Hebrew
            "葛\u{e0100}城",                   // a variant of the character
            "👩🏽\u{200d}💻 Planning ❤\u{fe0f}", // in colour
            "1\u{fe0f}\u{20e3}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            assert_eq!(visible(honest), honest);
            assert!(!hides(honest));
        }
    }

    #[test]
    fn a_mark_that_is_obeyed_turns_what_follows() {
        assert_eq!(as_obeyed("\u{202e}ecilA"), "Alice");
        assert_eq!(as_obeyed("\u{202e}ecilA\u{202c} Moreau"), "Alice Moreau");
        assert_eq!(as_obeyed("Ali\u{200b}ce"), "Alice");
        assert_eq!(as_obeyed("ecila"), "ecila");
    }

    proptest! {
        #[test]
        fn nothing_that_turns_survives_and_reading_twice_changes_nothing(
            text in "([\\u{200b}-\\u{202e}\\u{2060}-\\u{206f}\u{2029}aא👩\\u{fe0f}क]|\\PC){0,20}"
        ) {
            let read = visible(&text).into_owned();
            let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!read.chars().any(turns));
            prop_assert_eq!(visible(&read).into_owned(), read.clone());
            let _ = as_obeyed(&text);
        }
    }
}
