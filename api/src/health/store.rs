//! What readiness asks the database.

use crate::db::{Conn, migrate, takes_changes};
use crate::error::ApiError;

/// Problem `busy` when the tables are not those of this program, or the server takes no changes (a standby).
pub fn is_ready(conn: &mut Conn) -> Result<(), ApiError> {
    if !migrate::is_current(conn)? {
        return Err(ApiError::busy(
            "The database's tables are of another version.",
        ));
    }
    match takes_changes(conn)? {
        true => Ok(()),
        false => Err(ApiError::busy("The database takes no changes now.")),
    }
}
