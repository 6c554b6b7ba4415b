//! What the function that does the work is given: every step is written only as long as the work is still its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use shared::id::OperationId;
use shared::operations::OperationStatus;

use super::store::{self, claims};
use crate::db::{Actor, Db, Tx};
use crate::error::ApiError;

/// Why work ends before it is done.
#[derive(Debug)]
pub enum Halt {
    /// The process stops; whoever is next goes on.
    Stopped,
    /// Somebody called it off.
    Cancelled,
    /// Another runner has it, or it is gone.
    Lost,
    /// It failed. The database that was away may be there again for the next attempt.
    Failed(ApiError),
    /// It failed, and no further attempt can do better.
    GivenUp(ApiError),
}

impl From<ApiError> for Halt {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

/// One piece of work in the hands of one runner.
pub struct Work {
    pub id: OperationId,
    pub subject: String,
    pub actor: Actor,
    /// How often it was begun, this time included.
    pub attempts: i64,
    pub(super) db: Db,
    pub(super) runner: String,
    /// Set by whoever wants it to stop soon; read between steps, and by what takes long without one.
    pub stop: Arc<AtomicBool>,
    pub(super) leaving: Arc<AtomicBool>,
    done: AtomicI64,
    total: AtomicI64,
}

impl Work {
    pub(super) fn of(
        row: &store::Row,
        db: &Db,
        runner: &str,
        leaving: &Arc<AtomicBool>,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            id: crate::stored::stored(&row.id)?,
            subject: row.subject_id.clone(),
            actor: store::actor_of(row)?,
            attempts: row.attempts,
            db: db.clone(),
            runner: runner.to_owned(),
            stop: Arc::new(AtomicBool::new(row.cancel_requested)),
            leaving: Arc::clone(leaving),
            done: AtomicI64::new(row.done),
            total: AtomicI64::new(row.total),
        })
    }

    /// How much there is to do, and how much of it is done.
    pub fn counts(&self, done: i64, total: i64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Written with the next step.
    pub fn did(&self, more: usize) {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// How much was done when it was last written.
    pub fn done(&self) -> i64 {
        self.done.load(Ordering::Relaxed)
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.leaving.load(Ordering::Relaxed)
    }

    /// Whether this process stops.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// Makes one step in one short transaction, together with its progress; nothing of it when the work is called off,
    /// another runner's, or when this process stops.
    pub fn step<T>(
        &self,
        step: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, Halt> {
        if self.leaving.load(Ordering::Relaxed) {
            return Err(Halt::Stopped);
        }
        let progress = (self.done(), self.total.load(Ordering::Relaxed));
        self.db
            .write_blocking(&self.actor, |tx| match self.mine(tx, Some(progress))? {
                Ok(()) => step(tx).map(Ok),
                Err(halt) => Ok(Err(halt)),
            })?
    }

    /// Makes the last step, with which the work is done.
    pub fn finish(
        &self,
        step: impl FnOnce(&mut Tx<'_>) -> Result<(), ApiError>,
    ) -> Result<(), Halt> {
        let total = self.total.load(Ordering::Relaxed);
        self.done.store(total, Ordering::Relaxed);
        let id = self.id.to_string();
        self.step(|tx| {
            step(tx)?;
            claims::finish(tx, &id, OperationStatus::Done, None)
        })
    }

    /// Cleans up after work that came to nothing, though it may be called off. Another runner's work is left alone.
    pub fn undo<T>(
        &self,
        step: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<Option<T>, ApiError> {
        self.db.write_blocking(&self.actor, |tx| {
            match claims::keep(tx, &self.id.to_string(), &self.runner, None)? {
                Some(_mine) => step(tx).map(Some),
                None => Ok(None),
            }
        })
    }

    /// Says that it is still alive, and hears whether it was called off.
    pub(super) fn renew(&self) -> Result<(), ApiError> {
        let mine = self
            .db
            .write_blocking(&self.actor, |tx| self.mine(tx, None))?;
        if mine.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn mine(
        &self,
        tx: &mut Tx<'_>,
        progress: Option<(i64, i64)>,
    ) -> Result<Result<(), Halt>, ApiError> {
        let row = claims::keep(tx, &self.id.to_string(), &self.runner, progress)?;
        Ok(match row {
            None => Err(Halt::Lost),
            Some(row) if row.cancel_requested => Err(Halt::Cancelled),
            Some(_) => Ok(()),
        })
    }
}
