//! The books to take along: whole, exact, for who may, and gone after an hour.

mod entries;
mod kept;

use std::fs;
use std::io::{Cursor, Read as _};

use calamine::Reader as _;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::exports::{Kept, column, fetch, shop, spend};
use crate::harness::{Answer, Client, Start, TestApp};

const SECONDS_KEPT: i64 = 3_600;

/// Has a file made, and takes it.
async fn taken(app: &TestApp, who: &Client, order: &Value) -> Kept {
    let (begun, done) = made(app, who, order).await;
    assert_eq!(done["status"], "done", "{done}");
    let path = format!("/operations/{}/file", begun.str("/id"));
    assert_eq!(done["result"]["location"], format!("/api/v1{path}"));
    fetch(who, &path).await
}

async fn made(app: &TestApp, who: &Client, order: &Value) -> (Answer, Value) {
    let begun = who.post("/exports", order).await.expect(202);
    let place = format!("/operations/{}", begun.str("/id"));
    assert_eq!(begun.header("location"), format!("/api/v1{place}"));
    app.run_work().await;
    let done = who.get(&place).await.expect(200).body;
    (begun, done)
}

fn everything(format: &str) -> Value {
    json!({"what": "everything", "format": format})
}

struct Archive(ZipArchive<Cursor<Vec<u8>>>);

impl Archive {
    fn of(kept: &Kept) -> Self {
        Self(ZipArchive::new(Cursor::new(kept.bytes.clone())).unwrap())
    }

    fn names(&self) -> Vec<String> {
        self.0
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect()
    }

    fn bytes(&mut self, name: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.0
            .by_name(name)
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        bytes
    }

    fn manifest(&mut self) -> Value {
        serde_json::from_slice(&self.bytes("manifest.json")).unwrap()
    }

    /// The rows of a list with its head; a row that is none of it stands for the sums that lists have at their end.
    fn rows(&mut self, name: &str) -> Vec<Vec<String>> {
        let (bytes, name) = (self.bytes(name), name.to_owned());
        let mut rows = crate::exports::rows(&Kept { name, bytes }, b',');
        rows.push(Vec::new());
        rows
    }
}

async fn books(app: &TestApp) -> Client {
    let admin = shop(app).await;
    spend(&admin, "=Ink", "2", 50_000).await;
    spend(&admin, "Paper", "1.5", 333).await;
    admin
}

#[actix_web::test]
async fn g21_everything_is_in_the_archive_as_its_manifest_says() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let file = taken(&app, &admin, &everything("zip")).await;
    assert!(file.name.starts_with("everything-20") && file.name.ends_with(".zip"));
    let mut archive = Archive::of(&file);
    let manifest = archive.manifest();
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["about"]["Currency"], "NGN");
    assert_eq!(manifest["about"]["Made by"], "ada");
    let files = manifest["files"].as_array().unwrap().clone();
    let names: Vec<&str> = files
        .iter()
        .filter_map(|file| file["name"].as_str())
        .collect();
    let lists = [
        "jobs",
        "items-of-jobs",
        "expenditures",
        "customers",
        "users",
    ];
    assert_eq!(names, lists.map(|list| format!("{list}.csv")));
    assert_eq!(archive.names().len(), lists.len() + 1);
    for told in &files {
        let name = told["name"].as_str().unwrap();
        let bytes = archive.bytes(name);
        let digest = api::keyring::hex(&api::keyring::sha256(&bytes));
        assert_eq!(told["sha256"], digest, "{name}");
        assert_eq!(told["bytes"], bytes.len(), "{name}");
        let rows = archive.rows(name);
        assert_eq!(told["rows"], rows.len() - 2, "{name}");
        for (head, sum) in told["sums"]["NGN"].as_object().into_iter().flatten() {
            assert_eq!(sum, &json!(summed(&rows, head)), "{name}: {head}");
        }
    }
    let numbers = column(&archive.rows("jobs.csv"), "Number");
    let year = &numbers[0][..7];
    let expected: Vec<String> = (1..=4).map(|number| format!("{year}{number:05}")).collect();
    assert_eq!(numbers, expected, "the one in the trash as well");
    assert_eq!(files[0]["in_trash"], 1);
    for (at, list) in [(0, "jobs"), (2, "expenditures")] {
        let summary = admin.get(&format!("/{list}/summary")).await.expect(200);
        let minor = summary.body["total"]["amount_minor"].as_i64().unwrap();
        let sum = &files[at]["sums"]["NGN"]["Total"];
        assert_eq!(sum, &json!(crate::exports::decimal(minor)), "{list}");
    }
    assert_eq!(
        column(&archive.rows("users.csv"), "Role"),
        ["Administrator"]
    );
    assert_eq!(
        column(&archive.rows("expenditures.csv"), "Description")[1],
        "'=Ink"
    );
}

