//! The folder of the files: each is named by its operation, and has that name only when it is whole.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use shared::id::OperationId;
use shared::takeout::ExportFormat;
use tempfile::NamedTempFile;

/// What a file that is being made begins with; whatever a killed process left has it as well.
const UNFINISHED: &str = ".unfinished-";

/// A file on its way, for its owner only. It goes with this, unless it is kept.
pub struct Draft {
    file: NamedTempFile,
    path: PathBuf,
}

impl Draft {
    pub fn open(folder: &Path, id: OperationId, format: ExportFormat) -> io::Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made?;
        let prefix = format!("{UNFINISHED}{id}-");
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .tempfile_in(folder)?;
        Ok(Self {
            file,
            path: place(folder, id, format),
        })
    }

    /// To be written into.
    pub fn file(&self) -> io::Result<File> {
        self.file.as_file().try_clone()
    }

    /// Gives the whole file its name, once it is on the disk.
    pub fn keep(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(self.path)?;
        Ok(())
    }
}

/// Where the whole file of an operation lies.
pub fn place(folder: &Path, id: OperationId, format: ExportFormat) -> PathBuf {
    folder.join(format!("{id}.{format}"))
}

/// Removes each file of which `is_needed` says no; it is told the operation and whether the file is whole.
pub fn sweep<E: From<io::Error>>(
    folder: &Path,
    mut is_needed: impl FnMut(OperationId, bool) -> Result<bool, E>,
) -> Result<(), E> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(cause.into()),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some((id, is_whole)) = name.to_str().and_then(named) else {
            continue;
        };
        if !is_needed(id, is_whole)? {
            gone(fs::remove_file(entry.path()))?;
        }
    }
    Ok(())
}

/// Removes all that an operation left.
pub fn remove(folder: &Path, id: OperationId) -> io::Result<()> {
    sweep(folder, |other, _| Ok(other != id))
}

/// The operation that a file is of, and whether it is whole; nothing for a stranger's file.
fn named(name: &str) -> Option<(OperationId, bool)> {
    const ID_LENGTH: usize = 36;
    let (rest, is_whole) = match name.strip_prefix(UNFINISHED) {
        Some(rest) => (rest, false),
        None => (name, true),
    };
    let id = rest.get(..ID_LENGTH)?.parse().ok()?;
    Some((id, is_whole))
}

/// Another instance may have removed it first.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_file_is_left_alone() {
        let id = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
        let parsed = id.parse().unwrap();
        for (name, expected) in [
            (format!("{id}.zip"), Some((parsed, true))),
            (format!(".unfinished-{id}-aB3"), Some((parsed, false))),
            ("notes.txt".to_owned(), None),
            (format!("x{id}"), None),
            ("ọ".repeat(20), None),
        ] {
            assert_eq!(named(&name), expected, "{name}");
        }
    }
}
