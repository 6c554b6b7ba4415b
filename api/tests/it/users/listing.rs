//! The list of users.

use super::add;
use crate::harness::{Answer, TestApp};

fn names(answer: &Answer) -> Vec<String> {
    answer.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["username"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn users_are_found_sorted_and_paged() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, role) in [
        ("bola", "staff"),
        ("chidi_okoro", "manager"),
        ("Dayo", "staff"),
        ("efe", "auditor"),
    ] {
        add(&admin, name, role).await;
    }
    assert_eq!(
        names(&admin.get("/users").await),
        ["ada", "bola", "chidi_okoro", "Dayo", "efe"]
    );
    assert_eq!(
        names(&admin.get("/users?role=staff&role=auditor").await),
        ["bola", "Dayo", "efe"]
    );
    assert_eq!(names(&admin.get("/users?q=dayo").await), ["Dayo"]);
    assert_eq!(names(&admin.get("/users?disabled=true").await), [""; 0]);
    assert_eq!(
        names(&admin.get("/users?sort=role,-username").await),
        ["ada", "efe", "chidi_okoro", "Dayo", "bola"]
    );
    assert_eq!(
        names(&admin.get("/users?sort=-last_seen_at&limit=1").await),
        ["ada"]
    );
    for sort in ["username", "-role", "last_seen_at", "-created_at"] {
        let mut seen = Vec::new();
        let mut path = format!("/users?sort={sort}&limit=2&include_total=true");
        loop {
            let page = admin.get(&path).await.expect(200);
            assert_eq!(page.body["page"]["total"], 5);
            seen.extend(names(&page));
            match page.body["page"]["next_cursor"].as_str() {
                Some(cursor) => {
                    path = format!("/users?sort={sort}&limit=2&include_total=true&cursor={cursor}")
                }
                None => break,
            }
        }
        seen.sort();
        assert_eq!(
            seen,
            ["Dayo", "ada", "bola", "chidi_okoro", "efe"],
            "{sort}"
        );
    }
}
