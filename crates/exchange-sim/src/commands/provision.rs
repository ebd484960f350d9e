//! Provision (MS-ASPROV 3.2.5.1): a policy, and the device's word on it, in two steps.

use eas::ProtocolVersion;
use wbxml::Element;
use wbxml::tags::{provision as tags, settings};

use super::{Answer, Handled, Refusal, require};
use crate::config::Policy;
use crate::http::Session;
use crate::items::wire::{flag, number, parse_number};
use crate::schema::{maybe, one, sequence};
use crate::state::State;

const POLICY_TYPE: &str = "MS-EAS-Provisioning-WBXML";

/// Provision/Status 2: the request makes no sense.
const PROTOCOL_ERROR: u16 = 2;
/// 165: a device has to say what it is first.
const DEVICE_INFORMATION_REQUIRED: u16 = 165;
/// 139: the device cannot keep all of the policy.
const NOT_FULLY_PROVISIONABLE: u16 = 139;
/// 145: somebody else manages the device.
const EXTERNALLY_MANAGED: u16 = 145;

/// Policy/Status.
const NO_POLICY: u16 = 2;
const UNKNOWN_TYPE: u16 = 3;
const WRONG_KEY: u16 = 5;

pub(crate) fn answer(state: &mut State, session: &Session, request: Option<&Element>) -> Handled {
    let request = request.ok_or(Refusal::Status(PROTOCOL_ERROR))?;
    let root = Element::new(tags::PROVISION).with(number(tags::STATUS, 1));
    let information = maybe(settings::DEVICE_INFORMATION);
    let schema = [information, maybe(tags::POLICIES), maybe(tags::REMOTE_WIPE)];
    let policy = request.path(&[tags::POLICIES, tags::POLICY]);
    let policy_schema = [one(tags::POLICY_TYPE), maybe(tags::POLICY_KEY), maybe(tags::STATUS)];
    let fits = sequence(request, session.version, &schema)
        && policy.is_some_and(|policy| sequence(policy, session.version, &policy_schema));
    require(state, fits, PROTOCOL_ERROR)?;
    let policy = policy.ok_or(Refusal::Status(PROTOCOL_ERROR))?;
    let about_device = request.find(settings::DEVICE_INFORMATION);
    if session.version < ProtocolVersion::V14_1 && about_device.is_some() {
        require(state, false, PROTOCOL_ERROR)?;
    }
    if !state.config().behaviour.provisions {
        return Ok(Answer::Tree(root.with(policies(NO_POLICY, None, None))));
    }
    if policy.value_of(tags::POLICY_TYPE).as_deref() != Some(POLICY_TYPE) {
        return Ok(Answer::Tree(root.with(policies(UNKNOWN_TYPE, None, None))));
    }
    match policy.value_of(tags::POLICY_KEY) {
        None => {
            if session.version >= ProtocolVersion::V14_1 && about_device.is_none() {
                require(state, false, DEVICE_INFORMATION_REQUIRED)?;
            }
            let key = fresh_key(state);
            state.device(&session.user, &session.device).temporary_key = Some(key.clone());
            let taken = about_device
                .map(|_| Element::new(settings::DEVICE_INFORMATION).with(number(settings::STATUS, 1)));
            let document = document(&state.config().policy);
            Ok(Answer::Tree(root.with_opt(taken).with(policies(1, Some(key), Some(document)))))
        }
        Some(key) => {
            let device = state.device(&session.user, &session.device);
            if device.temporary_key.as_deref() != Some(&*key) {
                return Ok(Answer::Tree(root.with(policies(WRONG_KEY, None, None))));
            }
            let partial = state.config().policy.allows_partial;
            match parse_number::<u8>(policy, tags::STATUS) {
                Some(1) => {}
                Some(2 | 3) if partial => {}
                Some(4) if partial => {}
                Some(2 | 3) => return Err(Refusal::Status(NOT_FULLY_PROVISIONABLE)),
                Some(4) => return Err(Refusal::Status(EXTERNALLY_MANAGED)),
                _ => return Err(Refusal::Status(PROTOCOL_ERROR)),
            }
            let key = fresh_key(state);
            let device = state.device(&session.user, &session.device);
            device.temporary_key = None;
            device.policy_key = Some(key.clone());
            Ok(Answer::Tree(root.with(policies(1, Some(key), None))))
        }
    }
}

/// A policy key: ten digits that look like nothing in particular.
fn fresh_key(state: &mut State) -> String {
    (1_000_000_007 + state.number() * 7_919).to_string()
}

fn policies(status: u16, key: Option<String>, document: Option<Element>) -> Element {
    let policy = Element::new(tags::POLICY)
        .with(Element::text(tags::POLICY_TYPE, POLICY_TYPE))
        .with(number(tags::STATUS, status))
        .with_opt(key.map(|key| Element::text(tags::POLICY_KEY, key)))
        .with_opt(document.map(|document| Element::new(tags::DATA).with(document)));
    Element::new(tags::POLICIES).with(policy)
}

/// EASProvisionDoc (MS-ASPROV 2.2.2.28); what is not said is allowed.
fn document(policy: &Policy) -> Element {
    let mut document = Element::new(tags::EAS_PROVISION_DOC)
        .with(flag(tags::DEVICE_PASSWORD_ENABLED, policy.password_length.is_some()));
    if let Some(length) = policy.password_length {
        document.push(flag(tags::ALPHANUMERIC_DEVICE_PASSWORD_REQUIRED, false));
        document.push(number(tags::MIN_DEVICE_PASSWORD_LENGTH, length));
        document.push(number(tags::MAX_INACTIVITY_TIME_DEVICE_LOCK, 900));
    }
    document.push(flag(tags::ATTACHMENTS_ENABLED, !policy.no_attachments));
    document.push(flag(tags::REQUIRE_DEVICE_ENCRYPTION, policy.encryption));
    if let Some((mail, calendar)) = policy.max_age {
        document.push(number(tags::MAX_CALENDAR_AGE_FILTER, calendar));
        document.push(number(tags::MAX_EMAIL_AGE_FILTER, mail));
    }
    document
}
