//! The file of an embedded database: what is put in its place while the server runs is another database, and what is written
//! to one that lies nowhere any more is lost with the process.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::OpenError;
use crate::config::Database;

/// The file as it was opened first.
#[derive(Debug)]
pub(super) struct OwnFile {
    path: PathBuf,
    opened: OnceLock<(u64, u64)>,
}

impl OwnFile {
    /// Nothing on PostgreSQL.
    pub(super) fn of(database: &Database) -> Option<Self> {
        let Database::Sqlite(path) = database else {
            return None;
        };
        Some(Self {
            path: path.clone(),
            opened: OnceLock::new(),
        })
    }

    /// Problem `Replaced` when another file lies there, or none. It is looked for each time: that takes a microsecond.
    pub(super) fn check(&self) -> Result<(), OpenError> {
        let replaced = || OpenError::Replaced(self.path.display().to_string());
        match self.path.metadata() {
            Ok(about) => {
                let identity = identity(&about);
                match *self.opened.get_or_init(|| identity) == identity {
                    true => Ok(()),
                    false => Err(replaced()),
                }
            }
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => match self.opened.get() {
                // Made by the first connection.
                None => Ok(()),
                Some(_) => Err(replaced()),
            },
            Err(other) => Err(OpenError::Folder(self.path.display().to_string(), other)),
        }
    }
}

fn identity(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}
