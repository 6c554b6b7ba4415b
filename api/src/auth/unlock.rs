//! Ends what was counted against an account, because somebody who may says so.

use super::account::Account;
use super::store::{attempts, factors, names};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::Keyring;

/// Forgets the failures at this account: of strangers, of its own devices, and of second factors. What was counted against
/// addresses stays. Tells how many failures of strangers there were; the caller writes the event.
pub fn unlock(tx: &mut Tx<'_>, keyring: &Keyring, account: &Account) -> Result<i64, ApiError> {
    let digest = keyring.name_digest(&account.username);
    attempts::end_streaks(tx, &digest)?;
    factors::forgive(tx.conn, account.id)?;
    names::end(tx.conn, &digest)
}
