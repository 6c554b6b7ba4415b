//! Workbooks of Excel's kind: numbers are numbers, days are days, text stays text. Rows go to disk as they come.

mod pen;

use std::fs::File;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};
use shared::currency::Currency;

use super::cell::Cell;
use super::paper::{Column, Kind, Paper};
use crate::calendar::Zone;
use crate::error::ApiError;
use pen::{Looks, Pen, fitted};

/// Rows of a sheet, the head and the last one included (Excel's own limit).
const ROWS_MAX: u32 = 1_048_576;
/// Of a column, in figures of the usual font.
const WIDTH_MAX: usize = 60;
/// What the arrow of the filter needs beside a head.
const ARROW: usize = 3;
const A4: u8 = 9;

/// A workbook on its way: one sheet after the other.
pub struct Xlsx {
    book: Workbook,
    file: File,
    looks: Looks,
    zone: Zone,
    exponent: u8,
    shop_name: String,
    rows_max: u32,
    /// The list that is being written.
    title: &'static str,
    columns: Vec<Column>,
    /// How many sheets it has filled.
    full: usize,
    /// The sheet that is being written, from 0.
    sheet: usize,
    /// How many there are.
    sheets: usize,
    /// The next row of it.
    next: u32,
    /// The widest shown value of each column, in characters.
    widths: Vec<usize>,
}

impl Xlsx {
    /// `folder` is where rows wait for the end of their sheet, in files without a name.
    pub fn open(
        file: File,
        folder: &Path,
        shop: (&str, Currency, Zone),
        title: &str,
    ) -> Result<Self, ApiError> {
        let (shop_name, currency, zone) = shop;
        let mut book = Workbook::new();
        book.set_tempdir(folder).map_err(broken)?;
        let properties = DocProperties::new().set_title(title).set_company(shop_name);
        book.set_properties(&properties);
        Ok(Self {
            book,
            file,
            looks: Looks::of(currency),
            zone,
            exponent: currency.exponent(),
            shop_name: shop_name.to_owned(),
            rows_max: ROWS_MAX,
            title: "",
            columns: Vec::new(),
            full: 0,
            sheet: 0,
            sheets: 0,
            next: 0,
            widths: Vec::new(),
        })
    }

    /// Begins a list, on a sheet of its own.
    pub fn list(&mut self, paper: &Paper) -> Result<(), ApiError> {
        self.title = paper.title;
        self.columns.clone_from(&paper.columns);
        self.full = 0;
        self.begin()
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ApiError> {
        // The last place is kept for the sums.
        if self.next + 1 >= self.rows_max {
            self.end_sheet()?;
            self.full += 1;
            self.begin()?;
        }
        self.put(cells, false)
    }

    /// Ends the list.
    pub fn sum(&mut self, sums: &[Cell]) -> Result<(), ApiError> {
        self.end_sheet()?;
        self.put(sums, true)?;
        self.widen()
    }

    pub fn finish(mut self, about: &[(&str, String)]) -> Result<File, ApiError> {
        self.about(about).map_err(broken)?;
        let out = self.file.try_clone().map_err(ApiError::internal)?;
        self.book.save_to_writer(out).map_err(broken)?;
        Ok(self.file)
    }

    /// A new sheet with its head, which stays in sight and comes again on each printed page.
    fn begin(&mut self) -> Result<(), ApiError> {
        let name = match self.full {
            0 => self.title.to_owned(),
            more => format!("{} {}", self.title, more + 1),
        };
        let shop_name = printed(&self.shop_name);
        let title = printed(self.title);
        let sheet = self.book.add_worksheet_with_constant_memory();
        let sheet = sheet.map_err(broken)?;
        prepare(sheet, &name, (&shop_name, &title)).map_err(broken)?;
        self.sheet = self.sheets;
        self.sheets += 1;
        self.next = 1;
        self.widths = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let look = match column.kind {
                Kind::Text | Kind::Day | Kind::Moment => &self.looks.head,
                _ => &self.looks.head_right,
            };
            let at = u16::try_from(at).map_err(ApiError::internal)?;
            sheet
                .write_string_with_format(0, at, column.head, look)
                .map_err(broken)?;
            self.widths.push(column.head.chars().count() + ARROW);
        }
        Ok(())
    }

    /// The filter's arrows over all rows but the sums.
    fn end_sheet(&mut self) -> Result<(), ApiError> {
        let last =
            u16::try_from(self.columns.len().saturating_sub(1)).map_err(ApiError::internal)?;
        let bottom = self.next.saturating_sub(1);
        self.at()?.autofilter(0, 0, bottom, last).map_err(broken)?;
        self.widen()
    }

