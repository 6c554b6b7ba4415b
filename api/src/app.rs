//! What every handler is given: configuration, database, keys, logs and limits. Knows no slice.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::lock::{self, Lock};
use crate::db::{Db, OpenError, migrate};
use crate::error::ApiError;
use crate::http::limits::{Limits, Unfit};
use crate::http::refusals::Refusals;
use crate::keyring::{self, Keyring, KeyringError};
use crate::logging::{AccessLog, Repeats, SecurityLog};
use crate::paging::Cursors;
use crate::setup_token::SetupToken;
use crate::work::{Runner, Supervisor};

/// The application as slices see it. One an instance.
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub keyring: keyring::InUse,
    pub cursors: Cursors,
    pub setup: SetupToken,
    /// Where uploads lie until they are read.
    pub imports: PathBuf,
    /// Where files lie while they are made and fetched; they have no name there, and are gone with whoever holds them.
    pub files: PathBuf,
    /// Does what takes longer than a request.
    pub runner: Runner,
    /// Knows how all that runs beside requests fares.
    pub supervisor: Supervisor,
    pub limits: Limits,
    pub refusals: Refusals,
    /// What is said in the log of failures that last.
    pub outages: Repeats,
    pub access_log: AccessLog,
    pub security_log: SecurityLog,
    /// Whether the shop is known to be set up: once it is, it stays so.
    pub is_set_up: AtomicBool,
    leaving: AtomicBool,
    warned_of_proxy: AtomicBool,
    /// Held as long as the process uses its SQLite database.
    lock: Option<Lock>,
}

/// Why the application could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(
        "the books are of an earlier release (schema {schema}), and nothing was changed, because a backup of them comes first and \
         cannot be made: {why}"
    )]
    NotKept { schema: String, why: String },
    #[error(
        "the books are of an earlier release (schema {schema}) and cannot be brought up: {why}. Nothing was changed: that \
         release runs on them as before. A backup was made first: {kept}"
    )]
    NotBroughtUp {
        schema: String,
        why: OpenError,
        kept: String,
    },
    #[error(transparent)]
    Limits(#[from] Unfit),
    #[error(transparent)]
    Keys(#[from] KeyringError),
    #[error("the logs cannot be opened: {0}")]
    Logs(#[from] std::io::Error),
    #[error("{0}")]
    Refused(String),
    /// SECURITY.md G06.
    #[error(
        "this SECRET_KEY was first used with APP_ENV={0}: production needs one of its own. Make it with `zehmo gen secret-key`, name the other one SECRET_KEY_PREVIOUS, then run `zehmo secrets rewrap`."
    )]
    SharedSecret(String),
}

impl From<ApiError> for StartError {
    fn from(error: ApiError) -> Self {
        Self::Refused(error.report())
    }
}

/// The keys of this configuration.
pub fn keyring(config: &Config) -> Result<Keyring, KeyringError> {
    let keyring = Keyring::derive(&config.secret_key)?;
    match &config.secret_key_previous {
        Some(previous) => keyring.with_previous(previous),
        None => Ok(keyring),
    }
}

/// What keeps the books as they are before their tables change: the place, or why it could not.
pub type Keep<'k> = dyn Fn(&Config, &str) -> Result<String, String> + 'k;

/// Migrates, and keeps what there was before; the names of the migrations that ran.
pub fn bring_up(config: &Config, keep: &Keep<'_>) -> Result<Vec<String>, StartError> {
    let Some(schema) = migrate::behind(config)? else {
        return Ok(migrate::run(config)?);
    };
    let kept = match keep(config, &schema) {
        Ok(place) => place,
        Err(why) => return Err(StartError::NotKept { schema, why }),
    };
    log::info!("the books as they are, in schema {schema}, are kept first: {kept}");
    migrate::run(config).map_err(|why| match migrate::behind(config) {
        Ok(Some(still)) if still == schema => StartError::NotBroughtUp { schema, why, kept },
        // The tables are up; what follows them failed.
        _ => StartError::Database(why),
    })
}

impl App {
    /// Locks the database, migrates, opens pools, keys and logs. Blocks. `keep` is told of a database that is about to be
    /// brought up from this schema, and says where it keeps what there was.
    pub fn open(config: Config, clock: Clock, keep: &Keep<'_>) -> Result<Self, StartError> {
        let lock = lock::take(&config)?;
        for name in bring_up(&config, keep)? {
            log::info!("migration {name} applied");
        }
        let config = Arc::new(config);
        let keyring = keyring::InUse::new(keyring(&config)?);
        let db = Db::open(&config, clock)?;
        let readers = db.readers();
        Ok(Self {
            access_log: AccessLog::open(&config.log.folder)?,
            security_log: SecurityLog::open(&config.log.folder)?,
            cursors: Cursors::new(keyring.clone()),
            setup: SetupToken::new(&config.data_dir),
            imports: config.data_dir.join("imports"),
            files: config.data_dir.join("files"),
            runner: Runner::new(),
            supervisor: Supervisor::default(),
            limits: Limits::of(&config.rate_limits, readers)?,
            refusals: Refusals::default(),
            outages: Repeats::default(),
            is_set_up: AtomicBool::new(false),
            db,
            keyring,
            config,
            leaving: AtomicBool::new(false),
            warned_of_proxy: AtomicBool::new(false),
            lock,
        })
    }

    /// Whether no other process can use this data folder meanwhile.
    pub fn is_alone(&self) -> bool {
        self.lock.is_some()
    }

    /// From now on the database's file is written only when its log is full.
    pub fn serve(&self) -> std::io::Result<()> {
        self.lock.as_ref().map_or(Ok(()), Lock::serve)
    }

    /// From now on the server counts as not ready, though it still answers.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        if let Some(Err(cause)) = self.lock.as_ref().map(Lock::end) {
            log::warn!("the database's lock cannot be written: {cause}");
        }
    }

    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// Says once that a proxy's headers are ignored, and what to set.
    pub fn warn_of_proxy_headers(&self) {
        if !self.warned_of_proxy.swap(true, Ordering::Relaxed) {
            log::warn!(
                "X-Forwarded-* or Forwarded from an untrusted peer is ignored; set TRUSTED_PROXIES to your proxy's network"
            );
        }
    }
}
