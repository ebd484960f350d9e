//! Who tells the organizer: the server family's custom, the person's setting and the organizer's wish, in one place.
//!
//! Guess wrong and the organizer gets two mails or none. So this is decided once, from [`Capabilities`], and both the
//! answer bar (before the click) and the outbox (after it) ask here.

use eas::family::{Capabilities, CommentKept, Family, FreeBusyTold, ToldBy as FamilyTells};
use eas::version::ProtocolVersion;

use crate::hazards::{Mutant, broken};
use crate::store::AccountRow;
use crate::view::{self, Abilities, Answer, CommentReach, Replies, TellChoice, ToldBy, ToldReason};

/// What the answer bar may promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Promise {
    /// Who would mail the organizer.
    pub by: ToldBy,
    /// May the person choose?
    pub choice: TellChoice,
}

/// How one answer's organizer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Quorum mails a REPLY after Status 1.
    ByMail,
    /// SendResponse in the command itself.
    BySendResponse,
    /// The server mails by itself, whatever the command says.
    ByServer,
    /// The same where its administrator switched that on, which nobody can see from here.
    LeftToServer,
    /// Nobody.
    Not(ToldReason),
}

impl Telling {
    /// Who mails, for the lamp.
    pub(crate) fn by(self) -> ToldBy {
        match self {
            Self::ByMail => ToldBy::Client,
            Self::BySendResponse | Self::ByServer => ToldBy::Server,
            Self::LeftToServer => ToldBy::ServerPerhaps,
            Self::Not(_) => ToldBy::Nobody,
        }
    }

    /// How an attempt is told that was made, as it was stored with it. Settings, family and version change, and what has
    /// left does not.
    pub(crate) fn of_attempt(by: ToldBy, reason: Option<ToldReason>) -> Self {
        match by {
            ToldBy::Client => Self::ByMail,
            // Whether it had to be asked to is nothing to whom it has been.
            ToldBy::Server => Self::ByServer,
            ToldBy::ServerPerhaps => Self::LeftToServer,
            ToldBy::Nobody => Self::Not(reason.unwrap_or(ToldReason::Chosen)),
        }
    }

    /// Why nobody mails.
    pub(crate) fn reason(self) -> Option<ToldReason> {
        match self {
            Self::Not(reason) => Some(reason),
            Self::ByMail | Self::BySendResponse | Self::ByServer | Self::LeftToServer => None,
        }
    }
}

/// What the bar may promise; `requested`: the organizer wants replies.
pub(crate) fn promise(account: &AccountRow, requested: bool) -> Promise {
    let (telling, choice) = custom(&capabilities(account), account.replies, requested);
    Promise { by: telling.by(), choice }
}

/// How an answer is told; `tell`: the person wants it; `repeats`: the calendar holds this very answer already.
pub(crate) fn telling(account: &AccountRow, requested: bool, tell: bool, repeats: bool) -> Telling {
    let can = capabilities(account);
    match custom(&can, account.replies, requested) {
        // What the server does not notice, it does not tell.
        (Telling::ByServer | Telling::LeftToServer, _)
            if repeats && can.mails_changes_only && account.replies == Replies::Auto =>
        {
            if tell {
                Telling::ByMail
            } else {
                Telling::Not(ToldReason::Chosen)
            }
        }
        (telling, TellChoice::Always | TellChoice::NotRequested) => telling,
        (telling, TellChoice::Choice) if tell || broken(Mutant::SilenceIgnored) => telling,
        (_, TellChoice::Choice) => Telling::Not(ToldReason::Chosen),
    }
}

/// Does the organizer want to be told, as far as this server says? `requested`: ResponseRequested.
pub(crate) fn is_reply_wanted(account: &AccountRow, requested: bool) -> bool {
    wants_reply(&capabilities(account), requested)
}

fn wants_reply(can: &Capabilities, requested: bool) -> bool {
    requested || !can.response_requested_meaningful
}

