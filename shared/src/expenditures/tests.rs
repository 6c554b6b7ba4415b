//! What expenditures must get right.
use super::*;
use crate::currency::Currency;
use crate::field::check;
use crate::problem::FieldCode;
use serde_json::json;

fn draft(milli: i64, minor: i64) -> ExpenditureDraft {
    ExpenditureDraft {
        id: None,
        description: "Lunch Allowance".to_owned(),
        quantity: Quantity::from_milli(milli),
        unit_cost: Money::new(minor, Currency::NGN).unwrap(),
        occurred_on: None,
    }
}

#[test]
fn bounds_are_findings_with_a_place() {
    for (milli, minor, expected) in [
        (5_000, 50_000, None),
        (0, 1, Some(("#/quantity", FieldCode::TooSmall))),
        (1_000, -1, Some(("#/unit_cost", FieldCode::TooSmall))),
        (
            crate::quantity::MAX_MILLI,
            crate::money::PRICE_MAX_MINOR,
            Some(("#/unit_cost", FieldCode::TooLarge)),
        ),
    ] {
        let errors = check(&draft(milli, minor)).err().unwrap_or_default();
        let first = errors
            .first()
            .map(|error| (error.pointer.as_deref().unwrap(), error.code));
        assert_eq!(first, expected, "{milli} {minor}");
    }
}

#[test]
fn a_patch_clears_nothing() {
    for refused in [
        json!({"quantity": null}),
        json!({"description": null}),
        json!({"total": 1}),
    ] {
        assert!(
            serde_json::from_value::<ExpenditurePatch>(refused.clone()).is_err(),
            "{refused}"
        );
    }
    let patch: ExpenditurePatch =
        serde_json::from_value(json!({"description": " Ink ", "quantity": "0"})).unwrap();
    assert_eq!(patch.description.as_deref(), Some("Ink"));
    assert_eq!(
        check(&patch).unwrap_err()[0].pointer.as_deref(),
        Some("#/quantity")
    );
}
