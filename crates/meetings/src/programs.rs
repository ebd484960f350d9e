//! What calendar programs write around an invitation, apart from what its organizer wrote.
//!
//! Google Calendar mails `Updated invitation: Planning @ Wed Dec 2, 2026 5pm - 6pm (CET) (bob@contoso.com)`, in the
//! organizer's language, by a service of its own, and puts the times into the text; Apple's iCloud organizes under an
//! address made for one mail. Taken for a person's words, each update would have a new title and a new text, and each
//! invitation a stranger who sends it.
//!
//! They are recognised by their form, never by words of a language, and only where the meeting is such a program's.

use crate::{Person, Uid};

/// What ends the UIDs that Google Calendar makes.
const GOOGLE_UID: &str = "@google.com";

/// The Sender of Google Calendar's mails, whose From is the organizer.
const GOOGLE_SENDER: &str = "calendar-notification@google.com";

/// Where iCloud takes answers, by an address made for one mail.
const APPLE_RELAY: &str = "@imip.me.com";

/// Letters of the longest words that Google Calendar writes before a title.
const LONGEST_OPENING: usize = 40;

/// The title in a mail's subject: all of it, unless Google Calendar has written around it.
pub fn title<'a>(uid: &Uid, subject: &'a str) -> &'a str {
    if is_googles(uid) { inside(subject).unwrap_or(subject) } else { subject }
}

fn is_googles(uid: &Uid) -> bool {
    uid.as_str().ends_with(GOOGLE_UID)
}

/// `Words: title @ when (calendar)`, where a calendar is called by its address.
fn inside(subject: &str) -> Option<&str> {
    let (opening, rest) = subject.split_once([':', '：'])?;
    let (title, when) = rest.rsplit_once(" @ ")?;
    let (when, calendar) = when.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let title = title.trim();
    let is_it = opening.chars().count() <= LONGEST_OPENING
        && when.contains(|c: char| c.is_numeric())
        && calendar.contains('@')
        && !title.is_empty();
    is_it.then_some(title)
}

/// A mail's text without what Google Calendar says of the meeting at its top: what was changed, the title and the times.
pub fn text<'a>(uid: &Uid, title: &str, text: &'a str) -> &'a str {
    if !is_googles(uid) || title.is_empty() {
        return text;
    }
    // At most two paragraphs: what happened, and the one that begins with the title.
    let mut lines = text.split_inclusive('\n');
    let mut begun = false;
    let mut paragraphs = 0;
    let mut blank = true;
    let mut at = 0;
    for line in lines.by_ref() {
        let words = line.trim();
        if words.is_empty() {
            if begun {
                return text.get(at..).unwrap_or(text);
            }
        } else if blank {
            paragraphs += 1;
            begun = words == title;
            if paragraphs == 2 && !begun {
                return text;
            }
        }
        blank = words.is_empty();
        at += line.len();
    }
    if begun { "" } else { text }
}

/// Who sent a mail, as far as that is a person: of a mail that a calendar's own service sends in the organizer's name, or
/// whose organizer has an address for answers alone, whoever it is from.
pub fn sender<'a>(sent_by: &'a Person, from: &'a Person, organizer: &'a Person) -> &'a Person {
    if is_relay(organizer) && is_nameless_or(organizer, from) {
        organizer
    } else if sent_by.email.eq_ignore_ascii_case(GOOGLE_SENDER) && from.mailbox().is_some() {
        from
    } else {
        sent_by
    }
}

/// Is that an address that only takes answers, made for one mail?
pub fn is_relay(person: &Person) -> bool {
    person.email.to_lowercase().ends_with(APPLE_RELAY)
}

