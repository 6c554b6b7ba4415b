//! Backups: what each holds, and whether it was tried out.
use serde::{Deserialize, Serialize};

use crate::id::BackupId;
use crate::instant::Instant;
use crate::money::Money;
use crate::page::{Sort, list_query};

/// The whole database as it stood at one moment, in one file that was proved when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Backup {
    /// Which.
    pub id: BackupId,
    /// The moment.
    pub created_at: Instant,
    /// The file's name in the server's folder of backups.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "zehmo-2026-11-30T22-10-00.123Z.tar.zst")
    )]
    pub file: String,
    /// Length of the file: 40 752.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 40_752))]
    pub bytes: u64,
    /// The newest migration of its tables: `0010`.
    #[cfg_attr(feature = "openapi", schema(example = "0010"))]
    pub schema: String,
    /// The release that made it.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0"))]
    pub version: String,
    /// Rows in its larger tables.
    pub rows: BackupRows,
    /// What was billed and spent, without what is in the trash.
    pub sums: BackupSums,
    /// When it was last tried out, and how that went; `null` if it never was.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub drill: Option<Drill>,
}

/// How many records it holds, those in the trash included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupRows {
    /// Jobs: 10 000.
    pub jobs: u64,
    /// Expenditures: 2 000.
    pub expenditures: u64,
    /// Customers: 300.
    pub customers: u64,
    /// Users: 4.
    pub users: u64,
    /// Events of the journal, all of which were checked: 24 000.
    pub events: u64,
}

/// Sums over what is not in the trash; each `null` where it is more than an amount can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupSums {
    /// Totals of all jobs.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub jobs: Option<Money>,
    /// Totals of all expenditures.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub expenditures: Option<Money>,
}

/// A backup that was tried out: restored into a scratch database, and proved there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drill {
    /// When it ended.
    pub at: Instant,
    /// Could it be restored?
    pub ok: bool,
    /// How long it took, in milliseconds: 1 250.
    pub ms: u64,
    /// What was found wrong; empty when nothing was.
    pub findings: Vec<String>,
}

closed_enum! {
    /// Keys by which backups can be ordered.
    BackupSort {
        CreatedAt = "created_at",
    }
}

list_query! {
    /// The query of backups; the newest first when nothing is said.
    BackupQuery sort BackupSort = Sort::by(BackupSort::CreatedAt, true), {}
}
