//! The parameters that lists have in common, for the OpenAPI document.
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::{Deleted, LIMIT_DEFAULT, LIMIT_MAX, SORT_KEYS_MAX, Sort};
use crate::field;
use crate::schema::{parameter, text, word};

/// Which rows of a list, by their place; those in use unless asked otherwise.
#[must_use]
pub fn deleted() -> RefOr<Schema> {
    word(
        Deleted::default().as_str(),
        <Deleted as utoipa::PartialSchema>::schema(),
    )
}

/// The order of a list.
pub fn sort<K: std::fmt::Display>(
    place: &impl Fn() -> Option<ParameterIn>,
    keys: &[K],
    order: &Sort<K>,
) -> Parameter {
    let order = order.to_string();
    let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (any, more) = (keys.join("|"), SORT_KEYS_MAX - 1);
    let sort = text("Comma list of keys, each at most once.")
        .pattern(Some(format!("^-?({any})(,-?({any})){{0,{more}}}$")))
        .default(Some(order.as_str().into()))
        .examples([order])
        .build();
    parameter(
        place,
        "sort",
        "Order: comma list of keys, each once, `-` = descending; the id is always the last key.",
        sort.into(),
    )
}

/// The parameters that every list has.
pub fn paging<K: std::fmt::Display>(
    place: &impl Fn() -> Option<ParameterIn>,
    keys: &[K],
    order: &Sort<K>,
) -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(LIMIT_MAX))
        .default(Some(LIMIT_DEFAULT.into()))
        .examples([LIMIT_DEFAULT])
        .build();
    let cursor = text("`next_cursor` of a page.")
        .min_length(Some(1))
        .max_length(Some(field::CURSOR_MAX))
        .examples(["q83vEjRWeJCrze8SNFZ4kFsiMTc5NTUxODY4ODAwMCJd"])
        .build();
    let counted = ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .default(Some(false.into()))
        .build();
    vec![
        sort(place, keys, order),
        parameter(place, "limit", "Rows of a page.", limit.into()),
        parameter(
            place,
            "cursor",
            "`next_cursor` of the page before; bound to the same filters and order.",
            cursor.into(),
        ),
        parameter(
            place,
            "include_total",
            "Count the matching rows, up to 10 000.",
            counted.into(),
        ),
    ]
}
