//! The first run.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Start, TestApp};

fn draft(token: &str) -> Value {
    json!({
        "token": token, "username": "ada", "email": "Ada@Example.COM", "password": PASSWORD,
        "shop_name": "Kingsway Labels", "currency": "NGN", "time_zone": "Africa/Lagos",
    })
}

async fn unset() -> TestApp {
    Start::default().without_setup().start().await
}

#[tokio::test]
async fn until_set_up_everything_else_answers_setup_required() {
    let app = unset().await;
    for path in ["/me", "/jobs", "/auth/password-policy", "/nothing"] {
        let answer = app.nobody().get(path).await.expect(503);
        assert_eq!(answer.body["code"], "setup_required", "{path}");
    }
    let sign_in = json!({"username": "ada", "password": PASSWORD});
    app.nobody()
        .post("/auth/sign-in", &sign_in)
        .await
        .expect(503);
}

#[tokio::test]
async fn asvs_6_3_2_the_token_of_the_data_folder_makes_the_first_administrator_once() {
    let app = unset().await;
    let token = app.setup_token();
    assert_eq!(token.len(), 43);
    assert_eq!(
        app.nobody()
            .post("/setup", &draft("wrong"))
            .await
            .expect(401)
            .body["code"],
        "bad_credentials"
    );
    let answer = app
        .nobody()
        .post("/setup", &draft(&token))
        .await
        .expect(201);
    assert_eq!(answer.str("/user/role"), "admin");
    assert_eq!(answer.str("/user/email"), "Ada@example.com");
    assert!(!app.database.path().join("setup-token").exists());
    app.sign_in("ada", PASSWORD)
        .await
        .get("/me")
        .await
        .expect(200);
    for body in [draft(&token), json!({})] {
        assert_eq!(
            app.nobody().post("/setup", &body).await.expect(404).body["code"],
            "not_found"
        );
    }
}

#[tokio::test]
async fn of_several_at_once_one_sets_up_the_shop() {
    let app = unset().await;
    let token = app.setup_token();
    let client = app.nobody();
    let answers = join_all((0..5).map(|number| {
        let mut draft = draft(&token);
        draft["username"] = format!("admin_{number}").into();
        let client = client.clone();
        async move { client.post("/setup", &draft).await.status }
    }))
    .await;
    assert_eq!(
        answers.iter().filter(|status| **status == 201).count(),
        1,
        "{answers:?}"
    );
    assert!(
        answers
            .iter()
            .all(|status| [201, 401, 404, 409, 429].contains(status)),
        "{answers:?}"
    );
}

#[tokio::test]
async fn every_wrong_field_is_named_and_the_token_stays_good() {
    let app = unset().await;
    let token = app.setup_token();
    let mut bad = draft(&token);
    bad["username"] = "a b".into();
    bad["email"] = "ada".into();
    let answer = app.nobody().post("/setup", &bad).await.expect(422);
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 2);
    for (member, value) in [("password", "Kingsway1!"), ("time_zone", "Africa/Nowhere")] {
        let mut bad = draft(&token);
        bad[member] = value.into();
        let answer = app.nobody().post("/setup", &bad).await.expect(422);
        assert_eq!(answer.str("/errors/0/pointer"), format!("#/{member}"));
    }
    app.nobody()
        .post("/setup", &draft(&token))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_token_older_than_a_day_is_replaced() {
    let app = unset().await;
    let token = app.setup_token();
    app.advance_seconds(24 * 3_600);
    app.nobody()
        .post("/setup", &draft(&token))
        .await
        .expect(401);
    let renewed = app.setup_token();
    assert_ne!(renewed, token);
    app.nobody()
        .post("/setup", &draft(&renewed))
        .await
        .expect(201);
}

#[tokio::test]
async fn another_site_cannot_set_up_the_shop() {
    let app = unset().await;
    let evil = app.nobody().with("origin", "https://evil.example");
    assert_eq!(
        evil.post("/setup", &draft(&app.setup_token()))
            .await
            .expect(403)
            .body["code"],
        "csrf_failed"
    );
}

#[tokio::test]
async fn a_server_without_a_browser_gets_its_administrator_from_the_configuration() {
    let app = Start::default()
        .without_setup()
        .with("BOOTSTRAP_ADMIN_USERNAME", "ngozi")
        .with("BOOTSTRAP_ADMIN_EMAIL", "ngozi@example.com")
        .with("BOOTSTRAP_ADMIN_PASSWORD", PASSWORD)
        .start()
        .await;
    app.sign_in("ngozi", PASSWORD)
        .await
        .get("/users")
        .await
        .expect(200);
    assert!(!app.database.path().join("setup-token").exists());
    app.nobody().post("/setup", &draft("x")).await.expect(404);
}
