//! The ledger of the dry run: rows left, sums right, “adds up” per line, the months below.

use leptos::prelude::*;
use shared::imports::{ImportReport, ImportSum, ImportTable};
use shared::money::Money;

use super::sums::{Line, Sums, ledger};
use crate::ui::amount::grouped;
use crate::ui::icon::Icon;
use crate::ui::status::{Look, Status};
use crate::ui::when::date_words;

#[component]
pub fn Reconciliation(report: ImportReport) -> AnyView {
    let lines = ledger(&report);
    let came_before = lines
        .iter()
        .filter_map(|line| line.sums)
        .any(|sums| sums.already_here.amount_minor() != 0);
    let symbol = report
        .sums
        .first()
        .map_or("", |sum| sum.source.currency().symbol());
    let sum_columns = if came_before { "6" } else { "5" };
    view! {
        <div class="ledger-room" tabindex="0" role="region" aria-label="What the file holds and what becomes of it">
            <table class="ledger">
                <caption class="seen-by-readers">"What the file holds and what becomes of it"</caption>
                <thead>
                    <tr class="ledger-groups"><td></td><th scope="colgroup" colspan="4">"Rows"</th><th scope="colgroup" colspan=sum_columns>"Sums, "{symbol}</th></tr>
                    <tr>
                        <th scope="col"><span class="seen-by-readers">"Kind"</span></th>
                        <th scope="col" class="figure">"In the file"</th><th scope="col" class="figure">"Come in"</th><th scope="col" class="figure">"Here already"</th><th scope="col" class="figure">"Left out"</th>
                        <th scope="col" class="figure">"In the file"</th><th scope="col" class="figure">"Left out"</th>
                        {came_before.then(|| view! { <th scope="col" class="figure">"Here already"</th> })}
                        <th scope="col" class="figure">"Adjusted"</th><th scope="col" class="figure">"Come in"</th><th scope="col">"Check"</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(|line| view! { <LedgerLine line came_before/> }).collect_view()}</tbody>
            </table>
        </div>
        <Months sums=report.sums.clone()/>
        <Names report/>
    }
    .into_any()
}

fn rows(count: u64) -> String {
    if count == 0 {
        "–".to_owned()
    } else {
        grouped(&count.to_string())
    }
}

/// `17,902,350.00`, `−48,000.00`, `–` for nothing.
fn amount(money: Money, takes_away: bool) -> String {
    if money.amount_minor() == 0 {
        return "–".to_owned();
    }
    let shown = if takes_away {
        Money::zero(money.currency())
            .checked_sub(money)
            .unwrap_or(money)
    } else {
        money
    };
    shown.in_field()
}

