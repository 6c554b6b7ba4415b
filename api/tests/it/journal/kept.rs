//! How long the journal is kept: a key for each quarter, old quarters that are cut off, and what is erased by law.

use serde_json::{Value, json};

use super::verified::{hour, program, said};
use super::{refuses_changes, tamper, verdict};
use crate::harness::{Client, PASSWORD, Start, TestApp, make};

#[actix_web::test]
async fn what_the_journal_holds_of_a_person_is_erased_by_law_and_it_still_verifies() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let sold =
        json!({"customer_name": "Adaeze Prints", "items": [make::item("Banner 2 m", "1", 4_500)]});
    let job = admin.post("/jobs", &sold).await.expect(201);
    let customer = job.str("/customer/id");
    let seen = admin
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    let renamed = json!({"name": "Adaeze Printing"});
    let path = format!("/customers/{customer}");
    admin.seen(&seen).patch(&path, &renamed).await.expect(200);
    let events = format!("/events?entity_id={customer}");
    let before = admin.get(&events).await.expect(200);
    let asked = said(&program(&app, &["audit", "erase", &customer]));
    assert!(
        asked.contains("2 events hold something of it. Nothing was erased"),
        "{asked}"
    );
    assert_eq!(admin.get(&events).await.expect(200).body, before.body);
    let done = program(&app, &["audit", "erase", &customer, "--commit"]);
    assert!(done.status.success(), "{}", said(&done));
    let after = admin.get(&events).await.expect(200).text;
    assert!(
        after.contains("customer.renamed") && !after.contains("Adaeze"),
        "{after}"
    );
    let found = verdict(&app);
    assert_eq!((found.bad, found.erased), (None, 2));
    let told = said(&program(&app, &["audit", "verify"]));
    assert!(
        told.contains("The facts of 2 were erased, as the journal tells."),
        "{told}"
    );
    let again = program(&app, &["audit", "erase", &customer, "--commit"]);
    assert!(
        said(&again).contains("no event holds anything of"),
        "{}",
        said(&again)
    );
    refuses_changes(&app);
}

#[actix_web::test]
async fn nothing_of_an_altered_journal_is_erased_or_cut_off() {
    let app = Start::default().without_runner().start().await;
    app.at("2027-02-10T10:00:00Z");
    hour(&app).await;
    let admin = app.sign_in("ada", PASSWORD).await;
    let sold =
        json!({"customer_name": "Adaeze Prints", "items": [make::item("Banner 2 m", "1", 4_500)]});
    let job = admin.post("/jobs", &sold).await.expect(201);
    app.at("2027-05-10T10:00:00Z");
    hour(&app).await;
    tamper(&app, "UPDATE events SET at = at + 1 WHERE seq = 3");
    let customer = job.str("/customer/id");
    for arguments in [
        ["audit", "erase", &customer, "--commit"].as_slice(),
        &["audit", "prune", "--before", "2027-05-01", "--commit"],
    ] {
        let refused = program(&app, arguments);
        assert!(!refused.status.success());
        let why = said(&refused);
        assert!(
            why.contains("nothing was done, because the journal was altered: event 3"),
            "{why}"
        );
    }
    let events = format!("/events?entity_id={customer}");
    let events = app.sign_in("ada", PASSWORD).await.get(&events).await;
    assert!(events.text.contains("Adaeze Prints"), "{}", events.text);
}

#[actix_web::test]
async fn what_the_journal_says_of_itself_is_not_erased() {
    let app = TestApp::start().await;
    hour(&app).await;
    let key = app
        .database
        .lines("SELECT entity_id AS line FROM events WHERE action = 'key.made'");
    for id in ["events", &key[0]] {
        let refused = program(&app, &["audit", "erase", id, "--commit"]);
        assert!(
            said(&refused).contains("no event holds anything of"),
            "{}",
            said(&refused)
        );
    }
}

