//! Who organizes and who attends, as servers write people.
//!
//! A server names a person as it likes: `"Alice" <alice@contoso.com>`, an address alone, an X.500 name, nothing.
//! [`Person`] keeps whatever came. [`Mailbox`] is the narrower thing one can write a mail to, and having one is the
//! proof that it was looked at; [`Person::mailbox`] is the only bridge.
//!
//! Decoding MIME encoded words is left to the server, which hands us text.

use std::fmt;

/// A person as a server names them; either part may be empty.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Person {
    /// Display name.
    pub name: String,
    /// SMTP address, or whatever the server gave in its place.
    pub email: String,
}

impl Person {
    /// A person of whom both parts are known.
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Person {
        Person { name: name.into(), email: email.into() }
    }

    /// Reads the first person of an address header's value: `"Alice" <alice@x>`, `Alice <alice@x>`, `alice@x`,
    /// `mailto:alice@x`, an X.500 name, or nothing.
    pub fn parse(text: &str) -> Person {
        let text = first_mailbox(text).trim();
        match (text.rfind('<'), text.ends_with('>')) {
            (Some(open), true) => Person {
                name: unquote(text.get(..open).unwrap_or_default()),
                email: without_mailto(text.get(open + 1..text.len() - 1).unwrap_or_default()).to_owned(),
            },
            _ => {
                let bare = without_mailto(text);
                if is_address(bare) || looks_x500(bare) {
                    Person::new("", bare)
                } else {
                    Person::new(unquote(text), "")
                }
            }
        }
    }

    /// The value of an address header, as [`parse`](Person::parse) reads it: `"Alice" <alice@x>`.
    pub fn header(&self) -> String {
        let quoted: String = self
            .name
            .chars()
            .flat_map(|c| matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c]))
            .collect();
        match (self.name.is_empty(), self.email.is_empty()) {
            (true, _) => self.email.clone(),
            (false, true) => format!("\"{quoted}\""),
            (false, false) => format!("\"{quoted}\" <{}>", self.email),
        }
    }

    /// What to compare people by: the address in lower case, or the name where there is no address.
    pub fn key(&self) -> String {
        if self.email.trim().is_empty() { &self.name } else { &self.email }.trim().to_lowercase()
    }

    /// Something to call them by: the name, or the address where there is no name.
    pub fn display_name(&self) -> &str {
        if self.name.trim().is_empty() { &self.email } else { &self.name }
    }

    /// The mailbox to write to, if the address is an SMTP address.
    pub fn mailbox(&self) -> Option<Mailbox> {
        let address = without_mailto(&self.email);
        is_address(address).then(|| Mailbox { name: one_line(&self.name), address: address.to_owned() })
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name.is_empty(), self.email.is_empty()) {
            (false, false) => write!(f, "{} <{}>", self.name, self.email),
            _ => f.write_str(self.display_name()),
        }
    }
}

/// Hides who it is: logs carry no addresses.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person(name of {}, email of {})", self.name.chars().count(), self.email.chars().count())
    }
}

/// An SMTP address that can stand in a mail header and behind `mailto:`, and the name that goes with it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mailbox {
    name: String,
    address: String,
}

impl Mailbox {
    /// `None` if the address is not an SMTP address.
    pub fn new(name: &str, address: &str) -> Option<Mailbox> {
        Person::new(name, address).mailbox()
    }

    /// Display name on one line; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address, as written.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address as iCalendar's CAL-ADDRESS.
    pub fn mailto(&self) -> String {
        format!("mailto:{}", self.address)
    }

    /// The name, or the address where there is no name.
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }
}

/// Hides who it is: logs carry no addresses.
impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Mailbox(name of {}, address of {})",
            self.name.chars().count(),
            self.address.chars().count()
        )
    }
}

/// Cuts a list of mailboxes at the first comma that is outside quotes and angle brackets.
fn first_mailbox(text: &str) -> &str {
    let (mut quoted, mut escaped, mut angle) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => angle = true,
            '>' if !quoted => angle = false,
            // `Doe, John <j@x>` is one person whom a server forgot to quote: a list has an address before the comma.
            ',' if !quoted && !angle && text.get(..at).is_some_and(|head| head.contains('@')) => {
                return text.get(..at).unwrap_or_default();
            }
            _ => {}
        }
    }
    text
}

/// Takes the quotes and their backslashes off a display name.
fn unquote(name: &str) -> String {
    let name = name.trim();
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.trim_matches('"').trim().to_owned();
    };
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain.trim().to_owned()
}

/// Takes `mailto:` off, in any case and however often it was put on.
pub(crate) fn without_mailto(text: &str) -> &str {
    const SCHEME: &str = "mailto:";
    let mut text = text.trim();
    while let Some(rest) = text
        .get(..SCHEME.len())
        .filter(|start| start.eq_ignore_ascii_case(SCHEME))
        .and_then(|_| text.get(SCHEME.len()..))
    {
        text = rest.trim();
    }
    text
}

