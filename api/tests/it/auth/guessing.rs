//! The defence against guessing: strangers are slowed down, known devices and other people are not.

use futures_util::future::join_all;

use super::{OTHER, PASSWORD, TestApp, bare, from, try_sign_in};
use crate::harness::{Client, Start};

/// The guide's own limit, and addresses that tests may choose.
async fn strict() -> TestApp {
    Start::default()
        .with("RATE_LIMIT_LOGIN", "5 per minute")
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await
}

async fn fail(client: &Client, times: u32) {
    for _ in 0..times {
        try_sign_in(client, "ada", OTHER).await.expect(401);
    }
}

#[tokio::test]
async fn g51_g52_the_sixth_attempt_within_a_minute_waits() {
    let app = strict().await;
    let home = from(&app.nobody(), "198.51.100.1");
    app.advance_seconds(120);
    for _ in 0..5 {
        try_sign_in(&home, "ada", PASSWORD).await.expect(200);
    }
    app.advance_seconds(13);
    let answer = try_sign_in(&home, "ada", PASSWORD).await.expect(429);
    assert_eq!(answer.body["code"], "slow_down");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((40..=47).contains(&wait), "{wait}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    try_sign_in(&from(&home, "198.51.100.2"), "ada", PASSWORD)
        .await
        .expect(200);
    app.advance_seconds(wait);
    try_sign_in(&home, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn g51_attempts_made_at_once_count_each_other() {
    let app = strict().await;
    app.advance_seconds(120);
    let home = from(&app.nobody(), "198.51.100.1");
    let answers = join_all((0..20).map(|_| try_sign_in(&home, "nobody_here", OTHER))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 401).count(),
        5,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 429).count(),
        15,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn g76_after_six_failures_an_address_waits_unless_its_device_is_known() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let home = from(&app.nobody(), "198.51.100.1");
    let mut known = home.clone();
    known.sign_in("ada", PASSWORD).await.expect(200);
    for name in ["one", "two", "three", "four", "five", "six"] {
        try_sign_in(&home, name, OTHER).await.expect(401);
    }
    let answer = try_sign_in(&home, "ada", PASSWORD).await.expect(429);
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((890..=900).contains(&wait), "{wait}");
    try_sign_in(&known.with_cookies(), "ada", PASSWORD)
        .await
        .expect(200);
    app.advance_seconds(wait);
    try_sign_in(&home, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn asvs_6_3_1_an_account_under_attack_is_slowed_for_strangers_and_open_for_its_owner() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let mut owner = from(&app.nobody(), "198.51.100.1");
    owner.sign_in("ada", PASSWORD).await.expect(200);
    for attacker in 1..=5 {
        fail(&from(&app.nobody(), &format!("203.0.113.{attacker}")), 1).await;
    }
    let stranger = from(&app.nobody(), "203.0.113.50");
    let paused = try_sign_in(&stranger, "ada", OTHER).await.expect(429);
    assert_eq!(paused.header("retry-after"), "1");
    try_sign_in(&owner.with_cookies(), "ada", PASSWORD)
        .await
        .expect(200);
    app.advance_seconds(1);
    fail(&stranger, 1).await;
    assert_eq!(
        try_sign_in(&stranger, "ada", OTHER)
            .await
            .expect(429)
            .header("retry-after"),
        "2"
    );
    app.advance_seconds(2);
    fail(&stranger, 1).await;
    assert_eq!(
        try_sign_in(&stranger, "ada", PASSWORD)
            .await
            .expect(429)
            .header("retry-after"),
        "4"
    );
    app.advance_seconds(4);
    try_sign_in(&stranger, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn asvs_6_3_8_a_pause_does_not_tell_whether_the_name_exists() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let mut paused = Vec::new();
    for (name, net) in [("ada", "203.0.113"), ("nobody_here", "198.51.100")] {
        for attacker in 1..=5 {
            let client = from(&app.nobody(), &format!("{net}.{attacker}"));
            try_sign_in(&client, name, OTHER).await.expect(401);
        }
        let answer = try_sign_in(&from(&app.nobody(), &format!("{net}.50")), name, OTHER)
            .await
            .expect(429);
        paused.push((bare(&answer), answer.header("retry-after").to_owned()));
    }
    assert_eq!(paused[0], paused[1]);
}

#[tokio::test]
async fn a_known_device_has_a_limit_of_its_own() {
    let app = strict().await;
    let mut owner = from(&app.nobody(), "198.51.100.1");
    owner.sign_in("ada", PASSWORD).await.expect(200);
    app.advance_seconds(120);
    for _ in 0..5 {
        try_sign_in(&owner.with_cookies(), "ada", OTHER)
            .await
            .expect(401);
    }
    try_sign_in(&owner.with_cookies(), "ada", PASSWORD)
        .await
        .expect(429);
    let elsewhere = from(&app.nobody(), "198.51.100.2");
    try_sign_in(&elsewhere, "ada", PASSWORD).await.expect(200);
    app.advance_seconds(61);
    try_sign_in(&owner.with_cookies(), "ada", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn refused_attempts_do_not_prolong_the_wait() {
    let app = strict().await;
    app.advance_seconds(120);
    let home = from(&app.nobody(), "198.51.100.1");
    fail(&home, 5).await;
    for _ in 0..5 {
        app.advance_seconds(10);
        try_sign_in(&home, "ada", PASSWORD).await.expect(429);
    }
    app.advance_seconds(10);
    try_sign_in(&home, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn g51_the_limit_holds_for_codes_and_for_the_present_password_too() {
    let app = strict().await;
    let mut ada = app.nobody();
    ada.sign_in("ada", PASSWORD).await.expect(200);
    app.advance_seconds(61);
    let wrong = serde_json::json!({"current": OTHER, "new": OTHER});
    for _ in 0..5 {
        let answer = ada
            .with_cookies()
            .post("/me/password", &wrong)
            .await
            .expect(401);
        assert_eq!(answer.body["code"], "bad_credentials");
    }
    ada.with_cookies()
        .post("/me/password", &wrong)
        .await
        .expect(429);
    let home = from(&app.nobody(), "198.51.100.7");
    for number in 0..5 {
        let guess = serde_json::json!({"code": format!("guess-{number}"), "password": OTHER});
        home.post("/auth/activate", &guess).await.expect(401);
    }
    let guess = serde_json::json!({"code": "guess", "password": OTHER});
    home.post("/auth/activate", &guess).await.expect(429);
}

#[tokio::test]
async fn g51_g76_an_attempt_that_found_no_free_worker_is_no_attempt() {
    let app = Start::default()
        .with("RATE_LIMIT_LOGIN", "1 per minute")
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .with("HASH_WORKERS", "1")
        .with("ARGON2_MEMORY_KIB", "65536")
        .start()
        .await;
    app.advance_seconds(120);
    let strangers: Vec<Client> = (1..=120)
        .map(|number| from(&app.nobody(), &format!("198.51.100.{number}")))
        .collect();
    let names: Vec<String> = (1..=120).map(|number| format!("nobody_{number}")).collect();
    let tries = strangers.iter().zip(&names);
    let answers = join_all(tries.map(|(stranger, name)| try_sign_in(stranger, name, OTHER))).await;
    let turned_away: Vec<&Client> = strangers
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.status == 503)
        .map(|(stranger, _)| stranger)
        .collect();
    assert!(!turned_away.is_empty());
    for stranger in turned_away.iter().take(8) {
        try_sign_in(stranger, "ada", PASSWORD).await.expect(200);
    }
}

#[tokio::test]
async fn g48_an_untrusted_peer_cannot_choose_its_address() {
    let app = Start::default()
        .with("RATE_LIMIT_LOGIN", "5 per minute")
        .start()
        .await;
    app.advance_seconds(120);
    for number in 1..=5 {
        let liar = from(&app.nobody(), &format!("198.51.100.{number}"));
        try_sign_in(&liar, "nobody_here", OTHER).await.expect(401);
    }
    let liar = from(&app.nobody(), "198.51.100.6");
    try_sign_in(&liar, "nobody_here", OTHER).await.expect(429);
}
