//! An Exchange ActiveSync server in memory, with people on both sides of a meeting.
//!
//! Quorum needs somebody to talk to when no mail server is at hand: the demo mailbox a new user starts with, and the
//! tests, which want servers that lose replies, forget keys, and answer the same way every time. A [`Sim`] is that
//! server. It does what the specifications say Exchange does, and what is known of SOGo, Z-Push and grommunio where
//! they differ ([`family`]); it reads and writes WBXML trees by the specification and shares nothing with the client
//! but the codec and the words for HTTP, so that a mistake made on one side shows on the other.
//!
//! * As a value: [`Sim::handle`] answers a request at once, and [`Sim`] is a [`Transport`](eas::transport::Transport).
//!   Time comes from a [`Clock`] that a test moves by hand; nothing is random, so a run can be repeated exactly.
//! * As a server: [`serve`] on a listener, [`Demo`] inside another process, or the program `exchange-sim`.
//! * As a world: [`Sim::invite`], [`Sim::update`], [`Sim::cancel`] and friends are what organizers do;
//!   [`Sim::mailbox`], [`Sim::sent_mails`] and [`Sim::history`] show what came of it; [`Sim::fail`] breaks things.
//!
//! What a client should make of the answers is none of its business, and neither are folders other than mail and
//! calendar: contacts, notes and tasks are listed and stay empty.

mod clock;
mod command;
mod commands;
mod config;
mod device;
mod family;
mod fault;
mod history;
mod http;
mod ical;
mod items;
mod mime;
pub mod model;
mod query;
mod scenario;
mod scheduling;
mod schema;
mod serve;
mod sim;
mod state;

pub use clock::Clock;
pub use command::Command;
pub use config::{Policy, Provisioning, SimConfig};
pub use family::{Behaviour, CalendarIdOnDecline, Family, FreeBusyTold, MailAfter, Names, WhoMails};
pub use fault::{Fault, On};
pub use history::{Exchange, SentBy, SentMail};
pub use model::event::{Answer, Attendee, Event, Person, Proposal};
pub use model::file::File;
pub use scenario::Scenario;
pub use serve::{Demo, endpoint, serve};
pub use sim::{Account, Lost, NoSuch, Sim};
