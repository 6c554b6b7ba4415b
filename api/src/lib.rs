//! The Zehmo server: a JSON API with the browser app inside, and its command line.

pub mod app;
pub mod audit;
pub mod auth;
pub mod background;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
mod customers;
mod dashboard;
pub mod db;
pub mod error;
mod expenditures;
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
pub mod secret;
mod seed;
pub mod server;
mod settings;
pub mod setup;
mod setup_token;
mod stored;
pub mod tick;
mod users;
mod wire;
pub mod work;

use crate::http::operation::Operation;

/// Every operation of the API. Routing, admission and the OpenAPI document are made from the same declarations.
pub fn api_operations() -> Vec<Operation> {
    let slices = [
        settings::operations(),
        customers::operations(),
        jobs::operations(),
        expenditures::operations(),
        dashboard::operations(),
        audit::operations(),
        auth::operations(),
        setup::operations(),
        me::operations(),
        users::operations(),
        imports::operations(),
        operations::operations(),
    ];
    let versioned = slices.into_iter().flatten();
    let versioned = versioned.map(|operation| operation.below("/api/v1"));
    // What outlives the versions of the API.
    health::operations().into_iter().chain(versioned).collect()
}
