//! The rules of users: names and addresses are unique in any case, nobody changes their own role, and one enabled
//! administrator always remains.

use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::field::{self, FieldIssue};
use shared::id::{Rev, UserId};
use shared::instant::Instant;
use shared::permission::Role;
use shared::problem::{FieldCode, FieldError, ProblemCode};
use shared::users::{User, UserCreated, UserDraft, UserPatch};

use super::store::{self, Row};
use crate::audit::{self, Change};
use crate::auth;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::conditional::Seen;
use crate::stored::stored;

/// Who is to be added.
pub struct NewUser<'a> {
    pub username: &'a str,
    pub email: Option<&'a str>,
    pub role: Role,
    pub password_hash: Option<&'a str>,
    pub must_change_password: bool,
}

/// Adds a user; one without a password gets a code to choose it. Problem: `taken`.
pub fn create(
    tx: &mut Tx<'_>,
    draft: &UserDraft,
    hash: Option<&str>,
) -> Result<UserCreated, ApiError> {
    let new = NewUser {
        username: &draft.username,
        email: Some(&draft.email),
        role: draft.role,
        password_hash: hash,
        // Whoever was given a password by somebody else must choose another one.
        must_change_password: hash.is_some(),
    };
    let user = add(tx, &new)?;
    let code = match hash {
        Some(_) => None,
        None => Some(auth::first_code(tx, user.id)?),
    };
    Ok(UserCreated {
        user,
        expires_at: code.as_ref().map(|code| code.expires_at),
        activation_code: code.map(|code| code.code),
    })
}

/// Adds a user. Problem: `taken`.
pub fn add(tx: &mut Tx<'_>, new: &NewUser<'_>) -> Result<User, ApiError> {
    let email = new.email.map(field::email_normal);
    let row = Row {
        id: UserId::from_parts(tx.now, &tx.random()?).to_string(),
        username: new.username.to_owned(),
        username_folded: new.username.to_lowercase(),
        email_folded: email.as_deref().map(str::to_lowercase),
        email,
        role: new.role.to_string(),
        password_hash: new.password_hash.map(str::to_owned),
        must_change_password: new.must_change_password,
        token_version: 1,
        disabled_at: None,
        last_seen_at: None,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        rev: 1,
    };
    check_free(tx, &row)?;
    store::insert(tx, &row)?;
    let made = facts(tx, &row)?;
    journal(tx, Action::UserCreated, &row.id, None, Some(made))?;
    view(&row)
}

/// Problems: `not_found`, `stale`, `taken`, `not_allowed` (the own role), `last_admin`.
pub fn update(
    tx: &mut Tx<'_>,
    id: UserId,
    seen: &Seen,
    patch: &UserPatch,
) -> Result<User, ApiError> {
    let before = load(tx, id, seen)?;
    let mut after = before.clone();
    if let Some(username) = &patch.username {
        after.username.clone_from(username);
        after.username_folded = username.to_lowercase();
    }
    if let Some(email) = &patch.email {
        let email = field::email_normal(email);
        after.email_folded = Some(email.to_lowercase());
        after.email = Some(email);
    }
    if let Some(role) = patch.role {
        after.role = role.to_string();
    }
    if after == before {
        return view(&before);
    }
    check_free(tx, &after)?;
    if after.role != before.role {
        if tx.is_actor(&before.id) {
            return Err(ApiError::not_allowed(
                "You may not change your own role. Ask another administrator.",
            ));
        }
        keep_an_admin(tx, id, &before)?;
        // The user's next request is refused and refreshed, and so uses the new role.
        after.token_version += 1;
    }
    save(tx, Action::UserUpdated, &before, after)
}

