//! CSV by RFC 4180, as spreadsheets open it without asking: UTF-8 with its mark, amounts as decimals, dates by ISO 8601, and
//! no text that a spreadsheet would run.

use std::io::{BufWriter, Write};

use shared::files::Separator;

use super::cell::{self, Cell};
use super::paper::Paper;
use crate::calendar::Zone;
use crate::error::ApiError;

const BYTE_ORDER_MARK: &str = "\u{feff}";
const BUFFER_BYTES: usize = 64 * 1024;

/// What a text must not begin with: a spreadsheet takes it for a formula. The wide forms are the same on Japanese keyboards.
const RUN: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

pub struct Csv<W: Write> {
    file: BufWriter<W>,
    separator: Separator,
    /// Decimal places of the currency.
    exponent: u8,
    zone: Zone,
    line: String,
}

impl<W: Write> Csv<W> {
    pub fn open(
        file: W,
        separator: Separator,
        (exponent, zone): (u8, Zone),
        paper: &Paper,
    ) -> Result<Self, ApiError> {
        let mut csv = Self {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            separator,
            exponent,
            zone,
            line: BYTE_ORDER_MARK.to_owned(),
        };
        let heads = paper.columns.iter().map(|column| Cell::text(column.head));
        csv.row(&heads.collect::<Vec<_>>())?;
        Ok(csv)
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ApiError> {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.line.push(self.separator.mark());
            }
            self.put(cell)?;
        }
        self.line.push_str("\r\n");
        self.file.write_all(self.line.as_bytes()).map_err(no_room)?;
        self.line.clear();
        Ok(())
    }

    pub fn finish(self) -> Result<W, ApiError> {
        let file = self.file.into_inner();
        file.map_err(|error| no_room(error.into_error()))
    }

    fn put(&mut self, cell: &Cell) -> Result<(), ApiError> {
        match cell {
            Cell::Nothing => {}
            Cell::Text(text) => quote(&mut self.line, self.separator, text),
            Cell::Several(texts) => quote(&mut self.line, self.separator, &cell::joined(texts)),
            Cell::Amount(minor) => self.number(&cell::decimal(*minor, self.exponent)),
            Cell::Quantity(milli) => self.number(&cell::quantity(*milli)),
            Cell::Count(count) => self.number(&count.to_string()),
            Cell::Share(basis_points) => self.number(&cell::per_cent(*basis_points)),
            Cell::Day(day) => self.line.push_str(&day.to_string()),
            Cell::Moment(at) => {
                let (day, seconds) = self.zone.clock_at(*at)?;
                let time = cell::time(seconds);
                self.line.push_str(&format!("{day} {time}"));
            }
        }
        Ok(())
    }

    /// Whoever separates by semicolons does so because the comma stands in numbers.
    fn number(&mut self, decimal: &str) {
        match self.separator {
            Separator::Semicolon => self.line.push_str(&decimal.replace('.', ",")),
            Separator::Comma | Separator::Tab => self.line.push_str(decimal),
        }
    }
}

/// Appends a text that no spreadsheet runs, in quotes where it needs them.
fn quote(line: &mut String, separator: Separator, text: &str) {
    let begins = |text: &str| text.starts_with(RUN);
    let defused = match begins(text) || begins(text.trim_start()) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    let needs_quotes =
        defused.contains(['"', '\r', '\n', separator.mark()]) || defused.trim() != defused;
    match needs_quotes {
        true => {
            line.push('"');
            line.push_str(&defused.replace('"', "\"\""));
            line.push('"');
        }
        false => line.push_str(&defused),
    }
}

pub fn no_room(error: std::io::Error) -> ApiError {
    ApiError::busy_because(
        "The file cannot be made now: there is no room for it.",
        error,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_run_and_each_comes_back_to_the_letter() {
        for (text, expected) in [
            ("Ada & Sons", "Ada & Sons"),
            ("=1+1", "'=1+1"),
            ("  =1+1", "'  =1+1"),
            ("-5", "'-5"),
            ("@cmd", "'@cmd"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("+234 80", "'+234 80"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("Ọlá; Ṣadé", "Ọlá; Ṣadé"),
        ] {
            let mut line = String::new();
            quote(&mut line, Separator::Comma, text);
            assert_eq!(line, expected);
        }
        let mut line = String::new();
        quote(&mut line, Separator::Semicolon, "Ọlá; Ṣadé");
        assert_eq!(line, "\"Ọlá; Ṣadé\"");
    }
}
