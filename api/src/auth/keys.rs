//! The signing keys in the key table.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::jwt::Keys;
use super::store::accounts;
use crate::audit::{self, Change};
use crate::db::keys::{self, Key, State};
use crate::db::{Conn, Db, Tx};
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::keyring::signing::NewPair;

const PURPOSE: &str = "signing";
const DAY_MS: i64 = 24 * 3_600_000;
/// A key is published so long before it signs, so that whoever keeps the published ones has it by then.
const NEXT_MS: i64 = DAY_MS;
/// A key signs so long.
const ACTIVE_MS: i64 = 90 * DAY_MS;
/// A retired key checks so much longer than the longest token that it made.
const MARGIN_MS: i64 = 60_000;

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

/// Moves the signing keys on, if it is time: publishes the next one, brings it into use, forgets those whose tokens are all
/// over. Whether another one signs now. Called under the one writer's turn, so that of several instances one does it.
pub fn rotate(tx: &mut Tx<'_>, keyring: &Keyring, access_ms: i64) -> Result<bool, ApiError> {
    let (stored, now) = (keys::of_purpose(tx.conn, keyring, PURPOSE)?, tx.now);
    let since = |at: Option<Instant>, key: &Key| now.ms_since(at.unwrap_or(key.created_at));
    for key in stored.iter().filter(|key| key.state == State::Retired) {
        if since(key.retired_at, key) >= access_ms + MARGIN_MS {
            keys::forget(tx.conn, &key.id)?;
        }
    }
    let age_ms = stored
        .iter()
        .find(|key| key.state == State::Active)
        .map_or(ACTIVE_MS, |key| since(key.activated_at, key));
    match stored.iter().find(|key| key.state == State::Next) {
        None if age_ms >= ACTIVE_MS - NEXT_MS => {
            keys::add_next(tx.conn, keyring, PURPOSE, fresh()?, now)?;
            Ok(false)
        }
        Some(next) if age_ms >= ACTIVE_MS && since(None, next) >= NEXT_MS => {
            keys::promote(tx.conn, PURPOSE, &next.id, now)?;
            journal(tx, &next.id)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Whether an administrator could sign in: one is enabled and has a password, and the keys that sign tokens open.
pub fn has_entrance(conn: &mut Conn, keyring: &Keyring) -> Result<bool, ApiError> {
    let keys = keys::of_purpose(conn, keyring, PURPOSE)?;
    Ok(!keys.is_empty() && accounts::has_entrance(conn)?)
}

/// Another key signs from now on, and no earlier one checks any more: what they signed counts no longer. Browsers get a new
/// token by their cookies.
pub fn replace(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<(), ApiError> {
    for key in keys::of_purpose(tx.conn, keyring, PURPOSE)? {
        keys::forget(tx.conn, &key.id)?;
    }
    let key = keys::activate(tx.conn, keyring, PURPOSE, fresh()?, tx.now)?;
    journal(tx, &key.id)
}

fn fresh() -> Result<keys::NewKey, ApiError> {
    let new = NewPair::generate().map_err(ApiError::internal)?;
    Ok(keys::NewKey {
        id: new.id,
        public: Some(new.public),
        secret: new.private,
    })
}

fn journal(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    let change = Change {
        action: Action::KeyRotated,
        entity: Entity::Key,
        entity_id: id.to_owned(),
        before: None,
        after: Some(json!({ "purpose": PURPOSE })),
    };
    audit::record(tx, &change)
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
    Ok(vec![keys::activate(conn, keyring, PURPOSE, fresh()?, now)?])
}
