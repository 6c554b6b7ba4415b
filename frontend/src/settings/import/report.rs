//! One import: it is being read, waits for a yes, is written, or is done; the page follows it by itself.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::id::ImportId;
use shared::imports::{Import, ImportReport, ImportStatus};

use super::calls;
use super::end_notice::{announce, announce_end};
use super::messages::{DoneMessage, DryRunMessage, NeedCodes, Warnings, commit_label};
use super::reconciliation::Reconciliation;
use super::rows::Rows;
use super::start::file_name;
use super::sums::all_add_up;
use crate::client::Key;
use crate::settings::frame::{SettingsHead, Tab};
use crate::shell::not_found::NotFoundPage;
use crate::task::{Scope, every};
use crate::ui::address::parsed;
use crate::ui::amount::grouped;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, Weight};
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::toasts::{Toasts, use_toasts};

const LOOK_EVERY: Duration = Duration::from_millis(600);

#[component]
pub fn ImportPage() -> AnyView {
    let params = use_params_map();
    let id =
        memo(move || params.with(|params| params.get("id").and_then(|id| parsed::<ImportId>(&id))));
    view! {
        {live(move || match id.get() {
            Some(id) => view! { <One id/> }.into_any(),
            None => view! { <NotFoundPage/> }.into_any(),
        })}
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct PageState {
    id: ImportId,
    import: Fetched<Import>,
    toasts: Toasts,
    key: StoredValue<Key>,
    busy: RwSignal<bool>,
    go: Callback<String>,
    scope: Scope,
}

impl PageState {
    fn commit(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let key = self.key.get_value();
        let (id, toasts) = (self.id, self.toasts);
        let call = async move {
            let answer = calls::commit(id, &key).await;
            if let Err(failure) = &answer {
                let sentence = format!("Nothing is imported: {}", failure.sentence());
                toasts.failed(sentence, Vec::new());
            }
            answer
        };
        self.scope.start_or(
            call,
            move |answer| {
                self.busy.set(false);
                match answer {
                    Ok(import) => self.import.change(|shown| *shown = import),
                    Err(_) => self.import.again(),
                }
            },
            // The page was left before it heard that the rows are coming in.
            move |answer| {
                if let Ok(import) = answer {
                    announce(&import, toasts);
                }
            },
        );
    }

    /// Calls off what is being written. How it ended shows in the import itself: the last step may have been quicker.
    fn cancel(self) {
        let operation = self
            .import
            .last
            .with_untracked(|import| import.as_ref().and_then(|import| import.operation));
        let Some(operation) = operation.filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        // Another yes is not a repeat of this one.
        self.key.set_value(Key::fresh());
        let toasts = self.toasts;
        let call = async move {
            if let Err(failure) = calls::cancel(operation).await {
                let sentence = format!("The import goes on: {}", failure.sentence());
                toasts.failed(sentence, Vec::new());
            }
        };
        self.scope.start(call, move |()| {
            self.busy.set(false);
            self.import.again();
        });
    }

    fn discard(self) {
        let (id, toasts) = (self.id, self.toasts);
        let call = async move {
            let answer = calls::discard(id).await;
            match &answer {
                Ok(()) => toasts.done(
                    "trash-2",
                    "The dry run is discarded; nothing was saved",
                    Vec::new(),
                ),
                Err(failure) => toasts.failed(
                    format!("The dry run is still here: {}", failure.sentence()),
                    Vec::new(),
                ),
            }
            answer.is_ok()
        };
        self.scope.start(call, move |gone| {
            if gone {
                self.go.run("/settings/import".to_owned());
            }
        });
    }
}

#[component]
fn One(id: ImportId) -> AnyView {
    let navigate = use_navigate();
    let state = PageState {
        id,
        import: Fetched::new(|| (), move |()| calls::import(id)),
        toasts: use_toasts(),
        key: StoredValue::new(Key::fresh()),
        busy: RwSignal::new(false),
        go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
        scope: Scope::here(),
    };
    follow(state.import);
    announce_end(state.id, state.import, state.toasts);
    let status = memo(move || {
        state
            .import
            .last
            .with(|import| import.as_ref().map(|import| import.status))
    });
    let body = move |shown: Signal<Import>| {
        view! {
            {live(move || match status.get() {
                Some(ImportStatus::Analysing) => view! { <Working state shown title="Reading the file" note="Nothing is written."/> }.into_any(),
                Some(ImportStatus::Importing) => view! { <Working state shown title="Bringing the rows in" note="Nobody sees them before the last step shows all of them, or none. The shop goes on meanwhile. You may leave this page; it goes on, too."/> }.into_any(),
                Some(ImportStatus::Failed) => view! { <Failed state import=shown.get_untracked()/> }.into_any(),
                Some(status) => view! { <Report state import=shown.get_untracked() done=status == ImportStatus::Done/> }.into_any(),
                None => ().into_any(),
            })}
        }
        .into_any()
    };
    view! {
        <section class="page import-page">
            <SettingsHead tab=Tab::Import/>
            <Loaded what=state.import name="The import" rows=10 children=body/>
        </section>
    }
    .into_any()
}

/// Asks again and again while the server is at work.
fn follow(import: Fetched<Import>) {
    let at_work = move || {
        import.last.with_untracked(|import| {
            import.as_ref().is_some_and(|import| {
                matches!(
                    import.status,
                    ImportStatus::Analysing | ImportStatus::Importing
                )
            })
        })
    };
    every(LOOK_EVERY, move || {
        if at_work() {
            import.again();
        }
    });
}

#[component]
fn Working(
    state: PageState,
    shown: Signal<Import>,
    title: &'static str,
    note: &'static str,
) -> AnyView {
    let progress = move || shown.with(|import| import.progress);
    let known = move || progress().total > 0;
    let words = move || {
        let progress = progress();
        let (done, total) = (
            grouped(&progress.done.to_string()),
            grouped(&progress.total.to_string()),
        );
        if progress.total == 0 {
            "Counting the rows".to_owned()
        } else {
            let word = if progress.total == 1 { "row" } else { "rows" };
            format!("{done} of {total} {word}")
        }
    };
    let stop = Callback::new(
        move |()| match shown.with_untracked(|import| import.status) {
            ImportStatus::Importing => state.cancel(),
            _ => state.discard(),
        },
    );
    view! {
        <div class="import-work">
            <h2>{title}</h2>
            <p class="muted">{note}</p>
            <div class="progress-line" role="status">
                <progress value=move || known().then(|| progress().done.to_string()) max=move || progress().total.max(1).to_string() aria-label="Done"></progress>
                <p class="row"><span>{words}</span><span class="push"><Button label="Cancel" busy=state.busy busy_word="Cancelling…" press=stop/></span></p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Failed(state: PageState, import: Import) -> AnyView {
    let why = import
        .problem
        .map_or_else(String::new, |problem| problem.detail);
    let remove = Callback::new(move |()| state.discard());
    view! {
        <Blank icon="circle-alert" title="The file could not be brought in" why=format!("{why} Nothing was changed.")>
            <div class="blank-acts"><Button label="Choose another file" icon="upload" weight=Weight::Primary press=remove/></div>
        </Blank>
    }
    .into_any()
}

#[component]
fn Report(state: PageState, import: Import, done: bool) -> AnyView {
    let Some(report) = import.report else {
        return view! { <Blank icon="info" title="There is no report of this import" why="It was made by another version of Zehmo."/> }.into_any();
    };
    let name = file_name(&state.id.to_string()).unwrap_or_else(|| "the old books".to_owned());
    let title = if done {
        format!("Import of {name}")
    } else {
        format!("Dry run of {name}")
    };
    let size = grouped(&report.bytes.to_string());
    let zone = report.time_zone.clone();
    let other_zone = (!done).then(|| view! { " · "<a href="/settings/import">"Change"</a> });
    view! {
        <div class="import-head">
            <div class="row">
                <div><h2>{title}</h2><p class="small muted">{size}" bytes · old app, SQLite · times read as "{zone}{other_zone}</p></div>
                <span class="push row">{(!done).then(|| view! { <DryRunActs state report=report.clone()/> })}</span>
            </div>
            {if done { view! { <DoneMessage report=report.clone()/> }.into_any() } else { view! { <DryRunMessage report=report.clone()/> }.into_any() }}
            <NeedCodes names=report.users_without_password.clone()/>
            <Warnings sentences=report.warnings.clone()/>
        </div>
        <Reconciliation report=report.clone()/>
        <Rows id=state.id report/>
    }
    .into_any()
}

#[component]
fn DryRunActs(state: PageState, report: ImportReport) -> AnyView {
    let discard = Callback::new(move |()| state.discard());
    let commit = Callback::new(move |()| state.commit());
    let label = commit_label(&report).filter(|_| all_add_up(&report));
    view! {
        <Button label="Discard" weight=Weight::Quiet press=discard/>
        {label.map(|label| view! { <Button label weight=Weight::Primary busy=state.busy busy_word="Importing…" press=commit/> })}
    }
    .into_any()
}
