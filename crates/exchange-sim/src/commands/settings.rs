//! Settings (MS-ASCMD 2.2.1.18): who the user is, and what the device says about itself.

use eas::ProtocolVersion;
use wbxml::Element;
use wbxml::tags::settings as tags;

use super::{Answer, Handled, require};
use crate::http::Session;
use crate::items::wire::number;
use crate::model::mailbox::Mailbox;
use crate::schema::{maybe, set};
use crate::state::State;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let schema = [
        maybe(tags::RIGHTS_MANAGEMENT_INFORMATION),
        maybe(tags::OOF),
        maybe(tags::DEVICE_PASSWORD),
        maybe(tags::DEVICE_INFORMATION),
        maybe(tags::USER_INFORMATION),
    ];
    require(state, !request.is_empty() && set(request, session.version, &schema), 2)?;
    let mut root = Element::new(tags::SETTINGS).with(number(tags::STATUS, 1));
    for property in request.children() {
        let answer = Element::new(property.tag).with(number(tags::STATUS, 1));
        root.push(match property.tag {
            tags::USER_INFORMATION if property.find(tags::GET).is_some() => {
                let mailbox = state.mailbox(&session.user).ok();
                answer.with_opt(mailbox.map(|mailbox| user_information(mailbox, session.version)))
            }
            tags::OOF if property.find(tags::GET).is_some() => {
                answer.with(Element::new(tags::GET).with(number(tags::OOF_STATE, 0)))
            }
            _ => answer,
        });
    }
    Ok(Answer::Tree(root))
}

/// The user's addresses: in 14.0 just so, from 14.1 on within an account.
fn user_information(mailbox: &Mailbox, version: ProtocolVersion) -> Element {
    let all = std::iter::once(&mailbox.owner.email).chain(&mailbox.aliases);
    let mut addresses = Element::new(tags::EMAIL_ADDRESSES);
    addresses = addresses.with_all(all.map(|address| Element::text(tags::SMTP_ADDRESS, address)));
    let get = Element::new(tags::GET);
    if version < ProtocolVersion::V14_1 {
        return get.with(addresses);
    }
    addresses.push(Element::text(tags::PRIMARY_SMTP_ADDRESS, &mailbox.owner.email));
    let account = Element::new(tags::ACCOUNT)
        .with(Element::text(tags::USER_DISPLAY_NAME, &mailbox.owner.name))
        .with(addresses);
    get.with(Element::new(tags::ACCOUNTS).with(account))
}
