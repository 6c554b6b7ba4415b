//! The columns that every record's table has.

use shared::instant::Instant;

/// When a record was moved to the trash, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    pub at: Instant,
    pub by: Option<String>,
}

/// Reads and writes the columns `id`, `created_by`, `created_at`, `updated_at`, `deleted_at`, `deleted_by` and `rev`.
pub trait Columns {
    fn id(&self) -> &str;
    fn created_by(&self) -> &str;
    fn created_at(&self) -> Instant;
    fn updated_at(&self) -> Instant;
    fn rev(&self) -> i64;
    fn trashed(&self) -> Option<Trashed>;
    /// One more revision, made now.
    fn revise(&mut self, now: Instant, rev: i64);
    fn set_trashed(&mut self, trashed: Option<Trashed>);
}

/// Implements [`Columns`] for the row of a table, and tells the revision of what readers see of it.
///
/// `record_columns!(Row, Expenditure);`
#[macro_export]
macro_rules! record_columns {
    ($row:ty, $shown:ty) => {
        impl $crate::http::conditional::Revised for $shown {
            fn rev(&self) -> shared::id::Rev {
                self.rev
            }
        }

        impl $crate::records::Columns for $row {
            fn id(&self) -> &str {
                &self.id
            }

            fn created_by(&self) -> &str {
                &self.created_by
            }

            fn created_at(&self) -> shared::instant::Instant {
                shared::instant::Instant::from_millis(self.created_at)
            }

            fn updated_at(&self) -> shared::instant::Instant {
                shared::instant::Instant::from_millis(self.updated_at)
            }

            fn rev(&self) -> i64 {
                self.rev
            }

            fn trashed(&self) -> Option<$crate::records::Trashed> {
                self.deleted_at.map(|at| $crate::records::Trashed {
                    at: shared::instant::Instant::from_millis(at),
                    by: self.deleted_by.clone(),
                })
            }

            fn revise(&mut self, now: shared::instant::Instant, rev: i64) {
                self.updated_at = now.millis();
                self.rev = rev;
            }

            fn set_trashed(&mut self, trashed: Option<$crate::records::Trashed>) {
                self.deleted_at = trashed.as_ref().map(|trashed| trashed.at.millis());
                self.deleted_by = trashed.and_then(|trashed| trashed.by);
            }
        }
    };
}
