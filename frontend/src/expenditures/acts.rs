//! What may be done to an expenditure; ui/acts.rs does it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use shared::expenditures::{Expenditure, ExpenditureQuery};
use shared::id::ExpenditureId;
use shared::money::Money;

use crate::client::Failure;
use crate::records::{calls, trash};
use crate::resource;
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

resource!(
    Expenditure,
    ExpenditureId,
    ExpenditureQuery,
    "expenditure",
    "The expenditure",
    "expenditures"
);

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
        calls::find::<Expenditure>(expenditure.id).boxed_local()
    }

    fn is_met(&self, expenditure: &Expenditure) -> bool {
        match self {
            Self::Trash => expenditure.deleted_at.is_some(),
            Self::Restore => expenditure.deleted_at.is_none(),
        }
    }

    fn guess(&self, expenditure: &Expenditure) -> Option<Change<Expenditure>> {
        (*self == Self::Trash).then(|| Change::Now(trash::trashed(expenditure.clone())))
    }

    fn send(
        &self,
        expenditure: Expenditure,
    ) -> LocalBoxFuture<'static, Result<Expenditure, Failure>> {
        match self {
            Self::Trash => trash::trash(expenditure).boxed_local(),
            Self::Restore => trash::restore(expenditure).boxed_local(),
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
