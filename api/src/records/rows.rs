//! What the queries of every record's table share.

/// Narrows rows of a record's table by the filters that every record has, and to one author's if the reader is limited to them.
///
/// `record_filters!(jobs::table.into_boxed::<Backend>(), jobs, filter, own)`
#[macro_export]
macro_rules! record_filters {
    ($rows:expr, $table:ident, $filter:expr, $own:expr) => {{
        let mut rows = $rows;
        rows = match $filter.deleted {
            shared::page::Deleted::None => rows.filter($table::deleted_at.is_null()),
            shared::page::Deleted::Only => rows.filter($table::deleted_at.is_not_null()),
            shared::page::Deleted::Any => rows,
        };
        if let Some(author) = $own {
            rows = rows.filter($table::created_by.eq(author.to_owned()));
        }
        let authors = $filter.created_by.iter().map(ToString::to_string);
        rows = $crate::one_of!(rows, $table::created_by, authors.collect());
        if let Some(since) = $filter.updated_since {
            rows = rows.filter($table::updated_at.ge(since.millis()));
        }
        rows
    }};
}

/// The same by the filters of what took place on a day and came to an amount.
#[macro_export]
macro_rules! amount_filters {
    ($rows:expr, $table:ident, $filter:expr) => {{
        let mut rows = $rows;
        if let Some(day) = $filter.occurred_on_from {
            rows = rows.filter($table::occurred_on.ge(day.to_string()));
        }
        if let Some(day) = $filter.occurred_on_to {
            rows = rows.filter($table::occurred_on.le(day.to_string()));
        }
        if let Some(total) = $filter.total_min {
            rows = rows.filter($table::total_minor.ge(total));
        }
        if let Some(total) = $filter.total_max {
            rows = rows.filter($table::total_minor.le(total));
        }
        rows
    }};
}

/// The part of an `impl Listed` that looks for rows of one table, by the store's `filtered` and `Order`; with `amounts` for a
/// table with the column `total_minor`.
///
/// `listed_rows!(expenditures, ExpenditureQuery, ExpenditureFilter, amounts);`
#[macro_export]
macro_rules! listed_rows {
    ($table:ident, $query:ty, $filter:ty) => {
        const HAS_AMOUNTS: bool = false;

        $crate::listed_rows!(@rows $table, $query, $filter, |conn, rows| {
            let count: i64 = rows.count().first(conn)?;
            let count = u64::try_from(count).map_err($crate::error::ApiError::internal)?;
            (count, 0)
        });
    };
    ($table:ident, $query:ty, $filter:ty, amounts) => {
        const HAS_AMOUNTS: bool = true;

        $crate::listed_rows!(@rows $table, $query, $filter, |conn, rows| {
            $crate::sum_of_totals!(conn, rows)
        });
    };
    (@rows $table:ident, $query:ty, $filter:ty, |$conn:ident, $rows:ident| $sum:expr) => {
        type Query = $query;
        type Filter = $filter;
        type Order = Order;

        fn asked(query: &$query) -> ($filter, Order) {
            (query.filter(), Order::of(query.sort.as_ref()))
        }

        fn keys(order: &Order, shown: &Self::Shown) -> Vec<String> {
            order.keys(shown)
        }

        fn ids(
            conn: &mut $crate::db::Conn,
            filter: &$filter,
            own: Option<&str>,
            order: &Order,
            window: &$crate::paging::Window,
        ) -> Result<Vec<Self::Id>, $crate::error::ApiError> {
            let rows = order.apply(filtered(conn, filter, own)?, &window.after)?;
            let rows = rows.limit(i64::from(window.limit) + 1);
            let ids: Vec<String> = rows.select($table::id).load(conn)?;
            ids.iter().map(|id| $crate::stored::stored(id)).collect()
        }

        fn count(
            conn: &mut $crate::db::Conn,
            filter: &$filter,
            own: Option<&str>,
        ) -> Result<(i64, bool), $crate::error::ApiError> {
            $crate::count_capped!(conn, $table::id, filtered(conn, filter, own)?)
        }

        fn sum(
            $conn: &mut $crate::db::Conn,
            filter: &$filter,
            own: Option<&str>,
        ) -> Result<$crate::ledger::Sum, $crate::error::ApiError> {
            let $rows = filtered($conn, filter, own)?;
            Ok($crate::ledger::Sum::from($sum))
        }
    };
}
