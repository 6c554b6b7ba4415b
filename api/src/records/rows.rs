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
        if let Some(since) = $filter.updated_since {
            rows = rows.filter($table::updated_at.ge(since.millis()));
        }
        rows
    }};
}
