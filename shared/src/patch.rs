//! JSON Merge Patch on our terms: absent keeps, `null` clears where something can be cleared, and is refused elsewhere.
use serde::{Deserialize, Deserializer};

/// For an optional field that cannot be cleared: a value, or absent. `null` is refused.
///
/// Use with `#[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]`.
///
/// # Errors
/// Whatever the deserializer says about the value.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The same for free text, which is cleaned as it is read.
///
/// # Errors
/// Whatever the deserializer says when there is no string.
pub fn given_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    crate::text::cleaned(deserializer).map(Some)
}

/// For an optional field that can be cleared: outer `None` = keep, `Some(None)` = clear, `Some(Some(_))` = set.
///
/// # Errors
/// Whatever the deserializer says about the value.
pub fn clearable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// The same for free text, which is cleaned as it is read.
///
/// # Errors
/// Whatever the deserializer says when there is neither a string nor `null`.
pub fn clearable_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<String>>, D::Error> {
    let text: Option<String> = Deserialize::deserialize(deserializer)?;
    Ok(Some(text.map(|text| crate::text::clean(&text))))
}
