//! What is inside of mails: the iCalendar, fetched where the outside does not say which meeting they are about
//! ([`crate::inside`]), or does not say enough.

use eas::item::body::BodyPreference;
use eas::{ApplicationData, FolderType, ItemFetch, ProtocolError, Retry};
use meetings::message::MessageKind;
use meetings::{Zone, itip};

use super::{Puller, folder};
use crate::error::{EngineError, Result};
use crate::inside;
use crate::read;
use crate::store::{Batch, Class, Folder, ItemChange, Unreadable};
use crate::telling;

impl Puller<'_, '_> {
    /// Mails whose meeting only the iCalendar inside tells were put aside until it is here.
    pub(super) async fn hidden_meetings(&mut self) -> Result<()> {
        let account = self.connection.account.id.clone();
        let inbox = || folder(self.store, &account, FolderType::Inbox);
        let Some(Folder { collection, .. }) = inbox()? else { return Ok(()) };
        for aside in self.store.awaiting_inside(&account, &collection)? {
            let mut stops = false;
            let mut batch = Batch::default();
            match self.fetch_mime(&collection, &aside.server_id).await {
                Ok(mime) => match ApplicationData::decode(&aside.data) {
                    Ok(data) => self.open(&collection, &aside.server_id, &data, &mime, &mut batch)?,
                    Err(error) => {
                        let reason = error.to_string();
                        batch.unreadable.push(Unreadable { reason, awaits_inside: false, ..aside });
                    }
                },
                Err(EngineError::Protocol(error)) => {
                    tracing::info!(%error, "a mail's iCalendar did not come");
                    stops = error.retry() == Retry::Network;
                    let awaits_inside = error.retry() != Retry::Permanent;
                    let reason = format!("the iCalendar inside did not come: {error}");
                    // The next time it is the last in the row, so it keeps no other from coming.
                    batch.unreadable.push(Unreadable { reason, awaits_inside, ..aside });
                }
                Err(error) => return Err(error),
            }
            // The key as it is now: where a new version was agreed on meanwhile, it is void.
            let Some(folder) = inbox()? else { return Ok(()) };
            self.apply(&folder, &Batch { sync_key: folder.sync_key.clone(), ..batch })?;
            if stops {
                break;
            }
        }
        Ok(())
    }

    /// A mail whose meeting only the iCalendar inside tells, with it.
    fn open(
        &self,
        collection: &str,
        server_id: &str,
        data: &ApplicationData,
        mime: &[u8],
        batch: &mut Batch,
    ) -> Result<()> {
        match inside::opened(data, mime, &Zone::Iana(self.zone)) {
            Ok(Some(data)) => {
                self.put(collection, Class::Mail, server_id, &data, batch)?;
                // What else an organizer sends along stays on the server.
                let mime = itip::calendar_alone(mime).unwrap_or_default();
                batch.changes.push(ItemChange::Inside { server_id: server_id.to_owned(), mime });
            }
            Ok(None) => batch.changes.push(ItemChange::Forget { server_id: server_id.to_owned() }),
            Err(reason) => {
                let (server_id, data, reason) = (server_id.to_owned(), data.encode(), reason.to_owned());
                batch.unreadable.push(Unreadable { server_id, data, reason, awaits_inside: false });
            }
        }
        Ok(())
    }

    async fn fetch_mime(&mut self, collection: &str, server_id: &str) -> Result<Vec<u8>> {
        let command =
            ItemFetch { collection: collection.into(), item: server_id.into(), body: BodyPreference::mime() };
        let item = self.connection.ask(&command).await?;
        let (message, _) = eas::email::Message::parse(&item.data);
        // Half an iCalendar may read as another one.
        let whole = message.body.filter(|body| body.truncated != Some(true));
        Ok(whole.and_then(|body| body.data).unwrap_or_default())
    }

