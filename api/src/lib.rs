//! The Zehmo server: a JSON API with the browser app inside, and its command line.

pub mod app;
pub mod audit;
pub mod auth;
pub mod background;
pub mod backups;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
mod customers;
mod dashboard;
pub mod db;
pub mod error;
mod expenditures;
mod exports;
mod health;
pub mod http;
mod imports;
pub mod instance;
mod jobs;
pub mod keyring;
mod ledger;
pub mod logging;
mod me;
pub mod openapi;
mod operations;
mod paging;
mod people;
mod records;
mod reports;
pub mod secret;
mod secrets;
mod seed;
pub mod server;
mod settings;
pub mod setup;
mod setup_token;
mod stored;
mod takeout;
pub mod tick;
mod users;
mod wire;
pub mod work;

use crate::http::operation::Operation;

/// Every operation of the API, and what each slice of it is for. Routing, admission and the OpenAPI document are made from the
/// same declarations.
#[rustfmt::skip]
pub fn api_operations() -> Vec<Operation> {
    let slices = [
        ("The shop's name, currency, time zone and rules.", settings::operations()),
        ("Customers, made from the names that jobs are recorded with.", customers::operations()),
        ("Sales and orders with their items, from recording to completion.", jobs::operations()),
        ("What the shop spends.", expenditures::operations()),
        ("The figures of today, the week and the month, each with the list that sums to it.", dashboard::operations()),
        ("The books of a period: in and out, by customer, item, person, payment and description.", reports::operations()),
        ("The journal of everything that was done, which is never changed.", journal()),
        (SIGN_IN, auth::operations()),
        ("The first user of a new shop.", setup::operations()),
        ("The signed-in user: rights, sessions, password.", me::operations()),
        ("Who may sign in, and in which role.", users::operations()),
        ("Bringing in the books of the original application.", imports::operations()),
        ("The whole database in one file, made, tried out and removed.", backups::operations()),
        ("Everything in one file, and the books as an accountant's program reads them.", takeout::operations()),
        (SERVER, operations::operations()),
    ];
    // What outlives the versions of the API.
    let lasting = health::operations().into_iter().map(|operation| operation.about(SERVER));
    let keys = auth::lasting_operations().into_iter().map(|operation| operation.about(SIGN_IN));
    let versioned = slices.into_iter().flat_map(move |(about, operations)| {
        operations.into_iter().map(|operation| operation.about(about).below("/api/v1"))
    });
    lasting.chain(keys).chain(versioned).collect()
}

fn journal() -> Vec<Operation> {
    let mut operations = audit::operations();
    operations.extend(exports::operations());
    operations
}

const SIGN_IN: &str = "Signing in, refreshing and signing out; codes and the rules for passwords.";
const SERVER: &str = "Whether the server is well, what it is, and this document.";
