//! Rows of users.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::users;
use crate::error::ApiError;

/// Id and name of these users.
pub fn names(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, String)>, ApiError> {
    Ok(users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::username))
        .load(conn)?)
}
