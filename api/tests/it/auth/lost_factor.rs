//! The ways back for whoever lost the phone or the password, but not both.

use std::process::{Command, Output};

use serde_json::json;

use super::factors::{go_on, with_factor};
use super::{OTHER, PASSWORD, TestApp, try_sign_in};
use crate::harness::Program;
use crate::harness::phone::Phone;

#[tokio::test]
async fn asvs_6_4_4_another_administrator_removes_a_lost_factor_and_nobody_their_own() {
    let app = TestApp::start().await;
    let uche = app.person("uche", "admin").await;
    let (ada, _, _) = with_factor(&app).await;
    let found = ada.get("/users?q=ada").await.expect(200);
    let path = format!("/users/{}", found.str("/data/0/id"));
    let reset = format!("{path}/reset-factors");
    let seen = ada.get(&path).await.expect(200);
    ada.seen(&seen).act(&reset).await.expect(403);
    uche.seen(&seen).act(&reset).await.expect(200);
    ada.get("/me").await.expect(401);
    try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    let after = uche.get(&path).await.expect(200);
    uche.seen(&after).act(&reset).await.expect(409);
}

#[tokio::test]
async fn asvs_6_4_3_a_new_password_by_code_keeps_the_factor() {
    let app = TestApp::start().await;
    let uche = app.person("uche", "admin").await;
    let (_, phone, _) = with_factor(&app).await;
    let found = uche.get("/users?q=ada").await.expect(200);
    let path = format!("/users/{}", found.str("/data/0/id"));
    let seen = uche.get(&path).await.expect(200);
    let code = uche
        .seen(&seen)
        .act(&format!("{path}/code"))
        .await
        .expect(201);
    let activation = json!({"code": code.str("/code"), "password": OTHER});
    app.nobody()
        .post("/auth/activate", &activation)
        .await
        .expect(204);
    let waits = try_sign_in(&app.nobody(), "ada", OTHER).await.expect(401);
    assert_eq!(waits.body["code"], "mfa_required");
    let ticket = waits.str("/mfa/ticket");
    go_on(&app, &ticket, "code", &phone.code(&app))
        .await
        .expect(200);
}

fn mfa_reset(program: &Program, username: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    command
        .args(["users", "mfa-reset", username])
        .env_clear()
        .env("DATA_DIR", program.database.path());
    command.envs(
        program
            .database
            .url()
            .map(|url| ("DATABASE_URL".to_owned(), url)),
    );
    command.output().unwrap()
}

#[tokio::test]
async fn the_last_administrators_lost_factor_is_removed_on_the_host() {
    let mut program = Program::start();
    let ada = program.admin().await;
    let phone = Phone::begin(&ada).await;
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let now_ms = i64::try_from(since.as_millis()).unwrap();
    let code = json!({"code": phone.code_at(now_ms)});
    ada.post("/me/totp/activate", &code).await.expect(200);
    try_sign_in(&program.client(), "ada", PASSWORD)
        .await
        .expect(401);
    program.kill();
    let reset = mfa_reset(&program, "ADA");
    assert!(reset.status.success(), "{reset:?}");
    let again = mfa_reset(&program, "ada");
    assert_eq!(again.status.code(), Some(1));
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(said.contains("This user has no second factor."), "{said}");
    program.restart();
    let mut before = program.client();
    before.token.clone_from(&ada.token);
    before.get("/me").await.expect(401);
    try_sign_in(&program.client(), "ada", PASSWORD)
        .await
        .expect(200);
}
