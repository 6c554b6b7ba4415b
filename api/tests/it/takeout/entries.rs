//! The journal for the accountant, as `hledger` reads it. `beancount` reads it where the generated clients are tried out.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;
use crate::harness::make;

/// What `hledger` says that each account comes to.
fn balances(journal: &str) -> BTreeMap<String, String> {
    let told = hledger(journal, &["balance", "--flat", "--empty", "--no-total"]);
    let row = |line: &str| {
        let (amount, account) = line.trim().split_once("  ").unwrap();
        (account.to_owned(), amount.to_owned())
    };
    told.lines().map(row).collect()
}

fn hledger(journal: &str, asked: &[&str]) -> String {
    let mut program = Command::new("hledger")
        .args(["--file", "-"])
        .args(asked)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut into = program.stdin.take().unwrap();
    into.write_all(journal.as_bytes()).unwrap();
    drop(into);
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{asked:?} of {journal}");
    String::from_utf8(output.stdout).unwrap()
}

async fn journal(app: &TestApp, who: &Client, days: Value) -> (String, String) {
    let mut order = json!({"what": "journal", "format": "beancount"});
    let days = days.as_object().unwrap().clone();
    order.as_object_mut().unwrap().extend(days);
    let file = taken(app, who, &order).await;
    (file.name, String::from_utf8(file.bytes).unwrap())
}

async fn sum(who: &Client, list: &str) -> i64 {
    let summary = who.get(list).await.expect(200);
    summary.body["total"]["amount_minor"].as_i64().unwrap()
}

fn naira(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{} NGN", crate::exports::decimal(minor.abs()))
}

#[actix_web::test]
async fn the_journal_comes_to_what_the_books_come_to() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let (name, text) = journal(&app, &admin, json!({})).await;
    assert!(name.starts_with("journal-all-20") && name.ends_with(".beancount"));
    let told = balances(&text);
    let done = "/jobs/summary?status=done";
    let cash = sum(&admin, &format!("{done}&payment_method=cash")).await;
    let transfer = sum(&admin, &format!("{done}&payment_method=transfer")).await;
    let spent = sum(&admin, "/expenditures/summary").await;
    let expected = [
        ("Assets:Received:Cash", cash),
        ("Assets:Received:Transfer", transfer),
        ("Income:Jobs", -sum(&admin, done).await),
        ("Expenses:Spending", spent),
        ("Assets:Spent", -spent),
    ];
    for (account, minor) in expected {
        assert_eq!(told[account], naira(minor), "{account}");
        let stated = format!(" balance {account}  {}\n", naira(minor));
        assert!(text.contains(&stated), "{stated} in {text}");
    }
    assert!(text.ends_with("; The end of 4 entries.\n"));
}

#[actix_web::test]
async fn a_journal_of_days_holds_what_was_completed_and_spent_on_them() {
    let app = Start::default().without_runner().start().await;
    app.at("2027-03-01T08:00:00Z");
    let admin = app.admin().await;
    let hostile = "Ṣadé \"Q\" \\ ; date:2020-01-01 | x";
    for (customer, day, price) in [("Ada", "2027-01-31", 100), (hostile, "2027-02-01", 2_050)] {
        let items = [make::item("Banner", "1", price)];
        let draft = json!({"customer_name": customer, "items": items, "status": "done", "occurred_on": day});
        admin.post("/jobs", &draft).await.expect(201);
    }
    let days = json!({"from": "2027-02-01", "to": "2027-02-28"});
    let (name, text) = journal(&app, &admin, days).await;
    assert_eq!(name, "journal-2027-02.beancount");
    assert!(text.contains("; Days: from 2027-02-01 to 2027-02-28\n"));
    assert_eq!(balances(&text)["Income:Jobs"], "-20.50 NGN");
    let entries = hledger(&text, &["print", "Income:Jobs"]);
    let first = entries.lines().next().unwrap();
    assert_eq!(
        first,
        "2027-02-01 * \"Ṣadé 'Q' / , date:2020-01-01 | x\" \"J-2027-00002\""
    );
    let (_, none) = journal(&app, &admin, json!({"from": "9999-12-31"})).await;
    assert!(none.ends_with("; The end of 0 entries.\n"), "{none}");
    balances(&none);
}
