//! What can be typed. What it does is left to [`commands`](crate::commands).

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::fault::Exit;
use crate::span::{TypedDate, TypedSpan};

/// Answer meeting invitations on an Exchange ActiveSync server, and see who is coming.
///
/// The same engine and the same profile as Quorum's window. Commands that only look work while the window is open.
#[derive(Debug, Parser)]
#[command(name = "quorumctl", version, after_help = after_help())]
pub struct Arguments {
    /// Everything that can stand before or after the command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The folder with mailboxes, cache and outbox [default: the one that Quorum's window uses]
    #[arg(long, global = true, value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// Print JSON, also for errors (on standard error)
    #[arg(long, global = true)]
    pub json: bool,
    /// Which mailbox, where there are several: its address or id
    #[arg(long, global = true, value_name = "EMAIL_OR_ID", value_parser = NonEmptyStringValueParser::new())]
    pub account: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set mailboxes up, list them, change them
    #[command(subcommand)]
    Account(AccountCommand),
    /// Send the answers that wait, then bring Inbox and Calendar up to date
    Sync,
    /// List the invitations that need an answer
    Invitations {
        /// Also those that are answered, called off, or replaced by a newer version
        #[arg(long)]
        all: bool,
    },
    /// Find meetings and appointments by their words: title, place, people, text, comments
    Search {
        /// What to look for; each word may be the beginning of one, and all of them have to be there
        #[arg(required = true, value_parser = NonEmptyStringValueParser::new())]
        text: Vec<String>,
    },
    /// Answer an invitation
    Respond(Respond),
    /// Change an answer that has not left yet
    Edit(Edit),
    /// Take an answer back that has not left yet
    Withdraw {
        /// The meeting's id from `activity`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// Give up an answer that the server refused, or a mail to the organizer that failed
    Discard {
        /// The meeting's id from `activity`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// Try the failed part of an answer again, for example the mail to the organizer
    Retry {
        /// The meeting's id from `activity`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
        /// Send it now, and say by the exit code what came of it
        #[arg(long)]
        wait: bool,
    },
    /// Take a meeting that its organizer called off out of the calendar
    Remove {
        /// The meeting's id from `invitations --all`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// Bring the invitation to a declined meeting back from Deleted Items, to answer it again
    Recover {
        /// The meeting's id from `invitations --all`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// Show when the people of a meeting are free on its day, as the server tells it
    FreeBusy {
        /// The meeting's id from `invitations` or `meetings`, or as much of its beginning as no other has
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
    },
    /// List the meetings that you organize
    Meetings,
    /// Show who is coming to a meeting that you organize
    Grid {
        /// The meeting's id from `meetings`, or as much of its beginning as no other has [default: your only meeting]
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: Option<String>,
    },
    /// List the answers given with Quorum, and where each arrived
    Activity,
    /// Turn ActiveSync's binary XML into XML and back, from standard input to standard output
    #[command(subcommand)]
    Wbxml(WbxmlCommand),
}

/// What can be done with mailboxes.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Sign in at a server and keep the mailbox in the profile
    Add(AddAccount),
    /// List the mailboxes
    List,
    /// Remove a mailbox from this computer; the server is left as it is
    Remove {
        /// Its address or id
        #[arg(value_name = "EMAIL_OR_ID", value_parser = NonEmptyStringValueParser::new())]
        mailbox: String,
        /// Also if answers wait to be sent: they are lost
        #[arg(long)]
        with_waiting_answers: bool,
    },
    /// Store another password, from QUORUM_PASSWORD or asked for
    Password {
        /// Its address or id
        #[arg(value_name = "EMAIL_OR_ID", value_parser = NonEmptyStringValueParser::new())]
        mailbox: String,
    },
    /// Set who mails the organizer
    Replies {
        /// Its address or id
        #[arg(value_name = "EMAIL_OR_ID", value_parser = NonEmptyStringValueParser::new())]
        mailbox: String,
        /// Who mails the organizer
        who: Replies,
    },
    /// Set what is to be believed of its server
    Set(SetAccount),
}

/// What is to be believed of a mailbox's server; what is not named stays.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true).args(["family", "replies"])))]
pub struct SetAccount {
    /// Its address or id
    #[arg(value_name = "EMAIL_OR_ID", value_parser = NonEmptyStringValueParser::new())]
    pub mailbox: String,
    /// Which kind of server it is, where Quorum guesses wrong
    #[arg(long, value_enum)]
    pub family: Option<Family>,
    /// Who mails the organizer
    #[arg(long, value_enum)]
    pub replies: Option<Replies>,
}

/// A new mailbox. The password comes from QUORUM_PASSWORD or is asked for.
#[derive(Debug, Args)]
pub struct AddAccount {
    /// Your address
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// The server's name or URL; http:// only on this computer itself
    #[arg(long, value_name = "NAME_OR_URL")]
    pub server: String,
    /// User name [default: the address]
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Version of ActiveSync to speak: 14.0, 14.1, 16.0 or 16.1 [default: the newest that the server announces]
    #[arg(long, value_name = "VERSION")]
    pub protocol: Option<String>,
    /// Who mails the organizer
    #[arg(long, value_enum, default_value_t = Replies::Auto)]
    pub replies: Replies,
}

/// An answer to an invitation.
#[derive(Debug, Args)]
pub struct Respond {
    /// The meeting's id from `invitations`, or as much of its beginning as no other has
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub id: String,
    /// Your answer
    pub answer: Answer,
    /// Only one date of a series, near or far, by the day it is on for you, as 2026-12-03; where two are on one day,
    /// with its start, as in 2026-12-03T14:00
    #[arg(long, value_name = "DATE")]
    pub date: Option<TypedDate>,
    /// Some words for the organizer
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub comment: String,
    /// Another time to propose with a tentative or declining answer: START/END, as in
    /// 2026-12-02T14:00/2026-12-02T15:00 by your clock, or each with an offset or Z
    #[arg(long, value_name = "START/END", conflicts_with = "silent")]
    pub propose: Option<TypedSpan>,
    /// Do not tell the organizer
    #[arg(long)]
    pub silent: bool,
    /// Answer the mail or the calendar item [default: whichever is right]
    #[arg(long, value_enum)]
    pub from: Option<From>,
    /// Send it now, and say by the exit code what came of it; without this, the next `sync` sends it
    #[arg(long)]
    pub wait: bool,
}

/// A change of an answer that waits; what is not named stays.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true).args(["answer", "comment", "propose", "no_proposal", "silent", "tell"])))]
pub struct Edit {
    /// The meeting's id from `activity`, or as much of its beginning as no other has
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub id: String,
    /// Your answer
    pub answer: Option<Answer>,
    /// Some words for the organizer; an empty text removes those that wait
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
    /// Another time to propose with it, as in `respond`
    #[arg(long, value_name = "START/END", conflicts_with_all = ["no_proposal", "silent"])]
    pub propose: Option<TypedSpan>,
    /// Propose no other time any more
    #[arg(long)]
    pub no_proposal: bool,
    /// Do not tell the organizer
    #[arg(long, conflicts_with = "tell")]
    pub silent: bool,
    /// Tell the organizer
    #[arg(long)]
    pub tell: bool,
    /// Send it now, and say by the exit code what came of it; without this, the next `sync` sends it
    #[arg(long)]
    pub wait: bool,
}

/// Answers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Answer {
    /// You are coming
    Accept,
    /// You may be coming
    Tentative,
    /// You are not coming
    Decline,
}

/// Which item is answered.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum From {
    /// The invitation in the Inbox
    Inbox,
    /// The item in the calendar
    Calendar,
}

/// Who mails the organizer.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Replies {
    /// Whoever does it on this kind of server
    Auto,
    /// Always Quorum
    Client,
    /// Never Quorum
    Server,
}

