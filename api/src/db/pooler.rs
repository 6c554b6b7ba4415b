//! Poolers between us and PostgreSQL. A session is ours for as long as the connection is: prepared statements, time limits and
//! the lock of migrations live in it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::OpenError;
use super::pool::{self, Conn};
use crate::config::{Config, Database, Refusal, variables};

/// Looks this often: another client may have taken the session that ours would have met.
const LOOKS: u32 = 3;

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// Refuses a pooler that lends a session for one transaction only.
pub(super) fn refuse(config: &Config) -> Result<(), OpenError> {
    let owner = config
        .migration_database_url
        .clone()
        .map(Database::postgres);
    let named = [
        (variables::DATABASE_URL.name, Some(config.database.clone())),
        (variables::MIGRATION_DATABASE_URL.name, owner),
    ];
    for (variable, database) in named {
        if let Some(database @ Database::Postgres(_)) = database
            && lends_sessions(&database)?
        {
            return Err(OpenError::Refused(Refusal::new(
                variable,
                "leads to a connection pooler (such as PgBouncer) that lends a session for one transaction only. Set its \
                 pool_mode to session, or name PostgreSQL itself.",
            )));
        }
    }
    Ok(())
}

/// While one connection has a session in a transaction, another one that is open as well must have its own, and keep it.
fn lends_sessions(database: &Database) -> Result<bool, OpenError> {
    let mut first = pool::single(database.clone())?;
    let mut second = pool::single(database.clone())?;
    let (Conn::Postgres(first), Conn::Postgres(second)) = (&mut first, &mut second) else {
        return Ok(false);
    };
    for _ in 0..LOOKS {
        let before = backend(first)?;
        second.batch_execute("BEGIN")?;
        let others = pid(second)?;
        let after = match others == before {
            true => others,
            false => backend(first)?,
        };
        second.batch_execute("ROLLBACK")?;
        if others == before || after != before {
            return Ok(true);
        }
    }
    Ok(false)
}

/// In a transaction, so that the statement is read and run in one session.
fn backend(pg: &mut PgConnection) -> QueryResult<i32> {
    pg.batch_execute("BEGIN")?;
    let pid = pid(pg)?;
    pg.batch_execute("ROLLBACK")?;
    Ok(pid)
}

fn pid(pg: &mut PgConnection) -> QueryResult<i32> {
    let found: Backend = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(pg)?;
    Ok(found.pid)
}
