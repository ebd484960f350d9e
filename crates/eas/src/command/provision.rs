//! Provision: which rules the server wants kept, and what was said about them (MS-ASPROV, MS-ASCMD 2.2.1.14).
//!
//! A handshake of two steps. [`AskForPolicy`] brings the rules and a temporary key; a person sees them; then
//! [`AcknowledgePolicy`] says what is true of them and brings the key that every later command carries. Nothing is
//! acknowledged unseen: the second step takes what to say as its argument. What can truthfully be said is for others.

use wbxml::{Element, tags::provision as pv, tags::settings as st};

use super::policy::{Demand, demands};
use super::{Command, number, required};
use crate::device::DeviceInformation;
use crate::error::ProtocolError;
use crate::id::PolicyKey;
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;
use crate::wire::wire_numbers;

const COMMAND: &str = "Provision";
const POLICY_TYPE: &str = "MS-EAS-Provisioning-WBXML";
static NO_KEY: PolicyKey = PolicyKey::NONE;

/// First step: what does the server want?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskForPolicy {
    /// What device this is; told from 14.1 on, where servers insist.
    pub information: DeviceInformation,
}

/// What the server wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyAnswer {
    /// Nothing: there is no policy, nothing to acknowledge, and the key stays [`PolicyKey::NONE`].
    NoPolicy,
    /// These rules, to be acknowledged with this key.
    Offer(PolicyOffer),
    /// The account's data shall be removed from this device.
    Wipe(WipeScope),
}

/// Rules that wait for an acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOffer {
    /// The temporary key.
    pub key: PolicyKey,
    /// What the rules demand; empty: a policy that demands nothing.
    pub demands: Vec<Demand>,
}

/// How much shall be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WipeScope {
    /// `RemoteWipe`: all the device has; for a program on a computer, this account's data.
    Device,
    /// `AccountOnlyRemoteWipe` (16.1): this account's data.
    Account,
}

/// Second step: says what is true of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcknowledgePolicy {
    /// The temporary key of the offer.
    pub key: PolicyKey,
    /// What is true.
    pub acknowledgement: Acknowledgement,
}

wire_numbers! {
    /// What can be said of rules (MS-ASPROV 2.2.2.54.1).
    Acknowledgement {
        /// All of them are kept.
        Applied = 1,
        /// Some of them are kept.
        PartlyApplied = 2,
        /// None of them is kept.
        NotApplied = 3,
        /// Something else manages this device.
        ManagedExternally = 4,
    }
}

/// Says that the account's data was removed, or could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcknowledgeWipe {
    /// What was asked.
    pub scope: WipeScope,
    /// Whether it was done.
    pub done: bool,
}

statuses! {
    /// Status of Provision as a whole (MS-ASPROV 2.2.2.54).
    ProvisionStatus,
    /// What a [`ProvisionStatus`] can mean.
    ProvisionMeaning,
    {
        /// Done.
        1 Success => None,
        /// The request is malformed: a fault of this client.
        2 ProtocolError => Some(Retry::Permanent),
        /// The server failed.
        3 ServerError => Some(Retry::LATER),
    }
}

statuses! {
    /// Status of the policy within (MS-ASPROV 2.2.2.54).
    PolicyStatus,
    /// What a [`PolicyStatus`] can mean.
    PolicyMeaning,
    {
        /// Here it is, or: acknowledged.
        1 Success => None,
        /// There is none for this client.
        2 NoPolicy => None,
        /// The server does not know this type of policy.
        3 UnknownPolicyType => Some(Retry::Permanent),
        /// The server's own copy is damaged.
        4 CorruptPolicyData => Some(Retry::LATER),
        /// The key acknowledged is not the one offered last: from the first step.
        5 PolicyKeyMismatch => Some(Retry::Provision),
    }
}

impl Command for AskForPolicy {
    const NAME: &'static str = COMMAND;
    type Reply = PolicyAnswer;

