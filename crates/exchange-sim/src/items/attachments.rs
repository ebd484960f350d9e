//! The files of an item on the wire (MS-ASAIRS 2.2.2.7): listed with the item, fetched by reference.

use eas::ProtocolVersion;
use wbxml::Element;
use wbxml::tags::airsyncbase;

use super::wire::{count, flag, number};
use crate::model::file::File;
use crate::model::mailbox::{Item, Mailbox};

/// Puts the list behind the body. Calendar items have files from 16.0 on.
pub fn list(data: &mut Vec<Element>, item: &Item, version: ProtocolVersion) {
    let files = files(item);
    if files.is_empty() || item.event().is_some() && !version.is_16() {
        return;
    }
    let one = |(at, file): (usize, &File)| {
        let element = Element::new(airsyncbase::ATTACHMENT)
            .with(Element::text(airsyncbase::DISPLAY_NAME, &file.name))
            .with(Element::text(airsyncbase::FILE_REFERENCE, reference(&item.server_id, at)))
            .with(number(airsyncbase::METHOD, 1))
            .with(count(airsyncbase::ESTIMATED_DATA_SIZE, file.data.len()));
        match &file.content_id {
            Some(id) => element
                .with(Element::text(airsyncbase::CONTENT_ID, id))
                .with(flag(airsyncbase::IS_INLINE, true)),
            None => element,
        }
    };
    let list = Element::new(airsyncbase::ATTACHMENTS).with_all(files.iter().enumerate().map(one));
    let body = data.iter().position(|element| element.tag == airsyncbase::BODY);
    data.insert(body.map_or(data.len(), |at| at + 1), list);
}

/// The file that a reference names.
pub fn find<'a>(mailbox: &'a Mailbox, wanted: &str) -> Option<&'a File> {
    let items = mailbox.folders().flat_map(|folder| folder.items());
    items.map(|(_, item)| item).find_map(|item| {
        let mut files = files(item).iter().enumerate();
        files.find_map(|(at, file)| (reference(&item.server_id, at) == wanted).then_some(file))
    })
}

fn files(item: &Item) -> &[File] {
    let of_mail = item.mail().map(|mail| mail.mail.attachments.as_slice());
    of_mail.or(item.event().map(|item| item.event.attachments.as_slice())).unwrap_or_default()
}

/// `5%3a12%3a0`, as Exchange writes it: the item's name and a number.
fn reference(server_id: &str, at: usize) -> String {
    format!("{}%3a{at}", server_id.replace('%', "%25").replace(':', "%3a"))
}
