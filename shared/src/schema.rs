//! OpenAPI schemas, from the same constants as the rules; only built with the feature `openapi`.
mod fields;

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{
    Array, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type,
};
use utoipa::openapi::{RefOr, Required};

use crate::currency::Currency;
use crate::field;
use crate::page::{Deleted, LIMIT_DEFAULT, LIMIT_MAX, SORT_KEYS_MAX, Sort};

pub use fields::*;

/// One of some words.
#[must_use]
pub fn words(description: &str, words: &[&str]) -> RefOr<Schema> {
    text(description)
        .enum_values(Some(words.iter().copied()))
        .build()
        .into()
}

/// The id of a record.
#[must_use]
pub fn id(description: &str) -> RefOr<Schema> {
    text(description)
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .pattern(Some(
            "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        ))
        .examples(["01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f"])
        .build()
        .into()
}

/// A whole number within bounds.
#[must_use]
pub fn integer(description: &str, min: i64, max: i64, example: i64) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description.trim()))
        .minimum(Some(min))
        .maximum(Some(max))
        .examples([example])
        .build()
        .into()
}

/// A day of the shop's calendar.
#[must_use]
pub fn date() -> RefOr<Schema> {
    text("A day of the shop's calendar, 1970-01-01 to 9999-12-31.")
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .pattern(Some("^(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}$"))
        .examples(["2026-11-24"])
        .build()
        .into()
}

/// A calendar month.
#[must_use]
pub fn month() -> RefOr<Schema> {
    text("A calendar month.")
        .pattern(Some("^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])$"))
        .examples(["2026-11"])
        .build()
        .into()
}

/// A moment in UTC.
#[must_use]
pub fn instant() -> RefOr<Schema> {
    text("A moment: RFC 3339; answers are in UTC with milliseconds, any offset is read.")
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .examples(["2026-11-24T20:11:28.000Z"])
        .build()
        .into()
}

/// How many or how much.
#[must_use]
pub fn quantity() -> RefOr<Schema> {
    text("A decimal with up to 3 places, 0.001 to 9999999 (beyond the last, `9999999.5`, is refused as `too_large`).")
        .pattern(Some(
            r"^(0\.(00[1-9]|0[1-9][0-9]?|[1-9][0-9]{0,2})|[1-9][0-9]{0,6}(\.[0-9]{1,3})?)$",
        ))
        .examples(["2.5"])
        .build()
        .into()
}

/// A currency code.
#[must_use]
pub fn currency() -> RefOr<Schema> {
    text("A currency by its code of ISO 4217.")
        .enum_values(Some(Currency::all().map(Currency::code)))
        .examples(["NGN"])
        .build()
        .into()
}

/// Values of a repeatable filter.
#[must_use]
pub fn many(of: RefOr<Schema>) -> RefOr<Schema> {
    let mut array = Array::new(of);
    array.max_items = Some(field::VALUES_MAX);
    Schema::Array(array).into()
}

/// Which rows of a list, by their place; those in use unless asked otherwise.
#[must_use]
pub fn deleted() -> RefOr<Schema> {
    let mut words = <Deleted as utoipa::PartialSchema>::schema();
    if let RefOr::T(Schema::Object(words)) = &mut words {
        words.default = Some(Deleted::default().as_str().into());
    }
    words
}

/// A yes or no.
#[must_use]
pub fn flag() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .build()
        .into()
}

/// One optional query parameter.
pub fn parameter(
    place: &impl Fn() -> Option<ParameterIn>,
    name: &str,
    description: &str,
    schema: RefOr<Schema>,
) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place().unwrap_or(ParameterIn::Query))
        .required(Required::False)
        .description(Some(description.trim()))
        .schema(Some(schema))
        .build()
}

/// The parameters that every list has.
pub fn paging<K: std::fmt::Display>(
    place: &impl Fn() -> Option<ParameterIn>,
    keys: &[K],
    order: &Sort<K>,
) -> Vec<Parameter> {
    let order = order.to_string();
    let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (any, more) = (keys.join("|"), SORT_KEYS_MAX - 1);
    let sort = text("Comma list of keys, each at most once.")
        .pattern(Some(format!("^-?({any})(,-?({any})){{0,{more}}}$")))
        .default(Some(order.as_str().into()))
        .examples([order])
        .build();
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
        parameter(
            place,
            "sort",
            "Order: comma list of keys, each once, `-` = descending; the id is always the last key.",
            sort.into(),
        ),
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

fn text(description: &str) -> ObjectBuilder {
    let bare: Object = Object::with_type(Type::String);
    ObjectBuilder::from(bare).description(Some(description.trim()))
}

#[cfg(test)]
mod tests;
