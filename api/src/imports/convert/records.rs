//! The original's jobs, their lines, and its expenditures.

use std::collections::{HashMap, HashSet};

use shared::field;
use shared::imports::ImportTable;
use shared::jobs::JobStatus;
use shared::{money, text};

use super::when::When;
use super::{
    Converted, Head, NewExpenditure, NewJob, OldExpenditure, OldJob, OldLine, Reading, adjust,
    digest, line, words,
};
use crate::imports::source::{self, Books, Value};

/// Jobs with their lines, and the lines whose job is not in the file.
pub fn jobs(
    books: &Books,
    reading: &Reading,
    users: &HashSet<&str>,
) -> (Vec<OldJob>, Vec<OldLine>) {
    let mut lines: HashMap<String, Vec<&source::OldItem>> = HashMap::new();
    for item in &books.items {
        lines.entry(item.job_id.shown()).or_default().push(item);
    }
    let mut seen = HashSet::new();
    let jobs = books
        .jobs
        .iter()
        .map(|old| {
            let is_first = seen.insert(old.id.shown());
            let items = match is_first {
                true => lines.remove(&old.id.shown()).unwrap_or_default(),
                false => Vec::new(),
            };
            job(old, &items, reading, users, is_first)
        })
        .collect();
    let mut orphans: Vec<&source::OldItem> = lines.into_values().flatten().collect();
    orphans.sort_by_key(|item| match item.id {
        Value::Integer(id) => id,
        _ => i64::MAX,
    });
    let orphans = orphans
        .into_iter()
        .map(|item| {
            let mut orphan = item_line(item, reading);
            orphan.row.content = None;
            orphan.row.head.reasons =
                vec![format!("Job {} is not in the file", item.job_id.shown())];
            orphan
        })
        .collect();
    (jobs, orphans)
}

/// How many spellings of customers' names there are, and how many customers they come to.
pub fn names(jobs: &[source::OldJob]) -> (usize, usize) {
    let mut spellings = HashSet::new();
    let mut customers = HashSet::new();
    for job in jobs {
        let name = words::line(&job.customer_name, field::NAME_MAX).text;
        if !name.is_empty() {
            spellings.insert(job.customer_name.spelled());
            customers.insert(text::key(&name));
        }
    }
    (spellings.len(), customers.len())
}

fn job(
    old: &source::OldJob,
    items: &[&source::OldItem],
    reading: &Reading,
    users: &HashSet<&str>,
    is_first: bool,
) -> OldJob {
    let mut reasons = Vec::new();
    let customer = adjust::customer(&old.customer_name, &mut reasons);
    let status = adjust::status(&old.status, &mut reasons);
    let payment_method = adjust::payment(&old.payment_method, &mut reasons);
    let author = adjust::author(&old.created_by, users, &mut reasons);
    let when = When::read(&old.date_time, reading);
    reasons.extend(when.skipped);
    let lines: Vec<OldLine> = items.iter().map(|item| item_line(item, reading)).collect();
    let too_large = total(&lines) > i128::from(money::MAX_MINOR);
    let left_out = match &when.day {
        _ if !is_first || !matches!(old.id, Value::Integer(_)) => Some(no_id(&old.id)),
        Err(reason) => Some(reason.clone()),
        Ok(_) if too_large => Some("The job's total is beyond every limit".to_owned()),
        Ok(_) => None,
    };
    let content = match (&left_out, &when.day) {
        (None, Ok((at, on))) => Some(NewJob {
            customer,
            done: status == JobStatus::Done,
            payment_method,
            occurred_at: *at,
            occurred_on: *on,
            author,
            items: Vec::new(),
        }),
        _ => None,
    };
    let head = Head {
        table: ImportTable::Jobs,
        old_id: old.id.shown(),
        created: when.created,
        digest: job_digest(old, items),
        label: label(&old.customer_name, items.len()),
        occurred_at: when.at,
        reasons: left_out.map_or(reasons, |reason| vec![reason]),
    };
    OldJob {
        row: Converted { head, content },
        status,
        month: when.month,
        lines,
    }
}

