//! Names are judged by the server, and addresses are for administrators.

use serde_json::{Value, json};

use super::{add, read};
use crate::harness::{Answer, TestApp};

#[tokio::test]
async fn g39_g40_g41_names_are_judged_by_the_server_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let long = "a".repeat(21);
    for (username, code) in [
        ("", "required"),
        ("   ", "required"),
        ("ab", "too_short"),
        (long.as_str(), "too_long"),
        ("admin\n", "bad_format"),
        ("\u{430}dmin", "bad_format"),
        ("ada\u{661}", "bad_format"),
    ] {
        let draft = json!({"username": username, "email": "b@example.com", "role": "staff"});
        let refused = admin.post("/users", &draft).await.expect(422);
        let at = (
            refused.str("/errors/0/pointer"),
            refused.str("/errors/0/code"),
        );
        assert_eq!(at, ("#/username".into(), code.into()), "{username:?}");
    }
    for username in ["abc", &long[..20]] {
        add(&admin, username, "staff").await;
    }
}

#[tokio::test]
async fn auditors_see_names_and_roles_and_no_addresses() {
    let app = TestApp::start().await;
    let (admin, auditor) = (app.admin().await, app.auditor().await);
    let id = add(&admin, "bola_obi", "staff").await.str("/user/id");
    let user = read(&admin, &id).await;
    let patch = json!({"email": "obi@other.example"});
    admin
        .seen(&user)
        .patch(&format!("/users/{id}"), &patch)
        .await
        .expect(200);
    assert_eq!(read(&auditor, &id).await.body["email"], Value::Null);
    let listed = auditor.get("/users?include_total=true").await.expect(200);
    let events = auditor.get("/events?limit=200").await.expect(200);
    for text in [&listed.text, &events.text] {
        assert!(text.contains("bola_obi"), "{text}");
        assert!(!text.contains(".example"), "{text}");
        assert!(!text.contains("@example"), "{text}");
    }
    // Nor can they be guessed by searching.
    for (words, found) in [
        ("bola", 1),
        ("obi", 1),
        ("OBI bol", 1),
        ("other", 0),
        ("example", 0),
        ("!", 0),
    ] {
        let path = format!("/users?q={words}");
        let rows = |answer: &Answer| answer.body["data"].as_array().unwrap().len();
        assert_eq!(
            rows(&auditor.get(&path).await.expect(200)),
            found,
            "{words}"
        );
    }
    assert_eq!(
        admin.get("/users?q=other").await.str("/data/0/email"),
        "obi@other.example"
    );
}
