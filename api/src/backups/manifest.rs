//! What a backup says of itself, and what must be true of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::currency::Currency;
use shared::id::BackupId;
use shared::instant::Instant;

/// How a backup is laid out: this one is the first.
pub const FORMAT: u32 = 1;

/// Stands first in the file, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub id: BackupId,
    /// Of the program that made it.
    pub version: String,
    pub created_at: Instant,
    /// `sqlite` or `postgresql`: which kind of database was copied.
    pub source: String,
    /// The newest migration.
    pub schema: String,
    /// The keyed digest of the `SECRET_KEY` that opens it.
    pub key: String,
    pub data: Data,
    pub books: Books,
}

/// The database in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What its tables come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// By table.
    pub rows: BTreeMap<String, u64>,
    /// Of the amounts; none before the shop is set up.
    pub currency: Option<Currency>,
    /// Minor units, as text: what was billed and spent, without what is in the trash.
    pub sums: BTreeMap<String, String>,
    /// The newest event of the journal.
    pub chain: Head,
}

/// An event's place in the journal and its code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub seq: i64,
    pub mac: String,
}
