//! The original's jobs, their lines, and its expenditures.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use shared::field;
use shared::imports::ImportTable;
use shared::jobs::JobStatus;
use shared::{money, text};

use super::source_facts::fact;
use super::when::When;
use super::{
    Converted, Head, NewExpenditure, NewJob, OldExpenditure, OldJob, OldLine, Reading, SourceFacts,
    adjust, digest, line, words,
};
use crate::imports::source::{self, JobWithItems, Value};

/// So many items of a job are kept in what it said.
const LINES_SAID: usize = 20;

/// Counts the spellings of customers' names, and the customers that they come to, by hashes of them: a large file's names
/// need not be held.
#[derive(Default)]
pub struct Names {
    hasher: RandomState,
    spellings: HashSet<u64>,
    customers: HashSet<u64>,
}

impl Names {
    pub fn add(&mut self, job: &source::OldJob) {
        let name = words::line(&job.customer_name, field::NAME_MAX).text;
        if !name.is_empty() {
            let hash = |text: String| self.hasher.hash_one(text);
            self.spellings.insert(hash(job.customer_name.spelled()));
            self.customers.insert(hash(text::key(&name)));
        }
    }

    pub fn spellings(&self) -> usize {
        self.spellings.len()
    }

    pub fn customers(&self) -> usize {
        self.customers.len()
    }
}

/// A line whose job is not in the file.
pub fn orphan(item: &source::OldItem, reading: &Reading) -> OldLine {
    let mut orphan = item_line(item, reading);
    orphan.row.content = None;
    orphan.row.head.reasons = vec![format!("Job {} is not in the file", item.job_id.shown())];
    orphan
}

pub fn job(found: &JobWithItems, reading: &Reading, users: &HashSet<String>) -> OldJob {
    let JobWithItems {
        job: old,
        items,
        is_first,
    } = found;
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
        said: job_said(old, items),
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
fn job_digest(old: &source::OldJob, items: &[source::OldItem]) -> String {
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

fn job_said(old: &source::OldJob, items: &[source::OldItem]) -> SourceFacts {
    let lines: Vec<String> = items
        .iter()
        .take(LINES_SAID)
        .map(|item| {
            let (quantity, price) = (item.quantity.shown(), item.price.shown());
            let (what, total) = (item.description.shown(), item.total.shown());
            format!("{what}: {quantity} × {price} = {total}")
        })
        .collect();
    vec![
        fact("customer", old.customer_name.shown()),
        fact("status", old.status.shown()),
        fact("payment method", old.payment_method.shown()),
        fact("user", old.created_by.shown()),
        fact("list of items", lines.join("; ")),
    ]
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
        said: SourceFacts::new(),
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

pub fn expenditure(
    old: &source::OldExpenditure,
    reading: &Reading,
    users: &HashSet<String>,
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
        said: expenditure_said(old),
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

fn expenditure_said(old: &source::OldExpenditure) -> SourceFacts {
    vec![
        fact("description", old.description.shown()),
        fact("quantity", old.quantity.shown()),
        fact("unit cost", old.amount_used.shown()),
        fact("total", old.total.shown()),
        fact("user", old.created_by.shown()),
    ]
}

/// Why a row cannot be told apart from others.
pub fn no_id(id: &Value) -> String {
    match id {
        Value::Integer(id) => format!("The id {id} appears more than once"),
        other => format!("“{}” is no id", other.shown()),
    }
}
