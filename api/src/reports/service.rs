//! Which report, of which days, beside which others.

use shared::date::Date;
use shared::instant::Instant;
use shared::issue::{FieldCode, FieldIssue};
use shared::reports::{
    PERIOD_DAYS_MAX, Period, Report, ReportKind, ReportQuery, STEPS_MAX, TOO_LONG,
};

use super::asked::Asked;
use super::{dated, grouped, work};
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::settings;

/// Problem `malformed` for days that make no period, or too many steps.
pub fn report(
    conn: &mut Conn,
    actor: &Actor,
    now: Instant,
    (kind, query): (ReportKind, &ReportQuery),
) -> Result<Report, ApiError> {
    let shop = settings::shop(conn)?;
    let today = shop.zone.day_of(now)?;
    let period = period_of(query, today)?;
    let asked = Asked {
        actor,
        currency: shop.currency,
        today,
        period,
        compared: period.beside(query.compare),
        limit: query.limit(),
    };
    match kind {
        ReportKind::Money => {
            let by = query.by.unwrap_or(period.step());
            if period.cut(by).len() > STEPS_MAX {
                let why = "Must be a longer step for so long a period.";
                let issue = FieldIssue::new(FieldCode::OutOfPeriod, why);
                return Err(ApiError::bad_parameter("by", issue));
            }
            dated::report(conn, &asked, by)
        }
        ReportKind::Work => work::report(conn, &asked),
        ReportKind::Customers
        | ReportKind::Items
        | ReportKind::Staff
        | ReportKind::Methods
        | ReportKind::Spending => grouped::report(conn, &asked, kind),
    }
}

fn period_of(query: &ReportQuery, today: Date) -> Result<Period, ApiError> {
    let Some(period) = query.period(today) else {
        let first = query.from.unwrap_or(today);
        let at = if query.to.is_some() { "to" } else { "from" };
        let issue = match at {
            "to" => FieldIssue::too_small(first),
            _ => FieldIssue::too_large(today),
        };
        return Err(ApiError::bad_parameter(at, issue));
    };
    if period.days() > PERIOD_DAYS_MAX {
        let issue = FieldIssue::new(FieldCode::OutOfPeriod, TOO_LONG);
        return Err(ApiError::bad_parameter("from", issue));
    }
    Ok(period)
}