fn total(lines: &[OldLine]) -> i128 {
    let kept = lines.iter().filter_map(|line| line.row.content.as_ref());
    kept.map(|item| i128::from(item.total_minor)).sum()
}

/// “Grace Chapel, 1 item”.
fn label(name: &Value, items: usize) -> String {
    let name = match name.text() {
        Some(text) if !text.trim().is_empty() => name.shown(),
        _ => "No name".to_owned(),
    };
    let plural = if items == 1 { "item" } else { "items" };
    format!("{name}, {items} {plural}")
}

/// The job's own words and its lines', without the lines' ids: the original gives lines new ids at every edit.
fn job_digest(old: &source::OldJob, items: &[&source::OldItem]) -> String {
    let mut parts = vec![
        &old.customer_name,
        &old.status,
        &old.payment_method,
        &old.created_by,
    ];
    for item in items {
        parts.extend([&item.description, &item.quantity, &item.price, &item.total]);
    }
    digest(&parts)
}

fn item_line(item: &source::OldItem, reading: &Reading) -> OldLine {
    let reckoned = line::reckon(
        &item.quantity,
        ("price", &item.price),
        &item.total,
        reading.currency,
    );
    let source_minor = reckoned.source_minor;
    let (content, reasons) = adjust::described(&item.description, reckoned);
    let head = Head {
        table: ImportTable::JobItems,
        old_id: item.id.shown(),
        created: String::new(),
        digest: digest(&[&item.description, &item.quantity, &item.price, &item.total]),
        label: format!(
            "of job {}, “{}”",
            item.job_id.shown(),
            item.description.shown()
        ),
        occurred_at: None,
        reasons,
    };
    OldLine {
        row: Converted { head, content },
        source_minor,
    }
}

pub fn expenditures(
    rows: &[source::OldExpenditure],
    reading: &Reading,
    users: &HashSet<&str>,
) -> Vec<OldExpenditure> {
    let mut seen = HashSet::new();
    rows.iter()
        .map(|old| {
            let is_first = seen.insert(old.id.shown());
            expenditure(old, reading, users, is_first)
        })
        .collect()
}

fn expenditure(
    old: &source::OldExpenditure,
    reading: &Reading,
    users: &HashSet<&str>,
    is_first: bool,
) -> OldExpenditure {
    let reckoned = line::reckon(
        &old.quantity,
        ("unit cost", &old.amount_used),
        &old.total,
        reading.currency,
    );
    let source_minor = reckoned.source_minor;
    let (item, mut reasons) = adjust::described(&old.description, reckoned);
    let when = When::read(&old.date_time, reading);
    let has_id = is_first && matches!(old.id, Value::Integer(_));
    let content = match (item, &when.day) {
        _ if !has_id => {
            reasons = vec![no_id(&old.id)];
            None
        }
        (_, Err(reason)) => {
            reasons = vec![reason.clone()];
            None
        }
        (None, Ok(_)) => None,
        (Some(item), Ok((at, on))) => {
            reasons.extend(when.skipped);
            Some(NewExpenditure {
                item,
                occurred_at: *at,
                occurred_on: *on,
                author: adjust::author(&old.created_by, users, &mut reasons),
            })
        }
    };
    let head = Head {
        table: ImportTable::Expenditures,
        old_id: old.id.shown(),
        created: when.created,
        digest: digest(&[
            &old.description,
            &old.quantity,
            &old.amount_used,
            &old.total,
            &old.created_by,
        ]),
        label: format!("“{}”", old.description.shown()),
        occurred_at: when.at,
        reasons,
    };
    OldExpenditure {
        row: Converted { head, content },
        month: when.month,
        source_minor,
    }
}

/// Why a row cannot be told apart from others.
pub fn no_id(id: &Value) -> String {
    match id {
        Value::Integer(id) => format!("The id {id} appears more than once"),
        other => format!("“{}” is no id", other.shown()),
    }
}
