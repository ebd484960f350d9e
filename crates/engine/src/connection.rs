//! One mailbox's conversation with its server: signing in, and the detours a server may ask for before it answers
//! (policies, another address, another version).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eas::command::policy::Concern;
use eas::{
    Acknowledgement, Client, Command, Credentials, Device, HttpError, Notice, PolicyAnswer, ProtocolError,
    Retry,
};
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::error::{EngineError, Result};
use crate::secrets::Secrets;
use crate::store::{AccountRow, Store};
use crate::telling::{self, from_eas};

/// Makes the transports of mailboxes: the network for people, anything else for tests.
pub trait Network: Send + Sync {
    /// A transport for one mailbox; it keeps that mailbox's cookies.
    fn transport(&self) -> Result<Arc<dyn eas::Transport>, eas::TransportError>;
}

/// The network.
#[derive(Debug, Default)]
pub struct Internet;

impl Network for Internet {
    fn transport(&self) -> Result<Arc<dyn eas::Transport>, eas::TransportError> {
        let options = eas::transport::HttpOptions::default();
        Ok(Arc::new(eas::HttpTransport::new(&options)?))
    }
}

/// What must not share a second of the server's with the other, see [`Connection::let_the_second_pass`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The calendar's SyncKey moved on.
    Synced,
    /// We changed the calendar, or may have.
    Changed,
}

/// When that was last in one mailbox, over all its connections.
///
/// By elapsed time and not by the clock, because the seconds that count are the server's.
#[derive(Debug)]
pub(crate) struct Moments(Mutex<[Option<Instant>; 2]>);

impl Moments {
    /// What other processes did is not known: one may have synchronised, and died, in this very second.
    pub(crate) fn of_a_new_process() -> Self {
        let moments = Self(Mutex::default());
        moments.note(Moment::Synced);
        moments
    }

    pub(crate) fn note(&self, moment: Moment) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[moment as usize] = Some(Instant::now());
    }

    fn last(&self, moment: Moment) -> Option<Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[moment as usize]
    }
}

/// A mailbox that is signed in.
pub(crate) struct Connection<'a> {
    store: &'a Store,
    transport: Arc<dyn eas::Transport>,
    credentials: Credentials,
    /// As stored; kept up to date with what the server asked for.
    pub account: AccountRow,
    client: Client,
    moments: Arc<Moments>,
}

impl<'a> Connection<'a> {
    pub(crate) async fn open(
        store: &'a Store,
        secrets: &dyn Secrets,
        transport: Arc<dyn eas::Transport>,
        account: AccountRow,
        moments: Arc<Moments>,
    ) -> Result<Self> {
        let password =
            secrets.get(&account.id).await?.ok_or_else(|| EngineError::NoPassword(account.email.clone()))?;
        let credentials = Credentials::basic(account.user.clone(), password.as_str());
        let client = client(&transport, &credentials, &account)?;
        Ok(Self { store, transport, credentials, account, client, moments })
    }

    /// Asks, and takes each detour once that the server wants taken first.
    pub(crate) async fn ask<C: Command>(&mut self, command: &C) -> Result<C::Reply> {
        let mut taken = Vec::new();
        loop {
            let error = match self.client.send(command).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let detour = error.retry();
            if taken.contains(&detour) {
                return Err(error.into());
            }
            match detour {
                Retry::Provision => self.provision().await?,
                Retry::Relocate => match &error {
                    ProtocolError::Http(HttpError::Moved { to: Some(to) }) => self.relocate(to)?,
                    _ => return Err(error.into()),
                },
                Retry::Renegotiate => self.renegotiate().await?,
                Retry::Network
                | Retry::Transient { .. }
                | Retry::SignIn
                | Retry::StartOver
                | Retry::RefreshFolders
                | Retry::Resync
                | Retry::Simplify
                | Retry::Permanent => return Err(error.into()),
            }
            taken.push(detour);
        }
    }

    /// Asks once. An error that only wants a detour is an error as well.
    pub(crate) async fn ask_once<C: Command>(&self, command: &C) -> Result<C::Reply, ProtocolError> {
        self.client.send(command).await
    }

