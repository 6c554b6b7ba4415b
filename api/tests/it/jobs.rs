//! Jobs through HTTP.

mod amounts;
mod dating;
mod days;
mod faults;
mod filters;
mod keys;
mod numbers;
mod pages;
mod revisions;
mod suggestions;
mod sums;
mod trash;

use serde_json::json;

use crate::harness::{TestApp, make};

#[actix_web::test]
async fn staff_record_a_job_and_see_it_in_the_list() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let draft = json!({
        "customer_name": "Adaeze & Sons",
        "items": [make::item("Banner 3 × 2 ft", "3", 450_000), make::item("Melow label", "2.5", 1_000)],
        "payment_method": "transfer",
    });
    let made = staff.post("/jobs", &draft).await.expect(201);
    assert_eq!(made.body["total"], make::naira(1_352_500));
    assert_eq!(made.body["items"][1]["line_total"], make::naira(2_500));
    assert_eq!(made.body["customer"]["name"], "Adaeze & Sons");
    assert_eq!(made.body["created_by"]["username"], "tobi");
    assert_eq!(
        made.header("location"),
        format!("/api/v1/jobs/{}", made.str("/id"))
    );
    let list = staff
        .get("/jobs?q=banner%20ada&status=open")
        .await
        .expect(200);
    assert_eq!(list.body["data"][0], made.body);
    let history = staff
        .get(&format!("/jobs/{}/history", made.str("/id")))
        .await
        .expect(200);
    assert_eq!(history.body["data"][0]["action"], "job.created");
}

#[actix_web::test]
async fn completing_needs_the_revision_that_was_seen() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let job = make::job(&staff).await;
    let path = format!("/jobs/{}/complete", job.str("/id"));
    let answer = staff.act(&path).await;
    insta::assert_snapshot!(answer.status_and_body(), @"428 precondition_required: Send If-Match with the ETag of the record as you read it.");
    let done = staff.seen(&job).act(&path).await.expect(200);
    assert_eq!(done.body["status"], "done");
    let stale = app.admin().await.seen(&job).act(&path).await;
    insta::assert_snapshot!(stale.status_and_body(), @"412 stale: tobi changed this since you read it. Load it again and repeat your change.");
    assert_eq!(stale.body["changed_by"], "tobi");
}

#[actix_web::test]
async fn staff_may_not_correct_a_job() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let job = make::job(&staff).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let answer = staff.patch(&path, &json!({"rubbish": 1})).await;
    insta::assert_snapshot!(answer.status_and_body(), @"403 not_allowed: You may not correct jobs.");
}

#[actix_web::test]
async fn the_same_key_makes_one_job() {
    let app = TestApp::start().await;
    let staff = app.staff().await.with("idempotency-key", "draft-1");
    let draft = json!({"items": [make::item("Banner", "1", 100)]});
    let first = staff.post("/jobs", &draft).await.expect(201);
    let second = staff.post("/jobs", &draft).await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("idempotency-replayed"), "true");
    let other = staff
        .post("/jobs", &json!({"items": [make::item("Banner", "2", 100)]}))
        .await;
    insta::assert_snapshot!(other.status_and_body(), @"422 idempotency_mismatch: This Idempotency-Key was used with another body or type. Take a new key for another request.");
    let list = staff.get("/jobs/summary").await.expect(200);
    assert_eq!(list.body, json!({"count": 1, "total": null}));
}
