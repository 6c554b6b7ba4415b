//! The database: two backends behind one query text, one write transaction at a time, snapshots for reads. Knows no feature.

pub mod bulk;
mod caller;
pub mod copy;
pub mod counters;
pub mod counts;
pub mod deadline;
mod folded;
mod group_commit;
mod idempotency;
pub mod keys;
pub mod keyset;
pub mod lock;
pub mod migrate;
pub mod native;
mod one_table;
mod open_error;
mod outage;
mod own_file;
pub mod password;
mod pool;
mod pooler;
pub mod prepared;
mod reads;
mod refold;
pub mod roles;
pub mod root_secrets;
pub mod schema;
pub mod search;
mod transaction;
mod unreachable;

pub use caller::{Actor, Caller, IdempotencyKey, KnownToken, KnownUser, Principal};
pub use idempotency::{Answer, purge as forget_answers};
pub use keys::ChainKey;
pub use open_error::OpenError;
pub use outage::takes_changes;
pub use pool::Conn;
pub(crate) use transaction::{caught_panic, in_transaction};

/// The pair of databases, as query types name it.
pub type Backend = <Conn as diesel::Connection>::Backend;

use std::sync::{Arc, PoisonError, RwLock};

use shared::instant::Instant;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::ApiError;

/// What a change is made with: the open transaction, its one instant, and who makes it.
pub struct Tx<'c> {
    pub conn: &'c mut Conn,
    pub now: Instant,
    pub actor: &'c Actor,
    pub(crate) chain: &'c ChainKey,
    pub(crate) head: &'c mut ChainHead,
}

/// The place and the code of the newest event, once a change of this transaction has read or written it. No other
/// transaction can add one meanwhile.
pub(crate) type ChainHead = Option<(i64, String)>;

impl Tx<'_> {
    /// Ten random bytes for an id made in this transaction.
    pub fn random(&self) -> Result<[u8; 10], ApiError> {
        crate::keyring::random_bytes().map_err(ApiError::internal)
    }

    /// Whether the user of this stored id is the one who acts.
    pub fn is_actor(&self, user_id: &str) -> bool {
        self.actor
            .user()
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
    waiting: group_commit::Queue,
    writing: Semaphore,
    reading: Semaphore,
    running: idempotency::Running,
    clock: Clock,
    chain: RwLock<Option<Arc<ChainKey>>>,
}

impl Db {
    /// Opens the pools; the schema must already be there (`migrate::run`).
    pub fn open(config: &Config, clock: Clock) -> Result<Self, OpenError> {
        let pools = pool::Pools::open(config)?;
        let inner = Inner {
            waiting: group_commit::Queue::default(),
            writing: Semaphore::new(1),
            reading: Semaphore::new(pools.readers()),
            running: idempotency::Running::default(),
            pools,
            clock,
            chain: RwLock::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The present instant, in whole milliseconds.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// Connections lead to the address of the moment before they are used the next time.
    pub fn reconnect(&self) {
        self.inner.pools.renew();
    }

    /// How many can read at once.
    pub fn readers(&self) -> usize {
        self.inner.pools.readers()
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Names the key that events are chained with from now on.
    pub fn chain_with(&self, chain: ChainKey) {
        let place = self.inner.chain.write();
        *place.unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(chain));
    }

    /// The epoch of that key.
    pub fn epoch(&self) -> Option<i64> {
        self.inner.chain().map(|chain| chain.epoch)
    }

    /// Makes a change in one transaction. With an idempotency key, a repeated call fails with what the first one answered,
    /// which goes out as it did then; so nothing that follows the change happens twice.
    pub async fn write<T, F>(&self, caller: &Caller, change: F) -> Result<T, ApiError>
    where
        T: Answer + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let Some(key) = caller.key.clone() else {
            return self.write_unkeyed(caller, change).await;
        };
        let _running = self.inner.running.enter(&key).await?;
        self.write_unkeyed(caller, move |tx| idempotency::once(tx, &key, change))
            .await
    }

    /// Makes a change whose answer holds a secret: nothing of it is kept for repeats.
    pub async fn write_unkeyed<T, F>(&self, caller: &Caller, change: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let actor = caller.actor.clone();
        let mut ticket = self
            .inner
            .waiting
            .enter(move |conn, head| inner.run(conn, head, &actor, change));
        loop {
            let turn = tokio::select! {
                biased;
                answer = ticket.answer() => return answer,
                turn = turn(&self.inner.writing) => turn,
            };
            match turn {
                Ok(_turn) if ticket.is_waiting() => match self.lead().await {
                    Err(error) if ticket.withdraw() => return Err(error),
                    Ok(()) | Err(_) => {}
                },
                Ok(turn) => {
                    drop(turn);
                    return ticket.answer().await;
                }
                Err(busy) if ticket.withdraw() => return Err(busy),
                Err(_taken) => return ticket.answer().await,
            }
        }
    }

    /// Commits what is waiting, for whoever waits.
    async fn lead(&self) -> Result<(), ApiError> {
        let (inner, left) = (Arc::clone(&self.inner), deadline::remaining());
        on_blocking_pool(move || {
            let mut conn = inner.pools.writer(left)?;
            inner.waiting.commit(&mut conn, left)
        })
        .await
    }

    /// The same change from a thread that may block: the command line and long work. It stands in line with the changes of
    /// requests, so that many of them one after the other let each of those through.
    pub fn write_blocking<T>(
        &self,
        actor: &Actor,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let _turn = in_line(&self.inner.writing)?;
        self.inner.change(actor, change)
    }

    /// A first change, before the event chain is open: the instance's row and its keys.
    pub fn set_up<T>(
        &self,
        change: impl FnOnce(&mut Conn, Instant) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let now = self.now();
        in_transaction(
            &mut *self.inner.pools.writer(deadline::remaining())?,
            |conn| change(conn, now),
        )
    }
}

/// Proves that this configuration's PostgreSQL database lets us in, as a role that production allows.
pub fn try_out(config: &Config) -> Result<(), OpenError> {
    pool::single(config.database.clone())?;
    roles::refuse_powerful(config)
}

impl Inner {
    fn change<T>(
        &self,
        actor: &Actor,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        in_transaction(&mut *self.pools.writer(deadline::remaining())?, |conn| {
            self.run(conn, &mut None, actor, change)
        })
    }

    /// The change itself, in a transaction that is open.
    fn run<T>(
        &self,
        conn: &mut Conn,
        head: &mut ChainHead,
        actor: &Actor,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let chain = self
            .chain()
            .ok_or_else(|| ApiError::broken("a change before the event chain was opened"))?;
        change(&mut Tx {
            conn,
            now: self.clock.now(),
            actor,
            chain: &chain,
            head,
        })
    }

    fn chain(&self) -> Option<Arc<ChainKey>> {
        let chain = self.chain.read().unwrap_or_else(PoisonError::into_inner);
        chain.clone()
    }
}

async fn turn(permits: &Semaphore) -> Result<SemaphorePermit<'_>, ApiError> {
    deadline::wait(permits.acquire())
        .await?
        .map_err(ApiError::internal)
}

/// The next turn, in the order of who came; waits as long as it takes. Must not be called where an executor runs.
fn in_line(permits: &Semaphore) -> Result<SemaphorePermit<'_>, ApiError> {
    match permits.try_acquire() {
        Ok(permit) => Ok(permit),
        Err(_taken) => futures_executor::block_on(permits.acquire()).map_err(ApiError::internal),
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
