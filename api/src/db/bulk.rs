//! Many new rows at once: in few statements on PostgreSQL, where each one is a round trip; one by one on SQLite, which has none.

/// Rows of one statement; the widest table has 18 columns, and PostgreSQL takes 65,535 parameters.
pub const CHUNK: usize = 1_000;

/// Up to so many rows, each number's statement is kept: a sale has about so many items and words.
pub const KEPT: usize = 32;

/// Inserts all rows of a slice: `insert_all!(tx.conn, jobs::table, &rows)?`. `MultiConnection` has no words for many rows.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        let inserted: Result<(), $crate::error::ApiError> = match $conn {
            $crate::db::Conn::Postgres(pg) => {
                rows.chunks($crate::db::bulk::CHUNK).try_for_each(|chunk| {
                    let insert = diesel::insert_into($table).values(chunk);
                    if chunk.len() > $crate::db::bulk::KEPT {
                        insert.execute(pg)?;
                        return Ok(());
                    }
                    let one = diesel::dsl::sql::<diesel::sql_types::Integer>("1");
                    let kept = $crate::db::prepared::Prepared(insert.returning(one));
                    let _inserted: Vec<i32> = kept.load(pg)?;
                    Ok(())
                })
            }
            $crate::db::Conn::Sqlite(sqlite) => rows.iter().try_for_each(|row| {
                diesel::insert_into($table).values(row).execute(sqlite)?;
                Ok(())
            }),
        };
        inserted
    }};
}
