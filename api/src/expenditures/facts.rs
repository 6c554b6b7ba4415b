//! What the journal keeps of an expenditure: the facts a person would compare, before and after.

use serde_json::{Value, json};

use super::store::Row;

/// The facts of an expenditure, by the names that its history shows.
pub fn of(row: &Row) -> Value {
    json!({
        "description": row.description,
        "quantity_milli": row.quantity_milli,
        "unit_cost_minor": row.unit_cost_minor,
        "total_minor": row.total_minor,
        "occurred_on": row.occurred_on,
        "deleted": row.deleted_at.is_some(),
    })
}
