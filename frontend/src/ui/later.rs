//! A view whose code comes over the wire when it is first wanted.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped;

/// The coming view: what a `#[lazy]` function gives, boxed.
pub type Coming = Pin<Box<dyn Future<Output = AnyView>>>;

/// Nothing until the code is there, then the view.
#[component]
pub fn Later(view: fn() -> Coming) -> AnyView {
    let here = RwSignal::new_local(None::<AnyView>);
    spawn_local_scoped(async move {
        let view = view().await;
        here.try_set(Some(view));
    });
    view! { {move || { here.track(); here.try_update_untracked(Option::take).flatten() }} }
        .into_any()
}
