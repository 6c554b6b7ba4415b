//! Pages of users.

use diesel::dsl::{count_star, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::page::Sort;
use shared::text;
use shared::users::{UserQuery, UserSort};

use super::Row;
use crate::db::schema::{search_terms, users};
use crate::db::{Backend, Conn, search};
use crate::error::ApiError;
use crate::ordered;
use crate::paging::Window;

type Boxed<'q> = users::BoxedQuery<'q, Backend>;

/// What is asked for; the words may have been looked up among names alone.
pub struct Wanted<'q> {
    pub query: &'q UserQuery,
    pub named: Option<Vec<String>>,
}

ordered! {
    users, Row {
        Name: String = users::username_folded, |row| row.username_folded;
        Role: String = users::role, |row| row.role;
        Seen: i64 = seen(), |row| row.last_seen_at.unwrap_or(0);
        Created: i64 = users::created_at, |row| row.created_at;
        Id: String = users::id, |row| row.id;
    }
}

impl Order {
    /// By name unless asked otherwise.
    pub fn of(sort: Option<&Sort<UserSort>>) -> Self {
        let by_name = UserQuery::default_sort();
        let keys = sort.unwrap_or(&by_name).keys();
        let column = |key: UserSort| match key {
            UserSort::Username => Column::Name,
            UserSort::Role => Column::Role,
            UserSort::LastSeenAt => Column::Seen,
            UserSort::CreatedAt => Column::Created,
        };
        Self::by(
            keys.iter()
                .map(|by| (column(by.key), by.descending))
                .collect(),
        )
    }
}

/// Who was never seen comes first on both databases; they disagree about the place of NULL.
fn seen() -> SqlLiteral<BigInt> {
    sql("COALESCE(users.last_seen_at, 0)")
}

/// One page and one row more, after the last row of the page before.
pub fn page(
    conn: &mut Conn,
    query: &Wanted<'_>,
    order: &Order,
    window: &Window,
) -> Result<Vec<Row>, ApiError> {
    let rows = order.apply(filtered(query), &window.after)?;
    Ok(rows
        .limit(i64::from(window.limit) + 1)
        .select(Row::as_select())
        .load(conn)?)
}

/// How many rows match, counted up to `cap`; the flag says that there are more.
pub fn count_up_to(conn: &mut Conn, query: &Wanted<'_>, cap: i64) -> Result<(i64, bool), ApiError> {
    let count: i64 = filtered(query).select(count_star()).first(conn)?;
    Ok((count.min(cap), count > cap))
}

/// The users whose names alone have words that begin with these, for readers who may not know addresses.
pub fn ids_named(conn: &mut Conn, words: &str) -> Result<Vec<String>, ApiError> {
    let ranges = search::ranges(Some(words));
    let names: Vec<(String, String)> = users::table
        .select((users::id, users::username))
        .load(conn)?;
    let is_found = |username: &str| {
        let own = text::words(username);
        let has = |range: &search::Range| own.iter().any(|word| word.starts_with(&range.from));
        ranges.iter().all(has)
    };
    Ok(names
        .into_iter()
        .filter(|(_, username)| is_found(username))
        .map(|(id, _)| id)
        .collect())
}

fn filtered<'w>(wanted: &'w Wanted<'_>) -> Boxed<'w> {
    let query = wanted.query;
    let mut rows = users::table.into_boxed::<Backend>();
    if let Some(ids) = &wanted.named {
        rows = rows.filter(users::id.eq_any(ids));
    }
    if !query.role.is_empty() {
        rows = rows.filter(users::role.eq_any(query.role.iter().map(|role| role.as_str())));
    }
    rows = match query.disabled {
        None => rows,
        Some(true) => rows.filter(users::disabled_at.is_not_null()),
        Some(false) => rows.filter(users::disabled_at.is_null()),
    };
    if let Some(since) = query.updated_since {
        rows = rows.filter(users::updated_at.ge(since.millis()));
    }
    for range in search::ranges(query.q.as_deref()) {
        let named = search_terms::table
            .filter(search_terms::entity.eq("user"))
            .filter(search_terms::term.ge(range.from))
            .filter(search_terms::term.lt(range.to))
            .select(search_terms::entity_id);
        rows = rows.filter(users::id.eq_any(named));
    }
    rows
}
