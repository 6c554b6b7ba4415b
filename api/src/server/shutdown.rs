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
        let gently = match self.next().await {
            Wish::Gently => self.announce(&app).await,
            Wish::AtOnce => false,
        };
        app.leave();
        tokio::select! {
            () = server.stop(gently) => {}
            // Whoever asks again does not want to wait for what still runs.
            _ = self.next() => server.stop(false).await,
        }
    }

    /// From SIGTERM on `/health/ready` says no; the proxy gets `SHUTDOWN_DELAY` to look and to turn elsewhere. Whether
    /// requests may finish.
    async fn announce(&mut self, app: &App) -> bool {
        app.leave();
        log::info!("Zehmo was asked to stop");
        let delay = actix_web::rt::time::sleep(app.config.shutdown_delay);
        tokio::select! {
            () = delay => true,
            again = self.next() => match again {
                Wish::Gently => true,
                Wish::AtOnce => false,
            },
        }
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.terminate.recv() => Wish::Gently,
            _ = self.interrupt.recv() => Wish::AtOnce,
            _ = self.quit.recv() => Wish::AtOnce,
        }
    }
}

enum Wish {
    Gently,
    AtOnce,
}
