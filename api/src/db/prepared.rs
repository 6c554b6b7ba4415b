//! Statements that each connection prepares once. Diesel keeps only those of which it knows that their text never changes:
//! nothing with `eq_any` or a literal, no update, no insert of several rows. Preparing one takes the database longer than
//! running it.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement that comes in few different texts, by the word of whoever wraps it. It is loaded, not executed: Diesel keeps no
/// statement that it executes unless it knows by itself that it may (findings/prepared-executed-not-kept.sh).
#[derive(Debug, Clone, Copy)]
pub struct Prepared<Q>(pub Q);

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

/// It is known by its text.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Prepared<Q> {}

/// Values for a kept `eq_any`: the last one, named again, fills up to the next power of two, so that few texts serve any
/// number of values.
pub fn filled<T: Copy>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    if let Some(last) = values.last().copied() {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use diesel::connection::InstrumentationEvent;

    use super::*;

    diesel::table! {
        shelves (id) {
            id -> BigInt,
            books -> BigInt,
        }
    }

    #[test]
    fn an_update_that_is_loaded_is_prepared_once() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        let table = "CREATE TABLE shelves (id INTEGER PRIMARY KEY, books INTEGER NOT NULL)";
        diesel::sql_query(table).execute(&mut conn).unwrap();
        let kept = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&kept);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        for id in 1..=3_i64 {
            let shelf = diesel::update(shelves::table.find(id));
            let filled = shelf.set(shelves::books.eq(7_i64)).returning(shelves::id);
            let touched: Vec<i64> = Prepared(filled).load(&mut conn).unwrap();
            assert_eq!(touched, Vec::<i64>::new());
        }
        assert_eq!(kept.load(Ordering::Relaxed), 1);
    }
}
