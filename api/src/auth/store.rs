//! The rows of `instance`, `sessions`, `refresh_tokens`, `devices`, `user_codes`, `password_history`, of second factors and of
//! failures, and what `users` holds for signing in.

pub mod accounts;
pub mod addresses;
pub mod attempts;
pub mod clock;
pub mod codes;
pub mod devices;
pub mod factors;
pub mod hours;
pub mod names;
pub mod refresh_tokens;
pub mod sessions;
pub mod tokens;

use diesel::prelude::*;
use shared::id::SessionId;
use shared::instant::Instant;

use crate::db::schema::instance::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::{hex, random_bytes};

/// What is one of a kind for this shop's database.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Ends the names of our cookies: browsers ignore ports, and two servers on one computer must not share cookies.
    pub suffix: String,
}

/// Finds the database's own row, or makes it in a new database.
pub fn instance(conn: &mut Conn, now: Instant) -> Result<Instance, ApiError> {
    let found: Option<String> = dsl::instance.select(dsl::suffix).first(conn).optional()?;
    if let Some(suffix) = found {
        return Ok(Instance { suffix });
    }
    let suffix = hex(&random_bytes::<4>().map_err(ApiError::internal)?);
    diesel::insert_into(dsl::instance)
        .values((
            dsl::id.eq(1_i64),
            dsl::suffix.eq(&suffix),
            dsl::token_epoch.eq(1_i64),
            dsl::created_at.eq(now.millis()),
        ))
        .execute(conn)?;
    Ok(Instance { suffix })
}

/// A new row's id.
fn row_id(tx: &Tx<'_>) -> Result<String, ApiError> {
    Ok(SessionId::from_parts(tx.now, &tx.random()?).to_string())
}
