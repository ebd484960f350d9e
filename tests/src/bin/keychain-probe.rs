//! A child process for keychain tests: stores or reads one secret through the `keyring` crate, as the product
//! does, in whatever session it finds itself. A library cannot be moved to another bus, a process can.
//!
//! `keychain-probe store SERVICE ACCOUNT SECRET` or `keychain-probe read SERVICE ACCOUNT`

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["store", service, account, secret] => keyring::Entry::new(service, account)?.set_password(secret)?,
        ["read", service, account] => println!("{}", keyring::Entry::new(service, account)?.get_password()?),
        _ => bail!("usage: keychain-probe store SERVICE ACCOUNT SECRET | read SERVICE ACCOUNT"),
    }
    Ok(())
}
