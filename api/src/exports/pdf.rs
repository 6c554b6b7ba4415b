//! Lists on paper: sheets of A4 with the head of the table on each, tagged for readers of every kind (PDF/UA-1). The document
//! is in memory until it is finished, so a list that is too long is refused before anything of it is drawn.

mod columns;
mod draft;
mod drawing;
mod letters;
mod lines;
mod pen;
mod sheets;
mod table;
mod tags;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Write as _;

use shared::problem::ProblemCode;

use self::columns::{Layout, Need};
use self::draft::Draft;
use self::letters::{Letters, Weight};
use self::pen::Side;
use self::table::{ROWS_MAX, Table, shown};
use super::asker::Asker;
use super::cell::{self, Cell};
use super::csv::no_room;
use super::paper::{Column, Kind, Paper};
use crate::error::ApiError;
use crate::settings::Shop;

/// Told already above the facts.
const IN_THE_HEAD: [&str; 2] = ["Shop", "List"];
/// Missing letters that the note names.
const NAMED: usize = 12;

/// A document on its way: its rows are put down and measured one after the other, and drawn when all are there.
pub struct Pdf {
    file: File,
    shop: Shop,
    title: &'static str,
    columns: Vec<Column>,
    letters: Letters,
    table: Table,
    needs: Vec<Need>,
    asker: Asker,
}

impl Pdf {
    pub fn open(file: File, shop: &Shop, paper: &Paper, asker: Asker) -> Result<Self, ApiError> {
        let letters = Letters::load()?;
        let need = |column: &Column| {
            let word = widest_word(&letters, Weight::Strong, column.head);
            Need {
                whole: word,
                word,
                head: letters.width(Weight::Strong, column.head),
                wraps: column.kind == Kind::Text,
            }
        };
        Ok(Self {
            file,
            shop: shop.clone(),
            title: paper.title,
            needs: paper.columns.iter().map(need).collect(),
            columns: paper.columns.clone(),
            letters,
            table: Table::of(paper.columns.len()),
            asker,
        })
    }

    /// Problem `too_large` for the first row that is too many.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ApiError> {
        for (need, cell) in self.needs.iter_mut().zip(cells) {
            let told = told(cell, &self.shop)?;
            let shown = self.table.push(&told);
            need.grow(&self.letters, Weight::Plain, shown);
        }
        match self.table.is_too_long() {
            true => Err(too_long()),
            false => Ok(()),
        }
    }

    pub fn finish(mut self, sums: &[Cell], about: &[(&str, String)]) -> Result<File, ApiError> {
        let facts = about.iter().filter(|(what, _)| !IN_THE_HEAD.contains(what));
        let facts: Vec<_> = facts
            .map(|(what, told)| ((*what).to_owned(), shown(told)))
            .collect();
        let sums = self.sums(sums)?;
        let shop = shown(&self.shop.name);
        for text in facts.iter().map(|(_, told)| told).chain([&shop]) {
            self.letters.width(Weight::Plain, text);
        }
        let heads = self
            .columns
            .iter()
            .map(|column| (column.head, side(column)));
        let draft = Draft {
            layout: Layout::of(&self.needs),
            shop,
            title: self.title,
            heads: heads.collect(),
            facts,
            table: self.table,
            sums,
            note: note(&self.letters.missing()),
            letters: self.letters,
        };
        let document = aside(move || drawing::document(&draft, &self.asker))?;
        self.file.write_all(&document).map_err(no_room)?;
        Ok(self.file)
    }

    /// The words run over the empty cells before the first sum.
    fn sums(&mut self, sums: &[Cell]) -> Result<Vec<(usize, String)>, ApiError> {
        let mut after = sums.iter().skip(1);
        let words = after.position(|cell| *cell != Cell::Nothing);
        let words = words.map_or(sums.len(), |empty| empty + 1);
        let mut texts = Vec::new();
        for (at, cell) in sums.iter().enumerate() {
            let text = shown(&told(cell, &self.shop)?);
            match at {
                0 => texts.push((words.max(1), text)),
                within if within < words => {}
                _ => {
                    if let Some(need) = self.needs.get_mut(at) {
                        need.grow(&self.letters, Weight::Strong, &text);
                    }
                    texts.push((1, text));
                }
            }
        }
        Ok(texts)
    }
}

/// On a thread that ends with it. The system's allocator keeps for each thread what that once had; what threads have left
/// goes to the next new one, so that documents which follow each other take the same memory.
fn aside<T: Send>(work: impl FnOnce() -> Result<T, ApiError> + Send) -> Result<T, ApiError> {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(made) => made,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

impl Need {
    fn grow(&mut self, letters: &Letters, weight: Weight, text: &str) {
        for line in text.split('\n') {
            let width = letters.width(weight, line.trim_end_matches(' '));
            self.whole = self.whole.max(width);
        }
        if self.wraps {
            self.word = self.word.max(widest_word(letters, weight, text));
        }
    }
}

fn widest_word(letters: &Letters, weight: Weight, text: &str) -> f32 {
    let words = text.split([' ', '\n']);
    let widths = words.map(|word| letters.width(weight, word));
    widths.fold(0.0, f32::max)
}

fn side(column: &Column) -> Side {
    match column.kind {
        Kind::Text | Kind::Day | Kind::Moment => Side::Left,
        Kind::Amount | Kind::Total | Kind::Quantity | Kind::Count | Kind::Share => Side::Right,
    }
}

/// A cell as people read it.
fn told(cell: &Cell, shop: &Shop) -> Result<String, ApiError> {
    Ok(match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Several(texts) => texts.join("\n"),
        Cell::Amount(minor) => cell::money(*minor, shop.currency),
        Cell::Quantity(milli) => cell::grouped(&cell::quantity(*milli)),
        Cell::Count(count) => cell::grouped(&count.to_string()),
        Cell::Share(basis_points) => format!("{} %", cell::per_cent(*basis_points)),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(at) => {
            let (day, seconds) = shop.zone.clock_at(*at)?;
            let time = cell::time(seconds);
            let to_the_minute = time.rsplit_once(':').map_or("", |(minutes, _)| minutes);
            format!("{day} {to_the_minute}")
        }
    })
}

/// What the boxes in the file are.
fn note(missing: &[char]) -> Option<String> {
    let more = missing.len().saturating_sub(NAMED);
    let named = missing.iter().take(NAMED);
    let mut named: Vec<String> = named
        .map(|letter| format!("U+{:04X}", u32::from(*letter)))
        .collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    (!missing.is_empty()).then(|| {
        let named = named.join(", ");
        format!("A box stands for each character that the letters of this file do not include ({named}). CSV and Excel have them all.")
    })
}

fn too_long() -> ApiError {
    let rows = cell::grouped(&ROWS_MAX.to_string());
    let detail = format!(
        "This list is too long for a PDF, which holds {rows} rows and a megabyte of text at most. Narrow the filter, or take it \
         as Excel or CSV: those have no such limit."
    );
    ApiError::new(ProblemCode::TooLarge, detail)
}
