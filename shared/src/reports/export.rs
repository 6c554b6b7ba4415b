//! A report as a file.

use garde::Validate;
use serde::{Deserialize, Serialize};

use super::{Compare, ReportQuery, Step, in_order, limit_rule};
use crate::date::Date;
use crate::files::{Format, Separator};

/// What a report is asked for, and the file that it shall become.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct ReportExport {
    /// First day; the first of this month when not said.
    #[garde(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day, included; today when not said.
    #[garde(custom(in_order(&self.from)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The steps of the report of money; when not said days up to a month, weeks up to half a year, else months.
    #[garde(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
    /// Beside which other period.
    #[garde(skip)]
    #[serde(skip_serializing_if = "crate::page::is_default")]
    pub compare: Compare,
    /// Rows beside *Others*, 1–200, default 10; the report of money gives all of its steps.
    #[garde(custom(limit_rule))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The kind of file.
    #[garde(skip)]
    #[serde(skip_serializing_if = "crate::page::is_default")]
    pub format: Format,
    /// What stands between the cells of a CSV file.
    #[garde(skip)]
    #[serde(skip_serializing_if = "crate::page::is_default")]
    pub separator: Separator,
}

impl ReportExport {
    /// The report that becomes a file.
    #[must_use]
    pub fn report(&self) -> ReportQuery {
        ReportQuery {
            from: self.from,
            to: self.to,
            by: self.by,
            compare: self.compare,
            limit: self.limit,
        }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::IntoParams for ReportExport {
    fn into_params(
        place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        let mut params = ReportQuery::into_params(&place);
        params.extend(crate::files::parameters(&place));
        params
    }
}
