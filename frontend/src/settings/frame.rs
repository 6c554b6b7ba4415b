//! The head that the settings' pages share: title and tabs.

use leptos::prelude::*;
use shared::permission::Permission;

use crate::ui::can::Can;
use crate::ui::page_head::PageHead;

/// Which tab is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Shop,
    Import,
    Backups,
}

#[component]
pub fn SettingsHead(tab: Tab) -> AnyView {
    let current = move |of: Tab| (tab == of).then_some("page");
    view! {
        <div class="page-top">
            <PageHead title="Settings"/>
            <nav class="tabs" aria-label="Settings">
                <a href="/settings" aria-current=current(Tab::Shop)>"Shop"</a>
                <Can permission=Permission::BackupsRun><a href="/settings/backups" aria-current=current(Tab::Backups)>"Backups"</a></Can>
                <Can permission=Permission::ImportsRun><a href="/settings/import" aria-current=current(Tab::Import)>"Import"</a></Can>
            </nav>
        </div>
    }
    .into_any()
}
