//! Numbers of jobs: gapless in their year, fixed from the first moment.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{TestApp, make};

#[actix_web::test]
async fn fifty_jobs_at_once_get_fifty_numbers_without_a_gap() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let made = join_all((0..50).map(|_| make::job(&staff))).await;
    let mut numbers: Vec<String> = made.iter().map(|job| job.str("/number")).collect();
    numbers.sort();
    let year = made[0].str("/occurred_on")[..4].to_owned();
    let expected: Vec<String> = (1..=50).map(|n| format!("J-{year}-{n:05}")).collect();
    assert_eq!(numbers, expected);
    app.books_add_up();
}

/// Changes that wait for each other are committed together; a refused one must take nothing of the others along.
#[actix_web::test]
async fn of_many_at_once_the_refused_take_no_number_and_leave_nothing() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let unknown = json!({"customer_id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "items": [make::item("Banner", "1", 100)]});
    let (made, refused) = futures_util::future::join(
        join_all((0..20).map(|_| make::job(&staff))),
        join_all((0..20).map(|_| staff.post("/jobs", &unknown))),
    )
    .await;
    assert!(refused.iter().all(|answer| answer.status == 422));
    let mut numbers: Vec<String> = made.iter().map(|job| job.str("/number")).collect();
    numbers.sort();
    let year = made[0].str("/occurred_on")[..4].to_owned();
    let expected: Vec<String> = (1..=20).map(|n| format!("J-{year}-{n:05}")).collect();
    assert_eq!(numbers, expected);
    app.books_add_up();
}

#[actix_web::test]
async fn a_job_that_is_refused_takes_no_number() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    make::job(&staff).await;
    let unknown = json!({"customer_id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "items": [make::item("Banner", "1", 100)]});
    let refused = staff.post("/jobs", &unknown).await;
    insta::assert_snapshot!(refused.status_and_body(), @"422 invalid: 1 field needs attention. #/customer_id unknown_reference");
    let next = make::job(&staff).await;
    assert!(next.str("/number").ends_with("-00002"));
}

#[actix_web::test]
async fn a_trashed_job_keeps_its_number_and_the_next_one_goes_on() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let job = make::job(&staff).await;
    let path = format!("/jobs/{}", job.str("/id"));
    staff.seen(&job).delete(&path).await.expect(204);
    assert!(make::job(&staff).await.str("/number").ends_with("-00002"));
    let trashed = staff.get(&path).await.expect(200);
    assert_eq!(trashed.body["number"], job.body["number"]);
}

#[actix_web::test]
async fn each_year_has_its_series_and_another_day_keeps_the_number() {
    let app = TestApp::start().await;
    app.at("2027-01-10T09:00:00Z");
    let manager = app.manager().await;
    let items = [make::item("Banner", "1", 100)];
    let last_year = json!({"items": items, "occurred_on": "2026-12-31"});
    let job = manager.post("/jobs", &last_year).await.expect(201);
    assert_eq!(job.str("/number"), "J-2026-00001");
    assert_eq!(make::job(&manager).await.str("/number"), "J-2027-00001");
    let path = format!("/jobs/{}", job.str("/id"));
    let patch = json!({"occurred_on": "2027-01-02"});
    let moved = manager.seen(&job).patch(&path, &patch).await.expect(200);
    assert_eq!(moved.str("/number"), "J-2026-00001");
    assert_eq!(moved.str("/occurred_on"), "2027-01-02");
    // The first instant of the day in Lagos.
    assert_eq!(moved.str("/occurred_at"), "2027-01-01T23:00:00.000Z");
}

#[actix_web::test]
async fn numbers_are_in_the_order_of_their_value_beyond_five_digits_and_across_years() {
    let app = TestApp::start().await;
    app.at("2027-01-10T09:00:00Z");
    let staff = app.staff().await;
    let items = [make::item("Banner", "1", 100)];
    let last_year = json!({"items": items, "occurred_on": "2026-12-31"});
    staff.post("/jobs", &last_year).await.expect(201);
    for _ in 0..3 {
        make::job(&staff).await;
    }
    // As after a year of many jobs.
    for (small, large) in [(1, "99998"), (2, "99999"), (3, "100000")] {
        let year = "J-2027-";
        app.database.execute(&format!(
            "UPDATE jobs SET number = '{year}{large}' WHERE number = '{year}0000{small}'"
        ));
    }
    let expected = [
        "J-2026-00001",
        "J-2027-99998",
        "J-2027-99999",
        "J-2027-100000",
    ];
    for (sort, backwards) in [("number", false), ("-number", true)] {
        let mut numbers = Vec::new();
        let mut path = format!("/jobs?sort={sort}&limit=1");
        loop {
            let page = staff.get(&path).await.expect(200);
            numbers.push(page.str("/data/0/number"));
            match page.body["page"]["next_cursor"].as_str() {
                Some(cursor) => path = format!("/jobs?sort={sort}&limit=1&cursor={cursor}"),
                None => break,
            }
        }
        if backwards {
            numbers.reverse();
        }
        assert_eq!(numbers, expected, "{sort}");
    }
}
