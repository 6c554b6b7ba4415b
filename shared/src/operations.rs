//! Work that takes longer than a request: what it is, how far it is, how it ended.
use serde::{Deserialize, Serialize};

use crate::id::OperationId;
use crate::instant::Instant;
use crate::problem::Problem;

closed_enum! {
    /// What is done.
    OperationKind {
        /// An import's file is read.
        ImportRead = "import.read",
        /// An import is brought in.
        ImportWrite = "import.write",
        /// The rows of a discarded import go.
        ImportForget = "import.forget",
        /// A backup is made.
        BackupMake = "backup.make",
        /// A backup is tried out.
        BackupDrill = "backup.drill",
        /// The journal is verified.
        AuditVerify = "audit.verify",
        /// The books are put into a file.
        ExportMake = "export.make",
    }
}

impl OperationKind {
    /// Where what it came to is found, by its own id and that of what it worked on: `/api/v1/imports/01934f3c…`.
    #[must_use]
    pub fn result(self, id: OperationId, subject: &str) -> OperationResult {
        match self {
            Self::ExportMake => OperationResult {
                location: format!("/api/v1/operations/{id}/file"),
            },
            Self::ImportRead | Self::ImportWrite | Self::ImportForget => OperationResult {
                location: format!("/api/v1/imports/{subject}"),
            },
            Self::BackupMake | Self::BackupDrill => OperationResult {
                location: format!("/api/v1/backups/{subject}"),
            },
            Self::AuditVerify => OperationResult {
                location: format!("/api/v1/audit/verifications/{subject}"),
            },
        }
    }
}

closed_enum! {
    /// How far it is.
    OperationStatus {
        /// It waits for its turn.
        Queued = "queued",
        /// It is at work.
        Running = "running",
        /// It came to its end.
        Done = "done",
        /// It did not work; nothing was changed. `problem` says why.
        Failed = "failed",
        /// It was called off; nothing was changed.
        Cancelled = "cancelled",
    }
}

impl OperationStatus {
    /// Has it ended, in whichever way?
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

closed_enum! {
    /// What progress counts.
    OperationUnit {
        /// Rows of a file or a table.
        Rows = "rows",
        /// Events of the journal.
        Events = "events",
        /// The whole of it: 0 or 1 of 1.
        Whole = "whole",
    }
}

impl OperationKind {
    /// What its progress counts.
    #[must_use]
    pub const fn unit(self) -> OperationUnit {
        match self {
            Self::ImportRead | Self::ImportWrite | Self::ImportForget | Self::ExportMake => {
                OperationUnit::Rows
            }
            Self::BackupMake | Self::BackupDrill => OperationUnit::Whole,
            Self::AuditVerify => OperationUnit::Events,
        }
    }
}

/// Work that takes longer than a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Operation {
    /// Which.
    pub id: OperationId,
    /// What is done.
    pub kind: OperationKind,
    /// How far it is.
    pub status: OperationStatus,
    /// How much is done.
    pub progress: OperationProgress,
    /// What it came to; `null` unless it is done.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub result: Option<OperationResult>,
    /// Why it failed; `null` unless it did.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub problem: Option<Problem>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it ended; `null` while it goes on.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub finished_at: Option<Instant>,
}

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperationProgress {
    /// Of `total`: 400.
    pub done: u64,
    /// In all; 0 while not known.
    pub total: u64,
    /// What is counted.
    pub unit: OperationUnit,
}

/// What an operation came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperationResult {
    /// Where it is found: `/api/v1/imports/01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f`.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/api/v1/imports/01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f")
    )]
    pub location: String,
}
