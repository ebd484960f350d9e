//! What the window may ask, named after the deeds of the protocol. Every body is one line over the engine.
//!
//! There is no bare send here: an answer enters the outbox with [`meeting_response`] and leaves it only through the
//! engine's own life of an answer.

use engine::view::{
    Account, Answer, AnswerFrom, CalendarEntry, CommonTimes, DayRules, Failure, Family, FormattedText, Found,
    FreeBusyDay, FreeTime, Grid, InvitationCard, InvitationRow, OrganizedMeeting, ProposalCalendars, Receipt,
    Removal, Replies, SearchHit, SeriesDate,
};
use serde::Deserialize;
use specta::Type;
use tauri::State;

use crate::app::{App, AppState, Settings};

/// What set-up was told.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRequest {
    /// The person's address.
    pub email: String,
    /// Host or URL of the server.
    pub server: String,
    /// User name, where it is not the address.
    pub user: Option<String>,
    /// Password (goes to the keychain, never to a file).
    pub password: String,
    /// Protocol version to force (`14.1`), where the server's announcement is not to be trusted.
    pub version: Option<String>,
}

/// An answer, as the person decided it.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeetingResponseRequest {
    /// Which mailbox.
    pub account: String,
    /// Which meeting (the row's id).
    pub meeting: String,
    /// Only this date of a series, by its original start (`recurrenceId`); `null`: what the meeting is.
    pub occurrence: Option<String>,
    /// The answer.
    pub answer: Answer,
    /// Text for the organizer; may be empty.
    pub comment: String,
    /// Another time that is proposed with it.
    pub propose: Option<TimeRequest>,
    /// Tell the organizer.
    pub tell: bool,
    /// Act on this item; `null`: whichever is right.
    pub from: Option<AnswerFrom>,
}

/// What an answer that has not left yet is to be instead.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditRequest {
    /// The answer.
    pub answer: Answer,
    /// Text for the organizer; may be empty.
    pub comment: String,
    /// Another time that is proposed with it.
    pub propose: Option<TimeRequest>,
    /// Tell the organizer.
    pub tell: bool,
}

/// A time from when to when.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimeRequest {
    /// Start, RFC 3339.
    pub start: String,
    /// End, RFC 3339.
    pub end: String,
}

/// Everything the frame of the window shows.
#[tauri::command]
#[specta::specta]
pub async fn app_state(app: State<'_, App>) -> Result<AppState, Failure> {
    app.state()
}

/// Starts the built-in simulator and signs in as Bob and as Alice.
#[tauri::command]
#[specta::specta]
pub async fn start_demo(app: State<'_, App>) -> Result<AppState, Failure> {
    app.start_demo().await
}

/// Leaves the demo mailbox: its server and its cache are gone.
#[tauri::command]
#[specta::specta]
pub async fn leave_demo(app: State<'_, App>) -> Result<AppState, Failure> {
    app.leave_demo()
}

/// Opens (or makes) the vault on a machine without a keychain.
#[tauri::command]
#[specta::specta]
pub async fn unlock(app: State<'_, App>, passphrase: String) -> Result<AppState, Failure> {
    app.unlock(passphrase).await
}

/// Looks at a server without storing anything.
#[tauri::command]
#[specta::specta]
pub async fn probe_server(app: State<'_, App>, request: AccountRequest) -> Result<Found, Failure> {
    app.probe(request).await
}

/// Adds a mailbox and starts its first Sync.
#[tauri::command]
#[specta::specta]
pub async fn add_account(app: State<'_, App>, request: AccountRequest) -> Result<Account, Failure> {
    app.add_account(request).await
}

/// Removes a mailbox from this computer; answers that have not left yet only where that is meant.
#[tauri::command]
#[specta::specta]
pub async fn remove_account(
    app: State<'_, App>,
    account: String,
    with_waiting_answers: bool,
) -> Result<AppState, Failure> {
    app.remove_account(&account, with_waiting_answers).await
}

/// Stores a new password for a mailbox and signs in again.
#[tauri::command]
#[specta::specta]
pub async fn set_password(
    app: State<'_, App>,
    account: String,
    password: String,
) -> Result<Account, Failure> {
    app.set_password(&account, password).await
}

/// Shows another mailbox, and brings it up to date.
#[tauri::command]
#[specta::specta]
pub async fn set_active_account(app: State<'_, App>, account: String) -> Result<AppState, Failure> {
    app.set_active_account(&account)
}

