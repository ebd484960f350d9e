//! Starts the desktop shell.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,quorum_lib=info,engine=info,eas=info,zbus=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done =
        quorum_lib::Arguments::read(std::env::args().skip(1)).map_err(Into::into).and_then(quorum_lib::run);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Quorum did not start: {error}");
            ExitCode::FAILURE
        }
    }
}
