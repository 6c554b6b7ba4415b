//! Which acts on a job are open to whom, and when.
use super::{Job, JobStatus};
use crate::id::UserId;
use crate::instant::Instant;
use crate::permission::{Permission, Role};

/// What someone may do to a job, given its state and their rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobAction {
    /// Mark it as finished.
    Complete,
    /// Mark it as not finished after all.
    Reopen,
    /// Correct it.
    Edit,
    /// Move it to the trash.
    Trash,
    /// Bring it back from the trash.
    Restore,
}

/// What this user may do to this job at this moment, in the order of the buttons.
///
/// The server asks the same table again; a button that was shown too long answers 403.
#[must_use]
pub fn actions(job: &Job, user: UserId, role: Role, now: Instant) -> Vec<JobAction> {
    let mine = job.created_by.id == user;
    let age_ms = now.ms_since(job.created_at);
    let may = |permission: Permission| permission.grant(role).covers(mine, age_ms);
    if job.deleted_at.is_some() {
        return if may(Permission::JobsRestore) {
            vec![JobAction::Restore]
        } else {
            Vec::new()
        };
    }
    let open = matches!(job.status, JobStatus::Open | JobStatus::Ready);
    let may_trash = may(Permission::JobsDelete) || may(Permission::JobsUndo);
    [
        (open && may(Permission::JobsComplete), JobAction::Complete),
        (
            job.status == JobStatus::Done && may(Permission::JobsReopen),
            JobAction::Reopen,
        ),
        (
            job.status != JobStatus::Void && may(Permission::JobsEdit),
            JobAction::Edit,
        ),
        (may_trash, JobAction::Trash),
    ]
    .into_iter()
    .filter_map(|(allowed, action)| allowed.then_some(action))
    .collect()
}

#[cfg(test)]
mod tests;