    /// Where a server leaves it to the client to merge what attendees mail, the iCalendar in their mails is needed: it
    /// says who answers what in their own words, while the mail around it may be the server's own text. Elsewhere it is
    /// needed of answers that may propose another time, which up to 16.0 no property tells. And where a server's mails do
    /// not tell a series from one date of it, that of invitations and cancellations is needed, too: one date that was
    /// moved must not be shown as all of them, nor an answer to it told as one to all.
    pub(super) async fn insides(&mut self) -> Result<()> {
        let account = self.connection.account.id.clone();
        let can = telling::capabilities(&self.connection.account);
        let merges = can.merges_replies;
        let needed = |mail: &read::Mail| match mail.meeting.kind {
            MessageKind::Response(_) => true,
            MessageKind::Request | MessageKind::Cancelled => {
                mail.single && (mail.bare_uid || !can.mails_tell_series)
            }
            MessageKind::Notification | MessageKind::NotDelivered | MessageKind::Other => false,
        };
        let rows = match telling::version(&self.connection.account) {
            version if merges && version >= eas::ProtocolVersion::V16_1 => return Ok(()),
            _ if merges => self.store.mails_to_look_into(&account)?,
            _ => self.store.mails(&account)?,
        };
        for row in rows {
            let unread = row.mime.is_none() && row.gone_at.is_none();
            let mail = read::stored_mail(&row, self.zone).filter(|mail| unread && needed(mail));
            let Some(mail) = mail else { continue };
            let is_reply = matches!(mail.meeting.kind, MessageKind::Response(_));
            match self.fetch_mime(&row.collection, &row.server_id).await {
                Ok(mime) => {
                    // What else an organizer sends along stays on the server.
                    let mime = if is_reply { mime } else { itip::calendar_alone(&mime).unwrap_or_default() };
                    self.store.put_mime(&account, &row.collection, &row.server_id, &mime)?;
                }
                // The mail is shown by its outside until the next Sync brings its inside.
                Err(EngineError::Protocol(error)) => {
                    tracing::info!(%error, "a mail's iCalendar did not come");
                    match error.retry() {
                        // Its outside is all there will be.
                        Retry::Permanent if !is_reply => {
                            self.store.put_mime(&account, &row.collection, &row.server_id, &[])?;
                        }
                        Retry::Network => break,
                        _ => {}
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Until the iCalendar inside is here, unless it is.
    pub(super) fn put_hidden(
        &self,
        collection: &str,
        id: &str,
        data: &ApplicationData,
        batch: &mut Batch,
    ) -> Result<()> {
        let known = self.store.item(&self.connection.account.id, collection, id)?;
        // A server that has forgotten its key may have given the ServerId to another mail.
        let known = known.filter(|row| {
            ApplicationData::decode(&row.data).is_ok_and(|known| inside::is_same_mail(&known, data))
        });
        match known.and_then(|row| row.mime).filter(|mime| !mime.is_empty()) {
            Some(mime) => self.open(collection, id, data, &mime, batch)?,
            None => batch.unreadable.push(Unreadable {
                server_id: id.to_owned(),
                data: data.encode(),
                reason: "the iCalendar inside has not come yet".to_owned(),
                awaits_inside: true,
            }),
        }
        Ok(())
    }

    /// A mail of a folder that is not kept here, if it is about a meeting.
    pub(super) async fn mail_in(
        &mut self,
        collection: &str,
        id: &str,
        data: &ApplicationData,
    ) -> Result<Option<read::Mail>> {
        if !inside::hides_meeting(data) {
            return Ok(read::mail(collection, id, data, self.zone).ok());
        }
        let mime = match self.fetch_mime(collection, id).await {
            Ok(mime) => mime,
            Err(EngineError::Protocol(ProtocolError::Status(_))) => return Ok(None),
            Err(error) => return Err(error),
        };
        let opened = inside::opened(data, &mime, &Zone::Iana(self.zone)).ok().flatten();
        let mail = opened.and_then(|data| read::mail(collection, id, &data, self.zone).ok());
        Ok(mail.and_then(|mail| read::with_inside(read::Mail { mime: Some(mime), ..mail }, self.zone)))
    }
}
