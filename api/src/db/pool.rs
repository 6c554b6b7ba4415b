//! Connections: one writer and several readers on SQLite, one pool on PostgreSQL.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use r2d2::{ManageConnection, Pool, PooledConnection};

use super::open_error::OpenError;
use super::own_file::OwnFile;
use super::unreachable::{Report, Unreachable, reason};
use crate::config::{Config, Database};
use crate::error::ApiError;

/// One connection of either kind. Queries are written once and run on both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// How a connection is made and what it is told first.
pub(super) struct Manager {
    database: Database,
    /// A SQLite connection that refuses every write.
    read_only: bool,
    /// Counts the connections that broke; what was made before the last of them is made anew, since it leads to the same
    /// server, which may be another one's standby by now.
    generation: Arc<AtomicU64>,
    unreachable: Arc<Unreachable>,
    file: Option<Arc<OwnFile>>,
}

/// A connection in the pool.
pub(super) struct Held {
    conn: Conn,
    generation: u64,
}

impl Deref for Held {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Manager {
    fn of(database: Database, read_only: bool) -> Self {
        Self {
            unreachable: Arc::new(Unreachable::new(&database)),
            database,
            read_only,
            generation: Arc::new(AtomicU64::new(0)),
            file: None,
        }
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// Why there is no connection is for whoever speaks of it to find out: that takes time.
    fn unreachable(&self) -> OpenError {
        OpenError::Unreachable {
            database: self.database.shown(),
            reason: "no connection".to_owned(),
        }
    }

    pub(super) fn open(&self) -> Result<Conn, OpenError> {
        match &self.database {
            Database::Sqlite(path) => {
                let path = path.to_str().ok_or(OpenError::Path)?;
                let mut conn = SqliteConnection::establish(path).map_err(|_| self.unreachable())?;
                conn.batch_execute(SQLITE_SETTINGS)?;
                if self.read_only {
                    conn.batch_execute("PRAGMA query_only = ON")?;
                }
                Ok(Conn::Sqlite(conn))
            }
            Database::Postgres(url) => {
                let mut conn =
                    PgConnection::establish(url.now().expose()).map_err(|_| self.unreachable())?;
                conn.batch_execute(POSTGRES_SETTINGS)?;
                Ok(Conn::Postgres(conn))
            }
        }
    }
}

/// WAL lets readers go on beside the writer. `synchronous = FULL` syncs the log at each commit: what was acknowledged
/// survives a power failure, not only a crash of the process. `trusted_schema = OFF` keeps a doctored file from running functions.
/// A checkpoint after 16 MB of log instead of 4 writes a page that many sales touched once instead of four times.
pub(super) const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; \
     PRAGMA wal_autocheckpoint = 4000;";
/// Queries here take milliseconds; compiling one took up to half a second.
const POSTGRES_SETTINGS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '60s'; SET TIME ZONE 'UTC'; \
     SET idle_in_transaction_session_timeout = '120s'; SET jit = off";

impl ManageConnection for Manager {
    type Connection = Held;
    type Error = OpenError;

    fn connect(&self) -> Result<Held, OpenError> {
        let generation = self.generation();
        is_ours(self.file.as_deref())?;
        let conn = self.open()?;
        self.unreachable.ended();
        Ok(Held { conn, generation })
    }

    fn is_valid(&self, held: &mut Held) -> Result<(), OpenError> {
        if held.generation != self.generation() {
            return Err(OpenError::Outdated);
        }
        match &mut held.conn {
            Conn::Sqlite(_) => Ok(()),
            // After the server was unreachable, a dead connection is found here and replaced, not by a person's request.
            Conn::Postgres(pg) => Ok(hear(pg)?),
        }
    }

