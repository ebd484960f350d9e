//! Who takes part: Alice organizes, Bob attends, Carol is outside.
//!
//! Mailboxes and accounts are made for them by [`super::Sogo`].

use anyhow::Result;

use crate::mail::imap::Imap;

/// What somebody is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Alice, on SOGo.
    Organizer,
    /// Bob, on SOGo.
    Attendee,
    /// Carol, who has a mailbox somewhere else: SOGo has never heard of her.
    Outsider,
}

/// Somebody with a mailbox.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they are to the others.
    pub role: Role,
    /// The name to sign in with, on SOGo and over IMAP.
    pub user: String,
    /// The password, on SOGo and over IMAP.
    pub password: String,
    /// As others see it.
    pub name: String,
    /// Their address.
    pub email: String,
    pub(super) imap_port: u16,
}

impl Person {
    /// The first cast has bare names, the others a number.
    pub(super) fn new(role: Role, number: u32, imap_port: u16) -> Self {
        let (first, domain) = match role {
            Role::Organizer => ("alice", "example.test"),
            Role::Attendee => ("bob", "example.test"),
            Role::Outsider => ("carol", "external.test"),
        };
        let user = if number == 0 { first.to_owned() } else { format!("{first}{number}") };
        let display = match role {
            Role::Organizer => "Alice Example",
            Role::Attendee => "Bob Example",
            Role::Outsider => "Carol Elsewhere",
        };
        Self {
            role,
            password: password(&user),
            name: display.to_owned(),
            email: format!("{user}@{domain}"),
            user,
            imap_port,
        }
    }

    /// Whether SOGo knows them.
    #[must_use]
    pub fn is_on_sogo(&self) -> bool {
        self.role != Role::Outsider
    }

    /// Opens their mailbox directly, past SOGo and past our own code.
    ///
    /// # Errors
    /// When Dovecot refuses.
    pub async fn imap(&self) -> Result<Imap> {
        Imap::sign_in(self.imap_port, &self.user, &self.password).await
    }

    /// `Alice Example <alice@example.test>`
    #[must_use]
    pub fn address(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }
}

/// Everybody's password, by a rule that Dovecot knows as well.
pub(super) fn password(user: &str) -> String {
    format!("{user}-pw")
}

/// Three people whom no other test knows.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Organizes, on SOGo.
    pub alice: Person,
    /// Attends, on SOGo.
    pub bob: Person,
    /// Organizes or attends from outside.
    pub carol: Person,
}

impl Cast {
    pub(super) fn new(number: u32, imap_port: u16) -> Self {
        let person = |role| Person::new(role, number, imap_port);
        Self { alice: person(Role::Organizer), bob: person(Role::Attendee), carol: person(Role::Outsider) }
    }

    /// All three.
    pub fn everybody(&self) -> impl Iterator<Item = &Person> {
        [&self.alice, &self.bob, &self.carol].into_iter()
    }
}
