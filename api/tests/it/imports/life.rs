//! The life of an import: ready, brought in once, or discarded; and what a second one does.

use insta::assert_snapshot;
use serde_json::json;

use super::{brought_in, counts, dry_run, rows, settled, tables};
use crate::harness::TestApp;
use crate::harness::original::{Original, SCRYPT};

#[actix_web::test]
async fn a_second_run_adds_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::busy(100);
    brought_in(&admin, &books).await;
    let before = counts(&admin).await;
    let again = brought_in(&admin, &books).await;
    assert_eq!(counts(&admin).await, before);
    for line in again.body["report"]["tables"].as_array().unwrap() {
        assert_eq!(line["read"], line["already_here"], "{line}");
    }
    for line in again.body["report"]["sums"].as_array().unwrap() {
        assert_eq!(line["source"], line["already_here"], "{line}");
    }
    let users = admin.get("/users?include_total=true").await.expect(200);
    assert_eq!(users.body["page"]["total"], 3);
}

#[actix_web::test]
async fn a_line_that_stayed_out_says_why_again_in_a_second_run() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    books.sale(1, "Emex", "2025-03-01 10:00:00.000000", 100.0);
    books.item(10, 1, "Given back", -5.0, 100.0, -500.0);
    let first = brought_in(&admin, &books).await;
    let second = dry_run(&admin, &books).await;
    for import in [&first, &second] {
        assert_eq!(
            rows(&admin, import, "&outcome=left_out").await,
            "job_items 10 [of job 1, “Given back”]: Quantity is -5 (-50000)\n"
        );
    }
    assert_snapshot!(tables(&second), @r"
    users -: read 1, new 0, adjusted 0, here 1, changed 0, out 0
    jobs done: read 1, new 0, adjusted 0, here 1, changed 0, out 0
    jobs open: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    job_items -: read 2, new 0, adjusted 0, here 1, changed 0, out 1
    expenditures -: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    ");
    let sum = &second.body["report"]["sums"][0];
    let told = ["already_here", "left_out", "imported"].map(|name| &sum[name]["amount_minor"]);
    assert_eq!(told, [&json!(10_000), &json!(-50_000), &json!(0)]);
}

#[actix_web::test]
async fn a_newer_copy_adds_only_what_is_new_and_leaves_out_what_changed_since() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::empty();
    books.user(1, "owner", SCRYPT, "admin");
    for id in 1..=4 {
        books.sale(id, "Emex", &format!("2025-03-0{id} 10:00:00.000000"), 100.0);
    }
    books.expenditure(1, "Ink", 1.0, 50.0, 50.0, "2025-03-01 09:00:00.000000", 1);
    brought_in(&admin, &books).await;
    // One more job; one edited, so that its items have new ids but say the same; one edited in earnest; one deleted and
    // its id given to another job; the owner's role and an expenditure changed.
    books.sale(5, "Loyal", "2025-04-01 10:00:00.000000", 700.0);
    books.sql("UPDATE job_items SET id = 100 WHERE id = 1");
    books.sql("UPDATE job_items SET price = 90, total = 90 WHERE job_id = 2");
    books.sql("DELETE FROM job_items WHERE job_id = 4; DELETE FROM jobs WHERE id = 4");
    books.sale(4, "Another", "2025-04-02 10:00:00.000000", 300.0);
    books.sql("UPDATE users SET role = 'normal'");
    books.sql("UPDATE expenditures SET total = 60, amount_used = 60");
    books.user(2, "clerk", SCRYPT, "normal");
    let newer = brought_in(&admin, &books).await;
    assert_snapshot!(tables(&newer), @r"
    users -: read 2, new 1, adjusted 0, here 0, changed 1, out 0
    jobs done: read 5, new 2, adjusted 0, here 2, changed 1, out 0
    jobs open: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    job_items -: read 5, new 2, adjusted 0, here 2, changed 1, out 0
    expenditures -: read 1, new 0, adjusted 0, here 0, changed 1, out 0
    ");
    assert_snapshot!(rows(&admin, &newer, "&outcome=changed_since").await, @r"
    users 1 [owner]: It was changed in the old application after it came in; The role was “admin” and is now “normal” (null)
    jobs 2 [Emex, 1 item]: It was changed in the old application after it came in; The list of items was “Banner: 1 × 100 = 100” and is now “Banner: 1 × 90 = 90” (null)
    job_items 2 [of job 2, “Banner”]: Its job was changed after it came in (9000)
    expenditures 1 [“Ink”]: It was changed in the old application after it came in; The unit cost was “50” and is now “60”; The total was “50” and is now “60” (6000)
    ");
    assert_eq!(counts(&admin).await, (6, 1));
    let owner = admin.get("/users?q=owner").await.expect(200);
    assert_eq!(owner.str("/data/0/role"), "admin");
    let third = brought_in(&admin, &books).await;
    assert_snapshot!(tables(&third), @r"
    users -: read 2, new 0, adjusted 0, here 1, changed 1, out 0
    jobs done: read 5, new 0, adjusted 0, here 4, changed 1, out 0
    jobs open: read 0, new 0, adjusted 0, here 0, changed 0, out 0
    job_items -: read 5, new 0, adjusted 0, here 4, changed 1, out 0
    expenditures -: read 1, new 0, adjusted 0, here 0, changed 1, out 0
    ");
    assert_eq!(counts(&admin).await, (6, 1));
}

#[actix_web::test]
async fn a_dry_run_changes_nothing_and_can_be_discarded() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ready = dry_run(&admin, &Original::sample()).await;
    assert_eq!(counts(&admin).await, (0, 0));
    let place = format!("/imports/{}", ready.str("/id"));
    assert_eq!(ready.body["progress"], json!({"done": 7, "total": 7}));
    admin.delete(&place).await.expect(204);
    admin.get(&place).await.expect(404);
    admin.get(&format!("{place}/rows")).await.expect(404);
    admin.act(&format!("{place}/commit")).await.expect(404);
    admin.delete(&place).await.expect(404);
    let customers = admin.get("/customers").await.expect(200);
    assert_eq!(customers.body["data"], json!([]));
}

#[actix_web::test]
async fn what_is_in_the_books_cannot_be_brought_in_again_or_discarded() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let done = brought_in(&admin, &Original::sample()).await;
    let place = format!("/imports/{}", done.str("/id"));
    let again = admin.act(&format!("{place}/commit")).await;
    assert_snapshot!(again.status_and_body(), @"409 wrong_state: Only an import that is ready can be brought in.");
    let discard = admin.delete(&place).await;
    assert_snapshot!(discard.status_and_body(), @"409 wrong_state: This import is in the books; its records can be moved to the trash one by one.");
    assert_eq!(counts(&admin).await, (2, 1));
}

