//! After a Sync: what came back is confirmed, and what is done with goes.

use chrono::TimeDelta;
use eas::{FolderType, MoveItems};
use meetings::message::MessageKind;

use crate::error::{EngineError, Result};
use crate::mailbox::{Mailbox, Meeting, is_expected_back};
use crate::read::Mail;
use crate::store::{AnswerRow, NewStep, State};
use crate::sync;
use crate::telling;
use crate::view::StepKind;

use super::Sender;
use super::look::confirmed;

/// For so long after the server took an answer its calendar may say something else.
const COMES_BACK_WITHIN: TimeDelta = TimeDelta::minutes(15);

impl Sender<'_, '_> {
    /// After a Sync: answers that came back are confirmed, and invitations that a server leaves in the Inbox after
    /// they were answered go to Deleted Items.
    pub(crate) async fn reconcile(&mut self) -> Result<()> {
        let account = self.connection.account.id.clone();
        let mailbox = Mailbox::load(self.store, &account, self.zone)?;
        let keeps = telling::capabilities(&self.connection.account).keeps_invitation;
        let deleted = sync::folder(self.store, &account, FolderType::DeletedItems)?;
        for (key, meeting) in &mailbox.meetings {
            let Some(answer) = meeting.standing_answer() else { continue };
            if answer.responded_at.is_none() {
                continue;
            }
            if answer.confirmed_at.is_none() && confirmed(&mailbox, key, meeting, answer) {
                let seen = AnswerRow { confirmed_at: Some(self.now), ..answer.clone() };
                self.advance(answer.state, seen, &[NewStep::plain(StepKind::Confirmed)])?;
            } else if is_expected_back(answer)
                && self.since_last_attempt(answer)?.is_some_and(|passed| passed > COMES_BACK_WITHIN)
            {
                let missing = AnswerRow { unshown: answer.unshown + 1, ..answer.clone() };
                self.advance(answer.state, missing, &[])?;
            }
            if let (true, State::Done, Some(deleted)) = (keeps, answer.state, &deleted) {
                self.clear(meeting, answer, &deleted.collection).await?;
            }
        }
        Ok(())
    }

    async fn clear(&mut self, meeting: &Meeting, answer: &AnswerRow, deleted: &str) -> Result<()> {
        let answered = |mail: &&Mail| {
            mail.meeting.kind == MessageKind::Request && mail.details.dt_stamp <= answer.dtstamp
        };
        for mail in meeting.live().filter(answered) {
            let command = MoveItems {
                item: mail.server_id.as_str().into(),
                from: mail.collection.as_str().into(),
                to: deleted.into(),
            };
            match self.connection.ask(&command).await {
                // Its ServerId is void from here on; a changed mind must not name it before the next Sync says so.
                Ok(_) => {
                    let account = &self.connection.account.id;
                    self.store.put_away(account, &mail.collection, &mail.server_id, self.now)?;
                }
                // Tidying is no reason to stop; the next Sync tries again.
                Err(EngineError::Protocol(error)) => {
                    tracing::info!(%error, "an answered invitation stays in the Inbox");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
