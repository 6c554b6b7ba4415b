//! The entry row, always on top: what, how many, what one costs; Enter saves and the next one begins.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use serde::{Deserialize, Serialize};
use shared::expenditures::Expenditure;
use shared::problem::ProblemCode;

use super::columns::{COLUMNS, Expenditures};
use super::saved::{settle_elsewhere, tell_saved};
use super::typed::{Sheet, Typed};
use crate::browser;
use crate::client::{Failure, Key};
use crate::draft::{Place, Saved};
use crate::records::calls;
use crate::ui::acts::{Acting, use_acts};
use crate::ui::amount::Amount;
use crate::ui::button::{Button, Weight};
use crate::ui::debounced::Spoken;
use crate::ui::effect::{effect, memo};
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{DateInput, MoneyInput, QtyInput, TextInput};
use crate::ui::old_day::{OldDay, OldDayDialog};
use crate::ui::table::heads;
use crate::ui::when::{date_words, follow_today, today};

const FIRST: &str = "#f-description";

#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    sheet: Sheet,
}

#[derive(Clone, Copy)]
struct Entry {
    app: Acting,
    list: Expenditures,
    typed: Typed,
    form: Form,
    old_day: OldDay,
    key: StoredValue<Key>,
    place: StoredValue<Option<Place>>,
    /// An entry was saved from this row: what stands there now began after it.
    follows_another: StoredValue<bool>,
}

impl Entry {
    fn open(list: Expenditures) -> Self {
        let app = use_acts();
        let session = app.session;
        let user = session
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.user.id));
        let place = user.map(|user| Place::of(user, "expenditure"));
        let (sheet, key) = match place.as_ref().and_then(Place::read::<Kept>) {
            Some(kept) => (kept.sheet, Key::kept(kept.key)),
            None => (Sheet::empty(), Key::fresh()),
        };
        let today = follow_today(session);
        let typed = Typed::new(sheet, today.get_untracked());
        effect(move || typed.follow(today.get()));
        let currency = untrack(|| session.currency());
        let form = Form::new(move || {
            let day = today.get().max(typed.first_date.get());
            typed.sheet().wrong(session, currency, day)
        });
        let entry = Self {
            app,
            list,
            typed,
            form,
            old_day: OldDay::new(),
            key: StoredValue::new(key),
            place: StoredValue::new(place),
            follows_another: StoredValue::new(false),
        };
        entry.keep_drafts();
        entry.hear_of_a_save_elsewhere();
        entry
    }

    fn keep_drafts(self) {
        effect(move || {
            let sheet = self.typed.sheet();
            let key = self.key.with_value(|key| key.as_str().to_owned());
            self.place.with_value(|place| match place {
                Some(place) if sheet == Sheet::empty() => place.clear(),
                Some(place) if !place.write(&Kept { key, sheet }) => {
                    leptos::logging::warn!("this entry's draft is not kept");
                }
                _ => {}
            });
        });
    }

    /// The row was left while it was being saved, and opened again before the answer came.
    fn hear_of_a_save_elsewhere(self) {
        self.app.changes.hear(move |Saved(key): &Saved| {
            if self.key.with_value(|mine| mine == key) {
                self.begin_next();
            }
        });
    }

    fn save(self) {
        let sheet = untrack(|| self.typed.sheet());
        // The same press once more, after the entry was saved.
        let is_repeat = self.follows_another.get_value() && sheet == Sheet::empty();
        if self.form.busy.get_untracked() || is_repeat || !self.form.ready() {
            return;
        }
        let app = self.app;
        let (currency, day) = untrack(|| (app.session.currency(), today(app.session)));
        if !self.old_day.is_meant(self.typed.typed_day(), day) {
            return;
        }
        self.typed.follow(day);
        let sheet = untrack(|| self.typed.sheet());
        let (draft, _) = sheet.read(currency, day);
        let key = self.key.get_value();
        let (sent_key, place) = (key.clone(), self.place.get_value());
        let call = async move { calls::create::<Expenditure>(&draft, &key).await };
        self.form.send(
            call,
            move |answer| self.settle(&sheet, answer),
            move |answer| settle_elsewhere(app, place, sent_key, answer),
        );
    }

    fn settle(self, sent: &Sheet, answer: Result<Expenditure, Failure>) {
        match answer {
            Ok(saved) => {
                let query = self.list.query.get_untracked();
                let hidden = !query.filter().takes(&saved);
                tell_saved(self.app, saved, hidden);
                self.key.set_value(Key::fresh());
                if untrack(|| self.typed.sheet()) == *sent {
                    self.begin_next();
                }
            }
            Err(failure) if failure.is(ProblemCode::IdempotencyMismatch) => {
                self.key.set_value(Key::fresh());
                self.list.again();
                self.form.trouble.set(Some("An earlier try to save this has reached the server. Look at the list before you save it again.".to_owned()));
            }
            Err(failure) => self.form.refuse(&failure),
        }
    }

    fn begin_next(self) {
        self.follows_another.set_value(true);
        self.key.set_value(Key::fresh());
        // The field that is left now belongs to the entry that is saved; the next one has not been left anywhere yet.
        if !browser::focus_and_select(FIRST) {
            browser::focus_soon(FIRST);
        }
        self.form.begin_again();
        self.typed
            .first_date
            .set(untrack(|| today(self.app.session)));
        self.typed.put(Sheet::empty());
    }
}

