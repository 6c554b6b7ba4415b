//! What someone may do to a record of the books that has no acts of its own: correct it, trash it, bring it back.
use crate::id::UserId;
use crate::instant::Instant;
use crate::permission::{Permission, Role};

/// An act on a record, in the order of the buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAction {
    /// Correct it.
    Edit,
    /// Move it to the trash.
    Trash,
    /// Bring it back from the trash.
    Restore,
}

/// The rights to a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct RecordRights {
    /// Correct any of them.
    pub edit: Permission,
    /// Move any of them to the trash.
    pub delete: Permission,
    /// Move to the trash what oneself has just recorded.
    pub undo: Permission,
    /// Bring them back.
    pub restore: Permission,
}

/// A record as far as rights ask.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Who recorded it.
    pub author: UserId,
    /// When they recorded it.
    pub created_at: Instant,
    /// Whether it lies in the trash.
    pub is_trashed: bool,
}

impl RecordRights {
    /// What this user may do to this record at this moment, in the order of the buttons.
    ///
    /// The server asks the same table again; a button that was shown too long answers 403.
    #[must_use]
    pub fn actions(
        &self,
        record: Origin,
        user: UserId,
        role: Role,
        now: Instant,
    ) -> Vec<RecordAction> {
        let mine = record.author == user;
        let age_ms = now.ms_since(record.created_at);
        let may = |permission: Permission| permission.grant(role).covers(mine, age_ms);
        let allowed = |action: &RecordAction| match action {
            RecordAction::Edit => !record.is_trashed && may(self.edit),
            RecordAction::Trash => !record.is_trashed && (may(self.delete) || may(self.undo)),
            RecordAction::Restore => record.is_trashed && may(self.restore),
        };
        let mut actions = vec![
            RecordAction::Edit,
            RecordAction::Trash,
            RecordAction::Restore,
        ];
        actions.retain(allowed);
        actions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_follow_role_owner_and_age() {
        use RecordAction::{Edit, Restore, Trash};
        let rights = RecordRights {
            edit: Permission::ExpendituresEdit,
            delete: Permission::ExpendituresDelete,
            undo: Permission::ExpendituresUndo,
            restore: Permission::ExpendituresRestore,
        };
        let ada: UserId = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f".parse().unwrap();
        let at = Instant::from_millis(0);
        for (role, minutes, is_trashed, expected) in [
            (Role::Admin, 60, false, vec![Edit, Trash]),
            (Role::Admin, 60, true, vec![Restore]),
            (Role::Manager, 60, false, vec![Edit]),
            (Role::Staff, 5, false, vec![Trash]),
            (Role::Staff, 11, false, vec![]),
            (Role::Staff, 5, true, vec![Restore]),
            (Role::Auditor, 5, false, vec![]),
        ] {
            let record = Origin {
                author: ada,
                created_at: at,
                is_trashed,
            };
            let now = at.plus_ms(minutes * 60_000);
            assert_eq!(
                rights.actions(record, ada, role, now),
                expected,
                "{role} {minutes}"
            );
        }
    }
}
