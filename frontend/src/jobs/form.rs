//! The job form: a new sale in under twenty seconds by keyboard, or a correction of one.

mod aside;
mod checkout;
mod conflict;
mod customer;
mod fields;
mod known;
mod lines;
mod payment;
mod save;
mod saved_today;
mod stale;
mod state;
mod suggestions;
mod typed;
mod way_back;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::JobId;
use shared::jobs::Job;

use crate::browser;
use crate::records::calls;
use crate::shell::not_found::NotFoundPage;
use crate::ui::address::parsed;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::fetched::Fetched;
use crate::ui::form::{FormSummary, FormTrouble};
use crate::ui::kbd::Kbd;
use crate::ui::loaded::Loaded;
use crate::ui::old_day::OldDayDialog;
use crate::ui::page_head::PageHead;
use crate::ui::when::short;
use state::FormState;

/// A new job.
#[component]
pub fn NewJobPage() -> AnyView {
    browser::focus_soon("#f-customer_name");
    view! { <JobForm state=FormState::open(None)/> }.into_any()
}

/// A correction of the job that the address names.
#[component]
pub fn EditJobPage() -> AnyView {
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id").and_then(|id| parsed::<JobId>(&id)));
    match id {
        Some(id) => view! { <EditJob id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn EditJob(id: JobId) -> AnyView {
    let job = Fetched::new(|| (), move |()| calls::find::<Job>(id));
    let form = move |job: Signal<Job>| {
        let job = job.get_untracked();
        browser::focus_soon("#f-customer_name");
        view! { <JobForm state=FormState::open(Some(job))/> }.into_any()
    };
    view! { <Loaded what=job name="The job" rows=6 children=form/> }.into_any()
}

#[component]
fn JobForm(state: FormState) -> AnyView {
    let close = state.back.address.get_value();
    let title = Signal::derive(move || {
        state.base.with(|base| {
            base.as_ref()
                .map_or_else(|| "New job".to_owned(), |job| job.number.clone())
        })
    });
    let note = Signal::derive(move || {
        let kept = state.kept_at.get().map(|at| short(state.session, at));
        match (kept, state.base.with(Option::is_some)) {
            (Some(at), false) => format!("Draft kept at {at}"),
            (Some(at), true) => format!("editing, draft kept at {at}"),
            (None, false) => String::new(),
            (None, true) => "editing".to_owned(),
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save::save(state);
    };
    checkout::hear_saving_key(state);
    view! {
        <section class="page job-page">
            <form class="job-form" on:submit=submit novalidate autocomplete="off">
                <div class="page-top plain-top">
                    <PageHead title note keeps_focus=true leave=close.clone()>
                        <a class="button quiet" href=close data-close-drawer>"Close" <Kbd key="Esc"/></a>
                    </PageHead>
                </div>
                <div class="form-columns">
                    <div class="form-main">
                        <stale::SetAside state/>
                        <customer::CustomerField state/>
                        <FormTrouble form=state.form/>
                        <FormSummary form=state.form/>
                        <lines::Lines state/>
                        <aside::LastChips state/>
                    </div>
                    <aside::Beside state/>
                </div>
                <checkout::Checkout state/>
            </form>
            <stale::StaleDialog state/>
            <LeaveDialog state/>
            <OldDayDialog old=state.old_day field="#f-occurred_on" again=Callback::new(move |()| save::save(state))/>
        </section>
    }
    .into_any()
}

/// Asked once, when the form is left with something in it.
#[component]
fn LeaveDialog(state: FormState) -> AnyView {
    let leave = move || {
        state.leaving.set(false);
        state.frame.go(&state.away.get_untracked());
    };
    let acts = move || {
        let discard = Callback::new(move |()| {
            state.discard();
            leave();
        });
        let keep = Callback::new(move |()| leave());
        let stay = Callback::new(move |()| state.leaving.set(false));
        view! {
            <Button label="Discard the draft" icon="trash-2" weight=Weight::Danger class="first" press=discard/>
            <Button label="Keep editing" press=stay/>
            <Button label="Leave, keep the draft" weight=Weight::Primary press=keep/>
        }
    };
    view! {
        <Dialog open=state.leaving title="This job is not saved" acts>
            <p class="muted">"A draft of it stays in this tab until you come back, sign out or close the tab."</p>
        </Dialog>
    }
    .into_any()
}
