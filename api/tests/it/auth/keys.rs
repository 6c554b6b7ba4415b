//! The keys that sign access tokens may change while the server runs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{PASSWORD, TestApp, refresh, try_sign_in};
use crate::harness::{Program, Start};

const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// The name of the key that signed an access token.
fn key_id(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

async fn shop() -> TestApp {
    Start::default().with("SECRET_KEY", SECRET).start().await
}

/// The id, public part and sealed private part of a database's signing key.
fn signing_key(app: &TestApp) -> Vec<String> {
    let query =
        "SELECT id || '|' || public || '|' || wrapped AS line FROM keys WHERE purpose = 'signing'";
    let lines = app.database.lines(query);
    assert_eq!(lines.len(), 1);
    lines[0].split('|').map(str::to_owned).collect()
}

const DAY_S: i64 = 86_400;

/// An hour ends: keys move on, and the instance takes over what is stored.
async fn an_hour_ends(app: &TestApp) {
    api::tick::each_hour(&app.app.app).await.unwrap();
    let now_ms = app.now_ms();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
}

/// The names of the published keys, the newest first.
async fn published(app: &TestApp) -> Vec<String> {
    let set = app.nobody().get("//.well-known/jwks.json").await;
    let set = set.expect(200);
    assert_eq!(set.header("cache-control"), "public, max-age=300");
    let keys = set.body["keys"].as_array().unwrap();
    for key in keys {
        let members: Vec<&String> = key.as_object().unwrap().keys().collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
        assert_eq!(key["alg"], "EdDSA");
    }
    let name = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    keys.iter().map(name).collect()
}

#[tokio::test]
async fn a_key_is_published_a_day_before_it_signs_for_ninety_and_nobody_is_signed_out() {
    let app = shop().await;
    let first = published(&app).await;
    app.advance_seconds(89 * DAY_S - 3_600);
    an_hour_ends(&app).await;
    assert_eq!(published(&app).await, first);
    app.advance_seconds(3_600);
    an_hour_ends(&app).await;
    an_hour_ends(&app).await;
    let both = published(&app).await;
    assert_eq!((both.len(), &both[1]), (2, &first[0]));
    app.advance_seconds(DAY_S - 60);
    an_hour_ends(&app).await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    assert_eq!(key_id(ada.token.as_ref().unwrap()), first[0]);
    app.advance_seconds(60);
    an_hour_ends(&app).await;
    ada.get("/me").await.expect(200);
    let after = refresh(&ada).await.expect(200);
    assert_eq!(key_id(&after.str("/access_token")), both[0]);
    ada.keep_session(&after);
    assert_eq!(published(&app).await, both, "it checks what it signed");
    app.advance_seconds(600 + 60);
    an_hour_ends(&app).await;
    assert_eq!(published(&app).await, both[..1]);
    ada.keep_session(&refresh(&ada).await.expect(200));
    let events = ada.get("/events?action=key.rotated").await.expect(200);
    let told = events.body["data"].as_array().unwrap().iter();
    let told: Vec<_> = told
        .filter(|event| event["after"]["purpose"] == "signing")
        .map(|event| event["entity_id"].as_str().unwrap())
        .collect();
    assert_eq!(told, both[..1]);
}

#[tokio::test]
async fn a_key_that_may_have_been_seen_is_replaced_on_the_host_and_browsers_go_on() {
    let mut program = Program::start();
    let ada = program.admin().await;
    let stolen = ada.token.clone().unwrap();
    program.kill();
    let done = program.run(&["secrets", "rotate-signing-key"]);
    assert!(done.status.success(), "{done:?}");
    program.restart();
    let mut browser = ada.with_cookies();
    browser.token = None;
    let refused = program.client().bearing(&stolen).get("/me").await;
    assert_eq!(refused.expect(401).body["code"], "sign_in");
    browser.keep_session(&refresh(&browser).await.expect(200));
    browser.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_key_made_elsewhere_signs_from_the_next_minute_on_and_the_former_one_still_verifies() {
    let (app, elsewhere) = (shop().await, shop().await);
    let before = try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    let mut ada = app.nobody();
    ada.keep_session(&before);
    let new = signing_key(&elsewhere);
    app.database
        .execute("UPDATE keys SET state = 'retired' WHERE purpose = 'signing'");
    app.database.execute(&format!(
        "INSERT INTO keys (id, purpose, version, state, public, wrapped, created_at) \
         VALUES ('{}', 'signing', 2, 'active', '{}', '{}', 0)",
        new[0], new[1], new[2]
    ));
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
    ada.get("/me").await.expect(200);
    let after = refresh(&ada).await.expect(200);
    assert_ne!(key_id(&before.str("/access_token")), new[0]);
    assert_eq!(key_id(&after.str("/access_token")), new[0]);
    ada.keep_session(&after);
    ada.get("/me").await.expect(200);
}
