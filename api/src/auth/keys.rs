//! The signing keys in the key table.

use std::sync::{Arc, PoisonError, RwLock};

use shared::instant::Instant;

use super::jwt::{Keys, NewKey};
use crate::db::keys::{self, Key, State};
use crate::db::{Conn, Db};
use crate::error::ApiError;
use crate::keyring::Keyring;

const PURPOSE: &str = "signing";

/// The keys that this instance works with. Whoever takes them works with the same ones to the end of their call.
pub struct InUse(RwLock<Arc<Keys>>);

impl InUse {
    /// Opens the stored keys; a new database gets its first one. Of two instances that start at once, the second finds the
    /// first one's. Blocks.
    pub fn open(db: &Db, keyring: &Keyring) -> Result<Self, ApiError> {
        let found = db.set_up(|conn, now| stored(conn, keyring, now))?;
        Ok(Self(RwLock::new(Arc::new(keys_of(&found)?))))
    }

    pub fn now(&self) -> Arc<Keys> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what another instance, or the host's command line, has made of the stored keys meanwhile.
    pub async fn reload(&self, db: &Db, keyring: &Arc<Keyring>) -> Result<(), ApiError> {
        let keyring = keyring.clone();
        let keys = db
            .look(move |conn| keys_of(&keys::of_purpose(conn, &keyring, PURPOSE)?))
            .await?;
        if !keys.are_the_same(&self.now()) {
            log::info!("signing keys: others are in use from now on");
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        }
        Ok(())
    }
}

fn keys_of(stored: &[Key]) -> Result<Keys, ApiError> {
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
