//! What comes in, and that it adds up.

use insta::assert_snapshot;
use serde_json::json;

use super::{brought_in, counts, dry_run, rows, tables};
use crate::harness::original::Original;
use crate::harness::{Answer, TestApp};

#[actix_web::test]
async fn the_originals_own_sample_comes_in() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let done = brought_in(&admin, &Original::sample()).await;
    assert_snapshot!(tables(&done), @r"
    users -: read 2, new 0, adjusted 2, here 0, changed 0, out 0
    jobs done: read 1, new 1, adjusted 0, here 0, changed 0, out 0
    jobs open: read 1, new 1, adjusted 0, here 0, changed 0, out 0
    job_items -: read 2, new 2, adjusted 0, here 0, changed 0, out 0
    expenditures -: read 1, new 1, adjusted 0, here 0, changed 0, out 0
    ");
    assert_eq!(
        done.body["report"]["users_without_password"],
        json!(["admin", "user"])
    );
    assert_eq!(done.body["report"]["customers"], 2);
    let jobs = admin.get("/jobs?sort=number").await.expect(200);
    assert_snapshot!(jobs_told(&jobs), @r"
    J-2025-00001 Emex open cash 450000 2025-09-14T19:03:29.364Z on 2025-09-14, completed null, by admin
    J-2025-00002 Loyal done transfer 1000000 2025-09-14T19:04:31.582Z on 2025-09-14, completed 2025-09-14T19:04:31.582Z, by user
    ");
    let item = &jobs.body["data"][1]["items"][0];
    assert_eq!(item["description"], "Melow label");
    assert_eq!(item["quantity"], "1000");
    assert_eq!(item["unit_price"]["amount_minor"], 1000);
    let spent = admin.get("/expenditures").await.expect(200);
    let lunch = &spent.body["data"][0];
    assert_eq!(lunch["description"], "Lunch Allowance");
    assert_eq!(lunch["total"]["amount_minor"], 250_000);
    assert_eq!(lunch["occurred_at"], "2025-09-14T19:03:55.524Z");
    assert_eq!(lunch["created_by"]["username"], "user");
    let found = admin.get("/jobs?q=melow").await.expect(200);
    assert_eq!(found.body["data"].as_array().unwrap().len(), 1);
    let customers = admin.get("/customers?sort=name").await.expect(200);
    assert_eq!(customers.body["data"][1]["name"], "Loyal");
    assert_eq!(customers.body["data"][1]["jobs"], 1);
    assert_eq!(customers.body["data"][1]["last_job_on"], "2025-09-14");
}

#[actix_web::test]
async fn an_imported_record_says_in_its_history_that_it_was_imported() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let done = brought_in(&admin, &Original::sample()).await;
    for (list, source) in [("jobs", "jobs 2"), ("expenditures", "expenditures 1")] {
        let first = admin.get(&format!("/{list}?limit=1")).await.expect(200);
        let id = first.str("/data/0/id");
        let history = admin
            .get(&format!("/{list}/{id}/history"))
            .await
            .expect(200);
        let entry = &history.body["data"][0];
        assert!(entry["action"].as_str().unwrap().ends_with(".imported"));
        assert_eq!(entry["actor"]["username"], "ada");
        let changes = entry["changes"].as_array().unwrap();
        let of = |field: &str| {
            let change = changes.iter().find(|change| change["field"] == field);
            change.map(|change| change["after"].clone())
        };
        assert_eq!(of("imported_from"), Some(json!(source)));
        assert_eq!(of("import_id"), Some(done.body["id"].clone()));
    }
}

