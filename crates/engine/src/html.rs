//! HTML that a stranger wrote: what of it may be shown, and what it says as plain text.
//!
//! Nothing of it is trusted. Its size is capped; then a first pass counts what a parser would build of it, in small
//! bites, and refuses by name what is made to overload a reader; only then is it sanitised by `ammonia`, down to plain
//! structure: no style, no class, no form, no address in any attribute. Links become numbers, and their addresses are
//! listed beside the text, where their hosts can be shown. Pictures stay only where they are in the text itself and
//! small. The frame that shows the rest (no script, no network) is the window's.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::{Builder, UrlRelative};
use html2text::render::TextDecorator;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, LocalName, QualName, ns, parse_document};

/// Bytes of HTML that are asked for and looked at; the rest is cut.
pub(crate) const MOST_BYTES: u32 = 512 * 1024;
/// Elements a parser may make of it. A long newsletter has five thousand.
const MOST_ELEMENTS: usize = 20_000;
/// Elements inside each other.
const DEEPEST: u32 = 256;
/// Blanks and quotes inside one tag or comment: so many attributes, each compared with all others.
const MOST_SEPARATORS: usize = 10_000;
/// Bytes handed to the parser before what it has made of them is looked at.
const BITE: usize = 64;
/// Links that are listed.
const MOST_LINKS: usize = 200;
/// What stands before a link's number while it is still in `href`, where `ammonia` wants an address.
const NUMBER: &str = "number:";
/// Bytes of one picture in the text, and of all of them, as they are written.
const LARGEST_PICTURE: usize = 64 * 1024;
const ALL_PICTURES: usize = 256 * 1024;
/// Columns of the plain text. Wrapping is for the window.
const WIDTH: usize = 2_000;

/// Why a text is not shown formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More elements than any text has.
    #[error("it makes more than {MOST_ELEMENTS} elements")]
    TooMany,
    /// Elements inside each other, without end.
    #[error("its elements are nested more than {DEEPEST} deep")]
    TooDeep,
    /// A tag or comment that never ends.
    #[error("one of its tags has more than {MOST_SEPARATORS} parts")]
    TooLong,
}

/// A sanitised text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sanitised {
    /// Structure and words, nothing else. A link is `<a data-link="2">`.
    pub html: String,
    /// Where the links lead, the first is number 1. As they stand there: not yet judged.
    pub links: Vec<String>,
    /// Pictures that are not shown.
    pub pictures_left_out: u32,
    /// The text was longer than is shown.
    pub cut: bool,
}

/// At most so much of a text, and whether that is less than all of it.
fn capped(html: &str) -> (&str, bool) {
    let most = MOST_BYTES as usize;
    if html.len() <= most {
        return (html, false);
    }
    ((0..=most).rev().find_map(|end| html.get(..end)).unwrap_or_default(), true)
}

/// Makes HTML safe to be shown in a frame of its own.
///
/// # Errors
/// A text that is made to overload whoever reads it.
pub(crate) fn sanitise(html: &str) -> Result<Sanitised, Refused> {
    let (html, cut) = capped(html);
    measure(html)?;
    let seen = Arc::new(Mutex::new(Seen::default()));
    let notes = Arc::clone(&seen);
    let mut builder = builder();
    builder.attribute_filter(move |element, attribute, value| {
        filter(&mut notes.lock().unwrap_or_else(PoisonError::into_inner), element, attribute, value)
    });
    let clean = builder.clean(html).to_string();
    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    let Seen { links, pictures_left_out, .. } = seen;
    // The filter can change the value only. `<a href="` is the tag here and nothing else: the serialiser writes `<` and
    // `"` of words and values as entities, and `href` is the only attribute of its own that a link may have.
    let html = clean.replace(&format!("<a href=\"{NUMBER}"), "<a data-link=\"");
    Ok(Sanitised { html, links, pictures_left_out, cut })
}

#[derive(Default)]
struct Seen {
    links: Vec<String>,
    pictures_left_out: u32,
    picture_bytes: usize,
}

