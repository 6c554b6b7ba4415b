//! The shop's own facts: name, currency, time zone, and who sees its figures.

mod routes;
mod service;
mod store;

pub use routes::operations;
pub use service::{create, read};
pub use store::exist;

use shared::currency::Currency;
use shared::date::Date;
use shared::field::FieldIssue;
use shared::instant::Instant;
use shared::problem::FieldError;

use crate::calendar::Zone;
use crate::db::Conn;
use crate::error::ApiError;

/// What other slices need of the settings while they work.
#[derive(Clone, Debug)]
pub struct Shop {
    pub name: String,
    pub currency: Currency,
    pub zone: Zone,
}

impl Shop {
    /// When something took place: now without a day, for an earlier day its first instant. Problem `invalid`, at the field
    /// that the pointer names, for a day to come and for one that never was.
    pub fn moment(
        &self,
        now: Instant,
        day: Option<Date>,
        pointer: &str,
    ) -> Result<(Instant, Date), ApiError> {
        let today = self.zone.day_of(now)?;
        match day {
            Some(day) if day > today => {
                let error = FieldError::at_pointer(pointer, FieldIssue::future_day());
                Err(ApiError::invalid(vec![error]))
            }
            Some(day) if day < today => match self.zone.start_of(day)? {
                Some(start) => Ok((start, day)),
                None => {
                    let error = FieldError::at_pointer(pointer, FieldIssue::skipped_day());
                    Err(ApiError::invalid(vec![error]))
                }
            },
            _ => Ok((now, today)),
        }
    }
}

/// The shop as it is set now. Fails when nothing is set up yet.
pub fn shop(conn: &mut Conn) -> Result<Shop, ApiError> {
    let row = store::find(conn)?;
    let zone = Zone::parse(&row.time_zone)
        .ok_or_else(|| ApiError::broken("the shop's time zone is unknown"))?;
    let currency = row.currency()?;
    let name = row.shop_name;
    Ok(Shop {
        name,
        currency,
        zone,
    })
}
