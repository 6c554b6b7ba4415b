//! Somebody who saved the job first.

use shared::instant::Instant;
use shared::jobs::Job;

use crate::client::Failure;

/// The job as somebody else has saved it meanwhile.
#[derive(Clone, PartialEq)]
pub struct Stale {
    pub who: String,
    pub at: Option<Instant>,
    pub theirs: Job,
}

impl Stale {
    pub fn new(failure: &Failure, theirs: Job) -> Self {
        let problem = failure.refusal().map(|refusal| &refusal.problem);
        Self {
            who: problem
                .and_then(|problem| problem.changed_by.clone())
                .unwrap_or_else(|| "Somebody".to_owned()),
            at: problem.and_then(|problem| problem.changed_at),
            theirs,
        }
    }
}
