//! Workbooks, as a reader that is not their writer finds them.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use super::{Kept, fetch, shop, spend};
use crate::harness::{Client, Start, TestApp, make};

/// 24 November 2026, 21:11 in Lagos.
const THEN: i64 = 1_795_551_088_000;

fn open(kept: &Kept) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(kept.bytes.clone())).unwrap()
}

pub fn sheet(kept: &Kept, name: &str) -> Range<Data> {
    open(kept).worksheet_range(name).unwrap()
}

pub async fn about(who: &Client, path: &str) -> Vec<(String, String)> {
    let sheet = sheet(&fetch(who, path).await, "About");
    sheet
        .rows()
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect()
}

#[actix_web::test]
async fn numbers_are_numbers_days_are_days_and_text_stays_text() {
    let app = Start::default().at(THEN).start().await;
    let admin = shop(&app).await;
    let file = fetch(&admin, "/jobs/export?format=xlsx&sort=number&rows=items").await;
    assert_eq!(file.name, "job-items-all-2026-11-24.xlsx");
    let sheet = sheet(&file, "Items of jobs");
    let row = |at: usize| sheet.rows().nth(at).unwrap();
    let heads: Vec<String> = row(0).iter().map(ToString::to_string).collect();
    assert_eq!(
        heads,
        [
            "Number",
            "Customer",
            "Item",
            "Quantity",
            "Unit price",
            "Line total",
            "Paid by",
            "Status",
            "Date",
            "Completed",
            "By",
            "Recorded"
        ]
    );
    let first = row(1);
    assert_eq!(first[1], Data::String("A&D \"Prints\"".to_owned()));
    assert_eq!(
        first[2],
        Data::String("=Banner, 2 m".to_owned()),
        "as it is, and no formula"
    );
    assert_eq!(first[3], Data::Float(1.5));
    assert_eq!(first[4], Data::Float(4500.01));
    assert_eq!(first[5], Data::Float(6750.02));
    assert_eq!(first[9], Data::Empty);
    // As spreadsheets count: 46 350 days since the end of 1899.
    let moment = |cell: &Data| match cell {
        Data::DateTime(moment) => moment.as_f64(),
        other => panic!("{other:?} is no moment"),
    };
    assert_eq!(moment(&first[8]), 46_350.0);
    let recorded_s = (moment(&first[11]) - 46_350.0) * 86_400.0;
    assert!(
        (76_287.5..76_348.0).contains(&recorded_s),
        "21:11:28 by the shop's clock, and a moment more"
    );
    let sums = sheet.rows().next_back().unwrap();
    assert_eq!(sums[0], Data::String("Total of 4 rows".to_owned()));
    assert_eq!(
        sums[5],
        Data::Float(16030.42),
        "a number, and no formula that reads as 0"
    );
}

#[actix_web::test]
async fn an_amount_that_a_double_cannot_hold_is_told_as_text() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // ₦9,999,999,999,999.99 and ₦90,000,000,000,000.00
    spend(&admin, "A tower", "999999.999", 1_000_000_000).await;
    spend(&admin, "A city", "9000000", 1_000_000_000).await;
    let file = fetch(&admin, "/expenditures/export?format=xlsx&sort=total").await;
    let sheet = sheet(&file, "Expenditures");
    let total = |at: usize| sheet.rows().nth(at).unwrap()[3].clone();
    assert_eq!(total(1), Data::Float(9_999_999_990_000.0));
    assert_eq!(total(2), Data::String("90000000000000.00".to_owned()));
    assert_eq!(total(3), Data::String("99999999990000.00".to_owned()));
}

#[actix_web::test]
async fn a_text_longer_than_a_cell_is_cut_and_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // Letters beyond the first plane count twice.
    let long = "𝔸".repeat(200);
    let items: Vec<_> = (0..100).map(|_| make::item(&long, "1", 1)).collect();
    make::job_of(&admin, &items).await;
    let file = fetch(&admin, "/jobs/export?format=xlsx").await;
    let text = sheet(&file, "Jobs").rows().nth(1).unwrap()[2].to_string();
    assert!(text.encode_utf16().count() <= 32_767);
    assert!(
        text.ends_with("(cut: 40598 characters are too many for a cell)"),
        "{}",
        &text[text.len() - 80..]
    );
}

#[actix_web::test]
async fn the_sheet_about_says_what_the_file_is() {
    let app = Start::default().at(THEN).start().await;
    let admin = shop(&app).await;
    let settings = admin.get("/settings").await.expect(200);
    let name = json!({"shop_name": "A&D Labels"});
    admin
        .seen(&settings)
        .patch("/settings", &name)
        .await
        .expect(200);
    let customer = admin.get("/customers?q=sade").await.str("/data/0/id");
    let me = admin.get("/me").await.str("/user/id");
    let query = format!(
        "status=done&status=open&customer_id={customer}&created_by={me}&total_min=100&q=cake&deleted=any"
    );
    let told = about(&admin, &format!("/jobs/export?format=xlsx&{query}")).await;
    let expected = [
        ("Shop", "A&D Labels"),
        ("List", "Jobs"),
        ("Rows", "1"),
        ("Currency", "NGN"),
        ("Status", "Completed, Incomplete"),
        ("Customer", "Ṣadé Bákery"),
        ("Total", "from 1.00"),
        ("Search", "cake"),
        ("Recorded by", "ada"),
        ("Trash", "with what lies in it"),
        ("Order", "occurred at, descending"),
        ("Made by", "ada"),
    ];
    let told: Vec<(&str, &str)> = told
        .iter()
        .map(|(what, told)| (what.as_str(), told.as_str()))
        .collect();
    let (told, [at, with]) = told.split_at(expected.len()) else {
        panic!("{told:?}");
    };
    assert_eq!(told, expected);
    assert!(at.1.starts_with("2026-11-24 21:1"), "{at:?}");
    assert!(
        at.1.ends_with(", by the shop's clock (Africa/Lagos)"),
        "{at:?}"
    );
    assert!(with.1.starts_with("Zehmo "), "{with:?}");
}