/// Sets who mails the organizer.
#[tauri::command]
#[specta::specta]
pub async fn set_replies(app: State<'_, App>, account: String, replies: Replies) -> Result<Account, Failure> {
    app.set_replies(&account, replies)
}

/// Sets the family of a mailbox's server; `null`: as recognised.
#[tauri::command]
#[specta::specta]
pub async fn set_family(
    app: State<'_, App>,
    account: String,
    family: Option<Family>,
) -> Result<Account, Failure> {
    app.set_family(&account, family)
}

/// Stores the window's settings.
#[tauri::command]
#[specta::specta]
pub async fn update_settings(app: State<'_, App>, settings: Settings) -> Result<AppState, Failure> {
    app.update_settings(settings)
}

/// Stores when the person works, and how much time they need between two things.
#[tauri::command]
#[specta::specta]
pub async fn update_day_rules(app: State<'_, App>, rules: DayRules) -> Result<AppState, Failure> {
    app.update_day_rules(&rules)
}

/// FolderSync: the folder list anew.
#[tauri::command]
#[specta::specta]
pub async fn folder_sync(app: State<'_, App>, account: String) -> Result<(), Failure> {
    app.folder_sync(&account).await
}

/// Sync of Inbox and Calendar, to the end.
#[tauri::command]
#[specta::specta]
pub async fn sync(app: State<'_, App>, account: String) -> Result<(), Failure> {
    app.sync(&account).await
}

/// All invitations, newest first (every state; the screen groups them).
#[tauri::command]
#[specta::specta]
pub async fn invitations(app: State<'_, App>, account: String) -> Result<Vec<InvitationRow>, Failure> {
    app.invitations(&account)
}

/// The card of one meeting, as it is here; a text that is missing is fetched
/// (ItemOperations) meanwhile, and an `ItemsChanged` tells when it came.
#[tauri::command]
#[specta::specta]
pub async fn item_fetch(
    app: State<'_, App>,
    account: String,
    meeting: String,
) -> Result<InvitationCard, Failure> {
    app.item_fetch(&account, &meeting)
}

/// MeetingResponse: puts the answer into the outbox; the undo seconds start.
#[tauri::command]
#[specta::specta]
pub async fn meeting_response(
    app: State<'_, App>,
    request: MeetingResponseRequest,
) -> Result<Receipt, Failure> {
    app.meeting_response(request)
}

/// Edits an answer that has not left yet; the new receipt takes the place of the old one.
#[tauri::command]
#[specta::specta]
pub async fn edit_response(
    app: State<'_, App>,
    answer: String,
    edit: EditRequest,
) -> Result<Receipt, Failure> {
    app.edit_response(&answer, edit)
}

/// Takes an answer back that has not left yet.
#[tauri::command]
#[specta::specta]
pub async fn undo_response(app: State<'_, App>, answer: String) -> Result<Receipt, Failure> {
    app.undo_response(&answer)
}

/// Ends the undo seconds.
#[tauri::command]
#[specta::specta]
pub async fn send_response_now(app: State<'_, App>, answer: String) -> Result<Receipt, Failure> {
    app.send_response_now(&answer)
}

/// Tries the failed part of an answer again.
#[tauri::command]
#[specta::specta]
pub async fn retry_response(app: State<'_, App>, answer: String) -> Result<Receipt, Failure> {
    app.retry_response(&answer)
}

/// Gives up an answer that stands still.
#[tauri::command]
#[specta::specta]
pub async fn discard_response(app: State<'_, App>, answer: String) -> Result<Receipt, Failure> {
    app.discard_response(&answer)
}

/// Takes a meeting that its organizer called off out of the calendar, on the server.
#[tauri::command]
#[specta::specta]
pub async fn remove_cancelled(
    app: State<'_, App>,
    account: String,
    meeting: String,
) -> Result<Removal, Failure> {
    app.remove_cancelled(&account, &meeting).await
}

/// Brings the invitation to a declined meeting back from Deleted Items, to be answered again.
#[tauri::command]
#[specta::specta]
pub async fn recover_invitation(
    app: State<'_, App>,
    account: String,
    meeting: String,
) -> Result<(), Failure> {
    app.recover_invitation(&account, &meeting).await
}

