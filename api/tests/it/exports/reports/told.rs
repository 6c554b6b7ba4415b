//! What a page is told of its rows, and how each kind of file must say it.

use calamine::Data;
use serde_json::Value;

use crate::exports::decimal;
use crate::exports::pages::naira;

/// What a cell must hold.
pub enum Told {
    Text(String),
    Count(i64),
    Amount(i64),
    Share(i64),
}

/// Each report with what is asked of it, and the heads of its file.
pub const REPORTS: [(&str, &str, &str); 13] = [
    (
        "money",
        "by=month&from=2025-11-01&to=2026-11-30",
        "Month,Jobs,In,Expenditures,Out,Net",
    ),
    (
        "money",
        "from=2026-10-30&to=2026-11-02&compare=previous",
        "Day,Jobs,In,Expenditures,Out,Net,Jobs before,In before,Expenditures before,Out before,Net before",
    ),
    (
        "money",
        "by=week&from=2026-10-01&to=2026-11-24&compare=year",
        "Week,Jobs,In,Expenditures,Out,Net,Jobs before,In before,Expenditures before,Out before,Net before",
    ),
    (
        "customers",
        "from=2025-11-01&to=2026-11-30",
        "Customer,Jobs,Amount,Share in %",
    ),
    (
        "customers",
        "from=2026-11-01&to=2026-11-24&compare=year&limit=2",
        "Customer,Jobs,Amount,Jobs before,Amount before,Share in %",
    ),
    (
        "items",
        "from=2025-11-01&to=2026-11-30",
        "Item,Lines,Amount,Share in %",
    ),
    (
        "items",
        "from=2026-11-01&compare=previous&limit=1",
        "Item,Lines,Amount,Lines before,Amount before,Share in %",
    ),
    (
        "staff",
        "from=2020-01-01&to=2020-01-31",
        "Recorded by,Jobs,Amount,Share in %",
    ),
    (
        "staff",
        "from=2026-11-01&compare=previous",
        "Recorded by,Jobs,Amount,Jobs before,Amount before,Share in %",
    ),
    (
        "methods",
        "from=2025-11-01&to=2026-11-30",
        "Paid by,Jobs,Amount,Share in %",
    ),
    (
        "spending",
        "from=2025-11-01&to=2026-11-30",
        "Description,Times,Spent,Share in %",
    ),
    (
        "spending",
        "from=2026-11-01&compare=year&limit=1",
        "Description,Times,Spent,Times before,Spent before,Share in %",
    ),
    (
        "work",
        "compare=previous",
        "Waits since,Jobs,Amount,Share in %",
    ),
];

fn minor(sum: &Value) -> i64 {
    sum["money"]["amount_minor"].as_i64().unwrap()
}

fn sum(sum: &Value) -> [Told; 2] {
    [
        Told::Count(sum["count"].as_i64().unwrap()),
        Told::Amount(minor(sum)),
    ]
}

/// What the page is told of a row, in the order of the file's columns.
pub fn told(row: &Value) -> Vec<Told> {
    let mut told = vec![Told::Text(row["label"].as_str().unwrap().to_owned())];
    told.extend(sum(row));
    let (before, out) = (&row["compared"], &row["out"]);
    if !out.is_null() {
        told.extend(sum(out));
        told.push(Told::Amount(minor(row) - minor(out)));
    }
    if !before.is_null() {
        told.extend(sum(before));
    }
    match (out.is_null(), before.is_null()) {
        (true, _) => told.extend(row["share_bp"].as_i64().map(Told::Share)),
        (false, true) => {}
        (false, false) => {
            let out = &out["compared"];
            told.extend(sum(out));
            told.push(Told::Amount(minor(before) - minor(out)));
        }
    }
    // Nothing is shared out of nothing.
    if out.is_null() && row["share_bp"].is_null() {
        told.push(Told::Text(String::new()));
    }
    told
}

fn signed(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}", decimal(minor.abs()))
}

impl Told {
    pub fn in_csv(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with('=') => format!("'{text}"),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Amount(minor) => signed(*minor),
            Self::Share(share) => decimal(*share),
        }
    }

    pub fn on_paper(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Amount(minor) if *minor < 0 => format!("\u{2212}{}", naira(&decimal(-minor))),
            Self::Amount(minor) => naira(&decimal(*minor)),
            Self::Share(share) => format!("{} %", decimal(*share)),
        }
    }

    pub fn is_in(&self, cell: &Data) -> bool {
        let number = |number: &str| *cell == Data::Float(number.parse().unwrap());
        match self {
            Self::Text(text) if text.is_empty() => *cell == Data::Empty,
            Self::Text(text) => *cell == Data::String(text.clone()),
            Self::Count(count) => number(&count.to_string()),
            Self::Amount(minor) => number(&signed(*minor)),
            Self::Share(share) => number(&format!("{}e-4", share)),
        }
    }
}
