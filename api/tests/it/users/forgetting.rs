//! Addresses are forgotten, by time and on request; the journal that named them still verifies.

use serde_json::{Value, json};

use super::add;
use crate::harness::{Client, PASSWORD, TestApp};
use crate::journal::verdict;

/// What the journal says of a user's address, event by event: before and after.
async fn told(client: &Client, id: &str) -> Vec<[Value; 2]> {
    let path = format!("/events?limit=200&entity=user&entity_id={id}");
    let events = client.get(&path).await.expect(200);
    let events = events.body["data"].as_array().unwrap();
    let one = |event: &Value| ["before", "after"].map(|side| event[side]["email"].clone());
    // A code that is handed out says nothing of the address.
    let told = events.iter().map(one);
    told.filter(|told| *told != [Value::Null, Value::Null])
        .collect()
}

async fn bola(admin: &Client) -> (String, String) {
    let made = add(admin, "bola", "staff").await;
    (made.str("/user/id"), made.str("/user/email"))
}

async fn disabled(admin: &Client, id: &str) {
    let path = format!("/users/{id}");
    let user = admin.get(&path).await.expect(200);
    let act = format!("{path}/disable");
    admin.seen(&user).act(&act).await.expect(200);
}

fn is_digest(value: &Value) -> bool {
    value["erasable"]
        .as_str()
        .is_some_and(|text| text.len() == 64)
}

#[tokio::test]
async fn an_address_that_was_replaced_is_forgotten_after_ninety_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, first) = bola(&admin).await;
    let path = format!("/users/{id}");
    let user = admin.get(&path).await.expect(200);
    let patch = json!({"email": "new@example.com"});
    admin.seen(&user).patch(&path, &patch).await.expect(200);
    let (old, new) = (json!(first), json!("new@example.com"));
    let whole = vec![[json!(null), old.clone()], [old.clone(), new.clone()]];
    assert_eq!(told(&admin, &id).await, whole);
    let sweep = async || {
        let now_ms = app.clock.now().millis();
        let swept = api::auth::sweep_once(&app.app.auth, now_ms, now_ms).await;
        swept.unwrap();
        told(&app.sign_in("ada", PASSWORD).await, &id).await
    };
    app.clock.advance(89 * 86_400_000);
    assert_eq!(sweep().await, whole);
    app.clock.advance(2 * 86_400_000);
    let later = sweep().await;
    let forgotten = later[0][1].clone();
    assert!(is_digest(&forgotten), "{later:?}");
    // That it was the same address can still be told; the one that is in use is still shown.
    assert_eq!(later[1], [forgotten, new]);
    assert_eq!((verdict(&app).bad, verdict(&app).erased), (None, 0));
}

#[tokio::test]
async fn the_address_of_whoever_left_is_forgotten_on_request() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, address) = bola(&admin).await;
    let early = api::setup::forget_address(&app.app, "bola").unwrap_err();
    assert_eq!(
        early.to_string(),
        "This user may still sign in. Disable the account first."
    );
    assert_eq!(told(&admin, &id).await[0][1], json!(address));
    disabled(&admin, &id).await;
    api::setup::forget_address(&app.app, "Bola").unwrap();
    let user = admin.get(&format!("/users/{id}")).await.expect(200);
    assert_eq!(user.body["email"], json!(null));
    let events = told(&admin, &id).await;
    assert_eq!(events.len(), 3);
    for value in events.iter().flatten().filter(|value| !value.is_null()) {
        assert!(is_digest(value), "{events:?}");
    }
    assert_eq!(verdict(&app).bad, None);
    let found = admin.get("/users?q=bola%40example").await.expect(200);
    assert_eq!(found.body["data"], json!([]));
    let unknown = api::setup::forget_address(&app.app, "nobody_here").unwrap_err();
    assert_eq!(unknown.to_string(), "There is no user of that name.");
}
