//! Who reads the journal, in which order, and what it can be narrowed to.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, TestApp, make};

fn seqs(answer: &Answer) -> Vec<i64> {
    let rows = answer.body["data"].as_array().unwrap().iter();
    rows.map(|row| row["seq"].as_i64().unwrap()).collect()
}

async fn all(client: &Client, query: &str) -> Vec<Value> {
    let answer = client
        .get(&format!("/events?limit=200&{query}"))
        .await
        .expect(200);
    answer.body["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn the_journal_is_read_by_admin_and_auditor_and_each_reading_is_an_event() {
    let app = TestApp::start().await;
    for who in [app.staff().await, app.manager().await] {
        let answer = who.get("/events").await;
        assert_eq!(
            answer.status_and_body(),
            "403 not_allowed: You may not read the journal of all events."
        );
    }
    let auditor = app.auditor().await;
    let before = all(&auditor, "action=audit.read").await;
    assert_eq!(before, Vec::<Value>::new());
    let after = all(&auditor, "action=audit.read").await;
    assert_eq!(after.len(), 1);
    assert_eq!(after[0]["actor"]["username"], "audu");
    assert_eq!(
        after[0]["after"],
        json!({"query": {"limit": 200, "action": ["audit.read"]}})
    );
}

#[actix_web::test]
async fn events_tell_who_did_what_from_where_in_order_without_gaps() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let job = make::job(&staff).await;
    staff
        .seen(&job)
        .act(&format!("/jobs/{}/complete", job.str("/id")))
        .await
        .expect(200);
    let events = all(&app.admin().await, "").await;
    let places: Vec<i64> = events
        .iter()
        .map(|event| event["seq"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..).take(places.len()).collect();
    assert_eq!(places, expected);
    let done = events
        .iter()
        .find(|event| event["action"] == "job.completed")
        .unwrap();
    assert_eq!(done["actor"]["username"], "tobi");
    assert_eq!(done["role"], "staff");
    assert_eq!(done["ip"], "127.0.0.1");
    assert_eq!(done["outcome"], "success");
    assert_eq!(
        (&done["entity"], &done["entity_id"]),
        (&json!("job"), &job.body["id"])
    );
    assert!(done["session"].is_string() && done["request_id"].is_string());
    assert_eq!(
        (&done["before"]["status"], &done["after"]["status"]),
        (&json!("open"), &json!("done"))
    );
    let text = serde_json::to_string(&events).unwrap();
    assert!(
        !text.contains("Blue-Ledger") && !text.contains("argon2"),
        "a secret in the journal"
    );
}

#[actix_web::test]
async fn pages_of_the_journal_end_though_each_adds_an_event() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for _ in 0..5 {
        make::job(&staff).await;
    }
    let admin = app.admin().await;
    for sort in ["seq", "-seq"] {
        let whole = seqs(
            &admin
                .get(&format!("/events?limit=200&sort={sort}"))
                .await
                .expect(200),
        );
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = admin
                .get(&format!("/events?sort={sort}&limit=1{cursor}"))
                .await
                .expect(200);
            found.extend(seqs(&page));
            match page.body["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found.len(), whole.len() + 1, "{sort}");
        assert!(whole.iter().all(|seq| found.contains(seq)), "{sort}");
    }
}

#[actix_web::test]
async fn the_feed_goes_on_after_a_place_and_can_be_narrowed() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let admin = app.admin().await;
    let newest = all(&admin, "sort=-seq").await[0]["seq"].as_i64().unwrap();
    let job = make::job(&staff).await;
    let later = all(&admin, &format!("after={newest}")).await;
    let actions: Vec<&Value> = later.iter().map(|event| &event["action"]).collect();
    assert_eq!(actions, ["audit.read", "job.created"]);
    let tobi = job.str("/created_by/id");
    for (query, expected) in [
        (format!("entity_id={}", job.str("/id")), 1),
        ("entity=job".to_owned(), 1),
        ("entity=job&action=job.completed".to_owned(), 0),
        (format!("entity=job&entity=customer&actor={tobi}"), 1),
        (format!("entity=job&actor={}", job.str("/id")), 0),
        ("entity=job&outcome=success".to_owned(), 1),
        ("entity=job&outcome=failure".to_owned(), 0),
        (format!("entity=job&after={}", i64::MAX), 0),
    ] {
        assert_eq!(all(&admin, &query).await.len(), expected, "{query}");
        let counted = admin
            .get(&format!("/events?include_total=true&{query}"))
            .await
            .expect(200);
        assert_eq!(counted.body["page"]["total"], expected, "{query}");
    }
}

#[actix_web::test]
async fn the_journal_of_some_days_is_what_happened_from_an_instant_on_and_before_another() {
    let app = TestApp::start().await;
    app.at("2027-02-01T10:00:00Z");
    let staff = app.staff().await;
    make::job(&staff).await;
    app.at("2027-02-01T23:00:00Z");
    make::job(&app.sign_in("tobi", PASSWORD).await).await;
    app.at("2027-02-02T10:00:00Z");
    let admin = app.sign_in("ada", PASSWORD).await;
    make::job(&admin).await;
    let sold = all(&admin, "action=job.created").await;
    let at = |place: usize| sold[place]["at"].as_str().unwrap();
    for (span, jobs) in [
        (format!("at_from={}", at(0)), 3),
        (format!("at_from={}", at(1)), 2),
        (format!("at_before={}", at(1)), 1),
        (format!("at_from={}&at_before={}", at(1), at(2)), 1),
        (
            "at_from=2027-02-01T12:00:00.000Z&at_before=2027-02-02T00:00:00.000Z".to_owned(),
            1,
        ),
        ("at_from=2027-02-03T00:00:00.000Z".to_owned(), 0),
    ] {
        for sort in ["seq", "-seq"] {
            let found = all(&admin, &format!("action=job.created&sort={sort}&{span}")).await;
            assert_eq!(found.len(), jobs, "{span}");
        }
        let counted = format!("/events?action=job.created&include_total=true&{span}");
        assert_eq!(
            admin.get(&counted).await.expect(200).body["page"]["total"],
            jobs
        );
    }
    let turned = "/events?at_from=2027-02-02T00:00:00.000Z&at_before=2027-02-01T00:00:00.000Z";
    admin.get(turned).await.expect(400);
}
