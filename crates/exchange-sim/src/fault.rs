//! Things that go wrong on purpose, by name.
//!
//! A test arms a [`Fault`] for the next request that [`On`] describes; each strikes once (or as often as asked) and is
//! then spent. What the server has done by the time a fault strikes is part of the fault's meaning, because that is
//! what a client has to cope with.

use crate::command::Command;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks before the server has done anything.
    LoseRequest,
    /// The server does everything it was asked, then the connection breaks.
    LoseReply,
    /// 401: the password is not taken. Nothing is done.
    Unauthorized,
    /// 403: ActiveSync is off for this person, or the device is blocked. Nothing is done.
    Forbidden,
    /// 449: provision first. Nothing is done, and the device's policy key is void.
    ProvisionFirst,
    /// 451 with `X-MS-Location`: the mailbox lives elsewhere. Nothing is done.
    Moved(String),
    /// 500. Nothing is done.
    ServerError,
    /// 503, with Retry-After if seconds are given. Nothing is done.
    Busy(Option<u32>),
    /// 503 with `X-MS-BackoffDuration`, in seconds. Nothing is done.
    BackOff(u32),
    /// Everything is done, and the answer says in `X-MS-RP` that the server was upgraded.
    Upgraded,
    /// 507: the mailbox is full. Nothing is done.
    MailboxFull,
    /// Any other HTTP status. Nothing is done.
    Http(u16),
    /// The command's root holds nothing but this Status. Nothing is done.
    Status(u16),
    /// Each Result of a MeetingResponse has this Status. Nothing is done.
    MeetingResponse(u16),
    /// Everything is done, and each Result of the MeetingResponse has this Status all the same.
    DoneThenStatus(u16),
    /// The items of the last Sync answer come again under the new key.
    RepeatBatch,
    /// The changes of a Sync answer come in the opposite order.
    ReverseBatch,
    /// A Sync is answered as if nothing had happened since the last one, if the device has all that that one told.
    LateSync,
    /// All sync keys of the device are forgotten before the command is carried out.
    ForgetSyncKeys,
    /// Everything is done, then the answer's body is noise.
    Garbage,
    /// Everything is done, then the answer's body ends half-way.
    Truncated,
    /// Everything is done, then these bytes stand in the answer wherever a value was this text. They may be anything but
    /// NUL, so no UTF-8 either.
    Garbled {
        /// The value as it should be.
        value: String,
        /// What is sent instead.
        bytes: Vec<u8>,
    },
    /// A sign-in page of some proxy with status 200. Nothing is done.
    Html,
}

/// Which requests a fault strikes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct On {
    command: Option<Command>,
    user: Option<String>,
    skip: u32,
    times: u32,
}

impl On {
    /// The next request of any kind (but for OPTIONS).
    pub fn any() -> Self {
        Self { times: 1, ..Self::default() }
    }

    /// The next request with this command.
    pub fn command(command: Command) -> Self {
        Self { command: Some(command), ..Self::any() }
    }

    /// Only requests of this user (name or address).
    pub fn user(self, user: impl Into<String>) -> Self {
        Self { user: Some(user.into()), ..self }
    }

    /// Lets so many requests pass first.
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Strikes so many times in a row.
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// A fault waiting for its request.
#[derive(Debug, Clone)]
pub(crate) struct Armed {
    on: On,
    fault: Fault,
}

impl Armed {
    pub(crate) fn new(on: On, fault: Fault) -> Self {
        Self { on, fault }
    }
}

/// The fault that strikes this request, if any; `is_user` says whether a name means the person asking.
pub(crate) fn strike(
    armed: &mut Vec<Armed>,
    command: Command,
    is_user: impl Fn(&str) -> bool,
) -> Option<Fault> {
    let matching = |one: &Armed| {
        one.on.command.is_none_or(|wanted| wanted == command) && one.on.user.as_deref().is_none_or(&is_user)
    };
    let mut struck = None;
    for one in armed.iter_mut().filter(|one| matching(one)) {
        if one.on.skip > 0 {
            one.on.skip -= 1;
        } else if struck.is_none() && one.on.times > 0 {
            one.on.times -= 1;
            struck = Some(one.fault.clone());
        }
    }
    armed.retain(|one| one.on.times > 0);
    struck
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_only_what_it_was_armed_for_and_then_is_spent() {
        let mut armed = vec![
            Armed::new(On::command(Command::Sync).user("bob").after(1), Fault::LoseReply),
            Armed::new(On::command(Command::SendMail).times(2), Fault::ServerError),
        ];
        let mut ask = |command, user: &str| strike(&mut armed, command, |name| name == user);
        assert_eq!(ask(Command::Sync, "alice"), None);
        assert_eq!(ask(Command::Sync, "bob"), None, "the first passes");
        assert_eq!(ask(Command::SendMail, "bob"), Some(Fault::ServerError));
        assert_eq!(ask(Command::Sync, "bob"), Some(Fault::LoseReply));
        assert_eq!(ask(Command::Sync, "bob"), None);
        assert_eq!(ask(Command::SendMail, "alice"), Some(Fault::ServerError));
        assert_eq!(ask(Command::SendMail, "alice"), None);
    }
}
