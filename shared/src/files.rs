//! Lists as files: in which format, and how their rows are cut.

closed_enum! {
    /// What kind of file.
    Format default Csv {
        /// Text by RFC 4180 for any program: UTF-8 with its mark, decimal amounts, ISO dates. The default.
        Csv = "csv",
        /// A workbook of Excel's kind, with a sheet that says what it holds.
        Xlsx = "xlsx",
        /// Sheets of A4 for people, of 2 000 rows at most.
        Pdf = "pdf",
    }
}

closed_enum! {
    /// What stands between the cells of a CSV file.
    Separator default Comma {
        /// The default.
        Comma = "comma",
        /// For spreadsheets of languages that write decimals with a comma.
        Semicolon = "semicolon",
        /// The tabulator.
        Tab = "tab",
    }
}

closed_enum! {
    /// What a row of exported jobs is.
    JobRows default Jobs {
        /// One job, its items in one cell. The default.
        Jobs = "jobs",
        /// One item, with its job's number, day and customer.
        Items = "items",
    }
}

impl Format {
    /// What kind of file it is to programs: `text/csv`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Separator {
    /// The character itself.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
        }
    }
}

#[cfg(feature = "openapi")]
pub(crate) fn parameters(
    place: &impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
) -> [utoipa::openapi::path::Parameter; 2] {
    use utoipa::PartialSchema;

    use crate::schema::{parameter, word};

    let formats = word(Format::default().as_str(), Format::schema());
    let separators = word(Separator::default().as_str(), Separator::schema());
    let of_csv = "What stands between the cells of a CSV file.";
    [
        parameter(place, "format", "The kind of file.", formats),
        parameter(place, "separator", of_csv, separators),
    ]
}
