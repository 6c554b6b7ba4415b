//! `SECRET_KEY`, and the one before it.

use std::path::Path;

use super::variables as vars;
use super::{AppEnv, Environment, Refusal, folder, secret_key};
use crate::keyring::Secret;

pub(super) fn present(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
    notices: &mut Vec<String>,
) -> Result<Secret, Refusal> {
    let given = env.secret(&vars::SECRET_KEY, notices)?;
    match given {
        Some(text) => secret_key::decode(text.expose())
            .map_err(|reason| Refusal::new(vars::SECRET_KEY.name, reason)),
        None if app_env == AppEnv::Production => Err(Refusal::new(
            vars::SECRET_KEY.name,
            "is not set: production needs one; make it with `zehmo gen secret-key`.",
        )),
        None => folder::own_key(data_dir, notices),
    }
}

pub(super) fn previous(
    env: &Environment,
    notices: &mut Vec<String>,
) -> Result<Option<Secret>, Refusal> {
    let given = env.spare_secret(&vars::SECRET_KEY_PREVIOUS, notices)?;
    let decoded = given.map(|text| secret_key::decode(text.expose()));
    decoded
        .transpose()
        .map_err(|reason| Refusal::new(vars::SECRET_KEY_PREVIOUS.name, reason))
}
