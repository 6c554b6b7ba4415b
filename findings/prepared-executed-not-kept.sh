#!/bin/sh
# Diesel 2.3.14: a statement that overrides `is_safe_to_cache_prepared` is kept when it is loaded, and prepared anew each time
# when it is executed.
#
# Documentation: the method decides whether the text of a statement is one of few and its prepared form may be kept
# (https://docs.rs/diesel/2.3.14/diesel/query_builder/trait.QueryFragment.html).
# `load` hands the statement to the connection by value, `execute_returning_count` by reference; and `QueryFragment` for `&T`
# passes on `walk_ast` alone, so that behind a reference the method is the provided one, which asks the parts. `eq_any` or
# several rows of an insert then say no for a wrapper that says yes.
#
# Seen (Rust 1.95), an update with `eq_any`, three times each:
#   kept when executed: 0; kept when loaded: 1
# Way out: `returning` something and load it.
#
# Needs cargo, a C compiler and the network. Fails when the behaviour is another one.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/src"
cat > "$place/Cargo.toml" <<'TOML'
[package]
name = "kept"
version = "0.0.0"
edition = "2021"

[dependencies]
diesel = { version = "=2.3.14", features = ["sqlite", "returning_clauses_for_sqlite_3_35"] }
libsqlite3-sys = { version = "=0.38.2", features = ["bundled"] }

[workspace]
TOML
cat > "$place/src/main.rs" <<'RUST'
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

use diesel::backend::Backend;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

diesel::table! {
    shelves (id) {
        id -> Integer,
        books -> Integer,
    }
}

/// A statement that says of itself that it may be kept.
struct Kept<Q>(Q);

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Kept<Q> {}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    diesel::sql_query("CREATE TABLE shelves (id INTEGER PRIMARY KEY, books INTEGER NOT NULL)").execute(&mut conn)?;
    let kept = Arc::new(AtomicU32::new(0));
    let counter = kept.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let some = vec![1, 2, 3];
    let update = || diesel::update(shelves::table.filter(shelves::id.eq_any(&some))).set(shelves::books.eq(7));
    for _ in 0..3 {
        Kept(update()).execute(&mut conn)?;
    }
    let by_execute = kept.swap(0, Ordering::Relaxed);
    for _ in 0..3 {
        Kept(update().returning(shelves::id)).load::<i32>(&mut conn)?;
    }
    let by_load = kept.swap(0, Ordering::Relaxed);
    println!("kept when executed: {by_execute}; kept when loaded: {by_load}");
    std::process::exit(i32::from((by_execute, by_load) != (0, 1)));
}
RUST
cd "$place"
CARGO_TARGET_DIR="$place/target" cargo run --quiet
