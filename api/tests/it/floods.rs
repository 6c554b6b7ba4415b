//! What floods and typing errors leave in the trail and in the journal, and what is forgotten after a day.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{PASSWORD, Start, TestApp};
use crate::limits::calls;

fn trail(app: &TestApp) -> Vec<Value> {
    assert!(app.app.security_log.flush());
    let text = fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[actix_web::test]
async fn g77_a_flood_is_counted_in_the_trail_and_is_one_event_of_the_journal() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "1 per day")
        .start()
        .await;
    let admin = app.admin().await;
    app.nobody().get("/jobs").await.expect(401);
    calls(&app.nobody(), "/jobs", 100, 429).await;
    let floods = |lines: &[Value]| {
        lines
            .iter()
            .filter(|line| line["event"] == "excess_rate_limit_exceeded")
            .count()
    };
    assert_eq!(floods(&trail(&app)), 30);
    api::tick::each_minute(&app.app).await.unwrap();
    let lines = trail(&app);
    assert_eq!(floods(&lines), 31);
    assert_eq!(
        lines.last().unwrap()["detail"],
        "70 more from 127.0.0.1 within a minute, 100 in all"
    );
    api::tick::each_minute(&app.app).await.unwrap();
    let events = admin
        .get("/events?action=excess_rate_limit_exceeded")
        .await
        .expect(200);
    let events = events.body["data"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["outcome"], "failure");
    assert_eq!(
        events[0]["after"],
        json!({"address": "127.0.0.1", "refused": 100})
    );
}

#[actix_web::test]
async fn typing_errors_of_people_are_no_events_of_the_journal() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    staff.post("/jobs", &json!({"items": []})).await.expect(422);
    staff.get("/users").await.expect(403);
    api::tick::each_minute(&app.app).await.unwrap();
    let events = app
        .admin()
        .await
        .get("/events?entity=refusals")
        .await
        .expect(200);
    let actions: Vec<&Value> = events.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["action"])
        .collect();
    assert_eq!(actions, ["authz_fail"]);
}

#[actix_web::test]
async fn answers_kept_for_repeats_are_gone_after_a_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"items": [{"description": "Label", "quantity": "1",
        "unit_price": {"amount_minor": 100, "currency": "NGN"}}]});
    let keyed = admin.with("idempotency-key", "till-1-17");
    let first = keyed.post("/jobs", &draft).await.expect(201);
    api::tick::each_hour(&app.app.app).await.unwrap();
    let again = keyed.post("/jobs", &draft).await.expect(201);
    assert_eq!(again.str("/id"), first.str("/id"));
    app.advance_seconds(24 * 60 * 60 + 1);
    api::tick::each_hour(&app.app.app).await.unwrap();
    let kept = app
        .app
        .db
        .write_unkeyed(&api::db::Caller::default(), api::db::forget_answers)
        .await
        .unwrap();
    assert_eq!(kept, 0, "the hour's round had left something");
    let later = app.sign_in("ada", PASSWORD).await;
    let other = later
        .with("idempotency-key", "till-1-17")
        .post("/jobs", &draft)
        .await
        .expect(201);
    assert_ne!(other.str("/id"), first.str("/id"));
}
