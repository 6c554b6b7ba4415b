//! What an administrator sees of somebody's ways in, and ends; and what people end of their own.

use serde_json::json;

use super::strangers::till_of;
use super::tokens::{bearer, made};
use super::unlock::{act, address};
use super::{PASSWORD, TestApp, try_sign_in};
use crate::harness::phone::Phone;

#[tokio::test]
async fn an_administrator_sees_where_somebody_is_signed_in_and_with_what() {
    let app = TestApp::start().await;
    let (ada, tobi) = (app.admin().await, app.staff().await);
    let path = address(&ada, "tobi").await;
    let token = made(&tobi, &["jobs.read"]).await;
    let own = tobi.get("/me/sessions").await.expect(200);
    let seen = ada.get(&format!("{path}/sessions")).await.expect(200);
    assert_eq!(seen.body["data"][0]["id"], own.body["data"][0]["id"]);
    assert_eq!(
        seen.body["data"][0]["current"], false,
        "not the one who asks"
    );
    let tokens = ada.get(&format!("{path}/tokens")).await.expect(200);
    assert_eq!(tokens.body["data"][0]["id"], token["id"]);
    assert_eq!(tokens.body["data"][0]["token"], json!(null));
    let factors = format!("{path}/factors");
    let before = ada.get(&factors).await.expect(200);
    assert_eq!(before.body, json!({"totp": null, "recovery_codes_left": 0}));
    let phone = Phone::begin(&tobi).await;
    phone.activate(&app, &tobi).await.expect(200);
    let after = ada.get(&factors).await.expect(200);
    assert_eq!(after.body["recovery_codes_left"], 10);
    assert!(after.body["totp"]["since"].is_string());
    let nobody = "/users/01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
    for what in ["sessions", "tokens", "factors"] {
        ada.get(&format!("{nobody}/{what}")).await.expect(404);
        for other in [app.manager().await, app.auditor().await] {
            other.get(&format!("{path}/{what}")).await.expect(403);
        }
    }
}

#[tokio::test]
async fn an_administrator_signs_somebody_out_everywhere_and_their_tokens_go_on() {
    let app = TestApp::start().await;
    let (ada, tobi) = (app.admin().await, app.staff().await);
    let path = address(&ada, "tobi").await;
    let till = bearer(&app, &made(&tobi, &["jobs.read"]).await);
    let browser = till_of(&tobi);
    let before = ada.get(&path).await.expect(200);
    let ended = act(&ada, &path, "end-sessions").await.expect(200);
    assert_eq!(ended.body, before.body, "the record is as it was");
    tobi.get("/jobs").await.expect(401);
    till.get("/jobs").await.expect(200);
    ada.get("/jobs").await.expect(200);
    let left = ada.get(&format!("{path}/sessions")).await.expect(200);
    assert_eq!(left.body["data"], json!([]));
    // The browser is a stranger's now, and its user hears of both.
    try_sign_in(&browser, "tobi", PASSWORD).await.expect(200);
    let tobi = app.sign_in("tobi", PASSWORD).await;
    let notices = tobi.get("/me/notices").await.expect(200);
    let rows = notices.body["data"].as_array().unwrap();
    let told: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["action"].as_str())
        .collect();
    assert!(told.contains(&"session.ended_everywhere"), "{told:?}");
    assert_eq!(
        told.iter().filter(|what| **what == "device.added").count(),
        2
    );
    let by = rows
        .iter()
        .find(|row| row["action"] == "session.ended_everywhere");
    assert_eq!(by.unwrap()["actor"]["username"], "ada");
}

#[tokio::test]
async fn an_administrator_revokes_a_token_of_its_user_and_of_nobody_else() {
    let app = TestApp::start().await;
    let (ada, tobi) = (app.admin().await, app.staff().await);
    let musa = app.manager().await;
    let token = made(&tobi, &["jobs.read"]).await;
    let till = bearer(&app, &token);
    let place = format!("tokens/{}", token["id"].as_str().unwrap());
    let (tobis, musas) = (address(&ada, "tobi").await, address(&ada, "musa").await);
    musa.delete(&format!("{tobis}/{place}")).await.expect(403);
    ada.delete(&format!("{musas}/{place}")).await.expect(404);
    ada.delete(&format!("{tobis}/tokens/none"))
        .await
        .expect(404);
    ada.delete(&format!("/users/none/{place}"))
        .await
        .expect(404);
    till.get("/jobs").await.expect(200);
    ada.delete(&format!("{tobis}/{place}")).await.expect(204);
    till.get("/jobs").await.expect(401);
    ada.delete(&format!("{tobis}/{place}")).await.expect(404);
    let told = tobi.get("/me/notices").await.expect(200);
    assert_eq!(told.body["data"][0]["action"], "token.revoked");
    assert_eq!(told.body["data"][0]["actor"]["username"], "ada");
}

#[tokio::test]
async fn asvs_7_4_3_a_person_ends_all_other_sessions_and_stays() {
    let app = TestApp::start().await;
    let tobi = app.staff().await;
    let other = app.sign_in("tobi", PASSWORD).await;
    tobi.delete("/me/sessions?others=maybe").await.expect(400);
    tobi.delete("/me/sessions?others=true").await.expect(204);
    other.get("/jobs").await.expect(401);
    let left = tobi.get("/me/sessions").await.expect(200);
    assert_eq!(left.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(left.body["data"][0]["current"], true);
    let known = tobi.get("/me/devices").await.expect(200);
    assert_eq!(known.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(known.body["data"][0]["current"], true);
    tobi.delete("/me/sessions").await.expect(204);
    tobi.get("/jobs").await.expect(401);
}
