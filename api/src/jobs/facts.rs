//! What the journal keeps of a job: the facts a person would compare, before and after.

use serde_json::{Value, json};

use super::store::{ItemRow, Row};

/// The facts of a job, by the names that its history shows.
pub fn of(row: &Row, items: &[ItemRow]) -> Value {
    let items: Vec<Value> = items
        .iter()
        .map(|item| {
            json!({
                "description": item.description,
                "quantity_milli": item.quantity_milli,
                "unit_price_minor": item.unit_price_minor,
            })
        })
        .collect();
    json!({
        "number": row.number,
        "customer_id": row.customer_id,
        "status": row.status,
        "payment_method": row.payment_method,
        "total_minor": row.total_minor,
        "occurred_on": row.occurred_on,
        "completed_on": row.completed_on,
        "deleted": row.deleted_at.is_some(),
        "items": items,
    })
}
