//! A new `SECRET_KEY`: what the one before it sealed is sealed anew, so that the old one is needed no more.

use super::{factors, refresh};
use crate::db::{Tx, keys};
use crate::error::ApiError;
use crate::keyring::Keyring;

/// How many values were sealed anew.
pub fn rewrap(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<usize, ApiError> {
    let keys = keys::rewrap(tx.conn, keyring)?;
    let factors = factors::rewrap(tx, keyring)?;
    let successors = refresh::rewrap(tx, keyring)?;
    Ok(keys + factors + successors)
}
