//! The running application: configuration, database, keys and caches that handlers share. One an instance.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::audit;
use crate::auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::lock::{self, Lock};
use crate::db::{Db, OpenError, migrate};
use crate::error::ApiError;
use crate::http::limits::{Limits, Unfit};
use crate::http::refusals::Refusals;
use crate::http::upload::{self, Leftovers};
use crate::imports;
use crate::keyring::{Keyring, KeyringError};
use crate::logging::{AccessLog, Repeats, SecurityLog};
use crate::paging::Cursors;
use crate::setup;
use crate::work::{Runner, Supervisor};

/// What every handler is given.
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub keyring: Arc<Keyring>,
    pub cursors: Cursors,
    pub auth: Arc<auth::Auth>,
    pub setup: setup::SetupToken,
    /// Where uploads lie until they are read.
    pub imports: PathBuf,
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
    set_up: AtomicBool,
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
    #[error(transparent)]
    Limits(#[from] Unfit),
    #[error(transparent)]
    Keys(#[from] KeyringError),
    #[error("the logs cannot be opened: {0}")]
    Logs(#[from] std::io::Error),
    #[error("{0}")]
    Refused(String),
}

impl From<ApiError> for StartError {
    fn from(error: ApiError) -> Self {
        Self::Refused(error.report())
    }
}

impl App {
    /// Locks the database, migrates, opens pools and keys. Blocks.
    pub fn start(config: Config, clock: Clock) -> Result<Self, StartError> {
        let lock = lock::take(&config)?;
        for name in migrate::run(&config)? {
            log::info!("migration {name} applied");
        }
        let config = Arc::new(config);
        let keyring = Arc::new(Keyring::derive(&config.secret_key)?);
        let db = Db::open(&config, clock)?;
        audit::open_chain(&db, &keyring)?;
        if let Some(warning) = audit::newest_ahead(&db)? {
            log::warn!("{warning}");
        }
        let security_log = SecurityLog::open(&config.log.folder)?;
        let auth = auth::Auth::open(&db, &keyring, &config, &security_log)?;
        let app = Self {
            access_log: AccessLog::open(&config.log.folder)?,
            security_log,
            cursors: Cursors::new(&keyring),
            setup: setup::SetupToken::new(&config.data_dir),
            imports: config.data_dir.join("imports"),
            runner: Runner::new(),
            supervisor: Supervisor::default(),
            limits: Limits::of(&config.rate_limits)?,
            refusals: Refusals::default(),
            outages: Repeats::default(),
            auth: Arc::new(auth),
            db,
            keyring,
            config,
            set_up: AtomicBool::new(false),
            leaving: AtomicBool::new(false),
            warned_of_proxy: AtomicBool::new(false),
            lock,
        };
        setup::prepare(&app)?;
        app.clear_up_imports()?;
        Ok(app)
    }

    /// What a killed process left of long work: who holds the folder's lock is alone, and goes on with it at once.
    fn clear_up_imports(&self) -> Result<(), StartError> {
        let leftovers = match &self.lock {
            Some(_) => Leftovers::All,
            None => Leftovers::Old,
        };
        if leftovers == Leftovers::All {
            self.runner.inherit(&self.db)?;
        }
        imports::fail_abandoned(&self.db)?;
        let needed = self.db.read_blocking(imports::waiting_uploads)?;
        Ok(upload::sweep(&self.imports, leftovers, &needed)?)
    }

    /// Whether a first user exists. Once true, it stays so.
    pub async fn is_set_up(&self) -> Result<bool, ApiError> {
        if self.set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let found = self.db.look(crate::settings::exist).await?;
        self.set_up.store(found, Ordering::Relaxed);
        Ok(found)
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
