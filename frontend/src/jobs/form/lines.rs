//! The item grid: a line a sale, filled by keyboard; on the phone finished lines fold to two rows of text.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::money::Money;
use wasm_bindgen::JsCast;

use super::fields::Row;
use super::known::{KnownItem, items_named};
use super::state::FormState;
use super::typed::{Line, at};
use crate::browser;
use crate::ui::amount::Amount;
use crate::ui::button::IconButton;
use crate::ui::combobox::Combobox;
use crate::ui::each::each;
use crate::ui::effect::{Live, live, memo};
use crate::ui::icon::Icon;
use crate::ui::input::{MoneyInput, QtyInput};
use crate::ui::kbd::Kbd;
use crate::ui::suggestion::Suggestion;

#[component]
pub fn Lines(state: FormState) -> AnyView {
    state.form.register("#/items", "Items");
    let symbol = move || state.session.currency().symbol();
    let items = memo(move || state.suggestions.items());
    let rows = move || {
        state
            .typed
            .rows
            .get()
            .into_iter()
            .enumerate()
            .collect::<Vec<_>>()
    };
    let sum_trouble = move || {
        state.form.error("#/items").map(|detail| view! { <p class="error"><Icon name="circle-alert" class="small"/><span>{of_all(state, &detail)}</span></p> })
    };
    view! {
        <section class="stack-1">
            <h2 class="label">"Items"</h2>
            <div class="grid">
                <div class="grid-head" aria-hidden="true">
                    <span></span><span>"Description"</span><span class="figure">"Quantity"</span><span class="figure">"Price, "{symbol}</span><span class="figure">"Total"</span><span></span>
                </div>
                <ol>
                    {each(rows, |(at, row)| (row.key, *at), move |numbered| view! { <LineFields state row=numbered.1 number=numbered.0.saturating_add(1) items/> })}
                </ol>
            </div>
            {sum_trouble}
        </section>
    }
    .into_any()
}

