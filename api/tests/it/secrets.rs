//! How old the server's own secrets are, and who hears of it.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Program, Start, TestApp, TestDatabase};

const KEYS: [&str; 2] = [
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "9d5ed678fe57bcca610140957afab571b0ef9c0b5a1f9dcd3a6e08f4de03c1ab",
];
const BOOTSTRAP: [(&str, &str); 3] = [
    ("BOOTSTRAP_ADMIN_USERNAME", "ada"),
    ("BOOTSTRAP_ADMIN_EMAIL", "ada@example.com"),
    ("BOOTSTRAP_ADMIN_PASSWORD", PASSWORD),
];
const DAY_S: i64 = 86_400;

/// Two hours of this day end.
async fn on_day(app: &TestApp, begun_ms: i64, day: i64) {
    app.advance_seconds((begun_ms - app.now_ms()) / 1_000 + day * DAY_S + 60);
    for _ in 0..2 {
        api::tick::each_hour(&app.app.app).await.unwrap();
    }
}

/// Of which ages the user was told.
async fn told(who: &Client) -> Vec<i64> {
    let page = who.get("/me/notices?sort=seq&limit=200").await.expect(200);
    let rows = page.body["data"].as_array().unwrap().iter();
    let due = rows.filter(|row| row["action"] == "secret_rotation_due");
    due.map(|row| {
        assert_eq!(row["changes"][1]["after"], "SECRET_KEY");
        row["changes"][0]["after"].as_i64().unwrap()
    })
    .collect()
}

async fn events(who: &Client, entity: &str) -> usize {
    let path = format!("/events?action=secret_rotation_due&entity={entity}&limit=200");
    let page = who.get(&path).await.expect(200);
    page.body["data"].as_array().unwrap().len()
}

fn lines_of_the_trail(app: &TestApp) -> usize {
    assert!(app.app.security_log.flush());
    let file = app.database.path().join("logs/security.jsonl");
    let text = std::fs::read_to_string(file).unwrap();
    let due = text
        .lines()
        .filter(|line| line.contains("\"secret_rotation_due\""));
    due.filter(|line| line.contains("WARN") && line.contains("SECRET_KEY is in use for"))
        .count()
}

#[tokio::test]
async fn g07_an_old_secret_is_told_at_76_and_at_90_days_and_each_day_after() {
    let app = Start::default().with("SECRET_KEY", KEYS[0]).start().await;
    app.staff().await;
    let begun_ms = app.now_ms();
    // Ages told to administrators, lines in the trail; the journal has one event more, of the day it was soon due.
    for (day, ages, lines) in [
        (75, vec![], 0),
        (77, vec![77], 0),
        (89, vec![77], 0),
        (91, vec![77, 91], 1),
        (92, vec![77, 91], 2),
    ] {
        on_day(&app, begun_ms, day).await;
        let ada = app.sign_in("ada", PASSWORD).await;
        assert_eq!(told(&ada).await, ages, "day {day}");
        assert_eq!(lines_of_the_trail(&app), lines, "day {day}");
        assert_eq!(events(&ada, "key").await, ages.len() + lines, "day {day}");
        assert_eq!(events(&ada, "user").await, ages.len(), "day {day}");
    }
    let tobi = app.sign_in("tobi", PASSWORD).await;
    assert_eq!(told(&tobi).await, [0; 0]);
}

/// What `zehmo secrets list` says, as the exit code and the rows by name.
fn listed(program: &Program) -> (i32, Value) {
    let output = program.run(&["secrets", "list", "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    let by_name = rows
        .into_iter()
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row));
    (output.status.code().unwrap(), by_name.collect())
}

fn age_and_state(rows: &Value, name: &str) -> Value {
    json!([rows[name]["age_days"], rows[name]["state"]])
}

#[tokio::test]
async fn g07_ages_are_listed_beside_the_server_and_begin_anew_with_a_rotation_alone() {
    let variables = [&[("SECRET_KEY", KEYS[0])][..], &BOOTSTRAP].concat();
    let mut program = Program::start_with(TestDatabase::fresh(), &variables);
    let (code, rows) = listed(&program);
    assert_eq!(code, 0, "{rows}");
    for name in [
        "SECRET_KEY",
        "BOOTSTRAP_ADMIN_PASSWORD",
        "signing key",
        "journal key",
    ] {
        assert_eq!(age_and_state(&rows, name), json!([0, "ok"]), "{name}");
    }
    let days_ms = 91 * DAY_S * 1_000;
    program.database.execute(&format!(
        "UPDATE root_secrets SET first_used_at = first_used_at - {days_ms}"
    ));
    let (code, rows) = listed(&program);
    assert_eq!(code, 1);
    assert_eq!(age_and_state(&rows, "SECRET_KEY"), json!([91, "overdue"]));
    program.kill();
    program.set("SECRET_KEY", Some(KEYS[1]));
    program.set("SECRET_KEY_PREVIOUS", Some(KEYS[0]));
    program.restart();
    let (code, rows) = listed(&program);
    assert_eq!(code, 1);
    assert_eq!(age_and_state(&rows, "SECRET_KEY"), json!([0, "ok"]));
    let kept = age_and_state(&rows, "BOOTSTRAP_ADMIN_PASSWORD");
    assert_eq!(kept, json!([91, "overdue"]), "the same under another key");
    let table = program.run(&["secrets", "list"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.contains("overdue   remove the variable"), "{table}");
    for secret in [KEYS[0], KEYS[1], PASSWORD] {
        assert!(!table.contains(secret), "{table}");
        assert!(!rows.to_string().contains(secret), "{rows}");
    }
}
