//! The tables: each figure leads to the list that sums to it.

use leptos::prelude::*;
use shared::money::Money;
use shared::reports::{ROWS_MAX, Report, ReportKind, ReportRow};

use super::address::Shown;
use crate::ui::amount::{ToldAmount, grouped};

/// Money in and out by steps.
#[component]
pub fn Dated(report: Report) -> AnyView {
    let step = report.by.map(|by| by.label());
    let beside = report.compared.is_some();
    let row = move |row: &ReportRow, sum: bool| {
        let out = row.out.clone();
        let spent = out.as_ref().and_then(|out| out.money);
        let net = row.net();
        let before = beside.then(|| {
            let money = row.net_before();
            view! { <td class="figure"><ToldAmount money net=true sum/></td> }
        });
        let spent_list = out.as_ref().map(|out| out.list.clone());
        view! {
            <tr>
                <th scope="row">{row.label.clone()}</th>
                <td class="figure">{linked(row.list.clone(), row.money, false, sum)}</td>
                <td class="figure">{linked(spent_list, spent, true, sum)}</td>
                <td class="figure"><ToldAmount money=net net=true sum/></td>
                {before}
            </tr>
        }
    };
    let rows = report.rows.iter().map(|one| row(one, false)).collect_view();
    let total = row(&report.total, true);
    view! {
        <section class="panel-box">
            <table class="twin">
                <caption class="seen-by-readers">"Money in and out"</caption>
                <thead><tr>
                    <th scope="col">{step}</th><th scope="col" class="figure">"In"</th><th scope="col" class="figure">"Out"</th><th scope="col" class="figure">"Net"</th>
                    {beside.then(|| view! { <th scope="col" class="figure">"Net before"</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
                <tfoot>{total}</tfoot>
            </table>
        </section>
    }
    .into_any()
}

/// What came from whom, of what or how; the largest first, with its share drawn beside it.
#[component]
pub fn Grouped(kind: ReportKind, report: Report, shown: Signal<Shown>) -> AnyView {
    let beside = report.compared.is_some();
    let out = kind == ReportKind::Spending;
    let (name, many) = kind.heads();
    let row = move |row: &ReportRow, sum: bool| {
        let before = beside.then(|| {
            let money = row.compared.and_then(|before| before.money);
            view! { <td class="figure"><ToldAmount money out sum/></td> }
        });
        view! {
            <tr>
                <th scope="row" dir="auto">{row.label.clone()}</th>
                <td class="figure">{grouped(&row.count.to_string())}</td>
                <td class="figure">{linked(row.list.clone(), row.money, out, sum)}</td>
                {before}
                <td class="figure only-wide-cell">{row.share_bp.map(per_cent)}</td>
                <td class="w-customer only-wide-cell" aria-hidden="true">{row.share_bp.filter(|_| !sum).map(share)}</td>
            </tr>
        }
    };
    let rows = report
        .rows
        .iter()
        .chain(&report.others)
        .map(|one| row(one, false))
        .collect_view();
    let total = row(&report.total, true);
    let more = report
        .others
        .as_ref()
        .filter(|others| others.count > 0)
        .map(|_| {
            let all = move || {
                Shown {
                    limit: Some(ROWS_MAX),
                    ..shown.get()
                }
                .address()
            };
            view! { <p><a class="plain" href=all data-noscroll>"Show more rows"</a></p> }
        });
    view! {
        <section class="panel-box">
            <table class="twin">
                <caption class="seen-by-readers">{kind.label()}</caption>
                <thead><tr>
                    <th scope="col">{name}</th><th scope="col" class="figure nowrap">{many}</th><th scope="col" class="figure nowrap">{if out { "Spent" } else { "Amount" }}</th>
                    {beside.then(|| view! { <th scope="col" class="figure nowrap">"Before"</th> })}
                    <th scope="col" class="figure only-wide-cell">"Share"</th><td class="w-customer only-wide-cell"></td>
                </tr></thead>
                <tbody>{rows}</tbody>
                <tfoot>{total}</tfoot>
            </table>
        </section>
        {more}
    }
    .into_any()
}

fn linked(list: Option<String>, money: Option<Money>, out: bool, sum: bool) -> AnyView {
    match list {
        Some(href) => {
            view! { <a class="quiet-figure" href=href><ToldAmount money out sum/></a> }.into_any()
        }
        None => view! { <ToldAmount money out sum/> }.into_any(),
    }
}

/// `12.34 %`
fn per_cent(basis_points: u32) -> String {
    format!("{}.{:02} %", basis_points / 100, basis_points % 100)
}

fn share(basis_points: u32) -> AnyView {
    view! { <i class="swatch in" style:width=per_cent(basis_points).replace(' ', "")></i> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_to_the_hundredth() {
        assert_eq!(per_cent(3334), "33.34 %");
        assert_eq!(per_cent(5), "0.05 %");
        assert_eq!(per_cent(10_000), "100.00 %");
    }
}