fn custom(can: &Capabilities, replies: Replies, requested: bool) -> (Telling, TellChoice) {
    let asked = wants_reply(can, requested);
    let if_asked = |telling| {
        if asked {
            (telling, TellChoice::Choice)
        } else {
            (Telling::Not(ToldReason::NotRequested), TellChoice::NotRequested)
        }
    };
    match (replies, can.organizer_told_by) {
        (Replies::Client, _) => if_asked(Telling::ByMail),
        (Replies::Auto, FamilyTells::Client) => if_asked(Telling::ByMail),
        (Replies::Auto | Replies::Server, FamilyTells::ServerOnRequest) => if_asked(Telling::BySendResponse),
        // Who chooses that Quorum never mails vouches for the server.
        (Replies::Server, FamilyTells::Client | FamilyTells::ServerIfSwitchedOn)
        | (Replies::Auto | Replies::Server, FamilyTells::ServerAlways) => {
            (Telling::ByServer, TellChoice::Always)
        }
        (Replies::Auto, FamilyTells::ServerIfSwitchedOn) => (Telling::LeftToServer, TellChoice::Always),
    }
}

/// With which answers does a comment reach the organizer?
pub(crate) fn comment_reach(account: &AccountRow) -> CommentReach {
    match (promise(account, true).by, capabilities(account).comment) {
        (ToldBy::Client, _) | (_, CommentKept::Always) => CommentReach::Always,
        (_, CommentKept::WhenTentative) => CommentReach::WhenTentative,
        (_, CommentKept::Never) => CommentReach::Never,
    }
}

/// Does the comment of this answer, which is told so, reach the organizer?
pub(crate) fn comment_reaches(account: &AccountRow, by: ToldBy, answer: Answer) -> bool {
    match (by, capabilities(account).comment) {
        (ToldBy::Nobody, _) => false,
        (ToldBy::Client, _) => true,
        (ToldBy::Server | ToldBy::ServerPerhaps, kept) => match kept {
            CommentKept::Always => true,
            CommentKept::WhenTentative => answer == Answer::Tentative,
            CommentKept::Never => false,
        },
    }
}

/// The version an account speaks; one that this program no longer knows is treated as 14.1.
pub(crate) fn version(account: &AccountRow) -> ProtocolVersion {
    account.version.parse().unwrap_or(ProtocolVersion::V14_1)
}

/// What the account's server does.
pub(crate) fn capabilities(account: &AccountRow) -> Capabilities {
    to_eas(account.family()).capabilities(version(account))
}

/// What the account's server can do, for the screen.
pub(crate) fn abilities(account: &AccountRow) -> Abilities {
    let can = capabilities(account);
    let promise = promise(account, true);
    Abilities {
        one_occurrence: can.one_occurrence,
        occurrence_by_mail: can.occurrence_by_mail,
        silence: promise.choice != TellChoice::Always,
        comment: comment_reach(account),
        from_calendar: can.answer_from_calendar == eas::family::AnswerFromCalendar::Always,
        placeholder: can.placeholder,
        keeps_declined: can.keeps_declined,
        batch: can.batch_safe,
        free_busy: match can.free_busy {
            FreeBusyTold::InFull => view::FreeBusyReach::InFull,
            FreeBusyTold::BusyOrFree => view::FreeBusyReach::BusyOrFree,
            FreeBusyTold::Unknown => view::FreeBusyReach::Unknown,
        },
        by: promise.by,
        lag_seconds: can.lag_seconds,
    }
}

/// The family as `eas` spells it.
pub(crate) fn to_eas(family: view::Family) -> Family {
    match family {
        view::Family::Exchange => Family::Exchange,
        view::Family::ExchangeOnline => Family::ExchangeOnline,
        view::Family::Sogo => Family::Sogo,
        view::Family::Zpush => Family::ZPush,
        view::Family::Grommunio => Family::Grommunio,
        view::Family::Unknown => Family::Unknown,
    }
}

