//! One job beside the list: who, how much, what, and what happened; with what this user may do.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::JobId;
use shared::instant::Instant;
use shared::jobs::{Job, JobAction, JobItem, actions};

use super::acts::JobAct;
use super::history::JobHistory;
use super::list::JobsList;
use super::{address, calls, text};
use crate::browser;
use crate::session::use_session;
use crate::ui::acts::{Acting, use_acts};
use crate::ui::address::{parsed, use_go};
use crate::ui::amount::Amount;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, LinkButton, Weight};
use crate::ui::changes::follow_one;
use crate::ui::drawer::Drawer;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::menu::{Menu, MenuAct};
use crate::ui::message::{Message, Tone};
use crate::ui::status::Status;
use crate::ui::when;

/// The drawer of the job that the address names.
#[component]
pub fn JobDrawer() -> AnyView {
    let params = use_params_map();
    let id =
        memo(move || params.with(|params| params.get("id").and_then(|id| parsed::<JobId>(&id))));
    let list = expect_context::<JobsList>();
    let close = Signal::derive(move || list.query.with(address::page));
    let unknown = move || {
        view! {
            <Drawer title="No such job" close foot=|| ()>
                <Blank icon="search" title="No such job" why="The address names no job. It may have been cut off on its way here." narrow=true/>
            </Drawer>
        }
        .into_any()
    };
    view! {
        {live(move || id.get().map_or_else(unknown, |id| view! { <OneJob id list close/> }.into_any()))}
    }
    .into_any()
}

#[component]
fn OneJob(id: JobId, list: JobsList, close: Signal<String>) -> AnyView {
    let row = list.page.last.with_untracked(|page| {
        page.as_ref()
            .and_then(|page| page.data.iter().find(|row| row.id == id).cloned())
    });
    let job = Fetched::new(|| (), move |()| calls::find(id)).begin_with(row);
    follow_one(job);
    let title = Signal::derive(move || {
        job.last.with(|job| {
            job.as_ref()
                .map_or_else(|| "Job".to_owned(), |job| job.number.clone())
        })
    });
    let neighbour = move |before: bool| {
        Signal::derive(move || {
            list.page.last.with(|page| {
                let rows = &page.as_ref()?.data;
                let here = rows.iter().position(|row| row.id == id)?;
                let there = if before {
                    here.checked_sub(1)?
                } else {
                    here.saturating_add(1)
                };
                rows.get(there)
                    .map(|row| list.query.with(|query| address::job(&row.id, query)))
            })
        })
    };
    on_cleanup(move || browser::focus_soon(format!(".row-link[href*='{id}']")));
    let foot = move || view! { <Acts job close/> };
    let body = move |job: Signal<Job>| view! { <Body job id/> }.into_any();
    view! {
        <Drawer title close previous=neighbour(true) next=neighbour(false) copies=true foot>
            <Loaded what=job name="The job" rows=6 children=body/>
        </Drawer>
    }
    .into_any()
}

#[component]
fn Body(job: Signal<Job>, id: JobId) -> AnyView {
    let session = use_session();
    let rev = Signal::derive(move || job.with(|job| job.rev.0));
    let head = move || {
        let job = job.get();
        let (look, word) = text::status(job.status);
        let trashed = job.deleted_at.map(|at| {
            view! { <Message tone=Tone::Warn icon="trash-2"><p>{format!("In the trash since {}.", when::long(session, at))}</p></Message> }
        });
        let jobs_of = job
            .customer
            .as_ref()
            .map(|customer| format!("/jobs?customer_id={}", customer.id));
        view! {
            {trashed}
            <div>
                <p class="drawer-name" dir="auto">{text::customer(&job)}</p>
                {jobs_of.map(|href| view! { <a href=href>"All jobs of this customer"</a> })}
            </div>
            <p class="row drawer-total"><Amount money=job.total class="first"/><span class="push"><Status look word/></span></p>
            <Facts job=job.clone()/>
            <Items items=job.items.clone() total=job.total/>
        }
    };
    view! {
        <div class="stack drawer-job">{head}<JobHistory id rev/></div>
    }
    .into_any()
}

