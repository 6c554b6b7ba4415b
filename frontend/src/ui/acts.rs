//! Acts on a record: at once on the screen, taken back when the server refuses, one after the other for each record.
//!
//! An act outlives the page on which it was pressed: it holds handles of the app only, and tells what it did to whoever
//! shows the record now.

use std::any::Any;
use std::collections::HashMap;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use shared::problem::ProblemCode;

use super::changes::{Change, Changes, Record, use_changes};
use super::toasts::{Act as ToastAct, Toasts, use_toasts};
use super::when;
use crate::client::Failure;
use crate::session::{Session, use_session};
use crate::task::background;

/// One kind of act on one kind of record.
pub trait Act: Clone + Send + Sync + 'static {
    type On: Record;

    /// What the news of this record are filed under: the next takes the place of the one before.
    fn about(record: &Self::On) -> String;

    /// Reads the record as it is now.
    fn read(record: &Self::On) -> LocalBoxFuture<'static, Result<Self::On, Failure>>;

    /// Whether there is nothing left to do.
    fn is_met(&self, record: &Self::On) -> bool;

    /// What it will do, shown before the server has agreed.
    fn guess(&self, record: &Self::On) -> Option<Change<Self::On>>;

    /// Does it, and gives the record as it is then.
    fn send(&self, record: Self::On) -> LocalBoxFuture<'static, Result<Self::On, Failure>>;

    /// Says that it is done.
    fn done(&self, app: Acting, before: &Self::On, after: Self::On);

    /// “Job J-2026-00042 is still incomplete”.
    fn still(&self, record: &Self::On) -> String;
}

/// What acts work with: it lives as long as the app.
#[derive(Clone, Copy)]
pub struct Acting {
    pub session: Session,
    pub toasts: Toasts,
    pub changes: Changes,
    /// The records with an act on its way, and the act that was pressed after it.
    queue: StoredValue<Queue, LocalStorage>,
}

type Queue = HashMap<String, Option<Rc<dyn Any>>>;

/// The acts from inside a component.
///
/// # Panics
/// Never in this app: `App` provides them before anything else is drawn.
pub fn use_acts() -> Acting {
    expect_context()
}

impl Acting {
    /// After session, toasts and changes.
    pub fn provide() {
        provide_context(Self {
            session: use_session(),
            toasts: use_toasts(),
            changes: use_changes(),
            queue: StoredValue::new_local(HashMap::new()),
        });
    }

    /// Does it now, or after the act that is on its way for this record; of several that wait, the last one counts.
    pub fn run<A: Act>(self, record: A::On, act: A) {
        if let Some(guess) = act.guess(&record) {
            self.changes.tell(&guess);
        }
        if !self.waits(&A::about(&record), &act) {
            self.begin(record, act);
        }
    }

    fn waits<A: Act>(self, about: &str, act: &A) -> bool {
        let act = Rc::new(act.clone());
        let put = self
            .queue
            .try_update_value(|queue| match queue.get_mut(about) {
                Some(next) => {
                    *next = Some(act);
                    true
                }
                None => {
                    queue.insert(about.to_owned(), None);
                    false
                }
            });
        put.unwrap_or(false)
    }

    fn next<A: Act>(self, about: &str) -> Option<A> {
        let next = self
            .queue
            .try_update_value(|queue| queue.get_mut(about).and_then(Option::take))
            .flatten()?;
        next.downcast_ref::<A>().cloned()
    }

    fn begin<A: Act>(self, record: A::On, act: A) {
        background(async move {
            let about = A::about(&record);
            let outcome = self.attempt(&record, &act).await;
            let next = self.next::<A>(&about);
            match (outcome, next) {
                (Ok(after), Some(next)) if !next.is_met(&after) => {
                    self.begin(after, next);
                }
                (Ok(after), _) => {
                    self.free(&about);
                    self.changes.tell(&Change::Done(after.clone()));
                    act.done(self, &record, after);
                }
                // What is wished for now is what still is.
                (Err(_), Some(next)) if next.is_met(&record) => {
                    self.free(&about);
                    self.changes.tell(&Change::<A::On>::Unknown);
                }
                (Err(failure), next) => {
                    let act = next.unwrap_or(act);
                    let now = A::read(&record).await;
                    self.free(&about);
                    self.failed(record, now, act, failure);
                }
            }
        });
    }

    /// An act may have reached the server though no answer came.
    fn failed<A: Act>(self, before: A::On, now: Result<A::On, Failure>, act: A, failure: Failure) {
        match now {
            Ok(now) if act.is_met(&now) && !failure.is(ProblemCode::Stale) => {
                self.changes.tell(&Change::Done(now.clone()));
                act.done(self, &before, now);
            }
            Ok(now) => self.refused(now, act, &failure),
            Err(_) => self.refused(before, act, &failure),
        }
    }

    fn free(self, about: &str) {
        self.queue.update_value(|queue| {
            queue.remove(about);
        });
    }

    /// Who changed the record meanwhile in another act or tab is no stranger to this act: it goes on from there.
    async fn attempt<A: Act>(self, record: &A::On, act: &A) -> Result<A::On, Failure> {
        match act.send(record.clone()).await {
            Err(failure) if self.is_mine(&failure) => {
                let now = A::read(record).await?;
                if act.is_met(&now) {
                    return Ok(now);
                }
                act.send(now).await
            }
            outcome => outcome,
        }
    }

    fn is_mine(self, failure: &Failure) -> bool {
        let me = untrack(|| self.session.username());
        failure.is(ProblemCode::Stale) && failure.changed_by() == Some(me.as_str())
    }

    /// Says that an act was refused, and why; whoever was quicker is named.
    fn refused<A: Act>(self, record: A::On, act: A, failure: &Failure) {
        self.changes.tell(&Change::Now(record.clone()));
        self.changes.tell(&Change::<A::On>::Unknown);
        let about = A::about(&record);
        if failure.is(ProblemCode::Stale) {
            let who = changed_by(self.session, failure);
            let sentence = format!("{who}. It is loaded anew; look at it and try again.");
            return self.toasts.failed_about(about, sentence, Vec::new());
        }
        let sentence = format!("{}: {}", act.still(&record), failure.sentence());
        let again = ToastAct::new("Try again", move || self.run(record.clone(), act.clone()));
        self.toasts.failed_about(about, sentence, vec![again]);
    }
}

/// `Ada changed this at 14:05`; oneself is “you”.
pub fn changed_by(session: Session, failure: &Failure) -> String {
    let me = untrack(|| session.username());
    let who = match failure.changed_by() {
        Some(who) if who == me => "You",
        Some(who) => who,
        None => "Somebody",
    };
    let at = failure
        .refusal()
        .and_then(|refusal| refusal.problem.changed_at)
        .map(|at| format!(" at {}", untrack(|| when::short(session, at))));
    format!("{who} changed this{}", at.unwrap_or_default())
}
