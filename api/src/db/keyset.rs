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

/// Makes `Column` and `Order` of a list: the columns it can be ordered by, each with its type and its value in a row.
/// The column `Id` must be among them; it is always the last key.
///
/// Behind them may stand which columns each key of a query's sort means: then `Order::of` gives the order that is asked for, or the
/// query's own when none is.
///
/// ```text
/// ordered! { jobs, Row { Total: i64 = jobs::total_minor, |row| row.total_minor; Id: String = jobs::id, |row| row.id; } }
/// ordered! { things, Thing { … } ThingQuery, ThingSort { Total => [Total]; At => [Day, At]; } }
/// ```
#[macro_export]
macro_rules! ordered {
    (
        $table:ident, $row:ty { $($columns:tt)+ }
        $query:ty, $sort:ident { $($key:ident => [$($means:ident),+];)+ }
    ) => {
        $crate::ordered! { $table, $row { $($columns)+ } }

        impl Order {
            /// What is asked for, or the query's own order.
            pub fn of(sort: Option<&shared::page::Sort<$sort>>) -> Self {
                let default = <$query>::default_sort();
                let mut columns = Vec::new();
                for by in sort.unwrap_or(&default).keys() {
                    let means: &[Column] = match by.key {
                        $($sort::$key => &[$(Column::$means),+],)+
                    };
                    columns.extend(means.iter().map(|column| (*column, by.descending)));
                }
                Self::by(columns)
            }
        }
    };
    ($table:ident, $row:ty { $($name:ident: $kind:ty = $column:expr, |$it:ident| $value:expr;)+ }) => {
        /// A column of the order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Column { $($name),+ }

        /// Columns with their direction (true = descending).
        pub struct Order(Vec<(Column, bool)>);

        impl Order {
            fn by(mut columns: Vec<(Column, bool)>) -> Self {
                let descending = columns.last().is_some_and(|(_, descending)| *descending);
                columns.push((Column::Id, descending));
                Self(columns)
            }

            /// The row's values in the columns of the order, as a cursor keeps them.
            pub fn keys(&self, row: &$row) -> Vec<String> {
                let value = |column: Column| match column {
                    $(Column::$name => { let $it = row; $value.to_string() })+
                };
                self.0.iter().map(|(column, _)| value(*column)).collect()
            }

            /// Sorts, and leaves out everything up to the row with these values.
            pub fn apply<'q>(
                &self,
                mut rows: $table::BoxedQuery<'q, $crate::db::Backend>,
                after: &[String],
            ) -> Result<$table::BoxedQuery<'q, $crate::db::Backend>, $crate::error::ApiError> {
                if !after.is_empty() && after.len() != self.0.len() {
                    return Err($crate::error::ApiError::foreign_cursor());
                }
                if !after.is_empty() {
                    let keys = self.0.iter().zip(after);
                    let parts = keys.map(|(key, value)| part(*key, value)).collect::<Result<_, _>>()?;
                    if let Some(condition) = $crate::db::keyset::beyond(parts) {
                        rows = rows.filter(condition);
                    }
                }
                Ok(self.0.iter().fold(rows, |rows, key| sorted(rows, *key)))
            }
        }

        fn part(
            (column, descending): (Column, bool),
            value: &str,
        ) -> Result<$crate::db::keyset::Part<$table::table>, $crate::error::ApiError> {
            Ok(match column {
                $(Column::$name => {
                    let value: $kind = value.parse().map_err(|_of_another_order| $crate::error::ApiError::foreign_cursor())?;
                    match descending {
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
                })+
            })
        }

        fn sorted(
            rows: $table::BoxedQuery<'_, $crate::db::Backend>,
            key: (Column, bool),
        ) -> $table::BoxedQuery<'_, $crate::db::Backend> {
            match key {
                $((Column::$name, false) => rows.then_order_by($column.asc()),
                (Column::$name, true) => rows.then_order_by($column.desc()),)+
            }
        }
    };
}

/// Narrows boxed rows to those with one of the values in a column; no values, no narrowing. A single value is asked for
/// as such: an index then gives its rows in the order of the list, which it cannot do for a set.
///
/// `one_of!(rows, jobs::status, values)`, where `values` is a `Vec` of what the column holds.
#[macro_export]
macro_rules! one_of {
    ($rows:expr, $column:expr, $values:expr) => {{
        let mut values: Vec<_> = $values;
        match (values.pop(), values.is_empty()) {
            (None, _) => $rows,
            (Some(one), true) => $rows.filter($column.eq(one)),
            (Some(last), false) => {
                values.push(last);
                $rows.filter($column.eq_any(values))
            }
        }
    }};
}
