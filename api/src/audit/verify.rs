//! Proves that the journal is whole: every event in its place, unchanged, and chained to the one before it.

use std::collections::HashMap;

use shared::instant::Instant;

use super::chain;
use super::store::{self, Row};
use crate::db::{ChainKey, Conn, keys};
use crate::error::ApiError;
use crate::keyring::{self, Keyring};

/// Events read at a time.
const STEP: i64 = 1000;

/// What the proof found.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events were found sound, up to the first bad one.
    pub events: i64,
    /// Events whose facts were erased; their digests still stand in the chain.
    pub erased: i64,
    pub bad: Option<Finding>,
}

/// The first event that is not as it was written, and in what it differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub seq: i64,
    pub what: &'static str,
}

/// Walks the journal from its first event to its last.
pub fn verify(conn: &mut Conn, keyring: &Keyring) -> Result<Verdict, ApiError> {
    let keys = keys::of_purpose(conn, keyring, chain::PURPOSE)?
        .into_iter()
        .map(|key| (key.version, ChainKey::of(&key)))
        .collect();
    let mut walk = Walk {
        keys,
        prev: chain::ORIGIN.to_owned(),
        verdict: Verdict {
            events: 0,
            erased: 0,
            bad: None,
        },
    };
    loop {
        let rows = store::after(conn, walk.verdict.events, STEP)?;
        if rows.is_empty() {
            return Ok(walk.verdict);
        }
        for row in rows {
            if let Some(what) = walk.fault(&row) {
                let seq = walk.verdict.events + 1;
                walk.verdict.bad = Some(Finding { seq, what });
                return Ok(walk.verdict);
            }
            walk.pass(row);
        }
    }
}

/// What lies around this place of the journal, a line each.
pub fn around(conn: &mut Conn, seq: i64) -> Result<Vec<String>, ApiError> {
    let rows = store::after(conn, seq - 3, 5)?.into_iter();
    let line = |row: Row| {
        let (at, who) = (Instant::from_millis(row.at), row.actor.unwrap_or_default());
        let what = row.entity_id.unwrap_or_default();
        format!(
            "  {:>6}  {at}  {}  {} {what}  {who}\n",
            row.seq, row.action, row.entity
        )
    };
    Ok(rows.map(line).collect())
}

struct Walk {
    keys: HashMap<i64, ChainKey>,
    prev: String,
    verdict: Verdict,
}

impl Walk {
    fn fault(&self, row: &Row) -> Option<&'static str> {
        let Some(key) = self.keys.get(&row.epoch) else {
            return Some("its epoch has no key");
        };
        if row.seq != self.verdict.events + 1 {
            return Some("it is missing");
        }
        if row.prev != self.prev {
            return Some("it does not follow the event before it");
        }
        let code = chain::code(key, row.seq, &row.prev, &row.stored_text());
        if !keyring::same(code.as_bytes(), row.mac.as_bytes()) {
            return Some("it was changed");
        }
        let digest = chain::payload_digest(row.before.as_deref(), row.after.as_deref());
        let differs = !keyring::same(digest.as_bytes(), row.payload_digest.as_bytes());
        (differs && !is_erased(row)).then_some("its facts were changed")
    }

    fn pass(&mut self, row: Row) {
        self.verdict.events = row.seq;
        if is_erased(&row) && row.payload_digest != chain::payload_digest(None, None) {
            self.verdict.erased += 1;
        }
        self.prev = row.mac;
    }
}

fn is_erased(row: &Row) -> bool {
    row.before.is_none() && row.after.is_none()
}
