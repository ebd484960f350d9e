//! The simulator as a program: prints where it listens and who can sign in, then serves until it is stopped.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use eas::ProtocolVersion;
use exchange_sim::{Clock, Family, Scenario, Sim, SimConfig};
use tokio::net::TcpListener;

/// An Exchange ActiveSync server in memory, for trying things out and for tests.
///
/// The first line printed is the endpoint (url=...), then comes a line for each account
/// (account=ADDRESS user=NAME password=PASSWORD). Nothing is kept when it stops.
#[derive(Parser)]
#[command(name = "exchange-sim", version)]
struct Arguments {
    /// Where to listen; loopback addresses only, port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0", value_parser = loopback)]
    listen: SocketAddr,
    /// Protocol versions to announce (14.0, 14.1, 16.0, 16.1); all of the family's if not given
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    protocol: Vec<ProtocolVersion>,
    /// Kind of server: exchange, exchange-online, sogo, zpush or grommunio
    #[arg(long, default_value = "exchange")]
    family: Family,
    /// What is in the mailboxes: demo, empty, or large:N
    #[arg(long, default_value = "demo")]
    scenario: Scenario,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| format!("{text:?} is not ADDRESS:PORT"))?;
    let is_loopback = match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    };
    is_loopback
        .then_some(address)
        .ok_or_else(|| format!("{address} is not on this machine alone; use 127.0.0.1:0"))
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("exchange-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = SimConfig::new(arguments.family).scenario(arguments.scenario).clock(Clock::system());
    if let Some(foreign) = arguments.protocol.iter().find(|version| !config.versions.contains(version)) {
        return Err(format!("{} servers do not speak {foreign}", arguments.family).into());
    }
    if !arguments.protocol.is_empty() {
        config = config.versions(arguments.protocol);
    }
    // Nobody asks a program for its history.
    config.history = 0;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await?;
        let sim = Sim::new(config);
        println!("url={}", exchange_sim::endpoint(&sim, listener.local_addr()?)?);
        for account in sim.accounts() {
            println!("account={} user={} password={}", account.email, account.user, account.password);
        }
        exchange_sim::serve(sim, listener).await?;
        Ok(())
    })
}
