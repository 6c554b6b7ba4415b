//! The Zehmo server: a JSON API with the browser app inside, and its command line.

pub mod app;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
mod customers;
mod dashboard;
pub mod db;
pub mod error;
mod expenditures;
pub mod http;
mod imports;
mod jobs;
pub mod keyring;
pub mod logging;
mod me;
pub mod openapi;
mod operations;
mod paging;
pub mod secret;
mod seed;
pub mod server;
mod settings;
mod setup;
mod stored;
pub mod tick;
mod users;

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every route of the API. The OpenAPI document is made from the same registrations.
pub fn routes(config: &mut ServiceConfig) {
    config
        .configure(operations::routes)
        .service(scope::scope("/api/v1").configure(slices));
}

fn slices(config: &mut ServiceConfig) {
    settings::routes::routes(config);
    customers::routes(config);
    jobs::routes(config);
    expenditures::routes(config);
    dashboard::routes(config);
    audit::routes(config);
    auth::routes(config);
    setup::routes(config);
    me::routes(config);
    users::routes(config);
    imports::routes(config);
}
