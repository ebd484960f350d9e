//! Bodies: which kind the client gets, and how much of it (MS-ASAIRS 2.2.2.9 and 2.2.2.12).
//!
//! A client lists the kinds it can show with a size for each; the server sends the one nearest to what it has. Without
//! a list it tells kind and size only.

use wbxml::Element;
use wbxml::tags::{airsync, airsyncbase};

use super::wire::{count, number, parse_number};
use crate::mime;
use crate::model::mail::Mail;

/// What a client wants to see of bodies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BodyOptions {
    /// BodyPreference elements, in order.
    pub preferences: Vec<Preference>,
    /// MIMESupport: 0 never, 1 only signed or encrypted mail, 2 all.
    pub mime_support: u8,
    /// MIMETruncation, as a number of characters.
    pub mime_truncation: Option<usize>,
    /// TruncationSize is honoured by this server.
    pub truncates: bool,
}

/// One BodyPreference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    /// 1 plain text, 2 HTML, 4 MIME.
    pub kind: u8,
    /// At most so many bytes.
    pub truncation: Option<usize>,
    /// Rather nothing than a part.
    pub all_or_none: bool,
    /// So many characters of preview.
    pub preview: usize,
}

impl BodyOptions {
    /// Reads the Options of Sync or ItemOperations.
    pub fn read(options: Option<&Element>, truncates: bool) -> Self {
        let Some(options) = options else { return Self { truncates, ..Self::default() } };
        let preference = |element: &Element| {
            Some(Preference {
                kind: parse_number(element, airsyncbase::TYPE)?,
                truncation: parse_number(element, airsyncbase::TRUNCATION_SIZE),
                all_or_none: parse_number(element, airsyncbase::ALL_OR_NONE) == Some(1),
                preview: parse_number(element, airsyncbase::PREVIEW).unwrap_or(0),
            })
        };
        // MS-ASCMD 2.2.3.101; 8 means all of it.
        let mime_truncation = match parse_number(options, airsync::MIME_TRUNCATION) {
            Some(0) => Some(0),
            Some(1) => Some(4_096),
            Some(2) => Some(5_120),
            Some(3) => Some(7_168),
            Some(4) => Some(10_240),
            Some(5) => Some(20_480),
            Some(6) => Some(51_200),
            Some(7) => Some(102_400),
            _ => None,
        };
        Self {
            preferences: options.find_all(airsyncbase::BODY_PREFERENCE).filter_map(preference).collect(),
            mime_support: parse_number(options, airsync::MIME_SUPPORT).unwrap_or(0),
            mime_truncation,
            truncates,
        }
    }
}

/// What there is of a body.
pub struct Texts<'a> {
    /// Plain text.
    pub plain: &'a str,
    /// HTML, where the author wrote it.
    pub html: Option<&'a str>,
    /// The whole message, for mails; put into bytes only where it is wanted.
    pub mail: Option<&'a Mail>,
}

impl Texts<'_> {
    /// NativeBodyType: 1 plain text, 2 HTML.
    pub fn native(&self) -> u8 {
        if self.html.is_some() { 2 } else { 1 }
    }

    fn of_kind(&self, kind: u8) -> Option<Vec<u8>> {
        match (kind, self.html) {
            (1, _) => Some(self.plain.into()),
            (2, Some(html)) => Some(html.into()),
            (2, None) => Some(as_html(self.plain).into()),
            (4, _) => self.mail.map(|mail| mime::bytes(mail).to_vec()),
            _ => None,
        }
    }
}

/// The Body element.
pub fn body(texts: &Texts<'_>, options: &BodyOptions) -> Element {
    let element = Element::new(airsyncbase::BODY);
    let usable = |one: &&Preference| match one.kind {
        1 | 2 => true,
        4 => options.mime_support == 2 && texts.mail.is_some(),
        _ => false,
    };
    let candidates: Vec<_> = options.preferences.iter().filter(usable).collect();
    let mime = candidates.iter().find(|one| one.kind == 4);
    let native = candidates.iter().find(|one| one.kind == texts.native());
    // Nothing here makes text of HTML. Where the author wrote only that, it comes as it is, as from servers that cannot.
    let only_html = texts.plain.is_empty() && texts.html.is_some();
    let first = candidates.first().map(|one| match one.kind {
        1 if only_html => Preference { kind: 2, ..**one },
        _ => **one,
    });
    let Some(chosen) = mime.or(native).map(|one| **one).or(first) else {
        let size = texts.of_kind(texts.native()).map_or(0, |data| data.len());
        return element
            .with(number(airsyncbase::TYPE, texts.native()))
            .with(count(airsyncbase::ESTIMATED_DATA_SIZE, size))
            .with(number(airsyncbase::TRUNCATED, 1));
    };
    let data = texts.of_kind(chosen.kind).unwrap_or_default();
    let limit = if options.truncates { chosen.truncation } else { options.mime_truncation };
    let (kept, truncated) = truncate(&data, limit, chosen.all_or_none);
    let preview: String = texts.plain.chars().take(chosen.preview.min(255)).collect();
    let mut element = element
        .with(number(airsyncbase::TYPE, chosen.kind))
        .with(count(airsyncbase::ESTIMATED_DATA_SIZE, data.len()));
    if truncated {
        element.push(number(airsyncbase::TRUNCATED, 1));
    }
    if !kept.is_empty() {
        element.push(Element::text(airsyncbase::DATA, String::from_utf8_lossy(kept)));
    }
    element.with_opt((!preview.is_empty()).then(|| Element::text(airsyncbase::PREVIEW, preview)))
}

/// As much as the limit allows, never a part of a character.
fn truncate(data: &[u8], limit: Option<usize>, all_or_none: bool) -> (&[u8], bool) {
    let Some(limit) = limit.filter(|limit| data.len() > *limit) else { return (data, false) };
    if all_or_none {
        return (&[], true);
    }
    let continues = |at: usize| data.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (0..=limit).rev().find(|at| !continues(*at)).unwrap_or(0);
    (data.get(..end).unwrap_or_default(), true)
}

fn as_html(plain: &str) -> String {
    let escaped = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines: Vec<_> = escaped.lines().collect();
    format!("<html><body><p>{}</p></body></html>", lines.join("<br>"))
}
