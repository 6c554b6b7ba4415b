//! What tests are made of: a server of their own, people who are signed in, and records made through the API.

mod app;
pub mod bless;
mod books;
mod chance;
mod client;
pub mod database;
pub mod make;
pub mod operation;
pub mod original;
pub mod phone;
mod process;
mod special;
pub mod walker;
mod wire;
mod work;

pub use app::{PASSWORD, Start, TestApp};
pub use books::faults;
pub use chance::Chance;
pub use client::{Answer, Client};
pub use database::{TestDatabase, admin, server};
pub use process::Program;
pub use wire::{Loss, Wire};
