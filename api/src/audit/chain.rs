//! The chain of events: each one's code covers its content and the code before it, under a key that a database thief lacks.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::{Change, record};
use crate::db::{self, ChainKey, Db, Tx, keys};
use crate::error::ApiError;
use crate::keyring::{Keyring, Secret, hex, sha256};

/// What the chain's keys are for, in the key table.
const PURPOSE: &str = "audit";
const DOMAIN: &[u8] = b"zehmo event v1";

/// What stands before the first event.
pub const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Opens the chain with the present epoch's key; makes the first one for a new database.
pub fn open_chain(db: &Db, keyring: &Keyring) -> Result<(), ApiError> {
    let present = db.read_blocking(|conn| present_key(conn, keyring))?;
    let key = match present {
        Some(key) => key,
        None => db.set_up(|conn, now| first_key(conn, keyring, now))?,
    };
    db.chain_with(key);
    Ok(())
}

/// Goes on with the key of an epoch that another instance began; whether the present one's quarter is over.
pub fn follow_epoch(db: &Db, keyring: &Keyring) -> Result<bool, ApiError> {
    let keys = db.read_blocking(|conn| keys::of_purpose(conn, keyring, PURPOSE))?;
    let (Some(present), Some(first)) = (keys.first(), keys.last()) else {
        return Ok(false);
    };
    if Some(present.version) != db.epoch() {
        db.chain_with(ChainKey::of(present, first));
    }
    Ok(is_over(present, db.now()))
}

/// Makes the key of a new epoch with each quarter of the year, in UTC: what one key seals stays small, and whole epochs are
/// what the journal may be shortened by. The new one's first event tells of it, and is chained to the old one's last.
pub fn begin_epoch(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<bool, ApiError> {
    let keys = keys::of_purpose(tx.conn, keyring, PURPOSE)?;
    if !keys.first().is_some_and(|key| is_over(key, tx.now)) {
        return Ok(false);
    }
    let key = keys::activate(tx.conn, keyring, PURPOSE, fresh()?, tx.now)?;
    let change = Change {
        action: Action::KeyRotated,
        entity: Entity::Key,
        entity_id: key.id.clone(),
        before: None,
        after: Some(json!({ "purpose": PURPOSE, "epoch": key.version })),
    };
    let first = keys.last().unwrap_or(&key);
    let mut tx = Tx {
        conn: tx.conn,
        now: tx.now,
        actor: tx.actor,
        chain: &ChainKey::of(&key, first),
        head: tx.head,
    };
    record(&mut tx, &change)?;
    Ok(true)
}

fn is_over(key: &keys::Key, now: Instant) -> bool {
    let since = key.activated_at.unwrap_or(key.created_at);
    quarter_of(since) < quarter_of(now)
}

fn quarter_of(at: Instant) -> (i64, i64) {
    let day = at.date_utc();
    (day.year(), (day.month() - 1) / 3)
}

/// The key of the present epoch; none in a database that never was served.
pub fn present_key(conn: &mut db::Conn, keyring: &Keyring) -> Result<Option<ChainKey>, ApiError> {
    Ok(all_keys(conn, keyring)?.into_iter().next())
}

/// The keys of all epochs, the newest first.
pub fn all_keys(conn: &mut db::Conn, keyring: &Keyring) -> Result<Vec<ChainKey>, ApiError> {
    let keys = keys::of_purpose(conn, keyring, PURPOSE)?;
    let of = |first| keys.iter().map(move |key| ChainKey::of(key, first));
    Ok(keys.last().into_iter().flat_map(of).collect())
}

/// Two instances may start at once: the second finds the first one's key.
fn first_key(conn: &mut db::Conn, keyring: &Keyring, now: Instant) -> Result<ChainKey, ApiError> {
    if let Some(key) = present_key(conn, keyring)? {
        return Ok(key);
    }
    let key = keys::activate(conn, keyring, PURPOSE, fresh()?, now)?;
    Ok(ChainKey::of(&key, &key))
}

fn fresh() -> Result<keys::NewKey, ApiError> {
    let secret = Secret::random().map_err(ApiError::internal)?;
    let id = hex(&sha256(secret.expose()));
    Ok(keys::NewKey {
        id: format!("audit-{}", id.get(..16).unwrap_or_default()),
        public: None,
        secret,
    })
}

/// The digest that stands for the payload in the chain, so that a payload can be erased and the chain still verifies.
pub fn payload_digest(before: Option<&str>, after: Option<&str>) -> String {
    let mut bytes = Vec::new();
    for part in [before, after] {
        let length = part.map_or(u64::MAX, |text| {
            u64::try_from(text.len()).unwrap_or(u64::MAX)
        });
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part.unwrap_or_default().as_bytes());
    }
    hex(&sha256(&bytes))
}

/// HMAC-SHA-256(domain ‖ seq ‖ previous code ‖ length ‖ stored text), lower-case hexadecimal.
pub fn code(key: &ChainKey, seq: i64, prev: &str, stored: &str) -> String {
    let length = u64::try_from(stored.len())
        .unwrap_or(u64::MAX)
        .to_be_bytes();
    hex(&key.key.sign(&[
        DOMAIN,
        &seq.to_be_bytes(),
        prev.as_bytes(),
        &length,
        stored.as_bytes(),
    ]))
}
