//! The people who may sign in.

mod forgetting;
mod listing;
mod names;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, TestApp};

async fn add(admin: &Client, username: &str, role: &str) -> Answer {
    let email = format!("{username}@example.com");
    admin
        .post(
            "/users",
            &json!({"username": username, "email": email, "role": role}),
        )
        .await
        .expect(201)
}

async fn read(admin: &Client, id: &str) -> Answer {
    admin.get(&format!("/users/{id}")).await.expect(200)
}

#[tokio::test]
async fn an_added_user_is_shown_without_any_secret() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = add(&admin, "bola", "staff").await;
    let id = made.str("/user/id");
    assert_eq!(made.header("location"), format!("/api/v1/users/{id}"));
    let user = read(&admin, &id).await;
    let members: Vec<_> = user.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        members,
        [
            "created_at",
            "disabled_at",
            "email",
            "id",
            "last_seen_at",
            "must_change_password",
            "rev",
            "role",
            "updated_at",
            "username",
        ]
    );
    assert_eq!(user.body["last_seen_at"], Value::Null);
    for text in [user.text, admin.get("/users").await.text] {
        assert!(!text.contains("argon2") && !text.contains(&made.str("/activation_code")));
    }
}

#[tokio::test]
async fn a_password_that_an_administrator_chose_must_be_changed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut draft = json!({"username": "bola", "email": "bola@example.com", "role": "manager", "password": "Bola12345!"});
    let refused = admin.post("/users", &draft).await.expect(422);
    assert_eq!(
        (
            refused.str("/errors/0/pointer"),
            refused.str("/errors/0/code")
        ),
        ("#/password".into(), "too_weak".into())
    );
    draft["password"] = PASSWORD.into();
    let made = admin.post("/users", &draft).await.expect(201);
    assert_eq!(made.body["activation_code"], Value::Null);
    let mut bola = app.nobody();
    let signed = bola.sign_in("bola", PASSWORD).await.expect(200);
    assert_eq!(signed.body["must_change_password"], true);
    assert_eq!(
        bola.get("/jobs").await.expect(403).body["code"],
        "must_change_password"
    );
    bola.get("/me").await.expect(200);
    let change = json!({"current": PASSWORD, "new": "Green-Anchor-73-Moss"});
    let changed = bola
        .with_cookies()
        .post("/me/password", &change)
        .await
        .expect(200);
    bola.keep_session(&changed);
    bola.get("/jobs").await.expect(200);
}

#[tokio::test]
async fn g41_names_and_addresses_are_unique_in_any_case() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    add(&admin, "bola", "staff").await;
    for (username, email, pointers) in [
        ("BOLA", "other@example.com", vec!["#/username"]),
        ("other", "BOLA@Example.com", vec!["#/email"]),
        ("Bola", "Bola@example.com", vec!["#/username", "#/email"]),
    ] {
        let draft = json!({"username": username, "email": email, "role": "staff"});
        let answer = admin.post("/users", &draft).await.expect(409);
        assert_eq!(answer.body["code"], "taken");
        let errors = answer.body["errors"].as_array().unwrap();
        let found: Vec<_> = errors
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(found, pointers);
    }
    let chidi = add(&admin, "chidi", "staff").await;
    let id = chidi.str("/user/id");
    let user = read(&admin, &id).await;
    admin
        .seen(&user)
        .patch(&format!("/users/{id}"), &json!({"username": "bola"}))
        .await
        .expect(409);
    admin
        .seen(&user)
        .patch(&format!("/users/{id}"), &json!({"username": "CHIDI"}))
        .await
        .expect(200);
}

