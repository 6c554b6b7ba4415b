//! What was sold of late, for suggestions.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::Row;
use crate::db::schema::{jobs, search_terms};
use crate::db::search::Range;
use crate::db::{Backend, Conn};
use crate::error::ApiError;

/// The latest jobs whose items have all these words, newest first; of one customer or author if so limited.
pub fn latest(
    conn: &mut Conn,
    customer: Option<&str>,
    only_of: Option<&str>,
    words: &[Range],
    most: i64,
) -> Result<Vec<Row>, ApiError> {
    let mut rows = jobs::table
        .filter(jobs::deleted_at.is_null())
        .into_boxed::<Backend>();
    if let Some(customer) = customer {
        rows = rows.filter(jobs::customer_id.assume_not_null().eq(customer.to_owned()));
    }
    if let Some(author) = only_of {
        rows = rows.filter(jobs::created_by.eq(author.to_owned()));
    }
    for range in words {
        let term = search_terms::table
            .filter(search_terms::entity_id.eq(jobs::id))
            .filter(search_terms::term.ge(range.from.clone()))
            .filter(search_terms::term.lt(range.to.clone()));
        rows = rows.filter(exists(term));
    }
    Ok(rows
        .order((
            jobs::occurred_on.desc(),
            jobs::occurred_at.desc(),
            jobs::id.desc(),
        ))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?)
}
