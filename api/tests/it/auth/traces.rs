//! What sign-ins leave behind: events in the journal, lines in the security trail.

use serde_json::Value;

use super::{OTHER, PASSWORD, TestApp, from, refresh, try_sign_in};
use crate::harness::{Client, Start};

async fn events(admin: &Client, action: &str) -> Vec<Value> {
    let answer = admin
        .get(&format!("/events?action={action}"))
        .await
        .expect(200);
    answer.body["data"].as_array().unwrap().clone()
}

fn trail(app: &TestApp) -> Vec<Value> {
    assert!(app.app.security_log.flush());
    let text = std::fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn kinds(trail: &[Value]) -> Vec<&str> {
    trail
        .iter()
        .map(|line| line["event"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn asvs_16_3_1_every_sign_in_password_change_and_theft_is_in_the_journal() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    app.advance_seconds(11);
    refresh(&thief).await.expect(401);
    let reuse = events(&admin, "authn_token_reuse").await;
    assert_eq!(reuse.len(), 1);
    assert_eq!(reuse[0]["outcome"], "failure");
    let success = events(&admin, "authn_login_success").await;
    assert_eq!(success.len(), 2);
    assert_eq!(success[0]["entity"], "session");
    assert!(
        success[0]["actor"].to_string().contains("ada"),
        "{}",
        success[0]
    );
    let text = admin.get("/events").await.text;
    for secret in [
        PASSWORD,
        "argon2",
        thief.token.as_deref().unwrap(),
        &thief.cookies[0].1,
    ] {
        assert!(!text.contains(secret));
    }
}

#[tokio::test]
async fn g77_the_security_trail_speaks_of_failures_without_what_was_typed() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let home = from(&app.nobody(), "198.51.100.1");
    for name in ["one", "two", "my secret password", "four", "five", "six"] {
        try_sign_in(&home, name, OTHER).await.expect(401);
    }
    try_sign_in(&home, "ada", OTHER).await.expect(429);
    try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    let trail = trail(&app);
    let of_home: Vec<_> = trail
        .iter()
        .filter(|line| line["ip"] == "198.51.100.1")
        .cloned()
        .collect();
    let mut expected = vec!["authn_login_fail"; 6];
    expected.extend(["authn_login_fail_max", "excess_rate_limit_exceeded"]);
    assert_eq!(kinds(&of_home), expected);
    assert_eq!(of_home[2]["subject"], "<invalid:len=18>");
    assert!(kinds(&trail).contains(&"authn_login_success"));
    assert!(
        !trail
            .iter()
            .any(|line| line.to_string().contains("my secret"))
    );
}

#[tokio::test]
async fn g77_what_administrators_do_is_in_the_trail() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft =
        serde_json::json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    let made = admin.post("/users", &draft).await.expect(201);
    let path = format!("/users/{}", made.str("/user/id"));
    let bola = admin.get(&path).await.expect(200);
    let code = admin.seen(&bola).act(&format!("{path}/code")).await;
    code.expect(201);
    let settings = admin.get("/settings").await.expect(200);
    let renamed = serde_json::json!({"shop_name": "Kingsway Prints"});
    let renamed = admin.seen(&settings).patch("/settings", &renamed).await;
    renamed.expect(200);
    let trail = trail(&app);
    let kinds = kinds(&trail);
    let ours: Vec<&str> = kinds
        .into_iter()
        .filter(|kind| ["user_created", "authz_admin"].contains(kind))
        .collect();
    let expected = ["user_created", "user_created", "authz_admin", "authz_admin"];
    assert_eq!(ours, expected);
    assert!(!trail.iter().any(|line| line.to_string().contains(PASSWORD)));
}

#[tokio::test]
async fn failures_reach_the_journal_as_one_event_an_address_and_minute() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let admin = app.admin().await;
    let to_next_minute_ms = 60_000 - app.clock.now().millis().rem_euclid(60_000);
    app.clock.advance(to_next_minute_ms);
    let minute_ms = app.clock.now().millis().div_euclid(60_000) * 60_000;
    for (address, times) in [("198.51.100.1", 3), ("198.51.100.2", 1)] {
        for _ in 0..times {
            try_sign_in(&from(&app.nobody(), address), "nobody_here", OTHER)
                .await
                .expect(401);
        }
    }
    app.advance_seconds(60);
    for _ in 0..2 {
        api::auth::sweep_once(&app.app.auth, minute_ms - 60_000, minute_ms + 60_000)
            .await
            .unwrap();
    }
    let events = events(&admin, "authn_login_fail").await;
    let mut found: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event["after"]["address"].clone(),
                event["after"]["failures"].clone(),
            )
        })
        .collect();
    found.sort_by_key(|(address, _)| address.to_string());
    assert_eq!(
        found,
        [
            ("198.51.100.1".into(), 3.into()),
            ("198.51.100.2".into(), 1.into())
        ]
    );
}

#[tokio::test]
async fn clearing_up_keeps_what_lives() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    ada.keep_session(&refresh(&ada).await.expect(200));
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms - 60_000, now_ms)
        .await
        .unwrap();
    ada.keep_session(&refresh(&ada).await.expect(200));
    app.advance_seconds(40 * 3_600);
    let later_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, later_ms - 60_000, later_ms)
        .await
        .unwrap();
    assert_eq!(refresh(&ada).await.expect(401).body["code"], "sign_in");
    app.sign_in("ada", PASSWORD).await;
}

#[tokio::test]
async fn a_session_that_goes_on_elsewhere_leaves_an_event() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let admin = app.admin().await;
    let mut ada = from(&app.nobody(), "198.51.100.1").with("user-agent", "Firefox/145.0");
    ada.sign_in("ada", PASSWORD).await.expect(200);
    let next = from(&ada, "198.51.7.7").with("user-agent", "Firefox/146.0");
    ada.keep_session(&refresh(&next).await.expect(200));
    assert!(events(&admin, "session.moved").await.is_empty());
    let abroad = from(&ada, "203.0.113.1").with("user-agent", "Firefox/146.0");
    ada.keep_session(&refresh(&abroad).await.expect(200));
    let moved = events(&admin, "session.moved").await;
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0]["before"]["network"], "198.51");
    assert_eq!(moved[0]["after"]["network"], "203.0");
    ada.get("/me").await.expect(200);
}
