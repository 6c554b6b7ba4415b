//! Backups on the host: made while the shop goes on, proved, and restored, into either kind of database.

mod earlier;
mod hostile;
mod journal;
mod restored;
mod served;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Client, Program, TestDatabase, make};

/// The same for every program that may restore another one's backup.
const KEY: (&str, &str) = ("SECRET_KEY", "7Yw1m2pJx0tQeVbnK5uRzL8dHs3fGaC9iOyT4kXrPqE");

fn start(database: TestDatabase) -> Program {
    Program::start_with(database, &[KEY])
}

/// Something of everything: jobs in every state, spending, a customer renamed, something in the trash.
async fn fill(admin: &Client) {
    for number in 0..40 {
        let price = 90_000 + number * 37;
        let job = make::job_of(
            admin,
            &[make::item("Banner 2 m, naïve “Ṣadé”", "2.5", price)],
        )
        .await;
        let path = format!("/jobs/{}", job.str("/id"));
        match number % 4 {
            0 => drop(
                admin
                    .seen(&job)
                    .act(&format!("{path}/complete"))
                    .await
                    .expect(200),
            ),
            1 => drop(admin.seen(&job).delete(&path).await.expect(204)),
            _ => {}
        }
    }
    for number in 1..5 {
        let spent = json!({"description": "Diesel, 5 litres\u{a0}\\ \"x\"", "quantity": "1.125", "unit_cost": make::naira(number * 1_001)});
        admin.post("/expenditures", &spent).await.expect(201);
    }
    let person = json!({"username": "tobi", "email": "tobi@example.com", "role": "staff"});
    admin.post("/users", &person).await.expect(201);
}

/// What people see of the books.
async fn books(admin: &Client) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/jobs?deleted=any&limit=200&sort=number&include_total=true",
        "/expenditures?deleted=any&limit=200",
        "/customers?limit=200",
        "/jobs/summary",
        "/expenditures/summary",
        "/settings",
    ] {
        let mut body = admin.get(path).await.expect(200).body;
        body.as_object_mut().unwrap().remove("page");
        seen.push(body);
    }
    let dashboard = admin.get("/dashboard").await.expect(200).body;
    seen.push(dashboard["figures"].clone());
    seen
}

fn backup(program: &Program) -> PathBuf {
    let made = program.run(&["backup", "make"]);
    assert!(made.status.success(), "{made:?}");
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(told.contains("40 jobs, 4 expenditures"), "{told}");
    PathBuf::from(told.lines().next().unwrap())
}

/// What the command says on the standard error as it fails.
fn refused(program: &Program, arguments: &[&str]) -> String {
    let done = program.run(arguments);
    assert!(!done.status.success(), "{done:?}");
    String::from_utf8(done.stderr).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