#[actix_web::test]
async fn each_quarter_has_a_key_of_its_own_and_the_chain_goes_on() {
    let app = TestApp::start().await;
    let beside = app.database.url().map(|_| app.beside());
    let epochs = async |admin: &Client| {
        let all = admin.get("/events?limit=200").await.expect(200);
        let rows = all.body["data"].as_array().unwrap().iter();
        rows.map(|event| event["epoch"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    app.at("2027-01-31T10:00:00Z");
    hour(&app).await;
    let began = verdict(&app).events;
    for (day, epoch) in [
        ("2027-03-31T23:59:59Z", 1),
        ("2027-04-01T00:00:00Z", 2),
        ("2027-12-01T08:00:00Z", 3),
    ] {
        app.at(day);
        hour(&app).await;
        hour(&app).await;
        let admin = app.sign_in("ada", PASSWORD).await;
        make::job(&admin).await;
        let all = epochs(&admin).await;
        assert!(all.is_sorted(), "{day}: {all:?}");
        assert_eq!(all.last(), Some(&(epoch + 1)), "{day}");
    }
    if let Some(beside) = &beside {
        // It has not heard of the new epoch yet: what it seals counts all the same.
        make::job(&app.sign_in("ada", PASSWORD).await.at(&beside.url())).await;
    }
    // The first minute of a quarter is enough.
    app.at("2028-01-01T00:01:00Z");
    api::tick::keep_epoch(&app.app.app).await.unwrap();
    let admin = app.sign_in("ada", PASSWORD).await;
    assert_eq!(epochs(&admin).await.last(), Some(&5));
    let found = verdict(&app);
    assert_eq!(found.bad, None);
    assert!(found.events > began);
    let admin = app.admin().await;
    let told = admin
        .get("/events?action=key.rotated&limit=200")
        .await
        .expect(200);
    let told = told.body["data"].as_array().unwrap().iter();
    let told: Vec<&Value> = told
        .map(|event| &event["after"])
        .filter(|facts| facts["purpose"] == "audit")
        .collect();
    assert_eq!(
        told.len(),
        4,
        "2027 began, its second quarter, its last, and 2028"
    );
}

#[actix_web::test]
async fn old_quarters_are_cut_off_whole_and_the_journal_tells_it() {
    let app = Start::default().without_runner().start().await;
    app.at("2027-02-10T10:00:00Z");
    hour(&app).await;
    make::job(&app.sign_in("ada", PASSWORD).await).await;
    hour(&app).await;
    app.at("2027-05-10T10:00:00Z");
    hour(&app).await;
    let admin = app.sign_in("ada", PASSWORD).await;
    make::job(&admin).await;
    let prune = |before: &str, more: &[&str]| {
        let arguments = [&["audit", "prune", "--before", before], more].concat();
        said(&program(&app, &arguments))
    };
    let none = prune("2026-11-01", &["--commit"]);
    assert!(
        none.contains("no quarter of the journal was over before"),
        "{none}"
    );
    let all = verdict(&app).events;
    let told = prune("2027-05-01", &[]);
    assert!(told.contains("Nothing was cut off"), "{told}");
    assert_eq!(verdict(&app).events, all);
    // In the middle of a quarter: it stays whole.
    let done = prune("2027-05-01", &["--commit"]);
    assert!(done.contains("events are cut off"), "{done}");
    let found = verdict(&app);
    assert_eq!((&found.bad, found.events), (&None, all + 1));
    assert!(found.pruned > 5, "{found:?}");
    let rest = admin.get("/events?limit=200").await.expect(200);
    let rows = rest.body["data"].as_array().unwrap();
    assert_eq!(rows[0]["seq"], found.pruned + 1);
    assert!(
        rows.iter().all(|event| event["epoch"].as_i64() > Some(2)),
        "whole epochs alone"
    );
    let verified = said(&program(&app, &["audit", "verify"]));
    let cut = format!(
        "The {} before them were cut off, as the journal tells.",
        found.pruned
    );
    assert!(
        verified.contains(&cut) && verified.contains("2 checkpoints agree."),
        "{verified}"
    );
    tamper(
        &app,
        &format!("DELETE FROM events WHERE seq = {}", found.pruned + 1),
    );
    let bad = verdict(&app).bad.unwrap();
    assert_eq!((bad.seq, bad.what), (1, "it is missing"));
}
