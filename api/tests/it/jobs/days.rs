//! Which day a job belongs to, by the shop's calendar, and what completing does to it.

use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, make};

#[actix_web::test]
async fn b24_a_job_of_half_past_midnight_in_lagos_is_of_the_new_day() {
    let app = TestApp::start().await;
    app.at("2027-03-09T22:59:00Z");
    let staff = app.staff().await;
    assert_eq!(make::job(&staff).await.str("/occurred_on"), "2027-03-09");
    app.advance_seconds(120);
    let job = make::job(&staff).await;
    assert_eq!(job.str("/occurred_on"), "2027-03-10");
    let done = staff
        .seen(&job)
        .act(&format!("/jobs/{}/complete", job.str("/id")))
        .await
        .expect(200);
    assert_eq!(done.str("/completed_on"), "2027-03-10");
}

#[actix_web::test]
async fn a_job_of_another_day_begins_with_that_day_and_none_is_of_tomorrow() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let staff = app.staff().await;
    let on = |day: &str| json!({"occurred_on": day, "items": [make::item("Banner", "1", 1)]});
    let job = staff.post("/jobs", &on("2027-03-01")).await.expect(201);
    assert_eq!(job.str("/occurred_at"), "2027-02-28T23:00:00.000Z");
    let today = staff.post("/jobs", &on("2027-03-09")).await.expect(201);
    assert_eq!(today.body["occurred_at"], today.body["created_at"]);
    let tomorrow = staff.post("/jobs", &on("2027-03-10")).await;
    insta::assert_snapshot!(tomorrow.status_and_body(), @"422 invalid: 1 field needs attention. #/occurred_on out_of_period");
    for rubbish in ["2027-02-29", "1969-12-31", "27-03-01", "2027-3-1"] {
        assert_eq!(
            staff.post("/jobs", &on(rubbish)).await.status,
            400,
            "{rubbish}"
        );
    }
}

#[actix_web::test]
async fn completing_dates_the_revenue_and_reopening_takes_it_back() {
    let app = TestApp::start().await;
    app.at("2027-03-01T12:00:00Z");
    let job = make::job(&app.staff().await).await;
    assert_eq!(
        (&job.body["status"], &job.body["completed_on"]),
        (&json!("open"), &json!(null))
    );
    app.at("2027-03-04T12:00:00Z");
    let staff = app.staff().await;
    let path = format!("/jobs/{}", job.str("/id"));
    let done = staff
        .seen(&job)
        .act(&format!("{path}/complete"))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "done");
    assert_eq!(done.body["completed_on"], "2027-03-04");
    assert_eq!(done.body["completed_at"], done.body["updated_at"]);
    app.books_add_up();
    let refused = staff.seen(&done).act(&format!("{path}/reopen")).await;
    insta::assert_snapshot!(refused.status_and_body(), @"403 not_allowed: You may not reopen jobs.");
    let open = app
        .manager()
        .await
        .seen(&done)
        .act(&format!("{path}/reopen"))
        .await
        .expect(200);
    assert_eq!(
        (&open.body["status"], &open.body["completed_at"]),
        (&json!("open"), &json!(null))
    );
}

#[actix_web::test]
async fn a_job_recorded_as_completed_moves_with_its_revenue() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let manager = app.manager().await;
    let draft = json!({"status": "done", "occurred_on": "2027-03-05", "items": [make::item("Banner", "1", 1)]});
    let job = manager.post("/jobs", &draft).await.expect(201);
    assert_eq!(job.str("/completed_on"), "2027-03-05");
    let path = format!("/jobs/{}", job.str("/id"));
    let moved = manager
        .seen(&job)
        .patch(&path, &json!({"occurred_on": "2027-03-02"}))
        .await
        .expect(200);
    assert_eq!(moved.str("/completed_on"), "2027-03-02");
    assert_eq!(moved.body["completed_at"], moved.body["occurred_at"]);
}

#[actix_web::test]
async fn a_job_completed_later_stays_so_and_cannot_take_place_afterwards() {
    let app = TestApp::start().await;
    app.at("2027-03-01T12:00:00Z");
    let job = make::job(&app.manager().await).await;
    app.at("2027-03-04T12:00:00Z");
    let manager = app.manager().await;
    let path = format!("/jobs/{}", job.str("/id"));
    let done = manager
        .seen(&job)
        .act(&format!("{path}/complete"))
        .await
        .expect(200);
    let moved = manager
        .seen(&done)
        .patch(&path, &json!({"occurred_on": "2027-02-27"}))
        .await
        .expect(200);
    assert_eq!(moved.str("/completed_on"), "2027-03-04");
    app.at("2027-03-06T12:00:00Z");
    let manager = app.manager().await;
    let after = manager
        .seen(&moved)
        .patch(&path, &json!({"occurred_on": "2027-03-05"}))
        .await;
    insta::assert_snapshot!(after.status_and_body(), @"422 invalid: 1 field needs attention. #/occurred_on out_of_period");
}

