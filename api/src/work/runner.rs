//! The runner of a process: takes one piece of work after the other, and stops between two steps when the process does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use shared::id::OperationId;
use shared::operations::{OperationKind, OperationStatus};
use shared::problem::{Problem, ProblemCode};
use tokio::sync::Notify;

use super::handle::{Halt, Work};
use super::lease;
use super::store::claims;
use crate::db::{Actor, Db};
use crate::error::ApiError;
use crate::stored::stored;

/// How often a runner without work looks for some that another process queued, or left.
const LOOKED_EVERY: Duration = Duration::from_secs(5);
/// Work that was begun so often without coming to its end brings its process down, or would wait for ever.
const ATTEMPTS_MAX: i64 = 5;

type Run<'a> = Box<dyn Fn(&Work) -> Result<(), Halt> + 'a>;
type Undo<'a> = Box<dyn Fn(&Work, Option<&Problem>) -> Result<(), ApiError> + 'a>;

/// What does one kind of work, and what cleans up after it when it came to nothing.
pub struct Act<'a> {
    pub run: Run<'a>,
    /// Told the problem that the work failed with; none when it was called off.
    pub undo: Undo<'a>,
}

impl Act<'_> {
    /// For work of a kind that this process does not do.
    pub fn refused() -> Self {
        Self {
            run: Box::new(|_work| {
                let detail = "The process that took this work cannot do it. Ask for it again.";
                Err(Halt::GivenUp(ApiError::new(ProblemCode::Busy, detail)))
            }),
            undo: Box::new(|_work, _problem| Ok(())),
        }
    }
}

/// One in a process. Its name tells its work from that of other processes, also of earlier ones.
pub struct Runner {
    pub name: String,
    wake: Notify,
    leaving: Arc<AtomicBool>,
    /// Flags of the work at hand.
    at_hand: Mutex<HashMap<OperationId, Arc<AtomicBool>>>,
}

impl Runner {
    pub fn new() -> Self {
        Self {
            name: uuid::Uuid::now_v7().to_string(),
            wake: Notify::new(),
            leaving: Arc::new(AtomicBool::new(false)),
            at_hand: Mutex::new(HashMap::new()),
        }
    }

    /// Says that work was queued.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until work may be there.
    pub async fn rest(&self) {
        let woken = tokio::time::timeout(LOOKED_EVERY, self.wake.notified()).await;
        if woken.is_err() {
            log::trace!("a look for work that others left");
        }
    }

    /// From now on no work is begun, and what is at hand stops with its next step.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        for stop in self.at_hand().values() {
            stop.store(true, Ordering::Relaxed);
        }
        self.wake();
    }

    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// Stops work of this process without waiting for its next step.
    pub fn stop(&self, id: OperationId) {
        if let Some(flag) = self.at_hand().get(&id) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Work that a process left, of which this one, being the only one, is the next owner.
    pub fn inherit(&self, db: &Db) -> Result<(), ApiError> {
        db.write_blocking(&Actor::host(), claims::end_leases)
    }

    /// Does the next piece of work, if there is one; whether there was. Blocks.
    pub fn run_next<'a>(
        &self,
        db: &Db,
        act_of: impl Fn(OperationKind, &str) -> Act<'a>,
    ) -> Result<bool, ApiError> {
        if self.is_leaving() {
            return Ok(false);
        }
        let now_ms = db.now().millis();
        let waits = db.read_blocking(|conn| claims::free_for(conn, &self.name, now_ms))?;
        if waits.is_none() {
            return Ok(false);
        }
        let taken = db.write_blocking(&Actor::host(), |tx| claims::take(tx, &self.name))?;
        let Some(row) = taken else {
            return Ok(false);
        };
        let work = Work::of(&row, db, &self.name, &self.leaving)?;
        self.at_hand().insert(work.id, Arc::clone(&work.stop));
        let ended = self.ended(&work, &act_of(stored(&row.kind)?, &row.subject_id));
        self.at_hand().remove(&work.id);
        ended.map(|()| true)
    }

    fn ended(&self, work: &Work, act: &Act<'_>) -> Result<(), ApiError> {
        let halt = match alive(work, act) {
            Ok(()) => return Ok(()),
            Err(halt) => halt,
        };
        match halt {
            Halt::Lost => Ok(()),
            Halt::Stopped => work.db.write_blocking(&Actor::host(), |tx| {
                claims::give_back(tx, &work.id.to_string(), &self.name)
            }),
            Halt::Cancelled => {
                (act.undo)(work, None)?;
                end(work, OperationStatus::Cancelled, None)
            }
            // The database is away: whoever takes the work after this lease goes on.
            Halt::Failed(error)
                if error.code() == ProblemCode::Busy && work.attempts < ATTEMPTS_MAX =>
            {
                log::warn!("operation {} is interrupted: {error}", work.id);
                Ok(())
            }
            Halt::Failed(error) | Halt::GivenUp(error) => {
                let request = work.actor.request_id.clone().unwrap_or_default();
                match error.code() {
                    ProblemCode::Internal => {
                        log::error!(
                            "Server Error: {error} (operation {}, request {request})",
                            work.id
                        );
                    }
                    _ => log::warn!(
                        "operation {} came to nothing: {error} (request {request})",
                        work.id
                    ),
                }
                let problem = error.problem(&request);
                (act.undo)(work, Some(&problem))?;
                end(work, OperationStatus::Failed, Some(&problem))
            }
        }
    }

    fn at_hand(&self) -> MutexGuard<'_, HashMap<OperationId, Arc<AtomicBool>>> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Runner {
    fn default() -> Self {
        Self::new()
    }
}

/// Does the work, while a thread beside it renews its lease.
fn alive(work: &Work, act: &Act<'_>) -> Result<(), Halt> {
    if work.attempts > ATTEMPTS_MAX {
        return Err(Halt::GivenUp(ApiError::busy(
            "The server stopped again and again while it worked on this. Nothing was changed.",
        )));
    }
    let (ended, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while wait.recv_timeout(lease::RENEWED_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
                if let Err(error) = work.renew() {
                    log::warn!("the lease of operation {} is not renewed: {error}", work.id);
                }
            }
        });
        let outcome = crate::db::caught_panic(|| (act.run)(work));
        drop(ended);
        outcome.unwrap_or_else(|panic| Err(Halt::Failed(panic)))
    })
}

fn end(work: &Work, status: OperationStatus, problem: Option<&Problem>) -> Result<(), ApiError> {
    let problem = problem
        .map(serde_json::to_string)
        .transpose()
        .map_err(ApiError::internal)?;
    let id = work.id.to_string();
    work.undo(|tx| claims::finish(tx, &id, status, problem.as_deref()))
        .map(drop)
}
