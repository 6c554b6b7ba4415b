//! Reports as people read of them, on their page and in their files.

use super::{ReportKind, Step};

impl ReportKind {
    /// What people read: `By customer`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Money => "In and out",
            Self::Customers => "By customer",
            Self::Items => "By item",
            Self::Staff => "By person",
            Self::Methods => "By payment",
            Self::Spending => "Spending",
            Self::Work => "Unfinished work",
        }
    }

    /// By which date its figures go, as its page says it.
    #[must_use]
    pub const fn goes_by(self) -> &'static str {
        match self {
            Self::Money => {
                "Jobs count on the day of their completion, expenditures on their own day."
            }
            Self::Customers | Self::Items | Self::Staff | Self::Methods => {
                "Completed jobs, on the day of their completion."
            }
            Self::Spending => "Expenditures, on their own day.",
            Self::Work => "Jobs that are not completed now, by the day they took place.",
        }
    }

    /// What a row is about and what is counted in it, over the columns of its table.
    #[must_use]
    pub const fn heads(self) -> (&'static str, &'static str) {
        match self {
            Self::Customers => ("Customer", "Jobs"),
            Self::Items => ("Item", "Lines"),
            Self::Staff => ("Recorded by", "Jobs"),
            Self::Methods => ("Paid by", "Jobs"),
            Self::Spending => ("Description", "Times"),
            Self::Work => ("Waits since", "Jobs"),
            Self::Money => ("Step", "Jobs"),
        }
    }
}

impl Step {
    /// Over the column of its steps: `Day`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }
}
