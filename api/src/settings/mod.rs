//! The shop's own facts: name, currency, time zone, and who sees its figures.

pub mod routes;
mod service;
mod store;

pub use service::create;
pub use store::exist;

use shared::currency::Currency;
use shared::permission::ShopRules;

use crate::calendar::Zone;
use crate::db::Conn;
use crate::error::ApiError;

/// What other slices need of the settings while they work.
#[derive(Clone, Debug)]
pub struct Shop {
    pub currency: Currency,
    pub zone: Zone,
    pub rules: ShopRules,
}

/// The shop as it is set now. Fails when nothing is set up yet.
pub fn shop(conn: &mut Conn) -> Result<Shop, ApiError> {
    let row = store::find(conn)?;
    let zone = Zone::parse(&row.time_zone)
        .ok_or_else(|| ApiError::broken("the shop's time zone is unknown"))?;
    let currency = row.currency()?;
    Ok(Shop {
        currency,
        zone,
        rules: ShopRules {
            staff_see_figures: row.staff_see_figures,
        },
    })
}
