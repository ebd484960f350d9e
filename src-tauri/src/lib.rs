//! The desktop shell.
pub mod app;
pub mod bindings;
pub mod commands;

/// Starts the window.
pub fn run() {
    tauri::Builder::default().run(tauri::generate_context!()).ok();
}
