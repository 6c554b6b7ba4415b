//! Reads: aside on a thread that may block, or at once where they are asked.

use std::sync::Arc;

use super::{Conn, Db, deadline, on_blocking_pool, outage, transaction, turn};
use crate::error::ApiError;

impl Db {
    /// Runs several queries on one unchanging picture of the database.
    pub async fn read<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        self.aside(move |conn| transaction::in_snapshot(conn, query))
            .await
    }

    /// The same for what is found by keys alone.
    pub async fn read_one<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        self.look(move |conn| transaction::in_snapshot(conn, query))
            .await
    }

    /// Runs a single query that finds its rows by keys alone; cheaper than [`Db::read_one`], for what must not see a picture
    /// of its own. An embedded database answers it sooner than another thread would begin, and readers there wait for no
    /// writer (<https://sqlite.org/wal.html>), so it runs where it is asked.
    pub async fn look<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        let turn = self.inner.reading.try_acquire();
        let idle = match turn {
            Ok(_) => self.inner.pools.idle_embedded()?,
            Err(_) => None,
        };
        let Some(mut idle) = idle else {
            drop(turn);
            return self.aside(query).await;
        };
        let conn: &mut Conn = &mut idle;
        query(conn).map_err(|error| outage::classified(conn, error))
    }

    /// Runs it on a thread that may block.
    async fn aside<T, F>(&self, query: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, ApiError> + Send + 'static,
    {
        let _turn = turn(&self.inner.reading).await?;
        let (inner, left) = (Arc::clone(&self.inner), deadline::remaining());
        on_blocking_pool(move || {
            let conn: &mut Conn = &mut *inner.pools.reader(left)?;
            query(conn).map_err(|error| outage::classified(conn, error))
        })
        .await
    }

    /// [`Db::read`] from a thread that may block.
    pub fn read_blocking<T>(
        &self,
        query: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        transaction::in_snapshot(&mut *self.inner.pools.reader(deadline::remaining())?, query)
    }
}
