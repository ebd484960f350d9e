//! Files that a person saves, among their downloads.
//!
//! No dialog: a file beside what is there already, never over it, and the window says where it is. Of a text the page
//! chooses the name and the words; the folder and the kinds of files are chosen here. An attachment may be of any kind,
//! under the plain name that the engine made; it is written, and never opened.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use engine::view::{Failure, FailureCode};

/// What may be saved.
const KINDS: [&str; 3] = ["md", "csv", "json"];
/// So many files of one name are enough.
const MOST: u32 = 999;

/// Writes the text to a new file of this name, or of this name and a number where there is one already.
pub(crate) fn save(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    let (stem, kind) = name
        .rsplit_once('.')
        .filter(|(stem, kind)| is_plain(stem) && KINDS.contains(kind))
        .ok_or_else(|| Failure {
            code: FailureCode::BadInput,
            message: format!("{name:?} is no name for a file that Quorum saves."),
            detail: String::new(),
        })?;
    write_new(folder, stem, &format!(".{kind}"), text.as_bytes())
}

/// Writes a file of an invitation to a new file of this name, or of this name and a number. The name has been made plain.
pub(crate) fn save_attachment(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let mut parts = Path::new(name).components();
    let plain = matches!((parts.next(), parts.next()), (Some(std::path::Component::Normal(only)), None) if only == name);
    if !plain {
        return Err(Failure {
            code: FailureCode::BadInput,
            message: format!("{name:?} is no name for a file."),
            detail: String::new(),
        });
    }
    let dot = name.rfind('.').filter(|at| *at > 0).unwrap_or(name.len());
    let (stem, ending) = name.split_at(dot);
    write_new(folder, stem, ending, bytes)
}

fn write_new(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    for number in 1..=MOST {
        let name = if number == 1 { format!("{stem}{ending}") } else { format!("{stem} ({number}){ending}") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                return match file.write_all(bytes).and_then(|()| file.sync_all()) {
                    Ok(()) => Ok(path),
                    Err(error) => {
                        // Half a file is worse than none.
                        let _ = std::fs::remove_file(&path);
                        Err(failed(folder, &error))
                    }
                };
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(folder, &error)),
        }
    }
    Err(failed(folder, &ErrorKind::AlreadyExists.into()))
}

/// A name that every system takes, and that leads nowhere else.
fn is_plain(stem: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')');
    !stem.is_empty() && stem.len() <= 120 && !stem.starts_with(['.', ' ', '-']) && stem.chars().all(plain)
}

fn failed(folder: &Path, error: &std::io::Error) -> Failure {
    let (code, what) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (FailureCode::DiskFull, "The disk is full"),
        _ => (FailureCode::ProfileReadOnly, "The folder cannot be written"),
    };
    Failure {
        code,
        message: format!("{what}, so nothing was saved in {}.", folder.display()),
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_saved_beside_those_of_its_name_and_never_over_them() {
        let folder = tempfile::tempdir().unwrap();
        let first = save(folder.path(), "Quorum answers.csv", "one").unwrap();
        let second = save(folder.path(), "Quorum answers.csv", "two").unwrap();
        assert_eq!(first, folder.path().join("Quorum answers.csv"));
        assert_eq!(second, folder.path().join("Quorum answers (2).csv"));
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(second).unwrap(), "two");
    }

    #[test]
    fn nothing_is_saved_elsewhere_or_as_another_kind_of_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["../up.md", "/etc/x.md", "a\\b.md", ".hidden.md", "run.sh", "md", ".md", "x.md\n.sh", "a:b.csv"]
        {
            let refused = save(folder.path(), name, "text").unwrap_err();
            assert_eq!(refused.code, FailureCode::BadInput, "{name:?}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_attachment_of_any_kind_is_saved_beside_those_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let save = |name: &str, bytes: &[u8]| save_attachment(folder.path(), name, bytes).unwrap();
        assert_eq!(save("invoice.pdf.exe", b"MZ\0"), folder.path().join("invoice.pdf.exe"));
        assert_eq!(save("invoice.pdf.exe", b"two"), folder.path().join("invoice.pdf (2).exe"));
        assert_eq!(save("no ending", b""), folder.path().join("no ending"));
        assert_eq!(save("no ending", b""), folder.path().join("no ending (2)"));
        assert_eq!(std::fs::read(folder.path().join("invoice.pdf.exe")).unwrap(), b"MZ\0");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("invoice.pdf.exe")).unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0, "nothing that came by mail can be run");
        }
        let count = std::fs::read_dir(folder.path()).unwrap().count();
        for name in ["../up.txt", "/etc/x", "a/b", "..", ".", ""] {
            assert_eq!(
                save_attachment(folder.path(), name, b"x").unwrap_err().code,
                FailureCode::BadInput,
                "{name:?}"
            );
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), count);
    }

    #[test]
    fn a_link_is_never_followed_and_nothing_behind_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&target, folder.path().join("a.txt")).unwrap();
        #[cfg(unix)]
        assert_eq!(save_attachment(folder.path(), "a.txt", b"x").unwrap(), folder.path().join("a (2).txt"));
        assert!(!target.exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        assert_eq!(save(&missing, "a.md", "text").unwrap_err().code, FailureCode::ProfileReadOnly);
    }
}
