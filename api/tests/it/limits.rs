//! How often callers may call, seen from outside (SECURITY.md G48–G52).

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Client, PASSWORD, Start};

const GUIDE: &str = "200 per day;50 per hour";

pub async fn calls(client: &Client, path: &str, times: usize, status: u16) -> Answer {
    let mut last = client.get(path).await.expect(status);
    for _ in 1..times {
        last = client.get(path).await.expect(status);
    }
    last
}

/// Seconds that a refused caller is told to wait.
#[track_caller]
fn wait(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{}", answer.text);
    answer.header("retry-after").parse().unwrap()
}

#[actix_web::test]
async fn g49_g50_g52_the_51st_anonymous_call_waits_and_nobody_else_does() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", GUIDE)
        .start()
        .await;
    let admin = app.admin().await;
    let nobody = app.nobody();
    let last = calls(&nobody, "/jobs", 50, 401).await;
    assert!(
        last.header("ratelimit").starts_with("\"anonymous\";r=0;t="),
        "{last:?}"
    );
    let refused = nobody.get("/jobs").await;
    assert!((1..=72).contains(&wait(&refused)), "{refused:?}");
    assert_eq!(refused.body["code"], "slow_down");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(
        refused.header("ratelimit-policy"),
        "\"anonymous\";q=50;w=3600, \"anonymous-day\";q=200;w=86400"
    );
    assert!(
        refused
            .header("ratelimit")
            .starts_with("\"anonymous\";r=0;t=")
    );
    assert_eq!(refused.header("x-ratelimit-after"), "");
    assert_eq!(refused.header("x-ratelimit-limit"), "");
    assert_eq!(refused.header("x-frame-options"), "DENY");
    assert_eq!(nobody.get("/nowhere").await.status, 429);
    // A token that is none of ours makes nobody somebody.
    let forged = nobody.with("authorization", "Bearer abc");
    assert_eq!(forged.get("/jobs").await.status, 429);
    // The same address, but a person, a static file, health and the ways in.
    admin.get("/jobs").await.expect(200);
    calls(&nobody, "/health/live", 60, 200).await;
    calls(&nobody, "//app.webmanifest", 60, 404).await;
    app.sign_in("ada", PASSWORD).await;
    admin.with_cookies().get("/auth/csrf").await.expect(200);
}

#[actix_web::test]
async fn g48_who_invents_addresses_wins_nothing() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "3 per hour")
        .start()
        .await;
    for number in 0..3 {
        let spoof = app
            .nobody()
            .with("x-forwarded-for", &format!("198.51.100.{number}"));
        spoof.get("/jobs").await.expect(401);
    }
    let spoof = app.nobody().with("x-forwarded-for", "198.51.100.9");
    assert_eq!(wait(&spoof.get("/jobs").await), 1_200);
}

#[actix_web::test]
async fn g48_behind_a_trusted_proxy_each_address_counts_for_itself() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "2 per hour")
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let from = |forwarded: &str| app.nobody().with("x-forwarded-for", forwarded);
    calls(&from("198.51.100.1"), "/jobs", 2, 401).await;
    // What stands left of the last hop is the caller's own invention.
    wait(&from("203.0.113.7, 198.51.100.1").get("/jobs").await);
    calls(&from("198.51.100.2"), "/jobs", 2, 401).await;
    calls(&from("2001:db8:1:2::1"), "/jobs", 2, 401).await;
    wait(&from("2001:db8:1:2::ffff").get("/jobs").await);
    from("2001:db8:1:3::1").get("/jobs").await.expect(401);
}

