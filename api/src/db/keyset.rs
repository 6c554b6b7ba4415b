//! Where a page begins: after the sort keys of the last row seen, compared from the first key to the last, the id breaking every tie.

use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::Backend;

/// A condition on the rows of one table.
pub type Condition<T> = Box<dyn BoxableExpression<T, Backend, SqlType = Bool>>;

/// One column of the order, compared with the last row's value in it.
pub struct Part<T> {
    pub past: Condition<T>,
    pub same: Condition<T>,
    pub same_or_past: Condition<T>,
}

/// `a > x OR (a = x AND (b > y OR …))`, and `a >= x` beside it, so that an index on the first column finds the beginning.
pub fn beyond<T: 'static>(parts: Vec<Part<T>>) -> Option<Condition<T>> {
    let mut parts = parts.into_iter().rev();
    let last = parts.next()?;
    let mut condition = last.past;
    let mut bound = last.same_or_past;
    for part in parts {
        condition = Box::new(part.past.or(part.same.and(condition)));
        bound = part.same_or_past;
    }
    Some(Box::new(bound.and(condition)))
}

/// A [`Part`] of a column: `key_part!(jobs::total_minor, 450_000_i64, descending)`.
#[macro_export]
macro_rules! key_part {
    ($column:expr, $value:expr, $descending:expr) => {{
        let value = $value;
        match $descending {
            true => $crate::db::keyset::Part {
                past: Box::new($column.lt(value.clone())),
                same: Box::new($column.eq(value.clone())),
                same_or_past: Box::new($column.le(value)),
            },
            false => $crate::db::keyset::Part {
                past: Box::new($column.gt(value.clone())),
                same: Box::new($column.eq(value.clone())),
                same_or_past: Box::new($column.ge(value)),
            },
        }
    }};
}
