//! An amount of money: sign and whole part in the cell's colour, the fraction muted; a sum carries the double rule.

use crate::ui::effect::memo;
use leptos::prelude::*;
use shared::money::Money;

/// What stands for an amount that no amount can tell.
pub const BEYOND: &str = "beyond the largest amount";

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
    let shown = memo(move || money.get().shown());
    let minus = move || {
        shown.with(|shown| {
            (shown.negative || (out && money.get().amount_minor() != 0)).then_some("\u{2212}")
        })
    };
    view! {
        <span class=format!("amount {class}") class:sum=sum class:negative=move || net && shown.with(|shown| shown.negative)>
            {minus}
            {move || shown.with(|shown| format!("{}{}", shown.symbol, shown.whole))}
            <span class="fraction">{move || shown.with(|shown| shown.fraction.clone())}</span>
        </span>
    }
    .into_any()
}

/// An amount that may be beyond what can be told: a dash that says so.
#[component]
pub fn ToldAmount(
    money: Option<Money>,
    #[prop(optional)] out: bool,
    #[prop(optional)] net: bool,
    #[prop(optional)] sum: bool,
    #[prop(optional)] class: &'static str,
) -> AnyView {
    match money {
        Some(money) => view! { <Amount money out net sum class/> }.into_any(),
        None => view! {
            <span class=format!("amount {class}") class:sum=sum title=BEYOND>
                <span aria-hidden="true">"–"</span><span class="seen-by-readers">{BEYOND}</span>
            </span>
        }
        .into_any(),
    }
}

/// Digits with a comma before each group of three.
pub fn grouped(digits: &str) -> String {
    let count = digits.len();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && count.saturating_sub(at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A record's number: the series muted, the count in full.
#[component]
pub fn Number(#[prop(into)] number: String) -> AnyView {
    let (series, count) = number
        .rsplit_once('-')
        .map_or(("", number.as_str()), |(series, count)| (series, count));
    let series = if series.is_empty() {
        String::new()
    } else {
        format!("{series}-")
    };
    let count = count.to_owned();
    view! { <span class="number"><span class="series">{series}</span>{count}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        for (digits, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1234567", "1,234,567"),
        ] {
            assert_eq!(grouped(digits), expected);
        }
    }
}
