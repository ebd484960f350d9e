//! What reached the organizer, seen over IMAP and read by libraries that the product does not write with.

use chrono::{DateTime, NaiveDateTime, Utc};
use engine::view::Answer;
use quorum_tests::mail::imap::Imap;
use quorum_tests::mail::invitation::Invitation;
use quorum_tests::mail::received::{Attendee, Itip, Mail};
use quorum_tests::sogo::{Person, Sogo};

/// All mails from one person to another: exactly this many, and no more on their way.
///
/// Nobody else knows these two, so every mail counts, however it looks: one that cannot be read must not hide.
pub async fn mails_from(sogo: &Sogo, from: &Person, to: &Person, count: usize) -> Vec<Mail> {
    let theirs = |mail: &Mail| mail.from() == from.email;
    let mut imap = to.imap().await.unwrap();
    imap.wait_for("INBOX", count, theirs).await.unwrap();
    fence(sogo, &mut imap, to).await;
    let mails = imap.wait_for("INBOX", count, theirs).await.unwrap();
    imap.sign_out().await.unwrap();
    mails
}

/// All mails from one person to another, however many there are, and no more on their way.
pub async fn all_mails_from(sogo: &Sogo, from: &Person, to: &Person) -> Vec<Mail> {
    let mut imap = to.imap().await.unwrap();
    fence(sogo, &mut imap, to).await;
    let mails = imap.mails("INBOX").await.unwrap();
    imap.sign_out().await.unwrap();
    mails.into_iter().filter(|mail| mail.from() == from.email).collect()
}

/// Postfix delivers in the order in which it was handed mail: once this one is there, so is all from before it.
async fn fence(sogo: &Sogo, imap: &mut Imap, to: &Person) {
    let fence = format!("Fence {}", Utc::now().timestamp_micros());
    let message = format!("From: {0}\r\nTo: {0}\r\nSubject: {fence}\r\n\r\nNothing.\r\n", to.address());
    sogo.mail(to, &[to], message.as_bytes()).await.unwrap();
    imap.wait_for("INBOX", 1, |mail| mail.subject() == fence).await.unwrap();
}

/// Those of them that are about this meeting, as many as there should be, oldest first.
pub fn about(mails: &[Mail], meeting: &Invitation, count: usize) -> Vec<Mail> {
    let about: Vec<Mail> =
        mails.iter().filter(|mail| mail.is_about("REPLY", meeting.uid())).cloned().collect();
    let subjects: Vec<String> = mails.iter().map(Mail::subject).collect();
    assert_eq!(about.len(), count, "replies about {}; all mails: {subjects:#?}", meeting.summary());
    println!("{}: replies found over IMAP: {count}", meeting.summary());
    about
}

/// A right iTIP REPLY (RFC 5546 section 3.2.3) with this answer, whoever wrote it.
pub fn check(
    mail: &Mail,
    meeting: &Invitation,
    attendee: &Person,
    organizer: &Person,
    answer: Answer,
) -> Itip {
    let itip = mail.itip().unwrap();
    let case = format!("{}:\n{}", meeting.summary(), itip.text);
    assert_eq!(itip.method, "REPLY", "{case}");
    assert_eq!(itip.uid, meeting.uid(), "{case}");
    assert_eq!(itip.organizer.as_deref(), Some(organizer.email.as_str()), "{case}");
    let answered = Attendee { email: attendee.email.clone(), part_stat: part_stat(answer).to_owned() };
    assert_eq!(itip.attendees, [answered], "{case}");
    assert_eq!(itip.recurrence_id, None, "{case}");
    assert_eq!((mail.from(), mail.to()), (attendee.email.clone(), organizer.email.clone()), "{case}");
    itip
}

/// One that Quorum wrote: also with a stamp of its own, the subject people know, and what the person had to say.
pub fn check_ours(
    mail: &Mail,
    meeting: &Invitation,
    attendee: &Person,
    organizer: &Person,
    answer: Answer,
    comment: &str,
    since: DateTime<Utc>,
) -> Itip {
    let itip = check(mail, meeting, attendee, organizer, answer);
    let stamp = stamp(&itip);
    assert!(stamp >= since && stamp <= Utc::now(), "written at {stamp}, decided after {since}");
    let word = match answer {
        Answer::Accepted => "Accepted",
        Answer::Tentative => "Tentative",
        Answer::Declined => "Declined",
    };
    assert_eq!(mail.subject(), format!("{word}: {}", meeting.summary()));
    assert_eq!(itip.comment.as_deref().unwrap_or_default(), comment, "{}", itip.text);
    assert!(!mail.message_id().is_empty());
    itip
}

/// DTSTAMP.
pub fn stamp(itip: &Itip) -> DateTime<Utc> {
    let line = itip.text.lines().find_map(|line| line.strip_prefix("DTSTAMP:")).expect("a DTSTAMP");
    NaiveDateTime::parse_from_str(line.trim(), "%Y%m%dT%H%M%SZ").expect("in UTC").and_utc()
}

/// RFC 5545 section 3.2.12.
pub fn part_stat(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => "ACCEPTED",
        Answer::Tentative => "TENTATIVE",
        Answer::Declined => "DECLINED",
    }
}

/// What a stored event says of somebody, read by hand.
pub fn stored_part_stat(stored: &str, person: &Person) -> Option<String> {
    let unfolded = stored.replace("\r\n ", "").replace("\n ", "");
    let line = unfolded.lines().find(|line| {
        line.starts_with("ATTENDEE") && line.to_lowercase().ends_with(&format!(":{}", person.email))
    })?;
    let rest = line.split_once("PARTSTAT=")?.1;
    rest.split([';', ':']).next().map(str::to_owned)
}
