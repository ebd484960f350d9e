//! The configuration files of SOGo and its company, with every path and port of one test run filled in.
//!
//! Starting anything is left to `bed.sh`, and asking whether it is ready to [`super`].

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;

use anyhow::Result;

use super::Notifications;
use super::people::{Person, Role};

/// Free loopback ports for one run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    pub cache: u16,
    pub database: u16,
    pub imap: u16,
    pub lmtp: u16,
    pub smtp: u16,
    pub telling: u16,
    pub silent: u16,
}

impl Ports {
    /// Asks the kernel for all of them at once, so that no two are the same.
    pub fn free() -> Result<Self> {
        let listeners = [(); 7].map(|()| TcpListener::bind(("127.0.0.1", 0)));
        let mut ports = Vec::with_capacity(listeners.len());
        // Kept open until the last one is known.
        let mut held = Vec::with_capacity(listeners.len());
        for listener in listeners {
            let listener = listener?;
            ports.push(listener.local_addr()?.port());
            held.push(listener);
        }
        let mut ports = ports.into_iter();
        let mut next = || ports.next().unwrap_or_default();
        Ok(Self {
            cache: next(),
            database: next(),
            imap: next(),
            lmtp: next(),
            smtp: next(),
            telling: next(),
            silent: next(),
        })
    }

    pub fn http(&self, notifications: Notifications) -> u16 {
        match notifications {
            Notifications::SentBySogo => self.telling,
            Notifications::LeftToTheClient => self.silent,
        }
    }
}

/// Writes everything that `bed.sh` and the daemons read.
pub(super) fn write(dir: &Path, ports: Ports) -> Result<()> {
    let file = |name: &str, contents: &str| std::fs::write(dir.join(name), contents);
    std::fs::create_dir(dir.join("postfix"))?;
    file("bed.env", &format!("CACHE_PORT={}\nDATABASE_PORT={}\n", ports.cache, ports.database))?;
    file("dovecot.conf", &dovecot(dir, ports))?;
    file("postfix/main.cf", &postfix_main(dir, ports))?;
    file("postfix/master.cf", &postfix_master(ports))?;
    file("postfix/mailboxes", POSTFIX_MAILBOXES)?;
    for notifications in [Notifications::SentBySogo, Notifications::LeftToTheClient] {
        let arguments = sogod(dir, ports, notifications).join("\0");
        file(&format!("{}.args", notifications.daemon()), &arguments)?;
    }
    Ok(())
}

/// The table that SOGo signs people in by; the columns after `mail` make its address book worth searching.
pub(super) const CREATE_USERS: &str = "\
CREATE TABLE sogo_users (
  c_uid VARCHAR(64) PRIMARY KEY, c_name VARCHAR(64), c_password VARCHAR(64), c_cn VARCHAR(128),
  mail VARCHAR(128), displayname VARCHAR(128), givenname VARCHAR(64), sn VARCHAR(64), title VARCHAR(64),
  o VARCHAR(64), telephonenumber VARCHAR(64), mobile VARCHAR(64));";

/// What makes a person one of SOGo's own.
pub(super) fn insert_user(person: &Person) -> String {
    let Person { user, password, name, email, .. } = person;
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let title = match person.role {
        Role::Organizer => "Head of Planning",
        Role::Attendee | Role::Outsider => "Engineer",
    };
    format!(
        "INSERT INTO sogo_users VALUES ('{user}', '{user}', '{password}', '{name}', '{email}', '{name}', \
         '{given}', '{family}', '{title}', 'Example Ltd', '+1 555 0100', '+1 555 0200');"
    )
}

