//! The books to take along: everything in one file, or what an accountant's program reads.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::issue::{FieldCode, FieldIssue};
use crate::patch;

closed_enum! {
    /// What is taken along.
    ExportWhat {
        /// Jobs, their items, customers, expenditures and users, with what lies in the trash.
        Everything = "everything",
        /// Billed work and spending as double entries.
        Journal = "journal",
    }
}

closed_enum! {
    /// In which form.
    ExportFormat {
        /// Everything: a workbook of Excel's kind.
        Xlsx = "xlsx",
        /// Everything: a ZIP of CSV files, with a manifest of digests, rows and sums.
        Zip = "zip",
        /// A journal: plain text that `beancount` and `hledger` read.
        Beancount = "beancount",
    }
}

impl ExportWhat {
    /// The forms that it comes in.
    #[must_use]
    pub const fn formats(self) -> &'static [ExportFormat] {
        match self {
            Self::Everything => &[ExportFormat::Xlsx, ExportFormat::Zip],
            Self::Journal => &[ExportFormat::Beancount],
        }
    }
}

impl ExportFormat {
    /// What kind of file it is to programs: `application/zip`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => crate::files::Format::Xlsx.media_type(),
            Self::Zip => "application/zip",
            Self::Beancount => "text/plain",
        }
    }
}

/// A file to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportOrder {
    /// What goes into it.
    #[garde(skip)]
    pub what: ExportWhat,
    /// `xlsx` or `zip` for everything, `beancount` for a journal.
    #[garde(custom(fitting(&self.what)))]
    pub format: ExportFormat,
    /// A journal's first day; from the beginning when not said.
    #[garde(custom(of_journal(&self.what)))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub from: Option<Date>,
    /// A journal's last day, included; to the end when not said.
    #[garde(custom(of_journal(&self.what)), custom(not_before(&self.from)))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub to: Option<Date>,
}

fn fitting(what: &ExportWhat) -> impl FnOnce(&ExportFormat, &()) -> garde::Result {
    let allowed = what.formats();
    move |format, ()| {
        let words: Vec<&str> = allowed.iter().map(|format| format.as_str()).collect();
        let issue = (!allowed.contains(format)).then(|| FieldIssue::not_one_of(&words));
        FieldIssue::into_garde(issue.as_slice())
    }
}

fn of_journal(what: &ExportWhat) -> impl FnOnce(&Option<Date>, &()) -> garde::Result {
    let has_days = *what == ExportWhat::Journal;
    move |day, ()| {
        let why = "Everything has no first and no last day: leave it out.";
        let issue =
            (day.is_some() && !has_days).then(|| FieldIssue::new(FieldCode::OutOfPeriod, why));
        FieldIssue::into_garde(issue.as_slice())
    }
}

fn not_before(from: &Option<Date>) -> impl FnOnce(&Option<Date>, &()) -> garde::Result {
    move |to, ()| {
        let issue = match (from, to) {
            (Some(from), Some(to)) if to < from => Some(FieldIssue::too_small(from)),
            _ => None,
        };
        FieldIssue::into_garde(issue.as_slice())
    }
}