#[component]
fn LedgerLine(line: Line, came_before: bool) -> AnyView {
    let table = line.table;
    let out = table.left_out.saturating_add(table.changed_since);
    let amounts = match line.sums {
        Some(sums) => view! {
            <td class="figure">{amount(sums.source, false)}</td>
            <td class="figure">{amount(sums.left_out, true)}</td>
            {came_before.then(|| view! { <td class="figure">{amount(sums.already_here, true)}</td> })}
            <td class="figure">{amount(sums.adjusted, false)}</td>
            <td class="figure strong">{amount(sums.imported, false)}</td>
            <td><Check sums/></td>
        }
        .into_any(),
        None => view! { <td colspan=if came_before { "6" } else { "5" }></td> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{line.name}</th>
            <td class="figure">{rows(table.read)}</td>
            <td class="figure strong">{rows(table.new.saturating_add(table.adjusted))}</td>
            <td class="figure">{rows(table.already_here)}</td>
            <td class="figure">{rows(out)}</td>
            {amounts}
        </tr>
    }
    .into_any()
}

#[component]
fn Check(sums: Sums) -> AnyView {
    match sums.apart() {
        Some(apart) if apart.amount_minor() == 0 => view! { <Status look=Look::Done word="adds up"/> }.into_any(),
        Some(apart) => view! { <span class="bad row"><Icon name="circle-alert" class="small"/>{format!("{apart} apart")}</span> }.into_any(),
        None => view! { <span class="bad row"><Icon name="circle-alert" class="small"/>"too large to check"</span> }.into_any(),
    }
}

/// Per month and status, behind a line that says how many of them add up.
#[component]
fn Months(sums: Vec<ImportSum>) -> AnyView {
    let total = sums.len();
    let right = sums.iter().filter(|sum| sum.adds_up()).count();
    let range = {
        let months: Vec<_> = sums.iter().filter_map(|sum| sum.month).collect();
        months
            .iter()
            .min()
            .zip(months.iter().max())
            .map(|(first, last)| match (month(*first), month(*last)) {
                (first, last) if first == last => format!(", {first}"),
                (first, last) => format!(", {first} to {last}"),
            })
    };
    let line = |sum: ImportSum| {
        let kind = match (sum.table, sum.status) {
            (ImportTable::Expenditures, _) => "Expenditures",
            (_, Some(status)) => status.label(),
            (_, None) => "Items without a job",
        };
        let when = sum
            .month
            .map_or_else(|| "No readable date".to_owned(), month);
        let check = if sum.adds_up() {
            view! { <Status look=Look::Done word="adds up"/> }.into_any()
        } else {
            view! { <span class="bad">"does not add up"</span> }.into_any()
        };
        view! {
            <tr>
                <th scope="row">{when}</th><td>{kind}</td>
                <td class="figure">{amount(sum.source, false)}</td><td class="figure">{amount(sum.left_out, true)}</td>
                <td class="figure">{amount(sum.already_here, true)}</td><td class="figure">{amount(sum.adjusted, false)}</td>
                <td class="figure strong">{amount(sum.imported, false)}</td><td>{check}</td>
            </tr>
        }
    };
    let word = if total == 1 {
        "line adds up"
    } else {
        "lines add up"
    };
    view! {
        <details class="months-detail">
            <summary>"Per month and status"{range}": "{format!("{right} of {total} {word}")}</summary>
            <div class="ledger-room" tabindex="0" role="region" aria-label="Sums per month and status">
                <table class="ledger">
                    <thead><tr>
                        <th scope="col">"Month"</th><th scope="col">"Kind"</th><th scope="col" class="figure">"In the file"</th><th scope="col" class="figure">"Left out"</th>
                        <th scope="col" class="figure">"Here already"</th><th scope="col" class="figure">"Adjusted"</th><th scope="col" class="figure">"Come in"</th><th scope="col">"Check"</th>
                    </tr></thead>
                    <tbody>{sums.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// `Sep 2025`.
fn month(month: shared::date::Month) -> String {
    let words = date_words(month.first());
    words
        .split_once(' ')
        .map_or_else(String::new, |(_, rest)| rest.to_owned())
}

/// What becomes of the names.
#[component]
fn Names(report: ImportReport) -> AnyView {
    let customers = (report.names != report.customers).then(|| {
        let (names, customers) = (
            grouped(&report.names.to_string()),
            grouped(&report.customers.to_string()),
        );
        let one = if report.customers == 1 { "" } else { "s" };
        view! { <span>{format!("{names} names become {customers} customer{one}")}</span> }
    });
    let renamed = report
        .renamed
        .into_iter()
        .map(|user| view! { <span>{format!("User “{}” becomes {}", user.from, user.to)}</span> });
    view! { <p class="import-names muted">{customers}{renamed.collect_view()}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::currency::Currency;

    #[test]
    fn what_is_taken_away_carries_a_minus() {
        let ngn = |minor| Money::new(minor, Currency::NGN).unwrap();
        for (minor, takes_away, expected) in [
            (1_790_235_000, false, "17,902,350.00"),
            (4_800_000, true, "−48,000.00"),
            (-4, false, "−0.04"),
            (0, true, "–"),
        ] {
            assert_eq!(amount(ngn(minor), takes_away), expected);
        }
    }
}
