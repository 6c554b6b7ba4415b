//! Reports as files: each holds what its page is told, row by row, with the same total.

mod rights;
mod told;

use calamine::Data;
use serde_json::json;

use self::told::{REPORTS, Told, told};
use super::poppler::table;
use super::sheets::{about, sheet};
use super::{fetch, rows};
use crate::harness::{Client, Start, TestApp, make};
use crate::reports::THEN;
use crate::reports::history::history;

pub async fn shop() -> (TestApp, Client) {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    history(&app, 11).await;
    let draft = json!({"items": [make::item("Cake-box; \"round\"", "1", 12_345_678)], "status": "done", "customer_name": "=Ọlá & \"Sons\", Lagos"});
    admin.post("/jobs", &draft).await.expect(201);
    make::job(&admin).await;
    (app, admin)
}

/// The report's rows, *Others* and the total, as the page is told them.
async fn told_of(who: &Client, path: &str) -> Vec<Vec<Told>> {
    let report = who.get(path).await.expect(200).body;
    let rows = report["rows"].as_array().unwrap().iter();
    let others = Some(&report["others"]).filter(|others| !others.is_null());
    rows.chain(others)
        .chain([&report["total"]])
        .map(told)
        .collect()
}

#[actix_web::test]
async fn a_report_goes_out_as_its_page_tells_it() {
    let (_app, admin) = shop().await;
    let (mut with_others, mut negative) = (0, 0);
    for (report, query, heads) in REPORTS {
        let path = format!("/reports/{report}");
        let told = told_of(&admin, &format!("{path}?{query}")).await;
        let file = fetch(&admin, &format!("{path}/export?{query}")).await;
        let expected: Vec<Vec<String>> = told
            .iter()
            .map(|row| row.iter().map(Told::in_csv).collect())
            .collect();
        let rows = rows(&file, b',');
        assert_eq!(rows[0].join(","), heads, "{path}?{query}");
        assert_eq!(rows[1..], expected, "{path}?{query}");
        with_others += expected
            .iter()
            .filter(|row| row[0].ends_with("others"))
            .count();
        negative += expected
            .iter()
            .flatten()
            .filter(|cell| cell.starts_with('-'))
            .count();
    }
    assert!(with_others > 0 && negative > 0, "{with_others} {negative}");
}

#[actix_web::test]
async fn workbooks_and_paper_hold_the_same_rows_and_totals() {
    let (_app, admin) = shop().await;
    for (report, query, heads) in REPORTS {
        let path = format!("/reports/{report}");
        let told = told_of(&admin, &format!("{path}?{query}")).await;
        let pdf = fetch(&admin, &format!("{path}/export?format=pdf&{query}")).await;
        let on_paper = table(&pdf);
        let expected: Vec<Vec<String>> = told
            .iter()
            .map(|row| row.iter().map(Told::on_paper).collect())
            .collect();
        assert_eq!(on_paper[0].join(","), heads, "{path}?{query}");
        if told.len() > 1 {
            assert_eq!(on_paper[1..], expected, "{path}?{query}");
        }
        let total = expected.last().unwrap();
        assert!(on_paper.last().unwrap().ends_with(total), "{path}?{query}");
        let xlsx = fetch(&admin, &format!("{path}/export?format=xlsx&{query}")).await;
        let sheet = sheet(
            &xlsx,
            TITLES.iter().find(|(name, _)| *name == report).unwrap().1,
        );
        let rows: Vec<&[Data]> = sheet.rows().collect();
        assert_eq!(rows.len(), told.len() + 1, "{path}?{query}");
        for (row, told) in rows[1..].iter().zip(&told) {
            let same = row.iter().zip(told).all(|(cell, told)| told.is_in(cell));
            assert!(same && row.len() == told.len(), "{path}?{query}: {row:?}");
        }
    }
}

const TITLES: [(&str, &str); 7] = [
    ("money", "Report of money in and out"),
    ("customers", "Report by customer"),
    ("items", "Report by item"),
    ("staff", "Report by person"),
    ("methods", "Report by payment"),
    ("spending", "Report of spending"),
    ("work", "Report of unfinished work"),
];

#[actix_web::test]
async fn its_name_and_its_face_say_which_report_of_which_days() {
    let (_app, admin) = shop().await;
    for (asked, name) in [
        (
            "customers/export?from=2026-11-01&to=2026-11-30",
            "report-customers-2026-11.csv",
        ),
        (
            "money/export?from=2026-11-24&format=pdf",
            "report-money-2026-11-24.pdf",
        ),
        ("items/export", "report-items-2026-11-01-to-2026-11-24.csv"),
        (
            "work/export?from=2020-01-01&to=2020-01-31&format=xlsx",
            "report-work-2026-11-24.xlsx",
        ),
    ] {
        assert_eq!(fetch(&admin, &format!("/reports/{asked}")).await.name, name);
    }
    let query = "format=xlsx&from=2026-11-01&to=2026-11-30&compare=year&limit=2";
    let told = about(&admin, &format!("/reports/customers/export?{query}")).await;
    for expected in [
        ("Shop", "Kingsway Labels"),
        ("List", "Report by customer"),
        ("Rows", "3"),
        ("Currency", "NGN"),
        ("Days", "from 2026-11-01 to 2026-11-30"),
        ("Beside", "from 2025-11-01 to 2025-11-30"),
        ("Counted", "Completed jobs, on the day of their completion."),
        ("Made by", "ada"),
    ] {
        let (what, words) = (expected.0.to_owned(), expected.1.to_owned());
        assert!(told.contains(&(what, words)), "{expected:?} in {told:?}");
    }
    let work = about(&admin, "/reports/work/export?format=xlsx&compare=year").await;
    assert!(
        work.iter()
            .all(|(what, _)| what != "Days" && what != "Beside"),
        "{work:?}"
    );
}

#[actix_web::test]
async fn decimals_have_a_comma_between_semicolons() {
    let (_app, admin) = shop().await;
    let path = "/reports/methods/export?separator=semicolon";
    let rows = rows(&fetch(&admin, path).await, b';');
    let total = rows.last().unwrap();
    assert_eq!((total[0].as_str(), total[3].as_str()), ("Total", "100,00"));
    assert!(
        total[2].contains(',') && !total[2].contains('.'),
        "{total:?}"
    );
}
