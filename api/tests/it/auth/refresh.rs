//! Rotation of the refresh cookie.

use futures_util::future::join_all;
use serde_json::json;

use super::{PASSWORD, TestApp, refresh, refresh_cookie, set_cookies};

#[tokio::test]
async fn a_refresh_gives_another_cookie_and_token() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    let first = ada.token.clone();
    let answer = refresh(&ada).await.expect(200);
    let attributes = refresh_cookie(&answer).unwrap();
    assert!(
        attributes.contains("HttpOnly")
            && !attributes.contains("Max-Age")
            && !attributes.contains("Expires")
    );
    ada.keep_session(&answer);
    assert_ne!(ada.token, first);
    ada.get("/me").await.expect(200);
    let again = refresh(&ada).await.expect(200);
    assert_ne!(refresh_cookie(&again), refresh_cookie(&answer));
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again_within_ten_seconds() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let first = refresh(&ada).await.expect(200);
    app.advance_seconds(9);
    let again = refresh(&ada).await.expect(200);
    assert_eq!(refresh_cookie(&again), refresh_cookie(&first));
    let mut next = ada.clone();
    next.keep_session(&again);
    refresh(&next).await.expect(200);
}

#[tokio::test]
async fn two_tabs_at_once_stay_signed_in() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let answers = join_all((0..8).map(|_| refresh(&ada))).await;
    let cookies: Vec<_> = answers
        .into_iter()
        .map(|answer| refresh_cookie(&answer.expect(200)))
        .collect();
    assert!(
        cookies
            .iter()
            .all(|cookie| *cookie == cookies[0] && cookie.is_some())
    );
}

#[tokio::test]
async fn asvs_10_4_5_a_used_token_that_comes_again_ends_the_session() {
    let app = TestApp::start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let elsewhere = app.sign_in("ada", PASSWORD).await;
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    app.advance_seconds(11);
    let answer = refresh(&thief).await.expect(401);
    assert_eq!(answer.body["code"], "session_expired");
    assert!(set_cookies(&answer).is_empty());
    assert_eq!(
        ada.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
    assert_eq!(
        refresh(&ada).await.expect(401).body["code"],
        "session_expired"
    );
    elsewhere.get("/me").await.expect(200);
}

#[tokio::test]
async fn within_the_grace_only_the_immediate_predecessor_counts() {
    let app = TestApp::start().await;
    let old = app.sign_in("ada", PASSWORD).await;
    let mut ada = old.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.keep_session(&refresh(&ada).await.expect(200));
    refresh(&old).await.expect(401);
    ada.get("/me").await.expect(401);
}

#[tokio::test]
async fn an_unknown_cookie_does_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let mut stranger = ada.clone();
    for (_, value) in &mut stranger.cookies {
        *value = "A".repeat(43);
    }
    let answer = refresh(&stranger).await.expect(401);
    assert_eq!(answer.body["code"], "sign_in");
    assert!(set_cookies(&answer).is_empty());
    assert_eq!(
        app.nobody()
            .post("/auth/refresh", &json!({}))
            .await
            .expect(401)
            .body["code"],
        "sign_in"
    );
    ada.get("/me").await.expect(200);
    refresh(&ada).await.expect(200);
}

#[tokio::test]
async fn g30_g31_a_refresh_needs_the_sessions_own_fresh_token() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let other = app.sign_in("ada", PASSWORD).await;
    for csrf in [
        None,
        Some(String::new()),
        Some("1.AAAA".to_owned()),
        other.csrf.clone(),
    ] {
        let mut client = ada.clone();
        client.csrf = csrf;
        let client = client.with_cookies().with("origin", &app.url());
        assert_eq!(
            client
                .post("/auth/refresh", &json!({}))
                .await
                .expect(403)
                .body["code"],
            "csrf_failed"
        );
        assert_eq!(
            client
                .post("/auth/sign-out", &json!({}))
                .await
                .expect(403)
                .body["code"],
            "csrf_failed"
        );
    }
    refresh(&ada).await.expect(200);
}

#[tokio::test]
async fn g31_a_token_older_than_an_hour_is_told_apart_and_can_be_had_anew() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    let csrf = ada.csrf.clone();
    for _ in 0..2 {
        app.advance_seconds(31 * 60);
        let fresh = ada.with_cookies().get("/auth/csrf").await.expect(200);
        ada.csrf = Some(fresh.str("/csrf_token"));
        ada.keep_session(&refresh(&ada).await.expect(200));
    }
    let mut late = ada.clone();
    late.csrf = csrf;
    let answer = refresh(&late).await.expect(403);
    assert_eq!(answer.body["code"], "csrf_expired");
    assert!(set_cookies(&answer).is_empty());
    refresh(&ada).await.expect(200);
}

#[tokio::test]
async fn a_token_for_forms_needs_a_live_cookie() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    assert_eq!(
        app.nobody().get("/auth/csrf").await.expect(401).body["code"],
        "sign_in"
    );
    app.advance_seconds(61 * 60);
    assert_eq!(
        ada.with_cookies().get("/auth/csrf").await.expect(401).body["code"],
        "session_expired"
    );
}
