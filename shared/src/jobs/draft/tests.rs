//! What drafts and changes of jobs must get right.
use super::*;
use crate::field::check;
use serde_json::json;

const ADA: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
const OBI: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e60";

fn item(milli: i64, minor: i64) -> ItemDraft {
    ItemDraft {
        id: None,
        description: "Banner".to_owned(),
        quantity: Quantity::from_milli(milli),
        unit_price: Money::new(minor, Currency::NGN).unwrap(),
    }
}

fn draft(items: Vec<ItemDraft>) -> JobDraft {
    JobDraft {
        items,
        ..JobDraft::default()
    }
}

fn wrong(draft: &JobDraft) -> Vec<(String, FieldCode)> {
    let errors = check(draft).err().unwrap_or_default();
    errors
        .into_iter()
        .map(|error| (error.pointer.unwrap(), error.code))
        .collect()
}

#[test]
fn the_documented_draft_is_read() {
    let value = json!({
        "customer_name": "  Emex ",
        "items": [{"description": " Banner 2 m ", "quantity": "2.5", "unit_price": {"amount_minor": 150_000, "currency": "NGN"}}],
        "payment_method": "transfer", "occurred_on": "2026-11-24", "status": "done"
    });
    let draft: JobDraft = serde_json::from_value(value).unwrap();
    assert_eq!(check(&draft), Ok(()));
    assert_eq!(draft.customer_name.as_deref(), Some("Emex"));
    assert_eq!(draft.items[0].description, "Banner 2 m");
    assert_eq!(
        total(Currency::NGN, &draft.items).unwrap().amount_minor(),
        375_000
    );
}

#[test]
fn what_a_draft_may_not_hold_is_refused() {
    let good = json!({"items": [{"description": "a", "quantity": "1", "unit_price": {"amount_minor": 1, "currency": "NGN"}}]});
    assert!(serde_json::from_value::<JobDraft>(good.clone()).is_ok());
    for (key, value) in [
        ("total", json!(1)),
        ("number", json!("J-2026-00001")),
        ("status", json!("void")),
        ("status", json!(null)),
        ("payment_method", json!("card")),
        ("occurred_on", json!("2026-02-30")),
        ("customer_id", json!("7")),
        ("id", json!(null)),
        ("items", json!(null)),
    ] {
        let mut body = good.clone();
        body[key] = value.clone();
        assert!(
            serde_json::from_value::<JobDraft>(body).is_err(),
            "{key} {value}"
        );
    }
}

#[test]
fn g38_every_wrong_line_is_named_with_its_place() {
    let bad = ItemDraft {
        description: " ".to_owned(),
        ..item(0, -1)
    };
    let expected = [
        ("#/items/1/description".to_owned(), FieldCode::Required),
        ("#/items/1/quantity".to_owned(), FieldCode::TooSmall),
        ("#/items/1/unit_price".to_owned(), FieldCode::TooSmall),
    ];
    assert_eq!(wrong(&draft(vec![item(1_000, 1), bad])), expected);
}

#[test]
fn a_job_has_lines_and_its_total_a_limit() {
    let euro = ItemDraft {
        unit_price: Money::new(1, "EUR".parse().unwrap()).unwrap(),
        ..item(1_000, 1)
    };
    let huge = item(crate::quantity::MAX_MILLI, crate::money::PRICE_MAX_MINOR);
    let too_dear = item(
        crate::quantity::MAX_MILLI,
        crate::money::PRICE_MAX_MINOR + 1,
    );
    for (items, expected) in [
        (vec![], vec![("#/items", FieldCode::TooShort)]),
        (vec![item(1_000, 1); 200], vec![]),
        (
            vec![item(1_000, 1); 201],
            vec![("#/items", FieldCode::TooLong)],
        ),
        // What one line breaks is told at that line, once.
        (
            vec![item(1_000, 1), huge],
            vec![("#/items/1/unit_price", FieldCode::TooLarge)],
        ),
        (
            vec![too_dear],
            vec![("#/items/0/unit_price", FieldCode::TooLarge)],
        ),
        (
            vec![item(1_000, -1)],
            vec![("#/items/0/unit_price", FieldCode::TooSmall)],
        ),
        (
            vec![
                item(9_007_000, 1_000_000_000_000),
                item(9_007_000, 1_000_000_000_000),
            ],
            vec![("#/items", FieldCode::TooLarge)],
        ),
        (vec![item(1_000, 1), euro], vec![]),
    ] {
        let codes = wrong(&draft(items));
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(place, code)| (place.to_owned(), code))
            .collect();
        assert_eq!(codes, expected);
    }
}

#[test]
fn a_customer_is_given_once() {
    let by_id = Some(ADA.parse().unwrap());
    let by_name = Some("Emex".to_owned());
    for (customer_id, customer_name, expected) in [
        (None, None, vec![]),
        (by_id, None, vec![]),
        (None, by_name.clone(), vec![]),
        (
            by_id,
            by_name,
            vec![("#/customer_name".to_owned(), FieldCode::Duplicate)],
        ),
        (
            None,
            Some(" ".to_owned()),
            vec![("#/customer_name".to_owned(), FieldCode::Required)],
        ),
    ] {
        let draft = JobDraft {
            customer_id,
            customer_name,
            ..draft(vec![item(1_000, 1)])
        };
        assert_eq!(wrong(&draft), expected);
    }
}

#[test]
fn a_patch_tells_keep_from_clear_and_from_set() {
    let read = |value: serde_json::Value| serde_json::from_value::<JobPatch>(value);
    assert_eq!(read(json!({})).unwrap(), JobPatch::default());
    assert_eq!(
        read(json!({"customer_id": null})).unwrap().customer_id,
        Some(None)
    );
    assert_eq!(
        read(json!({"customer_id": OBI})).unwrap().customer_id,
        Some(Some(OBI.parse().unwrap()))
    );
    for refused in [
        json!({"items": null}),
        json!({"payment_method": null}),
        json!({"status": "done"}),
        json!({"rev": 2}),
    ] {
        assert!(read(refused.clone()).is_err(), "{refused}");
    }
    let cleared = JobPatch {
        customer_id: Some(None),
        ..JobPatch::default()
    };
    assert_eq!(
        serde_json::to_value(&cleared).unwrap(),
        json!({"customer_id": null})
    );
    let emptied = JobPatch {
        items: Some(Vec::new()),
        ..JobPatch::default()
    };
    let errors = check(&emptied).unwrap_err();
    assert_eq!(
        (errors[0].pointer.as_deref(), errors[0].code),
        (Some("#/items"), FieldCode::TooShort)
    );
    let bad_line = JobPatch {
        items: Some(vec![item(0, 1)]),
        ..JobPatch::default()
    };
    assert_eq!(
        check(&bad_line).unwrap_err()[0].pointer.as_deref(),
        Some("#/items/0/quantity")
    );
}
