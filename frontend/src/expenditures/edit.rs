//! Correcting an expenditure in its drawer; whoever was quicker is named and shown before mine goes over theirs.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::expenditures::{Expenditure, ExpenditurePatch};
use shared::problem::ProblemCode;

use super::acts::{Stage, changed_by};
use super::calls;
use super::typed::{Sheet, Typed};
use crate::client::{Failure, Key};
use crate::ui::button::{Button, Weight};
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{DateInput, MoneyInput, QtyInput, TextInput};
use crate::ui::message::{Message, Tone};
use crate::ui::old_day::{OldDay, OldDayDialog};
use crate::ui::when::today;

#[derive(Clone, Copy)]
struct Editing {
    stage: Stage,
    fetched: Fetched<Expenditure>,
    open: RwSignal<bool>,
    typed: Typed,
    form: Form,
    old_day: OldDay,
    key: StoredValue<Key>,
    /// What somebody else saved meanwhile, in a sentence.
    theirs: RwSignal<Option<String>>,
}

impl Editing {
    fn save(self) {
        let Some(seen) = self.fetched.last.get_untracked() else {
            return;
        };
        if self.form.busy.get_untracked() || !self.form.ready() {
            return;
        }
        let session = self.stage.session;
        let (currency, day) = untrack(|| (session.currency(), today(session)));
        if !self.old_day.is_meant(self.typed.typed_day(), day) {
            return;
        }
        self.form.busy.set(true);
        let sheet = untrack(|| self.typed.sheet());
        let (draft, _) = sheet.read(currency, day.max(seen.occurred_on));
        let patch = ExpenditurePatch {
            description: Some(draft.description),
            quantity: Some(draft.quantity),
            unit_cost: Some(draft.unit_cost),
            occurred_on: draft.occurred_on,
        };
        let key = self.key.get_value();
        spawn_local(async move {
            let answer = calls::correct(&seen, &patch, &key).await;
            self.form.busy.try_set(false);
            match answer {
                Ok(saved) => {
                    self.stage.show(&saved);
                    let sentence = format!("{} saved", saved.description);
                    self.fetched.change(|shown| *shown = saved);
                    self.stage.toasts.done("circle-check", sentence, Vec::new());
                    self.open.set(false);
                }
                Err(failure) if failure.is(ProblemCode::Stale) => self.compare(&failure).await,
                Err(failure) => self.form.refuse(&failure),
            }
        });
    }

    /// Reads theirs; the next save is meant to go over it.
    async fn compare(self, failure: &Failure) {
        let Some(mine) = self.fetched.last.get_untracked() else {
            return;
        };
        match calls::find(mine.id).await {
            Ok(theirs) => {
                let who = changed_by(self.stage.session, failure);
                let cost = theirs.unit_cost;
                let sentence = format!(
                    "{who}: now {}, {} × {cost}.",
                    theirs.description,
                    theirs.quantity.shown()
                );
                self.stage.show(&theirs);
                self.fetched.change(|shown| *shown = theirs);
                self.key.set_value(Key::fresh());
                self.theirs.set(Some(sentence));
            }
            Err(failure) => self.form.refuse(&failure),
        }
    }

    fn load_theirs(self) {
        if let Some(theirs) = self.fetched.last.get_untracked() {
            self.typed.first_date.set(theirs.occurred_on);
            self.typed.put(Sheet::of(&theirs));
            self.form.begin_again();
        }
        self.theirs.set(None);
    }
}

#[component]
pub fn EditForm(stage: Stage, fetched: Fetched<Expenditure>, editing: RwSignal<bool>) -> AnyView {
    let known = fetched.last.get_untracked();
    let day = untrack(|| today(stage.session));
    let first_date = known.as_ref().map_or(day, |known| known.occurred_on);
    let typed = Typed::new(
        known.as_ref().map_or_else(Sheet::empty, Sheet::of),
        first_date,
    );
    let currency = untrack(|| stage.session.currency());
    let form = Form::within("edit", move || {
        let day = day.max(typed.first_date.get());
        typed.sheet().read(currency, day).1
    });
    let edit = Editing {
        stage,
        fetched,
        open: editing,
        typed,
        form,
        old_day: OldDay::new(),
        key: StoredValue::new(Key::fresh()),
        theirs: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        edit.save();
    };
    let theirs = move || {
        edit.theirs.get().map(|sentence| view! {
            <Message tone=Tone::Warn>
                <p>{sentence}" Save again to put yours in its place, or "<button type="button" on:click=move |_| edit.load_theirs()>"load theirs"</button>"."</p>
            </Message>
        })
    };
    let cancel = Callback::new(move |()| editing.set(false));
    view! {
        <form class="stack" on:submit=submit novalidate aria-label="Correct the expenditure">
            {theirs}
            <FormTrouble form/>
            <TextInput form at="#/description" label="Description" value=typed.description/>
            <div class="pair">
                <QtyInput form at="#/quantity" label="Quantity" value=typed.quantity/>
                <MoneyInput form at="#/unit_cost" label=format!("Unit cost, {}", currency.symbol()) value=typed.unit_cost currency/>
            </div>
            <DateInput form at="#/occurred_on" label="Date" value=typed.date/>
            <div class="row">
                <Button label="Save expenditure" submit=true weight=Weight::Primary busy=form.busy/>
                <Button label="Cancel" press=cancel/>
            </div>
        </form>
        <OldDayDialog old=edit.old_day field="#edit-occurred_on" again=Callback::new(move |()| edit.save())/>
    }
    .into_any()
}
