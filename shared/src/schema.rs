//! What OpenAPI schemas are made of, and those of values that know nothing else; only built with the feature `openapi`.
//! Fields have theirs beside their rules, in `field::schema`, lists in `page::schema`.
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Required};

/// One of some words.
#[must_use]
pub fn words(description: &str, words: &[&str]) -> RefOr<Schema> {
    text(description)
        .enum_values(Some(words.iter().copied()))
        .build()
        .into()
}

/// One of some words, of which one is meant when nothing is said.
#[must_use]
pub fn word(default: &str, mut words: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(words)) = &mut words {
        words.default = Some(default.into());
    }
    words
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

/// How many rows to give at most.
#[must_use]
pub fn rows(max: u16, default: u16) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(max))
        .default(Some(default.into()))
        .examples([default])
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

/// A yes or no.
#[must_use]
pub fn flag() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .build()
        .into()
}

/// A yes or no that is no when nothing is said.
#[must_use]
pub fn flag_off() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .default(Some(false.into()))
        .examples([true])
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

pub(crate) fn text(description: &str) -> ObjectBuilder {
    let bare: Object = Object::with_type(Type::String);
    ObjectBuilder::from(bare).description(Some(description.trim()))
}

#[cfg(test)]
mod tests;