#[component]
fn Facts(job: Job) -> AnyView {
    let session = use_session();
    let Job {
        occurred_at,
        completed_at,
        payment_method,
        created_by,
        ..
    } = job;
    let time = move |at: Instant| move || when::long(session, at);
    view! {
        <dl class="facts">
            <dt>"When"</dt><dd>{time(occurred_at)}</dd>
            {completed_at.map(|at| view! { <dt>"Completed"</dt><dd>{time(at)}</dd> })}
            <dt>"Paid by"</dt><dd>{text::payment(payment_method)}</dd>
            <dt>"Recorded by"</dt><dd>{created_by.username}</dd>
        </dl>
    }
    .into_any()
}

#[component]
fn Items(items: Vec<JobItem>, total: shared::money::Money) -> AnyView {
    let line = |item: JobItem| {
        let times = format!("{} × {}", item.quantity.shown(), item.unit_price.in_field());
        view! {
            <tr>
                <td><bdi>{item.description}</bdi><span class="only-phone"><small class="muted">{times.clone()}</small></span></td>
                <td class="figure muted nowrap only-wide-cell">{times}</td>
                <td class="figure"><Amount money=item.line_total/></td>
            </tr>
        }
    };
    view! {
        <section class="stack-2">
            <h3>"Items"</h3>
            <table class="items">
                <thead><tr><th scope="col">"Description"</th><th scope="col" class="figure only-wide-cell">"Quantity × price"</th><th scope="col" class="figure">"Total"</th></tr></thead>
                <tbody>{items.into_iter().map(line).collect_view()}</tbody>
                <tfoot><tr><td class="muted">"Total"</td><td class="only-wide-cell"></td><td class="figure"><Amount money=total sum=true/></td></tr></tfoot>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn Acts(job: Fetched<Job>, close: Signal<String>) -> AnyView {
    let app = use_acts();
    let go = use_go();
    let left = Callback::new(move |()| go.run(close.get_untracked()));
    let buttons = move || {
        let shown = job.last.get()?;
        let (user, role) = app
            .session
            .me
            .with(|me| me.as_ref().map(|me| (me.user.id, me.user.role)))?;
        let allowed = actions(
            &shown,
            user,
            role,
            Instant::from_millis(browser::server_now_ms()),
        );
        let trash = allowed.contains(&JobAction::Trash).then(|| {
            Callback::new(move |()| {
                if let Some(job) = job.last.get_untracked() {
                    app.run(job, JobAct::Trash);
                    left.run(());
                }
            })
        });
        let buttons = allowed
            .into_iter()
            .map(|action| button(app, job, shown.id, action))
            .collect_view();
        Some(view! { {buttons}<Seldom trash/> })
    };
    view! { {buttons} }.into_any()
}

/// What is done seldom: stands beside the rest where there is room, behind “…” on the phone.
#[component]
fn Seldom(trash: Option<Callback<()>>) -> AnyView {
    let print = Callback::new(|()| browser::print());
    let trash_button = trash.map(|press| {
        view! { <span class="push"><Button label="Trash" icon="trash-2" weight=Weight::Danger press/></span> }
    });
    let trash_entry =
        trash.map(|press| view! { <MenuAct icon="trash-2" label="Trash" class="bad" press/> });
    view! {
        <span class="only-wide"><Button label="Print" press=print/>{trash_button}</span>
        <Menu id="job-menu" name="More" class="button square push only-phone-flex" trigger=|| view! { <Icon name="ellipsis"/> }>
            <MenuAct icon="printer" label="Print" press=print/>
            {trash_entry}
        </Menu>
    }
    .into_any()
}

fn button(app: Acting, job: Fetched<Job>, id: JobId, action: JobAction) -> AnyView {
    let act = move |act: JobAct| {
        Callback::new(move |()| {
            if let Some(job) = job.last.get_untracked() {
                app.run(job, act);
            }
        })
    };
    match action {
        JobAction::Complete => view! { <Button label="Complete job" icon="circle-check" weight=Weight::Primary press=act(JobAct::Complete)/> }.into_any(),
        JobAction::Reopen => view! { <Button label="Reopen" press=act(JobAct::Reopen)/> }.into_any(),
        JobAction::Edit => view! { <LinkButton label="Edit" href=format!("/jobs/{id}/edit")/> }.into_any(),
        JobAction::Restore => view! { <Button label="Restore" icon="rotate-ccw" weight=Weight::Primary press=act(JobAct::Restore)/> }.into_any(),
        JobAction::Trash => ().into_any(),
    }
}