/// Strict where a mail would go wrong, and not a letter stricter: one `@` with something on both sides, and no
/// character that ends an address, a header line or a content line.
fn is_address(text: &str) -> bool {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "<>()[]\",;:\\".contains(c);
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            !local.is_empty() && !domain.is_empty() && !local.contains('@') && !text.contains(bad)
        }
        None => false,
    }
}

fn looks_x500(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("/o=") || lower.starts_with("ex:/o=")
}

/// Display names come from strangers: no control character survives, so no header or content line can be added.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_as_servers_write_them() {
        for (text, name, email) in [
            (r#""Alice" <alice@contoso.com>"#, "Alice", "alice@contoso.com"),
            (r#""Alice " <alice@contoso.com>"#, "Alice", "alice@contoso.com"),
            ("Alice Ä <alice@contoso.com>", "Alice Ä", "alice@contoso.com"),
            ("alice@contoso.com", "", "alice@contoso.com"),
            (" <alice@contoso.com> ", "", "alice@contoso.com"),
            ("MAILTO:alice@contoso.com", "", "alice@contoso.com"),
            ("Alice <mailto:mailto:alice@contoso.com>", "Alice", "alice@contoso.com"),
            (r#""Doe, John \"JD\"" <john@contoso.com>"#, r#"Doe, John "JD""#, "john@contoso.com"),
            ("Doe, John <john@contoso.com>", "Doe, John", "john@contoso.com"),
            (r#""A <x@y>, Inc" <a@contoso.com>, "B" <b@contoso.com>"#, "A <x@y>, Inc", "a@contoso.com"),
            ("a@contoso.com, b@contoso.com", "", "a@contoso.com"),
            ("Alice </o=Contoso/cn=alice>", "Alice", "/o=Contoso/cn=alice"),
            ("/O=Contoso/OU=First/cn=alice", "", "/O=Contoso/OU=First/cn=alice"),
            ("EX:/o=Contoso/cn=alice", "", "EX:/o=Contoso/cn=alice"),
            ("Alice", "Alice", ""),
            ("Alice <>", "Alice", ""),
            ("\"Alice", "Alice", ""),
            ("", "", ""),
            ("<", "<", ""),
            (">", ">", ""),
        ] {
            let person = Person::parse(text);
            assert_eq!((person.name.as_str(), person.email.as_str()), (name, email), "{text}");
        }
    }

    #[test]
    fn only_smtp_addresses_can_be_written_to() {
        let address =
            |email: &str| Person::new("A", email).mailbox().map(|mailbox| mailbox.address().to_owned());
        assert_eq!(address("mailto:alice@contoso.com").as_deref(), Some("alice@contoso.com"));
        assert_eq!(address("o'neil+x@sub.contoso.com").as_deref(), Some("o'neil+x@sub.contoso.com"));
        assert_eq!(address("jörg@contoso.com").as_deref(), Some("jörg@contoso.com"));
        for wrong in [
            "",
            "alice",
            "@contoso.com",
            "alice@",
            "/o=Contoso/cn=alice",
            "a b@contoso.com",
            "a@b@c",
            "a@contoso.com\r\nBcc: eve@evil.test",
            "a@contoso.com>",
            "a@contoso.com,b@contoso.com",
            "\"a\"@contoso.com",
        ] {
            assert_eq!(address(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn people_are_compared_by_address_else_by_name() {
        assert_eq!(Person::new("Bob", "Bob@Contoso.com").key(), Person::new("", "bob@contoso.com ").key());
        assert_eq!(Person::new("Room 5", " ").key(), "room 5");
    }

    #[test]
    fn people_are_called_by_name_else_by_address() {
        assert_eq!(Person::new("Bob", "bob@contoso.com").display_name(), "Bob");
        assert_eq!(Person::new(" ", "bob@contoso.com").display_name(), "bob@contoso.com");
        assert_eq!(Person::new("Bob", "bob@contoso.com").to_string(), "Bob <bob@contoso.com>");
        assert_eq!(Person::new("", "bob@contoso.com").to_string(), "bob@contoso.com");
    }

    #[test]
    fn debug_hides_who_it_is() {
        let bob = Person::new("Bob", "bob@contoso.com");
        assert_eq!(format!("{bob:?}"), "Person(name of 3, email of 15)");
        assert_eq!(format!("{:?}", bob.mailbox().unwrap()), "Mailbox(name of 3, address of 15)");
    }

    #[test]
    fn name_is_one_line() {
        let mailbox = Mailbox::new("Bob\r\nBcc: eve\u{7}", "bob@contoso.com").unwrap();
        assert_eq!(mailbox.name(), "Bob Bcc: eve");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[<>\",@\\\\ a:é]{0,30}|\\PC{0,40}") {
            let _ = Person::parse(&text).mailbox();
        }

        #[test]
        fn a_header_is_read_as_it_was_written(name in r#"|[a-zé@<>,;"\\]([ a-zé@<>,;"\\]{0,20}[a-zé@<>,;"\\])?"#) {
            for email in ["alice@contoso.com", "/O=CONTOSO/CN=ALICE", ""] {
                let person = Person::new(name.as_str(), email);
                prop_assert_eq!(Person::parse(&person.header()), person);
            }
        }
    }
}
