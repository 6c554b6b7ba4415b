//! The head that people and roles share: title, “Add a user”, and the two tabs with their counts.

use leptos::prelude::*;
use shared::permission::{Permission, Role};

use crate::ui::amount::grouped;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::can::Can;
use crate::ui::page_head::PageHead;

/// Which tab is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    People,
    Roles,
}

#[component]
pub fn UsersHead(
    tab: Tab,
    people: Signal<Option<u64>>,
    #[prop(into)] weight: Signal<Weight>,
) -> AnyView {
    let current = move |of: Tab| (tab == of).then_some("page");
    let count = move || people.get().map(|count| grouped(&count.to_string()));
    view! {
        <div class="page-top">
            <PageHead title="Users and roles">
                <Can permission=Permission::UsersWrite><LinkButton label="Add a user" href="/users/new" icon="user-plus" weight/></Can>
            </PageHead>
            <Can permission=Permission::UsersWrite><span class="only-phone"><LinkButton label="Add a user" href="/users/new" icon="user-plus" class="wide"/></span></Can>
            <nav class="tabs" aria-label="Users and roles">
                <a href="/users" aria-current=current(Tab::People)>"People "<small>{count}</small></a>
                <a href="/roles" aria-current=current(Tab::Roles)>"Roles "<small>{Role::ALL.len()}</small></a>
            </nav>
        </div>
    }
    .into_any()
}
