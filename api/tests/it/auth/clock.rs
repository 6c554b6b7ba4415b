//! A clock that was wrong and is put right.

use serde_json::json;

use super::{PASSWORD, TestApp, refresh};

async fn sweep(app: &TestApp) {
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
}

async fn listed(client: &crate::harness::Client) -> usize {
    let sessions = client.get("/me/sessions").await.expect(200);
    sessions.body["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_clock_that_was_five_minutes_fast_and_is_put_right_signs_nobody_out() {
    let app = TestApp::start().await;
    app.advance_seconds(300);
    let mut ada = app.sign_in("ada", PASSWORD).await;
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    let code = ada.post("/users", &draft).await.expect(201);
    app.advance_seconds(-300);
    // The access token is of the future; as for one that has run out, the app asks for the next.
    ada.get("/me").await.expect(401);
    let stale = refresh(&ada).await.expect(403);
    assert_eq!(stale.body["code"], "csrf_expired");
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    ada.csrf = Some(csrf.str("/csrf_token"));
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    assert_eq!(listed(&ada).await, 1);
    let choice = json!({"code": code.body["activation_code"], "password": PASSWORD});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(204);
}

#[tokio::test]
async fn a_session_of_a_fast_clock_lives_no_longer_than_others_once_it_is_put_right() {
    let app = TestApp::start().await;
    app.advance_seconds(3_000);
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(-3_000);
    sweep(&app).await;
    app.advance_seconds(30 * 60);
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    ada.csrf = Some(csrf.str("/csrf_token"));
    app.advance_seconds(31 * 60);
    let late = refresh(&ada).await.expect(401);
    assert_eq!(late.body["code"], "session_expired");
}

#[tokio::test]
async fn a_session_of_a_clock_that_was_days_fast_is_neither_trusted_nor_listed() {
    let app = TestApp::start().await;
    app.advance_seconds(3 * 86_400);
    let ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(-3 * 86_400);
    sweep(&app).await;
    ada.with_cookies().get("/auth/csrf").await.expect(401);
    let here = app.sign_in("ada", PASSWORD).await;
    assert_eq!(listed(&here).await, 1);
    // The clock was right after all: nothing was destroyed.
    app.advance_seconds(3 * 86_400);
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    let mut ada = ada.clone();
    ada.csrf = Some(csrf.str("/csrf_token"));
    refresh(&ada).await.expect(200);
}

#[tokio::test]
async fn sessions_of_another_epoch_are_not_listed_as_alive() {
    let app = TestApp::start().await;
    app.sign_in("ada", PASSWORD).await;
    app.database
        .execute("UPDATE instance SET token_epoch = token_epoch + 1");
    let here = app.sign_in("ada", PASSWORD).await;
    assert_eq!(listed(&here).await, 1);
}
