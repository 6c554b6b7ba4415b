//! Under every list: how many there are in the filter, the way to older rows, and the sum of the filter.

use leptos::prelude::*;
use shared::money::Money;

use super::amount::{Amount, grouped};
use crate::ui::effect::live;

/// `count` and `sum` come from the summary of the same filter; while it loads they are absent.
#[component]
pub fn ListFoot(
    #[prop(into)] count: Signal<Option<u64>>,
    /// One and many: `("job", "jobs")`.
    noun: (&'static str, &'static str),
    #[prop(default = "in this filter")] scope: &'static str,
    #[prop(into)] rows: Signal<usize>,
    /// The address of the next page; none on the last.
    #[prop(optional, into)]
    older: Signal<Option<String>>,
    #[prop(optional, into)] sum: Signal<Option<Money>>,
    #[prop(optional)] out: bool,
) -> AnyView {
    let counted = move || {
        count.get().map(|count| {
            let word = if count == 1 { noun.0 } else { noun.1 };
            view! { <b>{grouped(&count.to_string())}<span class="only-wide">" "{word}</span></b> }
        })
    };
    let amount = move || {
        sum.get().map(|money| {
            view! {
                <span class="push row">
                    <span class="only-wide"><span>"Sum of the filter"</span></span>
                    <span class="only-phone"><span>"Sum"</span></span>
                    <Amount money sum=true out class="foot"/>
                </span>
            }
        })
    };
    view! {
        <div class="list-foot">
            <span>{counted} <span class="only-wide"><span>" "{scope}</span></span></span>
            <span class="only-wide"><span>{move || format!("rows shown: {}", rows.get())}</span></span>
            {live(move || older.get().map(|href| view! { <a class="button bar" href=href>"Older"</a> }))}
            {amount}
        </div>
    }
    .into_any()
}
