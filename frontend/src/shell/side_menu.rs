//! The menu at the left: what the permission table lets this user open, and nothing else.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::jobs::{JobFilter, JobStatus};
use shared::nav::{Entry, menu};
use shared::page::Summary;
use shared::permission::Permission;

use super::keys::Layers;
use crate::client::{Call, Failure};
use crate::session::{Session, use_session};
use crate::ui::amount::grouped;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::kbd::Kbd;

/// Entries that stand below the line: not the day's work.
const SELDOM: [&str; 2] = ["/users", "/settings"];

#[component]
pub fn SideMenu(layers: Layers) -> AnyView {
    let session = use_session();
    let path = use_location().pathname;
    let entries = memo(move || {
        session.me.with(|me| {
            me.as_ref()
                .map(|me| {
                    menu(&me.permissions)
                        .copied()
                        .map(|entry| entry.path)
                        .collect::<Vec<_>>()
                })
                .unwrap_or_default()
        })
    });
    let incomplete = incomplete(session, path);
    let link = move |entry: &'static Entry| {
        let here = move || {
            path.with(|path| path.starts_with(entry.path))
                .then_some("page")
        };
        view! {
            <li>
                <a href=entry.path aria-current=here><Icon name=entry.icon/><span>{entry.label}</span>{(entry.path == "/jobs").then_some(incomplete)}</a>
            </li>
        }
    };
    let part = move |seldom: bool| {
        let entries = entries.get();
        let mine = shared::nav::MENU.iter().filter(move |entry| {
            entries.contains(&entry.path) && SELDOM.contains(&entry.path) == seldom
        });
        mine.map(link).collect_view()
    };
    let any_seldom =
        move || entries.with(|entries| entries.iter().any(|path| SELDOM.contains(path)));
    view! {
        <nav class="side" aria-label="Main">
            <ul>{live(move || part(false))}</ul>
            <Show when=any_seldom><hr/></Show>
            <ul>{live(move || part(true))}</ul>
            <button type="button" class="all-keys" on:click=move |_| layers.sheet.set(true)>
                <Icon name="keyboard"/>
                <span>"All keys"</span>
                <span class="push"><Kbd key="?"/></span>
            </button>
        </nav>
    }
    .into_any()
}

/// “7 incomplete”, from 1,000 on the figure alone: asked for at start, after each change made here, and on the way to another page.
fn incomplete(
    session: Session,
    path: Memo<String>,
) -> impl Fn() -> AnyView + Copy + Send + Sync + 'static {
    let open = Fetched::new(
        move || {
            let part = path.with(|path| path.split('/').nth(1).map(str::to_owned));
            (
                session.may(Permission::JobsRead),
                session.changes.get(),
                part,
            )
        },
        |(may, ..)| count_open(may),
    );
    move || {
        let count = open.last.with(|count| count.filter(|count| *count > 0));
        count
            .map(|count| {
                let figure = grouped(&count.to_string());
                let alone = count >= 1_000;
                view! {
                    <span class="count" title=format!("{figure} incomplete")>
                        {figure.clone()}<span class:seen-by-readers=alone>" incomplete"</span>
                    </span>
                }
            })
            .into_any()
    }
}

async fn count_open(may: bool) -> Result<u64, Failure> {
    if !may {
        return Ok(0);
    }
    let filter = JobFilter {
        status: vec![JobStatus::Open],
        ..JobFilter::default()
    };
    let summary: Summary = Call::get("/jobs/summary")
        .query(&filter)
        .background()
        .send()
        .await?;
    Ok(summary.count)
}
