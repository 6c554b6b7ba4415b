//! Reading and writing of a kind of record that is one row of one table.

/// The part of an `impl Record` that reads and writes the record's one table, whose row it is.
///
/// `one_table!(expenditures);`
#[macro_export]
macro_rules! one_table {
    ($table:ident) => {
        type Row = Self;

        fn read(
            conn: &mut $crate::db::Conn,
            id: Self::Id,
        ) -> Result<Self, $crate::error::ApiError> {
            let row = $table::table.find(id.to_string());
            Ok(row.select(Self::as_select()).first(conn)?)
        }

        fn row(&self) -> &Self {
            self
        }

        fn row_mut(&mut self) -> &mut Self {
            self
        }

        fn insert(&self, tx: &mut $crate::db::Tx<'_>) -> Result<(), $crate::error::ApiError> {
            diesel::insert_into($table::table)
                .values(self)
                .execute(tx.conn)?;
            Ok(())
        }

        fn replace(
            &self,
            tx: &mut $crate::db::Tx<'_>,
            before: &Self,
        ) -> Result<(), $crate::error::ApiError> {
            let place = $table::table
                .find(&self.id)
                .filter($table::rev.eq(before.rev));
            let changed = diesel::update(place).set(self).returning($table::rev);
            let touched: Vec<i64> = $crate::db::prepared::Prepared(changed).load(tx.conn)?;
            $crate::error::touched(touched.len(), shared::id::Rev(before.rev))
        }
    };
}
