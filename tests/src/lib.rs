//! The test beds of Quorum: everything real that a journey needs, brought along by the journey itself, so
//! that the whole suite runs on a machine with no display, no session bus, no keychain and no mail server.
//!
//! * [`sogo`]: a SOGo server with PostgreSQL, memcached, Dovecot and postfix, and people on it;
//! * [`mail`]: IMAP, SMTP and invitations, in code that shares nothing with the product's;
//! * [`session`]: a private desktop session (display, bus, keychain), and [`webdriver`] to use a window in it;
//! * [`programs`]: the workspace's own programs, freshly built; the [`simulator`] and [`quorumctl`] are two of them;
//! * [`crashes`]: somebody whose program dies all the time; [`disk`]: a disk that is full, or read-only;
//! * [`traces`]: where a password has been left behind;
//! * [`supervise`]: whatever is started ends with the test, however the test ends.
//!
//! The journeys themselves live in `tests/tests`; this library asserts nothing.

pub mod crashes;
pub mod disk;
pub mod mail;
pub mod output;
pub mod programs;
pub mod quorumctl;
pub mod session;
pub mod simulator;
pub mod sogo;
pub mod supervise;
pub mod traces;
pub mod wait;
pub mod webdriver;
