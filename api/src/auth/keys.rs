//! The signing keys in the key table.

use shared::instant::Instant;

use super::jwt::{Keys, NewKey};
use crate::db::keys::{self, Key, State};
use crate::db::{Conn, Db};
use crate::error::ApiError;
use crate::keyring::Keyring;

const PURPOSE: &str = "signing";

/// Opens them; a new database gets its first one. Of two instances that start at once, the second finds the first one's.
pub fn open(db: &Db, keyring: &Keyring) -> Result<Keys, ApiError> {
    let stored = db.set_up(|conn, now| stored(conn, keyring, now))?;
    let active = stored
        .iter()
        .find(|key| key.state == State::Active)
        .ok_or_else(|| ApiError::broken("no active signing key"))?;
    let publics = stored.iter().filter_map(|key| key.public.as_deref());
    Keys::new(&active.secret, publics).map_err(ApiError::internal)
}

fn stored(conn: &mut Conn, keyring: &Keyring, now: Instant) -> Result<Vec<Key>, ApiError> {
    let found = keys::of_purpose(conn, keyring, PURPOSE)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let new = NewKey::generate().map_err(ApiError::internal)?;
    let new = keys::NewKey {
        id: new.kid,
        public: Some(new.public),
        secret: new.private,
    };
    Ok(vec![keys::activate(conn, keyring, PURPOSE, new, now)?])
}
