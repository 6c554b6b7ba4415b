//! The parts of the design system: each one file, one look, all states in the gallery; they name no feature.

pub mod amount;
pub mod blank;
pub mod button;
pub mod can;
pub mod chart;
pub mod combobox;
pub mod dialog;
pub mod drawer;
pub mod fetched;
pub mod field;
pub mod filter_bar;
pub mod form;
pub mod icon;
pub mod input;
pub mod kbd;
pub mod list_foot;
pub mod loaded;
pub mod menu;
pub mod message;
pub mod page_head;
pub mod segments;
pub mod status;
pub mod table;
pub mod toasts;
pub mod when;
