//! People whose passwords come from the application that this one replaces.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::Text,
};
use serde_json::json;

use super::{OTHER, PASSWORD, TestApp, try_sign_in};

/// Made with Python's `hashlib`, as the original stores them: of `Copper-Lantern-14-Reef` and of `summer`.
const STRONG: &str = "scrypt:32768:8:1$aaaabbbbccccdddd$fffd11635d82ca98d16fb28c1ad2001b3039f1e384fb9d9290d37de521e74c08de5e8e918c24e25c47860d759a56f187321bd238b7ce39cb537eff810f018661";
const WEAK: &str = "pbkdf2:sha256:600000$aaaabbbbccccdddd$be8e82276ae611b079f7c7d2cf38feed834e4f9f8bb7a41e256bde14c32d5eda";
/// Of `user123`, which the original printed on its sign-in page.
const PUBLISHED: &str = "scrypt:32768:8:1$aaaabbbbccccdddd$ac5df634caf382f74c5c947c8d3950ce4acb2e2ced989374612e32286eeb311c355e449b575340f713f4d015ba79429feda6536554d2408712400360d39cd506";
/// Of `User123`: not printed anywhere, only weak.
const VARIANT: &str = "pbkdf2:sha256:600000$aaaabbbbccccdddd$9c54d1d06e3288b2b9ced254f1b49548c24bb6244623ec9e97f3c01e6bc93303";

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    password_hash: String,
}

fn store(app: &TestApp, hash: &str) {
    let statement = format!("UPDATE users SET password_hash = '{hash}' WHERE username = 'tobi'");
    match app.database.url() {
        Some(url) => PgConnection::establish(&url)
            .unwrap()
            .batch_execute(&statement)
            .unwrap(),
        None => sqlite(app).batch_execute(&statement).unwrap(),
    }
}

fn stored(app: &TestApp) -> String {
    let query = "SELECT password_hash FROM users WHERE username = 'tobi'";
    let row: Stored = match app.database.url() {
        Some(url) => sql_query(query)
            .get_result(&mut PgConnection::establish(&url).unwrap())
            .unwrap(),
        None => sql_query(query).get_result(&mut sqlite(app)).unwrap(),
    };
    row.password_hash
}

fn sqlite(app: &TestApp) -> SqliteConnection {
    let mut conn =
        SqliteConnection::establish(app.database.path().join("zehmo.db").to_str().unwrap())
            .unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    conn
}

#[tokio::test]
async fn g37_a_hash_of_the_original_counts_and_is_made_anew_at_the_first_sign_in() {
    let app = TestApp::start().await;
    app.staff().await;
    store(&app, STRONG);
    try_sign_in(&app.nobody(), "tobi", PASSWORD)
        .await
        .expect(401);
    assert_eq!(stored(&app), STRONG);
    let answer = try_sign_in(&app.nobody(), "tobi", "Copper-Lantern-14-Reef")
        .await
        .expect(200);
    assert_eq!(answer.body["must_change_password"], false);
    assert!(stored(&app).starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    try_sign_in(&app.nobody(), "tobi", "Copper-Lantern-14-Reef")
        .await
        .expect(200);
}

#[tokio::test]
async fn asvs_6_3_8_a_wrong_guess_at_a_hash_of_the_original_is_no_quicker_than_an_unknown_name() {
    let app = TestApp::start().await;
    app.staff().await;
    // As cheap as such a hash can be.
    store(&app, &format!("pbkdf2:sha256:1$salt${}", "0".repeat(64)));
    let mut quickest = [Duration::MAX; 2];
    for _ in 0..6 {
        for (shortest, name) in quickest.iter_mut().zip(["tobi", "nobody_here"]) {
            let begun = Instant::now();
            try_sign_in(&app.nobody(), name, OTHER).await.expect(401);
            *shortest = begun.elapsed().min(*shortest);
            // Neither the address nor the account is made to wait.
            app.advance_seconds(901);
        }
    }
    let [imported, unknown] = quickest;
    // Without the work of an unknown name it would be a twentieth; a busy machine makes either one slower.
    assert!(imported * 4 > unknown, "{imported:?}, {unknown:?}");
}

#[tokio::test]
async fn a_password_below_todays_rules_counts_once_and_must_be_changed() {
    let app = TestApp::start().await;
    app.staff().await;
    store(&app, WEAK);
    let mut tobi = app.nobody();
    let answer = tobi.sign_in("tobi", "summer").await.expect(200);
    assert_eq!(answer.body["must_change_password"], true);
    assert_eq!(
        tobi.get("/jobs").await.expect(403).body["code"],
        "must_change_password"
    );
    let again = try_sign_in(&app.nobody(), "tobi", "summer")
        .await
        .expect(200);
    assert_eq!(again.body["must_change_password"], true);
    let change = json!({"current": "summer", "new": OTHER});
    let changed = tobi
        .with_cookies()
        .post("/me/password", &change)
        .await
        .expect(200);
    tobi.keep_session(&changed);
    tobi.get("/jobs").await.expect(200);
}

#[tokio::test]
async fn asvs_6_3_2_a_published_password_does_not_sign_in() {
    let app = TestApp::start().await;
    app.staff().await;
    store(&app, PUBLISHED);
    try_sign_in(&app.nobody(), "tobi", "user123")
        .await
        .expect(401);
    assert_eq!(stored(&app), PUBLISHED);
}

#[tokio::test]
async fn a_variant_of_a_published_password_signs_in_once_and_must_be_changed() {
    let app = TestApp::start().await;
    app.staff().await;
    store(&app, VARIANT);
    let answer = try_sign_in(&app.nobody(), "tobi", "User123")
        .await
        .expect(200);
    assert_eq!(answer.body["must_change_password"], true);
}

#[tokio::test]
async fn an_unknown_form_of_hash_never_counts() {
    let app = TestApp::start().await;
    app.staff().await;
    for hash in [
        "plain$salt$secret",
        "scrypt:1073741824:8:1$salt$00",
        "",
        "secret",
    ] {
        store(&app, hash);
        try_sign_in(&app.nobody(), "tobi", "secret")
            .await
            .expect(401);
    }
}