fn is_nameless_or(organizer: &Person, from: &Person) -> bool {
    organizer.name.trim().is_empty() || organizer.name.trim() == from.name.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOGLES: &str = "7q2k0r5m8s1t4v6x9z3b5d7f0h@google.com";

    #[test]
    fn google_writes_around_a_title_in_any_language() {
        for (subject, title) in [
            ("Invitation: Planning @ Tue Dec 1, 2026 6pm - 7pm (CET) (bob@contoso.com)", "Planning"),
            (
                "Updated invitation: Call @ Every 2 weeks from 15:00 to 16:00 on Tuesday (GMT+2) (bob@contoso.com)",
                "Call",
            ),
            ("Aktualisierte Einladung: Plan @ Di 1. Dez. 2026 18:00 - 19:00 (MEZ) (bob@contoso.com)", "Plan"),
            ("Invitation : Point @ mar. 1 déc. 2026 18:00 - 19:00 (CET) (bob@contoso.com)", "Point"),
            ("招待： 計画 @ 2026年 12月 1日 午後6時 (CET) (bob@contoso.com)", "計画"),
            (
                "Canceled event: Lunch @ Joe's: @ Tue Dec 1, 2026 12pm (CET) (bob@contoso.com)",
                "Lunch @ Joe's:",
            ),
        ] {
            assert_eq!(super::title(&Uid::new(GOOGLES), subject), title, "{subject}");
        }
    }

    #[test]
    fn what_a_person_wrote_stays() {
        for subject in [
            "Planning",
            "Planning: the second part",
            "Talk: Rust @ Berlin (Room 5)",
            "Re: talk @ Joe's (ask joe@example.com)",
            "Invitation: @ Tue Dec 1, 2026 6pm (bob@contoso.com)",
            "Invitation: Planning @ Tue Dec 1, 2026 6pm - 7pm (CET) (bob@contoso.com",
        ] {
            assert_eq!(title(&Uid::new(GOOGLES), subject), subject);
        }
        let dressed = "Invitation: Planning @ Tue Dec 1, 2026 6pm - 7pm (CET) (bob@contoso.com)";
        assert_eq!(title(&Uid::new("2C3-6A0044-5-2B1F9DC0"), dressed), dressed, "Google made no such UID");
    }

    #[test]
    fn times_at_the_top_of_googles_text_are_no_text_of_the_organizers() {
        let uid = Uid::new(GOOGLES);
        let invited = "Planning\nTuesday Dec 1, 2026\nCentral European Time\n\nBring figures.\n";
        let moved = "This event was changed\r\nChanged: time\r\n\r\n\r\nPlanning\r\nWednesday Dec 2, 2026\r\n\r\nBring figures.\n";
        for (was, is) in [
            (invited, "\nBring figures.\n"),
            (moved, "\r\nBring figures.\n"),
            ("Planning\nTuesday", ""),
            (
                "Bring figures.\n\nAll of them.\n\nPlanning\nTuesday\n",
                "Bring figures.\n\nAll of them.\n\nPlanning\nTuesday\n",
            ),
            ("Bring figures.", "Bring figures."),
        ] {
            assert_eq!(text(&uid, "Planning", was), is, "{was:?}");
        }
        assert_eq!(text(&Uid::new("another"), "Planning", invited), invited);
    }

    #[test]
    fn a_calendars_own_service_is_nobody() {
        let priya = Person::new("Priya Sharma", "priya@fabrikam.example");
        let google = Person::new("Google Calendar", "Calendar-Notification@google.com");
        let carol = Person::new("Carol Reyes", "carol@contoso.com");
        assert_eq!(sender(&google, &priya, &priya), &priya);
        assert_eq!(sender(&carol, &priya, &priya), &carol, "somebody writes in her name");
        assert_eq!(sender(&google, &carol, &priya), &carol, "forwarded");
        assert_eq!(sender(&google, &Person::new("", ""), &priya), &google, "it is all that is known");
    }

    #[test]
    fn an_address_for_answers_is_no_other_person() {
        let relay = Person::new("Jonas Weber", "2_GEYDAMZSGUZTE@imip.me.com");
        let jonas = Person::new("Jonas Weber", "jonas@lakeside.example");
        let mallory = Person::new("Mallory", "mallory@example.com");
        assert_eq!(sender(&jonas, &jonas, &relay), &relay);
        assert_eq!(sender(&mallory, &mallory, &relay), &mallory, "forwarded, or forged");
    }
}
