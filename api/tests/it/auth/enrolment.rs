//! A second factor that the shop asks of its people.

use serde_json::{Value, json};

use super::factors::with_factor;
use super::tokens::with_token;
use super::{PASSWORD, TestApp, refresh};
use crate::harness::phone::Phone;
use crate::harness::{Client, Start};

const DAY_S: i64 = 86_400;

async fn shop(rule: &str) -> TestApp {
    Start::default().with("REQUIRE_MFA", rule).start().await
}

/// What the server does each minute.
async fn a_minute_passes(app: &TestApp) {
    let now = app.now_ms();
    api::auth::sweep_once(&app.app.auth, now, now)
        .await
        .unwrap();
}

async fn due_at(who: &Client) -> Value {
    who.get("/me").await.expect(200).body["factor_due_at"].clone()
}

#[tokio::test]
async fn asvs_6_3_3_after_seven_days_nothing_is_open_but_setting_it_up() {
    let app = shop("all").await;
    let uche = app.person("uche", "staff").await;
    assert_eq!(due_at(&uche).await, Value::Null);
    a_minute_passes(&app).await;
    let till = with_token(&app, &uche, &["jobs.read"]).await;
    let due = due_at(&uche).await;
    assert!(due.is_string(), "{due}");
    app.advance_seconds(7 * DAY_S - 60);
    a_minute_passes(&app).await;
    let mut uche = app.sign_in("uche", PASSWORD).await;
    assert_eq!(due_at(&uche).await, due, "the days are not counted anew");
    uche.get("/jobs").await.expect(200);
    till.get("/jobs").await.expect(200);
    app.advance_seconds(60);
    for (who, path) in [(&uche, "/jobs"), (&uche, "/me/sessions"), (&till, "/jobs")] {
        let refused = who.get(path).await.expect(403);
        assert_eq!(refused.body["code"], "factor_required", "{path}");
    }
    assert_eq!(due_at(&uche).await, due);
    let phone = Phone::begin(&uche).await;
    let code = json!({"code": phone.code(&app)});
    uche.post("/me/totp/activate", &code).await.expect(200);
    uche.get("/jobs").await.expect(200);
    till.get("/jobs").await.expect(200);
    assert_eq!(due_at(&uche).await, Value::Null);
    uche.keep_session(&refresh(&uche).await.expect(200));
    let kept = uche.delete("/me/totp").await.expect(409);
    assert_eq!(kept.body["code"], "wrong_state");
}

#[tokio::test]
async fn the_privileged_alone_are_asked_if_the_shop_says_so() {
    let app = shop("privileged").await;
    let (uche, bola) = (app.person("uche", "staff").await, app.manager().await);
    a_minute_passes(&app).await;
    assert_eq!(due_at(&uche).await, Value::Null);
    assert!(due_at(&bola).await.is_string());
    let id = uche.get("/me").await.expect(200).str("/user/id");
    let path = format!("/users/{id}");
    let ada = app.admin().await;
    let change = async |role: &str| {
        let seen = ada.get(&path).await.expect(200);
        let patch = json!({"role": role});
        ada.seen(&seen).patch(&path, &patch).await.expect(200);
        a_minute_passes(&app).await;
        app.sign_in("uche", PASSWORD).await
    };
    assert!(due_at(&change("auditor").await).await.is_string());
    assert_eq!(due_at(&change("staff").await).await, Value::Null);
}

#[tokio::test]
async fn whoever_has_one_is_not_asked_and_one_that_is_reset_is_asked_for_anew() {
    let app = shop("all").await;
    let uche = app.person("uche", "admin").await;
    let (ada, _, _) = with_factor(&app).await;
    a_minute_passes(&app).await;
    assert_eq!(due_at(&ada).await, Value::Null);
    let id = ada.get("/me").await.expect(200).str("/user/id");
    let path = format!("/users/{id}");
    let seen = uche.get(&path).await.expect(200);
    let reset = format!("{path}/reset-factors");
    uche.seen(&seen).act(&reset).await.expect(200);
    a_minute_passes(&app).await;
    let ada = app.sign_in("ada", PASSWORD).await;
    assert!(due_at(&ada).await.is_string());
}
