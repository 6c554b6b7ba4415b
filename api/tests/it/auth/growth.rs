//! Tables of people and their secrets do not grow for ever: each row has an end.

use serde_json::json;

use super::{PASSWORD, TestApp, try_sign_in};

const DAY: i64 = 86_400;

async fn sweep(app: &TestApp) {
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
}

fn rows(app: &TestApp, table: &str) -> usize {
    let query = format!("SELECT id AS line FROM {table}");
    app.database.lines(&query).len()
}

#[tokio::test]
async fn a_program_that_signs_in_for_each_call_has_fifty_known_browsers_at_most() {
    let app = TestApp::start().await;
    let first = app.sign_in("ada", PASSWORD).await;
    for _ in 0..55 {
        try_sign_in(&app.nobody(), "ada", PASSWORD)
            .await
            .expect(200);
    }
    let now_ms = app.clock.now().millis();
    let known = format!("SELECT id AS line FROM devices WHERE expires_at > {now_ms}");
    assert_eq!(app.database.lines(&known).len(), 50);
    let again = try_sign_in(&first.with_cookies(), "ada", PASSWORD).await;
    let devices = |answer: &crate::harness::Answer| {
        super::set_cookies(answer)
            .iter()
            .any(|cookie| cookie.starts_with("__Host-zehmo_dev_"))
    };
    assert!(devices(&again.expect(200)), "the oldest was known no more");
}

#[tokio::test]
async fn browsers_codes_sessions_and_attempts_go_when_their_time_is_over() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    admin.post("/users", &draft).await.expect(201);
    app.staff().await;
    sweep(&app).await;
    assert_eq!(rows(&app, "user_codes"), 2);
    assert!(rows(&app, "devices") >= 2 && rows(&app, "sessions") >= 2);
    app.advance_seconds(DAY);
    sweep(&app).await;
    assert_eq!(rows(&app, "user_codes"), 0);
    app.advance_seconds(DAY);
    sweep(&app).await;
    for table in ["sessions", "refresh_tokens", "login_failures"] {
        assert_eq!(rows(&app, table), 0, "{table}");
    }
    app.advance_seconds(87 * DAY);
    sweep(&app).await;
    assert!(rows(&app, "devices") >= 2);
    app.advance_seconds(DAY);
    sweep(&app).await;
    assert_eq!(rows(&app, "devices"), 0);
}

#[tokio::test]
async fn a_browser_that_is_known_no_more_stays_while_a_session_names_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    ada.delete("/me/sessions").await.expect(204);
    sweep(&app).await;
    assert_eq!(rows(&app, "devices"), 1);
    app.advance_seconds(2 * DAY);
    sweep(&app).await;
    assert_eq!(rows(&app, "devices"), 0);
}

#[tokio::test]
async fn five_former_passwords_are_kept_and_no_more() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    let mut current = PASSWORD.to_owned();
    for number in 1..=7 {
        let new = format!("Copper-Lantern-{number}4-Reef");
        let change = json!({"current": current, "new": new});
        let changed = ada.with_cookies().post("/me/password", &change).await;
        ada.keep_session(&changed.expect(200));
        current = new;
    }
    assert_eq!(rows(&app, "password_history"), 5);
}
