//! Makes a backup. It gets its name when it is proved, so that whatever has one is whole.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use shared::id::BackupId;
use shared::instant::Instant;
use tempfile::TempDir;

use super::check::Known;
use super::manifest::{Data, FORMAT, Manifest};
use super::{Fault, at, books, check, container};
use crate::config::{Config, Database};
use crate::db::copy;
use crate::keyring::Keyring;

/// What a file that is being made begins with; whatever a killed process left has it as well.
pub const UNFINISHED: &str = ".unfinished-";
/// What the name of every backup begins with.
pub const PREFIX: &str = "zehmo-";
/// What it ends with.
pub const ENDING: &str = ".tar.zst";

/// A backup that was made and proved.
pub struct Made {
    pub path: PathBuf,
    pub bytes: u64,
    pub manifest: Manifest,
}

/// Which one is made, and where.
pub struct Order<'a> {
    pub id: BackupId,
    pub folder: &'a Path,
    pub now: Instant,
}

/// Copies the database as it stands, proves the copy, packs it, and proves what was packed. Nothing is left of one that
/// does not come to its end.
pub fn make(
    config: &Config,
    keyring: &Keyring,
    order: &Order<'_>,
    stop: &AtomicBool,
) -> Result<Made, Fault> {
    let desk = Desk::open(order)?;
    copy::take(config, &desk.database, stop)?;
    let known = check::look(&desk.database, keyring).map_err(|fault| match fault {
        Fault::Damaged(why) => Fault::Unsound(why),
        other => other,
    })?;
    desk.pack(config, keyring, known, stop)
}

/// Makes one of a database that is about to be brought up from this schema, in which it stays. Its pages and constraints are
/// looked at; its journal is when it is restored.
pub fn make_as_it_was(
    config: &Config,
    keyring: &Keyring,
    order: &Order<'_>,
    schema: &str,
) -> Result<Made, Fault> {
    let desk = Desk::open(order)?;
    let never = AtomicBool::new(false);
    copy::take_as_it_was(config, schema, &desk.database, &never)?;
    let faults = books::faults(&desk.database)?;
    if !faults.is_empty() {
        return Err(Fault::Unsound(faults.join("; ")));
    }
    let known = Known {
        schema: books::schema(&desk.database)?,
        books: books::of(&desk.database)?,
    };
    desk.pack(config, keyring, known, &never)
}

/// Where one is made; nothing of it is left.
struct Desk<'a> {
    order: &'a Order<'a>,
    #[expect(dead_code, reason = "the folder goes with it")]
    scratch: TempDir,
    database: PathBuf,
}

impl<'a> Desk<'a> {
    fn open(order: &'a Order<'a>) -> Result<Self, Fault> {
        let folder = order.folder;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(at(folder))?;
        let mut unfinished = tempfile::Builder::new();
        let scratch = unfinished.prefix(UNFINISHED).tempdir_in(folder);
        let scratch = scratch.map_err(at(folder))?;
        Ok(Self {
            order,
            database: scratch.path().join("books.sqlite3"),
            scratch,
        })
    }

    /// Packs the copy, and proves what was packed.
    fn pack(
        &self,
        config: &Config,
        keyring: &Keyring,
        known: Known,
        stop: &AtomicBool,
    ) -> Result<Made, Fault> {
        let Order { id, folder, now } = *self.order;
        let (bytes, sha256) = container::digest(&self.database, stop)?;
        let manifest = Manifest {
            format: FORMAT,
            id,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            created_at: now,
            source: match config.database {
                Database::Sqlite(_) => "sqlite".to_owned(),
                Database::Postgres(_) => "postgresql".to_owned(),
            },
            schema: known.schema,
            key: keyring.fingerprint(),
            data: Data { bytes, sha256 },
            books: known.books,
        };
        let mut unfinished = tempfile::Builder::new();
        let packed = unfinished.prefix(UNFINISHED).tempfile_in(folder);
        let packed = packed.map_err(at(folder))?;
        container::write(packed.as_file(), &manifest, &self.database, stop)?;
        container::unpack(packed.path(), None, stop)?;
        let path = folder.join(name(now));
        let kept = packed.persist_noclobber(&path);
        kept.map_err(|error| Fault::File(path.clone(), error.error))?;
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(at(folder))?;
        Ok(Made {
            bytes: fs::metadata(&path).map_err(at(&path))?.len(),
            path,
            manifest,
        })
    }
}

/// `zehmo-2026-11-30T22-10-00.123Z.tar.zst`: no colons, which other systems refuse in names.
fn name(now: Instant) -> String {
    format!("{PREFIX}{}{ENDING}", now.to_string().replace(':', "-"))
}