#[actix_web::test]
async fn of_two_dry_runs_of_the_same_file_only_one_comes_in() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::sample();
    let first = dry_run(&admin, &books).await;
    let second = dry_run(&admin, &books).await;
    for import in [&first, &second] {
        let id = import.str("/id");
        admin
            .act(&format!("/imports/{id}/commit"))
            .await
            .expect(202);
        settled(&admin, &id).await;
    }
    let late = settled(&admin, &second.str("/id")).await;
    assert_eq!(late.body["status"], "failed");
    assert_eq!(
        late.str("/problem/detail"),
        "Another import brought in some of these rows meanwhile. Send the file again."
    );
    assert_eq!(counts(&admin).await, (2, 1));
}

#[actix_web::test]
async fn a_dry_run_holds_for_the_currency_and_the_calendar_that_it_was_made_with() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (change, expected) in [
        (
            json!({"currency": "JPY"}),
            "The currency changed since the dry run. Start the import again.",
        ),
        (
            json!({"time_zone": "Pacific/Honolulu"}),
            "The time zone changed since the dry run. Start the import again.",
        ),
    ] {
        let ready = dry_run(&admin, &Original::sample()).await;
        let place = format!("/imports/{}", ready.str("/id"));
        let settings = admin.get("/settings").await.expect(200);
        let changed = admin.seen(&settings).patch("/settings", &change).await;
        changed.expect(200);
        let refused = admin.act(&format!("{place}/commit")).await.expect(409);
        assert_eq!(refused.body["code"], "wrong_state");
        assert_eq!(refused.str("/detail"), expected);
        assert_eq!(counts(&admin).await, (0, 0));
        admin.delete(&place).await.expect(204);
    }
    brought_in(&admin, &Original::sample()).await;
    assert_eq!(counts(&admin).await, (2, 1));
}

#[actix_web::test]
async fn a_repeated_request_begins_and_brings_in_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let file = Original::sample().bytes();
    let upload = admin.with("idempotency-key", "upload-1");
    let path = "/imports?time_zone=Africa/Lagos";
    let first = upload.upload(path, file.clone()).await.expect(202);
    let id = first.str("/id");
    settled(&admin, &id).await;
    let again = upload.upload(path, file).await.expect(202);
    assert_eq!(again.str("/id"), id);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let other = upload.upload(path, Original::busy(1).bytes()).await;
    assert_eq!(other.body["code"], "idempotency_mismatch");
    let commit = admin.with("idempotency-key", "commit-1");
    let place = format!("/imports/{id}/commit");
    commit.act(&place).await.expect(202);
    settled(&admin, &id).await;
    let again = commit.act(&place).await.expect(202);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(counts(&admin).await, (2, 1));
}

#[actix_web::test]
async fn the_dry_run_says_what_will_be_here_and_the_books_what_is() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ready = dry_run(&admin, &Original::sample()).await;
    let id = ready.str("/id");
    let place = format!("/imports/{id}/rows?include_total=true&table=jobs&sort=-seq");
    let before = admin.get(&place).await.expect(200);
    assert_eq!(before.body["page"]["total"], 2);
    assert_eq!(before.str("/data/0/old_id"), "2");
    assert!(before.body["data"][0]["here"].is_null());
    admin
        .act(&format!("/imports/{id}/commit"))
        .await
        .expect(202);
    settled(&admin, &id).await;
    let after = admin.get(&place).await.expect(200);
    assert_eq!(after.str("/data/0/here"), "J-2025-00002");
    let users = admin.get(&format!("/imports/{id}/rows?table=users")).await;
    assert_eq!(users.str("/data/1/here"), "user");
    let other_list = admin
        .get(&format!("/imports/{id}/rows?table=users&limit=1"))
        .await;
    let cursor = other_list.str("/page/next_cursor");
    admin
        .get(&format!("/imports/{id}/rows?cursor={cursor}"))
        .await
        .expect(400);
}

#[actix_web::test]
async fn an_import_is_written_into_the_journal() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let done = brought_in(&admin, &Original::sample()).await;
    let ready = dry_run(&admin, &Original::sample()).await;
    let discarded = ready.str("/id");
    admin
        .delete(&format!("/imports/{discarded}"))
        .await
        .expect(204);
    let events = admin
        .get("/events?entity=import&limit=50")
        .await
        .expect(200);
    let told: Vec<String> = events.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let which = match event["entity_id"] == done.body["id"] {
                true => "first",
                false => "second",
            };
            format!("{which} {}", event["action"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "first import.begun",
            "first import.committed",
            "second import.begun",
            "second import.discarded"
        ]
    );
}
