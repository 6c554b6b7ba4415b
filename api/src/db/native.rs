//! Reads that are compiled for each backend by itself. A query on [`Conn`](super::Conn) takes every column of every row out
//! of an enum, text always by way of a `String`; a page of 50 jobs has two thousand of them.

use std::any::type_name;
use std::str::FromStr;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Text;
use diesel::sqlite::{Sqlite, SqliteValue};

/// A text column that is read as what it means: an id, a date, a status, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Stored<T>(pub T);

impl<T: FromStr> Stored<T> {
    /// What cannot be read was not written by this program.
    fn read(text: &str) -> deserialize::Result<Self> {
        let read = text.parse().map(Self);
        read.map_err(|_unreadable| format!("a stored {} cannot be read", type_name::<T>()).into())
    }
}

impl<T: FromStr> FromSql<Text, Sqlite> for Stored<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Self::read(value.read_text())
    }
}

impl<T: FromStr> FromSql<Text, Pg> for Stored<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Self::read(std::str::from_utf8(value.as_bytes())?)
    }
}

/// Runs a query on the connection of the backend that there is.
///
/// `natively!(conn, |native| query.load::<Row>(native))`
#[macro_export]
macro_rules! natively {
    ($conn:expr, |$native:ident| $query:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($native) => $query,
            $crate::db::Conn::Sqlite($native) => $query,
        }
    };
}
