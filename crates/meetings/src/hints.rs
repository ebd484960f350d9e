//! What about the people of an invitation is worth a second look.
//!
//! A forged invitation differs from a true one in little things: the mail is from somebody else than its organizer, the
//! organizer's domain is almost one that is known, nobody has heard of the address. None of them proves anything, and
//! forwarded invitations have some of them for good reasons; so they are facts to be shown, and keep nobody from
//! answering. Who is known is for whoever keeps mails and calendars.

use unicode_security::confusable_detection::skeleton;

use crate::Person;
use crate::invisible::{as_obeyed, hides, visible};
use crate::person::without_mailto;

/// A fact about the people of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Somebody else than the organizer sent the mail: it was forwarded, or sent in their name.
    SentBy(Person),
    /// Whoever sent the mail goes by the organizer's name, at another domain.
    SameName(Person),
    /// My copy: whoever stands in for me has it, too, and answers (MeetingMessageType 5).
    Copy,
    /// I am not among those invited, as with a forwarded invitation.
    NotInvited,
    /// A list that the mail came through is invited, by this address, and I am not by mine.
    ThroughList(String),
    /// It is for somebody in whose place I received it (MeetingMessageType 6).
    InPlaceOf(Person),
    /// The organizer's domain looks like one that is known, and is another.
    LooksLike {
        /// The organizer's domain, as DNS spells it.
        domain: String,
        /// The one it looks like.
        known: String,
    },
    /// The organizer's or the sender's name has characters that nobody sees and that turn or split it.
    HiddenCharacters(Person),
    /// Nothing else that is known involves the organizer.
    FirstContact,
    /// The organizer is named by nothing that a mail can be sent to.
    NoAddress,
}

/// The people of an invitation.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// Who invites.
    pub organizer: &'a Person,
    /// From whom the mail came, where there is one.
    pub sender: Option<&'a Person>,
    /// Addresses of those invited; empty where nobody knows them.
    pub invited: &'a [&'a str],
    /// Addresses in the mail's To and Cc.
    pub recipients: &'a [&'a str],
    /// My own addresses.
    pub own: &'a [&'a str],
    /// Addresses of people I have to do with, apart from this meeting.
    pub known: &'a [&'a str],
    /// For whom it is, where I received it in their place.
    pub in_place_of: Option<&'a Person>,
    /// It is the copy of somebody whose delegate answers.
    pub copy: bool,
}

/// The facts worth showing, the gravest first.
pub fn hints(people: &People<'_>) -> Vec<Hint> {
    let organizer = address(&people.organizer.email);
    let is = |one: &str, other: &str| address(one).is_some() && address(one) == address(other);
    let mine = |given: &str| people.own.iter().any(|own| is(own, given));
    let met = |given: &str| people.known.iter().any(|known| is(known, given));
    let mut hints = Vec::new();

    hints.extend(people.in_place_of.cloned().map(Hint::InPlaceOf));
    hints.extend(people.copy.then_some(Hint::Copy));
    match &organizer {
        Some(organizer) => hints.extend(lookalike(organizer, people)),
        None => hints.push(Hint::NoAddress),
    }
    // A sender or an organizer without an address that can be compared says nothing about the other.
    if let (Some(sender), Some(organizer)) = (people.sender, &organizer) {
        let differs = address(&sender.email).is_some_and(|sender| sender != *organizer);
        if differs && !mine(&sender.email) {
            let foreign = domain(&sender.email) != domain(organizer) && !met(&sender.email);
            let namesakes = is_same_name(&sender.name, &people.organizer.name);
            let hint = if foreign && namesakes { Hint::SameName } else { Hint::SentBy };
            hints.push(hint(sender.clone()));
        }
    }
    let named = std::iter::once(people.organizer).chain(people.sender);
    let hidden = named.filter(|person| hides(person.display_name()));
    hints.extend(hidden.take(1).cloned().map(Hint::HiddenCharacters));
    let invited = people.invited.is_empty() || people.invited.iter().any(|one| mine(one));
    if !invited && people.in_place_of.is_none() {
        let mut through = people.invited.iter().filter(|one| people.recipients.iter().any(|to| is(to, one)));
        let forwarded = hints.iter().any(|hint| matches!(hint, Hint::SentBy(_) | Hint::SameName(_)));
        hints.push(match through.next().filter(|_| !forwarded) {
            Some(list) => Hint::ThroughList((*list).to_owned()),
            None => Hint::NotInvited,
        });
    }
    if let Some(organizer) = &organizer {
        let colleague =
            people.own.iter().filter_map(|own| domain(own)).any(|own| Some(own) == domain(organizer));
        if !colleague && !met(organizer) {
            hints.push(Hint::FirstContact);
        }
    }
    hints
}

