//! What is kept before an upgrade changes the tables.

use std::sync::atomic::AtomicBool;

use shared::id::BackupId;
use shared::instant::Instant;

use super::make::{Order, make_as_it_was};
use super::{Fault, container, shelf};
use crate::app;
use crate::audit;
use crate::config::Config;
use crate::db::copy;
use crate::error::ApiError;
use crate::keyring::random_bytes;

/// Makes a backup of a database that is about to be brought up from this schema: its file, or why there is none. An upgrade
/// that failed is tried again and again by whatever starts the server: the books of the first time are kept once.
pub fn keep(config: &Config, schema: &str, now: Instant) -> Result<String, String> {
    let kept = match kept_already(config, schema) {
        Ok(Some(path)) => Ok(path),
        Ok(None) => kept_now(config, schema, now),
        Err(fault) => Err(fault),
    };
    kept.map_err(|fault| fault.to_string())
}

fn kept_already(config: &Config, schema: &str) -> Result<Option<String>, Fault> {
    let head = audit::head(&mut copy::reading(&config.database)?)?;
    let kept = shelf::all(&config.backups.folder)?;
    let mut same = kept.iter().filter(|one| {
        let chain = &one.manifest.books.chain;
        let newest = head.as_ref().map(|(seq, mac)| (*seq, mac));
        let is_of_now = newest == Some((chain.seq, &chain.mac));
        let is_whole = || container::unpack(&one.path, None, &AtomicBool::new(false)).is_ok();
        one.manifest.schema == schema && is_of_now && is_whole()
    });
    Ok(same.next().map(|one| one.path.display().to_string()))
}

fn kept_now(config: &Config, schema: &str, now: Instant) -> Result<String, Fault> {
    let keyring = app::keyring(config).map_err(ApiError::internal)?;
    let random = random_bytes().map_err(ApiError::internal)?;
    let order = Order {
        id: BackupId::from_parts(now, &random),
        folder: &config.backups.folder,
        now,
    };
    let made = make_as_it_was(config, &keyring, &order, schema)?;
    Ok(made.path.display().to_string())
}
