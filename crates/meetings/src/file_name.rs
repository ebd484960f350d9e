//! A name of a stranger's file that every system takes and no person misreads.
//!
//! An attachment is called what its sender wants: `../../.profile`, `invoice` and a mark that turns `fdp.exe` around, `CON`, a thousand letters. The
//! name that is shown and saved is made here; where it is saved, and that nothing is overwritten, is left to others.

use crate::invisible::is_invisible;

/// Bytes of the longest name. File systems take 255; a number in brackets and a folder still have room.
const LONGEST: usize = 150;
/// Bytes of the longest ending that is kept whole when a name is cut.
const LONGEST_ENDING: usize = 20;
/// Names that are devices on Windows, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The name under which a stranger's file is shown and saved. It is never empty, leads nowhere else, is not hidden,
/// and ends as the file is going to be opened: `invoice.pdf.exe` stays just that.
pub fn safe_file_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !is_invisible(*c)).map(plain_character).collect();
    // Blanks in a row push an ending out of sight.
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_start_matches(['.', ' ', '-', '~']).trim_end_matches(['.', ' ']);
    let short = shortened(plain);
    match short.as_str() {
        "" => "attachment".to_owned(),
        device if is_device(device) => format!("_{device}"),
        _ => short,
    }
}

fn plain_character(c: char) -> char {
    match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '∕' | '⁄' | '／' | '＼' => '_',
        c if c.is_control() || c.is_whitespace() => ' ',
        c => c,
    }
}

/// Cut in the stem, never in the ending.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending =
        name.rfind('.').and_then(|dot| name.get(dot..)).filter(|ending| ending.len() <= LONGEST_ENDING);
    let ending = ending.unwrap_or_default();
    let room = LONGEST.saturating_sub(ending.len() + '…'.len_utf8());
    let kept = (0..=room).rev().find_map(|end| name.get(..end)).unwrap_or_default();
    format!("{}…{ending}", kept.trim_end_matches(['.', ' ']))
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = ["com", "lpt"].into_iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|number| {
            number.chars().count() == 1 && number.chars().all(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'))
        })
    });
    numbered || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_names_stay_as_they_are() {
        for name in
            ["Agenda.pdf", "Protokoll März (2).docx", "議題.xlsx", "no ending", "a.tar.gz", "סדר יום.pdf"]
        {
            assert_eq!(safe_file_name(name), name);
        }
    }

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        for (given, safe) in [
            ("../../.profile", "_.._.profile"),
            ("..\\..\\autostart.bat", "_.._autostart.bat"),
            ("/etc/passwd", "_etc_passwd"),
            ("C:\\x.exe", "C__x.exe"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\u{200b}b\u{0}c\nd.txt", "ab c d.txt"),
            ("invoice.pdf                                   .exe", "invoice.pdf .exe"),
            ("invoice.pdf.exe", "invoice.pdf.exe"),
            ("report.doc. . ", "report.doc"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Lpt1.pdf", "_Lpt1.pdf"),
            ("COM¹", "_COM¹"),
            ("console.log", "console.log"),
            ("", "attachment"),
            (" . ", "attachment"),
            ("\u{202e}", "attachment"),
            ("a<b>:\"c|d?*.txt", "a_b___c_d__.txt"),
        ] {
            assert_eq!(safe_file_name(given), safe, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = safe_file_name(&format!("{}.pdf.exe", "名".repeat(400)));
        assert!(long.len() <= LONGEST && long.ends_with("….exe"), "{long}");
        let no_ending = safe_file_name(&"x".repeat(400));
        assert!(no_ending.len() <= LONGEST && no_ending.ends_with('…'));
        let all_ending = safe_file_name(&format!("a.{}", "x".repeat(400)));
        assert!(all_ending.len() <= LONGEST);
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_plain_one(name in "\\PC{0,300}|[./\\\\ :\u{202e}-]{0,20}") {
            let safe = safe_file_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= LONGEST + 1);
            prop_assert!(!safe.contains(['/', '\\', ':']) && !safe.starts_with(['.', '-']));
            prop_assert!(!safe.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(safe_file_name(&safe), safe, "made once, it stays");
        }
    }
}
