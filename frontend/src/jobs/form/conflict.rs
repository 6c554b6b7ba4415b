//! Somebody who saved the job first.

use leptos::prelude::untrack;
use shared::instant::Instant;
use shared::jobs::Job;

use crate::client::Failure;
use crate::session::Session;

/// The job as somebody else has saved it meanwhile.
#[derive(Clone, PartialEq)]
pub struct Stale {
    pub who: String,
    pub at: Option<Instant>,
    pub theirs: Job,
}

impl Stale {
    pub fn new(session: Session, failure: &Failure, theirs: Job) -> Self {
        let problem = failure.refusal().map(|refusal| &refusal.problem);
        let me = untrack(|| session.username());
        // Oneself is nobody else: it was another tab or device.
        let who = match failure.changed_by() {
            Some(who) if who == me => "Your other tab",
            Some(who) => who,
            None => "Somebody",
        };
        Self {
            who: who.to_owned(),
            at: problem.and_then(|problem| problem.changed_at),
            theirs,
        }
    }
}
