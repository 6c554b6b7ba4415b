//! A list as a real table: full bleed, sortable by links, one link a row; on the phone each row is a block.
//!
//! The row's link (`class="row-link"`) covers the row; `j` and `k` move between these links (shell/keys.rs).

use leptos::prelude::*;

use super::address::use_go;
use super::icon::Icon;

/// One column: its head, its classes (width `w-…`, `figure` for numbers, `drop` where a drawer takes the room) and the key it sorts by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub label: &'static str,
    pub class: &'static str,
    pub sort: Option<&'static str>,
}

impl Column {
    pub const fn new(label: &'static str, class: &'static str) -> Self {
        Self {
            label,
            class,
            sort: None,
        }
    }

    pub const fn sorted(label: &'static str, class: &'static str, sort: &'static str) -> Self {
        Self {
            label,
            class,
            sort: Some(sort),
        }
    }
}

/// The sort that a press on a head gives: descending first, then ascending.
pub fn turned(now: &str, key: &str) -> String {
    if now == format!("-{key}") {
        key.to_owned()
    } else {
        format!("-{key}")
    }
}

#[component]
pub fn Table(
    /// Read only: what the table lists.
    caption: &'static str,
    columns: &'static [Column],
    /// The sort in force, as in the address: `-occurred_at`.
    #[prop(optional, into)]
    sort: Signal<String>,
    /// The address of the list sorted so.
    #[prop(optional)]
    sort_href: Option<Callback<String, String>>,
    /// The rows: `<tr>`s.
    children: Children,
) -> AnyView {
    let order = sort_href.map(|href| view! { <Order columns sort href/> });
    view! {
        <div class="list">
            {order}
            <table class="table">
                <caption class="seen-by-readers">{caption}</caption>
                <thead><tr>{heads(columns, sort, sort_href)}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// On the phone a list has no heads: there its order is chosen here.
#[component]
fn Order(
    columns: &'static [Column],
    sort: Signal<String>,
    href: Callback<String, String>,
) -> AnyView {
    let go = use_go();
    let chosen = move |event: web_sys::Event| go.run(href.run(event_target_value(&event)));
    let option = move |(key, word): (String, String)| {
        let known = key.clone();
        view! { <option value=key selected=move || sort.with(|sort| *sort == known)>{word}</option> }
    };
    let both_ways = |column: &Column| {
        let key = column.sort?;
        let label = column.label;
        Some([
            (format!("-{key}"), format!("{label}, descending")),
            (key.to_owned(), format!("{label}, ascending")),
        ])
    };
    let options = columns.iter().filter_map(both_ways).flatten();
    view! {
        <label class="order">
            <span class="muted">"Sorted by"</span>
            <span class="box"><select on:change=chosen>{options.map(option).collect_view()}</select><Icon name="chevron-down"/></span>
        </label>
    }
    .into_any()
}

/// The heads alone, for a table that holds more than rows.
pub fn heads(
    columns: &'static [Column],
    sort: Signal<String>,
    sort_href: Option<Callback<String, String>>,
) -> AnyView {
    let head = move |column: &'static Column| {
        let order = move || {
            let key = column.sort?;
            sort.with(|sort| match sort.strip_prefix('-') {
                Some(descending) if descending == key => Some("descending"),
                None if sort == key => Some("ascending"),
                _ => None,
            })
        };
        let arrow = move || {
            order().map(|order| view! { <Icon name=if order == "descending" { "arrow-down" } else { "arrow-up" } class="small"/> })
        };
        let word = match (column.sort, sort_href) {
            (Some(key), Some(href)) => {
                let to = move || href.run(sort.with(|sort| turned(sort, key)));
                view! { <a href=to data-noscroll>{column.label} {arrow}</a> }.into_any()
            }
            _ => column.label.into_any(),
        };
        match column.label {
            // A head without a word would be read out as one.
            "" => view! { <td class=column.class></td> }.into_any(),
            _ => {
                view! { <th scope="col" class=column.class aria-sort=order>{word}</th> }.into_any()
            }
        }
    };
    columns.iter().map(head).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_sorts_down_first_and_then_up() {
        assert_eq!(turned("", "total"), "-total");
        assert_eq!(turned("-total", "total"), "total");
        assert_eq!(turned("total", "total"), "-total");
        assert_eq!(turned("-occurred_at", "total"), "-total");
    }
}
