//! The last row of a list: how many rows there are, and what its columns come to.

use super::cell::Cell;
use super::paper::{Kind, Paper, TRASHED};

pub struct Sums {
    pub rows: u64,
    /// Rows that lie in the trash, where those count for nothing.
    pub in_trash: u64,
    /// The sum of each column that has one.
    columns: Vec<Option<i128>>,
    /// The column that says so.
    trash: Option<usize>,
}

impl Sums {
    pub fn of(paper: &Paper) -> Self {
        let columns = paper.columns.iter();
        Self {
            rows: 0,
            in_trash: 0,
            columns: columns
                .map(|column| (column.kind == Kind::Total).then_some(0))
                .collect(),
            trash: None,
        }
    }

    /// What lies in the trash is counted apart, and left out of the sums.
    pub fn outside_trash(paper: &Paper) -> Self {
        let mut heads = paper.columns.iter().map(|column| column.head);
        Self {
            trash: heads.position(|head| head == TRASHED),
            ..Self::of(paper)
        }
    }

    pub fn count(&mut self, cells: &[Cell]) {
        self.rows += 1;
        let since = self.trash.and_then(|at| cells.get(at));
        if since.is_some_and(|since| *since != Cell::Nothing) {
            self.in_trash += 1;
            return;
        }
        for (sum, cell) in self.columns.iter_mut().zip(cells) {
            if let (Some(sum), Cell::Amount(minor)) = (sum, cell) {
                *sum += minor;
            }
        }
    }

    /// Each sum with its column's head.
    pub fn named<'p>(&self, paper: &'p Paper) -> Vec<(&'p str, i128)> {
        let heads = paper.columns.iter().map(|column| column.head);
        let named = heads.zip(&self.columns);
        named
            .filter_map(|(head, sum)| Some((head, (*sum)?)))
            .collect()
    }

    pub fn row(&self) -> Vec<Cell> {
        let word = if self.rows == 1 { "row" } else { "rows" };
        let trash = match self.in_trash {
            0 => String::new(),
            some => format!(", without {some} in the trash"),
        };
        let words = Cell::Text(format!("Total of {} {word}{trash}", self.rows));
        let sums = self.columns.iter().skip(1);
        std::iter::once(words)
            .chain(sums.map(|sum| sum.map_or(Cell::Nothing, Cell::Amount)))
            .collect()
    }
}
