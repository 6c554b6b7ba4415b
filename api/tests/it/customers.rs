//! Customers through HTTP.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, make};

async fn job_for(client: &Client, name: &str) -> Answer {
    let draft = json!({"customer_name": name, "items": [make::item("Banner", "1", 100)]});
    client.post("/jobs", &draft).await.expect(201)
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/customers?{query}")).await.expect(200);
    let rows = list.body["data"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn a_name_is_one_customer_however_it_is_spelled() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let first = job_for(&staff, "Emex Ltd").await;
    let same = job_for(&staff, "  emex   LTD ").await;
    assert_eq!(first.body["customer"], same.body["customer"]);
    // An accent makes another name.
    job_for(&staff, "Émex Ltd").await;
    assert_eq!(names(&staff, "").await, ["Emex Ltd", "Émex Ltd"]);
    let emex = staff
        .get(&format!("/customers/{}", first.str("/customer/id")))
        .await
        .expect(200);
    assert_eq!(emex.body["jobs"], 2);
    assert_eq!(emex.body["last_job_on"], first.body["occurred_on"]);
}

#[actix_web::test]
async fn fifty_jobs_at_once_make_one_customer() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    futures_util::future::join_all((0..50).map(|_| job_for(&staff, "Emex"))).await;
    let list = staff.get("/customers?include_total=true").await.expect(200);
    assert_eq!(list.body["page"]["total"], 1);
    assert_eq!(list.body["data"][0]["jobs"], 50);
}

#[actix_web::test]
async fn a_renamed_customer_is_found_by_the_new_name_only() {
    let app = TestApp::start().await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    let job = job_for(&staff, "Emex Ltd").await;
    let path = format!("/customers/{}", job.str("/customer/id"));
    let read = staff.get(&path).await.expect(200);
    let patch = json!({"name": " Ọmọ Prints "});
    let refused = staff.seen(&read).patch(&path, &patch).await;
    insta::assert_snapshot!(refused.status_and_body(), @"403 not_allowed: You may not rename customers.");
    let renamed = manager.seen(&read).patch(&path, &patch).await.expect(200);
    assert_eq!(
        (&renamed.body["name"], &renamed.body["rev"]),
        (&json!("Ọmọ Prints"), &json!(2))
    );
    assert_eq!(names(&staff, "q=omo%20pri").await, ["Ọmọ Prints"]);
    assert_eq!(names(&staff, "q=emex").await, Vec::<String>::new());
    for (q, found) in [("omo", 1), ("emex", 0)] {
        let jobs = staff.get(&format!("/jobs?q={q}")).await.expect(200);
        assert_eq!(jobs.body["data"].as_array().unwrap().len(), found, "{q}");
    }
    let stale = manager.seen(&read).patch(&path, &patch).await;
    assert_eq!(
        (stale.status, &stale.body["changed_by"]),
        (412, &json!("musa"))
    );
    let history = staff.get(&format!("{path}/history")).await.expect(200);
    assert_eq!(history.body["data"][1]["action"], "customer.renamed");
    assert_eq!(
        history.body["data"][1]["changes"],
        json!([{"field": "name", "before": "Emex Ltd", "after": "Ọmọ Prints"}])
    );
    // The old name is free again.
    assert_ne!(
        job_for(&staff, "Emex Ltd").await.body["customer"]["id"],
        renamed.body["id"]
    );
}

#[actix_web::test]
async fn a_name_that_another_customer_has_is_taken() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    job_for(&manager, "Emex").await;
    let job = job_for(&manager, "Adaeze").await;
    let path = format!("/customers/{}", job.str("/customer/id"));
    let read = manager.get(&path).await.expect(200);
    let answer = manager
        .seen(&read)
        .patch(&path, &json!({"name": "EMEX "}))
        .await;
    insta::assert_snapshot!(answer.status_and_body(), @"409 taken: Another customer has this name. #/name duplicate");
    let own = manager
        .seen(&read)
        .patch(&path, &json!({"name": "ADAEZE"}))
        .await
        .expect(200);
    assert_eq!(own.body["name"], "ADAEZE");
    for name in ["", " ", &"x".repeat(121)] {
        let answer = manager
            .seen(&own)
            .patch(&path, &json!({"name": name}))
            .await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["pointer"]),
            (422, &json!("#/name")),
            "{name}"
        );
    }
    assert_eq!(
        manager.patch(&path, &json!({"name": "Ada"})).await.status,
        428
    );
}

