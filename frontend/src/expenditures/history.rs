//! What happened to an expenditure, in words.

use crate::records::history::{Words, did, fact};

/// What is said of an expenditure's events.
pub const WORDS: Words = Words {
    did,
    change: |change, currency| fact(change, currency, &NAMES),
};

const NAMES: [(&str, &str); 5] = [
    ("description", "Description"),
    ("quantity_milli", "Quantity"),
    ("unit_cost_minor", "Unit cost"),
    ("total_minor", "Total"),
    ("occurred_on", "Date"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use shared::audit::Change;
    use shared::currency::Currency;

    use crate::ui::history::FieldChange;

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
            assert_eq!((WORDS.change)(&change, Currency::NGN), expected, "{field}");
        }
    }
}
