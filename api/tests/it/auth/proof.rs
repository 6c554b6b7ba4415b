//! A fresh proof of who is calling: what asks for one, how it is given, and how long it counts.

use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, refresh};
use crate::harness::operation::{document, operations};
use crate::harness::{Answer, Client};

const FRESH_S: i64 = 600;

async fn prove(who: &Client, password: &str) -> Answer {
    who.post("/auth/step-up", &json!({"password": password}))
        .await
}

async fn rename_shop(who: &Client) -> Answer {
    let seen = who.get("/settings").await.expect(200);
    who.seen(&seen)
        .patch("/settings", &json!({"shop_name": "Kingsway Prints"}))
        .await
}

/// Signed in so long ago that a proof is due, with an access token that is good.
async fn long_ago(app: &TestApp) -> Client {
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(FRESH_S + 1);
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada
}

#[tokio::test]
async fn asvs_7_5_3_a_proof_counts_for_ten_minutes_and_no_longer() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(FRESH_S - 1);
    rename_shop(&ada).await.expect(200);
    app.advance_seconds(2);
    ada.keep_session(&refresh(&ada).await.expect(200));
    let refused = rename_shop(&ada).await.expect(401);
    assert_eq!(refused.body["code"], "step_up_required");
    assert_eq!(
        refused.header("www-authenticate"),
        "Bearer error=\"insufficient_user_authentication\", max_age=600"
    );
    let settings = ada.get("/settings").await.expect(200);
    assert_eq!(settings.body["shop_name"], "Kingsway Prints");
}

#[tokio::test]
async fn a_proof_opens_the_session_again_in_all_its_tabs_and_no_other_session() {
    let app = TestApp::start().await;
    let elsewhere = app.sign_in("ada", PASSWORD).await;
    let tab = long_ago(&app).await;
    let mut elsewhere = elsewhere;
    elsewhere.keep_session(&refresh(&elsewhere).await.expect(200));
    let mut other_tab = tab.clone();
    let session = prove(&tab, PASSWORD).await.expect(200);
    other_tab.token = Some(session.str("/access_token"));
    rename_shop(&other_tab).await.expect(200);
    rename_shop(&tab).await.expect(200);
    rename_shop(&elsewhere).await.expect(401);
    assert!(session.headers.get("set-cookie").is_none(), "no new cookie");
    let mut again = tab.clone();
    again.keep_session(&refresh(&tab).await.expect(200));
    rename_shop(&again).await.expect(200);
}

#[tokio::test]
async fn asvs_7_5_1_a_wrong_password_proves_nothing_and_is_counted_as_a_failed_sign_in() {
    let app = TestApp::start().await;
    let ada = long_ago(&app).await;
    let wrong = prove(&ada, OTHER).await.expect(401);
    assert_eq!(wrong.body["code"], "bad_credentials");
    assert_eq!(
        rename_shop(&ada).await.expect(401).body["code"],
        "step_up_required"
    );
    ada.get("/me").await.expect(200);
    let mut tries = 1;
    loop {
        let answer = prove(&ada, OTHER).await;
        tries += 1;
        if answer.status == 429 {
            break;
        }
        answer.expect(401);
        assert!(tries < 20, "guessing goes on for ever");
    }
    let waits = prove(&ada, PASSWORD).await.expect(429);
    let wait: i64 = waits.header("retry-after").parse().unwrap();
    app.advance_seconds(wait);
    prove(&ada, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_proof_needs_a_session_and_its_password() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let refused = prove(&nobody, PASSWORD).await.expect(401);
    assert_eq!(refused.body["code"], "sign_in");
    let ada = long_ago(&app).await;
    let invalid = ada.post("/auth/step-up", &json!({})).await.expect(422);
    assert_eq!(invalid.body["errors"][0]["pointer"], "#/password");
    let tobi = app.staff().await;
    prove(&tobi, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn the_journal_says_who_proved_what_and_that_of_nobody_else() {
    let app = TestApp::start().await;
    let ada = long_ago(&app).await;
    prove(&ada, PASSWORD).await.expect(200);
    let events = ada
        .get("/events?action=authn.step_up&include_total=true")
        .await
        .expect(200);
    let [event] = events.body["data"].as_array().unwrap().as_slice() else {
        panic!("one proof, one event: {}", events.text);
    };
    assert_eq!(event["actor"]["username"], "ada");
    assert!(!events.text.contains(PASSWORD));
}

#[tokio::test]
async fn a_new_password_is_its_own_proof() {
    let app = TestApp::start().await;
    let ada = long_ago(&app).await;
    let change = json!({"current": PASSWORD, "new": OTHER});
    let mut anew = ada.clone();
    anew.keep_session(&ada.post("/me/password", &change).await.expect(200));
    rename_shop(&anew).await.expect(200);
}

/// The list of SECURITY.md §2.9, as far as its operations are there: changes of users, of the shop's settings, of one's
/// own sessions and second factor, backups, and the import; and taking out the journal or a backup. Other reading asks for
/// none, nor does the work of the shop.
#[tokio::test]
async fn exactly_what_is_worth_a_proof_asks_for_one() {
    let mut asking: Vec<String> = operations(document())
        .iter()
        .filter(|(_, _, operation)| operation["x-step-up"] == true)
        .map(|(path, method, _)| format!("{method} {}", path.trim_start_matches("/api/v1")))
        .collect();
    asking.sort_unstable();
    assert_eq!(
        asking,
        [
            "delete /backups/{id}",
            "delete /imports/{id}",
            "delete /me/sessions",
            "delete /me/sessions/{id}",
            "delete /me/totp",
            "delete /users/{id}/tokens/{token_id}",
            "get /backups/{id}/file",
            "get /events/export",
            "get /operations/{id}/file",
            "patch /settings",
            "patch /users/{id}",
            "post /backups",
            "post /backups/{id}/drill",
            "post /exports",
            "post /imports",
            "post /imports/{id}/commit",
            "post /me/recovery-codes",
            "post /me/tokens",
            "post /me/totp",
            "post /me/totp/activate",
            "post /users",
            "post /users/{id}/code",
            "post /users/{id}/disable",
            "post /users/{id}/enable",
            "post /users/{id}/end-sessions",
            "post /users/{id}/reset-factors",
            "post /users/{id}/sign-in-code",
            "post /users/{id}/unlock",
        ]
    );
}

#[tokio::test]
async fn a_clock_that_is_put_back_makes_no_proof_younger() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(-120);
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    ada.csrf = Some(csrf.str("/csrf_token"));
    ada.keep_session(&refresh(&ada).await.expect(200));
    let refused = rename_shop(&ada).await.expect(401);
    assert_eq!(refused.body["code"], "step_up_required");
}
