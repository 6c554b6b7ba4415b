//! A second factor that the shop asks of its people: seven days to set one up, then nothing else is open (SECURITY.md §2.9).

use shared::instant::Instant;
use shared::permission::Role;

use super::store::accounts;
use crate::config::RequireMfa;
use crate::db::Tx;
use crate::error::ApiError;

const GRACE_MS: i64 = 7 * 24 * 3_600_000;

impl RequireMfa {
    /// Whether people of this role must have a second factor.
    pub fn asks(self, role: Role) -> bool {
        match self {
            Self::None => false,
            Self::Privileged => role.is_privileged(),
            Self::All => true,
        }
    }
}

/// Until when a user without a second factor may do without: since when one is asked is remembered, whether it is still is
/// the rule's to say.
pub fn due_at(rule: RequireMfa, role: Role, asked_at: Option<i64>) -> Option<Instant> {
    let asked_at = asked_at.filter(|_| rule.asks(role))?;
    Some(Instant::from_millis(asked_at).plus_ms(GRACE_MS))
}

/// From now on it is asked of whoever must have one and has none, and of nobody else.
pub fn mark(tx: &mut Tx<'_>, rule: RequireMfa) -> Result<(), ApiError> {
    let roles = Role::ALL.iter().filter(|role| rule.asks(**role));
    let roles: Vec<&str> = roles.map(|role| role.as_str()).collect();
    accounts::ask_factor(tx, &roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_that_asks_no_more_locks_nobody_out() {
        let due = Some(Instant::from_millis(GRACE_MS));
        for (rule, role, expected) in [
            (RequireMfa::All, Role::Staff, due),
            (RequireMfa::Privileged, Role::Staff, None),
            (RequireMfa::Privileged, Role::Manager, due),
            (RequireMfa::None, Role::Admin, None),
        ] {
            assert_eq!(due_at(rule, role, Some(0)), expected, "{rule:?} {role}");
            assert_eq!(due_at(rule, role, None), None, "{rule:?} {role}");
        }
    }
}