/// SOGo's packaged configuration file stays untouched: arguments win over it. Values are property lists.
fn sogod(dir: &Path, ports: Ports, notifications: Notifications) -> Vec<String> {
    let dir = dir.display();
    let database = format!("postgresql://sogo:sogo@127.0.0.1:{}/sogo", ports.database);
    let source = format!(
        "({{type=sql; id=people; viewURL=\"{database}/sogo_users\"; canAuthenticate=YES; isAddressBook=YES; \
         displayName=\"People\"; userPasswordAlgorithm=plain; LoginFieldNames=(c_uid,mail); \
         MailFieldNames=(mail);}})"
    );
    let quoted = |value: String| format!("\"{value}\"");
    let daemon = notifications.daemon();
    let settings: Vec<(&str, String)> = vec![
        ("WONoDetach", "YES".into()),
        ("WOPort", quoted(format!("127.0.0.1:{}", ports.http(notifications)))),
        ("WOLogFile", quoted(format!("{dir}/log/{daemon}-requests.log"))),
        ("WOPidFile", quoted(format!("{dir}/spool/sogo/{daemon}.pid"))),
        ("WOWorkersCount", "5".into()),
        // Minutes, and more than the longest Ping.
        ("WOWatchDogRequestTimeout", "120".into()),
        ("SxVMemLimit", "1024".into()),
        ("SOGoProfileURL", quoted(format!("{database}/sogo_user_profile"))),
        ("OCSFolderInfoURL", quoted(format!("{database}/sogo_folder_info"))),
        ("OCSSessionsFolderURL", quoted(format!("{database}/sogo_sessions_folder"))),
        ("OCSEMailAlarmsFolderURL", quoted(format!("{database}/sogo_alarms_folder"))),
        ("SOGoUserSources", source),
        ("SOGoMemcachedHost", quoted(format!("127.0.0.1:{}", ports.cache))),
        ("SOGoIMAPServer", quoted(format!("imap://127.0.0.1:{}", ports.imap))),
        ("SOGoMailingMechanism", "smtp".into()),
        ("SOGoSMTPServer", quoted(format!("smtp://127.0.0.1:{}", ports.smtp))),
        ("SOGoMailDomain", quoted("example.test".into())),
        ("SOGoSentFolderName", "Sent".into()),
        ("SOGoTrashFolderName", "Trash".into()),
        ("SOGoDraftsFolderName", "Drafts".into()),
        ("SOGoJunkFolderName", "Junk".into()),
        ("SOGoMailSpoolPath", quoted(format!("{dir}/spool/sogo"))),
        ("SOGoAppointmentSendEMailNotifications", notifications.yes_or_no().into()),
        // Otherwise others are always shown as free.
        (
            "SOGoCalendarDefaultRoles",
            "(PublicDAndTViewer, ConfidentialDAndTViewer, PrivateDAndTViewer)".into(),
        ),
        ("SOGoTimeZone", quoted("UTC".into())),
        ("SOGoMaximumPingInterval", "3540".into()),
        ("SOGoMaximumSyncInterval", "3540".into()),
        ("SOGoInternalSyncInterval", "5".into()),
        ("SOGoEASSearchInBody", "YES".into()),
        // Every request and answer as XML in the log: the best there is when a journey fails.
        ("SOGoEASDebugEnabled", "YES".into()),
    ];
    settings.into_iter().flat_map(|(key, value)| [format!("-{key}"), value]).collect()
}

/// Everybody has a mailbox and a password made from their name: people come and go during a run, and Dovecot
/// looks at a file of users no more than once in a second.
fn dovecot(dir: &Path, ports: Ports) -> String {
    let dir = dir.display();
    let mut folders = String::new();
    for name in ["Drafts", "Sent", "Trash", "Junk"] {
        let _ =
            write!(folders, "  mailbox {name} {{\n    auto = subscribe\n    special_use = \\{name}\n  }}\n");
    }
    format!(
        "\
base_dir = {dir}/run/dovecot
state_dir = {dir}/run/dovecot
instance_name = quorum-tests
log_path = {dir}/log/dovecot-mail.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{dir}/mail/%n/Maildir
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=5000 gid=5000 home={dir}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
{folders}}}
protocol lmtp {{
  postmaster_address = postmaster@example.test
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  user = root
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
",
        password = super::people::password("%n"),
        imap = ports.imap,
        lmtp = ports.lmtp,
    )
}

/// People come and go during a run (see [`super::Sogo::people`]), so the map is a pattern: anybody whose name
/// is one of ours with a number behind it. Everybody else is refused, as a journey may want.
const POSTFIX_MAILBOXES: &str = "\
/^(alice|bob)[0-9]*@example\\.test$/ ok
/^carol[0-9]*@external\\.test$/ ok
";

fn postfix_main(dir: &Path, ports: Ports) -> String {
    let dir = dir.display();
    let lmtp = ports.lmtp;
    format!(
        "\
compatibility_level = 3.6
queue_directory = {dir}/spool/postfix
data_directory = {dir}/lib/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {dir}/log/postfix.log
maillog_file_prefixes = {dir}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.test
myorigin = example.test
mydestination =
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.test, external.test
virtual_mailbox_maps = regexp:{dir}/postfix/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_recipient_restrictions = permit_mynetworks, reject
"
    )
}

/// Debian's services without chroot, and only those that can be reached here.
fn postfix_master(ports: Ports) -> String {
    let smtp = ports.smtp;
    format!(
        "\
{smtp}     inet       n - n -     -   smtpd
pickup     unix       n - n 60    1   pickup
cleanup    unix       n - n -     0   cleanup
qmgr       unix       n - n 300   1   qmgr
tlsmgr     unix       - - n 1000? 1   tlsmgr
rewrite    unix       - - n -     -   trivial-rewrite
bounce     unix       - - n -     0   bounce
defer      unix       - - n -     0   bounce
trace      unix       - - n -     0   bounce
verify     unix       - - n -     1   verify
flush      unix       n - n 1000? 0   flush
proxymap   unix       - - n -     -   proxymap
proxywrite unix       - - n -     1   proxymap
showq      unix       n - n -     -   showq
error      unix       - - n -     -   error
retry      unix       - - n -     -   error
discard    unix       - - n -     -   discard
lmtp       unix       - - n -     -   lmtp
anvil      unix       - - n -     1   anvil
scache     unix       - - n -     1   scache
postlog    unix-dgram n - n -     1   postlogd
"
    )
}
