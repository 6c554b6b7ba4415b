//! Books that a program of the first schema wrote, brought to today's: each figure, record and word is where it was.

use api::db::migrate;
use serde_json::json;

use super::books::of_the_first_schema;
use super::config;
use super::facts::{data, served, stored, text};
use super::texts::numbered;
use crate::harness::{Client, PASSWORD, Start, TestApp, TestDatabase, make};
use crate::journal::verdict;

/// The key of the books' own secrets: published here, it protects nothing.
pub const SECRET_KEY: &str = "published-with-the-fixture-protects-nothing";
/// Some hours after the books' last change.
const NOON_MS: i64 = 1_796_040_000_000;
/// The rows, as statements that name the first schema's columns.
pub fn dump(database: &TestDatabase) -> &'static str {
    match database.url() {
        Some(_) => include_str!("fixtures/0001.postgresql.sql"),
        None => include_str!("fixtures/0001.sqlite.sql"),
    }
}

/// A database of the first schema with these books.
pub fn restored() -> TestDatabase {
    let database = of_the_first_schema();
    database.execute(dump(&database));
    database
}

/// Today's program on these books.
pub async fn serve(database: TestDatabase) -> TestApp {
    let start = Start::default().with("SECRET_KEY", SECRET_KEY);
    start.without_setup().at(NOON_MS).on(database).start().await
}

/// The numbers, names or descriptions that a search finds.
async fn found(admin: &Client, path: &str, field: &str) -> Vec<String> {
    let rows = data(admin, path).await;
    rows.iter().map(|row| text(&row[field])).collect()
}

#[actix_web::test]
async fn nothing_of_books_of_the_first_schema_is_lost() {
    let database = restored();
    let before = stored(&database);
    let later: Vec<String> = numbered("sqlite").split_off(1);
    let applied = migrate::run(&config(&database)).unwrap();
    assert_eq!(applied.len(), later.len());
    let app = serve(database).await;
    assert_eq!(served(&app).await, before);
    app.books_add_up();
    let journal = verdict(&app);
    assert!(journal.events >= 62 && journal.bad.is_none(), "{journal:?}");
    for (name, role) in [
        ("ada", "admin"),
        ("musa", "manager"),
        ("tobi", "staff"),
        ("audu", "auditor"),
    ] {
        let person = app.sign_in(name, PASSWORD).await;
        let me = person.get("/me").await.expect(200);
        assert_eq!(me.str("/user/role"), role);
    }
    let admin = app.admin().await;
    assert_eq!(
        found(&admin, "/customers?q=strasse", "name").await,
        ["Straße & Söhne"]
    );
    assert_eq!(
        found(&admin, "/customers?q=cinar", "name").await,
        ["Çınar Foods"]
    );
    assert_eq!(
        found(&admin, "/expenditures?q=weissblech", "description").await,
        ["Weißblech"]
    );
    assert_eq!(
        found(&admin, "/jobs?q=stick", "number").await,
        ["J-2026-00007"]
    );
    assert_eq!(found(&admin, "/jobs?q=sohne", "number").await.len(), 3);
    let settings = admin.get("/settings").await.expect(200);
    assert_eq!(settings.str("/shop_name"), "Kingsway Labels");
}

#[actix_web::test]
async fn work_goes_on_in_books_of_the_first_schema_and_their_sums_follow() {
    let database = restored();
    let before = stored(&database);
    migrate::run(&config(&database)).unwrap();
    let app = serve(database).await;
    let admin = app.admin().await;
    let draft =
        json!({"customer_name": "STRASSE & Söhne", "items": [make::item("Banner", "1", 100)]});
    let job = admin.post("/jobs", &draft).await.expect(201);
    assert_eq!(job.str("/number"), "J-2026-00013");
    assert_eq!(job.str("/customer/name"), "Straße & Söhne");
    let ready = data(&admin, "/jobs?status=ready").await;
    for id in [job.str("/id"), text(&ready[0]["id"])] {
        let path = format!("/jobs/{id}");
        let read = admin.get(&path).await.expect(200);
        admin
            .seen(&read)
            .act(&format!("{path}/complete"))
            .await
            .expect(200);
    }
    let after = served(&app).await;
    assert_eq!(after, stored(&app.database));
    let revenue = |lines: &[String]| -> i64 {
        let month = lines
            .iter()
            .find(|line| line.starts_with("revenue 2026-11 "))
            .unwrap();
        month.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(revenue(&after), revenue(&before) + 100 + 1_250_000);
}
