//! Settings of the shop, and the import of the original application's books.

pub mod backups;
mod calls;
mod frame;
pub mod import;
pub mod shop;
