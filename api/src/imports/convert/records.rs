//! The original's jobs, their lines, and its expenditures.

use std::collections::{HashMap, HashSet};

use shared::date::{Date, Month};
use shared::field;
use shared::imports::ImportTable;
use shared::instant::Instant;
use shared::jobs::{JobStatus, PaymentMethod};
use shared::{money, text};

use super::line::{self, Reckoned};
use super::words::{self, Line};
use super::{
    Converted, Head, NewExpenditure, NewItem, NewJob, OldExpenditure, OldJob, OldLine, Reading,
    digest, moment,
};
use crate::imports::source::{self, Books, Value};

/// What stands for a description that is empty.
const NO_DESCRIPTION: &str = "(no description)";

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
    let customer = customer(&old.customer_name, &mut reasons);
    let status = status(&old.status, &mut reasons);
    let payment_method = payment(&old.payment_method, &mut reasons);
    let author = author(&old.created_by, users, &mut reasons);
    let when = When::read(&old.date_time, reading);
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

fn customer(name: &Value, reasons: &mut Vec<String>) -> Option<String> {
    let Line { text, changes } = words::line(name, field::NAME_MAX);
    reasons.extend(changes.iter().map(|change| format!("The name {change}")));
    if text.is_empty() {
        reasons.push("The name is empty, so it is a walk-in's".to_owned());
        return None;
    }
    Some(text)
}

fn status(status: &Value, reasons: &mut Vec<String>) -> JobStatus {
    match status.text() {
        Some("Completed") => JobStatus::Done,
        Some("Incomplete") => JobStatus::Open,
        _ => {
            reasons.push(format!(
                "The status “{}” becomes incomplete",
                status.shown()
            ));
            JobStatus::Open
        }
    }
}

fn payment(method: &Value, reasons: &mut Vec<String>) -> PaymentMethod {
    match method.text() {
        Some("Cash") => PaymentMethod::Cash,
        Some("Transfer") => PaymentMethod::Transfer,
        _ => {
            reasons.push(format!(
                "The payment method “{}” becomes cash",
                method.shown()
            ));
            PaymentMethod::Cash
        }
    }
}

fn author(created_by: &Value, users: &HashSet<&str>, reasons: &mut Vec<String>) -> String {
    let old_id = created_by.shown();
    if !users.contains(old_id.as_str()) {
        reasons.push(format!(
            "User {old_id} is not in the file, so “imported” stands for them"
        ));
    }
    old_id
}

fn item_line(item: &source::OldItem, reading: &Reading) -> OldLine {
    let reckoned = line::reckon(
        &item.quantity,
        ("price", &item.price),
        &item.total,
        reading.currency,
    );
    let source_minor = reckoned.source_minor;
    let (content, reasons) = described(&item.description, reckoned);
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
    let (item, mut reasons) = described(&old.description, reckoned);
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
        (Some(item), Ok((at, on))) => Some(NewExpenditure {
            item,
            occurred_at: *at,
            occurred_on: *on,
            author: author(&old.created_by, users, &mut reasons),
        }),
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

/// A reckoned line with its description, or the reason why it stays out and nothing else.
fn described(description: &Value, reckoned: Reckoned) -> (Option<NewItem>, Vec<String>) {
    let Some(line) = reckoned.line else {
        return (None, reckoned.reasons);
    };
    let Line { text, changes } = words::line(description, field::DESCRIPTION_MAX);
    let mut reasons = reckoned.reasons;
    reasons.extend(
        changes
            .iter()
            .map(|change| format!("The description {change}")),
    );
    if text.is_empty() {
        reasons.push(format!(
            "The description is empty and becomes “{NO_DESCRIPTION}”"
        ));
    }
    let item = NewItem {
        description: if text.is_empty() {
            NO_DESCRIPTION.to_owned()
        } else {
            text
        },
        quantity_milli: line.quantity_milli,
        unit_minor: line.unit_minor,
        total_minor: line.total_minor,
    };
    (Some(item), reasons)
}

/// Why a row cannot be told apart from others.
pub fn no_id(id: &Value) -> String {
    match id {
        Value::Integer(id) => format!("The id {id} appears more than once"),
        other => format!("“{}” is no id", other.shown()),
    }
}

/// When a row took place.
struct When {
    created: String,
    at: Option<Instant>,
    month: Option<Month>,
    /// Moment and shop's day, or why the row stays out.
    day: Result<(Instant, Date), String>,
}

impl When {
    fn read(value: &Value, reading: &Reading) -> Self {
        let wall = value.text().and_then(moment::parse);
        let no_day = || format!("The date “{}” is no day", value.shown());
        let at = wall.and_then(|wall| reading.source_zone.instant_of(wall));
        let day = at
            .ok_or_else(no_day)
            .and_then(|at| match at.millis() {
                0.. => Ok(at),
                _ => Err(format!("The date “{}” is before 1970", value.shown())),
            })
            .and_then(|at| match reading.shop_zone.day_of(at) {
                Ok(on) => Ok((at, on)),
                Err(_out_of_range) => Err(no_day()),
            });
        let month = day.as_ref().map_or(None, |(_, on)| Some(Month::of(*on)));
        let day = day.and_then(|(at, on)| match on > reading.today {
            true => Err(format!("The date {on} is in the future")),
            false => Ok((at, on)),
        });
        Self {
            created: wall.map_or_else(|| value.spelled(), moment::spelled),
            at,
            month,
            day,
        }
    }
}
