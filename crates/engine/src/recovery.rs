//! Declined by mistake: where the meeting has left the calendar, its invitation is brought back from Deleted Items.
//!
//! Servers put an answered invitation there, and one that is in the Inbox can be answered again, under its new id. The
//! folder is looked through on demand and never kept; what is not there any more only the organizer can send again.

use eas::{FolderType, MoveItems};
use meetings::message::MessageKind;

use crate::clock::Timestamp;
use crate::engine::{Engine, Line};
use crate::error::{EngineError, Result};
use crate::mailbox::{Key, Mailbox, Meeting};
use crate::read::Mail;
use crate::sync;
use crate::view::{self, Answer, NotAnswerable};

/// The invitation that would have to be brought back.
pub(crate) struct Wanted {
    pub(crate) key: Key,
    /// Its version.
    dt_stamp: Option<Timestamp>,
}

impl Wanted {
    pub(crate) fn is(&self, mail: &Mail) -> bool {
        mail.meeting.kind == MessageKind::Request
            && Key::new(&mail.meeting.uid, mail.meeting.recurrence_id) == self.key
            && mail.details.dt_stamp == self.dt_stamp
    }
}

/// Was this meeting declined, is nothing of it left to answer, and was its invitation in the Inbox once?
pub(crate) fn wanted(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Wanted> {
    let standing = mailbox.standing(key, meeting);
    let lost = standing.from == Err(NotAnswerable::Gone) && standing.answer == Some(Answer::Declined);
    // Of an answer that is still at work the server has the invitation for good reason.
    let at_rest = meeting.standing_answer().is_none_or(|answer| !answer.state.is_active());
    let invited = meeting.versions().iter().find(|mail| mail.meeting.kind == MessageKind::Request)?;
    (lost && at_rest).then(|| Wanted { key: key.clone(), dt_stamp: invited.details.dt_stamp })
}

impl Engine {
    /// Brings the invitation to a declined meeting back from Deleted Items into the Inbox, so that it can be answered
    /// again. Nothing is answered by that.
    ///
    /// # Errors
    /// [`EngineError::NotRecovered`] where it is not there any more.
    pub async fn recover_invitation(&self, account: &str, meeting: &str) -> Result<()> {
        if self.wanted(account, meeting)?.is_none() {
            return Ok(());
        }
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let done = self.recover(account, meeting, &line).await;
        self.tell(view::Event::ItemsChanged { account: account.to_owned() });
        done
    }

    async fn recover(&self, account: &str, meeting: &str, line: &Line) -> Result<()> {
        let silent = |_: view::Phase, _: u32, _: Option<u32>| {};
        let mut connection = self.connect(account, line).await?;
        self.puller(&mut connection, &silent).folders().await?;
        self.puller(&mut connection, &silent).collections().await?;
        // It may have come back by itself, or be answerable again.
        let Some(wanted) = self.wanted(account, meeting)? else { return Ok(()) };
        let not_there = || self.not_recovered(account, meeting);
        let folder = |kind| sync::folder(&self.0.store, account, kind);
        let (Some(deleted), Some(inbox)) = (folder(FolderType::DeletedItems)?, folder(FolderType::Inbox)?)
        else {
            return Err(not_there());
        };
        let found = self.puller(&mut connection, &silent).find_mail(&deleted, |mail| wanted.is(mail)).await?;
        let item = found.ok_or_else(not_there)?;
        let (from, to) = (deleted.collection.as_str().into(), inbox.collection.as_str().into());
        let moved = connection.ask(&MoveItems { item, from, to }).await;
        // Also where the reply was lost: the Inbox says whether it arrived.
        self.puller(&mut connection, &silent).collections().await?;
        match (self.wanted(account, meeting)?, moved) {
            (None, _) => Ok(()),
            (Some(_), Err(error)) => Err(error),
            (Some(_), Ok(_)) => Err(not_there()),
        }
    }

    fn wanted(&self, account: &str, meeting: &str) -> Result<Option<Wanted>> {
        let mailbox = self.mailbox(account)?;
        let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        Ok(wanted(&mailbox, key, found))
    }

    fn not_recovered(&self, account: &str, meeting: &str) -> EngineError {
        let card = match self.card(account, meeting) {
            Ok(card) => card,
            Err(error) => return error,
        };
        EngineError::NotRecovered { subject: card.row.subject, organizer: card.row.organizer.email }
    }
}