/// The same name to the eye, if both have one: as it is shown here, or where marks of direction are obeyed.
fn is_same_name(one: &str, other: &str) -> bool {
    let seen = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        skeleton(&words.join(" ")).collect::<String>()
    };
    let [one, other] = [one, other].map(|name| [seen(&visible(name)), seen(&as_obeyed(name))]);
    one.iter().any(|one| !one.is_empty() && other.contains(one))
}

/// An SMTP address to compare by.
fn address(given: &str) -> Option<String> {
    let plain = without_mailto(given).to_lowercase();
    let (local, domain) = plain.rsplit_once('@')?;
    let usable = !local.is_empty() && !domain.is_empty() && !domain.contains('/');
    usable.then_some(plain)
}

fn domain(given: &str) -> Option<String> {
    address(given).and_then(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_owned()))
}

/// Is the organizer's domain almost that of somebody known?
fn lookalike(organizer: &str, people: &People<'_>) -> Option<Hint> {
    let theirs = domain(organizer)?;
    let mut known: Vec<String> =
        people.own.iter().chain(people.known).filter_map(|one| domain(one)).collect();
    known.sort();
    known.dedup();
    // Of a domain that is known nothing is said, and neither is of a part of it.
    let below =
        |whole: &str| theirs == whole || theirs.strip_suffix(whole).is_some_and(|rest| rest.ends_with('.'));
    if known.iter().any(|one| below(one)) {
        return None;
    }
    let known = known.into_iter().find(|one| looks_like(&theirs, one))?;
    let spelled = url::Host::parse(&theirs).map_or(theirs, |host| host.to_string());
    Some(Hint::LooksLike { domain: spelled, known })
}

/// The same to the eye, one letter apart, or the known name put in front of another.
fn looks_like(one: &str, known: &str) -> bool {
    if one.starts_with(&format!("{known}.")) {
        return true;
    }
    let (one, known) = (to_the_eye(one), to_the_eye(known));
    one == known || (known.chars().count() >= 7 && is_one_letter_apart(&one, &known))
}

/// Letters of all scripts as the ones they look like, and what looks like one letter as that letter.
fn to_the_eye(domain: &str) -> String {
    let unicode = idna::domain_to_unicode(domain).0;
    let plain: String = skeleton(&unicode.to_lowercase()).collect();
    // What is alike in the letters of mail programs, beyond what Unicode lists. It has `m` as `rn` and `1` as `l`.
    plain.replace('0', "o").replace("vv", "w").replace("cl", "d")
}

