//! Holds requests against the schemas of MS-ASCMD: which children, in which order, in which version.
//!
//! Exchange means its sequences: an element in the wrong place, one too many, one missing or one of another version
//! and the whole command is refused. What it is refused with differs and is the commands' to say.

use eas::ProtocolVersion::{self, V14_0};
use wbxml::{Element, Tag};

/// A child in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Child {
    tag: Tag,
    min: usize,
    max: usize,
    since: ProtocolVersion,
}

/// Exactly one.
pub(crate) const fn one(tag: Tag) -> Child {
    Child { tag, min: 1, max: 1, since: V14_0 }
}

/// One or none.
pub(crate) const fn maybe(tag: Tag) -> Child {
    Child { tag, min: 0, max: 1, since: V14_0 }
}

/// As many as there are.
pub(crate) const fn any(tag: Tag) -> Child {
    Child { tag, min: 0, max: usize::MAX, since: V14_0 }
}

/// At least one.
pub(crate) const fn some(tag: Tag) -> Child {
    Child { tag, min: 1, max: usize::MAX, since: V14_0 }
}

/// One or none, from a version on.
pub(crate) const fn maybe_since(tag: Tag, since: ProtocolVersion) -> Child {
    Child { tag, min: 0, max: 1, since }
}

/// The children are these, in this order, and no others.
pub(crate) fn sequence(parent: &Element, version: ProtocolVersion, schema: &[Child]) -> bool {
    let mut children = parent.children().peekable();
    for child in schema {
        let mut count = 0;
        while children.next_if(|element| element.tag == child.tag).is_some() {
            count += 1;
        }
        if count < child.min || count > child.max || (count > 0 && version < child.since) {
            return false;
        }
    }
    children.next().is_none()
}

/// The children are these, in any order, and no others.
pub(crate) fn set(parent: &Element, version: ProtocolVersion, schema: &[Child]) -> bool {
    let counts = |child: &Child| (child.min..=child.max).contains(&parent.find_all(child.tag).count());
    let known =
        |element: &Element| schema.iter().any(|child| child.tag == element.tag && child.since <= version);
    schema.iter().all(counts) && parent.children().all(known)
}

#[cfg(test)]
mod tests {
    use eas::ProtocolVersion::{V14_1, V16_0};
    use wbxml::tags::airsync::{ADD, CHANGE, DELETE, SYNC};

    use super::*;

    fn element(children: &[Tag]) -> Element {
        Element::new(SYNC).with_all(children.iter().map(|tag| Element::new(*tag)))
    }

    #[test]
    fn order_count_and_version_are_held_to() {
        let schema = [one(ADD), any(CHANGE), maybe_since(DELETE, V16_0)];
        let fits = |children: &[Tag]| sequence(&element(children), V14_1, &schema);
        assert!(fits(&[ADD]));
        assert!(fits(&[ADD, CHANGE, CHANGE]));
        assert!(!fits(&[CHANGE, ADD]), "order");
        assert!(!fits(&[]), "missing");
        assert!(!fits(&[ADD, ADD]), "one too many");
        assert!(!fits(&[ADD, SYNC]), "foreign");
        assert!(!fits(&[ADD, DELETE]), "not in this version");
        assert!(sequence(&element(&[ADD, DELETE]), V16_0, &schema));
        assert!(set(&element(&[CHANGE, ADD, CHANGE]), V14_1, &schema), "a set has no order");
        assert!(!set(&element(&[CHANGE]), V14_1, &schema));
    }
}
