//! Another password for the server's own role of PostgreSQL. The server hears what it is to store, never the password.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::OpenError;
use super::pool::{self, Conn};
use crate::config::Database;
use crate::keyring::scram_verifier;

/// A connection that stays open whatever becomes of the password.
pub struct Role {
    conn: PgConnection,
    pub name: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Role {
    /// As whom this address connects; nobody on SQLite.
    pub fn of(database: &Database) -> Result<Option<Self>, OpenError> {
        let Conn::Postgres(mut conn) = pool::single(database.clone())? else {
            return Ok(None);
        };
        let Name { name } =
            diesel::sql_query("SELECT session_user::text AS name").get_result(&mut conn)?;
        Ok(Some(Self { conn, name }))
    }

    /// Whoever comes with this password is let in from now on, and nobody with the one before.
    pub fn set_password(&mut self, password: &str) -> Result<(), OpenError> {
        let verifier = scram_verifier(password).map_err(|_primitive| OpenError::Password)?;
        // Base64 and signs that need no escape; the statement takes no parameter.
        let statement = format!("ALTER ROLE SESSION_USER PASSWORD '{verifier}'");
        diesel::sql_query(statement)
            .execute(&mut self.conn)
            .map(drop)
            .map_err(|_refused| OpenError::Password)
    }
}

/// Whether this address lets us in.
pub fn lets_in(database: &Database) -> Result<(), OpenError> {
    pool::single(database.clone()).map(drop)
}
