//! The window's application: which engine is open, which mailbox is shown, the demo mailbox.

use engine::view::{
    Account, CalendarEntry, Failure, FailureCode, Found, Grid, InvitationCard, InvitationRow, OrganizedMeeting, Receipt,
    Replies, SecretsState,
};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::commands::{AccountRequest, MeetingResponseRequest};

/// Colour theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The window's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Colour theme.
    pub theme: Theme,
    /// Seconds in which an answer can be undone (0 to 60).
    pub undo_seconds: u32,
}

/// Everything the frame of the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// Mailboxes (the demo's own while it runs).
    pub accounts: Vec<Account>,
    /// The one shown.
    pub active: Option<String>,
    /// The demo mailbox runs.
    pub demo: bool,
    /// Where secrets are kept.
    pub secrets: SecretsState,
    /// What was set.
    pub settings: Settings,
    /// Version of this program.
    pub version: String,
}

/// See the module.
pub struct App;

fn nothing<T>() -> Result<T, Failure> {
    Err(Failure { code: FailureCode::Internal, message: "not here yet".into(), detail: String::new() })
}

#[allow(missing_docs, clippy::unused_async, clippy::needless_pass_by_value)]
impl App {
    pub fn state(&self) -> Result<AppState, Failure> { nothing() }
    pub async fn start_demo(&self) -> Result<AppState, Failure> { nothing() }
    pub async fn leave_demo(&self) -> Result<AppState, Failure> { nothing() }
    pub async fn unlock(&self, _p: String) -> Result<AppState, Failure> { nothing() }
    pub async fn probe(&self, _r: AccountRequest) -> Result<Found, Failure> { nothing() }
    pub async fn add_account(&self, _r: AccountRequest) -> Result<Account, Failure> { nothing() }
    pub async fn remove_account(&self, _a: &str) -> Result<AppState, Failure> { nothing() }
    pub fn set_active_account(&self, _a: &str) -> Result<AppState, Failure> { nothing() }
    pub fn set_replies(&self, _a: &str, _r: Replies) -> Result<Account, Failure> { nothing() }
    pub fn update_settings(&self, _s: Settings) -> Result<AppState, Failure> { nothing() }
    pub async fn folder_sync(&self, _a: &str) -> Result<(), Failure> { nothing() }
    pub async fn sync(&self, _a: &str) -> Result<(), Failure> { nothing() }
    pub fn invitations(&self, _a: &str) -> Result<Vec<InvitationRow>, Failure> { nothing() }
    pub async fn item_fetch(&self, _a: &str, _m: &str) -> Result<InvitationCard, Failure> { nothing() }
    pub fn meeting_response(&self, _r: MeetingResponseRequest) -> Result<Receipt, Failure> { nothing() }
    pub fn undo_response(&self, _a: &str) -> Result<Receipt, Failure> { nothing() }
    pub fn send_response_now(&self, _a: &str) -> Result<Receipt, Failure> { nothing() }
    pub fn retry_response(&self, _a: &str) -> Result<Receipt, Failure> { nothing() }
    pub fn discard_response(&self, _a: &str) -> Result<Receipt, Failure> { nothing() }
    pub fn calendar(&self, _a: &str, _f: &str, _t: &str) -> Result<Vec<CalendarEntry>, Failure> { nothing() }
    pub fn organized_meetings(&self, _a: &str) -> Result<Vec<OrganizedMeeting>, Failure> { nothing() }
    pub fn attendee_grid(&self, _a: &str, _m: &str) -> Result<Grid, Failure> { nothing() }
    pub fn activity(&self, _a: &str) -> Result<Vec<Receipt>, Failure> { nothing() }
}