    /// This has just been.
    pub(crate) fn note(&self, moment: Moment) {
        self.moments.note(moment);
    }

    /// Where SyncKeys are whole seconds, what changes in the second of a key is never delivered with it. So no change of
    /// ours may fall into the second of a Sync before it: the lamp of that answer would wait for ever. And no Sync may
    /// fall into the second of a change of ours, or somebody else's change in that second would be lost on us.
    pub(crate) async fn let_the_second_pass(&self, since: Moment) {
        if let Some(at) = self.moments.last(since)
            && telling::capabilities(&self.account).calendar_keys_are_seconds
        {
            sleep_until(at + Duration::from_secs(1)).await;
        }
    }

    /// What the server said beside its answers. `true`: it was upgraded or announces other versions than before, was
    /// asked anew, and everything starts from key 0 (MS-ASHTTP 2.2.3, X-MS-RP).
    pub(crate) async fn heed_notices(&mut self) -> Result<bool> {
        let mut changed = false;
        for notice in self.client.take_notices() {
            match notice {
                Notice::Upgraded => changed = true,
                Notice::Versions(announced) => changed |= announced != self.account.versions,
                Notice::PasswordExpires { days } => tracing::warn!(days, "the password expires"),
                Notice::Throttled { reason } => tracing::warn!(reason, "the server slows this device down"),
            }
        }
        if changed {
            self.renegotiate().await?;
        }
        Ok(changed)
    }

    /// The Provision handshake (MS-ASPROV 3.1.5). A policy is acknowledged only where this program keeps it by not
    /// having what it forbids; anything more is a person's decision.
    async fn provision(&mut self) -> Result<()> {
        match self.client.ask_for_policy().await? {
            PolicyAnswer::NoPolicy => {}
            PolicyAnswer::Offer(offer) => {
                let beyond: Vec<&str> = offer
                    .demands
                    .iter()
                    .filter(|demand| demand.rule.concern() != Concern::Feature)
                    .map(|demand| demand.rule.name())
                    .collect();
                if !beyond.is_empty() {
                    return Err(EngineError::Policy(beyond.join(", ")));
                }
                self.client.acknowledge_policy(&offer, Acknowledgement::Applied).await?;
            }
            PolicyAnswer::Wipe(_) => {
                return Err(EngineError::Policy("removal of this mailbox from this device".into()));
            }
        }
        self.account.policy_key = self.client.policy_key().as_str().to_owned();
        self.store.put_account(&self.account)?;
        Ok(())
    }

    fn relocate(&mut self, to: &Url) -> Result<()> {
        tracing::info!(host = to.host_str(), "the mailbox moved");
        self.account.endpoint = to.to_string();
        self.rebuild()
    }

    async fn renegotiate(&mut self) -> Result<()> {
        let info = self.client.options().await?;
        let version = info.version()?;
        self.account.versions = info.versions;
        if !self.account.version_forced {
            self.account.version = version.as_str().to_owned();
        }
        // What the person chose instead stays theirs.
        self.account.recognised = from_eas(info.family);
        self.rebuild()?;
        self.store.forget_keys(&self.account.id)?;
        self.account.folder_sync_key = "0".into();
        Ok(())
    }

    fn rebuild(&mut self) -> Result<()> {
        self.store.put_account(&self.account)?;
        self.client = client(&self.transport, &self.credentials, &self.account)?;
        Ok(())
    }
}

fn client(
    transport: &Arc<dyn eas::Transport>,
    credentials: &Credentials,
    account: &AccountRow,
) -> Result<Client> {
    let endpoint = Url::parse(&account.endpoint)
        .map_err(|error| EngineError::BadInput(format!("The server's address cannot be used: {error}.")))?;
    let device = Device::new(account.device_id.as_str());
    let version = telling::version(account);
    let client = Client::new(Arc::clone(transport), endpoint, credentials.clone(), device, version);
    Ok(client.with_policy_key(account.policy_key.as_str().into()))
}
