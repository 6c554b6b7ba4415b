//! A document of which everything is known and nothing drawn yet: its rows in their order, and how each is set.

use super::columns::{Column, Layout, MARGIN};
use super::letters::{Letters, Weight};
use super::pen::{Ink, Set, Side};
use super::table::Table;

/// Between the name of a fact and what is told of it, and between two facts.
const SPACE: f32 = 8.0;
/// Facts that stand beside each other.
const FACTS: usize = 2;

/// What is drawn, from the first row to the last.
pub struct Draft {
    pub letters: Letters,
    pub layout: Layout,
    pub shop: String,
    pub title: &'static str,
    /// Each with the side of its column.
    pub heads: Vec<(&'static str, Side)>,
    pub facts: Vec<(String, String)>,
    pub table: Table,
    /// The last row: how many columns each of its texts runs over, and the text.
    pub sums: Vec<(usize, String)>,
    /// What is to be said of the file itself.
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Facts from this one on.
    Facts(usize),
    Listed(usize),
    /// That there is none.
    Nothing,
    Sums,
    Note,
}

impl Row {
    pub fn is_of_table(self) -> bool {
        matches!(self, Self::Listed(_) | Self::Nothing | Self::Sums)
    }
}

/// A text of a row and how many columns it runs over.
pub struct Cell<'t> {
    pub set: Set<'t>,
    pub columns: usize,
}

impl Draft {
    pub fn rows(&self) -> Vec<Row> {
        let facts = (0..self.facts.len()).step_by(FACTS).map(Row::Facts);
        let listed = (0..self.table.rows()).map(Row::Listed);
        let nothing = (self.table.rows() == 0).then_some(Row::Nothing);
        let note = self.note.as_ref().map(|_| Row::Note);
        let end = nothing.into_iter().chain([Row::Sums]).chain(note);
        facts.chain(listed).chain(end).collect()
    }

    pub fn cells(&self, row: Row) -> Vec<Cell<'_>> {
        match row {
            Row::Facts(first) => self.facts_from(first),
            Row::Listed(at) => self.listed(at),
            Row::Nothing => vec![self.across("Nothing is in this list.", self.heads.len())],
            Row::Sums => self.sums(),
            Row::Note => vec![self.across(self.note.as_deref().unwrap_or_default(), 1)],
        }
    }

    pub fn head(&self) -> Vec<Set<'_>> {
        let heads = self.heads.iter().zip(&self.layout.columns);
        heads
            .map(|((head, side), column)| Set {
                text: head,
                weight: Weight::Strong,
                side: *side,
                ..self.plain(*column)
            })
            .collect()
    }

    /// A text as most are set.
    pub fn plain(&self, column: Column) -> Set<'static> {
        Set {
            text: "",
            weight: Weight::Plain,
            size: self.layout.size,
            ink: Ink::Text,
            side: Side::Left,
            column,
        }
    }

    pub fn whole(&self) -> Column {
        Column {
            left: MARGIN,
            width: self.layout.room(),
        }
    }

    fn across<'t>(&self, text: &'t str, columns: usize) -> Cell<'t> {
        let set = Set {
            text,
            ink: Ink::Muted,
            ..self.plain(self.whole())
        };
        Cell { set, columns }
    }

    fn facts_from(&self, first: usize) -> Vec<Cell<'_>> {
        let size = self.layout.size;
        let name = |(name, _): &(String, _)| self.letters.width(Weight::Plain, name) * size;
        let names = self.facts.iter().map(name).fold(0.0, f32::max);
        let half = (self.layout.room() - SPACE) / 2.0;
        let facts = self.facts.iter().skip(first).take(FACTS);
        let lefts = [MARGIN, MARGIN + half + SPACE];
        let set = |left, width, text, ink| Cell {
            set: Set {
                text,
                ink,
                ..self.plain(Column { left, width })
            },
            columns: 1,
        };
        facts
            .zip(lefts)
            .flat_map(|((name, fact), left)| {
                let right = left + names + SPACE;
                let rest = half - names - SPACE;
                let name = set(left, names, name.as_str(), Ink::Muted);
                [name, set(right, rest, fact.as_str(), Ink::Text)]
            })
            .collect()
    }

    fn listed(&self, at: usize) -> Vec<Cell<'_>> {
        let columns = self.layout.columns.iter().zip(&self.heads);
        let cells = self.table.row(at).zip(columns);
        cells
            .map(|(text, (column, (_, side)))| Cell {
                set: Set {
                    text,
                    side: *side,
                    ..self.plain(*column)
                },
                columns: 1,
            })
            .collect()
    }

    fn sums(&self) -> Vec<Cell<'_>> {
        let mut at = 0;
        let mut cells = Vec::new();
        for (columns, text) in &self.sums {
            let side = self.heads.get(at).map_or(Side::Left, |(_, side)| *side);
            cells.push(Cell {
                set: Set {
                    text,
                    weight: Weight::Strong,
                    side,
                    ..self.plain(self.over(at, *columns))
                },
                columns: *columns,
            });
            at += columns;
        }
        cells
    }

    /// From the left of a column to the right of the last of so many.
    fn over(&self, at: usize, columns: usize) -> Column {
        let mut over = self.layout.columns.iter().skip(at).take(columns);
        let first = over.next().copied().unwrap_or_else(|| self.whole());
        let last = over.next_back().copied().unwrap_or(first);
        Column {
            left: first.left,
            width: last.left + last.width - first.left,
        }
    }
}
