//! What a printed list says of itself: which filter it holds and when it was printed.

use leptos::html;
use leptos::prelude::*;
use shared::instant::Instant;

use super::when::long;
use crate::browser;
use crate::session::use_session;

/// Seen on paper only. The time is that of printing, not of opening the page.
#[component]
pub fn Printed(
    /// The filters in words.
    #[prop(into)]
    filters: Signal<Vec<String>>,
) -> AnyView {
    let session = use_session();
    let line = NodeRef::<html::P>::new();
    // Written at once: what the framework draws a moment later comes too late for the paper.
    let printing = window_event_listener_untyped("beforeprint", move |_| {
        let Some(line) = line.get_untracked() else {
            return;
        };
        let mut words = untrack(|| filters.get());
        let now = Instant::from_millis(browser::server_now_ms());
        words.push(format!("printed {}", untrack(|| long(session, now))));
        line.set_text_content(Some(&words.join(" · ")));
    });
    on_cleanup(move || printing.remove());
    view! { <p node_ref=line class="only-print"></p> }.into_any()
}
