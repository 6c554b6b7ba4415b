//! Schemas of single fields, from the constants of the rules that the same fields obey.
use utoipa::openapi::schema::{
    AdditionalProperties, Array, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type,
};
use utoipa::openapi::{Ref, RefOr};

use crate::field;
use crate::schema::{integer, text};

/// Every character that one line of free text may hold, as a class for a pattern (see `text::is_forbidden`).
const CLEAN: &str = r"\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069";
/// Unicode spaces that cleaning trims, as a class for a pattern.
const SPACES: &str = r"\u0020\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000";

/// Characters that show nothing, as a class for a pattern (see `text::is_invisible`). Those beyond U+FFFF are left to the
/// server: patterns write them in more than one way.
const INVISIBLE: &str = r"\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2060-\u2065\u206A-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8";

/// The price or cost of one unit.
#[must_use]
pub fn price() -> RefOr<Schema> {
    let amount = integer(
        "Whole minor units (kobo, cents).",
        0,
        crate::money::PRICE_MAX_MINOR,
        150_000,
    );
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "Price of one unit, 0 to 10^12 minor units, in the shop's currency.",
        ))
        .property("amount_minor", amount)
        .required("amount_minor")
        .property("currency", Ref::from_schema_name("Currency"))
        .required("currency")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
        .into()
}

/// A name of a customer or shop.
#[must_use]
pub fn name() -> RefOr<Schema> {
    line(
        "One line of text; spaces at the ends are trimmed.",
        field::NAME_MAX,
        "Ada's Prints",
    )
}

/// A description of an item or expenditure.
#[must_use]
pub fn description() -> RefOr<Schema> {
    line(
        "One line of text; spaces at the ends are trimmed.",
        field::DESCRIPTION_MAX,
        "Banner 2 m",
    )
}

/// A code as it is shown.
#[must_use]
pub fn shown_code() -> RefOr<Schema> {
    line(
        "As it is shown; spaces do not count.",
        field::SHOWN_CODE_MAX,
        "287082",
    )
}

/// A username.
#[must_use]
pub fn username() -> RefOr<Schema> {
    text("Letters, numbers and underscores; unique without regard to case.")
        .min_length(Some(field::USERNAME_MIN))
        .max_length(Some(field::USERNAME_MAX))
        .pattern(Some("^[A-Za-z0-9_]+$"))
        .examples(["ada_obi"])
        .build()
        .into()
}

/// An e-mail address.
#[must_use]
pub fn email() -> RefOr<Schema> {
    const ATOM: &str = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    const LABEL: &str = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    let pattern =
        format!(r"^{ATOM}(\.{ATOM})*@({LABEL}\.)+[A-Za-z0-9][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]$");
    text("An e-mail address without display name: at most 64 characters before the `@`, and a letter in what stands behind the last dot.")
        .max_length(Some(field::EMAIL_MAX))
        .pattern(Some(pattern))
        .examples(["ada@example.com"])
        .build()
        .into()
}

/// A password that is to be proved.
#[must_use]
pub fn password() -> RefOr<Schema> {
    secret("The password as it is now.", 0, field::PASSWORD_MAX)
}

/// A one-time code or set-up token, or a username typed to sign in.
#[must_use]
pub fn token() -> RefOr<Schema> {
    text("As it was given out.")
        .min_length(Some(1))
        .max_length(Some(field::TOKEN_MAX))
        .pattern(Some(r"\S"))
        .build()
        .into()
}

/// A time zone.
#[must_use]
pub fn time_zone() -> RefOr<Schema> {
    text("A time zone by its IANA name.")
        .min_length(Some(1))
        .max_length(Some(field::TIME_ZONE_MAX))
        .pattern(Some("^[A-Za-z][A-Za-z0-9/_+-]*$"))
        .examples(["Africa/Lagos"])
        .build()
        .into()
}

/// A search text.
#[must_use]
pub fn search() -> RefOr<Schema> {
    text("Words, each of which must begin a word of the record. Signs without a letter or digit find nothing.")
        .max_length(Some(field::SEARCH_MAX))
        .pattern(Some(format!("^[^{CLEAN}]*$")))
        .examples(["banner"])
        .build()
        .into()
}

/// A word of the journal, for a filter.
#[must_use]
pub fn exactly(example: &str) -> RefOr<Schema> {
    text("As it stands in the journal.")
        .max_length(Some(field::SEARCH_MAX))
        .pattern(Some(format!("^[^{CLEAN}]*$")))
        .examples([example])
        .build()
        .into()
}

/// An amount in minor units, for a filter.
#[must_use]
pub fn minor() -> RefOr<Schema> {
    integer(
        "Minor units.",
        -crate::money::MAX_MINOR,
        crate::money::MAX_MINOR,
        100_000,
    )
}

/// Values of a repeatable filter.
#[must_use]
pub fn many(of: RefOr<Schema>) -> RefOr<Schema> {
    let mut array = Array::new(of);
    array.max_items = Some(field::VALUES_MAX);
    Schema::Array(array).into()
}

fn line(description: &str, max: usize, example: &str) -> RefOr<Schema> {
    text(description)
        .min_length(Some(1))
        .max_length(Some(max))
        .pattern(Some(format!(
            "^[^{CLEAN}]*[^{CLEAN}{SPACES}{INVISIBLE}][^{CLEAN}]*$"
        )))
        .examples([example])
        .build()
        .into()
}

/// A password of `min` to `max` characters.
pub(crate) fn secret(description: &str, min: usize, max: usize) -> RefOr<Schema> {
    text(description)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
        .min_length(Some(min))
        .max_length(Some(max))
        .build()
        .into()
}
