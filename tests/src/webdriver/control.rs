//! Kinds of controls, and how their names are compared. The names themselves are worked out by WebKit, as it does
//! for a screen reader.

use std::fmt;

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use url::{ParseError, Url};

/// Kinds of controls that people and tests find by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Something to press.
    Button,
    /// Something to follow.
    Link,
    /// Something to type into.
    Field,
    /// Something to turn on and off.
    Switch,
    /// One of a few that stand side by side.
    Choice,
    /// A line of an open menu.
    MenuItem,
    /// A line of an open list.
    Option,
    /// A title.
    Heading,
    /// Things that belong together.
    Group,
    /// A part of the window.
    Region,
    /// Something that lies over the window.
    Dialog,
    /// Rows and columns.
    Table,
}

impl Control {
    pub(super) fn selector(self) -> &'static str {
        match self {
            Self::Button => "button, [role=button], input[type=submit]",
            Self::Link => "a[href], [role=link]",
            Self::Field => "input, textarea, [role=textbox], [contenteditable=true]",
            Self::Switch => "[role=switch], input[type=checkbox]",
            Self::Choice => "[role=radio], input[type=radio]",
            Self::MenuItem => "[role=menuitem]",
            Self::Option => "[role=option]",
            Self::Heading => "h1, h2, h3, h4, [role=heading]",
            Self::Group => "[role=group], [role=radiogroup], fieldset",
            Self::Region => "section, aside, main, nav, article, [role=region]",
            Self::Dialog => "dialog, [role=dialog]",
            Self::Table => "table, [role=grid], [role=table]",
        }
    }
}

/// The beginning of a name, where its end changes: `Beginning("Tell")` is called `Tell Alice` or `Tell Bob`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning<'a>(pub &'a str);

/// How a control is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called<'a> {
    /// So, and nothing more.
    Exactly(&'a str),
    /// So at the beginning.
    Beginning(&'a str),
}

impl Called<'_> {
    pub(super) fn fits(self, label: &str) -> bool {
        match self {
            Self::Exactly(name) => label == name,
            Self::Beginning(name) => label.starts_with(name),
        }
    }
}

impl fmt::Display for Called<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(name) => write!(f, "{name:?}"),
            Self::Beginning(name) => write!(f, "\"{name} …\""),
        }
    }
}

impl<'a> From<&'a str> for Called<'a> {
    fn from(name: &'a str) -> Self {
        Self::Exactly(name)
    }
}

impl<'a> From<Beginning<'a>> for Called<'a> {
    fn from(Beginning(name): Beginning<'a>) -> Self {
        Self::Beginning(name)
    }
}

/// A name without the marks that keep other scripts together, and with single spaces.
pub(super) fn plain(label: &str) -> String {
    let visible: String = label.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// WebDriver's "Get Computed Label", which `fantoccini` has no method for.
#[derive(Debug)]
pub(super) struct ComputedLabel(String);

impl ComputedLabel {
    pub(super) fn of(element: &Element) -> Self {
        Self(element.element_id().to_string())
    }
}

impl WebDriverCompatibleCommand for ComputedLabel {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/element/{}/computedlabel", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}
