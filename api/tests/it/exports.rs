//! Lists as files: what a filter shows, all of it, exactly, for those who may.

mod leaving;
mod pages;
mod poppler;
mod reports;
pub mod rights;
mod sheets;
mod texts;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, make};

/// A file as it came: its name, and its content.
pub struct Kept {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Fetches a file, not packed on the way.
pub async fn fetch(who: &Client, path: &str) -> Kept {
    let kept = who.download(path).await;
    assert_eq!(kept.0, 200, "{path}: {}", String::from_utf8_lossy(&kept.2));
    let name = kept.1.split('"').nth(1).unwrap().to_owned();
    let expected = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}");
    assert_eq!(kept.1, expected);
    Kept {
        name,
        bytes: kept.2,
    }
}

/// The rows of a CSV file as an independent reader has them: head, rows, sums.
pub fn rows(kept: &Kept, separator: u8) -> Vec<Vec<String>> {
    let text = kept
        .bytes
        .strip_prefix("\u{feff}".as_bytes())
        .expect("the mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator)
        .from_reader(text);
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        row.unwrap().iter().map(str::to_owned).collect()
    };
    reader.records().map(row).collect()
}

pub fn column(rows: &[Vec<String>], head: &str) -> Vec<String> {
    let at = rows[0].iter().position(|name| name == head).unwrap();
    rows[1..rows.len() - 1]
        .iter()
        .map(|row| row[at].clone())
        .collect()
}

/// The list over all its pages.
pub async fn listed(who: &Client, list: &str, query: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = who
            .get(&format!("/{list}?limit=200&{query}{cursor}"))
            .await
            .expect(200);
        found.extend(page.body["data"].as_array().unwrap().clone());
        match page.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

pub async fn spend(client: &Client, description: &str, quantity: &str, unit_cost: i64) {
    let draft = json!({"description": description, "quantity": quantity, "unit_cost": make::naira(unit_cost)});
    client.post("/expenditures", &draft).await.expect(201);
}

pub fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Some jobs of every kind: two customers, a walk-in, several items, done and open, one in the trash.
pub async fn shop(app: &TestApp) -> Client {
    let admin = app.admin().await;
    for (customer, method, status, items) in [
        (
            Some("A&D \"Prints\""),
            "cash",
            "open",
            vec![make::item("=Banner, 2 m", "1.5", 450_001)],
        ),
        (
            Some("Ṣadé Bákery"),
            "transfer",
            "done",
            vec![
                make::item("Label", "3", 999),
                make::item("Cake-box; round", "1", 925_000),
            ],
        ),
        (
            None,
            "cash",
            "done",
            vec![make::item("Photocopy", "2.125", 20)],
        ),
    ] {
        let mut draft = json!({"items": items, "payment_method": method, "status": status});
        if let Some(customer) = customer {
            draft["customer_name"] = json!(customer);
        }
        admin.post("/jobs", &draft).await.expect(201);
    }
    let gone = make::job(&admin).await;
    let path = format!("/jobs/{}", gone.str("/id"));
    admin.seen(&gone).delete(&path).await.expect(204);
    admin
}

#[actix_web::test]
async fn a_file_holds_what_the_list_shows_in_its_order() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    for query in [
        "",
        "sort=total",
        "sort=-number",
        "status=done",
        "status=open&status=done&sort=-total",
        "q=sade",
        "q=nothing",
        "deleted=any&sort=number",
        "deleted=only",
        "payment_method=cash&total_min=100",
    ] {
        let listed = listed(&admin, "jobs", query).await;
        let file = fetch(&admin, &format!("/jobs/export?{query}")).await;
        let rows = rows(&file, b',');
        let field = |name: &str| {
            listed
                .iter()
                .map(|job| job[name].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(column(&rows, "Number"), field("number"), "{query}");
        assert_eq!(column(&rows, "Date"), field("occurred_on"), "{query}");
        let totals = listed
            .iter()
            .map(|job| job["total"]["amount_minor"].as_i64().unwrap());
        let exact: Vec<String> = totals.clone().map(decimal).collect();
        assert_eq!(column(&rows, "Total"), exact, "{query}");
        let summary = listed.len();
        let sums = rows.last().unwrap();
        let word = if summary == 1 { "row" } else { "rows" };
        assert_eq!(sums[0], format!("Total of {summary} {word}"), "{query}");
        assert_eq!(sums[3], decimal(totals.sum()), "{query}");
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    }
}

#[actix_web::test]
async fn a_row_an_item_sums_to_the_same() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    let [jobs, items] =
        ["jobs", "items"].map(|rows| format!("/jobs/export?sort=number&rows={rows}"));
    let jobs = rows(&fetch(&admin, &jobs).await, b',');
    let file = fetch(&admin, &items).await;
    assert!(file.name.starts_with("job-items-all-2"), "{}", file.name);
    let items = rows(&file, b',');
    assert_eq!(
        column(&items, "Item"),
        ["'=Banner, 2 m", "Label", "Cake-box; round", "Photocopy"]
    );
    assert_eq!(column(&items, "Quantity"), ["1.5", "3", "1", "2.125"]);
    assert_eq!(
        column(&items, "Unit price"),
        ["4500.01", "9.99", "9250.00", "0.20"]
    );
    let (job_sums, item_sums) = (jobs.last().unwrap(), items.last().unwrap());
    assert_eq!(item_sums[0], "Total of 4 rows");
    assert_eq!(job_sums[3], item_sums[5]);
    assert_eq!(column(&jobs, "Items")[1], "3 × Label; 1 × Cake-box; round");
}

#[actix_web::test]
async fn all_pages_of_a_long_list_come_once_each() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for number in 0..520 {
        spend(
            &admin,
            &format!("Ink {}", number % 7),
            "1",
            100 + number % 5,
        )
        .await;
    }
    for sort in ["total", "-description,total", "-occurred_at"] {
        let query = format!("sort={sort}");
        let listed = listed(&admin, "expenditures", &query).await;
        let file = fetch(&admin, &format!("/expenditures/export?{query}")).await;
        let rows = rows(&file, b',');
        let names: Vec<&str> = listed
            .iter()
            .map(|row| row["description"].as_str().unwrap())
            .collect();
        assert_eq!(listed.len(), 520);
        assert_eq!(column(&rows, "Description"), names);
        assert_eq!(rows.last().unwrap()[0], "Total of 520 rows");
        assert_eq!(rows.last().unwrap()[3], decimal(520 * 102));
    }
}

#[actix_web::test]
async fn customers_go_out_as_they_are_listed() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    for query in ["", "sort=-jobs", "q=bakery"] {
        let listed = listed(&admin, "customers", query).await;
        let rows = rows(
            &fetch(&admin, &format!("/customers/export?{query}")).await,
            b',',
        );
        let names: Vec<&str> = listed
            .iter()
            .map(|row| row["name"].as_str().unwrap())
            .collect();
        assert_eq!(column(&rows, "Name"), names, "{query}");
        assert!(column(&rows, "Jobs").iter().all(|jobs| jobs == "1"));
    }
}
