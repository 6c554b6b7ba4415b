//! What the API and the browser app must agree on: wire types, validation, permissions, money and dates.
//!
//! Knows no database, no HTTP server, no browser and no clock: everything here is a pure function of its arguments.

#[macro_use]
mod closed;
pub mod audit;
pub mod auth;
pub mod backups;
pub mod challenge;
pub mod currency;
pub mod customers;
pub mod dashboard;
pub mod date;
mod digits;
pub mod expenditures;
pub mod factors;
pub mod field;
pub mod files;
pub mod id;
pub mod imports;
pub mod instant;
pub mod issue;
pub mod jobs;
pub mod me;
pub mod money;
pub mod nav;
pub mod notices;
pub mod operations;
pub mod page;
pub mod patch;
pub mod permission;
pub mod problem;
pub mod quantity;
pub mod records;
pub mod reports;
#[cfg(feature = "openapi")]
pub mod schema;
pub mod settings;
pub mod setup;
pub mod takeout;
pub mod text;
pub mod tokens;
pub mod typed;
pub mod users;
