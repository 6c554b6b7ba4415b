//! What happened to an expenditure, in words.

use serde_json::Value;
use shared::audit::Change;
use shared::currency::Currency;
use shared::date::Date;
use shared::money::Money;
use shared::quantity::Quantity;

use crate::records::history::Words;
use crate::ui::address::parsed;
use crate::ui::history::FieldChange;
use crate::ui::when::date_words;

/// What is said of an expenditure's events.
pub const WORDS: Words = Words {
    did,
    change: in_words,
};

fn did(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "created" => ("plus", "recorded it"),
        "updated" => ("pencil", "changed it"),
        "deleted" => ("trash-2", "moved it to the trash"),
        "restored" => ("rotate-ccw", "brought it back"),
        "imported" => ("file-down", "brought it in from the old books"),
        _ => ("info", "did something to it"),
    }
}

/// A change in words; what the sentence tells already is left out.
fn in_words(change: &Change, currency: Currency) -> Option<FieldChange> {
    let money = |value: &Value| {
        Money::new(value.as_i64()?, currency).map_or(None, |money| Some(money.to_string()))
    };
    let words = |value: &Value| match change.field.as_str() {
        "quantity_milli" => Some(Quantity::from_milli(value.as_i64()?).shown()),
        "unit_cost_minor" | "total_minor" => money(value),
        "occurred_on" => Some(date_words(parsed::<Date>(value.as_str()?)?)),
        _ => value.as_str().map(str::to_owned),
    };
    let name = match change.field.as_str() {
        "description" => "Description",
        "quantity_milli" => "Quantity",
        "unit_cost_minor" => "Unit cost",
        "total_minor" => "Total",
        "occurred_on" => "Date",
        _ => return None,
    };
    Some(FieldChange {
        name,
        before: words(&change.before).unwrap_or_default(),
        after: words(&change.after).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_put_in_words() {
        for (field, before, after, expected) in [
            (
                "quantity_milli",
                json!(2_000),
                json!(2_500),
                Some(("Quantity", "2", "2.5")),
            ),
            (
                "unit_cost_minor",
                json!(115_000),
                json!(0),
                Some(("Unit cost", "₦1,150.00", "₦0.00")),
            ),
            (
                "occurred_on",
                Value::Null,
                json!("2026-11-24"),
                Some(("Date", "", "24 Nov 2026")),
            ),
            (
                "description",
                json!("a"),
                json!("b"),
                Some(("Description", "a", "b")),
            ),
            ("deleted", json!(false), json!(true), None),
        ] {
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
    }
}