/// Kinds of servers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Family {
    /// As recognised
    Auto,
    /// Exchange on premises
    Exchange,
    /// Exchange Online
    ExchangeOnline,
    /// SOGo
    Sogo,
    /// Z-Push or Kopano
    Zpush,
    /// grommunio
    Grommunio,
    /// Anything else, taken to do what the standard says
    Unknown,
}

/// Which way to go.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum WbxmlCommand {
    /// Binary XML to XML
    Decode,
    /// XML to binary XML
    Encode,
}

fn after_help() -> String {
    let mut help = "Exit codes:\n".to_owned();
    for exit in Exit::ALL {
        help.push_str(&format!("  {:>2}  {}\n", exit.code(), exit.meaning()));
    }
    help.push_str(
        "\nEnvironment:\n  \
         QUORUM_PASSWORD    password of the mailbox, for `account add` and `account password`\n  \
         QUORUM_PASSPHRASE  opens the saved passwords where this computer has no keychain\n  \
         TZ                 time zone of what is printed for people\n  \
         RUST_LOG           what to log on standard error, for example engine=debug",
    );
    help
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    const GUIDE: &str = include_str!("../../../docs/quorumctl.md");

    /// Every command and option of the program, as it is typed.
    fn typed(command: &clap::Command, path: &str, all: &mut Vec<String>) {
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let path = format!("{path} {}", sub.get_name()).trim().to_owned();
            typed(sub, &path, all);
            if !sub.has_subcommands() {
                all.push(path);
            }
        }
        all.extend(command.get_arguments().filter_map(|it| it.get_long()).map(|long| format!("--{long}")));
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_guide_names_every_command_and_option() {
        let mut all = Vec::new();
        typed(&Arguments::command(), "", &mut all);
        assert!(all.contains(&"account add".to_owned()) && all.contains(&"--silent".to_owned()), "{all:?}");
        for word in all {
            assert!(GUIDE.contains(&word), "docs/quorumctl.md does not mention {word}");
        }
    }

    #[test]
    fn the_guide_has_the_exit_codes() {
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit.code(), exit.meaning());
            assert!(GUIDE.contains(&row), "docs/quorumctl.md lacks the row {row}");
        }
    }

    #[test]
    fn options_of_every_command_may_stand_on_either_side() {
        for line in [["quorumctl", "--json", "sync"], ["quorumctl", "sync", "--json"]] {
            assert!(Arguments::try_parse_from(line).unwrap().global.json);
        }
    }
}
