//! The one place that starts asynchronous work. What a page starts is bound to that page: a call runs to its end, and
//! what should follow on the page is dropped, or goes elsewhere, when the page is gone by then. Reading a signal of a
//! page that is gone would take the whole app down, after the change was saved.

use std::future::Future;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{Either, LocalBoxFuture, select};
use leptos::prelude::{GetValue, StoredValue, on_cleanup, set_interval_with_handle, set_timeout};
use leptos::task::{spawn_local, spawn_local_scoped};

/// The page, or part of a page, that starts work; made while it is drawn, and gone with it.
#[derive(Clone, Copy)]
pub struct Scope(StoredValue<()>);

impl Scope {
    /// The part of the page that is being drawn.
    pub fn here() -> Self {
        Self(StoredValue::new(()))
    }

    pub fn is_gone(self) -> bool {
        self.0.try_get_value().is_none()
    }

    /// Does the work in any case, and `then` while the page is there.
    pub fn start<T: 'static>(
        self,
        work: impl Future<Output = T> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.start_or(work, then, |_| {});
    }

    /// Does the work in any case; then what follows `here`, or, when the page is gone, what can be done without it:
    /// `elsewhere` holds handles of the app only.
    pub fn start_or<T: 'static>(
        self,
        work: impl Future<Output = T> + 'static,
        here: impl FnOnce(T) + 'static,
        elsewhere: impl FnOnce(T) + 'static,
    ) {
        self.settle(work.boxed_local(), Box::new(here), Box::new(elsewhere));
    }

    /// One code for each kind of outcome, not for each place that starts work.
    fn settle<T: 'static>(
        self,
        work: LocalBoxFuture<'static, T>,
        here: Box<dyn FnOnce(T)>,
        elsewhere: Box<dyn FnOnce(T)>,
    ) {
        background(async move {
            let outcome = work.await;
            if self.is_gone() {
                elsewhere(outcome);
            } else {
                here(outcome);
            }
        });
    }
}

/// Hears an event only while the part of the page that is being drawn is there: a field that is taken away loses the
/// focus, a dialog closes and a pop toggles when their signals are gone already.
pub fn while_here<E>(hear: impl Fn(E)) -> impl Fn(E) {
    let scope = Scope::here();
    move |event| {
        if !scope.is_gone() {
            hear(event);
        }
    }
}

/// Work of the app itself: it holds nothing of a page, only what lives as long as the app does.
pub fn background(work: impl Future<Output = ()> + 'static) {
    boxed(work.boxed_local());
}

fn boxed(work: LocalBoxFuture<'static, ()>) {
    spawn_local(work);
}

/// Work that makes views: they belong to the part of the page that is being drawn.
pub fn drawing(work: impl Future<Output = ()> + 'static) {
    spawn_local_scoped(work);
}

/// Does something again and again until the part of the page that is being drawn goes.
pub fn every(wait: Duration, tick: impl Fn() + 'static) {
    let scope = Scope::here();
    let ring = move || {
        // A clock may ring once more after it was stopped.
        if !scope.is_gone() {
            tick();
        }
    };
    match set_interval_with_handle(ring, wait) {
        Ok(handle) => on_cleanup(move || handle.clear()),
        Err(why) => leptos::logging::error!("no clock: {why:?}"),
    }
}

/// Work of the app after a while.
pub fn background_after(wait: Duration, work: impl Future<Output = ()> + 'static) {
    set_timeout(move || background(work), wait);
}

/// Ends after a while.
pub async fn pause(wait: Duration) {
    let (end, ended) = oneshot::channel::<()>();
    let ring = move || match end.send(()) {
        // Whoever waited may have gone on already.
        Ok(()) | Err(()) => {}
    };
    set_timeout(ring, wait);
    if ended.await.is_err() {
        leptos::logging::warn!("a clock stopped early");
    }
}

/// The outcome, or none when it takes longer.
pub async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let work = std::pin::pin!(work);
    let clock = std::pin::pin!(pause(limit));
    match select(work, clock).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}
