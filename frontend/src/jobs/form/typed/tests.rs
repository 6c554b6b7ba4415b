//! The form's text is read as the job that it means.

use super::*;

fn line(uid: u32, description: &str, quantity: &str, price: &str) -> Line {
    Line {
        uid,
        id: None,
        description: description.to_owned(),
        quantity: quantity.to_owned(),
        price: price.to_owned(),
    }
}

fn sheet(lines: Vec<Line>) -> Sheet {
    Sheet {
        lines,
        ..Sheet::empty("transfer".to_owned())
    }
}

fn read(sheet: &Sheet) -> (JobDraft, Vec<(String, String)>) {
    let (draft, errors) = sheet.read(Currency::NGN, "2026-11-24".parse().unwrap());
    let told = errors
        .into_iter()
        .map(|error| (error.pointer.unwrap_or_default(), error.detail))
        .collect();
    (draft, told)
}

#[test]
fn empty_lines_are_no_items() {
    let typed = sheet(vec![
        line(0, " Banner ", "1,000", "4,500"),
        line(1, "", " ", ""),
        line(7, "Label", "2.5", "0.50"),
    ]);
    let (draft, wrong) = read(&typed);
    assert_eq!(wrong, []);
    assert_eq!(draft.items.len(), 2);
    assert_eq!(draft.items[0].description, "Banner");
    assert_eq!(draft.items[0].quantity, Quantity::from_milli(1_000_000));
    assert_eq!(draft.payment_method, Some(PaymentMethod::Transfer));
    assert_eq!(draft.occurred_on, None);
    let (total, read, all) = typed.total(Currency::NGN);
    assert_eq!(total.map(Money::amount_minor), Some(450_000_125));
    assert_eq!((read, all), (2, 2));
}

#[test]
fn wrong_fields_are_named_by_the_line_s_own_name() {
    let mut typed = sheet(vec![
        line(3, "", "", ""),
        line(5, "Sticker", "0", "25"),
        line(8, "Cutting", "1", "3,5oo"),
        line(9, "", "x", "1"),
    ]);
    typed.date = Some("2027-11-24".to_owned());
    let (_, mut wrong) = read(&typed);
    wrong.sort();
    let expected = [
        ("#/items/5/quantity", "Must be at least 0.001."),
        (
            "#/items/8/unit_price",
            "Write digits, as in 3500 or 3,500.00.",
        ),
        ("#/items/9/description", "Must be filled in."),
        ("#/items/9/quantity", "Write a number, as in 3 or 2.5."),
        ("#/occurred_on", "This date is in the future."),
    ];
    let expected: Vec<(String, String)> = expected
        .map(|(at, detail)| (at.to_owned(), detail.to_owned()))
        .to_vec();
    assert_eq!(wrong, expected);
    let (total, read, all) = typed.total(Currency::NGN);
    assert_eq!(total.map(Money::amount_minor), Some(0));
    assert_eq!((read, all), (0, 3));
}

#[test]
fn a_job_without_lines_lacks_its_first() {
    let (_, wrong) = read(&sheet(vec![line(4, "", "", "")]));
    let expected = (
        "#/items/4/description".to_owned(),
        "Write what is sold.".to_owned(),
    );
    assert_eq!(wrong, [expected]);
}

#[test]
fn a_taken_customer_counts_while_the_name_is_kept() {
    let known: CustomerRef = serde_json::from_value(serde_json::json!({
        "id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "name": "Adaeze & Sons"
    }))
    .unwrap();
    let items = vec![line(0, "Banner", "1", "1")];
    for (text, by_id, by_name) in [
        ("Adaeze & Sons", true, None),
        (" adaeze & sons", true, None),
        ("Adaeze", false, Some("Adaeze")),
        ("  ", false, None),
    ] {
        let typed = Sheet {
            customer: text.to_owned(),
            known: Some(known.clone()),
            ..sheet(items.clone())
        };
        let (draft, wrong) = read(&typed);
        assert_eq!(wrong, []);
        assert_eq!(draft.customer_id.is_some(), by_id, "{text:?}");
        assert_eq!(draft.customer_name.as_deref(), by_name, "{text:?}");
    }
}

#[test]
fn an_empty_line_changes_nothing() {
    let one = sheet(vec![line(0, "Banner", "1", "1")]);
    let same = sheet(vec![line(4, "Banner", "1", "1"), line(5, "", "", "")]);
    assert!(one.means_the_same(&same));
    assert!(!one.means_the_same(&sheet(vec![line(0, "Banner", "2", "1")])));
}

#[test]
fn what_is_not_worth_keeping_is_blank() {
    assert!(Sheet::empty("cash".to_owned()).is_blank());
    assert!(!sheet(vec![line(0, "B", "", "")]).is_blank());
}
