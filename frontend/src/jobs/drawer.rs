//! One job beside the list: who, how much, what, and what happened; with what this user may do.

use leptos::prelude::*;
use shared::id::JobId;
use shared::instant::Instant;
use shared::jobs::{Job, JobAction, JobItem, actions};

use super::acts::JobAct;
use super::history::WORDS;
use super::text;
use crate::browser;
use crate::records::drawer::{Parts, drawer};
use crate::records::history::history;
use crate::session::use_session;
use crate::ui::acts::{Acting, use_acts};
use crate::ui::address::use_go;
use crate::ui::amount::Amount;
use crate::ui::button::{Button, LinkButton, Weight};
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuAct};
use crate::ui::message::{Message, Tone};
use crate::ui::status::Status;
use crate::ui::when;

/// The drawer of the job that the address names.
#[component]
pub fn JobDrawer() -> AnyView {
    drawer(Parts {
        title: |job: Option<&Job>| job.map_or_else(|| "Job".to_owned(), |job| job.number.clone()),
        copies: true,
        body: |opened, job| view! { <Body job id=opened.id/> }.into_any(),
        foot: |opened| view! { <Acts job=opened.fetched close=opened.close/> }.into_any(),
    })
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
        <div class="stack drawer-job">{head}{history::<Job>(id, rev, &WORDS)}</div>
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
