//! The second factor: set up by a code, asked at sign-in and for a proof, each code once, and the ways back.

use serde_json::{Value, json};

use super::{OTHER, PASSWORD, TestApp, refresh, refresh_cookie, try_sign_in};
use crate::harness::phone::Phone;
use crate::harness::{Answer, Client};

/// A user with a second factor that was set up a while ago, so that the code of now was not used.
pub(super) async fn with_factor(app: &TestApp) -> (Client, Phone, Vec<String>) {
    let ada = app.sign_in("ada", PASSWORD).await;
    let phone = Phone::begin(&ada).await;
    let codes = phone.activate(app, &ada).await.expect(200);
    app.advance_seconds(60);
    (ada, phone, texts(&codes.body["recovery_codes"]))
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The ticket of a sign-in whose password is right.
async fn ticket(app: &TestApp) -> String {
    let waits = try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(401);
    assert_eq!(waits.body["code"], "mfa_required");
    waits.str("/mfa/ticket")
}

pub(super) async fn go_on(app: &TestApp, ticket: &str, member: &str, code: &str) -> Answer {
    app.nobody()
        .post("/auth/mfa", &json!({"ticket": ticket, member: code}))
        .await
}

#[tokio::test]
async fn a_factor_counts_from_its_first_right_code_on_and_a_sign_in_then_asks_for_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in("ada", PASSWORD).await;
    let begun = ada.post("/me/totp", &json!({})).await.expect(201);
    assert_eq!(begun.str("/secret").len(), 32);
    let address = format!(
        "otpauth://totp/Kingsway%20Labels:ada?secret={}&issuer=Kingsway%20Labels",
        begun.str("/secret")
    );
    assert_eq!(begun.str("/otpauth"), address);
    try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    let guess = json!({"code": "000000"});
    let wrong = ada.post("/me/totp/activate", &guess).await.expect(401);
    assert_eq!(wrong.body["code"], "bad_credentials");
    let phone = Phone::of(&begun);
    let codes = phone.activate(&app, &ada).await.expect(200);
    assert_eq!(texts(&codes.body["recovery_codes"]).len(), 10);
    let factors = ada.get("/me/factors").await.expect(200);
    assert_eq!(factors.body["recovery_codes_left"], 10);
    assert!(factors.body["totp"]["since"].is_string());
    app.advance_seconds(60);
    let waits = try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(401);
    assert_eq!(waits.body["mfa"]["methods"], json!(["totp", "recovery"]));
    assert!(
        refresh_cookie(&waits).is_none(),
        "no session before the factor"
    );
    let session = go_on(&app, &waits.str("/mfa/ticket"), "code", &phone.code(&app)).await;
    assert!(refresh_cookie(&session.expect(200)).is_some());
}

