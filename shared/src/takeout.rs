//! The books to take along in one file.
use garde::Validate;
use serde::{Deserialize, Serialize};

closed_enum! {
    /// What is taken along.
    ExportWhat {
        /// Jobs, their items, expenditures, customers and users, with what lies in the trash.
        Everything = "everything",
    }
}

closed_enum! {
    /// In which form.
    ExportFormat {
        /// A workbook of Excel's kind.
        Xlsx = "xlsx",
        /// A ZIP of CSV files, with a manifest of digests, rows and sums.
        Zip = "zip",
    }
}

impl ExportFormat {
    /// What kind of file it is to programs: `application/zip`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => crate::files::Format::Xlsx.media_type(),
            Self::Zip => "application/zip",
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
    /// What kind of file.
    #[garde(skip)]
    pub format: ExportFormat,
}
