//! The sign-in itself: who gets in, what is answered, which cookies are set.

use reqwest::Method;
use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, bare, from, refresh_cookie, set_cookies, try_sign_in};
use crate::harness::Start;

#[tokio::test]
async fn g25_g26_g27_g45_the_refresh_cookie_is_closed_and_goes_with_the_browser() {
    let app = TestApp::start().await;
    let answer = try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    let cookie = refresh_cookie(&answer).unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    let mut attributes: Vec<_> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
    );
    let value = pair.split_once('=').unwrap().1;
    assert_eq!(value.len(), 43);
    assert!(!answer.text.contains(value));
    assert!(cookie.len() < 4_096);
}

#[tokio::test]
async fn asvs_6_3_8_every_way_to_fail_is_answered_alike() {
    let app = Start::default()
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let admin = app.admin().await;
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    admin.post("/users", &draft).await.expect(201);
    app.staff().await;
    let tobi = admin.get("/users?q=tobi").await;
    let id = tobi.str("/data/0/id");
    let tobi = admin.get(&format!("/users/{id}")).await;
    admin
        .seen(&tobi)
        .act(&format!("/users/{id}/disable"))
        .await
        .expect(200);

    let wrong = try_sign_in(&app.nobody(), "ada", "Wrong-Anchor-73")
        .await
        .expect(401);
    assert_eq!(wrong.body["code"], "bad_credentials");
    for (number, (username, password)) in [
        ("nobody_here", "Wrong-Anchor-73"),
        ("ada", ""),
        ("nobody_here", ""),
        ("bola", PASSWORD),
        ("tobi", PASSWORD),
        ("ada", "admin123"),
        ("x", "y"),
        ("ada\nINFO: forged", "y"),
    ]
    .into_iter()
    .enumerate()
    {
        let stranger = from(&app.nobody(), &format!("203.0.113.{number}"));
        let answer = try_sign_in(&stranger, username, password).await.expect(401);
        assert_eq!(bare(&answer), bare(&wrong), "{username:?}");
        assert_eq!(answer.headers.len(), wrong.headers.len(), "{username:?}");
        assert!(set_cookies(&answer).is_empty(), "{username:?}");
    }
}

#[tokio::test]
async fn a_name_is_known_in_any_case_and_a_password_in_one() {
    let app = TestApp::start().await;
    try_sign_in(&app.nobody(), "ADA", PASSWORD)
        .await
        .expect(200);
    try_sign_in(&app.nobody(), "ada", &PASSWORD.to_uppercase())
        .await
        .expect(401);
    let endless = "a".repeat(129);
    let answer = try_sign_in(&app.nobody(), "ada", &endless)
        .await
        .expect(422);
    assert_eq!(answer.str("/errors/0/pointer"), "#/password");
}

#[tokio::test]
async fn g46_asvs_8_3_1_without_a_token_there_is_no_way_in() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let mut with_cookies_alone = ada.with_cookies();
    with_cookies_alone.token = None;
    for client in [app.nobody(), with_cookies_alone] {
        let answer = client.get("/me").await.expect(401);
        assert_eq!(answer.body["code"], "sign_in");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let token = ada.token.clone().unwrap();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (_, claims) = head.split_once('.').unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}.");
    for bad in [
        "",
        "x",
        &token[..token.len() - 2],
        &format!("{head}.{}", signature.to_uppercase()),
        &none,
    ] {
        let client = app.nobody().with("authorization", &format!("Bearer {bad}"));
        assert_eq!(
            client.get("/me").await.expect(401).body["code"],
            "sign_in",
            "{bad}"
        );
    }
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn asvs_7_2_4_another_sign_in_in_the_same_browser_ends_the_first_session() {
    let app = TestApp::start().await;
    let first = app.sign_in("ada", PASSWORD).await;
    let again = first
        .with_cookies()
        .post(
            "/auth/sign-in",
            &json!({"username": "ada", "password": PASSWORD}),
        )
        .await;
    assert_eq!(
        first.get("/me").await.expect(401).body["code"],
        "session_expired"
    );
    let mut second = app.nobody();
    second.keep_session(&again.expect(200));
    second.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_session_longest_unused_makes_room_for_one_too_many() {
    let app = Start::default().with("MAX_SESSIONS", "2").start().await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(app.sign_in("ada", PASSWORD).await);
        app.advance_seconds(1);
    }
    clients[0].get("/me").await.expect(401);
    clients[1].get("/me").await.expect(200);
    clients[2].get("/me").await.expect(200);
}

#[tokio::test]
async fn g30_asvs_3_5_1_another_site_cannot_sign_anybody_in_or_out() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let ours = app.url();
    for (site, origin, status) in [
        (Some("same-origin"), Some(ours.as_str()), 200),
        (None, Some(ours.as_str()), 200),
        (None, None, 200),
        (Some("cross-site"), Some("https://evil.example"), 403),
        (Some("same-site"), Some("https://evil.example"), 403),
        (Some("none"), None, 403),
        (None, Some("null"), 403),
        (None, Some("https://evil.example"), 403),
    ] {
        let mut client = app.nobody();
        if let Some(site) = site {
            client = client.with("sec-fetch-site", site);
        }
        if let Some(origin) = origin {
            client = client.with("origin", origin);
        }
        let answer = try_sign_in(&client, "ada", PASSWORD).await.expect(status);
        if status == 403 {
            assert_eq!(answer.body["code"], "csrf_failed", "{site:?} {origin:?}");
        }
    }
    let evil = ada.with_cookies().with("sec-fetch-site", "cross-site");
    for (method, path) in [
        (Method::POST, "/auth/refresh"),
        (Method::POST, "/auth/sign-out"),
        (Method::GET, "/auth/csrf"),
    ] {
        let body = (method == Method::POST).then(|| "{}".to_owned());
        assert_eq!(
            evil.send(method, path, body).await.expect(403).body["code"],
            "csrf_failed",
            "{path}"
        );
    }
    let form = app
        .nobody()
        .with("content-type", "application/x-www-form-urlencoded");
    form.send(
        Method::POST,
        "/auth/sign-in",
        Some("username=ada".to_owned()),
    )
    .await
    .expect(415);
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn an_answer_with_a_secret_is_neither_kept_nor_compressed() {
    let app = TestApp::start().await;
    let client = app
        .nobody()
        .with("accept-encoding", "gzip, br")
        .with("idempotency-key", "one");
    let first = try_sign_in(&client, "ada", PASSWORD).await.expect(200);
    let second = try_sign_in(&client, "ada", PASSWORD).await.expect(200);
    assert_ne!(first.body["access_token"], second.body["access_token"]);
    assert_eq!(first.header("content-encoding"), "");
    assert_eq!(first.header("cache-control"), "no-store");
    try_sign_in(&client, "ada", OTHER).await.expect(401);
}
