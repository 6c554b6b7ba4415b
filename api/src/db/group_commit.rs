//! Changes that wait for the one writer are committed together: one transaction and one sync of the disk for all of them,
//! a savepoint for each, so that a refused change takes nothing of the others back. None is answered before the commit.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::transaction::{abandon, begin_within, caught, commit, execute};
use super::{ChainHead, Conn};
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// No more than this under one commit: the first of them waits for the last.
const MOST: usize = 64;
/// One round trip to the database for both.
const NEXT: &str = "RELEASE SAVEPOINT change; SAVEPOINT change";
const NOT_SAVED: &str = "The change could not be saved. Nothing was changed.";

/// Makes the change, and says whether it was refused.
type Work = Box<dyn FnOnce(&mut Conn, &mut ChainHead) -> Ran + Send>;
/// Answers whoever waits: with the change's own outcome, or with what became of the commit.
type Reply = Box<dyn FnOnce(Option<&Failed>) + Send>;

/// Why nobody can be told that it was saved.
struct Failed {
    /// The commit's answer was lost, so it may have been saved.
    is_unknown: bool,
    why: String,
}

struct Ran {
    refused: bool,
    reply: Reply,
}

/// Empty once it was taken or withdrawn.
type Entry = Mutex<Option<Work>>;

#[derive(Default)]
pub(super) struct Queue {
    entries: Mutex<VecDeque<Arc<Entry>>>,
}

/// A place in the queue. Who goes away before it was their turn takes their change along.
pub(super) struct Ticket<T> {
    entry: Arc<Entry>,
    answer: oneshot::Receiver<Result<T, ApiError>>,
}

impl<T> Ticket<T> {
    pub(super) fn is_waiting(&self) -> bool {
        locked(&self.entry).is_some()
    }

    /// Whether the change was still waiting; it will not be made then.
    pub(super) fn withdraw(&self) -> bool {
        locked(&self.entry).take().is_some()
    }

    pub(super) async fn answer(&mut self) -> Result<T, ApiError> {
        match (&mut self.answer).await {
            Ok(answer) => answer,
            Err(dropped) => Err(ApiError::busy_because(NOT_SAVED, dropped)),
        }
    }
}

impl<T> Drop for Ticket<T> {
    fn drop(&mut self) {
        self.withdraw();
    }
}

impl Queue {
    pub(super) fn enter<T, F>(&self, change: F) -> Ticket<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &mut ChainHead) -> Result<T, ApiError> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let work: Work = Box::new(move |conn, head| {
            let outcome = caught(conn, |conn| change(conn, head));
            Ran {
                refused: outcome.is_err(),
                reply: Box::new(move |failed| {
                    let outcome = match failed {
                        None => outcome,
                        Some(failed) => Err(failed.told_to(&outcome)),
                    };
                    if sender.send(outcome).is_err() {
                        log::debug!("nobody waits for the answer any more");
                    }
                }),
            }
        });
        let entry = Arc::new(Mutex::new(Some(work)));
        locked(&self.entries).push_back(Arc::clone(&entry));
        Ticket { entry, answer }
    }

    /// Makes and commits the changes that wait. An error here means that none was begun.
    pub(super) fn commit(&self, conn: &mut Conn, left: Duration) -> Result<(), ApiError> {
        begin_within(conn, left)?;
        let mut replies = Vec::new();
        let outcome = run(conn, self.taken(), &mut replies);
        let failed = outcome.err().map(|error| Failed {
            is_unknown: error.code() == ProblemCode::OutcomeUnknown,
            why: abandon(conn, error).to_string(),
        });
        for reply in replies {
            reply(failed.as_ref());
        }
        Ok(())
    }

    fn taken(&self) -> Vec<Work> {
        let mut entries = locked(&self.entries);
        let mut works = Vec::new();
        while works.len() < MOST {
            let Some(entry) = entries.pop_front() else {
                break;
            };
            works.extend(locked(&entry).take());
        }
        works
    }
}

impl Failed {
    /// A refusal may rest on another change of the same transaction, so it does not outlive it either.
    fn told_to<T>(&self, outcome: &Result<T, ApiError>) -> ApiError {
        let why = &self.why;
        match outcome {
            Ok(_) if self.is_unknown => ApiError::outcome_unknown(why.clone()),
            Ok(_) => ApiError::busy_because(NOT_SAVED, why.clone()),
            Err(refusal) => {
                ApiError::busy_because(NOT_SAVED, format!("{why}; before that: {refusal}"))
            }
        }
    }
}

