//! What each act for safety ends, and that it does so when it is pressed (SECURITY.md 2.6, row by row).

use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, refresh, try_sign_in};
use crate::harness::Client;

/// Neither the access token nor the refresh cookie counts any more.
async fn assert_out(client: &Client) {
    let refused = client.get("/me").await.expect(401);
    assert_eq!(refused.body["code"], "session_expired");
    let refused = refresh(client).await.expect(401);
    assert_eq!(refused.body["code"], "session_expired");
}

/// Signs in again in the same browser; whether it was known, by the journal's word.
async fn is_known(watcher: &Client, browser: &Client, username: &str, password: &str) -> bool {
    try_sign_in(&browser.with_cookies(), username, password)
        .await
        .expect(200);
    let events = watcher
        .get("/events?action=authn_login_success&sort=-seq&limit=1")
        .await
        .expect(200);
    events.body["data"][0]["after"]["known_device"] == true
}

/// The newest lines of what the user is told about the own account, but for the sign-ins of these tests themselves.
async fn told(client: &Client) -> Vec<String> {
    let told = client.get("/me/history?sort=-seq").await.expect(200);
    let entries = told.body["data"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .filter(|action| action != "device.added")
        .collect()
}

async fn path_of(client: &Client) -> String {
    format!("/users/{}", client.get("/me").await.str("/user/id"))
}

#[tokio::test]
async fn signing_out_ends_this_session_alone_and_the_browser_stays_known() {
    let app = TestApp::start().await;
    let (admin, elsewhere) = (app.admin().await, app.staff().await);
    let here = app.sign_in("tobi", PASSWORD).await;
    here.with_cookies()
        .post("/auth/sign-out", &json!({}))
        .await
        .expect(204);
    assert_out(&here).await;
    elsewhere.get("/me").await.expect(200);
    refresh(&elsewhere).await.expect(200);
    assert!(is_known(&admin, &here, "tobi", PASSWORD).await);
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_and_browsers_and_is_told() {
    let app = TestApp::start().await;
    let (admin, here) = (app.admin().await, app.staff().await);
    let elsewhere = app.sign_in("tobi", PASSWORD).await;
    here.delete("/me/sessions").await.expect(204);
    assert_out(&here).await;
    assert_out(&elsewhere).await;
    for browser in [&here, &elsewhere] {
        assert!(!is_known(&admin, browser, "tobi", PASSWORD).await);
    }
    let again = app.sign_in("tobi", PASSWORD).await;
    assert_eq!(told(&again).await[0], "session.ended_everywhere");
    admin.get("/me").await.expect(200);
}

#[tokio::test]
async fn another_own_password_ends_all_other_sessions_and_browsers_and_is_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut here = app.staff().await;
    let elsewhere = app.sign_in("tobi", PASSWORD).await;
    let before = here.clone();
    let change = json!({"current": PASSWORD, "new": OTHER});
    let answer = here.with_cookies().post("/me/password", &change).await;
    here.keep_session(&answer.expect(200));
    assert_out(&before).await;
    assert_out(&elsewhere).await;
    here.get("/me").await.expect(200);
    here.keep_session(&refresh(&here).await.expect(200));
    assert_eq!(told(&here).await[0], "authn_password_change");
    assert!(!is_known(&admin, &elsewhere, "tobi", OTHER).await);
    assert!(is_known(&admin, &here, "tobi", OTHER).await);
}

#[tokio::test]
async fn a_code_for_somebody_else_ends_password_sessions_and_browsers_when_it_is_made() {
    let app = TestApp::start().await;
    let (admin, here) = (app.admin().await, app.staff().await);
    let elsewhere = app.sign_in("tobi", PASSWORD).await;
    let path = path_of(&here).await;
    let tobi = admin.get(&path).await.expect(200);
    let made = admin.seen(&tobi).act(&format!("{path}/code")).await;
    let made = made.expect(201);
    assert_out(&here).await;
    assert_out(&elsewhere).await;
    let refused = try_sign_in(&here.with_cookies(), "tobi", PASSWORD).await;
    assert_eq!(refused.expect(401).body["code"], "bad_credentials");
    let choice = json!({"code": made.body["code"], "password": OTHER});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(204);
    for browser in [&here, &elsewhere] {
        assert!(!is_known(&admin, browser, "tobi", OTHER).await);
    }
    let again = app.sign_in("tobi", OTHER).await;
    let told = told(&again).await;
    assert_eq!(told[..2], ["authn_password_change", "user.code_issued"]);
}

#[tokio::test]
async fn a_second_code_counts_for_half_an_hour_like_the_first_though_no_password_is_left() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    let path = path_of(&staff).await;
    let seen = admin.seen(&admin.get(&path).await.expect(200));
    seen.act(&format!("{path}/code")).await.expect(201);
    let late = seen.act(&format!("{path}/code")).await.expect(201);
    app.advance_seconds(30 * 60);
    let choice = json!({"code": late.body["code"], "password": OTHER});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(401);
}

