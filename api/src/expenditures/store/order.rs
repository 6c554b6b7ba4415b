//! The order of a list of expenditures, and where a page begins in it.

use diesel::prelude::*;
use shared::expenditures::{Expenditure, ExpenditureQuery, ExpenditureSort};
use shared::text;

use crate::db::schema::expenditures;
use crate::ordered;

// `occurred_at` is led by its day, which has the index and never contradicts it.
ordered! { expenditures, Expenditure {
    Day: String = expenditures::occurred_on, |one| one.occurred_on;
    At: i64 = expenditures::occurred_at, |one| one.occurred_at.millis();
    Total: i64 = expenditures::total_minor, |one| one.total.amount_minor();
    Description: String = expenditures::description_folded, |one| text::fold(&one.description);
    Updated: i64 = expenditures::updated_at, |one| one.updated_at.millis();
    Id: String = expenditures::id, |one| one.id;
}
ExpenditureQuery, ExpenditureSort {
    OccurredAt => [Day, At];
    Total => [Total];
    Description => [Description];
    UpdatedAt => [Updated];
} }
