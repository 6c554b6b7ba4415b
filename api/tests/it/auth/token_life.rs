//! Personal access tokens: until when one counts, and what ends it.

use serde_json::{Value, json};

use super::tokens::{bearer, made, with_token};
use super::{OTHER, PASSWORD, TestApp};

#[tokio::test]
async fn a_token_counts_until_the_end_of_its_last_day_in_the_shop() {
    let app = TestApp::start().await;
    app.at("2026-11-24T08:00:00Z");
    let ada = app.admin().await;
    let until = |day: &str| json!({"name": "Till", "scopes": ["jobs.read"], "expires_on": day});
    for (day, code) in [
        ("2026-11-23", "out_of_period"),
        ("2027-11-25", "out_of_period"),
    ] {
        let refused = ada.post("/me/tokens", &until(day)).await.expect(422);
        assert_eq!(refused.str("/errors/0/code"), code, "{day}");
        assert_eq!(refused.str("/errors/0/pointer"), "#/expires_on");
    }
    ada.post("/me/tokens", &until("2027-11-24"))
        .await
        .expect(201);
    let usual = made(&ada, &["jobs.read"]).await;
    assert_eq!(usual["expires_at"], "2027-02-22T23:00:00.000Z");
    let today = ada
        .post("/me/tokens", &until("2026-11-24"))
        .await
        .expect(201);
    // Lagos is an hour ahead.
    assert_eq!(today.str("/expires_at"), "2026-11-24T23:00:00.000Z");
    let till = bearer(&app, &today.body);
    app.at("2026-11-24T22:59:59Z");
    till.get("/jobs").await.expect(200);
    app.at("2026-11-24T23:00:00Z");
    let ended = till.get("/jobs").await.expect(401);
    assert_eq!(ended.body["code"], "session_expired");
    assert!(ended.str("/detail").contains("token"), "{}", ended.text);
    assert_eq!(
        ended.headers["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );
}

#[tokio::test]
async fn asvs_7_4_2_a_token_ends_with_its_revocation_its_owner_and_a_new_password_by_others() {
    let app = TestApp::start().await;
    let (ada, uche) = (app.admin().await, app.manager().await);
    let scopes = ["jobs.read", "customers.write"];
    let first = made(&uche, &scopes).await;
    let till = bearer(&app, &first);
    till.get("/jobs").await.expect(200);
    let path = format!("/me/tokens/{}", first["id"].as_str().unwrap());
    ada.delete(&path).await.expect(404);
    uche.delete(&path).await.expect(204);
    assert_eq!(till.get("/jobs").await.status, 401);
    uche.delete(&path).await.expect(404);

    let id = uche.get("/me").await.expect(200).str("/user/id");
    let user = format!("/users/{id}");
    let till = with_token(&app, &uche, &scopes).await;
    let seen = ada.get(&user).await.expect(200);
    let staff = json!({"role": "auditor"});
    let seen = ada.seen(&seen).patch(&user, &staff).await.expect(200);
    till.get("/jobs").await.expect(200);
    let refused = till.patch("/customers/none", &json!({})).await.expect(403);
    assert_eq!(refused.body["code"], "not_allowed");
    let act = format!("{user}/disable");
    let seen = ada.seen(&seen).act(&act).await.expect(200);
    assert_eq!(till.get("/jobs").await.status, 401);
    let act = format!("{user}/enable");
    ada.seen(&seen).act(&act).await.expect(200);
    assert_eq!(till.get("/jobs").await.status, 401, "it revives nothing");

    let bola = app.person("bola", "staff").await;
    let till = with_token(&app, &bola, &["jobs.read"]).await;
    let id = bola.get("/me").await.expect(200).str("/user/id");
    let user = format!("/users/{id}");
    let seen = ada.get(&user).await.expect(200);
    let act = format!("{user}/code");
    ada.seen(&seen).act(&act).await.expect(201);
    assert_eq!(till.get("/jobs").await.status, 401);
}

#[tokio::test]
async fn a_new_password_of_ones_own_keeps_the_tokens_unless_it_is_asked() {
    let app = TestApp::start().await;
    let mut ada = app.admin().await;
    let till = with_token(&app, &ada, &["jobs.read"]).await;
    let change = json!({"current": PASSWORD, "new": OTHER});
    let session = ada.post("/me/password", &change).await.expect(200);
    ada.keep_session(&session);
    till.get("/jobs").await.expect(200);
    let change = json!({"current": OTHER, "new": "correct-Horse-7-battery", "revoke_tokens": true});
    ada.post("/me/password", &change).await.expect(200);
    assert_eq!(till.get("/jobs").await.status, 401);
}

#[tokio::test]
async fn a_use_is_written_down_by_the_minute_and_a_refused_call_is_none() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let till = with_token(&app, &ada, &["jobs.read"]).await;
    let last_used = async || {
        let listed = ada.get("/me/tokens").await.expect(200);
        listed.body["data"][0]["last_used_at"].clone()
    };
    till.get("/customers").await.expect(403);
    assert_eq!(last_used().await, Value::Null);
    till.get("/jobs").await.expect(200);
    let first = last_used().await;
    assert_ne!(first, Value::Null);
    app.advance_seconds(59);
    till.get("/jobs").await.expect(200);
    assert_eq!(last_used().await, first);
    app.advance_seconds(61);
    till.get("/customers").await.expect(403);
    assert_eq!(last_used().await, first);
    till.get("/jobs").await.expect(200);
    assert_ne!(last_used().await, first);
}

#[tokio::test]
async fn whoever_set_a_password_for_somebody_else_keeps_no_way_in_by_a_token() {
    let app = TestApp::start().await;
    let draft = json!({"username": "uche", "email": "uche@example.com", "role": "staff", "password": PASSWORD});
    app.admin().await.post("/users", &draft).await.expect(201);
    let mut posing = app.sign_in("uche", PASSWORD).await;
    let scopes = json!({"name": "Till", "scopes": ["jobs.read"]});
    let refused = posing.post("/me/tokens", &scopes).await.expect(403);
    assert_eq!(refused.body["code"], "must_change_password");
    let change = json!({"current": PASSWORD, "new": OTHER});
    let session = posing.post("/me/password", &change).await.expect(200);
    posing.keep_session(&session);
    posing.post("/me/tokens", &scopes).await.expect(201);
}
