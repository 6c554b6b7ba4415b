//! Personal access tokens: what one is worth, to whom, from where, and until when.

use serde_json::{Value, json};

use super::{OTHER, PASSWORD, TestApp};
use crate::harness::{Client, Start, make};

const DAY_S: i64 = 86_400;

/// The answer that made a token with these scopes.
pub(super) async fn made(owner: &Client, scopes: &[&str]) -> Value {
    let draft = json!({"name": "Till in Yaba", "scopes": scopes});
    owner.post("/me/tokens", &draft).await.expect(201).body
}

pub(super) fn bearer(app: &TestApp, made: &Value) -> Client {
    app.nobody().bearing(made["token"].as_str().unwrap())
}

pub(super) async fn with_token(app: &TestApp, owner: &Client, scopes: &[&str]) -> Client {
    bearer(app, &made(owner, scopes).await)
}

fn draft() -> Value {
    json!({"items": [make::item("Banner", "1", 100)]})
}

#[tokio::test]
async fn asvs_8_3_1_a_token_goes_as_far_as_scope_and_role_together() {
    let app = TestApp::start().await;
    let (ada, uche) = (app.admin().await, app.staff().await);
    let of_ada = with_token(&app, &ada, &["jobs.read", "jobs.write"]).await;
    let of_uche = with_token(&app, &uche, &["jobs.read", "jobs.write"]).await;
    let reads = with_token(&app, &ada, &["jobs.read"]).await;
    let job = of_uche.post("/jobs", &draft()).await.expect(201);
    let path = format!("/jobs/{}", job.str("/id"));
    reads.get(&path).await.expect(200);
    let refused = reads.post("/jobs", &draft()).await.expect(403);
    assert_eq!(refused.body["code"], "scope_missing");
    assert_eq!(
        refused.body["detail"],
        "This token lacks the scope jobs.write."
    );
    let refused = reads.get("/customers").await.expect(403);
    assert_eq!(refused.body["code"], "scope_missing");
    let patch = json!({"payment_method": "transfer"});
    let refused = of_uche.seen(&job).patch(&path, &patch).await.expect(403);
    assert_eq!(refused.body["code"], "not_allowed", "staff correct nothing");
    let changed = of_ada.seen(&job).patch(&path, &patch).await.expect(200);
    // No scope takes a job away, whatever the role; one's own stays one's own for ten minutes.
    let refused = of_ada.seen(&changed).delete(&path).await.expect(403);
    assert_eq!(refused.body["code"], "not_allowed");
    of_uche.seen(&changed).delete(&path).await.expect(204);
}

#[tokio::test]
async fn no_token_reaches_people_settings_or_itself() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let all = ada.get("//openapi.json").await.expect(200);
    let all = &all.body["components"]["schemas"]["Scope"]["enum"];
    let draft = json!({"name": "Everything", "scopes": all});
    let by_session = app.manager().await.get("/me").await.expect(200);
    assert_eq!(by_session.body["token"], Value::Null);
    let whole = bearer(&app, &ada.post("/me/tokens", &draft).await.expect(201).body);
    for path in [
        "/users",
        "/settings",
        "/me/sessions",
        "/me/tokens",
        "/me/history",
    ] {
        let refused = whole.get(path).await.expect(403);
        assert_eq!(refused.body["code"], "scope_missing", "{path}");
    }
    for (path, body) in [
        ("/me/tokens", draft),
        ("/me/password", json!({"current": PASSWORD, "new": OTHER})),
        ("/auth/step-up", json!({"password": PASSWORD})),
        ("/users", json!({})),
    ] {
        // Also ten minutes after the sign-in: a token cannot prove who sits there.
        app.advance_seconds(601);
        let refused = whole.post(path, &body).await.expect(403);
        assert_eq!(refused.body["code"], "scope_missing", "{path}");
    }
    let me = whole.get("/me").await.expect(200);
    assert_eq!(me.str("/token/name"), "Everything");
    assert_eq!(&me.body["token"]["scopes"], all);
    let rights = me.body["permissions"].as_array().unwrap();
    assert!(rights.contains(&json!("jobs.edit")), "{rights:?}");
    assert!(!rights.contains(&json!("jobs.delete")), "{rights:?}");
    assert!(!rights.contains(&json!("self.read")), "{rights:?}");
}

#[tokio::test]
async fn a_token_is_shown_once_and_told_by_its_end() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let first = made(&ada, &["jobs.read"]).await;
    let token = first["token"].as_str().unwrap();
    assert!(token.starts_with("zehmo_pat_") && token.len() == 48);
    assert_eq!(first["last_four"], token[44..]);
    let second = made(&ada, &["jobs.read"]).await;
    assert_ne!(first["token"], second["token"]);
    let listed = ada.get("/me/tokens").await.expect(200);
    assert!(!listed.text.contains(token), "{}", listed.text);
    let ids: Vec<&Value> = listed.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["id"])
        .collect();
    assert_eq!(ids, [&second["id"], &first["id"]]);
    assert_eq!(listed.body["data"][0]["last_used_at"], Value::Null);
    let page = ada
        .get("/me/tokens?sort=created_at&limit=1")
        .await
        .expect(200);
    assert_eq!(page.body["data"][0]["id"], first["id"]);
    let cursor = page.str("/page/next_cursor");
    let path = format!("/me/tokens?sort=created_at&limit=1&cursor={cursor}");
    let next = ada.get(&path).await.expect(200);
    assert_eq!(next.body["data"][0]["id"], second["id"]);
    let events = ada.get("/events?action=token.made").await.expect(200);
    assert_eq!(events.body["data"].as_array().unwrap().len(), 2);
    assert!(!events.text.contains(token));
}

