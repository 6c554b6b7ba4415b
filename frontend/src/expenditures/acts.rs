//! What may be done to an expenditure: at once on the screen, undone when the server refuses, with an undo when it agrees.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::expenditures::Expenditure;
use shared::money::Money;
use shared::problem::ProblemCode;

use super::calls;
use super::ledger::Ledger;
use crate::client::Failure;
use crate::session::Session;
use crate::ui::toasts::{Act, Toasts};
use crate::ui::when;

/// Where the effects of an act are seen.
#[derive(Clone, Copy)]
pub struct Stage {
    pub ledger: Ledger,
    pub session: Session,
    pub toasts: Toasts,
}

impl Stage {
    pub fn show(self, changed: &Expenditure) {
        self.ledger.page.change(|page| {
            for row in page.data.iter_mut().filter(|row| row.id == changed.id) {
                *row = changed.clone();
            }
        });
        self.ledger.summary.again();
    }

    fn take_away(self, gone: &Expenditure) {
        let ledger = self.ledger;
        ledger
            .page
            .change(|page| page.data.retain(|row| row.id != gone.id));
        ledger.summary.change(|summary| {
            summary.count = summary.count.saturating_sub(1);
            summary.total = summary
                .total
                .and_then(|total: Money| total.checked_sub(gone.total));
        });
    }

    /// Says that an act was refused, and why; whoever was quicker is named.
    fn refused(self, still: &str, failure: &Failure, again: impl Fn() + Send + Sync + 'static) {
        self.ledger.again();
        if failure.is(ProblemCode::Stale) {
            let sentence = format!(
                "{}. It is loaded anew; look at it and try again.",
                changed_by(self.session, failure)
            );
            self.toasts.failed(sentence, Vec::new());
        } else {
            let sentence = format!("{still}: {}", failure.sentence());
            self.toasts
                .failed(sentence, vec![Act::new("Try again", again)]);
        }
    }
}

/// `Ada changed this at 14:05`.
pub fn changed_by(session: Session, failure: &Failure) -> String {
    let problem = failure.refusal().map(|refusal| &refusal.problem);
    let who = problem
        .and_then(|problem| problem.changed_by.clone())
        .unwrap_or_else(|| "Somebody".to_owned());
    let at = problem
        .and_then(|problem| problem.changed_at)
        .map(|at| format!(" at {}", untrack(|| when::short(session, at))));
    format!("{who} changed this{}", at.unwrap_or_default())
}

/// Moves it to the trash.
pub fn trash(stage: Stage, expenditure: Expenditure) {
    stage.take_away(&expenditure);
    spawn_local(async move {
        match calls::trash(&expenditure).await {
            Ok(()) => {
                stage.ledger.summary.again();
                let sentence = format!("{} moved to trash", expenditure.description);
                let undo = Act::new("Undo", move || restore(stage, expenditure.clone()));
                stage.toasts.undo("trash-2", sentence, undo);
            }
            Err(failure) => {
                let still = format!("{} is still here", expenditure.description);
                stage.refused(&still, &failure, move || trash(stage, expenditure.clone()));
            }
        }
    });
}

/// Brings it back. Its revision went on when it was trashed, so it is read first.
pub fn restore(stage: Stage, expenditure: Expenditure) {
    spawn_local(async move {
        let restored = match calls::find(expenditure.id).await {
            Ok(trashed) => calls::restore(&trashed).await,
            Err(failure) => Err(failure),
        };
        match restored {
            Ok(back) => {
                stage.show(&back);
                stage.ledger.again();
                let sentence = format!("{} is back", back.description);
                stage.toasts.done("rotate-ccw", sentence, Vec::new());
            }
            Err(failure) => {
                let still = format!("{} is still in the trash", expenditure.description);
                stage.refused(&still, &failure, move || {
                    restore(stage, expenditure.clone())
                });
            }
        }
    });
}
