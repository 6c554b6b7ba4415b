//! The state of one open job form; its parts get a copy of these handles.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::{Rev, UserId};
use shared::instant::Instant;
use shared::jobs::Job;

use super::conflict::Stale;
use super::fields::{Row, Typed};
use super::payment::usual_payment;
use super::suggestions::SuggestionSource;
use super::typed::{Days, Line, Sheet, at};
use super::way_back::WayBack;
use crate::browser;
use crate::client::Key;
use crate::draft::{Place, Saved};
use crate::session::{Phase, Session, use_session};
use crate::ui::acts::{Acting, use_acts};
use crate::ui::address::parsed;
use crate::ui::effect::effect;
use crate::ui::form::Form;
use crate::ui::old_day::OldDay;
use crate::ui::page_head::Frame;
use crate::ui::when::{follow_today, today};

/// What a draft keeps.
#[derive(Serialize, Deserialize)]
pub struct SavedDraft {
    pub key: String,
    /// The revision that is being corrected.
    pub seen: Option<Rev>,
    pub sheet: Sheet,
}

/// The whole form.
#[derive(Clone, Copy)]
pub struct FormState {
    pub session: Session,
    pub app: Acting,
    pub typed: Typed,
    pub form: Form,
    pub suggestions: SuggestionSource,
    /// The job that is being corrected, as it was last read; none for a new one.
    pub base: RwSignal<Option<Job>>,
    pub key: StoredValue<Key>,
    pub place: StoredValue<Option<Place>>,
    pub kept_at: RwSignal<Option<Instant>>,
    /// The line that is unfolded on the phone.
    pub open_row: RwSignal<u32>,
    pub leaving: RwSignal<bool>,
    /// Where somebody wanted to go.
    pub away: RwSignal<String>,
    /// Leads away from the form.
    pub frame: Frame,
    pub back: WayBack,
    pub stale: RwSignal<Option<Stale>>,
    pub stale_open: RwSignal<bool>,
    pub old_day: OldDay,
    /// What was typed before theirs was loaded.
    pub set_aside: RwSignal<Option<Sheet>>,
    /// A sale was saved from this form: what stands there now began after it.
    pub follows_a_sale: StoredValue<bool>,
}

/// Where the draft of this form lies, and what was kept there.
fn kept_for(user: Option<UserId>, base: &mut Option<Job>) -> (Option<Place>, Option<SavedDraft>) {
    let name = base
        .as_ref()
        .map_or_else(|| "job".to_owned(), |job| format!("job/{}", job.id));
    let place = user.map(|user| Place::of(user, &name));
    let kept = place.as_ref().and_then(Place::read::<SavedDraft>);
    // A draft made from an older revision stays one: saving it shows what was changed meanwhile.
    if let (Some(job), Some(seen)) = (base, kept.as_ref().and_then(|kept| kept.seen)) {
        job.rev = seen;
    }
    (place, kept)
}

impl FormState {
    /// Opens the form with its kept draft, or as the job stands, or empty.
    pub fn open(mut base: Option<Job>) -> Self {
        let session = use_session();
        let user = untrack(|| session.me.with(|me| me.as_ref().map(|me| me.user.id)));
        let (place, kept) = kept_for(user, &mut base);
        let day = follow_today(session);
        let today = day.get_untracked();
        let first_days = base.as_ref().map_or(Days::new(today), Days::of);
        let plain = || {
            base.as_ref()
                .map_or_else(|| Sheet::empty(usual_payment()), Sheet::of)
        };
        let (sheet, key) = match kept {
            Some(kept) => (kept.sheet, Key::kept(kept.key)),
            None => (plain(), Key::fresh()),
        };
        let is_new = base.is_none();
        let back = WayBack::of(user, base.as_ref());
        let typed = Typed::new(sheet, first_days);
        let open_row = RwSignal::new(0);
        let description = Signal::derive(move || typed.description(open_row.get()));
        let currency = untrack(|| session.currency());
        let form = Form::new(move || {
            let today = day.get().max(typed.first_days.get().occurred);
            typed.sheet().wrong(session, currency, today)
        });
        let state = Self {
            session,
            app: use_acts(),
            typed,
            form,
            suggestions: SuggestionSource::open(typed, description),
            base: RwSignal::new(base),
            key: StoredValue::new(key),
            place: StoredValue::new(place),
            kept_at: RwSignal::new(None),
            open_row,
            leaving: RwSignal::new(false),
            away: RwSignal::new(String::new()),
            frame: expect_context(),
            back,
            stale: RwSignal::new(None),
            stale_open: RwSignal::new(false),
            old_day: OldDay::new(),
            set_aside: RwSignal::new(None),
            follows_a_sale: StoredValue::new(false),
        };
        if is_new {
            effect(move || typed.follow(day.get()));
        }
        state.keep_drafts();
        state.hear_of_a_save_elsewhere();
        state.ask_before_the_tab_closes();
        state.ask_before_another_page();
        state
    }

    /// Whether something is typed that is not saved (reactive).
    pub fn is_changed(self) -> bool {
        let sheet = self.typed.sheet();
        self.base.with(|base| match base {
            Some(job) => !sheet.means_the_same(&Sheet::of(job)),
            None => !sheet.is_blank(),
        })
    }