/// Everything in the calendar that touches the time from `from` to `to` (RFC 3339). `beside`: a meeting of which nothing
/// is among it.
#[tauri::command]
#[specta::specta]
pub async fn calendar(
    app: State<'_, App>,
    account: String,
    from: String,
    to: String,
    beside: Option<String>,
) -> Result<Vec<CalendarEntry>, Failure> {
    app.calendar(&account, &from, &to, beside.as_deref())
}

/// One date of a series, near or far, by its original start (`recurrenceId`): can it be answered by itself?
#[tauri::command]
#[specta::specta]
pub async fn series_date(
    app: State<'_, App>,
    account: String,
    meeting: String,
    occurrence: String,
) -> Result<SeriesDate, Failure> {
    app.series_date(&account, &meeting, &occurrence)
}

/// Times worth proposing instead of a meeting's own, by my calendar. `minutes`: how long; `null`: as long as it is.
#[tauri::command]
#[specta::specta]
pub async fn times_to_propose(
    app: State<'_, App>,
    account: String,
    meeting: String,
    minutes: Option<u32>,
) -> Result<Vec<FreeTime>, Failure> {
    app.times_to_propose(&account, &meeting, minutes)
}

/// The same times by the calendars of everybody who is invited, as far as the server tells of them (ResolveRecipients).
#[tauri::command]
#[specta::specta]
pub async fn common_times(
    app: State<'_, App>,
    account: String,
    meeting: String,
    minutes: Option<u32>,
) -> Result<CommonTimes, Failure> {
    app.common_times(&account, &meeting, minutes).await
}

/// ResolveRecipients: the day of a meeting as its people's calendars have it. What was told a few minutes ago is told
/// again, unless it is to be asked `anew`.
#[tauri::command]
#[specta::specta]
pub async fn free_busy(
    app: State<'_, App>,
    account: String,
    meeting: String,
    anew: bool,
) -> Result<FreeBusyDay, Failure> {
    app.free_busy(&account, &meeting, anew).await
}

/// ResolveRecipients: whether the required people of a meeting that I organize are free at the times that are proposed.
#[tauri::command]
#[specta::specta]
pub async fn proposal_calendars(
    app: State<'_, App>,
    account: String,
    meeting: String,
    anew: bool,
) -> Result<ProposalCalendars, Failure> {
    app.proposal_calendars(&account, &meeting, anew).await
}

/// Meetings and appointments that have all of these words: the best fifty, most fitting first.
#[tauri::command]
#[specta::specta]
pub async fn search(app: State<'_, App>, account: String, text: String) -> Result<Vec<SearchHit>, Failure> {
    app.search(&account, &text)
}

/// Meetings I organize, next first.
#[tauri::command]
#[specta::specta]
pub async fn organized_meetings(
    app: State<'_, App>,
    account: String,
) -> Result<Vec<OrganizedMeeting>, Failure> {
    app.organized_meetings(&account)
}

/// The attendee status grid of one meeting; marks its answers as looked at.
#[tauri::command]
#[specta::specta]
pub async fn attendee_grid(app: State<'_, App>, account: String, meeting: String) -> Result<Grid, Failure> {
    app.attendee_grid(&account, &meeting)
}

/// Every answer given here, newest first, with its lamps.
#[tauri::command]
#[specta::specta]
pub async fn activity(app: State<'_, App>, account: String) -> Result<Vec<Receipt>, Failure> {
    app.activity(&account)
}

/// Saves a text as a file among the person's downloads, beside what is there; the path comes back.
#[tauri::command]
#[specta::specta]
pub async fn save_file(app: State<'_, App>, name: String, text: String) -> Result<String, Failure> {
    app.save_file(&name, &text)
}

/// The text of an invitation as its author formatted it, fetched and made safe for a frame of its own.
#[tauri::command]
#[specta::specta]
pub async fn formatted_text(
    app: State<'_, App>,
    account: String,
    meeting: String,
) -> Result<FormattedText, Failure> {
    app.formatted_text(&account, &meeting).await
}

/// Fetches a file of an invitation and saves it among the person's downloads; the path comes back.
#[tauri::command]
#[specta::specta]
pub async fn save_attachment(
    app: State<'_, App>,
    account: String,
    meeting: String,
    attachment: String,
) -> Result<String, Failure> {
    app.save_attachment(&account, &meeting, &attachment).await
}

/// Opens an https address in the system's browser, never in this window.
#[tauri::command]
#[specta::specta]
pub async fn open_link(app: State<'_, App>, address: String) -> Result<(), Failure> {
    app.open_link(&address)
}
