//! Mail seen from outside the product: what an organizer's server sends, and what really arrived in a
//! mailbox. Nothing here uses our own crates, or the libraries with which they write messages, so a mistake
//! on one side is not hidden by the same mistake on the other.

pub mod imap;
pub mod invitation;
pub mod received;
pub mod smtp;
