//! A year of a shop in minutes: what is not of the books does not grow with the time.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;

use crate::harness::original::Original;
use crate::harness::{PASSWORD, Start, TestApp, TestDatabase};

/// Tables that grow with what a shop records, and why their rows stay.
const BOOKS: [(&str, &str); 9] = [
    ("counters", "one row for each year's numbers"),
    ("customers", "who came"),
    ("day_totals", "one row a day and kind"),
    ("events", "the journal is for ever"),
    ("expenditures", "what was spent"),
    ("job_items", "what was sold"),
    ("jobs", "what was sold"),
    ("keys", "one a quarter, for its part of the journal"),
    ("search_terms", "words of the records"),
];
/// Weeks in each half of the year.
const WEEKS: usize = 26;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn counts(database: &TestDatabase) -> BTreeMap<String, i64> {
    match database.url() {
        Some(url) => {
            let conn = &mut PgConnection::establish(&url).unwrap();
            let tables = "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'";
            let tables: Vec<Name> = diesel::sql_query(tables).load(conn).unwrap();
            let count = |name: String| {
                let rows = diesel::sql_query(format!("SELECT count(*) AS n FROM {name}"));
                let rows: Count = rows.get_result(conn).unwrap();
                (name, rows.n)
            };
            tables
                .into_iter()
                .map(|table| table.name)
                .map(count)
                .collect()
        }
        None => {
            let file = database.path().join("zehmo.db");
            let conn = &mut SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            let tables =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            let tables: Vec<Name> = diesel::sql_query(tables).load(conn).unwrap();
            let count = |name: String| {
                let rows = diesel::sql_query(format!("SELECT count(*) AS n FROM {name}"));
                let rows: Count = rows.get_result(conn).unwrap();
                (name, rows.n)
            };
            tables
                .into_iter()
                .map(|table| table.name)
                .map(count)
                .collect()
        }
    }
}

/// What happens in a week, and the rounds that clear up after it.
async fn week(app: &TestApp, number: usize) {
    app.advance_seconds(7 * 24 * 60 * 60);
    let mut stranger = app.nobody();
    stranger
        .sign_in("ada", "not the password")
        .await
        .expect(401);
    let admin = app.sign_in("ada", PASSWORD).await;
    let sale = json!({"items": [{"description": "Label", "quantity": "1",
        "unit_price": {"amount_minor": 100, "currency": "NGN"}}]});
    let keyed = admin.with("idempotency-key", &format!("till-1-{number}"));
    keyed.post("/jobs", &sale).await.expect(201);
    // A dry run that nobody comes back to, and one that its process did not live to read.
    let dry = "/imports?time_zone=Africa/Lagos";
    admin
        .upload(dry, Original::sample().bytes())
        .await
        .expect(202);
    app.run_work().await;
    let upload = app.database.path().join(format!("imports/{number}.upload"));
    std::fs::write(&upload, "names and hashes").unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 60 * 60);
    let file = std::fs::File::options().write(true).open(&upload).unwrap();
    file.set_modified(long_ago).unwrap();
    sweep(app).await;
}

async fn sweep(app: &TestApp) {
    let now_ms = app.clock.now().millis();
    let minute_ms = 60_000;
    api::tick::each_minute(&app.app).await.unwrap();
    api::tick::each_hour(&app.app.app).await.unwrap();
    api::auth::sweep_once(&app.app.auth, now_ms - minute_ms, now_ms)
        .await
        .unwrap();
    app.run_work().await;
}

#[actix_web::test]
async fn in_a_year_no_table_and_no_folder_grows_but_the_books() {
    let app = Start::default().without_runner().start().await;
    for number in 0..WEEKS {
        week(&app, number).await;
    }
    let half = counts(&app.database);
    for number in WEEKS..2 * WEEKS {
        week(&app, number).await;
    }
    let whole = counts(&app.database);
    for (table, rows) in &whole {
        let is_book = BOOKS.iter().any(|(name, _why)| name == table);
        if is_book {
            continue;
        }
        let before = half[table];
        assert!(*rows <= before, "{table} grew from {before} to {rows} rows");
    }
    let files = std::fs::read_dir(app.database.path().join("imports")).unwrap();
    assert_eq!(files.count(), 0);
}

#[actix_web::test]
async fn the_first_sweep_of_a_clock_that_began_in_1970_takes_no_longer_than_any_other() {
    let app = TestApp::start().await;
    let mut stranger = app.nobody();
    stranger
        .sign_in("ada", "not the password")
        .await
        .expect(401);
    let now_ms = app.clock.now().millis();
    let until_ms = now_ms - now_ms.rem_euclid(60_000) + 60_000;
    // Of the minutes since 1970, those without a failure are not walked: all of them at once fit into one request's time.
    api::auth::sweep_once(&app.app.auth, 0, until_ms)
        .await
        .unwrap();
    let admin = app.admin().await;
    let told = admin
        .get("/events?action=authn_login_fail")
        .await
        .expect(200);
    assert_eq!(told.body["data"].as_array().unwrap().len(), 1);
}
