//! A running instance: the application, and its sign-in, which is made of slices; and what is done before either serves.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::web::Data;

use crate::app::{App, StartError};
use crate::audit;
use crate::auth::Auth;
use crate::backups;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::root_secrets;
use crate::http::upload::{self, Leftovers};
use crate::imports;
use crate::keyring::Keyring;
use crate::secrets;
use crate::setup;
use crate::takeout;

/// All that serves, works and ticks.
#[derive(Clone)]
pub struct Instance {
    pub app: Data<App>,
    pub auth: Arc<Auth>,
}

impl Deref for Instance {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl Instance {
    /// Opens the application, checks the journal's chain, and clears up what a killed process left. Blocks.
    pub fn start(config: Config, clock: Clock) -> Result<Self, StartError> {
        let now = clock.now();
        let app = App::open(config, clock, &|config, schema| {
            backups::keep(config, schema, now)
        })?;
        check_environment(&app, &app.keyring.now())?;
        app.db
            .set_up(|conn, now| secrets::meet(conn, (&app.config, &app.keyring.now()), now))?;
        audit::open_chain(&app.db, &app.keyring.now())?;
        if let Some(warning) = audit::newest_ahead(&app.db)? {
            log::warn!("{warning}");
        }
        let auth = Auth::open(&app.db, &app.keyring, &app.config, &app.security_log)?;
        setup::prepare(&app, &auth)?;
        clear_up_imports(&app)?;
        Ok(Self {
            app: Data::new(app),
            auth: Arc::new(auth),
        })
    }
}

/// One environment's root secret is no other's.
pub fn check_environment(app: &App, keyring: &Keyring) -> Result<(), StartError> {
    let (fingerprint, app_env) = (keyring.fingerprint(), app.config.app_env.as_str());
    let used = app
        .db
        .set_up(|conn, now| root_secrets::first_use(conn, &fingerprint, app_env, now))?;
    match (used.app_env == app_env, app.config.is_production()) {
        (false, true) => Err(StartError::SharedSecret(used.app_env)),
        (false, false) => {
            log::warn!(
                "this SECRET_KEY was first used with APP_ENV={}: an environment shares its secrets with no other",
                used.app_env
            );
            Ok(())
        }
        (true, _) => Ok(()),
    }
}

/// What a killed process left of long work: who holds the folder's lock is alone, and goes on with it at once.
fn clear_up_imports(app: &App) -> Result<(), StartError> {
    let leftovers = match app.is_alone() {
        true => Leftovers::All,
        false => Leftovers::Old,
    };
    if leftovers == Leftovers::All {
        app.runner.inherit(&app.db)?;
    }
    imports::fail_abandoned(&app.db)?;
    takeout::sweep(&app.db, &app.config.exports)?;
    let needed = app.db.read_blocking(imports::waiting_uploads)?;
    Ok(upload::sweep(&app.imports, leftovers, &needed)?)
}
