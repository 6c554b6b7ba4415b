//! Effects behind one boxed closure: each kind of effect costs a kilobyte of the browser's download, a boxed one does not.

use leptos::prelude::*;

/// Runs now and whenever something it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}
