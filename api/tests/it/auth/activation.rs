//! Choosing a password with a code.

use futures_util::future::join_all;
use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, try_sign_in};

async fn code_of(app: &TestApp, username: &str) -> String {
    let email = format!("{username}@example.com");
    let draft = json!({"username": username, "email": email, "role": "staff"});
    app.admin()
        .await
        .post("/users", &draft)
        .await
        .expect(201)
        .str("/activation_code")
}

#[tokio::test]
async fn asvs_6_4_1_a_code_counts_once_and_for_a_day() {
    let app = TestApp::start().await;
    let code = code_of(&app, "bola").await;
    assert_eq!(code.len(), 43);
    let late = code_of(&app, "chidi").await;
    let choice = json!({"code": code, "password": PASSWORD});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(204);
    app.sign_in("bola", PASSWORD).await;
    let other = json!({"code": code, "password": OTHER});
    assert_eq!(
        app.nobody()
            .post("/auth/activate", &other)
            .await
            .expect(401)
            .body["code"],
        "bad_credentials"
    );
    app.advance_seconds(24 * 3_600);
    app.nobody()
        .post(
            "/auth/activate",
            &json!({"code": late, "password": PASSWORD}),
        )
        .await
        .expect(401);
}

#[tokio::test]
async fn a_code_used_at_once_counts_once() {
    let app = TestApp::start().await;
    let code = code_of(&app, "bola").await;
    let client = app.nobody();
    let answers = join_all((0..4).map(|number| {
        let choice = json!({"code": code, "password": format!("Copper-Lantern-{number}4-Reef")});
        let client = client.clone();
        async move { client.post("/auth/activate", &choice).await.status }
    }))
    .await;
    assert_eq!(
        answers.iter().filter(|status| **status == 204).count(),
        1,
        "{answers:?}"
    );
}

#[tokio::test]
async fn g32_to_g36_asvs_6_2_4_a_weak_password_is_refused_with_every_reason_and_the_code_stays_good()
 {
    let app = TestApp::start().await;
    let code = code_of(&app, "bola").await;
    for (password, codes) in [
        (
            "abc",
            vec![
                "too_short",
                "missing_uppercase",
                "missing_number",
                "missing_special",
            ],
        ),
        ("aB3$xyz", vec!["too_short"]),
        ("Password1!", vec!["too_weak"]),
        ("Bola_2026!x", vec!["too_weak"]),
        ("Kingsway2026!", vec!["too_weak"]),
        ("Zehmo-2026!", vec!["too_weak"]),
    ] {
        let answer = app
            .nobody()
            .post(
                "/auth/activate",
                &json!({"code": code, "password": password}),
            )
            .await;
        let answer = answer.expect(422);
        let errors = answer.body["errors"].as_array().unwrap();
        let found: Vec<_> = errors
            .iter()
            .map(|error| error["code"].as_str().unwrap())
            .collect();
        assert_eq!(found, codes, "{password}");
        assert!(
            errors.iter().all(|error| error["pointer"] == "#/password"),
            "{password}"
        );
    }
    app.nobody()
        .post(
            "/auth/activate",
            &json!({"code": code, "password": "zR7#mQ2v"}),
        )
        .await
        .expect(204);
}

#[tokio::test]
async fn asvs_6_4_6_an_administrator_starts_a_reset_and_the_user_chooses() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.staff().await;
    let id = staff.get("/me").await.str("/user/id");
    let user = admin.get(&format!("/users/{id}")).await.expect(200);
    let first = admin
        .seen(&user)
        .act(&format!("/users/{id}/code"))
        .await
        .expect(201)
        .str("/code");
    let second = admin
        .seen(&user)
        .act(&format!("/users/{id}/code"))
        .await
        .expect(201)
        .str("/code");
    staff.get("/me").await.expect(401);
    app.nobody()
        .post("/auth/activate", &json!({"code": first, "password": OTHER}))
        .await
        .expect(401);
    app.nobody()
        .post(
            "/auth/activate",
            &json!({"code": second, "password": OTHER}),
        )
        .await
        .expect(204);
    try_sign_in(&app.nobody(), "tobi", PASSWORD)
        .await
        .expect(401);
    app.sign_in("tobi", OTHER).await;
    let user = admin.get(&format!("/users/{id}")).await.expect(200);
    let late = admin
        .seen(&user)
        .act(&format!("/users/{id}/code"))
        .await
        .expect(201)
        .str("/code");
    app.advance_seconds(30 * 60);
    app.nobody()
        .post(
            "/auth/activate",
            &json!({"code": late, "password": PASSWORD}),
        )
        .await
        .expect(401);
}

#[tokio::test]
async fn a_code_does_not_bring_back_a_former_password_and_stays_good() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = code_of(&app, "bola").await;
    let choose = async |code: &str, password: &str| {
        let choice = json!({"code": code, "password": password});
        app.nobody().post("/auth/activate", &choice).await
    };
    choose(&first, PASSWORD).await.expect(204);
    let users = admin.get("/users?q=bola").await.expect(200);
    let path = format!("/users/{}/code", users.str("/data/0/id"));
    let bola = admin.get(path.trim_end_matches("/code")).await.expect(200);
    let code = admin.seen(&bola).act(&path).await.expect(201).str("/code");
    let refused = choose(&code, PASSWORD).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "#/password");
    assert_eq!(refused.body["errors"][0]["code"], "too_weak");
    choose(&code, OTHER).await.expect(204);
    app.sign_in("bola", OTHER).await;
}

#[tokio::test]
async fn the_rules_for_passwords_are_told_to_everybody() {
    let app = TestApp::start().await;
    let rules = app.nobody().get("/auth/password-policy").await.expect(200);
    assert_eq!(rules.body["min_length"], 8);
    assert_eq!(rules.body["needs_special"], true);
}
