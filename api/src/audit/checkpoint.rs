//! Checkpoints: signed lines that say which event was the newest at a moment. They leave the database for the logs, so that
//! an end that is cut off later is missed.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::store::{self, Row};
use super::{Change, history, record};
use crate::db::{Tx, keys};
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::keyring::signing::{self, NewPair};
use crate::logging::SECURITY_TRAIL;

/// What the keys are for, in the key table.
pub const PURPOSE: &str = "checkpoint";
/// How each begins, wherever it stands in a line.
const MARK: &str = "zehmo-checkpoint:v1:";

/// The newest event of a moment, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub seq: i64,
    pub at: Instant,
    /// The event's code.
    pub mac: String,
    pub key: String,
    signature: String,
}

/// Signs for the newest event. The first time it makes the key, and the journal says with which public half to check.
pub fn sign(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<Checkpoint, ApiError> {
    let key = key(tx, keyring)?;
    let (seq, mac) = store::head(tx.conn)?.unwrap_or_default();
    signed(tx, &key, (seq, mac))
}

pub fn key(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<keys::Key, ApiError> {
    let known = keys::of_purpose(tx.conn, keyring, PURPOSE)?;
    match known.into_iter().next() {
        Some(key) => Ok(key),
        None => first_key(tx, keyring),
    }
}

/// Signs for this event.
pub fn signed(
    tx: &Tx<'_>,
    key: &keys::Key,
    (seq, mac): (i64, String),
) -> Result<Checkpoint, ApiError> {
    let signature = signing::sign(&key.secret, &message(seq, tx.now, &mac));
    Ok(Checkpoint {
        seq,
        at: tx.now,
        mac,
        key: key.id.clone(),
        signature: signature.map_err(ApiError::internal)?,
    })
}

fn first_key(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<keys::Key, ApiError> {
    let NewPair {
        id,
        public,
        private,
    } = NewPair::generate().map_err(ApiError::internal)?;
    let change = Change {
        action: Action::KeyMade,
        entity: Entity::Key,
        entity_id: id.clone(),
        before: None,
        after: Some(json!({ "purpose": PURPOSE, "public": public })),
    };
    record(tx, &change)?;
    let new = keys::NewKey {
        id,
        public: Some(public),
        secret: private,
    };
    keys::activate(tx.conn, keyring, PURPOSE, new, tx.now)
}

/// The name and the public half of the key that this event tells.
pub fn key_in(row: &Row) -> Option<(String, String)> {
    let facts = history::facts(row)?;
    let text = |name: &str| Some(facts.get(name)?.as_str()?.to_owned());
    let name = match row.action.parse() {
        Ok(Action::KeyMade) if facts.get("purpose")? == PURPOSE => row.entity_id.clone(),
        // What told it first may have been cut off.
        Ok(Action::AuditPruned) => text("key"),
        _ => None,
    };
    Some((name?, text("public")?))
}

impl Checkpoint {
    /// Whether the holder of this public key signed it.
    pub fn is_signed_by(&self, public: &str) -> bool {
        let message = message(self.seq, self.at, &self.mac);
        signing::is_signed(public, &message, &self.signature)
    }

    /// The one in this line, whatever stands around it.
    fn in_line(line: &str) -> Option<Self> {
        let (_, told) = line.split_once(MARK)?;
        let is_of_one = |letter: char| letter.is_ascii_alphanumeric() || "-_:".contains(letter);
        let end = told.find(|letter| !is_of_one(letter));
        let told = told.get(..end.unwrap_or(told.len()))?;
        let mut parts = told.split(':');
        let mut next = || parts.next().map(str::to_owned);
        Some(Self {
            seq: next()?.parse().ok()?,
            at: Instant::from_millis(next()?.parse().ok()?),
            mac: next()?,
            key: next()?,
            signature: next()?,
        })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seq,
            at,
            mac,
            key,
            signature,
        } = self;
        write!(f, "{MARK}{seq}:{}:{mac}:{key}:{signature}", at.millis())
    }
}

fn message(seq: i64, at: Instant, mac: &str) -> Vec<u8> {
    format!("{MARK}{seq}:{}:{mac}", at.millis()).into_bytes()
}

/// All that stand in these files, whatever else does.
pub fn in_files(files: &[PathBuf]) -> Result<Vec<Checkpoint>, (PathBuf, io::Error)> {
    let mut all = Vec::new();
    for path in files {
        let named = |error| (path.clone(), error);
        let lines = BufReader::new(File::open(path).map_err(named)?).split(b'\n');
        for line in lines {
            let line = line.map_err(named)?;
            all.extend(Checkpoint::in_line(&String::from_utf8_lossy(&line)));
        }
    }
    Ok(all)
}

/// All that stand in the security trail in this folder; none where there is none.
pub fn in_trail(folder: &Path) -> Result<Vec<Checkpoint>, (PathBuf, io::Error)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err((folder.to_owned(), error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| (folder.to_owned(), error))?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(SECURITY_TRAIL) {
            files.push(entry.path());
        }
    }
    in_files(&files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_found_in_any_line_and_holds_for_its_signer_alone() {
        let pair = NewPair::generate().unwrap();
        let (at, mac) = (Instant::from_millis(1_764_560_000_123), "ab".repeat(32));
        let made = Checkpoint {
            seq: 42,
            at,
            signature: signing::sign(&pair.private, &message(42, at, &mac)).unwrap(),
            mac,
            key: pair.id,
        };
        for line in [
            made.to_string(),
            format!("2026-12-01 08:00:00 - zehmo - INFO - checkpoint {made}\r"),
            format!("{{\"detail\":\"{made}\",\"ip\":null}}"),
        ] {
            assert_eq!(Checkpoint::in_line(&line).as_ref(), Some(&made), "{line}");
        }
        assert!(made.is_signed_by(&pair.public));
        let later = Checkpoint {
            seq: 43,
            ..made.clone()
        };
        assert!(!later.is_signed_by(&pair.public));
        let other = NewPair::generate().unwrap().public;
        assert!(!made.is_signed_by(&other) && !made.is_signed_by("no key"));
        for line in [
            "",
            MARK,
            "zehmo-checkpoint:v1:x:1:a:b:c",
            "zehmo-checkpoint:v1:1:1:a",
        ] {
            assert_eq!(Checkpoint::in_line(line), None, "{line}");
        }
    }
}
