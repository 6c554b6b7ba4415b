//! The rows of the file that do not simply come in, each with its reason.

use leptos::prelude::*;
use shared::id::ImportId;
use shared::imports::{ImportReport, ImportRow, ImportRowQuery, RowOutcome};
use shared::money::Money;
use shared::page::Page;

use super::calls;
use crate::ui::address::{address, use_list_query};
use crate::ui::amount::grouped;
use crate::ui::each::each;
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::table::{Column, Table};

const COLUMNS: [Column; 4] = [
    Column::new("In the old file", "w-old"),
    Column::new("What", "w-what"),
    Column::new("Why", ""),
    Column::new("Old total", "w-money figure"),
];

const KINDS: [(RowOutcome, &str); 4] = [
    (RowOutcome::LeftOut, "Left out"),
    (RowOutcome::Adjusted, "Adjusted"),
    (RowOutcome::ChangedSince, "Changed since"),
    (RowOutcome::Vanished, "No longer there"),
];

fn count(report: &ImportReport, outcome: RowOutcome) -> u64 {
    let of = |table: &shared::imports::TableReport| match outcome {
        RowOutcome::LeftOut => table.left_out,
        RowOutcome::Adjusted => table.adjusted,
        RowOutcome::ChangedSince => table.changed_since,
        RowOutcome::Vanished => table.vanished,
        RowOutcome::New | RowOutcome::AlreadyHere => 0,
    };
    report.tables.iter().map(of).sum()
}

fn page_of(id: ImportId, query: &ImportRowQuery) -> String {
    address(&format!("/settings/import/{id}"), query)
}

#[component]
pub fn Rows(id: ImportId, report: ImportReport) -> AnyView {
    let asked = use_list_query::<ImportRowQuery>();
    // The first kind that has rows, unless the address names one.
    let usual = KINDS
        .iter()
        .map(|(outcome, _)| *outcome)
        .find(|outcome| count(&report, *outcome) > 0)
        .unwrap_or(RowOutcome::LeftOut);
    let query = Signal::derive(move || {
        let asked = asked.get().unwrap_or_default();
        let outcome = if asked.outcome.is_empty() {
            vec![usual]
        } else {
            asked.outcome.clone()
        };
        ImportRowQuery { outcome, ..asked }
    });
    let rows = Fetched::new(move || query.get(), move |query| calls::rows(id, query));
    let older = move || {
        let cursor = rows
            .last
            .with(|page| page.as_ref().and_then(|page| page.page.next_cursor.clone()))?;
        let next = query.with(|query| {
            page_of(
                id,
                &ImportRowQuery {
                    cursor: Some(cursor),
                    ..query.clone()
                },
            )
        });
        Some(view! { <p class="more-rows"><a class="button bar" href=next>"More rows"</a></p> })
    };
    let table = move |shown: Signal<Page<ImportRow>>| {
        view! {
            <Table caption="Rows of the old file" columns=&COLUMNS>
                {each(move || shown.get().data, |row| row.seq, move |row| view! { <Row row/> })}
            </Table>
        }
        .into_any()
    };
    view! {
        <Tabs id report query/>
        <Loaded what=rows name="The rows" is_empty=no_rows rows=4 children=table empty=|| view! { <p class="muted import-none">"There is no such row."</p> }.into_any()/>
        {older}
    }
    .into_any()
}

#[component]
fn Tabs(id: ImportId, report: ImportReport, query: Signal<ImportRowQuery>) -> AnyView {
    let tab = move |(outcome, name): (RowOutcome, &'static str)| {
        let to = ImportRowQuery {
            outcome: vec![outcome],
            ..ImportRowQuery::default()
        };
        let current = move || {
            query
                .with(|query| query.outcome == [outcome])
                .then_some("true")
        };
        let count = grouped(&count(&report, outcome).to_string());
        view! { <a href=page_of(id, &to) aria-current=current data-noscroll><b data-word=name>{name}</b><span class="muted">{count}</span></a> }
    };
    view! {
        <div class="import-tabs"><nav class="segments bar" aria-label="Rows">{KINDS.into_iter().map(tab).collect_view()}</nav></div>
    }
    .into_any()
}

fn no_rows(page: &Page<ImportRow>) -> bool {
    page.data.is_empty()
}

#[component]
fn Row(row: ImportRow) -> AnyView {
    let reasons = row.reasons.join(" ");
    let label = match &row.here {
        Some(here) => format!("{}, here {here}", row.label),
        None => row.label,
    };
    let total = row
        .source_total
        .map_or_else(|| "–".to_owned(), Money::in_field);
    view! {
        <tr>
            <td class="p-1"><code>{row.table.as_str()}" "{row.old_id}</code></td>
            <td class="b-name" title=label.clone()>{label.clone()}</td>
            <td class="b-wide p-2 wraps">{reasons}</td>
            <td class="figure b-amount">{total}</td>
        </tr>
    }
    .into_any()
}
