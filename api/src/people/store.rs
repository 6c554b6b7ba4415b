//! Names of users.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::prepared::{Prepared, filled};
use crate::db::schema::users;
use crate::error::ApiError;

/// Id and name of these users.
pub fn names(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, String)>, ApiError> {
    let rows = users::table
        .filter(users::id.eq_any(filled(ids.iter().copied())))
        .select((users::id, users::username));
    Ok(Prepared(rows).load(conn)?)
}
