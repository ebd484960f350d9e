//! Where one has to be for a meeting, as far as its words tell: whether two of them need a walk in between.
//!
//! Places are what people write. Two are told to be different only where both name one; somebody who can join from
//! where they are has no way to go.

/// What is known of where one has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nothing is said.
    Unknown,
    /// Wherever one is.
    Online,
    /// The places it names (Exchange joins several rooms with `; `), as they are compared.
    Physical(Vec<String>),
}

/// What a location says that is none. Clients write the name of the service in the language of the organizer
/// (`Réunion Microsoft Teams`), so it is looked for anywhere in the words.
const SERVICES: [&str; 8] =
    ["microsoft teams", "skype", "zoom", "google meet", "webex", "jitsi", "gotomeeting", "whereby"];
const WORDS: [&str; 9] =
    ["online", "virtual", "remote", "teams", "phone", "call", "telephone", "telefon", "video call"];

impl Place {
    /// By the meeting's location, and whether it has a link to join it by.
    pub fn of(location: &str, joinable: bool) -> Place {
        let parts: Vec<String> =
            location.split(';').map(as_compared).filter(|part| !part.is_empty()).collect();
        let online = |part: &String| {
            let named = SERVICES.iter().any(|service| part.contains(service));
            named || part.contains("://") || WORDS.contains(&part.as_str())
        };
        if joinable || parts.iter().any(online) {
            Place::Online
        } else if parts.is_empty() {
            Place::Unknown
        } else {
            Place::Physical(parts)
        }
    }

    /// Is there a way to go from this one to that one? Meetings that share one of their rooms need none.
    pub fn is_elsewhere(&self, other: &Place) -> bool {
        match (self, other) {
            (Place::Physical(here), Place::Physical(there)) => !here.iter().any(|room| there.contains(room)),
            _ => false,
        }
    }
}

/// Case and the number of spaces make no other place.
fn as_compared(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elsewhere(here: &str, there: &str) -> bool {
        Place::of(here, false).is_elsewhere(&Place::of(there, false))
    }

    #[test]
    fn two_named_places_are_a_way_to_go_unless_they_share_a_room() {
        assert!(elsewhere("Rainier", "Olympus"));
        assert!(!elsewhere("Rainier", "  RAINIER "));
        assert!(!elsewhere("Meeting room 4", "meeting  Room 4"));
        assert!(!elsewhere("Rainier; Olympus", "Olympus"));
        assert!(!elsewhere("Rainier", ""), "nobody says where");
        assert!(!elsewhere("", ""));
    }

    #[test]
    fn nobody_walks_to_an_online_meeting() {
        for online in [
            "Microsoft Teams Meeting",
            "Réunion Microsoft Teams",
            "Online",
            "Phone",
            "https://meet.example.org/standup",
            "Rainier; Microsoft Teams-Besprechung",
        ] {
            assert_eq!(Place::of(online, false), Place::Online, "{online}");
            assert!(!elsewhere("Olympus", online), "{online}");
        }
        assert_eq!(Place::of("Rainier", true), Place::Online, "it can be joined from anywhere");
        assert!(matches!(Place::of("Call centre, 2nd floor", false), Place::Physical(_)));
    }
}
