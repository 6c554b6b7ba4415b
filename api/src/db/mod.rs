//! The database: two backends behind one query text, one write transaction at a time, snapshots for reads. Knows no feature.

pub mod bulk;
mod caller;
pub mod counters;
mod idempotency;
pub mod kept;
pub mod keys;
pub mod keyset;
pub mod migrate;
mod pool;
mod roles;
pub mod schema;
pub mod search;

pub use caller::{Actor, Caller, IdempotencyKey};
pub use idempotency::purge as forget_answers;
pub use keys::ChainKey;
pub use pool::{Conn, OpenError};

/// The pair of databases, as query types name it.
pub type Backend = <Conn as diesel::Connection>::Backend;

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::instant::Instant;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::ApiError;

/// How long a request may wait for a connection or for the one writer before it is answered 503.
const WAIT: Duration = Duration::from_secs(5);
/// Any number does, as long as every instance takes the same one.
const WRITER_LOCK: &str = "SELECT pg_advisory_xact_lock(7301)";

/// What a change is made with: the open transaction, its one instant, and who makes it.
pub struct Tx<'c> {
    pub conn: &'c mut Conn,
    pub now: Instant,
    pub actor: &'c Actor,
    pub(crate) chain: &'c ChainKey,
}

impl Tx<'_> {
    /// Ten random bytes for an id made in this transaction.
    pub fn random(&self) -> Result<[u8; 10], ApiError> {
        crate::keyring::random_bytes().map_err(ApiError::internal)
    }

    /// Whether the user of this stored id is the one who acts.
    pub fn is_actor(&self, user_id: &str) -> bool {
        self.actor
            .user
            .is_some_and(|user| user.to_string() == user_id)
    }
}

/// A handle to the database; clones share the same pools.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    pools: pool::Pools,
    writing: Semaphore,
    reading: Semaphore,
    running: idempotency::Running,
    clock: Clock,
    chain: std::sync::OnceLock<ChainKey>,
}

impl Db {
    /// Opens the pools; the schema must already be there (`migrate::run`).
    pub fn open(config: &Config, clock: Clock) -> Result<Self, OpenError> {
        let pools = pool::Pools::open(config)?;
        let inner = Inner {
            writing: Semaphore::new(pools.writers()),
            reading: Semaphore::new(pools.readers()),
            running: idempotency::Running::default(),
            pools,
            clock,
            chain: std::sync::OnceLock::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The present instant, in whole milliseconds.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Names the key that new events are chained with; the first call wins.
    pub fn chain_with(&self, chain: ChainKey) {
        self.inner.chain.get_or_init(|| chain);
    }

    /// Runs several queries on one unchanging picture of the database.
    pub async fn read<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        self.look(move |conn| in_snapshot(conn, query)).await
    }

    /// Runs a single query; cheaper than [`Db::read`], for what must not see a picture of its own.
    pub async fn look<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        let _turn = turn(&self.inner.reading).await?;
        let inner = Arc::clone(&self.inner);
        on_blocking_pool(move || query(&mut *inner.pools.reader()?)).await
    }

    /// Makes a change in one transaction. With an idempotency key, a repeated call answers what the first one answered.
    pub async fn write<T, F>(&self, caller: &Caller, change: F) -> Result<T, ApiError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let Some(key) = caller.key.clone() else {
            return self.write_unkeyed(caller, change).await;
        };
        let _running = self.inner.running.enter(&key, WAIT).await?;
        self.write_unkeyed(caller, move |tx| idempotency::once(tx, &key, change))
            .await
    }

    /// Makes a change whose answer holds a secret: nothing of it is kept for repeats.
    pub async fn write_unkeyed<T, F>(&self, caller: &Caller, change: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let _turn = turn(&self.inner.writing).await?;
        let inner = Arc::clone(&self.inner);
        let actor = caller.actor.clone();
        on_blocking_pool(move || inner.change(&actor, change)).await
    }

    /// The same change from a thread that may block: the command line and long work.
    pub fn write_blocking<T>(
        &self,
        actor: &Actor,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.inner.change(actor, change)
    }

    /// A first change, before the event chain is open: the instance's row and its keys.
    pub fn set_up<T>(
        &self,
        change: impl FnOnce(&mut Conn, Instant) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let now = self.now();
        in_transaction(&mut *self.inner.pools.writer()?, |conn| change(conn, now))
    }

    /// The same snapshot from a thread that may block.
    pub fn read_blocking<T>(
        &self,
        query: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        in_snapshot(&mut *self.inner.pools.reader()?, query)
    }
}

impl Inner {
    fn change<T>(
        &self,
        actor: &Actor,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let chain = self
            .chain
            .get()
            .ok_or_else(|| ApiError::broken("a change before the event chain was opened"))?;
        let mut conn = self.pools.writer()?;
        let now = self.clock.now();
        in_transaction(&mut conn, move |conn| {
            change(&mut Tx {
                conn,
                now,
                actor,
                chain,
            })
        })
    }
}

/// Commits when `work` succeeds, else rolls back. On SQLite the transaction begins as a writer, so that a read followed by
/// a write cannot fail halfway; on PostgreSQL one advisory lock gives the event chain its single writer.
pub(crate) fn in_transaction<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let begin = match conn {
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
        Conn::Postgres(_) => "BEGIN",
    };
    bracketed(conn, begin, |conn| {
        if let Conn::Postgres(pg) = conn {
            pg.batch_execute(WRITER_LOCK)?;
        }
        work(conn)
    })
}

fn in_snapshot<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let begin = match conn {
        Conn::Sqlite(_) => "BEGIN",
        Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    bracketed(conn, begin, work)
}

fn bracketed<T>(
    conn: &mut Conn,
    begin: &str,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    execute(conn, begin)?;
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mut *conn))) {
        Ok(Ok(value)) => match execute(conn, "COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => Err(abandon(conn, error)),
        },
        Ok(Err(error)) => Err(abandon(conn, error)),
        Err(panic) => {
            let error = ApiError::broken(panic_text(panic.as_ref()));
            Err(abandon(conn, error))
        }
    }
}

fn abandon(conn: &mut Conn, error: ApiError) -> ApiError {
    match execute(conn, "ROLLBACK") {
        Ok(()) => error,
        // The connection is gone or the transaction already ended; the first error tells more.
        Err(second) => {
            log::warn!("a rollback failed: {second}");
            error
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => format!("panic: {text}"),
        (None, Some(text)) => format!("panic: {text}"),
        (None, None) => "panic".to_owned(),
    }
}

fn execute(conn: &mut Conn, sql: &str) -> Result<(), ApiError> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.batch_execute(sql)?,
        Conn::Postgres(pg) => pg.batch_execute(sql)?,
    }
    Ok(())
}

async fn turn(gate: &Semaphore) -> Result<SemaphorePermit<'_>, ApiError> {
    match tokio::time::timeout(WAIT, gate.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(closed)) => Err(ApiError::internal(closed)),
        Err(_elapsed) => Err(ApiError::busy("The server is too busy to answer.")),
    }
}

async fn on_blocking_pool<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    match actix_web::rt::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(join) => Err(ApiError::internal(join)),
    }
}
