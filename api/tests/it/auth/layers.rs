//! The defence against guessing beyond a single address and a single account (SECURITY.md §2.7, L3 to L7).

use serde_json::{Value, json};

use super::factors::with_factor;
use super::strangers::{besiege, start, stranger, sweep, till_of, wait_s, with};
use super::{OTHER, PASSWORD, TestApp, bare, from, try_sign_in};
use crate::harness::{Client, Program};

fn trail(app: &TestApp, event: &str) -> Vec<Value> {
    assert!(app.app.security_log.flush());
    let text = std::fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["event"] == event)
        .collect()
}

async fn events(admin: &Client, query: &str) -> Vec<Value> {
    let answer = admin.get(&format!("/events?{query}")).await.expect(200);
    answer.body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn asvs_6_3_1_eight_different_pairs_shut_an_address_for_an_hour_but_not_its_known_devices() {
    let app = start().await;
    let admin = app.admin().await;
    let home = from(&app.nobody(), "198.51.100.1");
    let mut known = home.clone();
    known.sign_in("ada", PASSWORD).await.expect(200);
    for name in ["one", "two", "three", "four", "five", "six"] {
        try_sign_in(&home, name, OTHER).await.expect(401);
    }
    for name in ["seven", "seven", "seven", "eight"] {
        let answer = try_sign_in(&home, name, OTHER).await.expect(429);
        assert!(wait_s(&answer) <= 900);
    }
    let shut = try_sign_in(&home, "ada", PASSWORD).await.expect(429);
    assert!((3_590..=3_600).contains(&wait_s(&shut)), "{}", shut.text);
    try_sign_in(&from(&home, "198.51.100.2"), "ada", PASSWORD)
        .await
        .expect(200);
    try_sign_in(&known.with_cookies(), "ada", PASSWORD)
        .await
        .expect(200);
    for name in ["nine", "ten", "eleven"] {
        try_sign_in(&home, name, OTHER).await.expect(429);
    }
    let lines = trail(&app, "cred_stuffing");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["ip"], "198.51.100.1");
    let told = events(&admin, "action=cred_stuffing").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["after"], json!({"address": "198.51.100.1"}));
    app.advance_seconds(3_601);
    try_sign_in(&home, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_shop_behind_one_address_whose_people_mistype_is_never_taken_for_a_list() {
    let app = start().await;
    for name in ["tobi", "musa", "bola", "uche"] {
        app.person(name, "staff").await;
    }
    let shop = from(&app.nobody(), "198.51.100.1");
    for name in ["tobi", "musa"] {
        for typed in ["blue ledger", "Blue-Ledger-42"] {
            try_sign_in(&shop, name, typed).await.expect(401);
        }
        try_sign_in(&shop, name, PASSWORD).await.expect(200);
    }
    // The sixth failure makes every new browser of the shop wait, and they try again all the same.
    for _ in 0..2 {
        try_sign_in(&shop, "bola", OTHER).await.expect(401);
    }
    for _ in 0..5 {
        for name in ["tobi", "musa", "bola", "uche", "ada"] {
            let answer = try_sign_in(&shop, name, PASSWORD).await.expect(429);
            assert!(wait_s(&answer) <= 900, "{}", answer.text);
        }
    }
    app.advance_seconds(900);
    for name in ["tobi", "musa", "bola", "uche", "ada"] {
        try_sign_in(&shop, name, PASSWORD).await.expect(200);
    }
    assert!(trail(&app, "cred_stuffing").is_empty());
}

#[tokio::test]
async fn asvs_6_3_1_a_hundred_failures_in_a_row_are_told_to_their_user_and_in_the_security_log() {
    let app = start().await;
    let mut tobi = app.staff().await;
    let begun_ms = app.now_ms();
    besiege(&app, "nobody_here", 100).await;
    besiege(&app, "tobi", 100).await;
    app.advance_seconds(60);
    sweep(&app, begun_ms).await;
    sweep(&app, begun_ms).await;
    let admin = app.sign_in("ada", PASSWORD).await;
    let told = events(&admin, "action=authn_login_fail_max&entity=user").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["actor"], Value::Null);
    assert_eq!(told[0]["outcome"], "failure");
    assert_eq!(told[0]["after"], json!({"failures": 100}));
    // The known device never waits; a day went by, so its session is over.
    let till = till_of(&tobi);
    tobi.keep_session(&try_sign_in(&till, "tobi", PASSWORD).await.expect(200));
    for told in ["/me/history", "/me/notices"] {
        let mine = tobi.get(told).await.expect(200);
        assert!(mine.text.contains("authn_login_fail_max"), "{}", mine.text);
    }
    let lines = trail(&app, "authn_login_fail_max");
    let at_tobi = lines.iter().filter(|line| line["subject"] == "tobi");
    assert_eq!(at_tobi.count(), 1, "{lines:?}");
}

