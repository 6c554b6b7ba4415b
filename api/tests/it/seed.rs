//! `zehmo seed`: made-up books that keep every rule of real ones.

use std::process::{Command, Output};

use crate::harness::{Client, Program, TestDatabase, faults};

fn seed(database: &TestDatabase, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .arg("seed")
        .args(arguments)
        .env_clear()
        .env("DATA_DIR", database.path())
        .env("ARGON2_MEMORY_KIB", "19456")
        .envs(database.url().map(|url| ("DATABASE_URL", url)))
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// Name and password of each line of the table that is printed once.
fn credentials(output: &Output) -> Vec<(String, String)> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rows = text.lines().filter(|line| line.starts_with("  "));
    rows.map(|row| {
        let mut words = row.split_whitespace();
        (
            words.next().unwrap().to_owned(),
            words.next_back().unwrap().to_owned(),
        )
    })
    .collect()
}

async fn count(client: &Client, path: &str) -> i64 {
    client.get(path).await.expect(200).body["count"]
        .as_i64()
        .unwrap()
}

#[actix_web::test]
async fn the_demonstration_is_a_year_of_books_with_a_user_of_each_role() {
    let database = TestDatabase::fresh();
    let people = credentials(&seed(&database, &["--demo"], &[]));
    assert_eq!(faults(&database).unwrap(), Vec::<String>::new());
    let again = seed(&database, &["--demo"], &[]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("set up already"));
    let program = Program::start_with(database, &[]);
    let mut roles = Vec::new();
    for (username, password) in &people {
        let mut client = program.client();
        client.sign_in(username, password).await.expect(200);
        let me = client.get("/me").await.expect(200);
        roles.push(me.str("/user/role"));
        assert!(count(&client, "/jobs/summary").await > 1_000);
    }
    assert_eq!(roles, ["admin", "manager", "staff", "staff", "auditor"]);
    let mut admin = program.client();
    admin.sign_in(&people[0].0, &people[0].1).await.expect(200);
    assert!(count(&admin, "/expenditures/summary").await > 300);
    assert!(count(&admin, "/jobs/summary?status=open").await > 5);
    assert!(count(&admin, "/jobs/summary?deleted=only").await > 5);
    let dashboard = admin.get("/dashboard").await.expect(200);
    for month in dashboard.body["months"].as_array().unwrap() {
        assert!(month["in"]["amount_minor"].as_i64().unwrap() > 0, "{month}");
    }
    let job = admin
        .get("/jobs?status=done&sort=occurred_at&limit=1")
        .await
        .expect(200);
    let history = admin
        .get(&format!("/jobs/{}/history", job.str("/data/0/id")))
        .await
        .expect(200);
    assert_eq!(history.body["data"][0]["action"], "job.created");
}

#[actix_web::test]
async fn made_up_books_are_refused_in_production() {
    let database = TestDatabase::fresh();
    let refused = seed(
        &database,
        &["--demo"],
        &[
            ("APP_ENV", "production"),
            ("PUBLIC_ORIGIN", "https://shop.example"),
            ("SECRET_KEY", "q2Jx0n7yB5cT8uWv3kLm9pRz4sDf6gHh1aEeIoUyXwM"),
        ],
    );
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("production"), "{told}");
}

#[actix_web::test]
async fn any_number_of_jobs_can_be_made_and_the_same_seed_makes_the_same_books() {
    let mut told = Vec::new();
    for seed_number in ["7", "7", "8"] {
        let database = TestDatabase::fresh();
        let made = seed(
            &database,
            &["--jobs", "300", "--months", "6", "--seed", seed_number],
            &[],
        );
        let people = credentials(&made);
        assert_eq!(faults(&database).unwrap(), Vec::<String>::new());
        let program = Program::start_with(database, &[]);
        let mut admin = program.client();
        admin.sign_in(&people[0].0, &people[0].1).await.expect(200);
        let (jobs, spent) = (
            admin.get("/jobs/summary").await.expect(200),
            admin.get("/expenditures/summary").await.expect(200),
        );
        assert_eq!(
            (&jobs.body["count"], &spent.body["count"]),
            (&300.into(), &300.into())
        );
        let first = admin.get("/jobs?sort=number&limit=1").await.expect(200);
        assert_eq!(first.body["data"][0]["items"].as_array().unwrap().len(), 3);
        told.push((jobs.body["total"].clone(), spent.body["total"].clone()));
    }
    assert_eq!(told[0], told[1]);
    assert_ne!(told[0], told[2]);
}
