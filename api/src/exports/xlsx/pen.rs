//! What a cell of a workbook is and looks like.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};
use shared::currency::Currency;

use super::broken;
use crate::calendar::Zone;
use crate::error::ApiError;
use crate::exports::cell::{self, Cell};

/// A text's UTF-16 units; a longer one would make the whole file unreadable.
const TEXT_MAX: usize = 32_767;
/// The largest amount of which a spreadsheet shows every digit: it has fifteen.
const AMOUNT_MAX: i128 = 999_999_999_999_999;
/// The day 1970-01-01 in the count of spreadsheets.
const FIRST_DAY: i64 = 25_569;
const DAY_S: f64 = 86_400.0;
/// All shares together, in hundredths of a per cent.
const WHOLE: f64 = 10_000.0;

/// Writes the cells of a row, and tells how many characters each shows.
pub struct Pen<'b> {
    pub sheet: &'b mut Worksheet,
    pub looks: &'b Looks,
    pub exponent: u8,
    pub zone: &'b Zone,
    pub is_sum: bool,
}

impl Pen<'_> {
    pub fn put(&mut self, row: u32, at: u16, cell: &Cell) -> Result<usize, ApiError> {
        match cell {
            Cell::Nothing => Ok(0),
            Cell::Several(texts) => self.put(row, at, &Cell::Text(cell::joined(texts))),
            Cell::Text(text) => {
                let look = if self.is_sum {
                    &self.looks.strong
                } else {
                    &self.looks.text
                };
                self.text(row, at, &fitted(text), look)
            }
            Cell::Amount(minor) => {
                let look = if self.is_sum {
                    &self.looks.strong_amount
                } else {
                    &self.looks.amount
                };
                let exact = cell::decimal(*minor, self.exponent);
                if minor.abs() > AMOUNT_MAX {
                    return self.text(row, at, &exact, look);
                }
                // Sign of the currency, minus, and a comma for each three figures.
                let width = exact.len() + exact.len() / 3 + 3;
                self.number(row, at, exact.parse().map_err(ApiError::internal)?, look)?;
                Ok(width)
            }
            Cell::Quantity(milli) => self.count(row, at, &cell::quantity(*milli)),
            Cell::Count(count) => self.count(row, at, &count.to_string()),
            Cell::Share(basis_points) => {
                let look = if self.is_sum {
                    &self.looks.strong_share
                } else {
                    &self.looks.share
                };
                self.number(row, at, f64::from(*basis_points) / WHOLE, look)?;
                Ok(cell::per_cent(*basis_points).len() + 1)
            }
            Cell::Day(day) => self.serial(row, at, day.days(), 0, &self.looks.day),
            Cell::Moment(moment) => {
                let (day, seconds) = self.zone.clock_at(*moment)?;
                self.serial(row, at, day.days(), seconds, &self.looks.moment)
            }
        }
    }

    fn count(&mut self, row: u32, at: u16, exact: &str) -> Result<usize, ApiError> {
        let look = if self.is_sum {
            &self.looks.strong
        } else {
            &self.looks.number
        };
        self.number(row, at, exact.parse().map_err(ApiError::internal)?, look)?;
        Ok(exact.len())
    }

    fn text(&mut self, row: u32, at: u16, text: &str, look: &Format) -> Result<usize, ApiError> {
        self.sheet
            .write_string_with_format(row, at, text, look)
            .map_err(broken)?;
        Ok(text.chars().count())
    }

    fn number(&mut self, row: u32, at: u16, number: f64, look: &Format) -> Result<(), ApiError> {
        self.sheet
            .write_number_with_format(row, at, number, look)
            .map_err(broken)?;
        Ok(())
    }

    /// A day and a time of it, as spreadsheets count them.
    fn serial(
        &mut self,
        row: u32,
        at: u16,
        days: i64,
        seconds: u32,
        look: &Format,
    ) -> Result<usize, ApiError> {
        let days = i32::try_from(days + FIRST_DAY).map_err(ApiError::internal)?;
        self.number(row, at, f64::from(days) + f64::from(seconds) / DAY_S, look)?;
        Ok("2026-11-24 21:11".len())
    }
}

/// How the kinds of cells look.
pub struct Looks {
    pub head: Format,
    pub head_right: Format,
    pub text: Format,
    pub amount: Format,
    pub number: Format,
    pub share: Format,
    pub day: Format,
    pub moment: Format,
    pub strong: Format,
    pub strong_amount: Format,
    pub strong_share: Format,
}

impl Looks {
    pub fn of(currency: Currency) -> Self {
        let places = match currency.exponent() {
            0 => String::new(),
            some => format!(".{}", "0".repeat(usize::from(some))),
        };
        let money = format!("\"{}\"#,##0{places}", currency.symbol());
        let plain = Format::new();
        let strong = Format::new().set_bold();
        Self {
            head: strong.clone(),
            head_right: strong.clone().set_align(FormatAlign::Right),
            text: plain.clone().set_num_format("@"),
            amount: plain.clone().set_num_format(&money),
            number: plain.clone(),
            share: plain.clone().set_num_format("0.00%"),
            day: plain.clone().set_num_format("yyyy-mm-dd"),
            moment: plain.set_num_format("yyyy-mm-dd hh:mm"),
            strong_amount: strong.clone().set_num_format(&money),
            strong_share: strong.clone().set_num_format("0.00%"),
            strong,
        }
    }
}

/// A text that fits into a cell; one that was cut says so.
pub fn fitted(text: &str) -> String {
    let units: usize = text.chars().map(char::len_utf16).sum();
    if units <= TEXT_MAX {
        return text.to_owned();
    }
    let note = format!(" … (cut: {units} characters are too many for a cell)");
    let mut left = TEXT_MAX - note.encode_utf16().count();
    let mut short: String = text
        .chars()
        .take_while(|letter| {
            let fits = letter.len_utf16() <= left;
            left = left.saturating_sub(letter.len_utf16());
            fits
        })
        .collect();
    short.push_str(&note);
    short
}
