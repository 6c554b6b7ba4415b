//! The ways round a wait: an administrator unlocks, on the page or on the host, or gives a code for one sign-in.

use std::process::Command;

use serde_json::{Value, json};

use super::factors::with_factor;
use super::strangers::{besiege, start, stranger, till_of, wait_s};
use super::{OTHER, PASSWORD, try_sign_in};
use crate::harness::{Answer, Client, Program};

/// Where the user of this name is.
pub(super) async fn address(admin: &Client, username: &str) -> String {
    let found = admin.get(&format!("/users?q={username}")).await.expect(200);
    format!("/users/{}", found.str("/data/0/id"))
}

pub(super) async fn act(admin: &Client, path: &str, verb: &str) -> Answer {
    let seen = admin.get(path).await.expect(200);
    admin.seen(&seen).act(&format!("{path}/{verb}")).await
}

fn with_code(username: &str, password: &str, code: &str) -> Value {
    json!({"username": username, "password": password, "sign_in_code": code})
}

#[tokio::test]
async fn an_administrator_unlocks_an_account_for_strangers_and_for_its_own_devices() {
    let app = start().await;
    let (admin, tobi) = (app.admin().await, app.staff().await);
    let till = till_of(&tobi);
    besiege(&app, "tobi", 10).await;
    for _ in 0..10 {
        let answer = try_sign_in(&till, "tobi", OTHER).await;
        if answer.status == 429 {
            app.advance_seconds(wait_s(&answer));
            try_sign_in(&till, "tobi", OTHER).await.expect(401);
        }
    }
    besiege(&app, "tobi", 1).await;
    try_sign_in(&till, "tobi", PASSWORD).await.expect(429);
    try_sign_in(&stranger(&app, 90), "tobi", PASSWORD)
        .await
        .expect(429);
    let path = address(&admin, "tobi").await;
    let before = admin.get(&path).await.expect(200);
    let unlocked = act(&admin, &path, "unlock").await.expect(200);
    assert_eq!(unlocked.body, before.body, "the record is as it was");
    try_sign_in(&till, "tobi", PASSWORD).await.expect(200);
    try_sign_in(&stranger(&app, 90), "tobi", PASSWORD)
        .await
        .expect(200);
    act(&admin, &path, "unlock").await.expect(200);
    let told = admin.get("/events?action=user.unlocked").await.expect(200);
    assert_eq!(told.body["data"][0]["before"], json!({"failures": 11}));
    assert_eq!(told.body["data"][1]["before"], json!({"failures": 0}));
}