#[actix_web::test]
async fn jobs_and_the_last_day_follow_every_change_of_a_job() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let admin = app.admin().await;
    let draft = |day: &str| json!({"customer_name": "Emex", "occurred_on": day, "items": [make::item("Banner", "1", 1)]});
    let early = admin.post("/jobs", &draft("2027-03-01")).await.expect(201);
    let late = admin.post("/jobs", &draft("2027-03-05")).await.expect(201);
    let emex = format!("/customers/{}", early.str("/customer/id"));
    let state = async || {
        let read = admin.get(&emex).await.expect(200);
        (
            read.body["jobs"].as_i64().unwrap(),
            read.body["last_job_on"].clone(),
        )
    };
    assert_eq!(state().await, (2, json!("2027-03-05")));
    let path = format!("/jobs/{}", late.str("/id"));
    let late = admin
        .seen(&late)
        .patch(&path, &json!({"occurred_on": "2027-02-01"}))
        .await
        .expect(200);
    assert_eq!(state().await, (2, json!("2027-03-01")));
    let late = admin
        .seen(&late)
        .patch(&path, &json!({"customer_name": "Other"}))
        .await
        .expect(200);
    assert_eq!(state().await, (1, json!("2027-03-01")));
    let late = admin
        .seen(&late)
        .patch(
            &path,
            &json!({"customer_id": early.body["customer"]["id"], "occurred_on": "2027-03-08"}),
        )
        .await
        .expect(200);
    assert_eq!(state().await, (2, json!("2027-03-08")));
    let late = admin
        .seen(&late)
        .patch(&path, &json!({"customer_id": null}))
        .await
        .expect(200);
    assert_eq!(late.body["customer"], json!(null));
    let path = format!("/jobs/{}", early.str("/id"));
    admin.seen(&early).delete(&path).await.expect(204);
    assert_eq!(state().await, (0, Value::Null));
    let both = json!({"customer_id": early.body["customer"]["id"], "customer_name": "Emex"});
    let answer = admin
        .seen(&late)
        .patch(&format!("/jobs/{}", late.str("/id")), &both)
        .await;
    insta::assert_snapshot!(answer.status_and_body(), @"422 invalid: 1 field needs attention. #/customer_name duplicate");
}

#[actix_web::test]
async fn every_order_pages_through_each_customer_once() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let admin = app.admin().await;
    for (n, name) in ["zola", "Ada", "ada b", "Ọla", "Bola", "Zik"]
        .iter()
        .enumerate()
    {
        let day = format!("2027-03-0{}", 1 + n % 3);
        let draft = json!({"customer_name": name, "occurred_on": day, "items": [make::item("Banner", "1", 1)]});
        let made = admin.post("/jobs", &draft).await.expect(201);
        if n == 1 {
            // One without any job left.
            admin
                .seen(&made)
                .delete(&format!("/jobs/{}", made.str("/id")))
                .await
                .expect(204);
        }
    }
    for (sort, expected) in [
        ("", "Ada, ada b, Bola, Ọla, Zik, zola"),
        ("sort=-name", "zola, Zik, Ọla, Bola, ada b, Ada"),
        ("sort=-last_job_on,name", "ada b, Zik, Bola, Ọla, zola, Ada"),
        ("sort=last_job_on,name", "Ada, Ọla, zola, Bola, ada b, Zik"),
        ("sort=-jobs,name", "ada b, Bola, Ọla, Zik, zola, Ada"),
        ("sort=created_at", "zola, Ada, ada b, Ọla, Bola, Zik"),
    ] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = admin
                .get(&format!("/customers?{sort}&limit=2{cursor}"))
                .await
                .expect(200);
            let rows = page.body["data"].as_array().unwrap().iter();
            found.extend(rows.map(|row| row["name"].as_str().unwrap().to_owned()));
            match page.body["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found.join(", "), expected, "{sort}");
    }
    assert_eq!(
        names(&admin, "updated_since=2027-03-09T13:00:00Z").await,
        Vec::<String>::new()
    );
    assert_eq!(
        names(&admin, "updated_since=2027-03-09T12:00:00Z&q=z&sort=name").await,
        ["Zik", "zola"]
    );
}