#[tokio::test]
async fn a_token_bound_to_addresses_counts_from_nowhere_else() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1")
        .start()
        .await;
    let ada = app.admin().await;
    let addresses = ["192.0.2.7", "2001:db8:1::/48"];
    let draft = json!({"name": "Till", "scopes": ["jobs.read"], "addresses": addresses});
    let made = ada.post("/me/tokens", &draft).await.expect(201);
    let till = bearer(&app, &made.body);
    let from = |address: &str| till.with("x-forwarded-for", address);
    from("192.0.2.7").get("/jobs").await.expect(200);
    from("2001:db8:1:2::3").get("/jobs").await.expect(200);
    let refused = from("192.0.2.8").get("/jobs").await.expect(403);
    assert_eq!(refused.body["code"], "not_allowed");
    from("2001:db8:2::3").get("/jobs").await.expect(403);
    let listed = ada.get("/me/tokens").await.expect(200);
    assert_eq!(listed.body["data"][0]["last_address"], "192.0.2.7");
    let many: Vec<String> = (0..21).map(|last| format!("192.0.2.{last}")).collect();
    for (addresses, at) in [
        (json!(["shop.example"]), "#/addresses/0"),
        (json!(many), "#/addresses"),
    ] {
        let draft = json!({"name": "Till", "scopes": ["jobs.read"], "addresses": addresses});
        let refused = ada.post("/me/tokens", &draft).await.expect(422);
        assert_eq!(refused.str("/errors/0/pointer"), at);
    }
}

#[tokio::test]
async fn idempotency_and_tags_are_as_in_a_session_and_each_token_is_a_caller_of_its_own() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let scopes = ["jobs.read", "jobs.write"];
    let (till, other) = (
        with_token(&app, &ada, &scopes).await,
        with_token(&app, &ada, &scopes).await,
    );
    let key = "till-7-0001";
    let first = till.with("idempotency-key", key);
    let job = first.post("/jobs", &draft()).await.expect(201);
    let again = first.post("/jobs", &draft()).await.expect(201);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.text, job.text);
    let theirs = other.with("idempotency-key", key);
    let theirs = theirs.post("/jobs", &draft()).await.expect(201);
    assert_ne!(theirs.body["id"], job.body["id"]);
    let path = format!("/jobs/{}", job.str("/id"));
    let tag = job.headers["etag"].to_str().unwrap();
    let kept = till.with("if-none-match", tag).get(&path).await;
    assert_eq!(kept.status, 304);
    let patch = json!({"payment_method": "transfer"});
    let refused = till.patch(&path, &patch).await.expect(428);
    assert_eq!(refused.body["code"], "precondition_required");
    let event = ada.get("/events?action=job.created&sort=-seq").await;
    let events = event.expect(200);
    let by: Vec<&Value> = events.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["token"])
        .collect();
    assert!(by.iter().all(|token| token.is_string()), "{by:?}");
    assert_ne!(by[0], by[1]);
}

#[tokio::test]
async fn g50_a_token_uses_up_its_own_budget_alone() {
    let app = Start::default()
        .with("RATE_LIMIT_TOKEN", "3 per minute")
        .start()
        .await;
    let ada = app.admin().await;
    let till = with_token(&app, &ada, &["jobs.read"]).await;
    let other = with_token(&app, &ada, &["jobs.read"]).await;
    for left in ["2", "1", "0"] {
        let answer = till.get("/jobs").await.expect(200);
        let state = answer.headers["ratelimit"].to_str().unwrap();
        assert!(state.starts_with(&format!("\"token\";r={left}")), "{state}");
    }
    let refused = till.get("/jobs").await.expect(429);
    assert_eq!(refused.body["code"], "slow_down");
    other.get("/jobs").await.expect(200);
    ada.get("/jobs").await.expect(200);
}

#[tokio::test]
async fn what_only_looks_like_a_token_is_none() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let made = made(&ada, &["jobs.read"]).await;
    let token = made["token"].as_str().unwrap();
    let slipped = format!(
        "{}{}",
        &token[..47],
        if token.ends_with('0') { 'A' } else { '0' }
    );
    for text in [
        slipped.as_str(),
        "zehmo_pat_",
        &token[..47],
        &token.to_lowercase(),
    ] {
        let stranger = app.nobody().bearing(text);
        let refused = stranger.get("/jobs").await.expect(401);
        assert_eq!(refused.body["code"], "sign_in", "{text}");
    }
}

#[tokio::test]
async fn a_role_lends_no_more_than_it_holds_and_twenty_tokens_are_enough() {
    let app = TestApp::start().await;
    let uche = app.person("uche", "staff").await;
    let draft = json!({"name": "Till", "scopes": ["jobs.read", "audit.read", "reports.read"]});
    let refused = uche.post("/me/tokens", &draft).await.expect(422);
    assert_eq!(refused.str("/errors/0/pointer"), "#/scopes/1");
    assert_eq!(refused.str("/errors/1/pointer"), "#/scopes/2");
    for _ in 0..20 {
        made(&uche, &["jobs.read"]).await;
    }
    let draft = json!({"name": "Till", "scopes": ["jobs.read"]});
    let refused = uche.post("/me/tokens", &draft).await.expect(409);
    assert_eq!(refused.body["code"], "wrong_state");
    app.advance_seconds(91 * DAY_S);
    let uche = app.sign_in("uche", PASSWORD).await;
    uche.post("/me/tokens", &draft).await.expect(201);
}
