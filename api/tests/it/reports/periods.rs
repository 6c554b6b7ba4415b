//! Which days a report is about, beside which others, and which it refuses.

use serde_json::{Value, json};

use super::THEN;
use crate::harness::{Start, TestApp};

#[actix_web::test]
async fn nothing_said_is_this_month_until_today() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    let report = admin.get("/reports/money").await.expect(200).body;
    assert_eq!(
        report["period"],
        json!({"from": "2026-11-01", "to": "2026-11-24"})
    );
    assert_eq!(
        (&report["compared"], &report["by"]),
        (&Value::Null, &json!("day"))
    );
    assert_eq!(report["rows"].as_array().unwrap().len(), 24);
    let beside = admin
        .get("/reports/money?compare=previous")
        .await
        .expect(200)
        .body;
    assert_eq!(
        beside["compared"],
        json!({"from": "2026-10-01", "to": "2026-10-24"})
    );
}

#[actix_web::test]
async fn steps_begin_with_the_period_and_the_week() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    let weeks = "/reports/money?from=2026-12-30&to=2027-01-12&by=week";
    let report = admin.get(weeks).await.expect(200).body;
    let labels: Vec<&str> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["label"].as_str().unwrap())
        .collect();
    assert_eq!(
        labels,
        [
            "30 Dec 2026 – 3 Jan 2027",
            "4 – 10 Jan 2027",
            "11 – 12 Jan 2027"
        ]
    );
    let leap = admin
        .get("/reports/money?from=2028-02-01&to=2028-02-29&compare=year")
        .await
        .expect(200)
        .body;
    assert_eq!(leap["rows"].as_array().unwrap().len(), 29);
    assert_eq!(
        leap["compared"],
        json!({"from": "2027-02-01", "to": "2027-02-28"})
    );
}

#[actix_web::test]
async fn what_is_no_period_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, parameter, code) in [
        ("from=2026-11-02&to=2026-11-01", "to", "too_small"),
        ("from=9999-01-01", "from", "too_large"),
        ("from=1970-01-01&to=9999-12-31", "to", "out_of_period"),
        ("from=1970-01-01", "from", "out_of_period"),
        (
            "from=2020-01-01&to=2024-12-31&by=day",
            "by",
            "out_of_period",
        ),
        ("from=2026-13-01", "from", "bad_format"),
        ("by=hour", "by", "not_one_of"),
        ("compare=luck", "compare", "not_one_of"),
        ("limit=0", "limit", "too_small"),
        ("limit=201", "limit", "too_large"),
        ("status=done", "status", "unknown_field"),
    ] {
        let answer = admin.get(&format!("/reports/money?{query}")).await;
        let error = &answer.body["errors"][0];
        assert_eq!(
            (answer.status, &error["parameter"], &error["code"]),
            (400, &json!(parameter), &json!(code)),
            "{query}: {}",
            answer.text
        );
    }
    let unknown = admin.get("/reports/luck").await;
    assert_eq!(unknown.status, 404);
    let earliest = admin
        .get("/reports/customers?from=1970-01-01&to=1970-01-02&compare=previous")
        .await
        .expect(200);
    assert_eq!(earliest.body["compared"], Value::Null);
    let latest = admin
        .get("/reports/money?from=9999-12-01&to=9999-12-31&by=week")
        .await
        .expect(200);
    assert_eq!(latest.body["rows"].as_array().unwrap().len(), 5);
}
