//! `zehmo admin create` and `zehmo users …`: what only whoever has the host may do with people.

use std::io::{self, BufRead as _};

use super::outcome::{Failure, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::ApiError;
use crate::instance::Instance;
use crate::logging::{SecurityEvent, SecurityKind};
use crate::setup;

/// The password comes by the standard input, so that neither the process list nor the shell's history has it.
pub fn create_admin(username: &str, email: &str) -> Result<(), Failure> {
    let app = open()?;
    say("Password (one line): ")?;
    let password = line_of_input("password")?;
    let user = setup::create_admin(&app, &app.auth, username, email, &password).map_err(report)?;
    note(&app, SecurityKind::UserCreated, username);
    say(&format!(
        "\nThe administrator {} can sign in now.\n",
        user.username
    ))
}

/// Prints a code with which the user chooses a new password; the present one stays good until then.
pub fn reset_password(username: &str) -> Result<(), Failure> {
    let app = open()?;
    let code = setup::reset_password(&app, username).map_err(report)?;
    note(&app, SecurityKind::AuthzAdmin, username);
    say(&format!(
        "Code: {}\nEnter it at {}/activate before {}. It works once.\n",
        code.code, app.config.public_origin, code.expires_at
    ))
}

/// Removes the second factor of a user who lost it: the way back for the last administrator.
pub fn reset_factors(username: &str) -> Result<(), Failure> {
    let app = open()?;
    setup::reset_factors(&app, username).map_err(report)?;
    note(&app, SecurityKind::AuthzAdmin, username);
    say(
        "The second factor is removed and every session ended. The password is enough until another one is set up.\n",
    )
}

/// Revokes a personal access token that has leaked.
pub fn revoke_token(token: &str) -> Result<(), Failure> {
    let app = open()?;
    let token = match token {
        "-" => line_of_input("token")?,
        token => token.to_owned(),
    };
    let username = setup::revoke_token(&app, token.trim()).map_err(report)?;
    note(&app, SecurityKind::AuthzAdmin, &username);
    say(&format!(
        "The token is revoked. It was {username}'s; it counts no more from its next call on.\n"
    ))
}

/// Ends what was counted against a user's account, so that nobody waits there any more.
pub fn unlock(username: &str) -> Result<(), Failure> {
    let app = open()?;
    setup::unlock(&app, username).map_err(report)?;
    note(&app, SecurityKind::AuthzAdmin, username);
    say("The failures at this account are forgotten.\n")
}

/// Forgets the e-mail address of a user who left.
pub fn forget_address(username: &str) -> Result<(), Failure> {
    let app = open()?;
    setup::forget_address(&app, username).map_err(report)?;
    note(&app, SecurityKind::AuthzAdmin, username);
    say(
        "The address is forgotten, in the account and beside the journal. The journal still verifies.\n",
    )
}

/// One line of the standard input.
fn line_of_input(what: &str) -> Result<String, Failure> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|cause| Failure::new(format!("the {what} cannot be read: {cause}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Waits until it is written: the process ends before a queue would.
fn note(app: &App, kind: SecurityKind, username: &str) {
    app.security_log.record(&SecurityEvent {
        subject: Some(username),
        detail: "by the host's command line",
        ..SecurityEvent::of(kind)
    });
    app.security_log.flush();
}

fn open() -> Result<Instance, Failure> {
    Ok(Instance::start(Config::load()?, Clock::system())?)
}

fn report(error: ApiError) -> Failure {
    Failure::new(error.report())
}