fn filter<'v>(seen: &mut Seen, element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match (element, attribute) {
        ("a", "href") => {
            let leads = ["https:", "http:", "mailto:", "tel:"];
            let scheme = value.split_inclusive(':').next().unwrap_or_default().to_ascii_lowercase();
            if !leads.contains(&scheme.as_str()) {
                return None;
            }
            let number = seen.links.iter().position(|link| link == value).map(|at| at + 1);
            let number = number.or_else(|| {
                (seen.links.len() < MOST_LINKS).then(|| {
                    seen.links.push(value.to_owned());
                    seen.links.len()
                })
            })?;
            Some(format!("{NUMBER}{number}").into())
        }
        ("img", "src") => {
            seen.picture_bytes += value.len();
            let small = value.len() <= LARGEST_PICTURE && seen.picture_bytes <= ALL_PICTURES;
            let kept = small && is_picture(value);
            seen.pictures_left_out += u32::from(!kept);
            kept.then_some(value.into())
        }
        ("td" | "th", "colspan" | "rowspan") => {
            value.trim().parse::<u8>().is_ok_and(|cells| (1..=50).contains(&cells)).then_some(value.into())
        }
        ("table", "border") => (value != "0").then_some("1".into()),
        (_, "dir") => ["ltr", "rtl", "auto"].contains(&value).then_some(value.into()),
        ("img", "alt") | (_, "lang") => Some(value.into()),
        _ => None,
    }
}

/// A picture in the text itself, of a kind that is nothing but a picture.
fn is_picture(address: &str) -> bool {
    ["png", "jpeg", "gif", "webp"].iter().any(|kind| {
        let base64 = address.strip_prefix(&format!("data:image/{kind};base64,"));
        base64.is_some_and(|rest| {
            rest.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || b"+/=".contains(&byte) || byte.is_ascii_whitespace()
            })
        })
    })
}

/// Structure and words.
const TAGS: [&str; 48] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];
/// What goes with everything in it.
const GONE: [&str; 16] = [
    "script", "style", "title", "textarea", "select", "template", "svg", "math", "object", "iframe",
    "frameset", "noframes", "noscript", "audio", "video", "canvas",
];