#[tokio::test]
async fn asvs_6_3_1_after_a_hundred_failures_no_answer_tells_a_stranger_that_the_password_is_right()
{
    let app = start().await;
    let (ada, phone, codes) = with_factor(&app).await;
    besiege(&app, "ada", 100).await;
    app.advance_seconds(900);
    let guess = try_sign_in(&stranger(&app, 200), "ada", OTHER).await;
    app.advance_seconds(900);
    let right = try_sign_in(&stranger(&app, 201), "ada", PASSWORD).await;
    assert_eq!(bare(&right.expect(401)), bare(&guess.expect(401)));
    let with =
        |member: &str, code: &str| json!({"username": "ada", "password": PASSWORD, member: code});
    app.advance_seconds(900);
    let path = "/auth/sign-in";
    let wrong = stranger(&app, 202)
        .post(path, &with("code", "000000"))
        .await;
    assert_eq!(wrong.expect(401).body["code"], "bad_credentials");
    let early = stranger(&app, 203)
        .post(path, &with("code", "000000"))
        .await;
    assert!(wait_s(&early.expect(429)) > 800, "it counted as a failure");
    // A known device is asked for the factor as ever.
    let waits = try_sign_in(&till_of(&ada), "ada", PASSWORD).await;
    assert_eq!(waits.expect(401).body["code"], "mfa_required");
    app.advance_seconds(900);
    let right = stranger(&app, 204)
        .post(path, &with("code", &phone.code(&app)))
        .await;
    assert!(super::refresh_cookie(&right.expect(200)).is_some());
    // The row of failures is over; a recovery code at once does as well, and both at once are too much.
    let paper = with("recovery_code", &codes[0]);
    stranger(&app, 205).post(path, &paper).await.expect(200);
    let mut both = paper;
    both["code"] = json!("000000");
    stranger(&app, 206).post(path, &both).await.expect(422);
}

#[tokio::test]
async fn asvs_6_3_1_without_a_second_factor_the_longest_pause_stays_after_a_hundred_failures() {
    let app = start().await;
    besiege(&app, "ada", 101).await;
    let early = try_sign_in(&stranger(&app, 200), "ada", PASSWORD).await;
    assert!((890..=900).contains(&wait_s(&early.expect(429))));
    app.advance_seconds(900);
    try_sign_in(&stranger(&app, 200), "ada", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn failures_far_above_the_norm_are_told_once_and_double_every_pause_of_strangers() {
    let app = start().await;
    let owner = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(60 - app.now_ms() / 1_000 % 60);
    let begun_ms = app.now_ms();
    for number in 0..15 {
        let name = format!("name_{number}");
        try_sign_in(&stranger(&app, number), &name, OTHER)
            .await
            .expect(401);
    }
    for number in 15..21 {
        try_sign_in(&stranger(&app, number), "ada", OTHER)
            .await
            .expect(if number < 20 { 401 } else { 429 });
    }
    try_sign_in(&stranger(&app, 21), "ada_not", OTHER)
        .await
        .expect(401);
    let pause = |app: &TestApp| {
        let stranger = stranger(app, 99);
        async move { wait_s(&try_sign_in(&stranger, "ada", OTHER).await.expect(429)) }
    };
    app.advance_seconds(60);
    sweep(&app, begun_ms).await;
    let all = |lines: Vec<Value>| {
        let of_all = lines.into_iter().filter(|line| line["subject"].is_null());
        of_all.count()
    };
    assert_eq!(all(trail(&app, "authn_login_fail_max")), 1);
    sweep(&app, begun_ms).await;
    assert_eq!(all(trail(&app, "authn_login_fail_max")), 1, "told once");
    let told = events(&owner, "action=authn_login_fail_max").await;
    assert_eq!(
        told[0]["after"],
        json!({"failures": 21, "usual_at_most": 20})
    );
    try_sign_in(&stranger(&app, 30), "ada", OTHER)
        .await
        .expect(401);
    assert_eq!(pause(&app).await, 4, "2 s without the alarm");
    app.advance_seconds(15 * 60);
    try_sign_in(&stranger(&app, 31), "ada", OTHER)
        .await
        .expect(401);
    assert_eq!(pause(&app).await, 4, "the third pause, without the alarm");
    try_sign_in(&owner.with_cookies(), "ada", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_hard_cap_shuts_strangers_out_until_somebody_unlocks_whether_the_name_exists_or_not() {
    let app = with(&[("LOCKOUT_HARD_CAP", "8")]).await;
    let tobi = app.staff().await;
    let begun_ms = app.now_ms();
    for name in ["tobi", "nobody_here"] {
        besiege(&app, name, 8).await;
    }
    app.advance_seconds(3 * 86_400);
    sweep(&app, begun_ms).await;
    for name in ["tobi", "nobody_here"] {
        let shut = try_sign_in(&stranger(&app, 50), name, PASSWORD).await;
        assert_eq!(wait_s(&shut.expect(429)), 900);
    }
    try_sign_in(&till_of(&tobi), "tobi", PASSWORD)
        .await
        .expect(200);
    let admin = app.sign_in("ada", PASSWORD).await;
    let path = super::unlock::address(&admin, "tobi").await;
    super::unlock::act(&admin, &path, "unlock")
        .await
        .expect(200);
    try_sign_in(&stranger(&app, 51), "tobi", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_restart_forgets_no_failure() {
    let mut program = Program::start();
    program.admin().await;
    let attacker = program.client();
    for number in 0..5 {
        let guess = format!("{OTHER}-{number}");
        try_sign_in(&attacker, "ada", &guess).await.expect(401);
    }
    // As if it had gone on for hours.
    let many = "UPDATE guessed_names SET failures = 40";
    program.database.execute(many);
    try_sign_in(&attacker, "one", OTHER).await.expect(401);
    for name in ["two", "three"] {
        try_sign_in(&attacker, name, OTHER).await.expect(429);
    }
    program.kill();
    program.restart();
    let shut = try_sign_in(&program.client(), "four", OTHER).await;
    let shut_s = wait_s(&shut.expect(429));
    assert!((3_000..=3_600).contains(&shut_s), "{shut_s}");
    program
        .database
        .execute("DELETE FROM shut_addresses; DELETE FROM login_failures");
    let paused = try_sign_in(&program.client(), "ada", PASSWORD).await;
    let pause_s = wait_s(&paused.expect(429));
    assert!((300..=900).contains(&pause_s), "{pause_s}");
}