    fn widen(&mut self) -> Result<(), ApiError> {
        let widths = self.widths.clone();
        let sheet = self.at()?;
        for (at, width) in (0..).zip(widths) {
            let width = u32::try_from(width.min(WIDTH_MAX) + 1).map_err(ApiError::internal)?;
            sheet.set_column_width(at, width).map_err(broken)?;
        }
        Ok(())
    }

    fn at(&mut self) -> Result<&mut Worksheet, ApiError> {
        self.book.worksheet_from_index(self.sheet).map_err(broken)
    }

    fn put(&mut self, cells: &[Cell], is_sum: bool) -> Result<(), ApiError> {
        let row = self.next;
        let (exponent, zone) = (self.exponent, &self.zone);
        let sheet = self.book.worksheet_from_index(self.sheet).map_err(broken)?;
        let mut pen = Pen {
            sheet,
            looks: &self.looks,
            exponent,
            zone,
            is_sum,
        };
        for (at, cell) in (0_u16..).zip(cells) {
            let width = pen.put(row, at, cell)?;
            // The words of the last row may run over its empty cells.
            let counts = !is_sum || at > 0;
            if let Some(widest) = self.widths.get_mut(usize::from(at)).filter(|_| counts) {
                *widest = width.max(*widest);
            }
        }
        self.next += 1;
        Ok(())
    }

    /// What the file is, for whoever finds it a year later.
    fn about(&mut self, about: &[(&str, String)]) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet();
        sheet.set_name("About")?;
        sheet.set_column_width(0, 18)?.set_column_width(1, 60)?;
        for (row, (what, told)) in (0..).zip(about) {
            sheet.write_string_with_format(row, 0, *what, &self.looks.strong)?;
            sheet.write_string_with_format(row, 1, fitted(told), &self.looks.text)?;
        }
        Ok(())
    }
}

fn prepare(
    sheet: &mut Worksheet,
    name: &str,
    (shop_name, title): (&str, &str),
) -> Result<(), XlsxError> {
    sheet
        .set_name(name)?
        .set_freeze_panes(1, 0)?
        .set_repeat_rows(0, 0)?
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_header(format!("&L{shop_name}&R{title}"))
        .set_footer("&CPage &P of &N");
    Ok(())
}

/// In headers `&` and a letter are commands: doubled it stands for itself.
fn printed(text: &str) -> String {
    text.replace('&', "&&")
}

fn broken(error: XlsxError) -> ApiError {
    match error {
        XlsxError::IoError(error) => super::csv::no_room(error),
        other => ApiError::internal(other).context("writing a workbook"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _};
    use shared::currency::Currency;

    use super::*;

    #[test]
    fn rows_beyond_a_sheet_go_on_in_the_next_and_the_sums_stand_last() {
        let column = |head, kind| Column { head, kind };
        let paper = Paper {
            title: "Jobs",
            name: "jobs".to_owned(),
            columns: vec![column("Number", Kind::Text), column("Total", Kind::Total)],
            asked: Vec::new(),
        };
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::tempfile().unwrap();
        let zone = Zone::parse("Africa/Lagos").unwrap();
        let shop = ("A&D Ltd", Currency::NGN, zone);
        let mut book = Xlsx::open(file, folder.path(), shop, paper.title).unwrap();
        book.rows_max = 4;
        book.list(&paper).unwrap();
        for number in 1..=5_i32 {
            let cells = [
                Cell::text(format!("J-{number}")),
                Cell::Amount(number.into()),
            ];
            book.row(&cells).unwrap();
        }
        let sums = [Cell::text("Total of 5 rows"), Cell::Amount(15)];
        book.sum(&sums).unwrap();
        let mut file = book.finish(&[("Shop", "A&D Ltd".to_owned())]).unwrap();
        let mut bytes = Vec::new();
        std::io::Seek::rewind(&mut file).unwrap();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        let mut read = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.sheet_names(), ["Jobs", "Jobs 2", "Jobs 3", "About"]);
        let mut firsts = |name: &str| -> Vec<String> {
            let sheet = read.worksheet_range(name).unwrap();
            sheet.rows().map(|row| row[0].to_string()).collect()
        };
        assert_eq!(firsts("Jobs"), ["Number", "J-1", "J-2"]);
        assert_eq!(firsts("Jobs 2"), ["Number", "J-3", "J-4"]);
        assert_eq!(firsts("Jobs 3"), ["Number", "J-5", "Total of 5 rows"]);
        let last = read.worksheet_range("Jobs 3").unwrap();
        assert_eq!(last.get((2, 1)), Some(&Data::Float(0.15)));
    }
}
