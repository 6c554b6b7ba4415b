//! An answer that is lost on a bad line: what a browser may ask for again, and from when on it is a theft.

use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, refresh, refresh_cookie, set_cookies, try_sign_in};
use crate::harness::{Client, Start};

const MINUTE: i64 = 60;

/// Asks for the next cookie, and the answer never arrives. The predecessor is kept.
async fn refresh_and_lose(client: &Client) -> String {
    let lost = refresh(client).await.expect(200);
    refresh_cookie(&lost).unwrap()
}

/// The predecessor counts as stolen: its session ends, and no other.
async fn assert_theft(app: &TestApp, thief: &Client, victim: &Client) {
    let elsewhere = app.sign_in("ada", PASSWORD).await;
    let answer = refresh(thief).await.expect(401);
    assert_eq!(answer.body["code"], "session_expired");
    assert!(set_cookies(&answer).is_empty());
    victim.get("/me").await.expect(401);
    refresh(victim).await.expect(401);
    let told = elsewhere.get("/me/history?sort=-seq").await.expect(200);
    assert_eq!(told.str("/data/0/action"), "authn_token_reuse");
}

fn sealed_successors(app: &TestApp) -> usize {
    let query = "SELECT id AS line FROM refresh_tokens WHERE successor_wrapped IS NOT NULL";
    app.database.lines(query).len()
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again_by_the_same_browser_as_long_as_the_session_lives() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let lost = refresh_and_lose(&ada).await;
    for minutes in [1, 30, 28] {
        app.advance_seconds(minutes * MINUTE);
        let again = refresh(&ada).await.expect(200);
        assert_eq!(refresh_cookie(&again).unwrap(), lost);
    }
    let mut ada = ada.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_lost_answer_cannot_be_asked_for_once_the_session_was_idle_for_too_long() {
    let app = TestApp::start().await;
    let mut ada = app.sign_in("ada", PASSWORD).await;
    refresh_and_lose(&ada).await;
    app.advance_seconds(30 * MINUTE);
    let csrf = ada.with_cookies().get("/auth/csrf").await.expect(200);
    ada.csrf = Some(csrf.str("/csrf_token"));
    app.advance_seconds(31 * MINUTE);
    let answer = refresh(&ada).await.expect(401);
    assert_eq!(answer.body["code"], "session_expired");
    let fresh = app.sign_in("ada", PASSWORD).await;
    let told = fresh.get("/me/history").await.expect(200).text;
    assert!(!told.contains("authn_token_reuse"), "{told}");
}

#[tokio::test]
async fn asvs_10_4_5_after_the_new_access_token_was_used_the_predecessor_is_stolen() {
    let app = TestApp::start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.with("x-background", "1").get("/me").await.expect(200);
    app.advance_seconds(11);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn asvs_10_4_5_after_the_new_cookie_was_shown_the_predecessor_is_stolen() {
    let app = TestApp::start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.with_cookies().get("/auth/csrf").await.expect(200);
    app.advance_seconds(11);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn asvs_10_4_5_after_the_new_cookie_was_used_its_predecessor_is_stolen() {
    let app = TestApp::start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.keep_session(&refresh(&ada).await.expect(200));
    app.advance_seconds(11);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn asvs_10_4_5_the_token_of_a_repeated_hand_over_confirms_it_too() {
    let app = TestApp::start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    refresh_and_lose(&thief).await;
    app.advance_seconds(MINUTE);
    let mut ada = thief.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn asvs_10_4_5_another_browser_never_gets_a_lost_answer() {
    let app = TestApp::start().await;
    for other_mark in [None, Some("A".repeat(43))] {
        let ada = app.sign_in("ada", PASSWORD).await;
        let mut thief = ada.clone();
        let mark = thief
            .cookies
            .iter()
            .position(|(name, _)| name.contains("zehmo_dev"))
            .unwrap();
        match other_mark {
            None => drop(thief.cookies.remove(mark)),
            Some(other) => thief.cookies[mark].1 = other,
        }
        refresh_and_lose(&ada).await;
        app.advance_seconds(11);
        assert_theft(&app, &thief, &ada).await;
    }
    let (ada, stranger) = (
        app.sign_in("ada", PASSWORD).await,
        app.sign_in("ada", PASSWORD).await,
    );
    let mut thief = stranger.clone();
    thief.csrf.clone_from(&ada.csrf);
    for (cookie, stolen) in thief.cookies.iter_mut().zip(&ada.cookies) {
        if cookie.0.contains("zehmo_rt") {
            cookie.1.clone_from(&stolen.1);
        }
    }
    refresh_and_lose(&ada).await;
    app.advance_seconds(11);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn the_access_token_from_before_the_hand_over_does_not_confirm_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let lost = refresh_and_lose(&ada).await;
    ada.get("/me").await.expect(200);
    app.advance_seconds(MINUTE);
    let again = refresh(&ada).await.expect(200);
    assert_eq!(refresh_cookie(&again).unwrap(), lost);
}

#[tokio::test]
async fn a_tab_that_comes_within_ten_seconds_gets_the_same_cookie_though_another_tab_works_already()
{
    let app = TestApp::start().await;
    let late = app.sign_in("ada", PASSWORD).await;
    let mut ada = late.clone();
    let first = refresh(&ada).await.expect(200);
    ada.keep_session(&first);
    ada.get("/me").await.expect(200);
    app.advance_seconds(9);
    let again = refresh(&late).await.expect(200);
    assert_eq!(refresh_cookie(&again), refresh_cookie(&first));
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn without_a_grace_a_confirmed_hand_over_is_final_at_once_and_a_lost_one_is_not() {
    let app = Start::default().with("REFRESH_GRACE", "0").start().await;
    let thief = app.sign_in("ada", PASSWORD).await;
    let lost = refresh_and_lose(&thief).await;
    app.advance_seconds(1);
    let mut ada = thief.clone();
    let again = refresh(&thief).await.expect(200);
    assert_eq!(refresh_cookie(&again).unwrap(), lost);
    ada.keep_session(&again);
    ada.get("/me").await.expect(200);
    assert_theft(&app, &thief, &ada).await;
}

#[tokio::test]
async fn the_sealed_successor_is_wiped_with_its_confirmation() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    refresh_and_lose(&ada).await;
    app.advance_seconds(MINUTE);
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
    assert_eq!(sealed_successors(&app), 1);
    let mut ada = ada.clone();
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    assert_eq!(sealed_successors(&app), 0);
    // Confirmed within the grace, it goes with the next clearing up after that.
    ada.keep_session(&refresh(&ada).await.expect(200));
    ada.get("/me").await.expect(200);
    assert_eq!(sealed_successors(&app), 1);
    app.advance_seconds(11);
    let now_ms = app.clock.now().millis();
    api::auth::sweep_once(&app.app.auth, now_ms, now_ms)
        .await
        .unwrap();
    assert_eq!(sealed_successors(&app), 0);
}

#[tokio::test]
async fn a_code_whose_answer_was_lost_may_be_sent_again_with_the_same_password() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    let made = admin.post("/users", &draft).await.expect(201);
    let choice =
        |password: &str| json!({"code": made.body["activation_code"], "password": password});
    let nobody = app.nobody();
    nobody
        .post("/auth/activate", &choice(PASSWORD))
        .await
        .expect(204);
    let bola = app.sign_in("bola", PASSWORD).await;
    let changes = admin.get("/events?entity=user").await.body["data"].clone();
    nobody
        .post("/auth/activate", &choice(PASSWORD))
        .await
        .expect(204);
    nobody
        .post("/auth/activate", &choice(OTHER))
        .await
        .expect(401);
    assert_eq!(admin.get("/events?entity=user").await.body["data"], changes);
    bola.get("/me").await.expect(200);
    // Once the password is another one, or the code has run out, it says nothing any more.
    let change = json!({"current": PASSWORD, "new": OTHER});
    bola.with_cookies()
        .post("/me/password", &change)
        .await
        .expect(200);
    nobody
        .post("/auth/activate", &choice(PASSWORD))
        .await
        .expect(401);
    app.advance_seconds(24 * 3_600);
    nobody
        .post("/auth/activate", &choice(OTHER))
        .await
        .expect(401);
}

#[tokio::test]
async fn a_code_that_did_not_reach_the_administrator_is_made_anew_by_asking_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = app.staff().await.get("/me").await.str("/user/id");
    let seen = admin.seen(&admin.get(&format!("/users/{id}")).await.expect(200));
    let lost = seen.act(&format!("/users/{id}/code")).await.expect(201);
    let made = seen.act(&format!("/users/{id}/code")).await.expect(201);
    let choose = async |code: String| {
        let choice = json!({"code": code, "password": OTHER});
        app.nobody().post("/auth/activate", &choice).await
    };
    choose(lost.str("/code")).await.expect(401);
    choose(made.str("/code")).await.expect(204);
    // A user who was added and whose code is lost is there, and gets another code.
    let draft = json!({"username": "bola", "email": "bola@example.com", "role": "staff"});
    admin.post("/users", &draft).await.expect(201);
    admin.post("/users", &draft).await.expect(409);
    let bola = admin.get("/users?q=bola").await.str("/data/0/id");
    let seen = admin.seen(&admin.get(&format!("/users/{bola}")).await.expect(200));
    let made = seen.act(&format!("/users/{bola}/code")).await.expect(201);
    choose(made.str("/code")).await.expect(204);
}

#[tokio::test]
async fn after_a_lost_answer_to_a_new_password_the_old_session_is_over_without_an_alarm() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let change = json!({"current": PASSWORD, "new": OTHER});
    ada.with_cookies()
        .post("/me/password", &change)
        .await
        .expect(200);
    let again = ada.with_cookies().post("/me/password", &change).await;
    assert_eq!(again.expect(401).body["code"], "session_expired");
    assert_eq!(
        refresh(&ada).await.expect(401).body["code"],
        "session_expired"
    );
    try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(401);
    let ada = app.sign_in("ada", OTHER).await;
    let told = ada.get("/me/history").await.expect(200).text;
    assert!(!told.contains("authn_token_reuse"), "{told}");
}