    /// DeviceInformation, then Policies. Below 14.1 there is no DeviceInformation here.
    fn request(&self, version: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let information = (version >= ProtocolVersion::V14_1).then(|| self.information.element());
        let policy = Element::new(pv::POLICY).with(Element::text(pv::POLICY_TYPE, POLICY_TYPE));
        Ok(Some(
            Element::new(pv::PROVISION).with_opt(information).with(Element::new(pv::POLICIES).with(policy)),
        ))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<PolicyAnswer, ProtocolError> {
        let body = required(body, COMMAND)?;
        if body.find(pv::ACCOUNT_ONLY_REMOTE_WIPE).is_some() {
            return Ok(PolicyAnswer::Wipe(WipeScope::Account));
        }
        if body.find(pv::REMOTE_WIPE).is_some() {
            return Ok(PolicyAnswer::Wipe(WipeScope::Device));
        }
        let policy = policy(&body)?;
        let Some(policy) = policy else { return Ok(PolicyAnswer::NoPolicy) };
        let document = policy.path(&[pv::DATA, pv::EAS_PROVISION_DOC]);
        Ok(PolicyAnswer::Offer(PolicyOffer {
            key: policy_key(policy)?,
            demands: document.map(demands).unwrap_or_default(),
        }))
    }

    fn policy_key(&self) -> Option<&PolicyKey> {
        Some(&NO_KEY)
    }
}

impl Command for AcknowledgePolicy {
    const NAME: &'static str = COMMAND;
    /// The key that every later command carries.
    type Reply = PolicyKey;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let policy = Element::new(pv::POLICY)
            .with(Element::text(pv::POLICY_TYPE, POLICY_TYPE))
            .with(Element::text(pv::POLICY_KEY, self.key.as_str()))
            .with(Element::text(pv::STATUS, self.acknowledgement.number().to_string()));
        Ok(Some(Element::new(pv::PROVISION).with(Element::new(pv::POLICIES).with(policy))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<PolicyKey, ProtocolError> {
        match policy(&required(body, COMMAND)?)? {
            Some(policy) => policy_key(policy),
            // The policy was taken away between the two steps.
            None => Ok(PolicyKey::NONE),
        }
    }

    fn policy_key(&self) -> Option<&PolicyKey> {
        Some(&self.key)
    }
}

impl Command for AcknowledgeWipe {
    const NAME: &'static str = COMMAND;
    type Reply = ();

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let tag = match self.scope {
            WipeScope::Device => pv::REMOTE_WIPE,
            WipeScope::Account => pv::ACCOUNT_ONLY_REMOTE_WIPE,
        };
        let status = Element::text(pv::STATUS, if self.done { "1" } else { "2" });
        Ok(Some(Element::new(pv::PROVISION).with(Element::new(tag).with(status))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<(), ProtocolError> {
        let Some(status) = body.as_ref().and_then(|body| number(body, pv::STATUS)) else { return Ok(()) };
        ProvisionStatus(status).check(COMMAND)
    }
}

/// The policy in an answer; `None`: the server has none for this client. A missing outer Status is taken for success
/// where a policy came (Tencent's Exmail leaves it out).
fn policy(body: &Element) -> Result<Option<&Element>, ProtocolError> {
    let policy = body.path(&[pv::POLICIES, pv::POLICY]);
    match number(body, pv::STATUS) {
        Some(status) => ProvisionStatus(status).check(COMMAND)?,
        None if policy.is_none() => {
            return Err(ProtocolError::Malformed { command: COMMAND, missing: "Status" });
        }
        None => {}
    }
    let Some(policy) = policy else { return Ok(None) };
    let status = number(policy, pv::STATUS).map_or(PolicyStatus(1), PolicyStatus);
    status.check(COMMAND)?;
    Ok((status.known() != Some(PolicyMeaning::NoPolicy)).then_some(policy))
}

fn policy_key(policy: &Element) -> Result<PolicyKey, ProtocolError> {
    let key = policy.value_of(pv::POLICY_KEY).filter(|key| !key.is_empty());
    key.map(|key| key.into_owned().into())
        .ok_or(ProtocolError::Malformed { command: COMMAND, missing: "PolicyKey" })
}

impl DeviceInformation {
    fn element(&self) -> Element {
        let optional = |tag, text: &str| (!text.is_empty()).then(|| Element::text(tag, text));
        let set = Element::new(st::SET)
            .with(Element::text(st::MODEL, self.model.as_str()))
            .with_opt(optional(st::FRIENDLY_NAME, &self.friendly_name))
            .with_opt(optional(st::OS, &self.os))
            .with_opt(optional(st::OS_LANGUAGE, &self.os_language))
            .with(Element::text(st::USER_AGENT, crate::transport::USER_AGENT));
        Element::new(st::DEVICE_INFORMATION).with(set)
    }
}
