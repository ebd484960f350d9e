//! The private desktop session, and what only it can show: a keychain, a screen, a window.

mod keychain;
mod screen;
mod supervision;
