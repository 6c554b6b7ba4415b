//! All that runs beside requests: recurring work and long work, each supervised, until the server stops.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use actix_web::web::Data;

use crate::app::App;
use crate::audit;
use crate::auth;
use crate::backups;
use crate::error::ApiError;
use crate::imports;
use crate::instance::Instance;
use crate::takeout;
use crate::tick;
use crate::work::Act;

/// How long a stopping server waits for long work to come to the end of its step.
const GRACE: Duration = Duration::from_secs(10);

/// What was started; stopped in order when the server is.
pub struct Background {
    ticking: Vec<JoinHandle<()>>,
    working: JoinHandle<()>,
    app: Data<App>,
}

impl Background {
    pub fn start(instance: &Instance) -> Self {
        let app = &instance.app;
        let ticking = vec![
            actix_web::rt::spawn(tick::keep_ticking(app.clone())),
            actix_web::rt::spawn(keep_sweeping(instance.clone())),
        ];
        Self {
            ticking,
            working: actix_web::rt::spawn(keep_working(app.clone())),
            app: app.clone(),
        }
    }

    /// Recurring work ends at once; long work with its step, to be resumed by whoever is next.
    pub async fn stop(self) {
        for task in &self.ticking {
            task.abort();
        }
        self.app.runner.leave();
        if tokio::time::timeout(GRACE, self.working).await.is_err() {
            log::warn!("long work is cut off in the middle of a step, and will be resumed");
        }
    }
}

async fn keep_sweeping(app: Instance) {
    let swept_until_ms = Cell::new(auth::this_minute(app.db.now()));
    app.supervisor
        .keep("sign-ins", || {
            auth::sweep_minute(app.auth.clone(), &swept_until_ms)
        })
        .await;
}

/// Does long work, one piece after the other, until the runner is told to leave.
pub async fn keep_working(app: Data<App>) {
    app.supervisor.keep("work", || work(app.clone())).await;
}

async fn work(app: Data<App>) -> ControlFlow<()> {
    if app.runner.is_leaving() {
        return ControlFlow::Break(());
    }
    match work_once(&app).await {
        Ok(true) => {}
        Ok(false) => app.runner.rest().await,
        Err(error) => {
            if let Some(more) = app.outages.news("long work") {
                log::warn!("long work is interrupted; tried again soon: {error}{more}");
            }
            app.runner.rest().await;
        }
    }
    ControlFlow::Continue(())
}

/// Does the next piece of long work, if there is one; whether there was.
pub async fn work_once(app: &Data<App>) -> Result<bool, ApiError> {
    let at = app.clone();
    let ran = actix_web::rt::task::spawn_blocking(move || {
        let (keyring, db) = (&at.keyring.now(), &at.db);
        let backing_up = backups::Means {
            config: &at.config,
            keyring,
            db,
        };
        let verifying = audit::Means {
            keyring,
            db,
            security_log: &at.security_log,
            trail: &at.config.log.folder,
        };
        let taking_out = takeout::Means {
            folder: &at.config.exports,
            db,
        };
        let act = |kind, _subject: &str| {
            imports::act(kind, &at.db, &at.imports)
                .or_else(|| backups::act(kind, backing_up))
                .or_else(|| audit::act(kind, verifying))
                .or_else(|| takeout::act(kind, taking_out))
                .unwrap_or_else(Act::refused)
        };
        at.runner.run_next(&at.db, act)
    });
    match ran.await {
        Ok(ran) => ran,
        Err(join) => match join.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(stopped) => Err(ApiError::internal(stopped)),
        },
    }
}
