//! Texts that are stored folded as well, and folded anew when the rules change.

/// Rows looked at in one go.
pub const PAGE: i64 = 1_000;

/// Makes `rewrite_texts` of the columns that hold another one's text folded, so that a list can be ordered by it.
///
/// `folded_texts! { expenditures: description => description_folded; }`
macro_rules! folded_texts {
    ($($table:ident: $text:ident => $folded:ident;)+) => {
        /// Folds them by the present rules.
        pub fn rewrite_texts(
            conn: &mut $crate::db::Conn,
        ) -> Result<(), $crate::error::ApiError> {
            use diesel::prelude::*;
            $(
            let mut after = String::new();
            loop {
                let rows: Vec<(String, String, String)> = $table::table
                    .filter($table::id.gt(&after))
                    .order($table::id)
                    .select(($table::id, $table::$text, $table::$folded))
                    .limit($crate::db::folded::PAGE)
                    .load(conn)?;
                let Some((last, ..)) = rows.last() else {
                    break;
                };
                after.clone_from(last);
                for (id, text, old) in rows {
                    let folded = shared::text::fold(&text);
                    if folded != old {
                        diesel::update($table::table.find(id))
                            .set($table::$folded.eq(folded))
                            .execute(conn)?;
                    }
                }
            }
            )+
            Ok(())
        }
    };
}
pub(super) use folded_texts;
