//! The tests' SOGo server for a person to try things on by hand: starts it, says how to sign in, and stops it
//! at Enter or Ctrl-C.

use anyhow::Result;
use quorum_tests::sogo::{Notifications, Sogo};

#[tokio::main]
async fn main() -> Result<()> {
    eprintln!("Starting SOGo with PostgreSQL, memcached, Dovecot and postfix …");
    let sogo = Sogo::start().await?;
    println!("ActiveSync, SOGo mails replies:      {}", sogo.endpoint(Notifications::SentBySogo));
    println!("ActiveSync, the client mails them:   {}", sogo.endpoint(Notifications::LeftToTheClient));
    for person in sogo.well_known().everybody() {
        let kind = if person.is_on_sogo() { "" } else { "   (IMAP and SMTP only)" };
        println!("{:<22} user {:<6} password {}{kind}", person.email, person.user, person.password);
    }
    println!("{}", sogo.mail_ports());
    println!("Press Enter to stop it.");
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}
