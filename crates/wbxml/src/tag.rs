//! What a tag is: a page and a token, with the name that the code-page table gives it, if it does.
//!
//! Servers send tokens that no table has (newer versions, their own additions). A [`Tag`] therefore is the
//! pair of numbers, and its name is looked up. Unknown tags are written `AirSync:Token3F` or
//! `Page26:Token05`, and these placeholder names parse back to the same tag.
//!
//! The table itself is in [`crate::tags`].

use std::fmt;

use crate::tags::CODE_PAGES;

/// The element named by `token` on code page `page`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    page: u8,
    token: u8,
}

impl Tag {
    /// The tag with this token (`0x05` to `0x3F`) on this code page.
    ///
    /// # Panics
    /// If `token` cannot be a tag. Meant for constants, where the panic is a compile error; for numbers that
    /// come from elsewhere use [`Tag::from_parts`].
    #[must_use]
    pub const fn new(page: u8, token: u8) -> Tag {
        match Tag::from_parts(page, token) {
            Some(tag) => tag,
            None => panic!("a tag token is between 0x05 and 0x3F"),
        }
    }

    /// The tag with this token on this code page, or `None` if `token` is not between `0x05` and `0x3F`.
    #[must_use]
    pub const fn from_parts(page: u8, token: u8) -> Option<Tag> {
        match token {
            0x05..=0x3F => Some(Tag { page, token }),
            _ => None,
        }
    }

    /// The tag of an element by its page's name and its own, as they appear in XML: `("Calendar", "UID")`.
    ///
    /// A colon after the page's name is accepted (MS-ASCMD's examples have one), letter case is ignored
    /// (MS-ASCMD writes both `GalSearchCriterion` and `GALSearchCriterion`), and so are the placeholder names
    /// of unknown tags.
    #[must_use]
    pub fn named(namespace: &str, element: &str) -> Option<Tag> {
        let namespace = namespace.strip_suffix(':').unwrap_or(namespace);
        let page = CODE_PAGES
            .iter()
            .position(|page| page.namespace.eq_ignore_ascii_case(namespace))
            .and_then(|index| u8::try_from(index).ok())
            .or_else(|| placeholder(namespace, "Page", 10))?;
        let token = CODE_PAGES
            .get(usize::from(page))
            .and_then(|page| page.token(element))
            .or_else(|| placeholder(element, "Token", 16))?;
        Tag::from_parts(page, token)
    }

    /// The code page's number.
    #[must_use]
    pub const fn page(self) -> u8 {
        self.page
    }

    /// The token on that page, without content bit.
    #[must_use]
    pub const fn token(self) -> u8 {
        self.token
    }

    /// The element's name, if the table has it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.known().map(|known| known.element)
    }

    /// The code page's name, which is the XML namespace of its elements, if the table has it.
    #[must_use]
    pub fn namespace(self) -> Option<&'static str> {
        CODE_PAGES.get(usize::from(self.page)).map(|page| page.namespace)
    }

    /// The first protocol version that has this element, if the table has it.
    #[must_use]
    pub fn since(self) -> Option<Since> {
        self.known().map(|known| known.since)
    }

    /// Every tag of the table, by page and token.
    pub fn all() -> impl Iterator<Item = Tag> {
        (0..=u8::MAX)
            .flat_map(|page| (0x05..=0x3F).map(move |token| Tag { page, token }))
            .take_while(|tag| usize::from(tag.page) < CODE_PAGES.len())
            .filter(|tag| tag.known().is_some())
    }

    fn known(self) -> Option<Known> {
        CODE_PAGES.get(usize::from(self.page))?.elements.get(usize::from(self.token)).copied()?
    }

    /// The element's name or its placeholder.
    pub(crate) fn local_name(self) -> impl fmt::Display {
        fmt::from_fn(move |f| match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Token{:02X}", self.token),
        })
    }

    /// The page's name or its placeholder.
    pub(crate) fn page_name(self) -> impl fmt::Display {
        fmt::from_fn(move |f| match self.namespace() {
            Some(name) => f.write_str(name),
            None => write!(f, "Page{}", self.page),
        })
    }
}

/// `Calendar:Attendees`, `AirSync:Token3F`, `Page26:Token05`.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.page_name(), self.local_name())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The number in `Page26` or `Token3F`.
fn placeholder(name: &str, prefix: &str, radix: u32) -> Option<u8> {
    u8::from_str_radix(name.strip_prefix(prefix)?, radix).ok()
}

