//! Sums of expenditures by what they have in common.

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::date::Date;

use crate::db::counts::{high, low};
use crate::db::schema::expenditures;
use crate::db::{Backend, Conn};
use crate::error::ApiError;
use crate::ledger::{Sum, summed};

/// By their description as it was typed, from the first to the last day, both included; of one author's if the reader is so
/// limited.
pub fn by_description(
    conn: &mut Conn,
    (first, last, own): (Date, Date, Option<&str>),
) -> Result<Vec<(String, Sum)>, ApiError> {
    let mut rows = expenditures::table
        .group_by(expenditures::description)
        .select((
            expenditures::description,
            count_star(),
            high("total_minor"),
            low("total_minor"),
        ))
        .into_boxed::<Backend>()
        .filter(expenditures::deleted_at.is_null())
        .filter(expenditures::occurred_on.ge(first.to_string()))
        .filter(expenditures::occurred_on.le(last.to_string()));
    if let Some(author) = own {
        rows = rows.filter(expenditures::created_by.eq(author.to_owned()));
    }
    summed(rows.load(conn)?)
}
