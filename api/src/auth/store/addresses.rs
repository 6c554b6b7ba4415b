//! Addresses that are shut to unknown browsers for a while, since many different pairs of name and password came from there.

use diesel::prelude::*;
use shared::instant::Instant;

use crate::db::schema::guessing::shut_addresses::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// How long.
pub const SHUT_MS: i64 = 60 * 60_000;

/// Until when this address is shut.
pub fn shut_until(conn: &mut Conn, address: &str, now: Instant) -> Result<Option<i64>, ApiError> {
    let until = dsl::shut_addresses
        .find(address)
        .filter(dsl::until.gt(now.millis()))
        // After the clock was set back, a row from the future is not trusted.
        .filter(dsl::until.le(now.millis() + SHUT_MS))
        .select(dsl::until)
        .first(conn)
        .optional()?;
    Ok(until)
}

/// Shuts it; whether it was open.
pub fn shut(tx: &mut Tx<'_>, address: &str) -> Result<bool, ApiError> {
    if shut_until(tx.conn, address, tx.now)?.is_some() {
        return Ok(false);
    }
    diesel::delete(dsl::shut_addresses.find(address)).execute(tx.conn)?;
    diesel::insert_into(dsl::shut_addresses)
        .values((
            dsl::address.eq(address),
            dsl::until.eq(tx.now.millis() + SHUT_MS),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

pub fn forget(conn: &mut Conn, now: Instant) -> Result<(), ApiError> {
    diesel::delete(dsl::shut_addresses.filter(dsl::until.le(now.millis()))).execute(conn)?;
    Ok(())
}