#[tokio::test]
async fn the_host_unlocks_an_account() {
    let mut program = Program::start();
    program.admin().await;
    let attacker = program.client();
    for _ in 0..5 {
        try_sign_in(&attacker, "ada", OTHER).await.expect(401);
    }
    let many = "UPDATE guessed_names SET failures = 40";
    program.database.execute(many);
    try_sign_in(&attacker, "ada", PASSWORD).await.expect(429);
    program.kill();
    let mut unlock = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    unlock
        .args(["users", "unlock", "ADA"])
        .env_clear()
        .env("DATA_DIR", program.database.path());
    let url = program.database.url();
    unlock.envs(url.map(|url| ("DATABASE_URL".to_owned(), url)));
    let done = unlock.output().unwrap();
    assert!(done.status.success(), "{done:?}");
    program.restart();
    try_sign_in(&program.client(), "ada", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_code_signs_its_user_in_once_whatever_failed_before() {
    let app = start().await;
    let admin = app.admin().await;
    app.staff().await;
    let path = address(&admin, "tobi").await;
    besiege(&app, "tobi", 12).await;
    let home = stranger(&app, 90);
    try_sign_in(&home, "tobi", PASSWORD).await.expect(429);
    let made = act(&admin, &path, "sign-in-code").await.expect(201);
    let code = made.str("/code");
    assert!(made.str("/expires_at").ends_with('Z'));
    let post = |body: Value| {
        let home = home.clone();
        async move { home.post("/auth/sign-in", &body).await }
    };
    post(with_code("tobi", PASSWORD, "another"))
        .await
        .expect(429);
    post(with_code("ada", OTHER, &code)).await.expect(401);
    post(with_code("tobi", OTHER, &code)).await.expect(401);
    let mut new = app.nobody();
    new.keep_cookies(&post(with_code("tobi", PASSWORD, &code)).await.expect(200));
    post(with_code("tobi", PASSWORD, &code)).await.expect(429);
    // The browser is known from now on, and the strangers wait as before.
    try_sign_in(&till_of(&new), "tobi", PASSWORD)
        .await
        .expect(200);
    let text = admin.get("/events?limit=100").await.expect(200).text;
    assert!(text.contains("user.sign_in_code_issued") && !text.contains(&code));
}

#[tokio::test]
async fn a_code_for_a_sign_in_is_short_lived_and_for_nothing_and_nobody_else() {
    let app = start().await;
    app.person("bola", "staff").await;
    app.staff().await;
    // The waits of one name are over by the time that the other's have grown.
    besiege(&app, "bola", 16).await;
    besiege(&app, "tobi", 16).await;
    besiege(&app, "bola", 1).await;
    let admin = app.sign_in("ada", PASSWORD).await;
    let path = address(&admin, "tobi").await;
    let sign_in = |name: &'static str, code: String| {
        let home = stranger(&app, 90);
        async move {
            home.post("/auth/sign-in", &with_code(name, PASSWORD, &code))
                .await
        }
    };
    let first = act(&admin, &path, "sign-in-code")
        .await
        .expect(201)
        .str("/code");
    let code = act(&admin, &path, "sign-in-code")
        .await
        .expect(201)
        .str("/code");
    sign_in("tobi", first).await.expect(429);
    sign_in("bola", code.clone()).await.expect(429);
    let choice = json!({"code": code, "password": OTHER});
    app.nobody()
        .post("/auth/activate", &choice)
        .await
        .expect(401);
    let own = address(&admin, "ada").await;
    act(&admin, &own, "sign-in-code").await.expect(403);
    let bola = address(&admin, "bola").await;
    act(&admin, &bola, "disable").await.expect(200);
    act(&admin, &bola, "sign-in-code").await.expect(409);
    besiege(&app, "tobi", 3).await;
    app.advance_seconds(30 * 60);
    besiege(&app, "tobi", 1).await;
    sign_in("tobi", code).await.expect(429);
    let admin = app.sign_in("ada", PASSWORD).await;
    let lost = act(&admin, &path, "code").await.expect(201).str("/code");
    sign_in("tobi", lost).await.expect(429);
}

#[tokio::test]
async fn whoever_holds_a_code_for_a_sign_in_cannot_guess_the_password_with_it() {
    let app = start().await;
    let admin = app.admin().await;
    app.staff().await;
    let path = address(&admin, "tobi").await;
    let code = act(&admin, &path, "sign-in-code")
        .await
        .expect(201)
        .str("/code");
    for number in 0..10 {
        let guess = with_code("tobi", OTHER, &code);
        let stranger = stranger(&app, number);
        let answer = stranger.post("/auth/sign-in", &guess).await;
        if answer.status == 429 {
            app.advance_seconds(wait_s(&answer));
            let answer = stranger.post("/auth/sign-in", &guess).await;
            answer.expect(401);
        }
    }
    let right = with_code("tobi", PASSWORD, &code);
    let paused = stranger(&app, 20).post("/auth/sign-in", &right).await;
    assert!((20..=32).contains(&wait_s(&paused.expect(429))));
}

#[tokio::test]
async fn a_code_for_a_sign_in_stands_in_for_no_second_factor() {
    let app = start().await;
    let uche = app.person("uche", "admin").await;
    let (_, phone, _) = with_factor(&app).await;
    let path = address(&uche, "ada").await;
    besiege(&app, "ada", 12).await;
    let code = act(&uche, &path, "sign-in-code")
        .await
        .expect(201)
        .str("/code");
    let home = stranger(&app, 90);
    let draft = with_code("ada", PASSWORD, &code);
    let waits = home.post("/auth/sign-in", &draft).await.expect(401);
    assert_eq!(waits.body["code"], "mfa_required");
    let factor = json!({"ticket": waits.str("/mfa/ticket"), "code": phone.code(&app)});
    home.post("/auth/mfa", &factor).await.expect(200);
}

#[tokio::test]
async fn whoever_chose_a_new_password_by_code_does_not_wait_for_guesses_at_the_old_one() {
    let app = start().await;
    let admin = app.admin().await;
    app.staff().await;
    let path = address(&admin, "tobi").await;
    besiege(&app, "tobi", 12).await;
    let code = act(&admin, &path, "code").await.expect(201).str("/code");
    let choice = json!({"code": code, "password": OTHER});
    let home = stranger(&app, 90);
    home.post("/auth/activate", &choice).await.expect(204);
    try_sign_in(&home, "tobi", OTHER).await.expect(200);
}