/// The sum of a column over what does not lie in the trash.
fn summed(rows: &[Vec<String>], head: &str) -> String {
    let amounts = column(rows, head);
    let trash = column(rows, "In the trash since");
    let in_use = amounts
        .iter()
        .zip(&trash)
        .filter(|(_, since)| since.is_empty());
    let minor = in_use.map(|(amount, _)| amount.replace('.', "").parse::<i64>().unwrap());
    crate::exports::decimal(minor.sum())
}

#[actix_web::test]
async fn everything_is_in_the_workbook_a_sheet_for_each_list() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let file = taken(&app, &admin, &everything("xlsx")).await;
    let mut book = calamine::Xlsx::new(Cursor::new(file.bytes.clone())).unwrap();
    let sheets = [
        "Jobs",
        "Items of jobs",
        "Expenditures",
        "Customers",
        "Users",
        "About",
    ];
    assert_eq!(book.sheet_names(), sheets);
    let mut last = |name: &str| -> (usize, Vec<String>) {
        let sheet = book.worksheet_range(name).unwrap();
        let last = sheet.rows().next_back().unwrap();
        (
            sheet.height(),
            last.iter().map(ToString::to_string).collect(),
        )
    };
    let (height, sums) = last("Jobs");
    assert_eq!(
        (height, sums[0].as_str()),
        (6, "Total of 4 rows, without 1 in the trash")
    );
    let summary = admin.get("/jobs/summary").await.expect(200);
    let minor = summary.body["total"]["amount_minor"].as_i64().unwrap();
    assert_eq!(sums[3], crate::exports::decimal(minor));
    let (height, sums) = last("Expenditures");
    assert_eq!((height, sums[3].as_str()), (4, "1005"));
    assert_eq!(last("Users").1[0], "Total of 1 row");
    let events = admin.get("/events?action=list.exported").await.expect(200);
    let event = &events.body["data"][0];
    assert_eq!(event["entity_id"], "everything");
    assert_eq!(event["after"]["query"], everything("xlsx"));
    assert_eq!(event["actor"]["username"], "ada");
}

#[actix_web::test]
async fn g46_each_takes_what_they_may_know_of() {
    let start = Start::default().without_runner();
    let app = start.with("RECORD_VISIBILITY", "own").start().await;
    let admin = books(&app).await;
    let staff = app.staff().await;
    let refused = staff.post("/exports", &everything("zip")).await;
    assert_eq!(
        refused.status_and_body(),
        "403 not_allowed: You may not take lists out as files."
    );
    crate::exports::rights::let_staff_see(&app).await;
    let own = crate::harness::make::job(&staff).await.str("/number");
    let file = taken(&app, &staff, &everything("zip")).await;
    let mut archive = Archive::of(&file);
    assert_eq!(column(&archive.rows("jobs.csv"), "Number"), [own]);
    assert_eq!(
        archive.manifest()["about"]["Only"],
        "what was recorded by who made this file"
    );
    assert!(!archive.names().contains(&"users.csv".to_owned()));
    let manager = app.manager().await;
    let mut of_manager = Archive::of(&taken(&app, &manager, &everything("zip")).await);
    assert_eq!(column(&of_manager.rows("jobs.csv"), "Number").len(), 5);
    // Nobody takes another's.
    let (begun, _) = made(&app, &admin, &everything("zip")).await;
    let path = format!("/operations/{}/file", begun.str("/id"));
    manager.get(&path).await.expect(404);
    admin.get(&path).await.expect(200);
}

#[actix_web::test]
async fn what_cannot_be_made_is_refused_with_its_reason() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    for (order, status, pointer) in [
        (
            json!({"what": "everything", "format": "pdf"}),
            400,
            "#/format",
        ),
        (json!({"what": "journal", "format": "zip"}), 422, "#/format"),
        (
            json!({"what": "journal", "format": "beancount", "from": "2026-11-02", "to": "2026-11-01"}),
            422,
            "#/to",
        ),
        (
            json!({"what": "everything", "format": "zip", "from": "2026-11-02"}),
            422,
            "#/from",
        ),
        (json!({"what": "nothing", "format": "zip"}), 400, "#/what"),
        (json!({"what": "everything"}), 422, "#/format"),
        (
            json!({"what": "everything", "format": "zip", "rows": 1}),
            400,
            "#/rows",
        ),
    ] {
        let refused = admin.post("/exports", &order).await.expect(status);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{order}");
    }
    admin.post("/exports", &everything("zip")).await.expect(202);
    let second = admin.post("/exports", &everything("xlsx")).await;
    assert_eq!(
        second.status_and_body(),
        "409 in_progress: Another file is being made for you. Wait until it is there, or cancel it."
    );
    let manager = app.manager().await;
    manager
        .post("/exports", &everything("zip"))
        .await
        .expect(202);
}
