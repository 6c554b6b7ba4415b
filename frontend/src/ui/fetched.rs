//! Something loaded from the API for a page: it follows its query, keeps the old answer while it asks again, and can be changed in place.

use std::future::Future;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::effect::effect;
use crate::client::Failure;
use crate::session::use_session;
use crate::task::Scope;

/// A loaded answer and its state. Belongs to the page that shows it.
pub struct Fetched<T: Send + Sync + 'static> {
    pub last: RwSignal<Option<T>>,
    pub failed: RwSignal<Option<Failure>>,
    pub busy: RwSignal<bool>,
    /// What was loaded answers the question before: for this one there is no connection yet.
    pub late: RwSignal<bool>,
    /// No answer came: asked again by itself when there is a connection.
    missed: StoredValue<bool>,
    /// Rises when the page wants to ask again.
    again: RwSignal<u32>,
    /// Counts the questions: only the last one's answer is worth something.
    asked: StoredValue<u32>,
    scope: Scope,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// Fetches now, and again whenever `query` gives another value.
    pub fn new<Q, F>(
        query: impl Fn() -> Q + Send + Sync + 'static,
        fetch: impl Fn(Q) -> F + 'static,
    ) -> Self
    where
        Q: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let fetched = Self {
            last: RwSignal::new(None),
            failed: RwSignal::new(None),
            busy: RwSignal::new(true),
            late: RwSignal::new(false),
            missed: StoredValue::new(false),
            again: RwSignal::new(0),
            asked: StoredValue::new(0),
            scope: Scope::here(),
        };
        let connected = use_session().connected;
        let mut before = None::<(Q, u32)>;
        effect(move || {
            let question = (query(), fetched.again.get());
            let heals = connected.get() && fetched.missed.get_value();
            if before.as_ref() == Some(&question) && !heals {
                return;
            }
            let same = before.as_ref().is_some_and(|(old, _)| *old == question.0);
            let answer = fetch(question.0.clone());
            before = Some(question);
            fetched.ask(same, answer.boxed_local());
        });
        fetched
    }

    fn ask(self, same_question: bool, answer: LocalBoxFuture<'static, Result<T, Failure>>) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        self.busy.set(true);
        self.missed.set_value(false);
        self.scope.start(answer, move |answer| {
            // A later question makes this answer worthless.
            if self.asked.get_value() == number {
                self.settle(answer, same_question);
            }
        });
    }

    fn settle(self, answer: Result<T, Failure>, same_question: bool) {
        let no_answer = matches!(answer, Err(Failure::Offline));
        self.missed.set_value(no_answer);
        match answer {
            Ok(value) => {
                self.last.set(Some(value));
                self.failed.set(None);
                self.late.set(false);
            }
            // What was loaded still stands while there is no connection.
            Err(_) if no_answer && self.last.with_untracked(Option::is_some) => {
                if !same_question {
                    self.late.set(true);
                }
            }
            Err(failure) => self.failed.set(Some(failure)),
        }
        self.busy.set(false);
    }

    /// Shows what is known already until the answer comes.
    pub fn begin_with(self, known: Option<T>) -> Self {
        if self.last.with_untracked(Option::is_none) {
            self.last.set(known);
        }
        self
    }

    /// Asks again.
    pub fn again(self) {
        if self
            .again
            .try_update(|again| *again = again.wrapping_add(1))
            .is_none()
        {
            leptos::logging::log!("the page that wanted to ask again is gone");
        }
    }

    /// Changes the answer in place: for what can be undone, before the server has said yes.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        let changed = self.last.try_update(|last| last.as_mut().map(change));
        if changed.is_none() {
            leptos::logging::log!("the page whose answer changed is gone");
        }
    }
}
