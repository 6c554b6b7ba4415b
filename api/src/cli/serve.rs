//! `zehmo serve`, `zehmo migrate` and `zehmo openapi`: what needs the application itself.

use std::net::TcpListener;
use std::thread;

use super::outcome::{Failure, say};
use crate::app;
use crate::background::Background;
use crate::backups;
use crate::calendar::Rules;
use crate::clock::Clock;
use crate::config::{self, Config, Environment};
use crate::db::lock;
use crate::http::operations::Operations;
use crate::instance::Instance;
use crate::logging::{self, SecurityEvent, SecurityKind};
use crate::openapi::{Document, Server};
use crate::server;
use crate::server::reread::Hangups;
use crate::server::shutdown::Signals;

/// Serves until it is told to stop; whatever ends it is in the log as well.
pub fn serve() -> Result<(), Failure> {
    let config = Config::load()?;
    let logs = logging::start(&config.log).map_err(Failure::new)?;
    for notice in &config.notices {
        log::warn!("{notice}");
    }
    let outcome = run(config);
    if let Err(failure) = &outcome {
        log::error!("{failure}");
    }
    logs.flush();
    outcome
}

/// Brings the database's tables up to this program, with the owner's rights if they are given.
pub fn migrate() -> Result<(), Failure> {
    let config = Config::load()?;
    let _lock = lock::take(&config)?;
    let now = Clock::system().now();
    let applied = app::bring_up(&config, &|config, schema| {
        backups::keep(config, schema, now)
    })?;
    match applied.is_empty() {
        true => say("Nothing to do: the tables are up to date.\n"),
        false => say(&applied
            .iter()
            .map(|name| format!("Applied {name}.\n"))
            .collect::<String>()),
    }
}

/// Prints the OpenAPI document as this server would serve it. Makes nothing and opens nothing.
pub fn openapi() -> Result<(), Failure> {
    let origin = config::public_origin(&Environment::of_process())?;
    let operations = Operations::of(crate::api_operations()).map_err(Failure::new)?;
    let document = Document::of(Server::unopened(&origin), &operations).map_err(Failure::new)?;
    say(document.text())
}

fn run(config: Config) -> Result<(), Failure> {
    let address = (config.bind, config.port);
    // Before the database is touched: a second server on the same port must change nothing.
    let listener = TcpListener::bind(address).map_err(|cause| {
        Failure::new(format!(
            "cannot listen on {}:{}: {cause}",
            address.0, address.1
        ))
    })?;
    let origin = config.public_origin.clone();
    let instance = Instance::start(config, Clock::system())?;
    // Where the number of cores cannot be told, one worker is always right.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let kept = instance.app.clone();
    let served = actix_web::rt::System::new().block_on(async move {
        let background = Background::start(&instance);
        let server = server::serve(&instance, listener, workers)?;
        let (signals, hangups) = (Signals::listen()?, Hangups::listen()?);
        kept.serve()?;
        actix_web::rt::spawn(signals.obey(kept.clone(), server.handle()));
        actix_web::rt::spawn(hangups.obey(instance, server.handle()));
        let zones = &Rules::used().release;
        log::info!("time zones by the rules of {zones}");
        log::info!("Zehmo serves {origin}");
        kept.security_log
            .record(&SecurityEvent::of(SecurityKind::SysStartup));
        let served = server.await;
        background.stop().await;
        kept.security_log
            .record(&SecurityEvent::of(SecurityKind::SysShutdown));
        kept.security_log.flush();
        kept.access_log.flush();
        log::info!("Zehmo has stopped");
        served
    });
    served.map_err(|cause: std::io::Error| Failure::new(format!("the server stopped: {cause}")))
}
