//! Texts about people that the journal must be able to forget, such as an e-mail address: the chain holds a keyed digest,
//! and the text lies beside it. Without the text an event still says that there was one, and when it was the same.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::store::texts;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::hex;

/// The member under which an event names the digest.
const MEMBER: &str = "erasable";
const DOMAIN: &[u8] = b"zehmo erasable text v1";
/// How long an address that is its user's no longer can be read beside the events that name it.
const REPLACED_MS: i64 = 90 * 24 * 3_600_000;

/// What an event says in the place of this text about a user.
pub fn erasable(tx: &mut Tx<'_>, user: &str, text: &str) -> Result<Value, ApiError> {
    // Ids have one length, so no two pairs give the same bytes.
    let code = tx
        .chain
        .texts
        .sign(&[DOMAIN, user.as_bytes(), text.as_bytes()]);
    let digest = hex(&code);
    texts::keep(tx.conn, &digest, user, text)?;
    Ok(json!({ MEMBER: digest }))
}

/// The user has another text in its place: this one is forgotten after a while.
pub fn replaced(tx: &mut Tx<'_>, user: &str, present: Option<&str>) -> Result<(), ApiError> {
    texts::replaced(tx.conn, user, present, tx.now)
}

/// Forgets what was replaced long enough ago. The chain stays as it is.
pub fn forget_replaced(tx: &mut Tx<'_>) -> Result<usize, ApiError> {
    texts::forget(tx.conn, tx.now.millis() - REPLACED_MS)
}

/// Forgets every text about a user at once.
pub fn erase(tx: &mut Tx<'_>, user: &str) -> Result<usize, ApiError> {
    texts::erase(tx.conn, user)
}

/// Puts the texts that are still there into what events say.
pub(super) fn reveal(conn: &mut Conn, payloads: &mut [Option<Value>]) -> Result<(), ApiError> {
    let members = || payloads.iter().flatten().filter_map(Value::as_object);
    let digests: Vec<String> = members()
        .flat_map(serde_json::Map::values)
        .filter_map(digest_in)
        .map(str::to_owned)
        .collect();
    if digests.is_empty() {
        return Ok(());
    }
    let texts: HashMap<String, String> = texts::of(conn, &digests)?.into_iter().collect();
    let values = payloads
        .iter_mut()
        .flatten()
        .filter_map(Value::as_object_mut)
        .flat_map(serde_json::Map::values_mut);
    for value in values {
        if let Some(text) = digest_in(value).and_then(|digest| texts.get(digest)) {
            *value = Value::String(text.clone());
        }
    }
    Ok(())
}

fn digest_in(value: &Value) -> Option<&str> {
    value.get(MEMBER)?.as_str()
}