#[actix_web::test]
async fn days_are_those_of_the_shops_zone_when_they_were_written() {
    let app = TestApp::start().await;
    app.at("2027-03-09T23:30:00Z");
    let admin = app.admin().await;
    let lagos = make::job(&admin).await;
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"time_zone": "America/New_York"});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
    let new_york = make::job(&admin).await;
    assert_eq!(lagos.str("/occurred_on"), "2027-03-10");
    assert_eq!(new_york.str("/occurred_on"), "2027-03-09");
    let read = admin
        .get(&format!("/jobs/{}", lagos.str("/id")))
        .await
        .expect(200);
    assert_eq!(read.str("/occurred_on"), "2027-03-10");
}

#[actix_web::test]
async fn a_day_of_completion_is_of_a_completed_job_and_from_its_day_to_today() {
    let app = TestApp::start().await;
    app.at("2027-03-01T12:00:00Z");
    let job = make::job(&app.manager().await).await;
    let path = format!("/jobs/{}", job.str("/id"));
    app.at("2027-03-08T12:00:00Z");
    let manager = app.manager().await;
    let change = async |seen: &Answer, patch: Value| manager.seen(seen).patch(&path, &patch).await;
    let open = change(&job, json!({"completed_on": "2027-03-02"})).await;
    insta::assert_snapshot!(open.status_and_body(), @"409 wrong_state: Only a completed job has a day of completion.");
    let done = manager.seen(&job).act(&format!("{path}/complete")).await;
    let both = json!({"occurred_on": "2027-03-05", "completed_on": "2027-03-04"});
    for (patch, problem) in [
        (
            json!({"completed_on": "2027-03-09"}),
            "#/completed_on out_of_period",
        ),
        (
            json!({"completed_on": "2027-02-28"}),
            "#/completed_on out_of_period",
        ),
        (both, "#/completed_on out_of_period"),
        (json!({"completed_on": null}), "#/completed_on"),
    ] {
        let refused = change(&done, patch).await.status_and_body();
        assert!(refused.contains(problem), "{refused}");
    }
    let staff = app.staff().await.seen(&done);
    let staff = staff
        .patch(&path, &json!({"completed_on": "2027-03-06"}))
        .await;
    insta::assert_snapshot!(staff.status_and_body(), @"403 not_allowed: You may not correct jobs.");
    assert_eq!(manager.get(&path).await.body, done.body);
}

#[actix_web::test]
async fn the_day_of_completion_is_corrected_and_the_revenue_moves_along() {
    let app = TestApp::start().await;
    app.at("2027-03-01T12:00:00Z");
    let job = make::job(&app.manager().await).await;
    let path = format!("/jobs/{}", job.str("/id"));
    app.at("2027-03-08T12:00:00Z");
    let manager = app.manager().await;
    let change = async |seen: &Answer, patch: Value| {
        let answer = manager.seen(seen).patch(&path, &patch).await;
        answer.expect(200)
    };
    let done = manager.seen(&job).act(&format!("{path}/complete")).await;
    let same = change(&done, json!({"completed_on": "2027-03-08"})).await;
    assert_eq!(same.body, done.body);
    let moved = change(&done, json!({"completed_on": "2027-03-05"})).await;
    assert_eq!(moved.str("/completed_on"), "2027-03-05");
    assert_eq!(moved.str("/completed_at"), "2027-03-04T23:00:00.000Z");
    for (day, count) in [("2027-03-08", 0), ("2027-03-05", 1)] {
        let sum = format!("/jobs/summary?completed_on_from={day}&completed_on_to={day}");
        assert_eq!(manager.get(&sum).await.body["count"], count, "{day}");
    }
    app.books_add_up();
    // On its first day it is completed when it took place, not before.
    let first = change(&moved, json!({"completed_on": "2027-03-01"})).await;
    assert_eq!(first.body["completed_at"], first.body["occurred_at"]);
    let both = json!({"occurred_on": "2027-03-06", "completed_on": "2027-03-07"});
    let both = change(&first, both).await;
    assert_eq!(both.str("/completed_on"), "2027-03-07");
    app.books_add_up();
    let history = manager.get(&format!("{path}/history?sort=-seq")).await;
    let changes = history.body["data"][0]["changes"].to_string();
    assert!(changes.contains("\"field\":\"completed_on\""), "{changes}");
}
