//! Removes facts of events, or the oldest events, which the table refuses to everybody. Its guard is put aside for this one
//! statement, in the same transaction.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Conn;
use crate::db::schema::events;
use crate::error::ApiError;

/// Against changes, and on PostgreSQL against removal as well.
const CHANGED: &str = "events_are_never_changed";
const REMOVED: &str = "events_are_never_removed";

/// As the first migration makes them on SQLite.
const GUARDS: [&str; 2] = [
    "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END",
    "CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END",
];

#[derive(QueryableByName)]
struct Statement {
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Removes what these events hold.
pub fn erase(conn: &mut Conn, places: &[i64]) -> Result<(), ApiError> {
    let restore = put_aside(conn, CHANGED)?;
    let none: Option<&str> = None;
    diesel::update(events::table.filter(events::seq.eq_any(places)))
        .set((events::before.eq(none), events::after.eq(none)))
        .execute(conn)?;
    Ok(conn.batch_execute(&restore)?)
}

/// Removes the events up to this one.
pub fn prune(conn: &mut Conn, last: i64) -> Result<usize, ApiError> {
    let restore = put_aside(conn, REMOVED)?;
    let gone = diesel::delete(events::table.filter(events::seq.le(last))).execute(conn)?;
    conn.batch_execute(&restore)?;
    Ok(gone)
}

/// The statement that puts the guard back.
fn put_aside(conn: &mut Conn, guard: &str) -> Result<String, ApiError> {
    match conn {
        Conn::Postgres(pg) => {
            pg.batch_execute(&format!("ALTER TABLE events DISABLE TRIGGER {CHANGED}"))?;
            Ok(format!("ALTER TABLE events ENABLE TRIGGER {CHANGED}"))
        }
        Conn::Sqlite(sqlite) => {
            let made = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?";
            let made = diesel::sql_query(made).bind::<Text, _>(guard);
            let made: Option<Statement> = made.get_result(sqlite).optional()?;
            // Whatever else stands there is not run.
            let ours = GUARDS
                .iter()
                .find(|ours| made.as_ref().is_some_and(|made| made.sql == **ours));
            let ours = ours
                .ok_or_else(|| ApiError::broken("the guard of the journal's table was altered"))?;
            sqlite.batch_execute(&format!("DROP TRIGGER {guard}"))?;
            Ok((*ours).to_owned())
        }
    }
}
