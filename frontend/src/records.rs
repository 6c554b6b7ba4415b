//! What every record of the books has in the app: its calls, an address for each state of its list, a filter row, a drawer
//! beside the list, a history, the trash and the way back. A kind of record brings its columns, its words and its own acts.

pub mod calls;
pub mod drawer;
pub mod edit;
pub mod export;
pub mod filters;
pub mod history;
pub mod list;
pub mod plain;
pub mod plain_drawer;
pub mod plain_filters;
pub mod query;
pub mod trash;

use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use shared::id::Rev;
use shared::instant::Instant;
use shared::records::Origin;

use crate::ui::changes::Record;
use query::ListQuery;

/// A record that has a list of its kind and an address of its own.
pub trait Resource: Record + DeserializeOwned {
    type Id: Copy + PartialEq + Display + FromStr + Send + Sync + 'static;
    type Query: ListQuery;

    /// As sentences name it: `job`.
    const NAME: &'static str;
    /// With its article, as they begin: `The job`.
    const THIS: &'static str;
    /// Many of them: `jobs`.
    const NAMES: &'static str;

    fn id(&self) -> Self::Id;
    fn rev(&self) -> Rev;
    /// When it was moved to the trash, if it lies there.
    fn trashed_at(&self) -> Option<Instant>;
    fn set_trashed_at(&mut self, at: Option<Instant>);
    fn origin(&self) -> Origin;
    /// Whether the filters of a list take it.
    fn is_in(&self, query: &Self::Query) -> bool;

    /// What the news of it are filed under.
    fn about(&self) -> String {
        format!("{}/{}", Self::NAME, self.id())
    }
}

/// Implements [`Resource`] for an answer with the fields `id`, `rev`, `created_by`, `created_at` and `deleted_at`; last what it
/// adds to the sum of its list, if that has one.
///
/// `resource!(Job, JobId, JobQuery, "job", "The job", "jobs", total);`
#[macro_export]
macro_rules! resource {
    ($record:ty, $id:ty, $query:ty, $name:literal, $this:literal, $names:literal $(, $total:ident)?) => {
        impl $crate::ui::changes::Record for $record {
            fn same(&self, other: &Self) -> bool {
                self.id == other.id
            }

            $(fn amount(&self) -> Option<shared::money::Money> {
                Some(self.$total)
            })?
        }

        impl $crate::records::Resource for $record {
            type Id = $id;
            type Query = $query;

            const NAME: &'static str = $name;
            const THIS: &'static str = $this;
            const NAMES: &'static str = $names;

            fn id(&self) -> $id {
                self.id
            }

            fn rev(&self) -> shared::id::Rev {
                self.rev
            }

            fn trashed_at(&self) -> Option<shared::instant::Instant> {
                self.deleted_at
            }

            fn set_trashed_at(&mut self, at: Option<shared::instant::Instant>) {
                self.deleted_at = at;
            }

            fn origin(&self) -> shared::records::Origin {
                shared::records::Origin {
                    author: self.created_by.id,
                    created_at: self.created_at,
                    is_trashed: self.deleted_at.is_some(),
                }
            }

            fn is_in(&self, query: &$query) -> bool {
                query.filter().takes(self)
            }
        }
    };
}
