//! Compiles the Tauri context. Every command of `src/commands.rs` is made known to Tauri's permission system, so that
//! the window may call only what `capabilities/main.json` allows by name.

use std::{fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/commands.rs");
    let names: Vec<&'static str> = commands()?.into_iter().map(|name| &*name.leak()).collect();
    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

/// Names of the functions below `#[tauri::command]`.
fn commands() -> io::Result<Vec<String>> {
    let source = fs::read_to_string("src/commands.rs")?;
    let mut names = Vec::new();
    for after in source.split("#[tauri::command]").skip(1) {
        if let Some((_, rest)) = after.split_once("fn ") {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    Ok(names)
}
