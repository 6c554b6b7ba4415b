//! Lists as files: everything that a filter shows, in the list's order, as a table that people and programs can go on with.
//! Knows no list: each brings its paper, what stands in the columns, and its rows.

mod asker;
mod cell;
mod csv;
mod journal;
mod making;
mod paper;
mod pdf;
mod several;
mod sums;
mod xlsx;
mod zip;

pub use cell::{Cell, decimal};
pub use csv::no_room;
pub use journal::operations;
pub use making::{Give, Last, List, ListFile, export, made, refusing};
pub use paper::{Column, Kind, Paper, Shape, TRASHED, ordered, span};
pub use several::Several;
