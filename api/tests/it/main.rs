//! The product seen from outside: every test speaks HTTP to a real server on a real database.
//!
//! SQLite by default; PostgreSQL when `ZEHMO_TEST_POSTGRES` holds the URL of a server where databases may be created.
//! `cargo xtask verify` runs this binary once with each.

// Says to the lints that helpers here are test code too.
#![cfg(test)]

mod access;
mod admission;
mod auth;
mod backups;
mod between;
mod config;
mod contract;
mod crash;
mod customers;
mod dashboard;
mod deps;
mod evidence;
mod expenditures;
mod exports;
mod floods;
mod growth;
mod harness;
mod headers;
mod host;
mod https;
mod imports;
mod inputs;
mod jobs;
mod journal;
mod limits;
mod locks;
mod logging;
mod me;
mod migrations;
mod outages;
mod outcome;
mod panics;
mod password;
mod plans;
mod reports;
mod roles;
mod rules_of_the_api;
mod secrets;
mod secrets_at_start;
mod seed;
mod setup;
mod stopping;
mod takeout;
mod tls;
mod users;
mod visibility;
mod zones;
