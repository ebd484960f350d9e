//! Settings, as far as it tells who the person is (MS-ASCMD 2.2.1.18).

use wbxml::{Element, tags::settings as st};

use super::{Command, number, required};
use crate::error::ProtocolError;
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

/// Asks which addresses are the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UserInformation;

/// The person's own addresses, by which they are found among attendees.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct UserInformationReply {
    /// Every address, the primary one among them, each once.
    pub addresses: Vec<String>,
    /// The one that mail is sent from.
    pub primary: Option<String>,
    /// The person's name.
    pub display_name: Option<String>,
}

statuses! {
    /// Status of Settings and of each property in it (MS-ASCMD 2.2.3.177.16).
    SettingsStatus,
    /// What a [`SettingsStatus`] can mean.
    SettingsMeaning,
    {
        /// Done.
        1 Success => None,
        /// The request is malformed: a fault of this client.
        2 ProtocolError => Some(Retry::Permanent),
        /// The person may not.
        3 AccessDenied => Some(Retry::Permanent),
        /// The server is not able to now.
        4 ServerUnavailable => Some(Retry::LATER),
        /// An argument is wrong: a fault of this client.
        5 InvalidArguments => Some(Retry::Permanent),
        /// Arguments exclude each other: a fault of this client.
        6 ConflictingArguments => Some(Retry::Permanent),
        /// The policy forbids it.
        7 DeniedByPolicy => Some(Retry::Permanent),
    }
}

impl Command for UserInformation {
    const NAME: &'static str = "Settings";
    type Reply = UserInformationReply;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        Ok(Some(
            Element::new(st::SETTINGS).with(Element::new(st::USER_INFORMATION).with(Element::new(st::GET))),
        ))
    }

    /// Up to 14.0 the addresses stand right under `Get`, from 14.1 on in `Accounts/Account`. Servers are not strict
    /// about which they use, so both are read, and SOGo leaves the inner Status out.
    fn reply(
        &self,
        body: Option<Element>,
        _: ProtocolVersion,
    ) -> Result<UserInformationReply, ProtocolError> {
        let body = required(body, Self::NAME)?;
        if let Some(status) = number(&body, st::STATUS) {
            SettingsStatus(status).check(Self::NAME)?;
        }
        let information = body
            .find(st::USER_INFORMATION)
            .ok_or(ProtocolError::Malformed { command: Self::NAME, missing: "UserInformation" })?;
        if let Some(status) = number(information, st::STATUS) {
            SettingsStatus(status).check(Self::NAME)?;
        }
        let mut reply = UserInformationReply::default();
        let Some(get) = information.find(st::GET) else { return Ok(reply) };
        reply.take(get);
        for account in get.find(st::ACCOUNTS).into_iter().flat_map(|accounts| accounts.find_all(st::ACCOUNT))
        {
            reply.take(account);
        }
        Ok(reply)
    }
}

impl UserInformationReply {
    fn take(&mut self, holder: &Element) {
        let text = |element: &Element| {
            element.value().map(|value| value.trim().to_owned()).filter(|v| !v.is_empty())
        };
        if self.display_name.is_none() {
            self.display_name = holder.find(st::USER_DISPLAY_NAME).and_then(text);
        }
        let Some(list) = holder.find(st::EMAIL_ADDRESSES) else { return };
        let primary = list.find(st::PRIMARY_SMTP_ADDRESS).and_then(text);
        let others = list.find_all(st::SMTP_ADDRESS).filter_map(text);
        for address in primary.clone().into_iter().chain(others) {
            if !self.addresses.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
                self.addresses.push(address);
            }
        }
        if self.primary.is_none() {
            self.primary = primary;
        }
    }
}

/// Addresses stay out of logs.
impl std::fmt::Debug for UserInformationReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserInformationReply({} addresses)", self.addresses.len())
    }
}
