//! PDF, as a reader that is not its writer finds it: the rows and sums of every other file, whole and in their direction.

use serde_json::json;

use super::poppler::{read, sheets, table};
use super::{column, fetch, rows, shop, spend};
use crate::harness::{Client, Start, TestApp, make};

/// 24 November 2026, 21:11 in Lagos.
const THEN: i64 = 1_795_551_088_000;
const LONG: &str =
    "The Reverend Doctor Olufunmilayo Adaeze & Sons Printing and Packaging Company of Lagos";
/// What stands in CSV as a decimal and on paper with the currency's sign.
const AMOUNTS: [&str; 4] = ["Total", "Line total", "Unit price", "Unit cost"];

/// An exact decimal as people read it.
pub fn naira(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap();
    let figures = whole.as_bytes().rchunks(3).rev();
    let groups: Vec<&str> = figures
        .map(|group| str::from_utf8(group).unwrap())
        .collect();
    format!("₦{}.{fraction}", groups.join(","))
}

/// The rows of a CSV file as paper has them.
fn on_paper(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let heads = rows[0].clone();
    let cell = |(head, cell): (&String, &String)| match head.as_str() {
        _ if cell.is_empty() => String::new(),
        head if AMOUNTS.contains(&head) && cell != head => naira(cell),
        "Items" => cell.replace("; 1 ×", " 1 ×"),
        "Recorded" | "First named" | "In the trash since" if cell != head => {
            cell.rsplit_once(':').unwrap().0.to_owned()
        }
        _ => cell.trim_start_matches('\'').to_owned(),
    };
    rows.iter()
        .map(|row| heads.iter().zip(row).map(cell).collect())
        .collect()
}

async fn jobs(admin: &Client, count: usize) {
    for number in 0..count {
        let items = [
            make::item(&format!("Banner {number}, Ọláyẹmí"), "1.5", 450_001),
            make::item("A5 flyers, both sides", "1000", 4_500),
        ];
        let draft = json!({"items": items, "customer_name": "Ẹ̀bùn & Ṣadé", "status": "done"});
        admin.post("/jobs", &draft).await.expect(201);
    }
}

#[actix_web::test]
async fn paper_tells_what_programs_are_told() {
    let app = Start::default().at(THEN).start().await;
    let admin = shop(&app).await;
    spend(&admin, "Ink \"cyan\" & 'magenta', 5 l", "2.5", 1_234_567).await;
    spend(&admin, LONG, "1", 99).await;
    spend(&admin, "Ẹ̀bùn Ọláńrewájú ₦ ọ̀ṣọ́", "1", 100_000_000).await;
    for list in [
        "/jobs/export?sort=number",
        "/jobs/export?status=done&sort=-total",
        "/jobs/export?rows=items&sort=number&deleted=any",
        "/jobs/export?q=sade",
        "/expenditures/export?sort=total",
        "/customers/export?sort=name",
    ] {
        let csv = fetch(&admin, &format!("{list}&format=csv")).await;
        let pdf = fetch(&admin, &format!("{list}&format=pdf")).await;
        assert_eq!(pdf.name, csv.name.replace(".csv", ".pdf"));
        assert_eq!(table(&pdf), on_paper(&rows(&csv, b',')), "{list}");
    }
}

#[actix_web::test]
async fn each_sheet_has_the_head_of_the_table_and_says_which_it_is() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    jobs(&admin, 50).await;
    let pdf = fetch(&admin, "/jobs/export?format=pdf&status=done&sort=number").await;
    let sheets = sheets(&pdf);
    assert!(sheets.len() > 2, "{}", sheets.len());
    for (at, sheet) in sheets.iter().enumerate() {
        let lines: Vec<&str> = sheet
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let number = format!("Page {} of {}", at + 1, sheets.len());
        assert!(lines.last().unwrap().ends_with(&number), "{sheet}");
        let heads = lines
            .iter()
            .filter(|line| line.starts_with("Number") && line.ends_with("Recorded"));
        assert_eq!(heads.count(), 1, "{sheet}");
    }
    for told in [
        "Kingsway Labels",
        "Jobs",
        "Status",
        "Completed",
        "Made by",
        "ada",
        "2026-11-24 21:1",
        "Rows",
    ] {
        assert!(sheets[0].contains(told), "{told}");
    }
    let all = sheets.concat();
    assert_eq!(all.matches("J-2026-").count(), 50, "each row once");
    assert_eq!(all.matches("Total of 50 rows").count(), 1);
    assert!(all.contains("₦2,587,501.00"), "the sum");
}

#[actix_web::test]
async fn figures_beside_hebrew_and_arabic_keep_their_direction() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    spend(&admin, "שלום 1,250", "2", 150_000).await;
    spend(&admin, "مكتبة 47", "1.5", 999_999_900).await;
    let pdf = fetch(&admin, "/expenditures/export?format=pdf&sort=total").await;
    let text = sheets(&pdf).concat();
    for [name, figures, unit, total] in [
        ["שלום", "1,250", "₦1,500.00", "₦3,000.00"],
        ["مكتبة", "47", "₦9,999,999.00", "₦14,999,998.50"],
    ] {
        let line = text.lines().find(|line| line.contains(name)).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        for word in [figures, unit, total] {
            assert!(words.contains(&word), "{word} in {line}");
        }
        // In a name that reads from right to left, what comes last stands at the left. Poppler has its letters as they lie.
        let name: String = name.chars().rev().collect();
        let left = |word: &str| {
            let boxes = read(&["pdftotext", "-bbox", "-", "-"], &pdf);
            let found = boxes
                .lines()
                .find(|line| line.contains(&format!(">{word}<")));
            let found = found
                .unwrap_or_else(|| panic!("{word} in {boxes}"))
                .to_owned();
            found.split('"').nth(1).unwrap().parse::<f64>().unwrap()
        };
        assert!(
            left(figures) < left(&name) && left(&name) < left(unit),
            "{line}"
        );
    }
}

