//! Settings of the shop, and the import of the original application's books.

mod calls;
mod frame;
pub mod import;
pub mod shop;
