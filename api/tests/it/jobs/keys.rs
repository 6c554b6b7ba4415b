//! Idempotency keys: however often a call is repeated, it happens once.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{PASSWORD, TestApp, make};

#[actix_web::test]
async fn a_storm_of_the_same_call_makes_exactly_one_job() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let keyed = staff.with("idempotency-key", "storm");
    let draft = json!({"customer_name": "Emex", "items": [make::item("Banner", "1", 100)]});
    let answers = join_all((0..40).map(|_| keyed.post("/jobs", &draft))).await;
    let replayed = answers
        .iter()
        .filter(|answer| answer.header("idempotency-replayed") == "true")
        .count();
    assert_eq!(replayed, 39);
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.body, answers[0].body);
        assert_eq!(answer.header("etag"), answers[0].header("etag"));
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    let summary = staff.get("/jobs/summary").await.expect(200);
    assert_eq!(summary.body["count"], 1);
}

#[actix_web::test]
async fn every_kind_of_change_is_answered_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let seen = admin.seen(&job).with("idempotency-key", "1");
    let patch = json!({"payment_method": "transfer"});
    let first = seen.patch(&path, &patch).await.expect(200);
    let again = seen.patch(&path, &patch).await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let act = format!("{path}/complete");
    let seen = admin.seen(&first).with("idempotency-key", "1");
    let done = seen.act(&act).await.expect(200);
    assert_eq!(done.header("idempotency-replayed"), "");
    assert_eq!(seen.act(&act).await.expect(200).body, done.body);
    let seen = admin.seen(&done).with("idempotency-key", "1");
    seen.delete(&path).await.expect(204);
    let again = seen.delete(&path).await.expect(204);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let history = admin.get(&format!("{path}/history")).await.expect(200);
    assert_eq!(history.body["data"].as_array().unwrap().len(), 4);
}

#[actix_web::test]
async fn what_failed_can_be_corrected_under_the_same_key() {
    let app = TestApp::start().await;
    let staff = app.staff().await.with("idempotency-key", "draft");
    staff.post("/jobs", &json!({"items": []})).await.expect(422);
    let items = [make::item("Banner", "1", 100)];
    let unknown = json!({"items": items, "customer_id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f"});
    staff.post("/jobs", &unknown).await.expect(422);
    let made = staff
        .post("/jobs", &json!({"items": items}))
        .await
        .expect(201);
    assert_eq!(made.header("idempotency-replayed"), "");
}

#[actix_web::test]
async fn a_key_counts_for_its_user_its_path_and_its_day() {
    let app = TestApp::start().await;
    let (staff, admin) = (app.staff().await, app.admin().await);
    let draft = json!({"items": [make::item("Banner", "1", 100)]});
    let keyed = |client: &crate::harness::Client| client.with("idempotency-key", "k");
    let first = keyed(&staff).post("/jobs", &draft).await.expect(201);
    let other = keyed(&admin).post("/jobs", &draft).await.expect(201);
    assert_ne!(first.body["id"], other.body["id"]);
    app.advance_seconds(24 * 60 * 60 - 60);
    let staff = app.sign_in("tobi", PASSWORD).await;
    let replayed = keyed(&staff).post("/jobs", &draft).await.expect(201);
    assert_eq!(replayed.body["id"], first.body["id"]);
    app.advance_seconds(120);
    let later = keyed(&staff).post("/jobs", &draft).await.expect(201);
    assert_ne!(later.body["id"], first.body["id"]);
}

#[actix_web::test]
async fn a_key_has_1_to_255_visible_characters() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let draft = json!({"items": [make::item("Banner", "1", 100)]});
    let with = |key: &str| staff.with("idempotency-key", key);
    for key in ["k".repeat(256).as_str(), "two words", "", "ключ"] {
        let answer = with(key).post("/jobs", &draft).await;
        assert_eq!(answer.status, 400, "{key}: {}", answer.text);
        assert_eq!(answer.body["errors"][0]["header"], "Idempotency-Key");
    }
    with(&"k".repeat(255))
        .post("/jobs", &draft)
        .await
        .expect(201);
}

#[actix_web::test]
async fn an_id_chosen_by_the_client_is_taken_once() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let draft = json!({"id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "items": [make::item("Banner", "1", 100)]});
    let made = staff.post("/jobs", &draft).await.expect(201);
    assert_eq!(made.body["id"], draft["id"]);
    let again = staff.post("/jobs", &draft).await;
    insta::assert_snapshot!(again.status_and_body(), @"409 taken: A job with this id exists. #/id duplicate");
    let item = made.str("/items/0/id");
    let mut stolen = make::item("Banner", "1", 100);
    stolen["id"] = json!(item);
    let items = [make::item("Flyer", "1", 100), stolen];
    let answer = staff.post("/jobs", &json!({"items": items})).await;
    insta::assert_snapshot!(answer.status_and_body(), @"409 taken: A line of another job has one of these ids. #/items/1/id duplicate");
    let mut twice = make::item("Banner", "1", 100);
    twice["id"] = json!("01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e60");
    let answer = staff.post("/jobs", &json!({"items": [twice, twice]})).await;
    insta::assert_snapshot!(answer.status_and_body(), @"422 invalid: 1 field needs attention. #/items/1/id duplicate");
}
