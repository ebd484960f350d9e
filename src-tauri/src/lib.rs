//! The desktop shell: the window, its commands and events. Everything it knows about meetings comes from the engine.

pub mod app;
pub mod bindings;
pub mod commands;
mod downloads;

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{Manager as _, WebviewUrl, WebviewWindowBuilder};
use tauri_specta::Event as _;

use app::App;
use bindings::EngineEvent;

/// How the program was started.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Start with the demo mailbox.
    pub demo: bool,
    /// The profile's folder, where it is not the usual one.
    pub profile: Option<PathBuf>,
}

impl Arguments {
    /// Reads a command line.
    ///
    /// # Errors
    /// A sentence that says what is understood.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut read = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--demo" => read.demo = true,
                "--profile" => {
                    let folder = arguments.next().ok_or("--profile needs a folder after it")?;
                    read.profile = Some(folder.into());
                }
                other => {
                    return Err(format!(
                        "{other:?} is not understood; Quorum knows --demo and --profile FOLDER"
                    ));
                }
            }
        }
        Ok(read)
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// What kept the window from opening.
pub fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let bindings = bindings::builder::<tauri::Wry>();
    tauri::Builder::default()
        .invoke_handler(bindings.invoke_handler())
        .setup(move |tauri| {
            bindings.mount_events(tauri);
            let profile = match arguments.profile {
                Some(folder) => folder,
                None => tauri.path().app_data_dir()?,
            };
            let handle = tauri.handle().clone();
            // Not every desktop names a folder for downloads.
            let downloads = tauri.path().download_dir().or_else(|_| tauri.path().home_dir())?;
            let app = App::new(
                profile,
                downloads,
                Arc::new(move |event| {
                    if let Err(error) = EngineEvent(event).emit(&handle) {
                        tracing::warn!(%error, "the window did not hear an event");
                    }
                }),
                Arc::new(|address| {
                    tauri_plugin_opener::open_url(address, None::<&str>).map_err(|error| error.to_string())
                }),
            );
            if arguments.demo {
                tauri::async_runtime::block_on(app.start_demo()).map_err(|failure| failure.message)?;
            }
            tauri.manage(app);
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::default())
                .title("Quorum")
                .inner_size(1280.0, 820.0)
                .min_inner_size(800.0, 600.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Arguments, String> {
        Arguments::read(line.iter().map(ToString::to_string))
    }

    #[test]
    fn the_command_line_says_what_it_understands() {
        let demo = Arguments { demo: true, profile: Some("x".into()) };
        assert_eq!(read(&["--demo", "--profile", "x"]), Ok(demo));
        assert_eq!(read(&[]), Ok(Arguments::default()));
        assert!(read(&["--profile"]).unwrap_err().contains("folder"));
        assert!(read(&["--help"]).unwrap_err().contains("--demo"));
    }
}