#[actix_web::test]
async fn g50_a_user_has_one_budget_over_all_sessions_and_addresses() {
    let app = Start::default()
        .with("RATE_LIMIT_USER", "1000 per day;5 per minute")
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let one = app.sign_in("ada", PASSWORD).await;
    let two = app.sign_in("ada", PASSWORD).await;
    let first = one.get("/me").await.expect(200);
    assert_eq!(
        first.header("ratelimit-policy"),
        "\"user\";q=5;w=60, \"user-day\";q=1000;w=86400"
    );
    assert!(
        first.header("ratelimit").starts_with("\"user\";r=4;t="),
        "{first:?}"
    );
    calls(&one, "/me", 2, 200).await;
    calls(&two, "/me", 2, 200).await;
    let elsewhere = two.with("x-forwarded-for", "198.51.100.4");
    let refused = elsewhere.get("/me").await;
    assert!((1..=12).contains(&wait(&refused)), "{refused:?}");
    assert_eq!(refused.body["code"], "slow_down");
    // Refused calls do not use up the longer window.
    calls(&one, "/me", 20, 429).await;
    // Neither does it shut anybody out of the ways in and out.
    app.sign_in("ada", PASSWORD).await;
    two.with_cookies().get("/auth/csrf").await.expect(200);
}

#[actix_web::test]
async fn g50_each_session_has_its_refreshes_and_they_are_not_anonymous_calls() {
    let app = Start::default()
        .with("RATE_LIMIT_REFRESH", "3 per hour")
        .with("RATE_LIMIT_ANON", "4 per hour")
        .start()
        .await;
    let mut one = app.sign_in("ada", PASSWORD).await;
    let two = app.sign_in("ada", PASSWORD).await;
    for _ in 0..2 {
        let answer = one.with_cookies().post("/auth/refresh", &json!({})).await;
        // The token changes; the session that is counted does not.
        one.keep_session(&answer.expect(200));
    }
    let last = one.with_cookies().get("/auth/csrf").await.expect(200);
    assert!(
        last.header("ratelimit").starts_with("\"refresh\";r=0;t="),
        "{last:?}"
    );
    let refused = one.with_cookies().post("/auth/refresh", &json!({})).await;
    assert_eq!(wait(&refused), 1_200);
    // A refused refresh rotates nothing: the cookie stays good.
    assert!(refused.headers.get("set-cookie").is_none());
    two.with_cookies().get("/auth/csrf").await.expect(200);
    // Without a session the address is counted.
    calls(&app.nobody(), "/auth/csrf", 3, 401).await;
    wait(&app.nobody().get("/auth/csrf").await);
    calls(&app.nobody(), "/jobs", 4, 401).await;
}

#[actix_web::test]
async fn g50_sessions_that_ran_out_do_not_use_up_what_strangers_have() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "2 per hour")
        .start()
        .await;
    let late = app.sign_in("ada", PASSWORD).await;
    app.advance_seconds(11 * 60);
    // An office whose access tokens ran out must hear 401, or its browsers would not ask for new ones.
    let answer = calls(&late, "/me", 5, 401).await;
    assert_eq!(answer.body["code"], "session_expired");
    app.nobody().get("/jobs").await.expect(401);
}

#[actix_web::test]
async fn g49_the_guides_numbers_can_be_had_for_everything() {
    let app = Start::default()
        .with("RATE_LIMIT_STRICT_GUIDE", "true")
        .start()
        .await;
    let admin = app.admin().await;
    calls(&admin, "/me", 50, 200).await;
    let refused = admin.get("/me").await;
    assert!((1..=72).contains(&wait(&refused)), "{refused:?}");
    assert_eq!(
        refused.header("ratelimit-policy"),
        "\"user\";q=50;w=3600, \"user-day\";q=200;w=86400"
    );
}

#[actix_web::test]
async fn g52_who_waits_as_told_is_let_in_again() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "1 per second")
        .start()
        .await;
    app.nobody().get("/jobs").await.expect(401);
    let began = std::time::Instant::now();
    let mut refused = app.nobody().get("/jobs").await;
    assert_eq!(wait(&refused), 1);
    while refused.status == 429 {
        assert!(began.elapsed().as_secs() < 30, "never let in again");
        refused = app.nobody().get("/jobs").await;
    }
    refused.expect(401);
}

#[actix_web::test]
async fn g52_a_refused_call_reads_no_body_and_changes_nothing() {
    let app = Start::default()
        .with("RATE_LIMIT_USER", "2 per hour")
        .start()
        .await;
    let admin = app.admin().await;
    calls(&admin, "/me", 2, 200).await;
    let answer = admin
        .send(Method::POST, "/jobs", Some("{".to_owned()))
        .await;
    assert_eq!(wait(&answer), 1_800);
}
