//! Every value that the original lets in, and what becomes of it (ORIGINAL.md §6).

use insta::assert_snapshot;
use serde_json::json;

use super::{brought_in, dry_run, rows, tables};
use crate::harness::TestApp;
use crate::harness::original::{ADMIN123, OLD_PASSWORD, Original, PBKDF2, SCRYPT};

const NOON: &str = "2025-03-10 12:00:00.000000";

#[actix_web::test]
async fn b22_b28_lines_without_usable_figures_stay_out_and_are_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.sale(1, "Emex", NOON, 100.0);
    let (inf, price) = (f64::INFINITY, 100.0);
    books.item(10, 1, "Nothing", 0.0, price, 0.0);
    books.item(11, 1, "Given back", -5.0, price, -500.0);
    books.item(12, 1, "Endless", inf, price, inf);
    books.item(13, 1, "Dear", 1.0, inf, inf);
    books.item(14, 1, "Very dear", 1.0, 1e308, 1e308);
    books.item(15, 1, "Bonus", 1.0, -50.0, -50.0);
    books.item(16, 1, "Odd total", 1.0, 50.0, -50.0);
    books.item(17, 1, "Half", 2.5, price, 250.0);
    books.item(18, 1, "Thirds", 1.0 / 3.0, 300.0, 100.0);
    books.item(19, 1, "Float", 3.0, 0.1, 0.1 + 0.2);
    books.sql("INSERT INTO job_items VALUES (20, 1, 'Words', 'three', 5.0, 15.0)");
    books.sql("INSERT INTO job_items VALUES (21, 1, 'Bytes', x'00ff', 5.0, 15.0)");
    books.item(22, 99, "Orphan", 1.0, 5.0, 5.0);
    let ready = dry_run(&admin, &books).await;
    assert_snapshot!(rows(&admin, &ready, "&outcome=left_out").await, @r"
    job_items 10 [of job 1, “Nothing”]: Quantity is 0 (0)
    job_items 11 [of job 1, “Given back”]: Quantity is -5 (-50000)
    job_items 12 [of job 1, “Endless”]: The quantity is infinite, not a figure (null)
    job_items 13 [of job 1, “Dear”]: The price is infinite, not a figure (null)
    job_items 14 [of job 1, “Very dear”]: The price is beyond every limit (null)
    job_items 15 [of job 1, “Bonus”]: The price is −₦50.00, below zero (-5000)
    job_items 16 [of job 1, “Odd total”]: The total is −₦50.00, below zero (-5000)
    job_items 20 [of job 1, “Words”]: The quantity “three” is no figure (1500)
    job_items 21 [of job 1, “Bytes”]: The quantity “bytes” is no figure (1500)
    job_items 22 [of job 99, “Orphan”]: Job 99 is not in the file (500)
    ");
    assert_snapshot!(rows(&admin, &ready, "&outcome=adjusted").await, @"job_items 18 [of job 1, “Thirds”]: Quantity was rounded to 0.333; The old total is ₦100.00, quantity × price is ₦99.90 (10000)");
    assert_snapshot!(rows(&admin, &ready, "&outcome=new&table=job_items").await, @r"
    job_items 1 [of job 1, “Banner”]:  (10000)
    job_items 17 [of job 1, “Half”]:  (25000)
    job_items 19 [of job 1, “Float”]:  (30)
    ");
}

/// Jobs and expenditures whose words and dates no form of ours would take.
fn wrong_words() -> Original {
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.job(1, "Emex", "Whatever", "Cheque", NOON, 1);
    books.job(2, "", "Completed", "Cash", NOON, 1);
    books.job(3, &"x".repeat(5000), "Completed", "Cash", NOON, 1);
    books.job(4, "A\u{b}B", "Completed", "Cash", NOON, 77);
    books.job(
        5,
        "=cmd|' /C calc'!A0",
        "Completed",
        "Cash",
        "2025-03-10T12:00",
        1,
    );
    books.sale(6, "Grace Chapel", "2025-13-40", 480.0);
    books.sale(7, "Tomorrow", "2999-01-01 00:00:00", 100.0);
    books.sale(8, "Before all", "1969-12-31 00:00:00", 100.0);
    books.job(9, "  emex ", "Completed", "Cash", NOON, 1);
    books.item(90, 5, "", 1.0, 5.0, 5.0);
    books.item(91, 5, &"y".repeat(300), 1.0, 5.0, 5.0);
    books.expenditure(1, "Fuel", 0.0, 500.0, 3000.0, NOON, 1);
    books.expenditure(2, "Poison", f64::INFINITY, 500.0, f64::INFINITY, NOON, 1);
    books.expenditure(
        3,
        "By someone gone",
        1.0,
        5.0,
        5.0,
        "2025-05-05 05:05:05",
        77,
    );
    books.expenditure(4, "", 1.0, 5.0, 5.0, NOON, 1);
    books
}

#[actix_web::test]
async fn b26_b32_what_jobs_and_expenditures_say_wrongly_is_adjusted_or_left_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let done = brought_in(&admin, &wrong_words()).await;
    assert_snapshot!(rows(&admin, &done, "&outcome=left_out").await, @r"
    jobs 6 [Grace Chapel, 1 item]: The date “2025-13-40” is no day (null)
    jobs 7 [Tomorrow, 1 item]: The date 2999-01-01 is in the future (null)
    jobs 8 [Before all, 1 item]: The date “1969-12-31 00:00:00” is before 1970 (null)
    job_items 6 [of job 6, “Banner”]: Its job stays out (48000)
    job_items 7 [of job 7, “Banner”]: Its job stays out (10000)
    job_items 8 [of job 8, “Banner”]: Its job stays out (10000)
    expenditures 1 [“Fuel”]: Quantity is 0 (300000)
    expenditures 2 [“Poison”]: The quantity is infinite, not a figure (null)
    ");
    assert_snapshot!(rows(&admin, &done, "&outcome=adjusted&table=jobs&table=job_items&table=expenditures").await, @r"
    jobs 1 [Emex, 0 items]: The status “Whatever” becomes incomplete; The payment method “Cheque” becomes cash (null)
    jobs 2 [No name, 0 items]: The name is empty, so it is a walk-in's (null)
    jobs 3 [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, 0 items]: The name was cut from 5000 to 120 characters (null)
    jobs 4 [A␋B, 0 items]: The name held control characters, which became spaces; User 77 is not in the file, so “imported” stands for them (null)
    job_items 90 [of job 5, “”]: The description is empty and becomes “(no description)” (500)
    job_items 91 [of job 5, “yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…”]: The description was cut from 300 to 200 characters (500)
    expenditures 3 [“By someone gone”]: User 77 is not in the file, so “imported” stands for them (500)
    expenditures 4 [“”]: The description is empty and becomes “(no description)” (500)
    ");
    assert_snapshot!(tables(&done), @r"
    users -: read 1, new 1, adjusted 0, here 0, changed 0, out 0
    jobs done: read 8, new 2, adjusted 3, here 0, changed 0, out 3
    jobs open: read 1, new 0, adjusted 1, here 0, changed 0, out 0
    job_items -: read 5, new 0, adjusted 2, here 0, changed 0, out 3
    expenditures -: read 4, new 0, adjusted 2, here 0, changed 0, out 2
    ");
    let customers = admin.get("/customers?sort=name").await.expect(200);
    let names: Vec<&str> = customers.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|customer| customer["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["=cmd|' /C calc'!A0", "A B", "Emex", &"x".repeat(120)]
    );
    let users = admin.get("/users?q=imported").await.expect(200);
    assert!(users.body["data"][0]["disabled_at"].is_string());
    let jobs = admin.get("/jobs?q=calc").await.expect(200);
    assert_eq!(jobs.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn users_take_names_of_our_form_and_keep_their_passwords() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "ada", SCRYPT, "admin");
    books.user(2, "bob", PBKDF2, "normal");
    books.user(3, "BOB ", SCRYPT, "normal");
    books.user(4, "Mary Jane", SCRYPT, "boss");
    books.user(5, "al", "sha256$salt$00", "normal");
    books.user(6, "admin", ADMIN123, "admin");
    let done = brought_in(&admin, &books).await;
    assert_snapshot!(rows(&admin, &done, "&table=users").await, @r"
    users 1 [ada]: “ada” becomes ada_2 (null)
    users 2 [bob]:  (null)
    users 3 [BOB ]: “BOB ” becomes bob_2 (null)
    users 4 [Mary Jane]: The role “boss” becomes staff; “Mary Jane” becomes mary_jane (null)
    users 5 [al]: The password cannot be read, so a code from an administrator is needed; “al” becomes al_ (null)
    users 6 [admin]: The password is a published one, so a code from an administrator is needed (null)
    ");
    assert_eq!(
        done.body["report"]["users_without_password"],
        json!(["al_", "admin"])
    );
    assert_eq!(
        done.body["report"]["renamed"],
        json!([
            {"from": "ada", "to": "ada_2"}, {"from": "BOB ", "to": "bob_2"},
            {"from": "Mary Jane", "to": "mary_jane"}, {"from": "al", "to": "al_"},
        ])
    );
    for (name, role) in [
        ("ada_2", "admin"),
        ("bob", "staff"),
        ("bob_2", "staff"),
        ("mary_jane", "staff"),
    ] {
        let mut client = app.nobody();
        client.sign_in(name, OLD_PASSWORD).await.expect(200);
        let me = client.get("/me").await.expect(200);
        assert_eq!(me.str("/user/role"), role, "{name}");
    }
    for (name, password) in [("admin", "admin123"), ("al_", OLD_PASSWORD)] {
        let refused = app.nobody().sign_in(name, password).await;
        assert_eq!(refused.body["code"], "bad_credentials", "{name}");
    }
}

#[actix_web::test]
async fn a_time_that_the_clocks_skipped_is_moved_and_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.sale(1, "Emex", "2025-03-09 02:30:00", 100.0);
    books.sale(2, "Emex", "2025-03-09 03:30:00", 100.0);
    books.expenditure(1, "Ink", 1.0, 5.0, 5.0, "2025-03-09T02:10:00.25", 1);
    let begun = admin
        .upload("/imports?time_zone=America/New_York", books.bytes())
        .await
        .expect(202);
    let ready = super::settled(&admin, &begun.str("/id")).await;
    assert_snapshot!(rows(&admin, &ready, "&outcome=adjusted").await, @r"
    jobs 1 [Emex, 1 item]: The clocks skipped “2025-03-09 02:30:00”, so it becomes 2025-03-09 03:00:00 (null)
    expenditures 1 [“Ink”]: The clocks skipped “2025-03-09T02:10:00.25”, so it becomes 2025-03-09 03:00:00 (500)
    ");
    let id = ready.str("/id");
    let page = admin.get(&format!("/imports/{id}/rows?table=jobs")).await;
    assert_eq!(page.str("/data/0/occurred_at"), "2025-03-09T07:00:00.000Z");
}

#[actix_web::test]
async fn local_times_of_the_old_computer_become_moments() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.sale(1, "Late", "2025-03-31 23:30:00.5", 100.0);
    for (zone, at, on, month) in [
        (
            "Africa/Lagos",
            "2025-03-31T22:30:00.500Z",
            "2025-03-31",
            "2025-03",
        ),
        // By this clock it was half past midnight of April in Lagos.
        ("UTC", "2025-03-31T23:30:00.500Z", "2025-04-01", "2025-04"),
    ] {
        let begun = admin
            .upload(&format!("/imports?time_zone={zone}"), books.bytes())
            .await
            .expect(202);
        let ready = super::settled(&admin, &begun.str("/id")).await;
        assert_eq!(ready.body["report"]["sums"][0]["month"], month);
        let id = ready.str("/id");
        let page = admin.get(&format!("/imports/{id}/rows?table=jobs")).await;
        assert_eq!(page.str("/data/0/occurred_at"), at, "{zone}");
        if zone == "UTC" {
            admin
                .act(&format!("/imports/{id}/commit"))
                .await
                .expect(202);
            super::settled(&admin, &id).await;
            let job = admin.get("/jobs").await.expect(200);
            assert_eq!(job.str("/data/0/occurred_on"), on);
            assert_eq!(job.str("/data/0/completed_on"), on);
        }
    }
}