#[tokio::test]
async fn nobody_makes_a_code_for_oneself_which_would_replace_the_password_without_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = path_of(&admin).await;
    let ada = admin.get(&path).await.expect(200);
    let refused = admin.seen(&ada).act(&format!("{path}/code")).await;
    assert_eq!(refused.expect(403).body["code"], "not_allowed");
    admin.get("/me").await.expect(200);
    app.sign_in("ada", PASSWORD).await;
    let codes = app.database.lines("SELECT id AS line FROM user_codes");
    assert!(codes.is_empty(), "{codes:?}");
}

#[tokio::test]
async fn another_role_holds_from_the_next_request_on_and_keeps_sessions_and_browsers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut staff = app.staff().await;
    let path = path_of(&staff).await;
    let tobi = admin.get(&path).await.expect(200);
    let patch = json!({"role": "manager"});
    admin.seen(&tobi).patch(&path, &patch).await.expect(200);
    staff.get("/me").await.expect(401);
    staff.keep_session(&refresh(&staff).await.expect(200));
    assert_eq!(staff.get("/me").await.str("/user/role"), "manager");
    assert_eq!(told(&staff).await[0], "user.updated");
    assert!(is_known(&admin, &staff, "tobi", PASSWORD).await);
}

#[tokio::test]
async fn disabling_ends_sessions_browsers_and_codes_and_enabling_brings_none_back() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    let bola = admin.post("/users", &draft).await.expect(201);
    for path in [
        path_of(&staff).await,
        format!("/users/{}", bola.str("/user/id")),
    ] {
        let user = admin.get(&path).await.expect(200);
        let disabled = admin.seen(&user).act(&format!("{path}/disable")).await;
        let disabled = disabled.expect(200);
        let event = admin.get("/events?action=user.disabled&sort=-seq").await;
        assert_eq!(
            event.body["data"][0]["entity_id"],
            path.trim_start_matches("/users/")
        );
        let enabled = admin.seen(&disabled).act(&format!("{path}/enable")).await;
        enabled.expect(200);
    }
    assert_out(&staff).await;
    let choice = json!({"code": bola.body["activation_code"], "password": PASSWORD});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(401);
    assert!(!is_known(&admin, &staff, "tobi", PASSWORD).await);
}

#[tokio::test]
async fn a_stolen_cookie_ends_its_session_and_browser_and_no_other() {
    let app = TestApp::start().await;
    let (admin, elsewhere) = (app.admin().await, app.staff().await);
    let thief = app.sign_in("tobi", PASSWORD).await;
    let mut here = thief.clone();
    here.keep_session(&refresh(&here).await.expect(200));
    here.get("/me").await.expect(200);
    app.advance_seconds(11);
    refresh(&thief).await.expect(401);
    assert_out(&here).await;
    elsewhere.get("/me").await.expect(200);
    assert_eq!(told(&elsewhere).await[0], "authn_token_reuse");
    assert!(!is_known(&admin, &here, "tobi", PASSWORD).await);
    assert!(is_known(&admin, &elsewhere, "tobi", PASSWORD).await);
}

#[tokio::test]
async fn a_raised_epoch_ends_every_session_of_everybody() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    app.database
        .execute("UPDATE instance SET token_epoch = token_epoch + 1");
    assert_out(&admin).await;
    assert_out(&staff).await;
    app.sign_in("ada", PASSWORD)
        .await
        .get("/me")
        .await
        .expect(200);
}
