//! The chain of events: each one's code covers its content and the code before it, under a key that a database thief lacks.

use shared::instant::Instant;

use crate::db::{self, ChainKey, Db, keys};
use crate::error::ApiError;
use crate::keyring::{Keyring, Secret, hex, sha256};

/// What the chain's keys are for, in the key table.
pub const PURPOSE: &str = "audit";
const DOMAIN: &[u8] = b"zehmo event v1";

/// What stands before the first event.
pub const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Opens the chain with the present epoch's key; makes the first one for a new database.
pub fn open_chain(db: &Db, keyring: &Keyring) -> Result<(), ApiError> {
    let present = db.read_blocking(|conn| present_key(conn, keyring))?;
    let key = match present {
        Some(key) => key,
        None => ChainKey::of(&db.set_up(|conn, now| first_key(conn, keyring, now))?),
    };
    db.chain_with(key);
    Ok(())
}

/// The key of the present epoch; none in a database that never was served.
pub fn present_key(conn: &mut db::Conn, keyring: &Keyring) -> Result<Option<ChainKey>, ApiError> {
    let keys = keys::of_purpose(conn, keyring, PURPOSE)?;
    Ok(keys.first().map(ChainKey::of))
}

/// Two instances may start at once: the second finds the first one's key.
fn first_key(conn: &mut db::Conn, keyring: &Keyring, now: Instant) -> Result<keys::Key, ApiError> {
    if let Some(key) = keys::of_purpose(conn, keyring, PURPOSE)?.into_iter().next() {
        return Ok(key);
    }
    let secret = Secret::random().map_err(ApiError::internal)?;
    let id = hex(&sha256(secret.expose()));
    let id = format!("audit-{}", id.get(..16).unwrap_or_default());
    keys::activate(
        conn,
        keyring,
        PURPOSE,
        keys::NewKey {
            id,
            public: None,
            secret,
        },
        now,
    )
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
