//! Books of earlier versions: what their rows mean survives the migrations.

use api::db::migrate;
use serde_json::{Value, json};

use super::{POSTGRES, SQLITE, config};
use crate::harness::{Client, PASSWORD, Program, TestDatabase, faults, make};

/// A database of the first schema.
pub fn of_the_first_schema() -> TestDatabase {
    let database = TestDatabase::fresh();
    migrate::revert_all(&config(&database)).unwrap();
    database.execute(match database.url() {
        Some(_) => POSTGRES,
        None => SQLITE,
    });
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0001')");
    database
}

/// A job of 1 (5 November) or one that was completed on that day, with its event if it was completed by act.
fn job(number: &str, status: &str, completed: Option<(i64, &str)>, by_act: bool) -> String {
    let (at, on) = match completed {
        Some((at, on)) => (at.to_string(), format!("'{on}'")),
        None => ("NULL".to_owned(), "NULL".to_owned()),
    };
    let event = match by_act {
        true => format!(
            "INSERT INTO events (seq, epoch, at, action, outcome, entity, entity_id, payload_digest, prev, mac)
             SELECT COUNT(*) + 1, 1, 1, 'job.completed', 'success', 'job', 'id-{number}', '', '', '' FROM events;"
        ),
        false => String::new(),
    };
    format!(
        "INSERT INTO jobs (id, number, status, payment_method, total_minor, occurred_at, occurred_on, completed_at,
            completed_on, created_by, created_at, updated_at, rev)
         VALUES ('id-{number}', '{number}', '{status}', 'cash', 0, 5, '2026-11-05', {at}, {on}, 'ada', 5, 5, 1); {event}"
    )
}

#[test]
fn days_of_completion_numbers_and_sums_of_the_first_schema_are_taken_over() {
    let database = of_the_first_schema();
    let jobs = [
        job("J-2026-00001", "open", None, false),
        job("J-2026-99999", "done", Some((5, "2026-11-05")), false),
        job("J-2026-100000", "done", Some((5, "2026-11-05")), true),
        job("J-2025-00007", "done", Some((9, "2026-11-09")), false),
        job("J-2026-00002", "void", None, false),
    ];
    database.execute(&format!(
        "INSERT INTO users (id, username, username_folded, role, must_change_password, token_version, created_at, updated_at, rev)
            VALUES ('ada', 'ada', 'ada', 'admin', FALSE, 1, 1, 1, 1);
         {}
         INSERT INTO counters (series, last) VALUES ('J-2025', 1), ('J-2026', 4);
         INSERT INTO day_totals (kind, day_on, count, amount_minor) VALUES ('taken', '2026-11-05', 5, 0),
            ('open', '2026-11-05', 1, 0), ('done', '2026-11-05', 2, 0), ('done', '2026-11-09', 1, 0);",
        jobs.join("\n")
    ));
    migrate::run(&config(&database)).unwrap();
    let taken_over =
        "SELECT number || CASE WHEN completed_apart THEN ' apart' ELSE '' END AS line FROM jobs
        ORDER BY series, series_no";
    assert_eq!(
        database.lines(taken_over),
        [
            "J-2025-00007 apart",
            "J-2026-00001",
            "J-2026-00002",
            "J-2026-99999",
            "J-2026-100000 apart",
        ]
    );
    assert_eq!(faults(&database).unwrap(), Vec::<String>::new());
    let revenue =
        "SELECT day_on || ' ' || count AS line FROM day_totals WHERE kind = 'revenue' ORDER BY 1";
    assert_eq!(database.lines(revenue), ["2026-11-05 2", "2026-11-09 1"]);
}

async fn job_for(client: &Client, name: &str) -> Value {
    let draft = json!({"customer_name": name, "items": [make::item("Aufkleber", "1", 100)]});
    let job = client.post("/jobs", &draft).await.expect(201);
    job.body["customer"].clone()
}

/// The admin, by a connection of the program that runs now.
async fn again(program: &Program) -> Client {
    let mut client = program.client();
    client.sign_in("ada", PASSWORD).await.expect(200);
    client
}

async fn found(client: &Client, q: &str) -> Vec<String> {
    let list = client.get(&format!("/customers?q={q}")).await.expect(200);
    let rows = list.body["data"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn names_that_were_folded_by_earlier_rules_are_folded_anew_and_no_customer_is_merged() {
    let mut program = Program::start();
    let admin = program.admin().await;
    let older = job_for(&admin, "Straße Bau").await;
    let younger = job_for(&admin, "Zwilling").await;
    let other = job_for(&admin, "Baskı Evi").await;
    let spent = json!({"description": "Weißblech", "quantity": "1", "unit_cost": make::naira(5)});
    admin.post("/expenditures", &spent).await.expect(201);
    program.kill();
    // As the earlier rules left them: the younger one has the key that is now the older one's.
    let id = younger["id"].as_str().unwrap();
    program.database.execute(&format!(
        "UPDATE customers SET name_folded = 'straße bau', name_sort = 'straße bau' WHERE name = 'Straße Bau';
         UPDATE customers SET name_folded = 'baskı evi', name_sort = 'baskı evi' WHERE name = 'Baskı Evi';
         UPDATE customers SET name = 'STRASSE Bau', name_folded = 'strasse bau', name_sort = 'strasse bau' WHERE id = '{id}';
         UPDATE search_terms SET term = 'straße' WHERE term = 'strasse';
         UPDATE search_terms SET term = 'baskı' WHERE term = 'baski';
         UPDATE search_terms SET term = 'strasse' WHERE term = 'zwilling';
         UPDATE search_terms SET term = 'weißblech' WHERE term = 'weissblech';
         UPDATE expenditures SET description_folded = 'weißblech';
         UPDATE derivations SET version = 1;"
    ));
    for _ in 0..2 {
        program.restart();
        let admin = again(&program).await;
        assert_eq!(found(&admin, "strasse").await.len(), 2);
        assert_eq!(found(&admin, "stra%C3%9Fe").await.len(), 2);
        assert_eq!(found(&admin, "BASKI").await, ["Baskı Evi"]);
        let spent = admin.get("/expenditures?q=WEISS").await.expect(200);
        assert_eq!(spent.str("/data/0/description"), "Weißblech");
        // Each is meant when spelled as it is written, and the older one otherwise.
        assert_eq!(job_for(&admin, "STRASSE Bau").await["id"], younger["id"]);
        assert_eq!(job_for(&admin, "Straße Bau").await["id"], older["id"]);
        assert_eq!(job_for(&admin, "strasse bau").await["id"], older["id"]);
        assert_eq!(job_for(&admin, "BASKI EVI").await["id"], other["id"]);
        program.kill();
    }
    program.restart();
    let admin = again(&program).await;
    let path = format!("/customers/{}", older["id"].as_str().unwrap());
    let read = admin.get(&path).await.expect(200);
    let patch = json!({"name": "Strassenbau"});
    admin.seen(&read).patch(&path, &patch).await.expect(200);
    assert_eq!(job_for(&admin, "straße bau").await["id"], younger["id"]);
    assert_eq!(faults(&program.database).unwrap(), Vec::<String>::new());
}
