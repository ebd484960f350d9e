//! The organizer's Inbox on the simulator, looked at past the engine: what really arrived there, and how often.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use eas::transport::{HttpOptions, HttpTransport};
use eas::{
    Client, CollectionId, Credentials, Device, FolderChange, FolderSync, FolderType, ProtocolVersion,
    ServerChange, Sync, SyncKey, SyncOptions, SyncReply, email,
};
use quorum_tests::simulator::{Person, Simulator};

/// Subjects of the replies to invitations in somebody's Inbox that came from this address.
pub async fn replies_from(simulator: &Simulator, reader: &Person, sender: &str) -> Result<Vec<String>> {
    let transport = Arc::new(HttpTransport::new(&HttpOptions::default())?);
    let credentials = Credentials::basic(reader.user.as_str(), reader.password.as_str());
    let device = Device::new("lookinside");
    let client =
        Client::new(transport, simulator.url().parse()?, credentials, device, ProtocolVersion::V14_1);
    let inbox = inbox(&client).await?;
    let mut key = batch(&client, &Sync::prime(inbox.clone())).await?.key;
    let mut subjects = Vec::new();
    loop {
        let pull = Sync::pull(inbox.clone(), key, SyncOptions::default());
        let batch = batch(&client, &pull).await?;
        for change in &batch.changes {
            let ServerChange::Add { data, .. } = change else { continue };
            let (mail, _) = email::Message::parse(data);
            let is_reply = mail.message_class.unwrap_or_default().contains("Meeting.Resp");
            if is_reply && mail.from.unwrap_or_default().contains(sender) {
                subjects.push(mail.subject.unwrap_or_default());
            }
        }
        if !batch.more_available {
            return Ok(subjects);
        }
        key = batch.key;
    }
}

async fn inbox(client: &Client) -> Result<CollectionId> {
    let folders = client.send(&FolderSync { key: SyncKey::INITIAL }).await?;
    let inbox = folders.changes.into_iter().find_map(|change| match change {
        FolderChange::Add(folder) if folder.folder_type == FolderType::Inbox => Some(folder.id),
        _ => None,
    });
    inbox.context("there is no Inbox")
}

async fn batch(client: &Client, sync: &Sync) -> Result<eas::Batch> {
    match client.send(sync).await? {
        SyncReply::Batch(batch) => Ok(batch),
        SyncReply::Unchanged => bail!("the Inbox is empty"),
    }
}
