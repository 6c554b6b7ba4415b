//! What the page's address says: which report, of which days, beside which others.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::date::{Date, Month};
use shared::reports::{Compare, Period, ReportKind, ReportQuery, Step};

use crate::ui::address::address;

const PATH: &str = "/reports";

/// The state of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shown {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Compare>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

impl Shown {
    /// What the address asks for; none when it cannot be read or the server would refuse it.
    pub fn read(search: &str) -> Option<Self> {
        let shown: Self = match search {
            "" => Self::default(),
            some => serde_html_form::from_str(some).into_iter().next()?,
        };
        shared::field::check_query(&shown.query())
            .is_ok()
            .then_some(shown)
    }

    pub fn kind(self) -> ReportKind {
        self.report.unwrap_or(ReportKind::Money)
    }

    pub fn compare(self) -> Compare {
        self.compare.unwrap_or_default()
    }

    pub fn query(self) -> ReportQuery {
        ReportQuery {
            from: self.from,
            to: self.to,
            by: self.by,
            compare: self.compare(),
            limit: self.limit,
        }
    }

    pub fn address(self) -> String {
        address(PATH, &self)
    }

    /// The same days in another report.
    pub fn of(self, kind: ReportKind) -> Self {
        Self {
            report: (kind != ReportKind::Money).then_some(kind),
            by: None,
            limit: None,
            ..self
        }
    }

    pub fn on(self, from: Date, to: Date) -> Self {
        Self {
            from: Some(from),
            to: Some(to),
            by: None,
            ..self
        }
    }

    pub fn beside(self, compare: Compare) -> Self {
        Self {
            compare: (compare != Compare::None).then_some(compare),
            ..self
        }
    }

    /// The days as the server will take them.
    pub fn days(self, today: Date) -> Option<Period> {
        self.query().period(today)
    }
}

/// A period with a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Today,
    Week,
    Month,
    LastMonth,
    Quarter,
    Year,
}

impl Named {
    pub const ALL: [Self; 6] = [
        Self::Today,
        Self::Week,
        Self::Month,
        Self::LastMonth,
        Self::Quarter,
        Self::Year,
    ];

    /// The word in full, and on the phone.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Today => ("Today", "Today"),
            Self::Week => ("This week", "Week"),
            Self::Month => ("This month", "Month"),
            Self::LastMonth => ("Last month", "Last"),
            Self::Quarter => ("This quarter", "Quarter"),
            Self::Year => ("This year", "Year"),
        }
    }

    pub fn days(self, today: Date) -> Period {
        let month = Month::of(today);
        let (from, to) = match self {
            Self::Today => (today, today),
            Self::Week => (today.first_of_week(), today),
            Self::Month => (month.first(), today),
            Self::LastMonth => (month.plus(-1).first(), month.plus(-1).last()),
            Self::Quarter => (month.plus(-((today.month() - 1) % 3)).first(), today),
            Self::Year => (month.plus(1 - today.month()).first(), today),
        };
        Period { from, to }
    }
}

/// The state of the page, following its address.
pub fn use_shown() -> Memo<Option<Shown>> {
    let search = leptos_router::hooks::use_location().search;
    crate::ui::effect::memo(move || search.with(|search| Shown::read(search)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_no_more_than_it_must() {
        assert_eq!(Shown::default().address(), "/reports");
        let day = |text: &str| text.parse().unwrap();
        let shown = Shown::default()
            .of(ReportKind::Customers)
            .on(day("2026-11-01"), day("2026-11-30"))
            .beside(Compare::Year);
        let address = shown.address();
        assert_eq!(
            address,
            "/reports?report=customers&from=2026-11-01&to=2026-11-30&compare=year"
        );
        assert_eq!(Shown::read(address.split_once('?').unwrap().1), Some(shown));
        assert_eq!(
            shown.of(ReportKind::Money).beside(Compare::None).address(),
            "/reports?from=2026-11-01&to=2026-11-30"
        );
        for wrong in [
            "report=luck",
            "from=2026-11-02&to=2026-11-01",
            "limit=0",
            "x=1",
        ] {
            assert_eq!(Shown::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn named_periods_follow_the_calendar() {
        let today: Date = "2026-11-24".parse().unwrap();
        for (named, from, to) in [
            (Named::Week, "2026-11-23", "2026-11-24"),
            (Named::LastMonth, "2026-10-01", "2026-10-31"),
            (Named::Quarter, "2026-10-01", "2026-11-24"),
            (Named::Year, "2026-01-01", "2026-11-24"),
        ] {
            let days = named.days(today);
            assert_eq!(
                (days.from.to_string(), days.to.to_string()),
                (from.to_owned(), to.to_owned())
            );
        }
    }
}
