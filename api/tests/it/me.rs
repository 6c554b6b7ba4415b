//! The signed-in user.

use serde_json::json;

use crate::harness::{PASSWORD, TestApp};

const OTHER: &str = "Green-Anchor-73-Moss";

#[tokio::test]
async fn one_learns_who_one_is_and_what_one_may_do() {
    let app = TestApp::start().await;
    let me = app.staff().await.get("/me").await.expect(200);
    assert_eq!(me.str("/user/username"), "tobi");
    assert_eq!(me.str("/settings/shop_name"), "Kingsway Labels");
    assert_eq!(me.body["settings"]["currency_exponent"], 2);
    let permissions = me.body["permissions"].as_array().unwrap();
    assert!(
        permissions.contains(&json!("jobs.write")) && !permissions.contains(&json!("users.read"))
    );
    assert!(!me.str("/build").is_empty());
}

#[tokio::test]
async fn asvs_7_5_2_one_sees_and_ends_the_own_sessions() {
    let app = TestApp::start().await;
    let here = app.sign_in("ada", PASSWORD).await;
    let phone = app.nobody().with("user-agent", "Phone 7");
    let mut phone = phone;
    phone.sign_in("ada", PASSWORD).await.expect(200);
    let staff = app.staff().await;
    let sessions = here.get("/me/sessions").await.expect(200);
    let rows = sessions.body["data"].as_array().unwrap();
    let other = rows
        .iter()
        .find(|row| row["user_agent"] == "Phone 7")
        .unwrap();
    assert_eq!(other["current"], false);
    assert_eq!(other["ip"], "127.0.0.1");
    assert_eq!(rows.iter().filter(|row| row["current"] == true).count(), 1);
    let path = format!("/me/sessions/{}", other["id"].as_str().unwrap());
    staff.delete(&path).await.expect(404);
    here.delete(&path).await.expect(204);
    phone.get("/me").await.expect(401);
    here.delete(&path).await.expect(404);
    here.get("/me").await.expect(200);
}

#[tokio::test]
async fn asvs_6_2_3_a_new_password_needs_the_present_one_and_meets_the_rules() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await.with_cookies();
    let answer = ada
        .post(
            "/me/password",
            &json!({"current": "wrong", "new": "Green-Anchor-73-Moss"}),
        )
        .await;
    assert_eq!(answer.expect(401).body["code"], "bad_credentials");
    for (new, code) in [
        ("short", "too_short"),
        ("Password1!", "too_weak"),
        (PASSWORD, "too_weak"),
    ] {
        let answer = ada
            .post("/me/password", &json!({"current": PASSWORD, "new": new}))
            .await
            .expect(422);
        assert_eq!(
            (
                answer.str("/errors/0/pointer"),
                answer.str("/errors/0/code")
            ),
            ("#/new".into(), code.into())
        );
    }
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_last_five_passwords_do_not_come_back() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    let password = |number: u32| format!("Copper-Lantern-{number}4-Reef");
    let mut current = PASSWORD.to_owned();
    for number in 1..=4 {
        let change = json!({"current": current, "new": password(number)});
        let changed = ada
            .with_cookies()
            .post("/me/password", &change)
            .await
            .expect(200);
        ada.keep_session(&changed);
        current = password(number);
    }
    for former in [PASSWORD.to_owned(), password(1), password(4)] {
        let change = json!({"current": current, "new": former});
        ada.with_cookies()
            .post("/me/password", &change)
            .await
            .expect(422);
    }
    let changed = ada
        .with_cookies()
        .post(
            "/me/password",
            &json!({"current": current, "new": password(5)}),
        )
        .await;
    ada.keep_session(&changed.expect(200));
    let back = json!({"current": password(5), "new": PASSWORD});
    ada.with_cookies()
        .post("/me/password", &back)
        .await
        .expect(200);
}

#[tokio::test]
async fn another_site_cannot_change_a_password() {
    let app = TestApp::start().await;
    let ada = app
        .sign_in("ada", PASSWORD)
        .await
        .with("origin", "https://evil.example");
    let change = json!({"current": PASSWORD, "new": "Green-Anchor-73-Moss"});
    assert_eq!(
        ada.post("/me/password", &change).await.expect(403).body["code"],
        "csrf_failed"
    );
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_this_person_and_of_nobody_else() {
    let app = TestApp::start().await;
    let (admin, here) = (app.admin().await, app.staff().await);
    let other = app.sign_in("tobi", PASSWORD).await;
    here.delete("/me/sessions").await.expect(204);
    for gone in [&here, &other] {
        let refused = gone.get("/me").await.expect(401);
        assert_eq!(refused.body["code"], "session_expired");
    }
    admin.get("/me").await.expect(200);
    let events = admin.get("/events?action=session.ended_everywhere").await;
    assert_eq!(events.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn asvs_6_3_7_one_learns_what_happened_to_the_own_account_and_of_no_other() {
    let app = TestApp::start().await;
    let (admin, mut staff) = (app.admin().await, app.staff().await);
    let path = format!("/users/{}", staff.get("/me").await.str("/user/id"));
    let tobi = admin.get(&path).await.expect(200);
    let code = admin.seen(&tobi).act(&format!("{path}/code")).await;
    let choice = json!({"code": code.expect(201).body["code"], "password": OTHER});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(204);
    staff.sign_in("tobi", OTHER).await.expect(200);
    let tobi = app.sign_in("tobi", OTHER).await;
    let thief = tobi.with_cookies();
    let mut tobi = tobi.clone();
    tobi.keep_session(&thief.post("/auth/refresh", &json!({})).await.expect(200));
    tobi.get("/me").await.expect(200);
    app.advance_seconds(11);
    thief.post("/auth/refresh", &json!({})).await.expect(401);
    let told = staff.get("/me/history?sort=-seq").await.expect(200);
    let actions: Vec<&str> = told.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    let newest = [
        "authn_token_reuse",
        "device.added",
        "device.added",
        "authn_password_change",
        "user.code_issued",
    ];
    assert_eq!(actions[..5], newest);
    assert_eq!(told.str("/data/4/actor/username"), "ada");
    assert_eq!(*actions.last().unwrap(), "user.created");
    let others = admin.get("/me/history").await.expect(200).text;
    assert!(!others.contains("authn_token_reuse"));
}