#[component]
pub fn EntryRow(list: Expenditures) -> AnyView {
    let entry = Entry::open(list);
    come_here_when_asked();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        entry.save();
    };
    // Enter goes on to the next field, and saves from the last one and from the button.
    let go_on = move |event: leptos::ev::KeyboardEvent| {
        let plain = event.key() == "Enter" && !event.ctrl_key() && !event.meta_key();
        let next = browser::focused().and_then(|field| match field.id().as_str() {
            "f-description" => Some("#f-quantity"),
            "f-quantity" => Some("#f-unit_cost"),
            _ => None,
        });
        if let Some(next) = next.filter(|_| plain)
            && browser::focus_and_select(next)
        {
            event.prevent_default();
        }
    };
    let (sort, sort_href) = list.sorting();
    view! {
        <form class="entry" on:submit=submit on:keydown=go_on novalidate aria-label="New expenditure">
            <FormTrouble form=entry.form/>
            <table class="table entry-table">
                <caption class="seen-by-readers">"New expenditure"</caption>
                <thead><tr>{heads(&COLUMNS, sort, Some(sort_href))}</tr></thead>
                <tbody><Fields entry/></tbody>
            </table>
        </form>
        <OldDayDialog old=entry.old_day field="#f-occurred_on" again=Callback::new(move |()| entry.save())/>
    }
    .into_any()
}

#[component]
fn Fields(entry: Entry) -> AnyView {
    let Entry { typed, form, .. } = entry;
    let currency = untrack(|| entry.app.session.currency());
    let total = memo(move || typed.sheet().total(currency));
    let figure = move || match total.get() {
        Some(money) => view! { <Amount money out=true class="strong"/> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let spoken = Signal::derive(move || {
        let money = total.get().map(|money| format!("Total {money}"));
        money.unwrap_or_default()
    });
    let unfolded = RwSignal::new(false);
    let shown = move || unfolded.get() || form.error("#/occurred_on").is_some();
    let day = move || {
        let text = typed.date.get();
        let is_today = text == typed.first_date.get().to_string();
        if is_today {
            "Today".to_owned()
        } else {
            text.parse().map_or(text, date_words)
        }
    };
    let change = move |_| {
        unfolded.set(true);
        browser::focus_soon("#f-occurred_on");
    };
    view! {
        <tr class="entry-row">
            <td class="entry-what"><TextInput form at="#/description" label="Description" value=typed.description class="bar" quiet_label=true/></td>
            <td class="entry-quantity"><QtyInput form at="#/quantity" label="Quantity" value=typed.quantity class="bar figure" quiet_label=true/></td>
            <td class="entry-cost"><MoneyInput form at="#/unit_cost" label=format!("Unit cost, {}", currency.symbol()) value=typed.unit_cost currency class="bar figure" quiet_label=true/></td>
            <td class="figure entry-total">{figure}<Spoken text=spoken/></td>
            <td class="entry-day" class:folded-day=move || !shown()><DateInput form at="#/occurred_on" label="Date" value=typed.date class="bar" quiet_label=true/></td>
            <td class="entry-day-link" hidden=shown><span class="muted">{day}" · "</span><button type="button" class="text-link" on:click=change>"Change"</button></td>
            <td class="entry-save"><Button label="Save" weight=Weight::Primary class="bar" keys=&["Enter"] busy=form.busy submit=true/></td>
        </tr>
    }
    .into_any()
}

/// `e` anywhere, and “New expenditure”, lead to `/expenditures#new`: the focus goes to the row, the mark leaves the address.
fn come_here_when_asked() {
    let location = use_location();
    let navigate = use_navigate();
    effect(move || {
        if location
            .hash
            .with(|hash| hash.trim_start_matches('#') != "new")
        {
            return;
        }
        browser::focus_soon(FIRST);
        let (path, search) = (
            location.pathname.get_untracked(),
            location.search.get_untracked(),
        );
        let question = if search.is_empty() { "" } else { "?" };
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&format!("{path}{question}{search}"), options);
    });
}
