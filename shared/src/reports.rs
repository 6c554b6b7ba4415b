//! Reports: the books of a period by day, customer, item, person, payment method or description, each beside another period.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::issue::{FieldCode, FieldIssue};
use crate::money::Money;

mod export;
mod period;
mod shares;
mod words;

pub use export::ReportExport;
pub use period::{Period, Step};
pub use shares::shares_bp;

/// Days of the longest period: ten years.
pub const PERIOD_DAYS_MAX: i64 = 3_653;
/// Rows of a report when nothing is asked, beside *Others*.
pub const ROWS_DEFAULT: u16 = 10;
/// Most rows of a report, beside *Others*.
pub const ROWS_MAX: u16 = 200;
/// Most days, weeks or months of the report of money.
pub const STEPS_MAX: usize = 400;

closed_enum! {
    /// What a report tells.
    ReportKind {
        /// Money in and out by day, week or month.
        Money = "money",
        /// Revenue by customer.
        Customers = "customers",
        /// What was sold, by description; spellings that differ in case, accents and spaces alone are one.
        Items = "items",
        /// Revenue by who recorded the jobs.
        Staff = "staff",
        /// Revenue by payment method.
        Methods = "methods",
        /// Expenditures by description; spellings that differ in case, accents and spaces alone are one.
        Spending = "spending",
        /// What waits: jobs that are not completed, by the age of the day they took place.
        Work = "work",
    }
}

closed_enum! {
    /// Beside which period a report is set.
    Compare default None {
        /// None; the default.
        None = "none",
        /// The one before of the same length; beside whole months, and beside a month up to a day, the months before.
        Previous = "previous",
        /// The same days a year earlier.
        Year = "year",
    }
}

/// What a report is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct ReportQuery {
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
}

impl ReportQuery {
    /// Rows to give at most beside *Others*.
    #[must_use]
    pub fn limit(&self) -> usize {
        usize::from(self.limit.unwrap_or(ROWS_DEFAULT).clamp(1, ROWS_MAX))
    }

    /// The days that are asked for, as seen on a day; none when the last one would come before the first.
    #[must_use]
    pub fn period(&self, today: Date) -> Option<Period> {
        let to = self.to.unwrap_or(today);
        let from = self.from.unwrap_or_else(|| to.first_of_month());
        (from <= to).then_some(Period { from, to })
    }
}

fn limit_rule(limit: &Option<u16>, (): &()) -> garde::Result {
    let issue = match limit {
        Some(0) => Some(FieldIssue::too_small(1)),
        Some(limit) if *limit > ROWS_MAX => Some(FieldIssue::too_large(ROWS_MAX)),
        _ => None,
    };
    FieldIssue::into_garde(issue.as_slice())
}

/// Not before the first day, and not more than ten years after it.
fn in_order(from: &Option<Date>) -> impl FnOnce(&Option<Date>, &()) -> garde::Result {
    move |to, ()| {
        let issue = match (from, to) {
            (Some(from), Some(to)) if to < from => Some(FieldIssue::too_small(from)),
            (Some(from), Some(to)) if to.days() - from.days() >= PERIOD_DAYS_MAX => {
                Some(FieldIssue::new(FieldCode::OutOfPeriod, TOO_LONG))
            }
            _ => None,
        };
        FieldIssue::into_garde(issue.as_slice())
    }
}

/// What is said of a longer period.
pub const TOO_LONG: &str = "A report spans ten years at most.";

/// A report of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// The days it is about.
    pub period: Period,
    /// The days beside it; `null` when none are asked for.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub compared: Option<Period>,
    /// The steps of the report of money; `null` in the others.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub by: Option<Step>,
    /// Whether it tells only of what its reader recorded.
    pub own_only: bool,
    /// The largest first; days, weeks, months and ages in their order.
    pub rows: Vec<ReportRow>,
    /// All that has no row of its own; `null` when each has.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub others: Option<ReportRow>,
    /// All of it.
    pub total: ReportRow,
}

/// One row of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// What it is about: the step's first day, an id, a word.
    #[cfg_attr(feature = "openapi", schema(example = "transfer"))]
    pub key: String,
    /// The same as people read it.
    #[cfg_attr(feature = "openapi", schema(example = "Transfer"))]
    pub label: String,
    /// How many jobs, items or expenditures.
    pub count: u64,
    /// What they come to; `null` beyond the largest amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money: Option<Money>,
    /// Its part of the total in hundredths of a per cent; those of all rows and *Others* add up to 10 000. `null` where nothing is
    /// divided.
    #[cfg_attr(feature = "openapi", schema(required = true, maximum = 10_000))]
    pub share_bp: Option<u32>,
    /// The same of the other period; `null` when none is asked for.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub compared: Option<ReportSum>,
    /// The expenditures of the step, in the report of money; `null` in the others.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub out: Option<ReportOut>,
    /// The list that sums to it: `/jobs?status=done&…`; `null` where no list of records does.
    #[cfg_attr(
        feature = "openapi",
        schema(required = true, example = "/jobs?status=done")
    )]
    pub list: Option<String>,
}

impl ReportRow {
    /// What came in without what went out; none where nothing goes out, or beyond the largest amount.
    #[must_use]
    pub fn net(&self) -> Option<Money> {
        self.money?.checked_sub(self.out.as_ref()?.money?)
    }

    /// The same of the other period.
    #[must_use]
    pub fn net_before(&self) -> Option<Money> {
        let out = self.out.as_ref()?.compared?;
        self.compared?.money?.checked_sub(out.money?)
    }
}

/// A count and what it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportSum {
    /// How many.
    pub count: u64,
    /// What they come to; `null` beyond the largest amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money: Option<Money>,
}

/// What was spent in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportOut {
    /// How many expenditures.
    pub count: u64,
    /// What they come to; `null` beyond the largest amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money: Option<Money>,
    /// What those of the other period came to; `null` when none is asked for.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub compared: Option<ReportSum>,
    /// The list that sums to it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/expenditures?occurred_on_from=2026-11-01&occurred_on_to=2026-11-30")
    )]
    pub list: String,
}

#[cfg(feature = "openapi")]
impl utoipa::IntoParams for ReportQuery {
    fn into_params(
        place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        use utoipa::PartialSchema;

        use crate::schema::{date, parameter, rows, word};

        let compare = word(Compare::default().as_str(), Compare::schema());
        vec![
            parameter(
                &place,
                "from",
                "First day; the first of this month when not said.",
                date(),
            ),
            parameter(
                &place,
                "to",
                "Last day, included; today when not said. Ten years after the first at most.",
                date(),
            ),
            parameter(
                &place,
                "by",
                "The steps of the report of money; when not said days up to a month, weeks up to half a year, else months.",
                Step::schema(),
            ),
            parameter(&place, "compare", "Beside which other period.", compare),
            parameter(
                &place,
                "limit",
                "Rows beside *Others*; the report of money gives all of its steps.",
                rows(ROWS_MAX, ROWS_DEFAULT),
            ),
        ]
    }
}
