//! What happened to a job, in words.

use serde_json::Value;
use shared::audit::Change;
use shared::currency::Currency;
use shared::date::Date;
use shared::jobs::{JobStatus, PaymentMethod};
use shared::money::Money;

use super::text;
use crate::records::history::Words;
use crate::ui::history::FieldChange;
use crate::ui::when;

/// What is said of a job's events.
pub const WORDS: Words = Words {
    did,
    change: in_words,
};

fn did(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "created" => ("plus", "recorded the job"),
        "updated" => ("pencil", "changed the job"),
        "completed" => ("circle-check", "completed the job"),
        "reopened" => ("circle-dashed", "reopened the job"),
        "deleted" | "trashed" => ("trash-2", "moved the job to the trash"),
        "restored" => ("rotate-ccw", "brought the job back"),
        "imported" => ("file-down", "brought the job in from the old books"),
        _ => ("info", "did something to the job"),
    }
}

/// A change in words: what, before, after. Facts that the sentence tells already are left out.
fn in_words(change: &Change, currency: Currency) -> Option<FieldChange> {
    let words = |value: &Value| match change.field.as_str() {
        "status" => value.as_str().and_then(|word| {
            word.parse::<JobStatus>()
                .map_or(None, |status| Some(text::status(status).1.to_owned()))
        }),
        "payment_method" => value.as_str().and_then(|word| {
            word.parse::<PaymentMethod>()
                .map_or(None, |method| Some(text::payment(method).to_owned()))
        }),
        "total_minor" => value.as_i64().and_then(|minor| {
            Money::new(minor, currency).map_or(None, |money| Some(money.to_string()))
        }),
        "occurred_on" | "completed_on" => value.as_str().and_then(|word| {
            word.parse::<Date>()
                .map_or(None, |date| Some(when::date_words(date)))
        }),
        "items" => value.as_array().map(|items| items_in_words(items)),
        _ => None,
    };
    let name = match change.field.as_str() {
        "status" => "Status",
        "payment_method" => "Paid by",
        "total_minor" => "Total",
        "occurred_on" => "Date",
        // The day of completing it is the day of the sentence.
        "completed_on" if !change.before.is_null() => "Completed on",
        "items" => "Items",
        "customer_id" => {
            let changed = FieldChange {
                name: "Customer",
                before: String::new(),
                after: "changed".to_owned(),
            };
            return Some(changed).filter(|_| !change.before.is_null());
        }
        _ => return None,
    };
    Some(FieldChange {
        name,
        before: words(&change.before).unwrap_or_default(),
        after: words(&change.after).unwrap_or_default(),
    })
}

/// `3 × Banner, 1.5 × Vinyl`.
fn items_in_words(items: &[Value]) -> String {
    let line = |item: &Value| {
        let milli = item
            .get("quantity_milli")
            .and_then(Value::as_i64)
            .unwrap_or(0);
        let name = item
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or("");
        format!("{} × {name}", shared::quantity::Quantity::from_milli(milli))
    };
    items.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(
        field: &str,
        before: Value,
        after: Value,
        expected: Option<(&'static str, &str, &str)>,
    ) {
        let change = Change {
            field: field.to_owned(),
            before,
            after,
        };
        let expected = expected.map(|(name, before, after)| FieldChange {
            name,
            before: before.to_owned(),
            after: after.to_owned(),
        });
        assert_eq!(in_words(&change, Currency::NGN), expected, "{field}");
    }

    #[test]
    fn changes_are_put_in_words() {
        check(
            "status",
            json!("open"),
            json!("done"),
            Some(("Status", "Incomplete", "Completed")),
        );
        check(
            "total_minor",
            json!(2_600_000),
            json!(2_850_000),
            Some(("Total", "₦26,000.00", "₦28,500.00")),
        );
        check(
            "occurred_on",
            Value::Null,
            json!("2026-11-24"),
            Some(("Date", "", "24 Nov 2026")),
        );
        let items =
            json!([{"description": "Banner", "quantity_milli": 1_500, "unit_price_minor": 1}]);
        check(
            "items",
            json!([]),
            items,
            Some(("Items", "", "1.5 × Banner")),
        );
        check(
            "completed_on",
            json!("2026-11-24"),
            json!("2026-11-21"),
            Some(("Completed on", "24 Nov 2026", "21 Nov 2026")),
        );
        check("completed_on", Value::Null, json!("2026-11-24"), None);
        check("deleted", json!(false), json!(true), None);
    }
}
