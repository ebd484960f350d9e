//! Where a secret has left traces: every file of a folder that holds it, in any of the forms in which a mail
//! program handles one.
//!
//! What may be found where is left to the test.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// All files under a folder in which a password can be read: as it is typed, as UTF-16, or as the signing-in header
/// of any of these users.
///
/// # Errors
/// When the folder cannot be read.
pub fn of_password(folder: &Path, password: &str, users: &[&str]) -> Result<Vec<PathBuf>> {
    let mut forms = vec![password.as_bytes().to_vec()];
    forms.push(password.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.extend(users.iter().map(|user| BASE64_STANDARD.encode(format!("{user}:{password}")).into_bytes()));
    let mut found = Vec::new();
    for file in files(folder)? {
        // One that is gone since it was listed holds nothing.
        let content = fs::read(&file).unwrap_or_default();
        if forms.iter().any(|form| contains(&content, form)) {
            found.push(file);
        }
    }
    Ok(found)
}

fn contains(content: &[u8], form: &[u8]) -> bool {
    !form.is_empty() && content.windows(form.len()).any(|window| window == form)
}

/// Every regular file under a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_password_is_found_in_every_form_and_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        let utf16: Vec<u8> = "x pass-word".encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(deep.join("typed"), "user=bob pass-word;").unwrap();
        fs::write(deep.join("wide"), utf16).unwrap();
        fs::write(folder.path().join("header"), "Authorization: Basic Ym9iOnBhc3Mtd29yZA==").unwrap();
        fs::write(folder.path().join("clean"), "pass word").unwrap();
        let mut found = of_password(folder.path(), "pass-word", &["bob"]).unwrap();
        found.sort();
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(names, ["typed", "wide", "header"]);
    }
}
