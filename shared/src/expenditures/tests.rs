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

#[test]
fn actions_follow_role_owner_and_age() {
    use ExpenditureAction::{Edit, Restore, Trash};
    let ada: UserId = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f".parse().unwrap();
    let at = Instant::from_millis(0);
    let mut expenditure = Expenditure {
        id: "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f".parse().unwrap(),
        description: "Ink".to_owned(),
        quantity: Quantity::ONE,
        unit_cost: Money::zero(Currency::NGN),
        total: Money::zero(Currency::NGN),
        occurred_at: at,
        occurred_on: at.date_utc(),
        created_by: UserRef {
            id: ada,
            username: "ada".to_owned(),
        },
        created_at: at,
        updated_at: at,
        deleted_at: None,
        rev: Rev::FIRST,
    };
    for (role, minutes, deleted, expected) in [
        (Role::Admin, 60, false, vec![Edit, Trash]),
        (Role::Admin, 60, true, vec![Restore]),
        (Role::Manager, 60, false, vec![Edit]),
        (Role::Staff, 5, false, vec![Trash]),
        (Role::Staff, 11, false, vec![]),
        (Role::Staff, 5, true, vec![Restore]),
        (Role::Auditor, 5, false, vec![]),
    ] {
        expenditure.deleted_at = deleted.then_some(at);
        assert_eq!(
            actions(&expenditure, ada, role, at.plus_ms(minutes * 60_000)),
            expected,
            "{role} {minutes}"
        );
    }
}
