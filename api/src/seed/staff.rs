//! The made-up shop's people: one of each role and a second one at the counter.

use shared::permission::Role;

use crate::auth::{self, Auth, Chooser};
use crate::db::{Actor, KnownUser, Tx};
use crate::error::ApiError;
use crate::keyring;
use crate::users::{self, NewUser};

/// Who runs the shop, in the order of [`WHO`].
pub const ADMIN: usize = 0;
pub const MANAGER: usize = 1;
pub const COUNTER: usize = 2;
pub const SECOND_COUNTER: usize = 3;

const WHO: [(&str, Role); 5] = [
    ("ada", Role::Admin),
    ("musa", Role::Manager),
    ("tobi", Role::Staff),
    ("bola", Role::Staff),
    ("audu", Role::Auditor),
];

/// Letters and digits that cannot be taken for one another.
const LETTERS: &[u8; 54] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ234567";

/// A user with the password that is told once.
pub struct Credential {
    pub username: &'static str,
    pub role: Role,
    pub password: String,
}

/// A user who acts in the books.
pub struct Person {
    pub actor: Actor,
}

/// Everybody with a random password that meets the rules.
pub fn credentials(auth: &Auth) -> Result<Vec<Credential>, ApiError> {
    WHO.iter()
        .map(|(username, role)| {
            Ok(Credential {
                username,
                role: *role,
                password: password(auth, username)?,
            })
        })
        .collect()
}

pub fn hashes(auth: &Auth, credentials: &[Credential]) -> Result<Vec<String>, ApiError> {
    let passwords = credentials.iter().map(|one| &one.password);
    passwords
        .map(|password| auth::hash_blocking(auth, password))
        .collect()
}

pub fn add(
    tx: &mut Tx<'_>,
    credentials: &[Credential],
    hashes: &[String],
) -> Result<Vec<Person>, ApiError> {
    let mut people = Vec::new();
    for (one, hash) in credentials.iter().zip(hashes) {
        let email = format!("{}@kingsway.example", one.username);
        let new = NewUser {
            username: one.username,
            email: Some(&email),
            role: one.role,
            password_hash: Some(hash),
            must_change_password: false,
        };
        let user = users::add(tx, &new)?;
        let known = KnownUser::new(user.id, user.username, one.role);
        let actor = Actor::default().become_user(known);
        people.push(Person { actor });
    }
    Ok(people)
}

/// Four groups of four. A draw that by chance lacks a kind of character is drawn again.
fn password(auth: &Auth, username: &str) -> Result<String, ApiError> {
    let chooser = Chooser {
        username,
        email: None,
        shop_name: None,
    };
    loop {
        let drawn = draw()?;
        if auth::check_new_password(auth, &drawn, "password", &chooser).is_ok() {
            return Ok(drawn);
        }
    }
}

fn draw() -> Result<String, ApiError> {
    let mut drawn = String::new();
    while drawn.len() < 19 {
        let bytes: [u8; 64] = keyring::random_bytes().map_err(ApiError::internal)?;
        // Every letter is equally likely: bytes that would favour the first ones are thrown away.
        let fair = bytes
            .iter()
            .filter_map(|byte| LETTERS.get(usize::from(byte % 64)));
        for letter in fair {
            if drawn.len() % 5 == 4 {
                drawn.push('-');
            }
            drawn.push(char::from(*letter));
            if drawn.len() == 19 {
                break;
            }
        }
    }
    Ok(drawn)
}
