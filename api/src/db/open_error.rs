//! What keeps a database from being opened, or used on.

use crate::config::Refusal;

/// Why the database could not be opened, without its address or password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data folder {0} is in use by another process")]
    FolderInUse(String),
    #[error("the data folder {0} cannot be used: {1}")]
    Folder(String, std::io::Error),
    #[error("the database {0} is in use by another process")]
    DatabaseInUse(String),
    #[error(
        "the database {database} was replaced or is gone, but {log} beside it belongs to the one before; nothing was changed. \
         Keep copies of both. If the database was put back from a copy, remove {log} and start again; if it was not, remove {mark} \
         instead"
    )]
    ForeignLog {
        database: String,
        log: String,
        mark: String,
    },
    /// In our own words: the client library's repeat parts of the address.
    #[error("the database ({database}) cannot be reached: {reason}")]
    Unreachable { database: String, reason: String },
    #[error("the database cannot be reached: {0}")]
    Pool(#[from] r2d2::Error),
    #[error("a connection was made before the last outage")]
    Outdated,
    #[error("the database refused a statement: {0}")]
    Query(#[from] diesel::result::Error),
    /// Without PostgreSQL's words, which are about a secret.
    #[error("PostgreSQL did not change the role's password; its own log says why")]
    Password,
    #[error("the database's schema is newer than this program (it has {0}); nothing was changed")]
    SchemaNewer(String),
    #[error("a migration failed; nothing of it was kept: {0}")]
    Migration(String),
    #[error("{0}. Give the owner's role in MIGRATION_DATABASE_URL, or run `zehmo migrate` with it")]
    NotOwner(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(
        "the database {0} was replaced or is gone while the server runs; nothing is read or written until it is back. Stop the \
         server before another one takes its place"
    )]
    Replaced(String),
    #[error("the path of the database is not valid UTF-8")]
    Path,
}
