//! What an old row says in words, in our terms; every change of it is named among the row's reasons.

use std::collections::HashSet;

use shared::field;
use shared::jobs::{JobStatus, PaymentMethod};

use super::NewItem;
use super::line::Reckoned;
use super::words::{self, Line};
use crate::imports::source::Value;

/// What stands for a description that is empty.
const NO_DESCRIPTION: &str = "(no description)";

pub fn customer(name: &Value, reasons: &mut Vec<String>) -> Option<String> {
    let Line { text, changes } = words::line(name, field::NAME_MAX);
    reasons.extend(changes.iter().map(|change| format!("The name {change}")));
    if text.is_empty() {
        reasons.push("The name is empty, so it is a walk-in's".to_owned());
        return None;
    }
    Some(text)
}

pub fn status(status: &Value, reasons: &mut Vec<String>) -> JobStatus {
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

pub fn payment(method: &Value, reasons: &mut Vec<String>) -> PaymentMethod {
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

pub fn author(created_by: &Value, users: &HashSet<String>, reasons: &mut Vec<String>) -> String {
    let old_id = created_by.shown();
    if !users.contains(&old_id) {
        reasons.push(format!(
            "User {old_id} is not in the file, so “imported” stands for them"
        ));
    }
    old_id
}

/// A reckoned line with its description, or the reason why it stays out and nothing else.
pub fn described(description: &Value, reckoned: Reckoned) -> (Option<NewItem>, Vec<String>) {
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
