//! An amount of money: sign and whole part in the cell's colour, the fraction muted; a sum carries the double rule.

use leptos::prelude::*;
use shared::money::Money;

/// `out` puts a true minus before money that leaves; `net` below zero is red, with its minus.
#[component]
pub fn Amount(
    #[prop(into)] money: Signal<Money>,
    #[prop(optional)] out: bool,
    #[prop(optional)] net: bool,
    /// A sum: the double rule above it. Nothing else carries it.
    #[prop(optional)]
    sum: bool,
    /// `strong`, `second`, `first`, `foot`.
    #[prop(optional)]
    class: &'static str,
) -> AnyView {
    let shown = Memo::new(move |_| money.get().shown());
    let minus = move || shown.with(|shown| (shown.negative || (out && money.get().amount_minor() != 0)).then_some("\u{2212}"));
    view! {
        <span class=format!("amount {class}") class:sum=sum class:negative=move || net && shown.with(|shown| shown.negative)>
            {minus}
            {move || shown.with(|shown| format!("{}{}", shown.symbol, shown.whole))}
            <span class="fraction">{move || shown.with(|shown| shown.fraction.clone())}</span>
        </span>
    }
    .into_any()
}

/// A record's number: the series muted, the count in full.
#[component]
pub fn Number(#[prop(into)] number: String) -> AnyView {
    let (series, count) = number.rsplit_once('-').map_or(("", number.as_str()), |(series, count)| (series, count));
    let series = if series.is_empty() { String::new() } else { format!("{series}-") };
    let count = count.to_owned();
    view! { <span class="number"><span class="series">{series}</span>{count}</span> }.into_any()
}
