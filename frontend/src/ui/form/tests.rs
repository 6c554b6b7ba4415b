//! How fields are named and in which order they are told.

use super::*;

#[test]
fn a_field_has_the_same_id_for_label_and_summary() {
    assert_eq!(id_in("f", "#/items/0/quantity"), "f-items-0-quantity");
    assert_eq!(id_in("f", "#/username"), "f-username");
}

#[test]
fn fields_are_named_in_the_order_of_the_form() {
    let mut labels = Vec::new();
    for at in [
        "#/token",
        "#/items",
        "#/items/9/price",
        "#/day",
        "#/items/10/price",
        "#/token",
    ] {
        name_field(&mut labels, at, at);
    }
    let order: Vec<&str> = labels.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(
        order,
        [
            "#/token",
            "#/items",
            "#/items/9/price",
            "#/items/10/price",
            "#/day"
        ]
    );
}
