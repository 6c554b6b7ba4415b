//! Reports: each equals an independent sum over the rows, whatever happened to them before, and each figure its list.

pub mod history;
mod periods;
mod rights;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use self::history::history;
use crate::harness::{Client, Start, TestApp};

/// A Tuesday, 24 November 2026, in Lagos.
pub const THEN: i64 = 1_795_551_088_000;

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Sum {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    minor: i64,
}

/// What the rows come to, asked of the database itself.
fn sums(app: &TestApp, sql: &str) -> Vec<Sum> {
    match app.database.url() {
        Some(url) => {
            let conn = &mut PgConnection::establish(&url).unwrap();
            diesel::sql_query(sql).load(conn).unwrap()
        }
        None => {
            let file = app.database.path().join("zehmo.db");
            let conn = &mut SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            diesel::sql_query(sql).load(conn).unwrap()
        }
    }
}

const PERIODS: [(&str, &str); 6] = [
    ("2026-11-01", "2026-11-30"),
    ("2026-11-24", "2026-11-24"),
    ("2026-10-01", "2026-12-31"),
    ("2025-12-29", "2026-01-04"),
    ("2025-11-24", "2026-11-24"),
    ("2020-01-01", "2020-12-31"),
];

fn done(from: &str, to: &str) -> String {
    format!(
        "FROM jobs WHERE status = 'done' AND deleted_at IS NULL AND completed_on BETWEEN '{from}' AND '{to}'"
    )
}

/// What a report must come to, by its keys.
fn expected(app: &TestApp, kind: &str, (from, to): (&str, &str)) -> Vec<Sum> {
    let by = |key: &str| {
        format!(
            "SELECT {key} AS key, COUNT(*) AS n, CAST(SUM(total_minor) AS BIGINT) AS minor {} GROUP BY 1",
            done(from, to)
        )
    };
    let sql = match kind {
        "customers" => by("COALESCE(customer_id, 'walk-in')"),
        "staff" => by("created_by"),
        "methods" => by("payment_method"),
        "items" => format!(
            "SELECT description AS key, COUNT(*) AS n, CAST(SUM(line_total_minor) AS BIGINT) AS minor FROM job_items WHERE job_id IN (SELECT id {}) GROUP BY 1",
            done(from, to)
        ),
        _ => format!(
            "SELECT description AS key, COUNT(*) AS n, CAST(SUM(total_minor) AS BIGINT) AS minor FROM expenditures WHERE deleted_at IS NULL AND occurred_on BETWEEN '{from}' AND '{to}' GROUP BY 1"
        ),
    };
    let mut merged: Vec<Sum> = Vec::new();
    for mut one in sums(app, &sql) {
        if ["items", "spending"].contains(&kind) {
            one.key = shared::text::fold(&one.key);
        }
        match merged.iter_mut().find(|known| known.key == one.key) {
            Some(known) => {
                known.n += one.n;
                known.minor += one.minor;
            }
            None => merged.push(one),
        }
    }
    merged.sort_by(|a, b| b.minor.cmp(&a.minor).then(a.key.cmp(&b.key)));
    merged
}

fn told(row: &Value) -> (i64, i64) {
    (
        row["count"].as_i64().unwrap(),
        row["money"]["amount_minor"].as_i64().unwrap(),
    )
}

/// The list that a row names comes to the row's figure.
async fn list_sums_to(who: &Client, row: &Value) {
    let list = row["list"].as_str().unwrap();
    let summary = list.replacen('?', "/summary?", 1);
    let sum = who.get(&summary).await.expect(200);
    let of_list = (
        sum.body["count"].as_i64().unwrap(),
        sum.body["total"]["amount_minor"].as_i64().unwrap(),
    );
    assert_eq!(of_list, told(row), "{list}");
}

#[actix_web::test]
async fn reports_are_what_the_rows_come_to() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    for seed in [7, 2026] {
        history(&app, seed).await;
        for period in PERIODS {
            for kind in ["customers", "items", "staff", "methods", "spending"] {
                let (from, to) = period;
                let path = format!("/reports/{kind}?from={from}&to={to}&limit=200");
                let report = admin.get(&path).await.expect(200).body;
                let expected = expected(&app, kind, period);
                let rows: Vec<Sum> = report["rows"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|row| {
                        let (n, minor) = told(row);
                        Sum {
                            key: row["key"].as_str().unwrap().to_owned(),
                            n,
                            minor,
                        }
                    })
                    .collect();
                assert_eq!(rows, expected, "{path}");
                assert_eq!(report["others"], Value::Null, "{path}");
                let total = (
                    expected.iter().map(|sum| sum.n).sum(),
                    expected.iter().map(|sum| sum.minor).sum(),
                );
                assert_eq!(told(&report["total"]), total, "{path}");
            }
        }
    }
}

#[actix_web::test]
async fn every_figure_opens_the_list_that_sums_to_it() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    history(&app, 11).await;
    let mut opened = 0;
    for path in [
        "customers?limit=200",
        "staff",
        "methods",
        "spending",
        "work",
        "money?by=month&from=2025-11-01",
        "money?from=2026-11-01",
    ] {
        let report = admin
            .get(&format!("/reports/{path}"))
            .await
            .expect(200)
            .body;
        let rows = report["rows"]
            .as_array()
            .unwrap()
            .iter()
            .chain([&report["total"]]);
        for row in rows {
            if !row["list"].is_null() {
                list_sums_to(&admin, row).await;
                opened += 1;
            }
            if !row["out"].is_null() {
                list_sums_to(&admin, &row["out"]).await;
                opened += 1;
            }
        }
    }
    assert!(opened > 80, "{opened}");
}

#[actix_web::test]
async fn the_rest_is_others_and_shares_add_up() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    history(&app, 5).await;
    let path = "/reports/customers?from=2025-11-01&to=2026-11-30";
    let whole = admin
        .get(&format!("{path}&limit=200"))
        .await
        .expect(200)
        .body;
    for limit in [1, 2, 3, 6] {
        let report = admin
            .get(&format!("{path}&limit={limit}&compare=year"))
            .await
            .expect(200)
            .body;
        let rows = report["rows"].as_array().unwrap();
        assert_eq!(rows.len(), limit);
        let all = rows
            .iter()
            .chain([&report["others"]])
            .filter(|row| !row.is_null());
        let sum = all
            .clone()
            .map(told)
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(sum, told(&whole["total"]));
        assert_eq!(told(&report["total"]), told(&whole["total"]));
        let shares: i64 = all
            .clone()
            .map(|row| row["share_bp"].as_i64().unwrap())
            .sum();
        assert_eq!(shares, 10_000);
        let before = all.map(|row| row["compared"]["money"]["amount_minor"].as_i64().unwrap());
        assert_eq!(
            before.sum::<i64>(),
            report["total"]["compared"]["money"]["amount_minor"]
                .as_i64()
                .unwrap()
        );
    }
}

#[actix_web::test]
async fn the_dashboard_and_the_report_of_the_same_days_agree() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    history(&app, 3).await;
    let dashboard = admin.get("/dashboard").await.expect(200).body;
    let months = dashboard["months"].as_array().unwrap();
    let first = months[0]["month"].as_str().unwrap();
    let report = admin
        .get(&format!("/reports/money?by=month&from={first}-01"))
        .await
        .expect(200)
        .body;
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), months.len());
    for (month, row) in months.iter().zip(rows) {
        assert_eq!(month["in"], row["money"], "{month}");
        assert_eq!(month["out"], row["out"]["money"], "{month}");
    }
}