/// Shuts a user out at once. Problems: `not_found`, `stale`, `wrong_state`, `not_allowed` (oneself), `last_admin`.
pub fn disable(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<User, ApiError> {
    let before = load(tx, id, seen)?;
    if before.disabled_at.is_some() {
        return Err(ApiError::wrong_state("This user is disabled already."));
    }
    if tx.is_actor(&before.id) {
        return Err(ApiError::not_allowed(
            "You may not disable yourself. Ask another administrator.",
        ));
    }
    keep_an_admin(tx, id, &before)?;
    auth::end_sessions_of(tx, id, "the user was disabled")?;
    auth::withdraw_codes(tx, id)?;
    auth::revoke_all_tokens(tx, id)?;
    let mut after = before.clone();
    after.disabled_at = Some(tx.now.millis());
    after.token_version += 1;
    save(tx, Action::UserDisabled, &before, after)
}

/// Problems: `not_found`, `stale`, `wrong_state`.
pub fn enable(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<User, ApiError> {
    let before = load(tx, id, seen)?;
    if before.disabled_at.is_none() {
        return Err(ApiError::wrong_state("This user is not disabled."));
    }
    let mut after = before.clone();
    after.disabled_at = None;
    save(tx, Action::UserEnabled, &before, after)
}

/// Forgets the e-mail address of a user who left, in the account and beside the journal. Problems: `wrong_state` for one who
/// may sign in.
pub fn forget_address(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    let before = store::find(tx.conn, id)?;
    if before.disabled_at.is_none() {
        return Err(ApiError::wrong_state(
            "This user may still sign in. Disable the account first.",
        ));
    }
    let mut after = before.clone();
    (after.email, after.email_folded) = (None, None);
    save(tx, Action::UserAddressForgotten, &before, after)?;
    // Last: the event above names the address once more.
    audit::erase(tx, &before.id)?;
    Ok(())
}

pub(super) fn load(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<Row, ApiError> {
    let row = store::find(tx.conn, id)?;
    let present = (Instant::from_millis(row.updated_at), row.rev);
    audit::check_seen(tx.conn, (Entity::User, &row.id), present, seen)?;
    Ok(row)
}

pub(super) fn save(
    tx: &mut Tx<'_>,
    action: Action,
    before: &Row,
    mut after: Row,
) -> Result<User, ApiError> {
    after.updated_at = tx.now.millis();
    after.rev = before.rev + 1;
    store::update(tx, &after)?;
    let (was, is) = (facts(tx, before)?, facts(tx, &after)?);
    audit::replaced(tx, &after.id, after.email.as_deref())?;
    journal(tx, action, &after.id, Some(was), Some(is))?;
    view(&after)
}

/// 409 with the fields that somebody else has already.
fn check_free(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    let mut errors = Vec::new();
    if store::name_is_taken(tx.conn, row)? {
        errors.push(duplicate("#/username", "Another user has this name."));
    }
    if row.email_folded.is_some() && store::email_is_taken(tx.conn, row)? {
        errors.push(duplicate(
            "#/email",
            "Another user has this e-mail address.",
        ));
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(ApiError::taken(
            "Another user has this name or e-mail address.",
            errors,
        )),
    }
}

fn duplicate(pointer: &str, detail: &str) -> FieldError {
    FieldError::at_pointer(pointer, FieldIssue::new(FieldCode::Duplicate, detail))
}

/// The writer is alone in its transaction, so two administrators cannot demote each other at once.
fn keep_an_admin(tx: &mut Tx<'_>, id: UserId, row: &Row) -> Result<(), ApiError> {
    let is_admin = row.role == Role::Admin.as_str() && row.disabled_at.is_none();
    if is_admin && store::other_admins(tx.conn, id)? == 0 {
        let detail = "This is the last enabled administrator. Make another one first.";
        return Err(ApiError::new(ProblemCode::LastAdmin, detail));
    }
    Ok(())
}

pub fn view(row: &Row) -> Result<User, ApiError> {
    Ok(User {
        id: stored(&row.id)?,
        username: row.username.clone(),
        email: row.email.clone(),
        role: stored(&row.role)?,
        disabled_at: row.disabled_at.map(Instant::from_millis),
        last_seen_at: row.last_seen_at.map(Instant::from_millis),
        must_change_password: row.must_change_password,
        created_at: Instant::from_millis(row.created_at),
        updated_at: Instant::from_millis(row.updated_at),
        rev: Rev(row.rev),
    })
}

/// What the journal keeps of a user: never a hash, and the address only as long as it may.
fn facts(tx: &mut Tx<'_>, row: &Row) -> Result<Value, ApiError> {
    let email = match &row.email {
        Some(email) => Some(audit::erasable(tx, &row.id, email)?),
        None => None,
    };
    Ok(json!({
        "username": row.username,
        "email": email,
        "role": row.role,
        "disabled": row.disabled_at.is_some(),
    }))
}

pub(super) fn journal(
    tx: &mut Tx<'_>,
    action: Action,
    id: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<(), ApiError> {
    audit::record(
        tx,
        &Change {
            action,
            entity: Entity::User,
            entity_id: id.to_owned(),
            before,
            after,
        },
    )
}