#[actix_web::test]
async fn a_thousand_jobs_come_in_numbered_by_date_and_reconcile_to_the_kobo() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::busy(1000);
    let done = brought_in(&admin, &books).await;
    let report = &done.body["report"];
    for line in report["sums"].as_array().unwrap() {
        let of = |name: &str| line[name]["amount_minor"].as_i64().unwrap();
        let kept = of("source") - of("left_out") - of("already_here") + of("adjusted");
        assert_eq!(kept, of("imported"), "{line}");
    }
    // The same sums by the file itself: each old total rounded to kobo, and our formula in thousandths of a kobo.
    for (table, source, ours) in [
        (
            "jobs",
            "SELECT SUM(CAST(ROUND(total * 100) AS INTEGER)) FROM job_items",
            "SELECT SUM((CAST(ROUND(quantity * 1000) AS INTEGER) * CAST(ROUND(price * 100) AS INTEGER) + 500) / 1000) FROM job_items",
        ),
        (
            "expenditures",
            "SELECT SUM(CAST(ROUND(total * 100) AS INTEGER)) FROM expenditures",
            "SELECT SUM((CAST(ROUND(quantity * 1000) AS INTEGER) * CAST(ROUND(amount_used * 100) AS INTEGER) + 500) / 1000) FROM expenditures",
        ),
    ] {
        assert_eq!(
            sum(&done, table, "source"),
            whole(&books, source),
            "{table}"
        );
        assert_eq!(
            sum(&done, table, "imported"),
            whole(&books, ours),
            "{table}"
        );
        let summary = admin.get(&format!("/{table}/summary")).await.expect(200);
        assert_eq!(summary.body["total"]["amount_minor"], whole(&books, ours));
    }
    assert_eq!(counts(&admin).await, (1002, 1001));
    for year in [2024, 2025] {
        let from_to = format!("occurred_on_from={year}-01-01&occurred_on_to={year}-12-31");
        let mut expected = 1;
        let mut cursor = String::new();
        loop {
            let path = format!("/jobs?{from_to}&sort=occurred_at&limit=200{cursor}");
            let page = admin.get(&path).await.expect(200);
            for job in page.body["data"].as_array().unwrap() {
                assert_eq!(job["number"], format!("J-{year}-{expected:05}"));
                expected += 1;
            }
            match page.body["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert!(expected > 400);
    }
}

#[actix_web::test]
async fn an_old_total_that_differs_is_named_and_ours_counts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", "", "admin");
    books.sale(1, "Emex", "2025-01-31 23:30:00.000000", 1000.0);
    books.item(2, 1, "Typed by hand", 2.0, 100.0, 150.5);
    let ready = dry_run(&admin, &books).await;
    assert_snapshot!(rows(&admin, &ready, "&outcome=adjusted&table=job_items").await,
        @"job_items 2 [of job 1, “Typed by hand”]: The old total is ₦150.50, quantity × price is ₦200.00 (15050)");
    let line = &ready.body["report"]["sums"][0];
    assert_eq!(line["month"], "2025-01");
    assert_eq!(line["status"], "done");
    assert_eq!(line["source"]["amount_minor"], 115_050);
    assert_eq!(line["adjusted"]["amount_minor"], 4_950);
    assert_eq!(line["imported"]["amount_minor"], 120_000);
}

/// The report's sum of a table over all months.
fn sum(import: &Answer, table: &str, name: &str) -> i64 {
    let lines = import.body["report"]["sums"].as_array().unwrap();
    let of_table = lines.iter().filter(|line| line["table"] == table);
    of_table
        .map(|line| line[name]["amount_minor"].as_i64().unwrap())
        .sum()
}

fn whole(books: &Original, query: &str) -> i64 {
    match books.one(query) {
        rusqlite::types::Value::Integer(whole) => whole,
        other => panic!("{other:?}"),
    }
}

fn jobs_told(list: &Answer) -> String {
    let jobs = list.body["data"].as_array().unwrap();
    jobs.iter()
        .map(|job| {
            let text = |name: &str| job[name].as_str().unwrap_or("null").to_owned();
            format!(
                "{} {} {} {} {} {} on {}, completed {}, by {}\n",
                text("number"),
                job["customer"]["name"].as_str().unwrap_or("-"),
                text("status"),
                text("payment_method"),
                job["total"]["amount_minor"],
                text("occurred_at"),
                text("occurred_on"),
                text("completed_at"),
                job["created_by"]["username"].as_str().unwrap()
            )
        })
        .collect()
}
