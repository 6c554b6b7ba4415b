//! What runs beside requests, round after round: a panic ends one round, is logged and told, and the next one begins.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde::Serialize;
use utoipa::ToSchema;

/// The pause after a panic: what panics at once must not fill the log.
const PAUSE: Duration = Duration::from_secs(1);

/// One of the things that run beside requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Task {
    /// Which.
    #[schema(example = "minute")]
    pub name: &'static str,
    /// Whether its last round came to its end.
    pub well: bool,
    /// Rounds that panicked since the server started.
    #[schema(minimum = 0, example = 0)]
    pub panics: u64,
}

/// Knows how everything that runs beside requests fares.
pub struct Supervisor {
    pause: Duration,
    tasks: Mutex<BTreeMap<&'static str, Task>>,
}

impl Default for Supervisor {
    fn default() -> Self {
        Self::pausing(PAUSE)
    }
}

impl Supervisor {
    fn pausing(pause: Duration) -> Self {
        Self {
            pause,
            tasks: Mutex::default(),
        }
    }

    /// Runs round after round, until one says that it was the last.
    pub async fn keep<F>(&self, name: &'static str, mut round: impl FnMut() -> F)
    where
        F: Future<Output = ControlFlow<()>>,
    {
        self.note(name, |_fresh| ());
        loop {
            match AssertUnwindSafe(round()).catch_unwind().await {
                Ok(ControlFlow::Break(())) => return,
                Ok(ControlFlow::Continue(())) => self.note(name, |task| task.well = true),
                // The panic itself is in the log.
                Err(_panic) => {
                    log::error!("the {name} task panicked; it begins again");
                    self.note(name, |task| {
                        task.well = false;
                        task.panics += 1;
                    });
                    tokio::time::sleep(self.pause).await;
                }
            }
        }
    }

    /// How each one fares, by name.
    pub fn tasks(&self) -> Vec<Task> {
        self.lock().values().cloned().collect()
    }

    fn note(&self, name: &'static str, change: impl FnOnce(&mut Task)) {
        let mut tasks = self.lock();
        let task = tasks.entry(name).or_insert(Task {
            name,
            well: true,
            panics: 0,
        });
        change(task);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Task>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[actix_web::test]
    async fn a_panic_is_counted_and_the_next_round_runs_and_is_well_again() {
        let supervisor = Supervisor::pausing(Duration::ZERO);
        let rounds = Cell::new(0);
        let seen = Cell::new(None);
        supervisor
            .keep("minute", || {
                rounds.set(rounds.get() + 1);
                let (round, tasks) = (rounds.get(), supervisor.tasks());
                let seen = &seen;
                async move {
                    match round {
                        1 => panic!("on purpose"),
                        2 => seen.set(Some(tasks)),
                        _ => return ControlFlow::Break(()),
                    }
                    ControlFlow::Continue(())
                }
            })
            .await;
        let task = |well| Task {
            name: "minute",
            well,
            panics: 1,
        };
        assert_eq!(seen.take(), Some(vec![task(false)]));
        assert_eq!(supervisor.tasks(), [task(true)]);
    }
}
