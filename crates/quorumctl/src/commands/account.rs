//! `account`: mailboxes in the profile.

use engine::NewAccount;
use engine::view::{self, Account};

use crate::asking;
use crate::cli::{AccountCommand, AddAccount, Family, Replies, SetAccount};
use crate::context::{Context, account};
use crate::contract;
use crate::fault::Fault;
use crate::table::Table;
use crate::words;

pub async fn run(context: &Context, command: AccountCommand) -> Result<(), Fault> {
    match command {
        AccountCommand::Add(new) => add(context, new).await,
        AccountCommand::List => list(context),
        AccountCommand::Remove { mailbox, with_waiting_answers } => {
            remove(context, &mailbox, with_waiting_answers).await
        }
        AccountCommand::Password { mailbox } => password(context, &mailbox).await,
        AccountCommand::Replies { mailbox, who } => {
            set(context, &SetAccount { mailbox, family: None, replies: Some(who) })
        }
        AccountCommand::Set(change) => set(context, &change),
    }
}

async fn add(context: &Context, typed: AddAccount) -> Result<(), Fault> {
    let password = asking::password(&typed.email)?;
    let engine = context.set_up().await?;
    let new = NewAccount {
        email: typed.email,
        server: typed.server,
        user: typed.user,
        password,
        version: typed.protocol,
        replies: setting(typed.replies),
        demo: false,
    };
    let account = engine.add_account(&new).await?;
    context.show(&contract::Account::from(&account), || {
        format!("Added {}.\nNow read it: quorumctl sync", words::mailbox(&account))
    })
}

fn list(context: &Context) -> Result<(), Fault> {
    let accounts = match context.look_if_any()? {
        Some(engine) => engine.accounts()?,
        None => Vec::new(),
    };
    let shown: Vec<contract::Account> = accounts.iter().map(contract::Account::from).collect();
    context.show(&shown, || table(&accounts, context))
}

fn table(accounts: &[Account], context: &Context) -> String {
    if accounts.is_empty() {
        return "No mailbox is set up yet. Add one: quorumctl account add --email ADDRESS --server NAME"
            .into();
    }
    let mut table = Table::new(["ID", "ADDRESS", "SERVER", "VERSION", "KIND", "LAST SYNC", "PROBLEM"]);
    for account in accounts {
        let synced = account.synced_at.as_deref();
        table.push([
            account.id.clone(),
            account.email.clone(),
            account.host.clone(),
            account.version.clone(),
            words::kind(account),
            synced.map_or_else(|| "never".to_owned(), |at| words::at(at, context.zone)),
            account.problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default(),
        ]);
    }
    table.text()
}

async fn remove(context: &Context, mailbox: &str, with_waiting_answers: bool) -> Result<(), Fault> {
    let engine = context.talk().await?;
    let Account { id, email, .. } = account(&engine, mailbox)?;
    engine.remove_account(&id, with_waiting_answers).await.map_err(|error| {
        let fault = Fault::from(error);
        if fault.code == "not_answerable" {
            return fault.then("`quorumctl sync` sends them; --with-waiting-answers gives them up.");
        }
        fault
    })?;
    context.show(&contract::Removed { id, email: email.clone(), removed: true }, || {
        format!("Removed {email} from this computer. The server was left as it is.")
    })
}

async fn password(context: &Context, mailbox: &str) -> Result<(), Fault> {
    let engine = context.keep_password().await?;
    let Account { id, email, .. } = account(&engine, mailbox)?;
    let account = engine.set_password(&id, asking::password(&email)?).await?;
    context.show(&contract::Account::from(&account), || {
        format!("Stored the password of {email}. `quorumctl sync` shows whether the server accepts it.")
    })
}

fn set(context: &Context, change: &SetAccount) -> Result<(), Fault> {
    let engine = context.enter()?;
    let mut account = account(&engine, &change.mailbox)?;
    if let Some(chosen) = change.family {
        account = engine.set_family(&account.id, family(chosen))?;
    }
    if let Some(who) = change.replies {
        account = engine.set_replies(&account.id, setting(who))?;
    }
    context.show(&contract::Account::from(&account), || format!("Now: {}.", words::mailbox(&account)))
}

fn family(chosen: Family) -> Option<view::Family> {
    match chosen {
        Family::Auto => None,
        Family::Exchange => Some(view::Family::Exchange),
        Family::ExchangeOnline => Some(view::Family::ExchangeOnline),
        Family::Sogo => Some(view::Family::Sogo),
        Family::Zpush => Some(view::Family::Zpush),
        Family::Grommunio => Some(view::Family::Grommunio),
        Family::Unknown => Some(view::Family::Unknown),
    }
}

fn setting(replies: Replies) -> view::Replies {
    match replies {
        Replies::Auto => view::Replies::Auto,
        Replies::Client => view::Replies::Client,
        Replies::Server => view::Replies::Server,
    }
}
