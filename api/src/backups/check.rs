//! Proves a backup: its file, its database, its books and its journal.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::manifest::{Books, Manifest};
use super::{Fault, books, container};
use crate::db::copy;
use crate::keyring::Keyring;
use crate::{audit, auth};

/// A backup of which everything that its manifest says was found true.
pub struct Proof {
    pub manifest: Manifest,
    /// Its database, brought up to the present schema, in the folder that was given.
    pub database: PathBuf,
}

/// What is known of a copy.
pub struct Known {
    pub schema: String,
    pub books: Books,
}

/// Takes the backup's database out into this folder and proves it.
pub fn prove(
    file: &Path,
    folder: &Path,
    keyring: &Keyring,
    stop: &AtomicBool,
) -> Result<Proof, Fault> {
    let manifest = container::read_manifest(file)?;
    if !keyring.fingerprints().any(|known| known == manifest.key) {
        return Err(Fault::OtherKey);
    }
    let database = folder.join("books.sqlite3");
    let manifest = container::unpack(file, Some(&database), stop)?;
    let known = look(&database, keyring)?;
    if known.schema != manifest.schema || known.books != manifest.books {
        let why = "its tables do not come to what its manifest says".to_owned();
        return Err(Fault::Damaged(why));
    }
    Ok(Proof { manifest, database })
}

/// Looks into a copy: sound as a file, of a schema that this program knows, and with a journal that is whole. Afterwards its
/// schema is this program's.
pub fn look(database: &Path, keyring: &Keyring) -> Result<Known, Fault> {
    let faults = books::faults(database)?;
    if !faults.is_empty() {
        return Err(Fault::Damaged(faults.join("; ")));
    }
    let known = Known {
        schema: books::schema(database)?,
        books: books::of(database)?,
    };
    copy::bring_up(database)?;
    let verdict = audit::verify(&mut copy::open(database)?, keyring)?;
    if let Some(bad) = verdict.bad {
        let why = format!("event {} of its journal: {}", bad.seq, bad.what);
        return Err(Fault::Damaged(why));
    }
    if verdict.events != known.books.chain.seq {
        return Err(Fault::Damaged(
            "events are missing in its journal".to_owned(),
        ));
    }
    copy::settle(database)?;
    Ok(known)
}

/// Whether an administrator of a copy could sign in: one is enabled and has a password, and the keys open that sign tokens.
pub fn entrance(database: &Path, keyring: &Keyring) -> Result<(), Fault> {
    let is_open = auth::has_entrance(&mut copy::open(database)?, keyring)?;
    match is_open {
        true => Ok(()),
        false => Err(Fault::Damaged("no administrator could sign in".to_owned())),
    }
}
