//! Correcting an expenditure in its drawer; whoever was quicker is named and shown before mine goes over theirs.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::expenditures::{Expenditure, ExpenditurePatch};
use shared::problem::ProblemCode;

use super::acts::about;
use super::typed::{Sheet, Typed};
use crate::client::{Failure, Key};
use crate::records::calls;
use crate::ui::acts::{Acting, changed_by, use_acts};
use crate::ui::button::{Button, Weight};
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{DateInput, MoneyInput, QtyInput, TextInput};
use crate::ui::message::{Message, Tone};
use crate::ui::old_day::{OldDay, OldDayDialog};
use crate::ui::unsaved::Unsaved;
use crate::ui::when::today;

#[derive(Clone, Copy)]
struct Editing {
    app: Acting,
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
    /// Whether something is typed that is not saved (reactive).
    fn is_changed(self) -> bool {
        let sheet = self.typed.sheet();
        self.fetched
            .last
            .with(|last| last.as_ref().is_some_and(|saved| sheet != Sheet::of(saved)))
    }

    fn save(self) {
        let Some(seen) = self.fetched.last.get_untracked() else {
            return;
        };
        if self.form.busy.get_untracked() || !self.form.ready() {
            return;
        }
        let app = self.app;
        let (currency, day) = untrack(|| (app.session.currency(), today(app.session)));
        if !self.old_day.is_meant(self.typed.typed_day(), day) {
            return;
        }
        let sheet = untrack(|| self.typed.sheet());
        let (draft, _) = sheet.read(currency, day.max(seen.occurred_on));
        let patch = ExpenditurePatch {
            description: Some(draft.description),
            quantity: Some(draft.quantity),
            unit_cost: Some(draft.unit_cost),
            occurred_on: draft.occurred_on,
        };
        let key = self.key.get_value();
        let name = seen.description.clone();
        let call = async move { calls::correct(&seen, &patch, &key).await };
        self.form.send(
            call,
            move |answer| match answer {
                Ok(saved) => self.saved(&sheet, saved),
                Err(failure) if failure.is(ProblemCode::Stale) => self.compare(failure),
                Err(failure) => self.form.refuse(&failure),
            },
            move |answer| match answer {
                Ok(saved) => tell_saved(app, saved),
                Err(failure) => app.toasts.failed(
                    format!("{name} is as it was: {}", failure.sentence()),
                    Vec::new(),
                ),
            },
        );
    }

    fn saved(self, sent: &Sheet, saved: Expenditure) {
        let is_all = untrack(|| self.typed.sheet()) == *sent;
        self.key.set_value(Key::fresh());
        self.fetched.change(|shown| *shown = saved.clone());
        tell_saved(self.app, saved);
        // What was typed while it was being saved waits for the next save.
        if is_all {
            self.open.set(false);
        }
    }

    /// Reads theirs; the next save is meant to go over it.
    fn compare(self, failure: Failure) {
        let Some(mine) = self.fetched.last.get_untracked() else {
            return;
        };
        self.form.go_on(
            calls::find::<Expenditure>(mine.id),
            move |found| match found {
                Ok(theirs) => {
                    let who = changed_by(self.app.session, &failure);
                    let cost = theirs.unit_cost;
                    let sentence = format!(
                        "{who}: now {}, {} × {cost}.",
                        theirs.description,
                        theirs.quantity.shown()
                    );
                    self.app.changes.tell(&Change::Done(theirs.clone()));
                    self.fetched.change(|shown| *shown = theirs);
                    self.key.set_value(Key::fresh());
                    self.theirs.set(Some(sentence));
                }
                Err(failure) => self.form.refuse(&failure),
            },
        );
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

fn tell_saved(app: Acting, saved: Expenditure) {
    let (about, sentence) = (about(saved.id), format!("{} saved", saved.description));
    app.changes.tell(&Change::Done(saved));
    app.toasts
        .done_about(about, "circle-check", sentence, Vec::new());
}

#[component]
pub fn EditForm(fetched: Fetched<Expenditure>, editing: RwSignal<bool>) -> AnyView {
    let app = use_acts();
    let known = fetched.last.get_untracked();
    let day = untrack(|| today(app.session));
    let first_date = known.as_ref().map_or(day, |known| known.occurred_on);
    let typed = Typed::new(
        known.as_ref().map_or_else(Sheet::empty, Sheet::of),
        first_date,
    );
    let currency = untrack(|| app.session.currency());
    let form = Form::within("edit", move || {
        let day = day.max(typed.first_date.get());
        typed.sheet().wrong(app.session, currency, day)
    });
    let edit = Editing {
        app,
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
    let changed = Signal::derive(move || edit.is_changed());
    let cancel = Callback::new(move |()| editing.set(false));
    view! {
        <Unsaved form changed/>
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