/// One letter more, less, or another one.
fn is_one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = |text: &[char], from: usize| text.get(from..).map(<[char]>::to_vec).unwrap_or_default();
    let (replaced, longer, shorter) = (
        rest(&one, same + 1) == rest(&other, same + 1),
        rest(&one, same + 1) == rest(&other, same),
        rest(&one, same) == rest(&other, same + 1),
    );
    one != other && (replaced || longer || shorter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alice() -> Person {
        Person::new("Alice", "alice@contoso.com")
    }

    fn nobody(organizer: &Person) -> People<'_> {
        let own = &["bob@contoso.com"];
        let (sender, in_place_of, copy) = (None, None, false);
        People { organizer, sender, invited: &[], recipients: &[], own, known: &[], in_place_of, copy }
    }

    fn of(organizer: &Person, sender: Option<&Person>, invited: &[&str], known: &[&str]) -> Vec<Hint> {
        hints(&People { sender, invited, known, ..nobody(organizer) })
    }

    #[test]
    fn nothing_is_said_of_colleagues_who_invite_me() {
        let (alice, odd) = (alice(), Person::new("Alice", "mailto:mailto:Alice@Contoso.com"));
        assert_eq!(of(&alice, Some(&alice), &["bob@contoso.com"], &[]), []);
        assert_eq!(of(&odd, Some(&alice), &["mailto:BOB@contoso.com"], &[]), []);
        assert_eq!(of(&alice, None, &[], &[]), [], "who is invited is not known");
        let below = Person::new("Team", "team@mail.contoso.com");
        assert!(!of(&below, None, &[], &[]).iter().any(|hint| matches!(hint, Hint::LooksLike { .. })));
    }

    #[test]
    fn a_forwarded_invitation_says_who_sent_it_and_that_i_am_not_on_the_list() {
        let (alice, carol) = (alice(), Person::new("Carol", "carol@contoso.com"));
        assert_eq!(
            of(&alice, Some(&carol), &["carol@contoso.com"], &[]),
            [Hint::SentBy(carol.clone()), Hint::NotInvited]
        );
        let x500 = Person::new("Carol", "/o=Contoso/cn=carol");
        assert_eq!(of(&alice, Some(&x500), &["bob@contoso.com"], &[]), [], "not to be compared");
    }

    #[test]
    fn a_stranger_by_the_organizers_name_is_another_matter_than_who_forwards() {
        let alice = Person::new("Alice Moreau", "alice@contoso.com");
        let stranger = Person::new("alice  Moreau", "alice.moreau@mailer.example");
        assert_eq!(of(&alice, Some(&stranger), &[], &[]), [Hint::SameName(stranger.clone())]);
        let known = &["alice.moreau@mailer.example"];
        assert_eq!(of(&alice, Some(&stranger), &[], known), [Hint::SentBy(stranger.clone())], "known");
        let alias = Person::new("Alice Moreau", "a.moreau@contoso.com");
        assert_eq!(of(&alice, Some(&alias), &[], &[]), [Hint::SentBy(alias.clone())], "of the same house");
        let nameless = Person::new("", "alice@mailer.example");
        let organizer = Person::new("", "alice@contoso.com");
        assert_eq!(of(&organizer, Some(&nameless), &[], &[]), [Hint::SentBy(nameless.clone())]);
    }

    #[test]
    fn names_are_compared_as_they_are_read() {
        let alice = Person::new("Alice Moreau", "alice@contoso.com");
        for written in
            ["\u{202e}uaeroM ecilA", "\u{202e}ecilA\u{202c} Moreau", "Al\u{200b}ice Moreau\u{2067}"]
        {
            let stranger = Person::new(written, "alice@mailer.example");
            let expected = [Hint::SameName(stranger.clone()), Hint::HiddenCharacters(stranger.clone())];
            assert_eq!(of(&alice, Some(&stranger), &[], &[]), expected, "{written:?}");
        }
        let other = Person::new("uaeroM ecilA", "ecila@mailer.example");
        assert_eq!(of(&alice, Some(&other), &[], &[]), [Hint::SentBy(other.clone())]);
        let unseen = Person::new("\u{200b}", "eve@mailer.example");
        let nameless = Person::new("", "alice@contoso.com");
        assert!(!of(&nameless, Some(&unseen), &[], &[]).contains(&Hint::SameName(unseen.clone())));
    }

    #[test]
    fn a_name_with_hidden_characters_is_said_once() {
        let alice = Person::new("\u{202e}ecilA Moreau", "alice@contoso.com");
        assert_eq!(of(&alice, Some(&alice), &[], &[]), [Hint::HiddenCharacters(alice.clone())]);
        assert_eq!(of(&alice, None, &[], &[]), [Hint::HiddenCharacters(alice.clone())]);
        let nameless = Person::new("", "ali\u{200b}ce@contoso.com");
        assert_eq!(of(&nameless, None, &[], &[]), [Hint::HiddenCharacters(nameless.clone())]);
        let honest = Person::new("علی\u{200c}رضا", "ali@contoso.com");
        assert_eq!(of(&honest, Some(&honest), &[], &[]), [], "written with it");
    }

    #[test]
    fn a_copy_for_me_says_that_it_is_one() {
        let alice = alice();
        assert_eq!(hints(&People { copy: true, ..nobody(&alice) }), [Hint::Copy]);
    }

    #[test]
    fn a_list_that_i_am_invited_through_is_named_unless_somebody_forwarded_it() {
        let (alice, carol) = (alice(), Person::new("Carol", "carol@contoso.com"));
        let to_a_list =
            People { invited: &["team@contoso.com"], recipients: &["TEAM@contoso.com"], ..nobody(&alice) };
        assert_eq!(hints(&to_a_list), [Hint::ThroughList("team@contoso.com".into())]);
        let forwarded = People { sender: Some(&carol), ..to_a_list };
        assert_eq!(hints(&forwarded), [Hint::SentBy(carol.clone()), Hint::NotInvited]);
        let to_me = People { recipients: &["bob@contoso.com"], ..to_a_list };
        assert_eq!(hints(&to_me), [Hint::NotInvited]);
    }

    #[test]
    fn what_is_for_somebody_else_says_for_whom() {
        let (alice, dan) = (alice(), Person::new("Dan", "dan@contoso.com"));
        let delegated = People { in_place_of: Some(&dan), invited: &["dan@contoso.com"], ..nobody(&alice) };
        assert_eq!(hints(&delegated), [Hint::InPlaceOf(dan.clone())]);
    }

    #[test]
    fn an_organizer_without_an_address_is_said() {
        for email in ["", "/o=Contoso/ou=First/cn=alice", "EX:/o=Contoso/cn=alice", "mailto:", "alice"] {
            assert_eq!(
                of(&Person::new("Alice", email), Some(&alice()), &[], &[]),
                [Hint::NoAddress],
                "{email}"
            );
        }
    }

    #[test]
    fn a_first_contact_is_one_only_once() {
        let henrik = Person::new("Henrik", "henrik@northwind.example");
        assert_eq!(of(&henrik, None, &[], &[]), [Hint::FirstContact]);
        assert_eq!(of(&henrik, None, &[], &["HENRIK@northwind.example"]), []);
    }

    #[test]
    fn a_domain_that_almost_is_a_known_one_is_named() {
        let seen = |domain: &str| {
            let organizer = Person::new("Alice", format!("alice@{domain}"));
            of(&organizer, None, &[], &["henrik@northwind.example"]).into_iter().find_map(|hint| match hint {
                Hint::LooksLike { domain, known } => Some((domain, known)),
                _ => None,
            })
        };
        let contoso = |spelled: &str| Some((spelled.to_owned(), "contoso.com".to_owned()));
        assert_eq!(seen("c0ntoso.com"), contoso("c0ntoso.com"));
        assert_eq!(seen("contosо.com"), contoso("xn--contos-1qf.com"), "Cyrillic о");
        assert_eq!(seen("xn--contos-1qf.com"), contoso("xn--contos-1qf.com"));
        assert_eq!(seen("contosoo.com"), contoso("contosoo.com"));
        assert_eq!(seen("contso.com"), contoso("contso.com"));
        assert_eq!(seen("cantoso.com"), contoso("cantoso.com"));
        assert_eq!(seen("contoso.com.evil.example"), contoso("contoso.com.evil.example"));
        assert_eq!(seen("northvvind.example").unwrap().1, "northwind.example");
        for other in ["contoso.com", "fabrikam.com", "contoso.example.org", "example.com", "a.de"] {
            assert_eq!(seen(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_address_panics(one in "\\PC{0,30}", other in "[a-z0-9@.-]{0,20}") {
            let organizer = Person::new("", format!("{one}@{other}"));
            let _ = hints(&People {
                sender: Some(&Person::new("", other.clone())), invited: &[&one], recipients: &[&other, &one],
                known: &[&other, &one], ..nobody(&organizer)
            });
        }
    }
}
