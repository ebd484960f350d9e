//! Items as they arrive: kept whole, merged child by child, and read field by field when somebody asks.
//!
//! [`ApplicationData`] is what is stored. It outlives our understanding of it: an element this client does not know is
//! kept, and a field that cannot be read is a [`FieldError`] beside the readable rest, never the loss of an item.
//! What the fields *mean* for a meeting is for others to say.

pub mod attachment;
pub mod body;
pub mod calendar;
pub mod email;
mod field;
pub mod recurrence;

use std::fmt;

use wbxml::tags::{airsync, airsyncbase};
use wbxml::{Element, Node};

pub use field::FieldError;
pub use field::extended;
pub(crate) use field::{Fields, compact};

/// The content of an item (MS-ASCMD 2.2.3.11), whatever its class.
#[derive(Clone, PartialEq)]
pub struct ApplicationData(Element);

impl ApplicationData {
    /// The children of `container` (an `ApplicationData`, or ItemOperations' `Properties`) as an item.
    pub fn new(container: Element) -> Self {
        let mut element = Element::new(airsync::APPLICATION_DATA);
        element.nodes = container.nodes;
        Self(element)
    }

    /// The whole, under an `airsync:ApplicationData`.
    pub fn element(&self) -> &Element {
        &self.0
    }

    /// The whole, under an `airsync:ApplicationData`.
    pub fn into_element(self) -> Element {
        self.0
    }

    /// Takes over what a server's Change says. Each child of `change` replaces what was there under its name,
    /// containers such as `Attendees` as a whole; whatever it does not name stays (MS-ASCMD 2.2.3.24, from 12.0 on).
    /// An empty child is kept as such: it says that the field was cleared.
    pub fn merge(&mut self, change: &ApplicationData) {
        self.0.nodes.retain(|node| match node {
            Node::Element(old) => change.0.find(old.tag).is_none(),
            Node::Text(_) | Node::Opaque(_) => false,
        });
        self.0.nodes.extend(change.0.children().cloned().map(Node::Element));
    }

    /// Nothing but its text. A server that is asked for the text tells the rest again, as it was before anybody here made
    /// something of it.
    pub fn text_alone(&self) -> ApplicationData {
        let text = [airsyncbase::BODY, airsyncbase::NATIVE_BODY_TYPE];
        let said = text.iter().filter_map(|tag| self.0.find(*tag)).cloned();
        Self(Element::new(airsync::APPLICATION_DATA).with_all(said))
    }

    /// As bytes to store: a WBXML document.
    pub fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }

    /// From bytes that [`encode`](Self::encode) made.
    pub fn decode(bytes: &[u8]) -> Result<Self, wbxml::DecodeError> {
        Element::decode(bytes).map(Self::new)
    }
}

/// The content is people's mail; a log gets its size at most.
impl fmt::Debug for ApplicationData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApplicationData({} children)", self.0.nodes.len())
    }
}
