//! Rows that stay the same elements while the list around them changes; the code for it exists once for all kinds.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::sync::Arc;

use leptos::prelude::*;

/// A row to be: made only when its key is new to the list.
struct Row {
    key: u64,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// One view for each of `items`; an item whose `key` was there before keeps its view.
pub fn each<T, K, V>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: fn(&T) -> K,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Send + 'static,
    K: Hash + 'static,
    V: IntoView + 'static,
{
    let view = Arc::new(view);
    rows(Box::new(move || {
        let row = |item: T| {
            let view = Arc::clone(&view);
            Row {
                key: number(key(&item)),
                make: Box::new(move || view(item).into_any()),
            }
        };
        items().into_iter().map(row).collect()
    }))
}

/// 64 bits tell a page of rows apart.
fn number(key: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(key)
}

fn rows(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each=rows key=|row| row.key let:row>{(row.make)()}</For> }.into_any()
}