/// The first protocol version that has an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Since {
    /// Only old servers send it; the current specification does not have it. Never send it.
    Legacy,
    /// 2.5 or earlier.
    V2_5,
    /// 12.0
    V12_0,
    /// 12.1
    V12_1,
    /// 14.0
    V14_0,
    /// 14.1
    V14_1,
    /// 16.0
    V16_0,
    /// 16.1
    V16_1,
}

/// What the table says of one token.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    element: &'static str,
    since: Since,
}

/// One page of the table, its elements at the index of their token.
pub(crate) struct CodePage {
    namespace: &'static str,
    elements: [Option<Known>; 0x40],
}

impl CodePage {
    /// Lays out a page's rows by token. Evaluated at compile time, where a wrong row does not compile.
    #[allow(clippy::indexing_slicing, reason = "compile time: there is no `get` in a const fn, and no input")]
    pub(crate) const fn new(namespace: &'static str, rows: &[(u8, &'static str, Since)]) -> CodePage {
        let mut elements = [None; 0x40];
        let mut row = 0;
        while row < rows.len() {
            let (token, element, since) = rows[row];
            assert!(Tag::from_parts(0, token).is_some(), "a token is between 0x05 and 0x3F");
            assert!(elements[token as usize].is_none(), "a token stands on a page once");
            elements[token as usize] = Some(Known { element, since });
            row += 1;
        }
        CodePage { namespace, elements }
    }

    fn token(&self, element: &str) -> Option<u8> {
        let is_it = |known: &Option<Known>| known.is_some_and(|k| k.element.eq_ignore_ascii_case(element));
        self.elements.iter().position(is_it).and_then(|token| u8::try_from(token).ok())
    }
}

/// Whether a constant is called what its element is called, so that a row cannot name two elements.
pub(crate) const fn spells(constant: &str, element: &str) -> bool {
    let (mut constant, mut element) = (constant.as_bytes(), element.as_bytes());
    loop {
        (constant, element) = match (constant, element) {
            ([], []) => return true,
            ([b'_', rest @ ..], _) => (rest, element),
            ([c, constant @ ..], [e, element @ ..]) if c.eq_ignore_ascii_case(e) => (constant, element),
            _ => return false,
        };
    }
}

/// Turns the table into a module of constants per page and the [`CODE_PAGES`] that look-ups use.
macro_rules! code_pages {
    ($(
        $page:literal $namespace:ident $module:ident {
            $( $token:literal $element:ident $constant:ident $since:tt )*
        } legacy {
            $( $old_token:literal $old_element:ident )*
        }
    )*) => {
        $(
            #[doc = concat!("Code page ", $page, ", `", stringify!($namespace), "`.")]
            pub mod $module {
                $(
                    #[doc = concat!(
                        "`", stringify!($namespace), ":", stringify!($element), "`, token `", stringify!($token),
                        "`, since ", stringify!($since), "."
                    )]
                    pub const $constant: $crate::Tag = $crate::Tag::new($page, $token);
                    const _: () = assert!($crate::tag::spells(stringify!($constant), stringify!($element)));
                )*
            }
        )*

        /// The table for look-ups, each page at the index of its number.
        pub(crate) static CODE_PAGES: [$crate::tag::CodePage; [$($page),*].len()] = {
            let mut next = 0;
            [$({
                assert!(next == $page, "the pages stand in the order of their numbers");
                next += 1;
                $crate::tag::CodePage::new(stringify!($namespace), &[
                    $( ($token, stringify!($element), $crate::tag::since!($since)), )*
                    $( ($old_token, stringify!($old_element), $crate::Since::Legacy), )*
                ])
            }),*]
        };
    };
}
pub(crate) use code_pages;

/// The version numbers as the table writes them.
macro_rules! since {
    (2.5) => {
        $crate::Since::V2_5
    };
    (12.0) => {
        $crate::Since::V12_0
    };
    (12.1) => {
        $crate::Since::V12_1
    };
    (14.0) => {
        $crate::Since::V14_0
    };
    (14.1) => {
        $crate::Since::V14_1
    };
    (16.0) => {
        $crate::Since::V16_0
    };
    (16.1) => {
        $crate::Since::V16_1
    };
}
pub(crate) use since;
