//! What an import is to others while it is at work: nothing to be seen, nothing to wait for; and how it ends early.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{brought_in, counts, dry_run, rows, sent, settled, tables};
use crate::harness::original::{Original, SCRYPT};
use crate::harness::{Answer, Client, PASSWORD, Program, Start, TestApp};

fn sale() -> Value {
    json!({"items": [{"description": "Label", "quantity": "1",
        "unit_price": {"amount_minor": 100, "currency": "NGN"}}]})
}

async fn begun(client: &Client, ready: &Answer) -> String {
    let id = ready.str("/id");
    let begun = client.act(&format!("/imports/{id}/commit")).await;
    assert_eq!(begun.expect(202).body["status"], "importing");
    id
}

async fn is_coming_in(client: &Client, id: &str) -> bool {
    let seen = client.get(&format!("/imports/{id}")).await.expect(200);
    seen.body["status"] == "importing"
}

/// Nobody is refused or waits in vain at any moment, the last transaction included. With `IMPORT_JOBS=40000` it is asked of
/// more jobs, and takes minutes.
#[actix_web::test]
async fn sales_sign_ins_and_refreshes_go_on_while_two_thousand_jobs_come_in() {
    let jobs = std::env::var("IMPORT_JOBS").map_or(2_000, |jobs| jobs.parse().unwrap());
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // Whoever signs in again and again ends the oldest of their own sessions, and nobody else's.
    app.staff().await;
    let ready = dry_run(&admin, &Original::many(jobs)).await;
    assert_eq!(ready.body["status"], "ready", "{}", ready.body["problem"]);
    let id = begun(&admin, &ready).await;
    let (mut sold, mut rounds) = (0, 0);
    let mut longest = Duration::ZERO;
    while is_coming_in(&admin, &id).await {
        let asked = Instant::now();
        admin.post("/jobs", &sale()).await.expect(201);
        longest = longest.max(asked.elapsed());
        sold += 1;
        let mut client = app.nobody();
        client.sign_in("tobi", PASSWORD).await.expect(200);
        let client = client.with_cookies();
        client.post("/auth/refresh", &json!({})).await.expect(200);
        let listed = counts(&admin).await.0;
        let found = admin.get("/jobs?q=banner").await.expect(200);
        // Either nothing of what has come in so far is to be seen, or all of it.
        assert!(listed == sold || listed == sold + jobs, "{listed} jobs");
        if is_coming_in(&admin, &id).await {
            assert_eq!(listed, sold);
            assert_eq!(found.body["data"], json!([]));
            rounds += 1;
        }
    }
    println!("{rounds} rounds; the longest sale took {longest:?}");
    assert!(rounds > 3, "the import was over before anything was sold");
    let done = settled(&admin, &id).await;
    assert_eq!(done.body["status"], "done", "{}", done.body["problem"]);
    assert_eq!(counts(&admin).await.0, jobs + sold);
}

#[actix_web::test]
async fn an_import_that_is_called_off_leaves_nothing_and_can_be_brought_in_later() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    let books = Original::busy(100);
    let begun_with = admin
        .upload("/imports?time_zone=Africa/Lagos", books.bytes())
        .await
        .expect(202);
    assert_eq!(begun_with.body["status"], "analysing");
    app.run_work().await;
    let ready = settled(&admin, &begun_with.str("/id")).await;
    let id = begun(&admin, &ready).await;
    let work = admin.get(&format!("/imports/{id}")).await.expect(200);
    let place = format!("/operations/{}", work.str("/operation"));
    let waiting = admin.get(&place).await.expect(200);
    assert_eq!(waiting.body["kind"], "import.write");
    assert_eq!(waiting.body["status"], "queued");
    let staff = app.staff().await;
    staff.get(&place).await.expect(404);
    staff.delete(&place).await.expect(404);
    admin.delete(&place).await.expect(202);
    app.run_work().await;
    let cancelled = admin.get(&place).await.expect(200);
    assert_eq!(cancelled.body["status"], "cancelled");
    assert_eq!(cancelled.body["problem"], Value::Null);
    let back = settled(&admin, &id).await;
    assert_eq!(back.body["status"], "ready");
    assert_eq!(counts(&admin).await, (0, 0));
    begun(&admin, &back).await;
    app.run_work().await;
    let done = settled(&admin, &id).await;
    assert_eq!(done.body["status"], "done", "{}", done.body["problem"]);
    assert_eq!(counts(&admin).await, (102, 101));
    let work = admin
        .get(&format!("/operations/{}", done.str("/operation")))
        .await;
    let work = work.expect(200);
    assert_eq!(work.body["status"], "done");
    assert_eq!(
        work.str("/result/location"),
        format!("/api/v1/imports/{id}")
    );
    // What is over stays as it is.
    let again = admin
        .delete(&format!("/operations/{}", done.str("/operation")))
        .await;
    assert_eq!(again.expect(202).body["status"], "done");
}

#[actix_web::test]
async fn an_import_whose_process_is_killed_is_resumed_and_comes_in_once() {
    let mut program = Program::start_embedded();
    let admin = program.admin().await;
    let ready = dry_run(&admin, &Original::many(3_000)).await;
    let id = begun(&admin, &ready).await;
    loop {
        let seen = admin.get(&format!("/imports/{id}")).await.expect(200);
        let is_over = seen.body["status"] != "importing";
        if is_over || seen.body["progress"]["done"] != json!(0) {
            break;
        }
    }
    program.kill();
    program.restart();
    let mut admin = program.client();
    admin.sign_in("ada", PASSWORD).await.expect(200);
    let done = settled(&admin, &id).await;
    assert_eq!(done.body["status"], "done", "{}", done.body["problem"]);
    assert_eq!(counts(&admin).await, (3_000, 0));
    let found = admin
        .get("/jobs?q=banner&include_total=true")
        .await
        .expect(200);
    assert_eq!(found.body["page"]["total"], 3_000);
}