#[component]
fn LineFields(state: FormState, row: Row, number: usize, items: Memo<Vec<KnownItem>>) -> AnyView {
    let uid = row.uid;
    let currency = untrack(|| state.session.currency());
    let quantity = RwSignal::from(row.quantity.clone());
    let price = RwSignal::from(row.price.clone());
    let total = Memo::new({
        let row = row.clone();
        move |_| row.line().total(currency)
    });
    let open = move || state.open_row.get() == uid;
    let keys = move |event: KeyboardEvent| key(state, uid, price, &event);
    let remove = Callback::new(move |()| state.remove(uid));
    // The buttons of a folded line are hidden in an open one: they would lose the focus they have just got.
    let opens = move |_| {
        let cell = browser::focused().map(|element| element.closest(".cell"));
        if matches!(cell, Some(Ok(Some(_)))) {
            state.open_row.set(uid);
        }
    };
    let wrong = move || line_errors(state, uid);
    let figure = move || match total.get() {
        Some(money) => view! { <Amount money/> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let offer = offer(&row);
    let row_name =
        move || view! { <span class="seen-by-readers">{format!("Row {number}: ")}</span> };
    let name = |word: &str| format!("{word}, row {number}");
    view! {
        <li class="line" class:open=open class:wrong=move || !wrong().is_empty() on:keydown=keys on:focusin=opens>
            <Folded state row=row.clone() total/>
            <span class="line-number" aria-hidden="true">{number}</span>
            <div class="cell cell-what" data-label="Description"><Description state row=row.clone() label=name("Description") items/></div>
            <div class="cell cell-quantity" data-label="Quantity"><QtyInput form=state.form at=at(uid, "quantity") label=name("Quantity") value=quantity quiet_label=true/></div>
            <div class="cell cell-price" data-label=format!("Price, {}", currency.symbol())><MoneyInput form=state.form at=at(uid, "unit_price") label=name("Price") value=price currency quiet_label=true/></div>
            <div class="cell cell-total" data-label="Total">{figure}</div>
            <div class="cell-remove"><IconButton name="Remove the row" icon="x" press=remove/></div>
            <div class="line-notes" aria-live="polite">
                {offer}
                {live(move || wrong().into_iter().map(|sentence| view! { <p class="error"><Icon name="circle-alert" class="small"/><span>{row_name()}{sentence}</span></p> }).collect_view())}
            </div>
        </li>
    }
    .into_any()
}

/// The remembered price of the item taken, where somebody wrote their own: it is theirs to choose.
fn offer(row: &Row) -> Live {
    let row = row.clone();
    live(move || {
        let row = row.clone();
        row.offer.get().map(|price| {
            let take = move |_| row.put_price(price);
            view! {
                <p class="row small"><span class="muted">"Last sold at " {price.to_string()} "."</span><button type="button" class="text-link" on:click=take>"Use this price"</button></p>
            }
        })
    })
}

/// A finished line on the phone; a tap opens it.
#[component]
fn Folded(state: FormState, row: Row, total: Memo<Option<Money>>) -> AnyView {
    let uid = row.uid;
    let first = row.clone();
    let what = move || first.description.get();
    let times = move || format!("{} × {}", row.quantity.get(), row.price.get());
    view! {
        <button type="button" class="folded" on:click=move |_| state.focus(uid, "quantity")>
            <span class="folded-what"><b class="cut" dir="auto">{what}</b><small class="muted">{times}</small></span>
            {live(move || total.get().map(|money| view! { <Amount money/> }))}
        </button>
    }
    .into_any()
}

#[component]
fn Description(state: FormState, row: Row, label: String, items: Memo<Vec<KnownItem>>) -> AnyView {
    let uid = row.uid;
    let text = RwSignal::from(row.description.clone());
    let named = memo(move || items.with(|items| items_named(items, &text.get())));
    let suggestions =
        Signal::derive(move || named.get().iter().map(suggestion).collect::<Vec<_>>());
    let whole_line = row.clone();
    let take = Callback::new(move |taken: Suggestion| {
        let item = named
            .get_untracked()
            .into_iter()
            .find(|item| item.description == taken.key);
        if let Some(item) = item {
            state.suggestions.took(&item.description);
            text.set(item.description);
            let is_touched = state.form.is_edited(&at(uid, "unit_price"));
            row.suggest_price(item.price, is_touched);
            if row
                .quantity
                .with_untracked(|quantity| quantity.trim().is_empty())
            {
                row.quantity.set("1".to_owned());
            }
        }
        state.focus(uid, "quantity");
    });
    let keep = Callback::new(move |()| {
        if untrack(|| whole_line.line()).is_empty() {
            browser::focus_next(".checkout [name=payment]:checked");
        } else {
            state.focus(uid, "quantity");
        }
    });
    let foot = move || {
        view! {
            <p class="foot">
                <span class="row"><Kbd key="Enter"/>"take it, go to Quantity"</span>
                <span class="row"><Kbd key="Tab"/>"keep “"{text}"”"</span>
            </p>
        }
    };
    view! {
        <Combobox form=state.form at=at(uid, "description") label value=text suggestions take keep quiet_label=true takes_top=true foot/>
    }
    .into_any()
}

fn suggestion(item: &KnownItem) -> Suggestion {
    Suggestion {
        key: item.description.clone(),
        label: item.description.clone(),
        note: item.source.clone(),
        right: item.price.in_field(),
        icon: None,
    }
}

/// Enter goes on: from quantity to a price that is missing, else to the next line.
fn key(state: FormState, uid: u32, price: RwSignal<String>, event: &KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key() || event.is_composing();
    if event.key() != "Enter" || command || event.default_prevented() {
        return;
    }
    let Some(field) = event.target().and_then(|target| {
        target
            .dyn_ref::<web_sys::HtmlInputElement>()
            .map(|input| input.id())
    }) else {
        return;
    };
    event.prevent_default();
    let no_price = price.with_untracked(|price| price.trim().is_empty());
    if field == state.form.field_id(&at(uid, "quantity")) && no_price {
        state.focus(uid, "unit_price");
    } else {
        state.next_line(uid);
    }
}

/// `The items together must be at most ₦90,071,992,547,409.91. Row 2 is the largest.`
fn of_all(state: FormState, detail: &str) -> String {
    let currency = state.session.currency();
    let sheet = state.typed.sheet();
    if sheet.total(currency).0.is_some() {
        return detail.to_owned();
    }
    let totals = (1..).zip(sheet.lines.iter().map(|line| line.total(currency)));
    let minor = |total: &Option<Money>| total.map(|total| total.amount_minor());
    let largest: Option<(u32, _)> = totals.max_by_key(|(_, total)| minor(total));
    let row = largest.map_or(0, |(row, _)| row);
    format!(
        "{} Row {row} is the largest.",
        sentence("The items together", detail)
    )
}

/// `Quantity must be at least 0.001.`
fn line_errors(state: FormState, uid: u32) -> Vec<String> {
    let fields = [
        ("Description", "description"),
        ("Quantity", "quantity"),
        ("Price", "unit_price"),
    ];
    let told = |(label, name): (&str, &str)| {
        state
            .form
            .error(&at(uid, name))
            .map(|detail| sentence(label, &detail))
    };
    fields.into_iter().filter_map(told).collect()
}

fn sentence(label: &str, detail: &str) -> String {
    match detail.strip_prefix("Must ") {
        Some(rest) => format!("{label} must {rest}"),
        None => {
            let mut letters = detail.chars();
            let first = letters
                .next()
                .map(|letter| letter.to_lowercase().to_string());
            format!("{label}: {}{}", first.unwrap_or_default(), letters.as_str())
        }
    }
}

/// A line with an item as it was last sold.
pub fn line_of(item: &KnownItem) -> Line {
    Line {
        description: item.description.clone(),
        quantity: item.quantity.shown(),
        price: item.price.in_field(),
        ..Line::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_field() {
        assert_eq!(
            sentence("Quantity", "Must be at least 0.001."),
            "Quantity must be at least 0.001."
        );
        assert_eq!(
            sentence("Price", "Write digits, as in 3500 or 3,500.00."),
            "Price: write digits, as in 3500 or 3,500.00."
        );
    }
}
