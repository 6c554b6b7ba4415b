//! The dashboard: the shop's figures of today, this week and this month, each with the list that it counts.
use serde::{Deserialize, Serialize};

use crate::date::{Date, Month};
use crate::instant::Instant;
use crate::money::Money;

/// The figures at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// The moment.
    pub as_of: Instant,
    /// The shop's day at that moment.
    pub today: Date,
    /// The figures, in the order of [`FigureKey::ALL`].
    pub figures: Vec<Figure>,
    /// This month and the five before it, oldest first.
    pub months: Vec<MonthFigures>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// Which.
    pub key: FigureKey,
    /// Is it a number of records or an amount?
    pub kind: FigureKind,
    /// The number; `null` for an amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub count: Option<u64>,
    /// The amount; `null` for a number, for who may not see business figures, and when it is beyond the largest amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money: Option<Money>,
    /// The list whose count or sum this is: `/jobs?status=open`; `null` for the net, which is no one list's sum.
    #[cfg_attr(
        feature = "openapi",
        schema(required = true, example = "/jobs?status=open")
    )]
    pub list: Option<String>,
}

/// Money in and out of one calendar month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// Totals of the jobs completed in it; `null` for who may not see business figures, and beyond the largest amount.
    #[serde(rename = "in")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money_in: Option<Money>,
    /// Totals of the expenditures of it; `null` for who may not see business figures, and beyond the largest amount.
    #[serde(rename = "out")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub money_out: Option<Money>,
}

closed_enum! {
    /// Is a figure a number of records or an amount?
    FigureKind {
        /// A number of records.
        Count = "count",
        /// An amount of money.
        Money = "money",
    }
}

closed_enum! {
    /// The figures of the dashboard.
    FigureKey {
        /// Jobs that took place today.
        JobsToday = "jobs_today",
        /// Jobs completed today.
        CompletedToday = "completed_today",
        /// Jobs that are not finished, of all time.
        Incomplete = "incomplete",
        /// Jobs completed this week, from Monday.
        CompletedWeek = "completed_week",
        /// Jobs completed this month.
        CompletedMonth = "completed_month",
        /// Expenditures of today.
        SpentToday = "spent_today",
        /// Expenditures of this month.
        SpentMonth = "spent_month",
        /// Totals of the jobs completed this month.
        RevenueMonth = "revenue_month",
        /// Revenue less expenditures of this month.
        NetMonth = "net_month",
    }
}

impl FigureKey {
    /// What people read: `Jobs today`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::JobsToday => "Jobs today",
            Self::CompletedToday => "Completed today",
            Self::Incomplete => "Incomplete",
            Self::CompletedWeek => "Completed this week",
            Self::CompletedMonth => "Completed this month",
            Self::SpentToday => "Spent today",
            Self::SpentMonth => "Spent this month",
            Self::RevenueMonth => "Revenue this month",
            Self::NetMonth => "Net this month",
        }
    }

    /// Number or amount.
    #[must_use]
    pub const fn kind(self) -> FigureKind {
        match self {
            Self::JobsToday
            | Self::CompletedToday
            | Self::Incomplete
            | Self::CompletedWeek
            | Self::CompletedMonth => FigureKind::Count,
            Self::SpentToday | Self::SpentMonth | Self::RevenueMonth | Self::NetMonth => {
                FigureKind::Money
            }
        }
    }

    /// The list that a click opens, whose count or sum the figure is; none for the net, which is the difference of two.
    ///
    /// On 24 November 2026 `CompletedWeek` opens
    /// `/jobs?status=done&completed_on_from=2026-11-23&completed_on_to=2026-11-24`.
    #[must_use]
    pub fn list(self, today: Date) -> Option<String> {
        let (week, month) = (today.first_of_week(), today.first_of_month());
        let done = |from: Date| {
            format!("/jobs?status=done&completed_on_from={from}&completed_on_to={today}")
        };
        let spent =
            |from: Date| format!("/expenditures?occurred_on_from={from}&occurred_on_to={today}");
        Some(match self {
            Self::NetMonth => return None,
            Self::JobsToday => format!("/jobs?occurred_on_from={today}&occurred_on_to={today}"),
            Self::Incomplete => "/jobs?status=open&status=ready".to_owned(),
            Self::CompletedToday => done(today),
            Self::CompletedWeek => done(week),
            Self::CompletedMonth | Self::RevenueMonth => done(month),
            Self::SpentToday => spent(today),
            Self::SpentMonth => spent(month),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expenditures::ExpenditureQuery;
    use crate::jobs::JobQuery;

    #[test]
    fn every_figure_opens_a_list_that_the_api_understands() {
        let today: Date = "2026-11-24".parse().unwrap();
        for key in FigureKey::ALL {
            let Some(list) = key.list(today) else {
                assert_eq!(*key, FigureKey::NetMonth);
                continue;
            };
            let (path, query) = list.split_once('?').unwrap();
            match path {
                "/jobs" => assert!(
                    serde_html_form::from_str::<JobQuery>(query).is_ok(),
                    "{list}"
                ),
                "/expenditures" => assert!(
                    serde_html_form::from_str::<ExpenditureQuery>(query).is_ok(),
                    "{list}"
                ),
                other => panic!("{other}"),
            }
        }
        assert_eq!(
            FigureKey::CompletedWeek.list(today).as_deref(),
            Some("/jobs?status=done&completed_on_from=2026-11-23&completed_on_to=2026-11-24")
        );
    }

    #[test]
    fn months_are_in_and_out_on_the_wire() {
        let month = MonthFigures {
            month: "2026-11".parse().unwrap(),
            money_in: None,
            money_out: None,
        };
        assert_eq!(
            serde_json::to_string(&month).unwrap(),
            r#"{"month":"2026-11","in":null,"out":null}"#
        );
    }
}
