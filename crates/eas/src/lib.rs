//! Exchange ActiveSync from the client's side: typed commands and replies for versions 14.0 to 16.1, what statuses
//! mean and ask for, and the one door to the network.
//!
//! The protocol has more traps than rules: numbers that mean success in one command and failure in the next, children
//! that must stand in one order, servers that mail the organizer themselves and others that never do. This crate is
//! where they are known, so that nothing above it has to read MS-ASCMD.
//!
//! * [`command`]: what can be asked, one file a command, each knowing its versions and its reply.
//! * [`status`] and [`ProtocolError`]: what went wrong, and [what has to happen](Retry) before it is asked again.
//! * [`item`]: mail and calendar items, kept whole and read field by field.
//! * [`Client`] and [`transport`]: one account's conversation over HTTP.
//! * [`family`]: which server this is, and what its kind does with answers.
//!
//! Apart from [`transport`] nothing here does I/O, and nothing reads a clock. When to ask, what to store and what an
//! answer to an invitation means is left to others; calendars are not understood here.

mod answer;
mod client;
pub mod command;
mod device;
pub mod error;
pub mod family;
pub mod id;
pub mod item;
mod server_info;
pub mod status;
pub mod transport;
pub mod version;
mod wire;

pub use client::Client;
pub use command::Command;
pub use command::attachment_fetch::{AttachmentFetch, FetchedAttachment};
pub use command::folder_sync::{
    Folder, FolderChange, FolderSync, FolderSyncReply, FolderSyncStatus, FolderType,
};
pub use command::get_item_estimate::GetItemEstimate;
pub use command::item_operations::{FetchedItem, ItemFetch};
pub use command::meeting_response::{
    MeetingResponse, MeetingResponseMeaning, MeetingResponseReply, MeetingResponseStatus, SendResponse,
    UserResponse,
};
pub use command::move_items::MoveItems;
pub use command::policy::{Concern, Demand, Rule};
pub use command::provision::{
    AcknowledgePolicy, AcknowledgeWipe, Acknowledgement, AskForPolicy, PolicyAnswer, PolicyOffer, WipeScope,
};
pub use command::resolve_recipients::{FreeBusy, ResolveRecipients, ResolveRecipientsReply};
pub use command::send_mail::{SendMail, Sent};
pub use command::settings::{UserInformation, UserInformationReply};
pub use command::sync::{
    Batch, ClientCommand, FilterType, ServerChange, Sync, SyncMeaning, SyncOptions, SyncReply, SyncResponse,
    SyncStatus, Unreadable,
};
pub use device::{Credentials, Device, DeviceInformation, Secret};
pub use error::{HttpError, ProtocolError, StatusError};
pub use family::{Capabilities, Family};
pub use id::{ClientId, CollectionId, DeviceId, PolicyKey, ServerId, SyncKey};
pub use item::attachment::{Attachment, AttachmentMethod};
pub use item::body::{Body, BodyPreference, BodyType, MimeSupport};
pub use item::{ApplicationData, FieldError, calendar, email};
pub use server_info::{Notice, ServerInfo};
pub use status::{CommonStatus, Retry};
pub use transport::{HttpTransport, Transport, TransportError};
pub use version::ProtocolVersion;
