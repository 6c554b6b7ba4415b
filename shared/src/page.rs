//! Lists: a page of rows, how it is asked for and sorted, and the sums of a filter (API.md §3).
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::issue::{FieldCode, FieldIssue, FromText};
use crate::money::Money;

mod filter;
mod query;
#[cfg(feature = "openapi")]
pub mod schema;

pub(crate) use filter::{found, one_of, within};
pub(crate) use query::list_query;

/// Most rows of a page (API.md §3).
pub const LIMIT_MAX: u16 = 200;
/// Rows of a page when nothing is asked (API.md §3).
pub const LIMIT_DEFAULT: u16 = 50;
/// Where `include_total` stops counting (API.md §3).
pub const TOTAL_CAP: u64 = 10_000;
/// Most keys of one `sort` (ours).
pub const SORT_KEYS_MAX: usize = 3;

// Only read: the server writes it together with its `Link`, so that no list goes out without.
/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub data: Vec<T>,
    /// Where this page stands in the list.
    pub page: PageInfo,
}

/// Where a page stands in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageInfo {
    /// Most rows that this page could have, 1–200.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 200, example = 50))]
    pub limit: u16,
    /// What to send as `cursor` for the next page; `null` on the last.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub next_cursor: Option<String>,
    /// Rows that match the filter, at most 10 000; only with `include_total=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, maximum = 10_000))]
    pub total: Option<u64>,
    /// Are there more than 10 000? Only with `include_total=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub total_capped: Option<bool>,
}

/// Count and sum of everything that a filter matches, across all pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// Matching rows, exactly.
    pub count: u64,
    /// Their sum; `null` for who may not see business figures.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub total: Option<Money>,
}

impl Summary {
    /// One more matches; a sum beyond what an amount can say becomes unknown.
    pub fn put_on(&mut self, amount: Option<Money>) {
        self.count = self.count.saturating_add(1);
        if let Some(amount) = amount {
            self.total = self.total.and_then(|total| total.checked_add(amount));
        }
    }

    /// One less matches.
    pub fn take_off(&mut self, amount: Option<Money>) {
        self.count = self.count.saturating_sub(1);
        if let Some(amount) = amount {
            self.total = self.total.and_then(|total| total.checked_sub(amount));
        }
    }
}

closed_enum! {
    /// Which rows a list holds: those in use, those in the trash, or both.
    Deleted default None {
        /// Only rows in use; the default.
        None = "none",
        /// Only the trash.
        Only = "only",
        /// Both.
        Any = "any",
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortBy<K> {
    /// The field.
    pub key: K,
    /// From the largest down?
    pub descending: bool,
}

/// An order of a list: `-occurred_at,number`; `-` = descending, the id is always the last key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort<K> {
    keys: Vec<SortBy<K>>,
}

impl<K: Copy + PartialEq> Sort<K> {
    /// An order by one field.
    #[must_use]
    pub fn by(key: K, descending: bool) -> Self {
        Self {
            keys: vec![SortBy { key, descending }],
        }
    }

    /// The keys, most important first; at least one, none twice.
    #[must_use]
    pub fn keys(&self) -> &[SortBy<K>] {
        &self.keys
    }

    /// Whether every key goes up.
    #[must_use]
    pub fn ascends(&self) -> bool {
        self.keys.iter().all(|by| !by.descending)
    }

    /// The order without these keys; none when no other is left.
    #[must_use]
    pub fn without(mut self, keys: &[K]) -> Option<Self> {
        self.keys.retain(|by| !keys.contains(&by.key));
        (!self.keys.is_empty()).then_some(self)
    }
}

impl<K: fmt::Display> fmt::Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, by) in self.keys.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let minus = if by.descending { "-" } else { "" };
            write!(f, "{comma}{minus}{}", by.key)?;
        }
        Ok(())
    }
}

impl<K: FromStr<Err = FieldIssue> + Copy + PartialEq> FromStr for Sort<K> {
    type Err = FieldIssue;

    /// Each key may come once, in one direction.
    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        let mut keys: Vec<SortBy<K>> = Vec::new();
        for (index, part) in text.split(',').enumerate() {
            if index == SORT_KEYS_MAX {
                return Err(FieldIssue::too_long(SORT_KEYS_MAX, "keys"));
            }
            let (descending, name) = part
                .strip_prefix('-')
                .map_or((false, part), |name| (true, name));
            let key: K = name.parse()?;
            if keys.iter().any(|by| by.key == key) {
                return Err(FieldIssue::new(
                    FieldCode::Duplicate,
                    "Must name each key once.",
                ));
            }
            keys.push(SortBy { key, descending });
        }
        Ok(Self { keys })
    }
}

impl<K: fmt::Display> Serialize for Sort<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: FromStr<Err = FieldIssue> + Copy + PartialEq> Deserialize<'de> for Sort<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText(std::marker::PhantomData))
    }
}

/// For `skip_serializing_if`: a parameter that says nothing is left out of an address.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Rule for `limit`: 1 to 200.
pub(crate) fn limit_rule(limit: &Option<u16>, (): &()) -> garde::Result {
    let issue = match limit {
        Some(0) => Some(FieldIssue::too_small(1)),
        Some(limit) if *limit > LIMIT_MAX => Some(FieldIssue::too_large(LIMIT_MAX)),
        _ => None,
    };
    FieldIssue::into_garde(issue.as_slice())
}

/// Rule for the upper end of a filter's span: not below the lower one, if both are given.
pub(crate) fn not_below<T: PartialOrd + fmt::Display>(
    least: &Option<T>,
) -> impl FnOnce(&Option<T>, &()) -> garde::Result {
    move |most, ()| {
        let issue = match (least, most) {
            (Some(least), Some(most)) if most < least => Some(FieldIssue::too_small(least)),
            _ => None,
        };
        FieldIssue::into_garde(issue.as_slice())
    }
}

/// The cursor of another list, or one that was altered.
#[must_use]
pub fn foreign_cursor() -> FieldIssue {
    FieldIssue::new(
        FieldCode::BadFormat,
        "Must be a cursor of this list, with the same filters and order.",
    )
}

#[cfg(test)]
mod tests;