/// The family as the views spell it.
pub(crate) fn from_eas(family: Family) -> view::Family {
    match family {
        Family::Exchange => view::Family::Exchange,
        Family::ExchangeOnline => view::Family::ExchangeOnline,
        Family::Sogo => view::Family::Sogo,
        Family::ZPush => view::Family::Zpush,
        Family::Grommunio => view::Family::Grommunio,
        Family::Unknown => view::Family::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(family: view::Family, version: &str, replies: Replies) -> AccountRow {
        AccountRow { recognised: family, version: version.into(), replies, ..crate::fixtures::bob() }
    }

    #[test]
    fn each_family_tells_in_its_own_way() {
        use view::Family::*;
        let auto = |family, version| telling(&account(family, version, Replies::Auto), true, true, false);
        assert_eq!(auto(Exchange, "14.1"), Telling::ByMail);
        assert_eq!(auto(Exchange, "16.1"), Telling::BySendResponse);
        assert_eq!(auto(ExchangeOnline, "16.1"), Telling::BySendResponse);
        assert_eq!(auto(Zpush, "14.1"), Telling::ByMail);
        assert_eq!(auto(Sogo, "14.1"), Telling::LeftToServer, "a mail of ours may be the second one");
        assert_eq!(auto(Grommunio, "16.1"), Telling::ByServer);
    }

    #[test]
    fn no_reply_and_no_choice_where_none_was_requested() {
        for version in ["14.1", "16.1"] {
            let account = account(view::Family::Exchange, version, Replies::Auto);
            assert_eq!(telling(&account, false, true, false), Telling::Not(ToldReason::NotRequested));
            assert_eq!(promise(&account, false).choice, TellChoice::NotRequested);
        }
    }

    #[test]
    fn silence_is_the_persons_choice_only_where_it_is_possible() {
        let exchange = account(view::Family::Exchange, "16.1", Replies::Auto);
        assert_eq!(telling(&exchange, true, false, false), Telling::Not(ToldReason::Chosen));
        let sogo = account(view::Family::Sogo, "14.1", Replies::Auto);
        assert_eq!(telling(&sogo, true, false, false), Telling::LeftToServer, "SOGo mails whatever we wish");
        assert_eq!(promise(&sogo, false).choice, TellChoice::Always);
    }

    #[test]
    fn the_person_can_overrule_a_server_that_does_not_mail() {
        let sogo = account(view::Family::Sogo, "14.1", Replies::Client);
        assert_eq!(
            telling(&sogo, false, true, false),
            Telling::ByMail,
            "SOGo's ResponseRequested is a constant 0"
        );
        let exchange = account(view::Family::Exchange, "14.1", Replies::Server);
        assert_eq!(telling(&exchange, true, true, false), Telling::ByServer);
    }

    #[test]
    fn only_the_person_can_know_that_sogo_mails() {
        let by = |replies| promise(&account(view::Family::Sogo, "14.1", replies), true).by;
        assert_eq!(by(Replies::Auto), ToldBy::ServerPerhaps);
        assert_eq!(by(Replies::Server), ToldBy::Server);
        assert_eq!(by(Replies::Client), ToldBy::Client);
    }

    #[test]
    fn an_answer_that_the_server_does_not_notice_is_told_by_us() {
        use view::Family::*;
        let repeated = |family, replies, tell| telling(&account(family, "14.1", replies), true, tell, true);
        assert_eq!(repeated(Sogo, Replies::Auto, true), Telling::ByMail);
        assert_eq!(repeated(Sogo, Replies::Auto, false), Telling::Not(ToldReason::Chosen));
        assert_eq!(repeated(Sogo, Replies::Server, true), Telling::ByServer, "Quorum is never to mail");
        assert_eq!(repeated(Grommunio, Replies::Auto, true), Telling::ByServer);
    }
}
