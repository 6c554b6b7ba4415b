//! Lists as files: everything that a filter shows, in the list's order, as a table that people and programs can go on with.
//! Knows no list: each brings its paper, what stands in the columns, and its rows.

mod asker;
mod cell;
mod csv;
mod journal;
mod making;
mod paper;
mod pdf;
mod xlsx;

pub use cell::{Cell, decimal};
pub use journal::operations;
pub use making::{Give, Last, List, ListFile, export, refusing};
pub use paper::{Column, Kind, Paper, Shape, ordered, span};
