//! The calls of the users pages.

use shared::factors::Factors;
use shared::id::UserId;
use shared::page::Page;
use shared::settings::Settings;
use shared::users::{User, UserCode, UserCreated, UserDraft, UserPatch, UserQuery};

use crate::client::{Call, Failure, Key};

/// With the number of rows that match.
pub async fn list(query: UserQuery) -> Result<Page<User>, Failure> {
    let query = UserQuery {
        include_total: true,
        ..query
    };
    Call::get("/users").query(&query).send().await
}

pub async fn find(id: UserId) -> Result<User, Failure> {
    Call::get(format!("/users/{id}")).send().await
}

pub async fn create(draft: &UserDraft, key: &Key) -> Result<UserCreated, Failure> {
    Call::post("/users").key(key).json(draft).send().await
}

pub async fn update(user: &User, patch: &UserPatch, key: &Key) -> Result<User, Failure> {
    Call::patch(format!("/users/{}", user.id))
        .seen(user.rev)
        .key(key)
        .json(patch)
        .send()
        .await
}

/// With which second factor this person signs in.
pub async fn factors(id: UserId) -> Result<Factors, Failure> {
    Call::get(format!("/users/{id}/factors")).send().await
}

/// `disable`, `enable`, `end-sessions`, `reset-factors` or `unlock`.
pub async fn act(user: &User, verb: &str) -> Result<User, Failure> {
    Call::post(format!("/users/{}/{verb}", user.id))
        .seen(user.rev)
        .key(&Key::fresh())
        .send()
        .await
}

/// `code` for a new password, or `sign-in-code`.
pub async fn make_code(user: &User, verb: &str) -> Result<UserCode, Failure> {
    Call::post(format!("/users/{}/{verb}", user.id))
        .seen(user.rev)
        .send()
        .await
}

/// For the setting that widens a role.
pub async fn settings() -> Result<Settings, Failure> {
    Call::get("/settings").send().await
}