#[actix_web::test]
async fn what_the_letters_lack_is_a_box_and_a_note() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    spend(&admin, "Tea 你好 & rice", "1", 100).await;
    let pdf = fetch(&admin, "/expenditures/export?format=pdf").await;
    let text = sheets(&pdf).concat();
    assert!(
        text.contains("Tea 你好 & rice"),
        "to the letter all the same: {text}"
    );
    assert!(text.contains("A box stands for each character"), "{text}");
    assert!(text.contains("(U+4F60, U+597D)"), "{text}");
    let without = fetch(&admin, "/expenditures/export?format=pdf&q=nothing").await;
    assert!(!sheets(&without).concat().contains("A box"));
}

#[actix_web::test]
async fn a_long_name_is_told_whole() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let endless = "W".repeat(180);
    spend(&admin, LONG, "1", 100).await;
    spend(&admin, &endless, "1", 9_000_000_000).await;
    let pdf = fetch(&admin, "/expenditures/export?format=pdf").await;
    let names: Vec<String> = table(&pdf).iter().map(|row| row[0].clone()).collect();
    assert_eq!(names[1..3], [endless, LONG.to_owned()]);
    // No line goes beyond the sheet, where it would be told but not seen.
    let boxes = read(&["pdftotext", "-bbox", "-", "-"], &pdf);
    let edge = |line: &str, name: &str| {
        let value = line.split(&format!("{name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().parse::<f64>().unwrap()
    };
    let page = boxes.lines().find(|line| line.contains("<page")).unwrap();
    let width = edge(page, "width");
    for word in boxes.lines().filter(|line| line.contains("<word")) {
        assert!(
            edge(word, "xMin") > 35.0 && edge(word, "xMax") < width - 35.0,
            "{word}"
        );
    }
}

#[actix_web::test]
async fn an_empty_list_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for list in ["jobs", "expenditures", "customers"] {
        let pdf = fetch(&admin, &format!("/{list}/export?format=pdf&q=nobody")).await;
        let sheets = sheets(&pdf);
        assert_eq!(sheets.len(), 1);
        assert!(
            sheets[0].contains("Nothing is in this list."),
            "{}",
            sheets[0]
        );
        assert!(sheets[0].contains("Total of 0 rows"), "{}", sheets[0]);
        assert!(sheets[0].contains("nobody"), "what was searched");
    }
}

#[actix_web::test]
async fn it_is_made_for_readers_of_every_kind() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    let accepting = admin.with("accept", "application/pdf");
    let pdf = fetch(&accepting, "/jobs/export?format=pdf").await;
    let facts = read(&["pdfinfo", "-"], &pdf);
    for fact in [
        "Jobs, Kingsway Labels",
        "Tagged:          yes",
        "(A4)",
        "JavaScript:      no",
    ] {
        assert!(facts.contains(fact), "{fact} in {facts}");
    }
    let claim = read(&["pdfinfo", "-meta", "-"], &pdf);
    assert!(claim.contains("<pdfuaid:part>1</pdfuaid:part>"), "{claim}");
    // Another list of the same title is another document.
    let id = |claim: &str| {
        let (_, rest) = claim.split_once("<xmpMM:DocumentID>").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    app.advance_seconds(1);
    let later = fetch(&accepting, "/jobs/export?format=pdf").await;
    assert_ne!(id(&read(&["pdfinfo", "-meta", "-"], &later)), id(&claim));
    let bytes = String::from_utf8_lossy(&pdf.bytes);
    assert!(bytes.contains("/Lang(en)"));
    assert!(bytes.contains("/DisplayDocTitle true"));
    let structure = read(&["pdfinfo", "-struct", "-"], &pdf);
    for part in [
        "H1 \"Jobs\"",
        "Table",
        "THead",
        "TBody",
        "TFoot",
        "/Scope /Column",
    ] {
        assert!(structure.contains(part), "{part} in {structure}");
    }
}

#[actix_web::test]
async fn a_list_that_is_too_long_for_paper_is_refused_and_goes_out_otherwise() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let items: Vec<_> = (0..200)
        .map(|at| make::item(&format!("Sheet {at}"), "1", 100))
        .collect();
    for _ in 0..10 {
        make::job_of(&admin, &items).await;
    }
    let list = "/jobs/export?rows=items";
    let full = fetch(&admin, &format!("{list}&format=pdf")).await;
    assert!(sheets(&full).concat().contains("Total of 2000 rows"));
    make::job(&admin).await;
    let refused = admin.get(&format!("{list}&format=pdf")).await;
    let expected = "413 too_large: This list is too long for a PDF, which holds 2,000 rows and a megabyte of text at most. Narrow \
                    the filter, or take it as Excel or CSV: those have no such limit.";
    assert_eq!(refused.status_and_body(), expected);
    let csv = rows(&fetch(&admin, &format!("{list}&format=csv")).await, b',');
    assert_eq!(column(&csv, "Item").len(), 2_001);
    // Few rows, but of very much text.
    let long: Vec<_> = (0..200)
        .map(|_| make::item(&"𝔸".repeat(200), "1", 100))
        .collect();
    for _ in 0..7 {
        make::job_of(&admin, &long).await;
    }
    let refused = admin.get("/jobs/export?format=pdf").await;
    assert_eq!(refused.status, 413);
    let events = admin.get("/events?entity=export").await.expect(200);
    assert_eq!(
        events.body["data"].as_array().unwrap().len(),
        2,
        "what was refused is no export"
    );
}
