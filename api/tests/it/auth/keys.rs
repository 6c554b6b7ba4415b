//! The keys that sign access tokens may change while the server runs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{PASSWORD, TestApp, refresh, try_sign_in};
use crate::harness::Start;

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
