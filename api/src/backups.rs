//! Backups: the whole database as it stood at one moment, in one file that says what must be in it; proved when it is made,
//! and whenever somebody asks.

mod acts;
mod books;
mod check;
mod container;
mod make;
mod manifest;
mod restore;
mod routes;
mod service;
mod shelf;
mod tick;
mod upgrade;

pub use acts::{Means, act};
pub use check::{Proof, prove};
pub use make::{Made, Order, make};
pub use manifest::Manifest;
pub use restore::{Restored, restore};
pub use routes::operations;
pub use tick::{order_due, sweep};
pub use upgrade::keep;

use std::io;
use std::path::PathBuf;

use crate::db::OpenError;
use crate::db::copy::CopyError;
use crate::error::ApiError;

/// Why a backup was not made, is none, or was not restored.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("{0}")]
    Api(String),
    /// The file is not what `zehmo backup make` writes.
    #[error("this is no backup of Zehmo, or only a part of one: {0}")]
    NotOne(&'static str),
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    #[error(
        "no backup is made, because the database is not sound: {0}. Keep the backups that there are"
    )]
    Unsound(String),
    #[error(
        "this backup was made with another SECRET_KEY: without that one, its journal cannot be checked, and nobody's second \
         factor opens. Set the SECRET_KEY of its day, or name it SECRET_KEY_PREVIOUS"
    )]
    OtherKey,
    #[error("this backup is of a newer release ({0}): restore it with that one")]
    Newer(String),
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Api(error.report())
    }
}

/// Whether this file begins as a backup does, whatever else is in it.
pub fn is_one(file: &std::path::Path) -> Result<bool, Fault> {
    container::is_packed(file)
}

/// What a caller hears of a fault of the folder: the log has more.
fn drop_fault(fault: Fault) -> ApiError {
    ApiError::busy_because(
        "The folder of backups cannot be used. The log says more.",
        fault,
    )
}

/// Names the file in what goes wrong with it.
fn at(path: &std::path::Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_owned();
    move |cause| Fault::File(path, cause)
}