/// Makes and commits them, the first in the savepoint that the transaction began with. An error means that nothing of the
/// transaction may be kept.
fn run(conn: &mut Conn, works: Vec<Work>, replies: &mut Vec<Reply>) -> Result<(), ApiError> {
    let mut head = None;
    for (place, work) in works.into_iter().enumerate() {
        if place > 0 {
            execute(conn, NEXT)?;
        }
        let Ran { refused, reply } = work(conn, &mut head);
        replies.push(reply);
        if refused {
            // Fails when the error took the whole transaction back: then the others are lost, too, and must hear of it.
            execute(conn, "ROLLBACK TO SAVEPOINT change")?;
            head = None;
        }
    }
    commit(conn)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;
    use shared::problem::ProblemCode;

    use super::*;

    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    fn database() -> Conn {
        let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
        sqlite.batch_execute("CREATE TABLE t (n INTEGER)").unwrap();
        Conn::Sqlite(sqlite)
    }

    fn rows(conn: &mut Conn) -> i64 {
        let Conn::Sqlite(sqlite) = conn else {
            unreachable!()
        };
        let query = diesel::sql_query("SELECT count(*) AS n FROM t");
        query.get_result::<Counted>(sqlite).unwrap().n
    }

    fn add(conn: &mut Conn, _head: &mut ChainHead) -> Result<(), ApiError> {
        execute(conn, "INSERT INTO t VALUES (1)")
    }

    fn now<T>(ticket: &mut Ticket<T>) -> Result<T, ApiError> {
        ticket.answer.try_recv().unwrap()
    }

    #[test]
    fn a_refusal_and_a_panic_take_back_their_own_change_alone() {
        let (mut conn, queue) = (database(), Queue::default());
        let mut first = queue.enter(add);
        let mut refused = queue.enter(|conn, head| {
            add(conn, head)?;
            Err::<(), _>(ApiError::not_found())
        });
        let mut panicking = queue.enter(|conn, head| {
            add(conn, head)?;
            panic!("on purpose");
            #[expect(unreachable_code, reason = "the type of the answer")]
            Ok(())
        });
        let mut last = queue.enter(add);
        assert!(first.is_waiting());
        queue.commit(&mut conn, Duration::from_secs(5)).unwrap();
        assert!(!first.is_waiting());
        assert!(now(&mut first).is_ok() && now(&mut last).is_ok());
        assert_eq!(now(&mut refused).unwrap_err().code(), ProblemCode::NotFound);
        assert_eq!(
            now(&mut panicking).unwrap_err().code(),
            ProblemCode::Internal
        );
        assert_eq!(rows(&mut conn), 2);
    }

    /// SQLite takes the whole transaction back by itself when the disk is full.
    #[test]
    fn when_the_transaction_is_lost_nobody_is_told_that_it_was_saved() {
        let (mut conn, queue) = (database(), Queue::default());
        let mut first = queue.enter(add);
        let mut losing = queue.enter(|conn, _head| {
            execute(conn, "ROLLBACK")?;
            Err::<(), _>(ApiError::busy("full"))
        });
        let mut last = queue.enter(add);
        queue.commit(&mut conn, Duration::from_secs(5)).unwrap();
        assert_eq!(now(&mut first).unwrap_err().code(), ProblemCode::Busy);
        assert_eq!(now(&mut losing).unwrap_err().code(), ProblemCode::Busy);
        assert!(last.answer.try_recv().is_err());
        assert_eq!(rows(&mut conn), 0);
        // The connection is good for the next ones.
        let mut next = queue.enter(add);
        queue.commit(&mut conn, Duration::from_secs(5)).unwrap();
        assert!(now(&mut next).is_ok());
        assert_eq!(rows(&mut conn), 1);
    }

    #[test]
    fn what_was_withdrawn_is_not_made() {
        let (mut conn, queue) = (database(), Queue::default());
        let ticket = queue.enter(add);
        assert!(ticket.withdraw());
        assert!(!ticket.withdraw());
        drop(queue.enter(add));
        queue.commit(&mut conn, Duration::from_secs(5)).unwrap();
        assert_eq!(rows(&mut conn), 0);
    }
}
