//! Correcting a record in its drawer; whoever was quicker is named and shown before mine goes over theirs.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Serialize;
use shared::problem::ProblemCode;

use super::plain::Plain;
use super::{Resource, calls};
use crate::client::{Failure, Key};
use crate::ui::acts::{Acting, changed_by};
use crate::ui::button::{Button, Weight};
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::message::{Message, Tone};
use crate::ui::unsaved::Unsaved;

/// The fields of a kind of record, as they are typed.
pub trait Fields: Copy + Send + Sync + 'static {
    type On: Plain;
    /// Everything typed, as text.
    type Sheet: PartialEq + 'static;
    type Patch: Serialize + 'static;

    /// What is typed (reactive).
    fn sheet(self) -> Self::Sheet;
    /// What would be typed for a record as it is.
    fn sheet_of(record: &Self::On) -> Self::Sheet;
    fn put(self, record: &Self::On);
    /// What is to change in the record that was seen.
    fn patch(self, seen: &Self::On) -> Self::Patch;
    /// What somebody else made of it: “Diesel, 10 × ₦1,150.00”.
    fn words(record: &Self::On) -> String;
    /// Whether what is typed is meant so; else a dialog asks, and saves again.
    fn is_meant(self) -> bool {
        true
    }
}

/// A record being corrected.
pub struct Edit<F: Fields> {
    pub app: Acting,
    pub fetched: Fetched<F::On>,
    pub open: RwSignal<bool>,
    pub fields: F,
    pub form: Form,
    key: StoredValue<Key>,
    /// What somebody else saved meanwhile, in a sentence.
    theirs: RwSignal<Option<String>>,
}

impl<F: Fields> Clone for Edit<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Fields> Copy for Edit<F> {}

impl<F: Fields> Edit<F> {
    pub fn new(
        app: Acting,
        fetched: Fetched<F::On>,
        open: RwSignal<bool>,
        fields: F,
        form: Form,
    ) -> Self {
        Self {
            app,
            fetched,
            open,
            fields,
            form,
            key: StoredValue::new(Key::fresh()),
            theirs: RwSignal::new(None),
        }
    }

    /// Whether something is typed that is not saved (reactive).
    fn is_changed(self) -> bool {
        let sheet = self.fields.sheet();
        let last = self.fetched.last;
        last.with(|last| {
            last.as_ref()
                .is_some_and(|saved| sheet != F::sheet_of(saved))
        })
    }

    pub fn save(self) {
        let Some(seen) = self.fetched.last.get_untracked() else {
            return;
        };
        let is_busy = self.form.busy.get_untracked();
        if is_busy || !self.form.ready() || !self.fields.is_meant() {
            return;
        }
        let app = self.app;
        let sheet = untrack(|| self.fields.sheet());
        let patch = untrack(|| self.fields.patch(&seen));
        let key = self.key.get_value();
        let title = seen.title();
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
                Err(failure) => {
                    let sentence = format!("{title} is as it was: {}", failure.sentence());
                    app.toasts.failed(sentence, Vec::new());
                }
            },
        );
    }

    fn saved(self, sent: &F::Sheet, saved: F::On) {
        let is_all = untrack(|| self.fields.sheet()) == *sent;
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
        self.form
            .go_on(calls::find::<F::On>(mine.id()), move |found| match found {
                Ok(theirs) => {
                    let who = changed_by(self.app.session, &failure);
                    let sentence = format!("{who}: now {}.", F::words(&theirs));
                    self.app.changes.tell(&Change::Done(theirs.clone()));
                    self.fetched.change(|shown| *shown = theirs);
                    self.key.set_value(Key::fresh());
                    self.theirs.set(Some(sentence));
                }
                Err(failure) => self.form.refuse(&failure),
            });
    }

    fn load_theirs(self) {
        if let Some(theirs) = self.fetched.last.get_untracked() {
            self.fields.put(&theirs);
            self.form.begin_again();
        }
        self.theirs.set(None);
    }

    /// The form around its inputs.
    pub fn view(self, inputs: AnyView) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let theirs = move || {
            self.theirs.get().map(|sentence| view! {
                <Message tone=Tone::Warn>
                    <p>{sentence}" Save again to put yours in its place, or "<button type="button" on:click=move |_| self.load_theirs()>"load theirs"</button>"."</p>
                </Message>
            })
        };
        let form = self.form;
        let changed = Signal::derive(move || self.is_changed());
        let cancel = Callback::new(move |()| self.open.set(false));
        let (name, save) = (
            format!("Correct the {}", F::On::NAME),
            format!("Save {}", F::On::NAME),
        );
        view! {
            <Unsaved form changed/>
            <form class="stack" on:submit=submit novalidate aria-label=name>
                {theirs}
                <FormTrouble form/>
                {inputs}
                <div class="row">
                    <Button label=save submit=true weight=Weight::Primary busy=form.busy/>
                    <Button label="Cancel" press=cancel/>
                </div>
            </form>
        }
        .into_any()
    }
}

fn tell_saved<R: Plain>(app: Acting, saved: R) {
    let (about, sentence) = (saved.about(), format!("{} saved", saved.title()));
    app.changes.tell(&Change::Done(saved));
    app.toasts
        .done_about(about, "circle-check", sentence, Vec::new());
}
