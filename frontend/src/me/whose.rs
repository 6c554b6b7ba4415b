//! Whose ways in a page shows: the own ones, or, to administrators, somebody's.

use shared::id::UserId;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Mine,
    User(UserId),
}

impl Whose {
    /// The address of what is theirs: `/me/tokens`, `/users/…/tokens`.
    pub fn path(self, what: &str) -> String {
        match self {
            Self::Mine => format!("/me/{what}"),
            Self::User(id) => format!("/users/{id}/{what}"),
        }
    }
}