fn builder() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(GONE))
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["alt", "src"])),
            ("table", HashSet::from(["border"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel", "data", "cid", "number"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// What HTML says, as plain text that a person reads: paragraphs, lists, cells, and where links lead.
pub(crate) fn to_text(html: &str) -> String {
    let (html, _) = capped(html);
    if measure(html).is_err() {
        return without_tags(html);
    }
    let mut builder = builder();
    builder
        .rm_tags(["hr", "center", "sub", "sup", "s", "strike", "del"])
        .rm_tag_attributes("td", ["colspan", "rowspan"])
        .rm_tag_attributes("th", ["colspan", "rowspan"])
        // Only a picture with an address is told by its words.
        .rm_tag_attributes("img", ["src"])
        .set_tag_attribute_value("img", "src", "cid:picture");
    let clean = builder.clean(html).to_string();
    let config = html2text::config::with_decorator(Words::default()).raw_mode(true).no_link_wrapping();
    let Ok(text) = config.string_from_read(clean.as_bytes(), WIDTH) else { return without_tags(html) };
    tidy(&text)
}

/// Lines without blanks at their end, and never more than one empty line.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.trim().to_owned()
}

/// The crude way, for what is not to be parsed: everything between `<` and `>` is gone.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The addresses that HTML links to, in their order; none of one that is made to overload a reader.
pub(crate) fn links(html: &str) -> Vec<String> {
    measure(capped(html).0).unwrap_or_default()
}

/// Plain text as HTML, for a server that has nothing else.
pub(crate) fn of_text(text: &str) -> String {
    format!("<pre>{}</pre>", ammonia::clean_text(text))
}

/// How plain text is written.
#[derive(Debug, Clone, Default)]
struct Words {
    open: Vec<String>,
}

impl TextDecorator for Words {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.open.push(url.to_owned());
        (String::new(), ())
    }

    /// The address behind the words, as people write it themselves.
    fn decorate_link_end(&mut self) -> String {
        let url = self.open.pop().unwrap_or_default();
        if url.starts_with("http") { format!(" <{url}>") } else { String::new() }
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "• ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }
}

/// Counts what a parser makes of HTML, without keeping it. The links come out on the way.
///
/// A parser makes more of a text than stands in it: an open `<b>` is made anew in every paragraph. So the elements that
/// are made are counted, and not the tags, and the parser is stopped as soon as there are too many.
fn measure(html: &str) -> Result<Vec<String>, Refused> {
    let counts = Rc::new(Counts::default());
    let mut parser = parse_document(Counter(Rc::clone(&counts)), html5ever::ParseOpts::default());
    let mut rest = html;
    let mut separators = 0;
    while !rest.is_empty() {
        let end = (BITE..rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (bite, after) = rest.split_at(end);
        rest = after;
        let before = counts.calls.get();
        parser.process(StrTendril::from_slice(bite));
        if counts.calls.get() == before {
            separators +=
                bite.bytes().filter(|byte| byte.is_ascii_whitespace() || b"/\"'".contains(byte)).count();
        } else {
            separators = 0;
        }
        if counts.elements.get() > MOST_ELEMENTS {
            return Err(Refused::TooMany);
        }
        if counts.depth.get() > DEEPEST {
            return Err(Refused::TooDeep);
        }
        if separators > MOST_SEPARATORS {
            return Err(Refused::TooLong);
        }
    }
    parser.finish();
    if counts.elements.get() > MOST_ELEMENTS {
        return Err(Refused::TooMany);
    }
    Ok(counts.links.take())
}

#[derive(Default)]
struct Counts {
    elements: Cell<usize>,
    depth: Cell<u32>,
    /// Everything the parser has done.
    calls: Cell<usize>,
    links: RefCell<Vec<String>>,
}

struct Counter(Rc<Counts>);

/// An element, as far as a parser asks for it later.
#[derive(Clone)]
struct Counted(Rc<(QualName, Cell<u32>)>);

impl Counted {
    fn new(name: QualName) -> Self {
        Self(Rc::new((name, Cell::new(0))))
    }
}

impl Counter {
    fn called(&self) {
        self.0.calls.set(self.0.calls.get() + 1);
    }

    fn placed(&self, parent: &Counted, child: &NodeOrText<Counted>) {
        self.called();
        if let NodeOrText::AppendNode(child) = child {
            let depth = parent.0.1.get().saturating_add(1);
            child.0.1.set(depth);
            self.0.depth.set(self.0.depth.get().max(depth));
        }
    }
}

impl TreeSink for Counter {
    type Handle = Counted;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Counted {
        Counted::new(QualName::new(None, ns!(), LocalName::from("")))
    }

    fn elem_name<'a>(&'a self, target: &'a Counted) -> ExpandedName<'a> {
        target.0.0.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Counted {
        self.called();
        self.0.elements.set(self.0.elements.get() + 1);
        let mut links = self.0.links.borrow_mut();
        if &*name.local == "a" && links.len() < MOST_LINKS {
            let href = attributes.iter().find(|attribute| &*attribute.name.local == "href");
            links.extend(href.map(|href| href.value.to_string()));
        }
        Counted::new(name)
    }

    fn create_comment(&self, _: StrTendril) -> Counted {
        self.called();
        Counted::new(QualName::new(None, ns!(), LocalName::from("")))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Counted {
        self.create_comment(StrTendril::new())
    }

    fn append(&self, parent: &Counted, child: NodeOrText<Counted>) {
        self.placed(parent, &child);
    }

    fn append_based_on_parent_node(&self, element: &Counted, _: &Counted, child: NodeOrText<Counted>) {
        self.placed(element, &child);
    }

    fn append_before_sibling(&self, sibling: &Counted, child: NodeOrText<Counted>) {
        self.placed(sibling, &child);
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Counted) -> Counted {
        target.clone()
    }

    fn same_node(&self, one: &Counted, other: &Counted) -> bool {
        Rc::ptr_eq(&one.0, &other.0)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, _: &Counted, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, _: &Counted) {}

    fn reparent_children(&self, _: &Counted, _: &Counted) {}
}

#[cfg(test)]
mod tests;
