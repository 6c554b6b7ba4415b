//! Removes facts of events, which the table refuses to everybody. Its guard is put aside for this one statement, in the same
//! transaction.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Conn;
use crate::db::schema::events;
use crate::error::ApiError;

const GUARD: &str = "events_are_never_changed";

#[derive(QueryableByName)]
struct Statement {
    #[diesel(sql_type = Text)]
    sql: String,
}

pub fn erase(conn: &mut Conn, places: &[i64]) -> Result<(), ApiError> {
    let restore = put_aside(conn)?;
    let none: Option<&str> = None;
    diesel::update(events::table.filter(events::seq.eq_any(places)))
        .set((events::before.eq(none), events::after.eq(none)))
        .execute(conn)?;
    Ok(conn.batch_execute(&restore)?)
}

/// The statement that puts the guard back.
fn put_aside(conn: &mut Conn) -> Result<String, ApiError> {
    match conn {
        Conn::Postgres(pg) => {
            pg.batch_execute(&format!("ALTER TABLE events DISABLE TRIGGER {GUARD}"))?;
            Ok(format!("ALTER TABLE events ENABLE TRIGGER {GUARD}"))
        }
        Conn::Sqlite(sqlite) => {
            let made = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?";
            let made: Statement = diesel::sql_query(made)
                .bind::<Text, _>(GUARD)
                .get_result(sqlite)?;
            sqlite.batch_execute(&format!("DROP TRIGGER {GUARD}"))?;
            Ok(made.sql)
        }
    }
}
