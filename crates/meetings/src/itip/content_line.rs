//! Content lines of iCalendar (RFC 5545 3.1), read one by one.
//!
//! A reader of its own, although the crate that writes our replies has one: that one refuses a whole object for a
//! line without a colon or a missing END, and overflows the stack on nested BEGINs, and these mails come from
//! strangers. Here a line that cannot be read is skipped, and nothing recurses.

/// `NAME;PARAM=value;PARAM="quoted":value`, with the value still escaped.
pub(super) struct ContentLine {
    /// In upper case.
    pub name: String,
    params: Vec<(String, String)>,
    /// As written.
    pub value: String,
}

impl ContentLine {
    /// The value of a parameter, without quotes.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value as TEXT (RFC 5545 3.3.11).
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some('n' | 'N')) => text.push('\n'),
                ('\\', Some(escaped)) => text.push(escaped),
                _ => text.push(c),
            }
        }
        text.trim().to_owned()
    }

    fn read(line: &str) -> Option<ContentLine> {
        // A quote that is never closed is a character like any other.
        let (head, value) = split_outside_quotes(line, ':').or_else(|| line.split_once(':'))?;
        let mut parts = Vec::new();
        let mut rest = head;
        while let Some((part, others)) = split_outside_quotes(rest, ';') {
            parts.push(part);
            rest = others;
        }
        parts.push(rest);
        let mut parts = parts.into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        let params = parts
            .filter_map(|part| part.split_once('='))
            .map(|(key, value)| (key.trim().to_ascii_uppercase(), value.trim().replace('"', "")))
            .collect();
        (!name.is_empty()).then(|| ContentLine { name, params, value: value.trim().to_owned() })
    }
}

/// All lines that can be read, unfolded, whatever ends them.
pub(super) fn content_lines(ics: &str) -> Vec<ContentLine> {
    let mut unfolded: Vec<String> = Vec::new();
    for line in ics.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").split(['\n', '\r']) {
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(continued), Some(begun)) => begun.push_str(continued),
            _ => unfolded.push(line.to_owned()),
        }
    }
    unfolded.iter().filter_map(|line| ContentLine::read(line)).collect()
}

fn split_outside_quotes(text: &str, separator: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = text.find(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })?;
    Some((text.get(..at)?, text.get(at + separator.len_utf8()..)?))
}
