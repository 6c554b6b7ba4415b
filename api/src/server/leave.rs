//! The way out. SIGTERM tells the proxy first and lets requests finish; Ctrl-C and SIGQUIT end at once.

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::web::Data;

use crate::app::App;

/// The signals that end the server, caught from here on.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl Signals {
    /// Must run within the runtime that serves.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// Waits for one of them and stops the server. A second one cuts the announcement short.
    pub async fn obey(mut self, app: Data<App>, server: ServerHandle) {
        let gently = tokio::select! {
            () = announce(&mut self.terminate, &app) => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        };
        tokio::select! {
            () = server.stop(gently) => {}
            // Whoever asks again does not want to wait for what still runs.
            _ = self.terminate.recv() => server.stop(false).await,
        }
    }
}

/// From SIGTERM on `/health/ready` says no; the proxy gets `SHUTDOWN_DELAY` to look and to turn elsewhere.
async fn announce(terminate: &mut Signal, app: &App) {
    terminate.recv().await;
    app.leave();
    log::info!("Zehmo was asked to stop");
    tokio::select! {
        () = actix_web::rt::time::sleep(app.config.shutdown_delay) => {}
        _ = terminate.recv() => log::info!("Zehmo was asked again and does not wait for the proxy"),
    }
}
