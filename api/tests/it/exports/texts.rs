//! CSV for programs and spreadsheets: no text is run, each comes back to the letter, numbers are numbers.

use serde_json::json;

use super::{column, fetch, rows, shop, spend};
use crate::harness::{Start, TestApp, make};

/// 24 November 2026, 21:11 in Lagos.
const THEN: i64 = 1_795_551_088_000;

#[actix_web::test]
async fn what_was_typed_comes_back_to_the_letter() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let typed = [
        ("=1+1", "'=1+1"),
        ("+234 803", "'+234 803"),
        ("-5 °C", "'-5 °C"),
        ("@sum(a1)", "'@sum(a1)"),
        ("＝wide", "'＝wide"),
        ("A&D \"Prints\", Ltd", "A&D \"Prints\", Ltd"),
        ("Ọláyẹmí; Ṣadé", "Ọláyẹmí; Ṣadé"),
        ("שלום 5", "שלום 5"),
        ("007", "007"),
    ];
    for (text, _) in typed {
        spend(&admin, text, "1", 100).await;
    }
    for (separator, mark) in [("comma", b','), ("semicolon", b';'), ("tab", b'\t')] {
        let path =
            format!("/expenditures/export?format=csv&sort=occurred_at&separator={separator}");
        let found = column(&rows(&fetch(&admin, &path).await, mark), "Description");
        assert_eq!(found, typed.map(|(_, expected)| expected), "{separator}");
    }
}

#[actix_web::test]
async fn numbers_are_numbers_and_days_are_the_shops() {
    let app = Start::default().at(THEN).start().await;
    let admin = shop(&app).await;
    let file = fetch(&admin, "/jobs/export?sort=number&format=csv").await;
    assert_eq!(file.name, "jobs-all-2026-11-24.csv");
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}Number,Customer,Items,Total,Paid by,Status,Date,Completed,By,Recorded"
    );
    // The clock goes on while the jobs are recorded: the seconds are left out.
    let to_the_minute = |at: usize| lines[at].rsplit_once(':').unwrap().0;
    assert_eq!(
        to_the_minute(1),
        "J-2026-00001,\"A&D \"\"Prints\"\"\",\"1.5 × =Banner, 2 m\",6750.02,Cash,Incomplete,2026-11-24,,ada,2026-11-24 21:11"
    );
    assert_eq!(
        to_the_minute(3),
        "J-2026-00003,Walk-in,2.125 × Photocopy,0.43,Cash,Completed,2026-11-24,2026-11-24,ada,2026-11-24 21:11"
    );
    assert_eq!(lines[4], "Total of 3 rows,,,16030.42,,,,,,");
    assert_eq!(lines[5], "");
    let semicolons = fetch(&admin, "/jobs/export?sort=number&separator=semicolon").await;
    assert_eq!(
        column(&rows(&semicolons, b';'), "Total"),
        ["6750,02", "9279,97", "0,43"]
    );
}

#[actix_web::test]
async fn the_name_says_which_days() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    for (query, expected) in [
        (
            "occurred_on_from=2026-11-01&occurred_on_to=2026-11-30",
            "jobs-2026-11.csv",
        ),
        (
            "occurred_on_from=2026-11-24&occurred_on_to=2026-11-24",
            "jobs-2026-11-24.csv",
        ),
        (
            "completed_on_from=2026-11-23&completed_on_to=2026-11-29",
            "jobs-2026-11-23-to-2026-11-29.csv",
        ),
        (
            "occurred_on_to=2026-11-02&rows=items&format=xlsx",
            "job-items-to-2026-11-02.xlsx",
        ),
    ] {
        assert_eq!(
            fetch(&admin, &format!("/jobs/export?{query}")).await.name,
            expected
        );
    }
}

#[actix_web::test]
async fn what_cannot_be_meant_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, parameter, code) in [
        ("format=pdf5", "format", "not_one_of"),
        ("format=csv&format=xlsx", "format", "bad_format"),
        ("rows=lines", "rows", "not_one_of"),
        ("separator=|", "separator", "not_one_of"),
        ("limit=5", "limit", "unknown_field"),
        ("cursor=abc", "cursor", "unknown_field"),
        ("status=lost", "status", "not_one_of"),
        (
            "occurred_on_from=2026-02-30",
            "occurred_on_from",
            "bad_format",
        ),
        (
            "occurred_on_from=2026-02-02&occurred_on_to=2026-02-01",
            "occurred_on_to",
            "too_small",
        ),
    ] {
        let answer = admin.get(&format!("/jobs/export?{query}")).await;
        let error = &answer.body["errors"][0];
        assert_eq!(
            (answer.status, &error["parameter"], &error["code"]),
            (400, &json!(parameter), &json!(code)),
            "{query}"
        );
    }
    let rows = admin.get("/expenditures/export?rows=items").await;
    assert_eq!(rows.body["errors"][0]["code"], "unknown_field");
    make::job(&admin).await;
    let refused = admin.with("accept", "image/png").get("/jobs/export").await;
    assert_eq!(refused.status, 406);
    let taken = admin.with("accept", "text/csv").get("/jobs/export").await;
    assert_eq!(taken.status, 200);
}
