//! What production finds wrong with a PostgreSQL address.

use super::address::Address;

const ADMINISTRATORS: [&str; 4] = ["root", "postgres", "admin", "sa"];
const PUBLISHED_PASSWORDS: [&str; 4] = [
    "strong_password",
    "strong_random_password",
    "password",
    "postgres",
];
const PASSWORD_MIN_CHARS: usize = 16;
const ENCRYPTED: [&str; 3] = ["require", "verify-ca", "verify-full"];

impl Address {
    /// Every reason for which production refuses it.
    pub(super) fn faults(&self) -> Vec<String> {
        [
            self.role_fault(),
            self.password_fault(),
            self.transport_fault(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn role_fault(&self) -> Option<String> {
        let user = self.user.as_deref()?;
        let found = ADMINISTRATORS
            .iter()
            .find(|name| user.eq_ignore_ascii_case(name))?;
        Some(format!(
            "`{found}` is an administrator's name, use a role of its own"
        ))
    }

    fn password_fault(&self) -> Option<String> {
        let password = self.password.as_deref()?;
        if PUBLISHED_PASSWORDS
            .iter()
            .any(|published| password.eq_ignore_ascii_case(published))
        {
            return Some(
                "the password is a published example, make one with `zehmo gen db-password`"
                    .to_owned(),
            );
        }
        let short = password.chars().count() < PASSWORD_MIN_CHARS;
        short.then(|| format!("the password is shorter than {PASSWORD_MIN_CHARS} characters, make one with `zehmo gen db-password`"))
    }

    fn transport_fault(&self) -> Option<String> {
        if self.is_local() {
            return None;
        }
        match self.sslmode.as_deref() {
            Some(mode) if ENCRYPTED.contains(&mode) => None,
            Some(_) => {
                Some("its sslmode lets rows travel in clear, use sslmode=verify-full".to_owned())
            }
            None => Some(
                "sslmode is missing and rows could travel in clear, use sslmode=verify-full"
                    .to_owned(),
            ),
        }
    }
}