#[tokio::test]
async fn asvs_6_5_1_a_code_counts_once_also_in_a_race_of_twenty() {
    let app = TestApp::start().await;
    let (_, phone, _) = with_factor(&app).await;
    let (ticket, code) = (ticket(&app).await, phone.code(&app));
    let race = (0..20).map(|_| go_on(&app, &ticket, "code", &code));
    let answers = futures_util::future::join_all(race).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    let again = self::ticket(&app).await;
    let used = go_on(&app, &again, "code", &code).await.expect(401);
    assert!(used.str("/detail").contains("was used"), "{}", used.text);
    app.advance_seconds(30);
    go_on(&app, &again, "code", &phone.code(&app))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_ticket_counts_once_for_five_minutes_whoever_else_knows_the_password() {
    let app = TestApp::start().await;
    let (_, phone, _) = with_factor(&app).await;
    let late = ticket(&app).await;
    app.advance_seconds(301);
    let refused = go_on(&app, &late, "code", &phone.code(&app)).await;
    assert_eq!(refused.expect(401).body["code"], "sign_in");
    let fresh = ticket(&app).await;
    let somebody_elses = ticket(&app).await;
    go_on(&app, &fresh, "code", &phone.code(&app))
        .await
        .expect(200);
    app.advance_seconds(30);
    let spent = go_on(&app, &fresh, "code", &phone.code(&app)).await;
    assert_eq!(spent.expect(401).body["code"], "sign_in");
    for body in [
        json!({"ticket": somebody_elses, "code": "123456", "recovery_code": "x"}),
        json!({"ticket": somebody_elses}),
    ] {
        app.nobody().post("/auth/mfa", &body).await.expect(422);
    }
}

#[tokio::test]
async fn guessing_codes_ends_after_three_in_half_a_minute_and_ten_in_an_hour() {
    let app = TestApp::start().await;
    let (_, phone, codes) = with_factor(&app).await;
    let mut wrong = 0;
    let mut waits = Vec::new();
    while waits.len() < 4 {
        let ticket = ticket(&app).await;
        loop {
            let answer = go_on(&app, &ticket, "code", "000000").await;
            if answer.status == 429 {
                waits.push((wrong, answer.header("retry-after").parse::<i64>().unwrap()));
                break;
            }
            answer.expect(401);
            wrong += 1;
        }
        let dead = go_on(&app, &ticket, "code", &phone.code(&app))
            .await
            .expect(401);
        assert_eq!(dead.body["code"], "sign_in");
        app.advance_seconds(waits.last().unwrap().1.min(60));
    }
    let at: Vec<i32> = waits.iter().map(|(wrong, _)| *wrong).collect();
    assert_eq!(at, [3, 6, 9, 10]);
    assert!(waits[3].1 > 3_000, "an hour from the first: {waits:?}");
    // The codes on paper have a budget of their own.
    let ticket = ticket(&app).await;
    go_on(&app, &ticket, "recovery_code", &codes[0])
        .await
        .expect(200);
}

#[tokio::test]
async fn guessing_recovery_codes_ends_after_five_in_an_hour() {
    let app = TestApp::start().await;
    let (_, phone, codes) = with_factor(&app).await;
    let first = ticket(&app).await;
    for _ in 0..5 {
        let wrong = go_on(&app, &first, "recovery_code", "G3A5G0N3PT83P49SMB00S8D7");
        assert_eq!(wrong.await.expect(401).body["code"], "bad_credentials");
    }
    let refused = go_on(&app, &first, "recovery_code", &codes[0]).await;
    let wait_s: i64 = refused.expect(429).header("retry-after").parse().unwrap();
    assert!((3_500..=3_600).contains(&wait_s), "{wait_s}");
    // The phone has a budget of its own.
    let second = ticket(&app).await;
    let code = phone.code_at(app.now_ms() + 30_000);
    go_on(&app, &second, "code", &code).await.expect(200);
    app.advance_seconds(wait_s);
    let third = ticket(&app).await;
    go_on(&app, &third, "recovery_code", &codes[0])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_refused_code_says_when_the_phones_clock_is_likely_wrong_and_is_spoiled() {
    let app = TestApp::start().await;
    let (_, mut phone, _) = with_factor(&app).await;
    for off_s in [-240, 240] {
        phone.off_s = off_s;
        let ticket = ticket(&app).await;
        let refused = go_on(&app, &ticket, "code", &phone.code(&app))
            .await
            .expect(401);
        assert!(refused.str("/detail").contains("clock"), "{}", refused.text);
        app.advance_seconds(31);
    }
    let at_ms = app.now_ms();
    let early = phone.code_at(at_ms);
    let first = ticket(&app).await;
    go_on(&app, &first, "code", &early).await.expect(401);
    app.advance_seconds(240);
    phone.off_s = 0;
    assert_eq!(phone.code_at(at_ms + 240_000), early);
    let ticket = ticket(&app).await;
    go_on(&app, &ticket, "code", &early).await.expect(401);
    phone.off_s = 30;
    go_on(&app, &ticket, "code", &phone.code(&app))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_recovery_code_counts_once_and_new_ones_end_the_old() {
    let app = TestApp::start().await;
    let (ada, _, codes) = with_factor(&app).await;
    let typed = codes[0].to_lowercase();
    let first = ticket(&app).await;
    go_on(&app, &first, "recovery_code", &typed)
        .await
        .expect(200);
    let again = ticket(&app).await;
    go_on(&app, &again, "recovery_code", &typed)
        .await
        .expect(401);
    let factors = ada.get("/me/factors").await.expect(200);
    assert_eq!(factors.body["recovery_codes_left"], 9);
    let fresh = ada.post("/me/recovery-codes", &json!({})).await.expect(201);
    go_on(&app, &again, "recovery_code", &codes[1])
        .await
        .expect(401);
    let new = texts(&fresh.body["recovery_codes"]);
    go_on(&app, &again, "recovery_code", &new[0])
        .await
        .expect(200);
}

#[tokio::test]
async fn setting_up_and_removing_a_factor_ends_every_other_session() {
    let app = TestApp::start().await;
    let before = app.sign_in("ada", PASSWORD).await;
    let (ada, phone, _) = with_factor(&app).await;
    before.get("/me").await.expect(401);
    ada.get("/me").await.expect(200);
    let ticket = ticket(&app).await;
    let mut other = app.nobody();
    other.keep_session(
        &go_on(&app, &ticket, "code", &phone.code(&app))
            .await
            .expect(200),
    );
    ada.delete("/me/totp").await.expect(204);
    other.get("/me").await.expect(401);
    ada.get("/me").await.expect(200);
    try_sign_in(&app.nobody(), "ada", PASSWORD)
        .await
        .expect(200);
    ada.delete("/me/totp").await.expect(409);
    ada.post("/me/recovery-codes", &json!({})).await.expect(409);
}

#[tokio::test]
async fn a_proof_and_a_new_password_ask_for_the_factor_of_whoever_has_one() {
    let app = TestApp::start().await;
    let (mut ada, phone, _) = with_factor(&app).await;
    app.advance_seconds(601);
    ada.keep_session(&refresh(&ada).await.expect(200));
    let change = json!({"current": PASSWORD, "new": OTHER});
    let due = ada.post("/me/password", &change).await.expect(401);
    assert_eq!(due.body["code"], "step_up_required");
    let bare = json!({"password": PASSWORD});
    let lacks = ada.post("/auth/step-up", &bare).await.expect(422);
    assert_eq!(lacks.body["errors"][0]["pointer"], "#/code");
    let wrong = json!({"password": PASSWORD, "code": "000000"});
    ada.post("/auth/step-up", &wrong).await.expect(401);
    ada.post("/me/password", &change).await.expect(401);
    let right = json!({"password": PASSWORD, "code": phone.code(&app)});
    ada.post("/auth/step-up", &right).await.expect(200);
    ada.post("/me/password", &change).await.expect(200);
    let waits = try_sign_in(&app.nobody(), "ada", OTHER).await.expect(401);
    assert_eq!(waits.body["code"], "mfa_required");
}

#[tokio::test]
async fn no_answer_log_or_journal_tells_a_secret_again() {
    let app = TestApp::start().await;
    let (ada, phone, codes) = with_factor(&app).await;
    let factors = ada.get("/me/factors").await.expect(200);
    let events = ada.get("/events?limit=100").await.expect(200);
    for text in [&factors.text, &events.text] {
        assert!(!text.contains(&phone.secret) && !text.contains(&codes[0]));
    }
    let actions = ["factor.added", "authn.step_up"];
    assert!(events.text.contains(actions[0]));
    assert!(!events.text.contains(actions[1]));
}