#[actix_web::test]
async fn a_reading_that_its_process_left_is_given_up_by_another_as_soon_as_its_lease_ends() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    let begun = admin
        .upload(
            "/imports?time_zone=Africa/Lagos",
            Original::sample().bytes(),
        )
        .await
        .expect(202);
    let place = format!("/imports/{}", begun.str("/id"));
    // Its process and its computer are gone, and the file with them.
    app.leave_work_to_another();
    for file in std::fs::read_dir(app.database.path().join("imports")).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    app.run_work().await;
    let waits = admin.get(&place).await.expect(200);
    assert_eq!(waits.body["status"], "analysing");
    app.advance_seconds(61);
    app.run_work().await;
    let admin = app.sign_in("ada", PASSWORD).await;
    let failed = admin.get(&place).await.expect(200);
    assert_eq!(failed.body["status"], "failed");
    assert_eq!(
        failed.str("/problem/detail"),
        "The server stopped while it worked on this. Nothing was changed. Send the file again."
    );
}

#[actix_web::test]
async fn what_changed_and_what_vanished_in_the_old_application_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.sale(1, "Emex", "2025-03-01 10:00:00.000000", 100.0);
    books.sale(2, "Loyal", "2025-03-02 10:00:00.000000", 200.0);
    brought_in(&admin, &books).await;
    books.sql(
        "UPDATE jobs SET customer_name = 'Emex Ltd', payment_method = 'Transfer' WHERE id = 1",
    );
    books.sql("DELETE FROM jobs WHERE id = 2; DELETE FROM job_items WHERE job_id = 2");
    let newer = dry_run(&admin, &books).await;
    insta::assert_snapshot!(rows(&admin, &newer, "&outcome=changed_since&outcome=vanished").await, @r"
    jobs 1 [Emex Ltd, 1 item]: It was changed in the old application after it came in; The customer was “Emex” and is now “Emex Ltd”; The payment method was “Cash” and is now “Transfer” (null)
    job_items 1 [of job 1, “Banner”]: Its job was changed after it came in (10000)
    jobs 2 [Loyal, 1 item]: It is no longer in the old application; what came in of it stays here (null)
    ");
    insta::assert_snapshot!(tables(&newer), @r"
    users -: read 1, new 0, adjusted 0, here 1, changed 0, out 0
    jobs done: read 1, new 0, adjusted 0, here 0, changed 1, out 0
    jobs open: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    job_items -: read 1, new 0, adjusted 0, here 0, changed 1, out 0
    expenditures -: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    ");
    let vanished = &newer.body["report"]["tables"][1]["vanished"];
    assert_eq!(vanished, 1);
}

#[actix_web::test]
async fn column_names_count_in_any_letter_case() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::sample();
    books.sql("ALTER TABLE jobs RENAME COLUMN customer_name TO Customer_Name");
    let ready = dry_run(&admin, &books).await;
    assert_eq!(ready.body["status"], "ready", "{}", ready.body["problem"]);
}

#[actix_web::test]
async fn a_file_in_wal_mode_is_taken_with_a_warning() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::sample();
    let plain = dry_run(&admin, &books).await;
    assert_eq!(plain.body["report"]["warnings"], json!([]));
    books.sql("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)");
    let ready = sent(&admin, books.bytes()).await;
    assert_eq!(ready.body["status"], "ready", "{}", ready.body["problem"]);
    let warning = ready.str("/report/warnings/0");
    assert!(warning.contains("-wal"), "{warning}");
}

#[actix_web::test]
async fn a_customer_who_is_made_by_a_sale_meanwhile_is_the_imports_customer_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ready = dry_run(&admin, &Original::many(1_000)).await;
    let id = begun(&admin, &ready).await;
    // The import has already put this name down as a new customer's, or does so later, or is over: it is one customer.
    loop {
        let seen = admin.get(&format!("/imports/{id}")).await.expect(200);
        if seen.body["status"] != "importing" || seen.body["progress"]["done"] != json!(0) {
            break;
        }
    }
    let mut sale = sale();
    sale["customer_name"] = json!("CUSTOMER 5");
    let sold = admin.post("/jobs", &sale).await.expect(201);
    settled(&admin, &id).await;
    let named = admin.get("/customers?q=customer%205").await.expect(200);
    let named = named.body["data"].as_array().unwrap();
    let five: Vec<&Value> = named
        .iter()
        .filter(|customer| customer["name"].as_str().unwrap().to_lowercase() == "customer 5")
        .collect();
    assert_eq!(five.len(), 1);
    let five = &five[0]["id"];
    assert_eq!(five, &sold.body["customer"]["id"]);
    let five = five.as_str().unwrap();
    let theirs = admin
        .get(&format!("/jobs?customer_id={five}&limit=50"))
        .await
        .expect(200);
    let theirs = theirs.body["data"].as_array().unwrap();
    assert_eq!(theirs.len(), 26);
    for job in theirs {
        let told = admin
            .get(&format!("/jobs/{}/history", job["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert!(told.body.to_string().contains(five), "{}", told.body);
    }
}