    fn has_broken(&self, held: &mut Held) -> bool {
        let is_broken = match &mut held.conn {
            Conn::Sqlite(sqlite) => sqlite.is_broken(),
            Conn::Postgres(pg) => pg.is_broken(),
        };
        if is_broken {
            self.generation.fetch_add(1, Ordering::Relaxed);
        }
        is_broken
    }
}

/// Reads what the server said meanwhile, without asking it anything: first its farewell, then that it hung up.
fn hear(pg: &mut PgConnection) -> QueryResult<()> {
    for _ in 0..2 {
        if let Some(Err(error)) = pg.notifications_iter().next() {
            return Err(error);
        }
    }
    Ok(())
}

pub(super) struct Pools {
    writers: Pool<Manager>,
    /// Only SQLite has separate readers; PostgreSQL's connections do both.
    readers: Option<Pool<Manager>>,
    /// The writers'.
    generation: Arc<AtomicU64>,
    file: Option<Arc<OwnFile>>,
}

impl Pools {
    pub(super) fn open(config: &Config) -> Result<Self, OpenError> {
        let size = config.db_pool_size.max(1);
        let file = OwnFile::of(&config.database).map(Arc::new);
        let manager = |read_only| {
            let mut manager = Manager::of(config.database.clone(), read_only);
            manager.file.clone_from(&file);
            manager
        };
        let writing = manager(false);
        let generation = writing.generation.clone();
        let (writers, readers) = match &config.database {
            Database::Sqlite(_) => (pool(writing, 1)?, Some(pool(manager(true), size)?)),
            Database::Postgres(_) => (pool(writing, size)?, None),
        };
        is_ours(file.as_deref())?;
        Ok(Self {
            writers,
            readers,
            generation,
            file,
        })
    }

    /// Each connection is made anew before it is used the next time.
    pub(super) fn renew(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn readers(&self) -> usize {
        let pool = self.readers.as_ref().unwrap_or(&self.writers);
        usize::try_from(pool.max_size()).unwrap_or(1)
    }

    pub(super) fn writer(&self, left: Duration) -> Result<PooledConnection<Manager>, ApiError> {
        self.take(&self.writers, left)
    }

    pub(super) fn reader(&self, left: Duration) -> Result<PooledConnection<Manager>, ApiError> {
        self.take(self.readers.as_ref().unwrap_or(&self.writers), left)
    }

    /// A reader of an embedded database, if one is free at this moment.
    pub(super) fn idle_embedded(&self) -> Result<Option<PooledConnection<Manager>>, ApiError> {
        self.must_be_ours()?;
        Ok(self.readers.as_ref().and_then(Pool::try_get))
    }

    fn take(
        &self,
        pool: &Pool<Manager>,
        left: Duration,
    ) -> Result<PooledConnection<Manager>, ApiError> {
        self.must_be_ours()?;
        pool.get_timeout(left)
            .map_err(|error| ApiError::busy_because("The database cannot be reached.", error))
    }

    fn must_be_ours(&self) -> Result<(), ApiError> {
        is_ours(self.file.as_deref()).map_err(|error| {
            ApiError::busy_because("The database's file was replaced or is gone.", error)
        })
    }
}

fn is_ours(file: Option<&OwnFile>) -> Result<(), OpenError> {
    file.map_or(Ok(()), OwnFile::check)
}

fn pool(manager: Manager, size: u32) -> Result<Pool<Manager>, OpenError> {
    let report = Report(Arc::clone(&manager.unreachable));
    let pool = Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(5))
        .error_handler(Box::new(report))
        .build(manager)?;
    Ok(pool)
}

/// One connection beside the pools. Whoever asks for it stops when there is none, so the reason is found out.
pub(super) fn single(database: Database) -> Result<Conn, OpenError> {
    let manager = Manager::of(database, false);
    manager.open().map_err(|error| match error {
        OpenError::Unreachable { database, .. } => OpenError::Unreachable {
            database,
            reason: reason(&manager.database),
        },
        other => other,
    })
}

#[cfg(test)]
mod tests;