    /// Whether the days typed may be saved; one long ago is asked about.
    pub fn days_are_meant(self) -> bool {
        let sheet = untrack(|| self.typed.sheet());
        let typed = [sheet.date, sheet.completed].into_iter().flatten();
        let days = typed.filter_map(|day| parsed(&day));
        self.old_day.is_meant(days, untrack(|| today(self.session)))
    }

    /// Writes the draft whenever something changes, and removes it when nothing is left to keep.
    fn keep_drafts(self) {
        effect(move || {
            let changed = self.is_changed();
            let sheet = self.typed.sheet();
            let seen = self.base.with(|base| base.as_ref().map(|job| job.rev));
            let key = self.key.with_value(|key| key.as_str().to_owned());
            let kept = changed.then_some(SavedDraft { key, seen, sheet });
            let is_kept = self.place.with_value(|place| match (place, kept) {
                (Some(place), Some(kept)) => place.write(&kept),
                (Some(place), None) => {
                    place.clear();
                    false
                }
                (None, _) => false,
            });
            let now = Instant::from_millis(browser::server_now_ms());
            self.kept_at.set(is_kept.then_some(now));
        });
    }

    /// The form was left while it was being saved, and opened again before the answer came: the sale is saved.
    fn hear_of_a_save_elsewhere(self) {
        self.app.changes.hear(move |Saved(key): &Saved| {
            let is_mine = self.key.with_value(|mine| mine == key);
            if is_mine && self.base.with_untracked(Option::is_none) {
                self.begin_next();
            }
        });
    }

    /// The sale in the form is saved, and what stands there now is a correction of it.
    pub fn become_correction_of(self, job: Job) {
        let user = untrack(|| self.session.me.with(|me| me.as_ref().map(|me| me.user.id)));
        let place = user.map(|user| Place::of(user, &format!("job/{}", job.id)));
        self.place.update_value(|old| {
            if let Some(old) = std::mem::replace(old, place) {
                old.clear();
            }
        });
        self.key.set_value(Key::fresh());
        self.typed.first_days.set(Days::of(&job));
        self.base.set(Some(job));
    }

    /// A closed tab takes its drafts along; a reloaded one does not, but nobody can tell the two apart.
    fn ask_before_the_tab_closes(self) {
        let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
            let mine = self.session.phase.get_untracked() == Phase::SignedIn;
            let is_kept = self
                .place
                .with_value(|place| place.as_ref().and_then(Place::read::<SavedDraft>).is_some());
            if mine && is_kept {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    }

    /// Menu, keys, search, “Close” and the browser's own Back ask the form.
    fn ask_before_another_page(self) {
        self.frame.guarded_by(Callback::new(move |to: String| {
            // What is being saved may be left: its answer finds the person wherever they are.
            let changed = untrack(|| self.is_changed()) && !self.form.busy.get_untracked();
            if changed {
                self.away.set(to);
                self.leaving.set(true);
            }
            changed
        }));
    }

    /// An empty form for the next sale, with a key of its own.
    pub fn begin_next(self) {
        self.key.set_value(Key::fresh());
        self.form.begin_again();
        let days = Days::new(untrack(|| today(self.session)));
        self.typed.first_days.set(days);
        self.typed
            .put(Sheet::empty(self.typed.payment.get_untracked()));
        self.open_row.set(0);
        browser::focus_next("#f-customer_name");
    }

    /// Forgets what is typed.
    pub fn discard(self) {
        self.form.begin_again();
        match self.base.get_untracked() {
            Some(job) => self.typed.put(Sheet::of(&job)),
            None => self.typed.put(Sheet::empty(usual_payment())),
        }
    }

    /// Adds a line below the others and gives its name.
    pub fn add(self, line: Line) -> u32 {
        let next = |rows: &[Row]| {
            rows.iter()
                .map(|row| row.uid)
                .max()
                .map_or(0, |uid| uid.saturating_add(1))
        };
        let uid = self.typed.rows.with_untracked(|rows| next(rows));
        let row = self.typed.row(Line { uid, ..line });
        self.typed.rows.update(|rows| rows.push(row));
        self.open_row.set(uid);
        uid
    }

    /// Goes to the line below, which opens when there is none.
    pub fn next_line(self, after: u32) {
        let below = self.typed.rows.with_untracked(|rows| {
            let here = rows.iter().position(|row| row.uid == after)?;
            rows.get(here.saturating_add(1)).map(|row| row.uid)
        });
        let uid = below.unwrap_or_else(|| self.add(Line::default()));
        self.focus(uid, "description");
    }

    pub fn focus(self, uid: u32, name: &str) {
        self.open_row.set(uid);
        browser::focus_next(format!("#{}", self.form.field_id(&at(uid, name))));
    }

    /// Takes a line away; the last one is only emptied.
    pub fn remove(self, uid: u32) {
        let rows = self.typed.rows.get_untracked();
        let Some(here) = rows.iter().position(|row| row.uid == uid) else {
            return;
        };
        for name in ["description", "quantity", "unit_price"] {
            self.form.forget(&at(uid, name));
        }
        let rest: Vec<Row> = rows.into_iter().filter(|row| row.uid != uid).collect();
        let stays = rest.get(here).or(rest.last()).map(|row| row.uid);
        self.typed.rows.set(rest);
        let stays = stays.unwrap_or_else(|| self.add(Line::default()));
        self.focus(stays, "description");
    }
}
