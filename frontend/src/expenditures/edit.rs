//! Correcting an expenditure in its drawer.

use leptos::prelude::*;
use shared::expenditures::{Expenditure, ExpenditurePatch};

use super::typed::{Sheet, Typed};
use crate::records::edit::{Edit, Fields};
use crate::session::{Session, use_session};
use crate::ui::acts::use_acts;
use crate::ui::fetched::Fetched;
use crate::ui::form::Form;
use crate::ui::input::{DateInput, MoneyInput, QtyInput, TextInput};
use crate::ui::old_day::{OldDay, OldDayDialog};
use crate::ui::when::today;

#[derive(Clone, Copy)]
struct Corrected {
    typed: Typed,
    old_day: OldDay,
    session: Session,
}

impl Fields for Corrected {
    type On = Expenditure;
    type Sheet = Sheet;
    type Patch = ExpenditurePatch;

    fn sheet(self) -> Sheet {
        self.typed.sheet()
    }

    fn sheet_of(expenditure: &Expenditure) -> Sheet {
        Sheet::of(expenditure)
    }

    fn put(self, expenditure: &Expenditure) {
        self.typed.first_date.set(expenditure.occurred_on);
        self.typed.put(Sheet::of(expenditure));
    }

    fn patch(self, seen: &Expenditure) -> ExpenditurePatch {
        let last_day = today(self.session).max(seen.occurred_on);
        let (draft, _) = self.sheet().read(self.session.currency(), last_day);
        ExpenditurePatch {
            description: Some(draft.description),
            quantity: Some(draft.quantity),
            unit_cost: Some(draft.unit_cost),
            occurred_on: draft.occurred_on,
        }
    }

    fn words(expenditure: &Expenditure) -> String {
        let Expenditure {
            description,
            quantity,
            unit_cost,
            ..
        } = expenditure;
        format!("{description}, {} × {unit_cost}", quantity.shown())
    }

    fn is_meant(self) -> bool {
        let day = untrack(|| today(self.session));
        self.old_day.is_meant(self.typed.typed_day(), day)
    }
}

pub fn edit_form(fetched: Fetched<Expenditure>, editing: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let known = fetched.last.get_untracked();
    let (currency, day) = untrack(|| (session.currency(), today(session)));
    let first_date = known.as_ref().map_or(day, |known| known.occurred_on);
    let sheet = known.as_ref().map_or_else(Sheet::empty, Sheet::of);
    let typed = Typed::new(sheet, first_date);
    let form = Form::within("edit", move || {
        let day = day.max(typed.first_date.get());
        typed.sheet().wrong(session, currency, day)
    });
    let old_day = OldDay::new();
    let fields = Corrected {
        typed,
        old_day,
        session,
    };
    let edit = Edit::new(use_acts(), fetched, editing, fields, form);
    let inputs = view! {
        <TextInput form at="#/description" label="Description" value=typed.description/>
        <div class="pair">
            <QtyInput form at="#/quantity" label="Quantity" value=typed.quantity/>
            <MoneyInput form at="#/unit_cost" label=format!("Unit cost, {}", currency.symbol()) value=typed.unit_cost currency/>
        </div>
        <DateInput form at="#/occurred_on" label="Date" value=typed.date/>
    };
    view! {
        {edit.view(inputs.into_any())}
        <OldDayDialog old=old_day field="#edit-occurred_on" again=Callback::new(move |()| edit.save())/>
    }
    .into_any()
}