#[tokio::test]
async fn g38_to_g42_a_wrong_draft_names_every_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answer = admin
        .post(
            "/users",
            &json!({"username": "a b", "email": "x", "role": "staff"}),
        )
        .await
        .expect(422);
    assert!(
        answer
            .text
            .contains("\"Only letters, numbers, and underscores allowed\"")
    );
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 2);
    for (body, status) in [
        (
            json!({"username": "bola", "email": "b@example.com", "role": "owner"}),
            422,
        ),
        (
            json!({"username": "bola", "email": "b@example.com", "role": "staff", "admin": true}),
            400,
        ),
        (
            json!({"username": "bola", "email": "b@example.com", "role": "staff", "password_hash": "x"}),
            400,
        ),
        (json!({"username": "bola", "email": "b@example.com"}), 422),
    ] {
        let answer = admin.post("/users", &body).await;
        assert!(
            answer.status == status || answer.status == 400,
            "{body}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn nobody_changes_the_own_role_or_disables_the_own_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = admin.get("/me").await.str("/user/id");
    let user = read(&admin, &id).await;
    let answer = admin
        .seen(&user)
        .patch(&format!("/users/{id}"), &json!({"role": "staff"}))
        .await
        .expect(403);
    assert_eq!(answer.body["code"], "not_allowed");
    admin
        .seen(&user)
        .act(&format!("/users/{id}/disable"))
        .await
        .expect(403);
    admin
        .seen(&user)
        .patch(
            &format!("/users/{id}"),
            &json!({"role": "admin", "email": "a@example.com"}),
        )
        .await
        .expect(200);
}

#[tokio::test]
async fn two_administrators_who_demote_each_other_at_once_leave_one() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let bisi = app.person("bisi", "admin").await;
    let (ada_id, bisi_id) = (
        ada.get("/me").await.str("/user/id"),
        bisi.get("/me").await.str("/user/id"),
    );
    let (seen_ada, seen_bisi) = (read(&ada, &ada_id).await, read(&ada, &bisi_id).await);
    let demotions = [
        (ada.seen(&seen_bisi), bisi_id),
        (bisi.seen(&seen_ada), ada_id),
    ];
    let answers = join_all(demotions.iter().map(|(client, id)| async move {
        client
            .patch(&format!("/users/{id}"), &json!({"role": "staff"}))
            .await
            .status
    }))
    .await;
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert!(
        answers
            .iter()
            .all(|status| [200, 401, 409].contains(status)),
        "{answers:?}"
    );
}

#[tokio::test]
async fn a_state_that_is_so_already_is_a_conflict() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = add(&admin, "bola", "staff").await.str("/user/id");
    let user = read(&admin, &id).await;
    admin
        .seen(&user)
        .act(&format!("/users/{id}/enable"))
        .await
        .expect(409);
    let disabled = admin
        .seen(&user)
        .act(&format!("/users/{id}/disable"))
        .await
        .expect(200);
    admin
        .seen(&disabled)
        .act(&format!("/users/{id}/disable"))
        .await
        .expect(409);
    admin
        .seen(&disabled)
        .act(&format!("/users/{id}/code"))
        .await
        .expect(409);
    let stale = admin
        .seen(&user)
        .act(&format!("/users/{id}/enable"))
        .await
        .expect(412);
    assert_eq!(stale.body["changed_by"], "ada");
}

#[tokio::test]
async fn g47_users_are_for_administrators_and_auditors_read_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = add(&admin, "bola", "staff").await.str("/user/id");
    let user = read(&admin, &id).await;
    let draft = json!({"username": "eve", "email": "eve@example.com", "role": "admin"});
    for (client, reads) in [
        (app.staff().await, 403),
        (app.manager().await, 403),
        (app.auditor().await, 200),
    ] {
        client.get("/users").await.expect(reads);
        client.get(&format!("/users/{id}")).await.expect(reads);
        client.post("/users", &draft).await.expect(403);
        client
            .seen(&user)
            .patch(&format!("/users/{id}"), &json!({"role": "admin"}))
            .await
            .expect(403);
        for act in ["code", "disable", "enable"] {
            client
                .seen(&user)
                .act(&format!("/users/{id}/{act}"))
                .await
                .expect(403);
        }
    }
}
