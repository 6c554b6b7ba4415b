//! How long a session lives, and what ends it.

use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, refresh, set_cookies};

const MINUTE: i64 = 60;

#[tokio::test]
async fn g28_g44_an_access_token_lives_ten_minutes_and_a_session_one_idle_hour() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(9 * MINUTE);
    ada.get("/me").await.expect(200);
    app.advance_seconds(2 * MINUTE);
    assert_eq!(
        ada.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    app.advance_seconds(61 * MINUTE);
    let mut late = ada.clone();
    late.csrf = None;
    assert_eq!(
        late.with_cookies().get("/auth/csrf").await.expect(401).body["code"],
        "session_expired"
    );
    ada.get("/me").await.expect(401);
}

#[tokio::test]
async fn g29_g44_work_keeps_a_session_alive_and_timers_do_not() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(50 * MINUTE);
    ada.keep_session(&refresh(&ada).await.expect(200));
    app.advance_seconds(5 * MINUTE);
    ada.get("/me").await.expect(200);
    app.advance_seconds(52 * MINUTE);
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    ada.csrf = Some(csrf.str("/csrf_token"));
    let timer = ada
        .with_cookies()
        .with("x-background", "1")
        .post("/auth/refresh", &json!({}))
        .await
        .expect(200);
    ada.keep_session(&timer);
    ada.with("x-background", "1").get("/me").await.expect(200);
    app.advance_seconds(9 * MINUTE);
    assert_eq!(
        ada.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
}

#[tokio::test]
async fn asvs_7_3_2_no_session_outlives_twelve_hours() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    for _ in 0..14 {
        app.advance_seconds(50 * MINUTE);
        ada.keep_session(&refresh(&ada).await.expect(200));
    }
    let last = refresh(&ada).await.expect(200);
    assert_eq!(
        last.body["idle_expires_at"],
        last.body["session_expires_at"]
    );
    ada.keep_session(&last);
    app.advance_seconds(21 * MINUTE);
    refresh(&ada).await.expect(401);
}

#[tokio::test]
async fn asvs_7_4_1_signing_out_ends_the_session_at_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let answer = ada
        .with_cookies()
        .post("/auth/sign-out", &json!({}))
        .await
        .expect(204);
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    let cleared = set_cookies(&answer);
    assert_eq!(cleared.len(), 1);
    assert!(
        cleared[0].starts_with("__Host-zehmo_rt_") && cleared[0].contains("Max-Age=0"),
        "{cleared:?}"
    );
    assert_eq!(
        ada.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
    refresh(&ada).await.expect(401);
    let again = ada
        .with_cookies()
        .post("/auth/sign-out", &json!({}))
        .await
        .expect(204);
    assert_eq!(set_cookies(&again).len(), 1);
    app.nobody()
        .post("/auth/sign-out", &json!({}))
        .await
        .expect(204);
}

#[tokio::test]
async fn asvs_7_4_2_a_disabled_user_is_out_with_the_next_request() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.staff().await;
    let id = staff.get("/me").await.str("/user/id");
    let user = admin.get(&format!("/users/{id}")).await.expect(200);
    let disabled = admin
        .seen(&user)
        .act(&format!("/users/{id}/disable"))
        .await
        .expect(200);
    assert_eq!(
        staff.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
    refresh(&staff).await.expect(401);
    admin
        .seen(&disabled)
        .act(&format!("/users/{id}/enable"))
        .await
        .expect(200);
    staff.get("/me").await.expect(401);
    app.sign_in("tobi", PASSWORD)
        .await
        .get("/me")
        .await
        .expect(200);
}

#[tokio::test]
async fn asvs_8_3_2_another_role_holds_from_the_next_request_on() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut staff = app.staff().await;
    let id = staff.get("/me").await.str("/user/id");
    let user = admin.get(&format!("/users/{id}")).await.expect(200);
    admin
        .seen(&user)
        .patch(&format!("/users/{id}"), &json!({"role": "auditor"}))
        .await
        .expect(200);
    staff.get("/me").await.expect(401);
    staff.keep_session(&refresh(&staff).await.expect(200));
    assert_eq!(
        staff.get("/me").await.expect(200).str("/user/role"),
        "auditor"
    );
    staff.get("/users").await.expect(200);
}

#[tokio::test]
async fn asvs_7_4_3_another_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let elsewhere = app.sign_in("ada", PASSWORD).await;
    let change = json!({"current": PASSWORD, "new": OTHER});
    let answer = ada
        .with_cookies()
        .post("/me/password", &change)
        .await
        .expect(200);
    elsewhere.get("/me").await.expect(401);
    refresh(&elsewhere).await.expect(401);
    ada.get("/me").await.expect(401);
    let mut anew = ada.clone();
    anew.keep_session(&answer);
    anew.get("/me").await.expect(200);
    refresh(&anew).await.expect(200);
    app.sign_in("ada", OTHER).await;
}
