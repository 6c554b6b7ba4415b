//! Effects, computed values and changing views behind one boxed closure: each kind of closure that the framework is
//! given costs a kilobyte of the browser's download, a boxed one does not.

use leptos::prelude::*;

/// Runs now and whenever something it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}

/// A value that is computed anew when something it read has changed, and tells only real changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    boxed_memo(Box::new(compute))
}

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(
    compute: Box<dyn Fn() -> T + Send + Sync>,
) -> Memo<T> {
    Memo::new(move |_| compute())
}

/// A view that is made anew when something it read has changed.
pub type Live = Box<dyn FnMut() -> AnyView + Send>;

pub fn live<V: IntoAny>(mut view: impl FnMut() -> V + Send + 'static) -> Live {
    Box::new(move || view().into_any())
}
