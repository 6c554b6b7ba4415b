//! What may be done to an expenditure; ui/acts.rs does it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use shared::expenditures::Expenditure;
use shared::id::ExpenditureId;
use shared::instant::Instant;
use shared::money::Money;

use super::calls;
use crate::browser;
use crate::client::Failure;
use crate::ui::acts::{Act, Acting};
use crate::ui::changes::{Change, Record};
use crate::ui::toasts;

impl Record for Expenditure {
    fn same(&self, other: &Self) -> bool {
        self.id == other.id
    }

    fn amount(&self) -> Option<Money> {
        Some(self.total)
    }
}

/// What the news of an expenditure are filed under.
pub fn about(id: ExpenditureId) -> String {
    format!("expenditure/{id}")
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ExpenditureAct {
    Trash,
    Restore,
}

impl Act for ExpenditureAct {
    type On = Expenditure;

    fn about(expenditure: &Expenditure) -> String {
        about(expenditure.id)
    }

    fn read(expenditure: &Expenditure) -> LocalBoxFuture<'static, Result<Expenditure, Failure>> {
        calls::find(expenditure.id).boxed_local()
    }

    fn is_met(&self, expenditure: &Expenditure) -> bool {
        match self {
            Self::Trash => expenditure.deleted_at.is_some(),
            Self::Restore => expenditure.deleted_at.is_none(),
        }
    }

    fn guess(&self, expenditure: &Expenditure) -> Option<Change<Expenditure>> {
        (*self == Self::Trash).then(|| Change::Now(trashed(expenditure.clone())))
    }

    fn send(
        &self,
        expenditure: Expenditure,
    ) -> LocalBoxFuture<'static, Result<Expenditure, Failure>> {
        match self {
            Self::Trash => trash(expenditure).boxed_local(),
            Self::Restore => restore(expenditure).boxed_local(),
        }
    }

    fn done(&self, app: Acting, _before: &Expenditure, after: Expenditure) {
        let (about, name) = (Self::about(&after), after.description.clone());
        match self {
            Self::Trash => {
                let undo = toasts::Act::new("Undo", move || app.run(after.clone(), Self::Restore));
                app.toasts
                    .undo(about, "trash-2", format!("{name} moved to trash"), undo);
            }
            Self::Restore => {
                let sentence = format!("{name} is back");
                app.toasts
                    .done_about(about, "rotate-ccw", sentence, Vec::new());
            }
        }
    }

    fn still(&self, expenditure: &Expenditure) -> String {
        let place = match self {
            Self::Trash => "here",
            Self::Restore => "in the trash",
        };
        format!("{} is still {place}", expenditure.description)
    }
}

async fn trash(expenditure: Expenditure) -> Result<Expenditure, Failure> {
    calls::trash(&expenditure).await?;
    Ok(trashed(expenditure))
}

fn trashed(expenditure: Expenditure) -> Expenditure {
    let deleted_at = Some(Instant::from_millis(browser::server_now_ms()));
    Expenditure {
        deleted_at,
        ..expenditure
    }
}

/// Its revision went on when it was trashed, so it is read first.
async fn restore(expenditure: Expenditure) -> Result<Expenditure, Failure> {
    let now = calls::find(expenditure.id).await?;
    match now.deleted_at {
        Some(_) => calls::restore(&now).await,
        None => Ok(now),
    }
}
