//! The one question that readiness asks the database.

use crate::db::{Conn, migrate};
use crate::error::ApiError;

/// Problem `busy` when the tables are not those of this program.
pub fn tables_are_current(conn: &mut Conn) -> Result<(), ApiError> {
    match migrate::is_current(conn)? {
        true => Ok(()),
        false => Err(ApiError::busy(
            "The database's tables are of another version.",
        )),
    }
}
