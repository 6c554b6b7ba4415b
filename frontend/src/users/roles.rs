//! The role matrix: what each role may do, straight from the table that the server obeys.

use leptos::prelude::*;
use shared::page::Page;
use shared::permission::{Grant, Permission, Role};
use shared::settings::Settings;
use shared::users::{User, UserQuery};

use super::calls;
use super::frame::{Tab, UsersHead};
use crate::session::use_session;
use crate::ui::button::Weight;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;

#[component]
pub fn RolesPage() -> AnyView {
    let everybody = UserQuery {
        limit: Some(200),
        disabled: Some(false),
        ..UserQuery::default()
    };
    let people = Fetched::new(move || everybody.clone(), calls::list);
    let all = Fetched::new(UserQuery::default, calls::list);
    let settings = Fetched::new(|| (), |()| calls::settings());
    let count = Signal::derive(move || {
        all.last
            .with(|page| page.as_ref().and_then(|page| page.page.total))
    });
    let matrix = move |settings: Signal<Settings>| view! { <Matrix people settings/> }.into_any();
    view! {
        <section class="page">
            <UsersHead tab=Tab::Roles people=count weight=Weight::Primary/>
            <Loaded what=settings name="The roles" rows=12 children=matrix/>
        </section>
    }
    .into_any()
}

#[component]
fn Matrix(people: Fetched<Page<User>>, settings: Signal<Settings>) -> AnyView {
    let head = move |role: Role| {
        view! { <th scope="col" class="w-grant">{role.label()}<small>{move || holders(people, role)}</small></th> }
    };
    view! {
        <div class="matrix-room" tabindex="0" role="region" aria-label="What each role may do">
            <table class="matrix">
                <caption class="seen-by-readers">"What each role may do"</caption>
                <thead><tr>
                    <th scope="col" class="w-group"><span class="seen-by-readers">"Group"</span></th>
                    <th scope="col" class="w-may">"May"</th>
                    <th scope="col" class="w-key">"Key"</th>
                    {Role::ALL.iter().copied().map(head).collect_view()}
                </tr></thead>
                {groups().into_iter().map(|(name, permissions)| view! { <Group name permissions/> }).collect_view()}
            </table>
        </div>
        <Legend settings/>
    }
    .into_any()
}

/// `1 person, you`.
fn holders(people: Fetched<Page<User>>, role: Role) -> String {
    let mine = my_role();
    let Some(page) = people.last.get() else {
        return String::new();
    };
    let count = page.data.iter().filter(|user| user.role == role).count();
    let more = if page.page.next_cursor.is_some() {
        " or more"
    } else {
        ""
    };
    let word = if count == 1 { "person" } else { "people" };
    let you = if mine == Some(role) { ", you" } else { "" };
    format!("{count}{more} {word}{you}")
}

fn my_role() -> Option<Role> {
    let me = crate::session::current()?.me;
    me.with(|me| me.as_ref().map(|me| me.user.role))
}

/// The groups in the order in which they first come in the table.
fn groups() -> Vec<(&'static str, Vec<Permission>)> {
    let mut groups: Vec<(&'static str, Vec<Permission>)> = Vec::new();
    for permission in Permission::ALL.iter().copied() {
        match groups
            .iter_mut()
            .find(|(name, _)| *name == permission.group())
        {
            Some((_, members)) => members.push(permission),
            None => groups.push((permission.group(), vec![permission])),
        }
    }
    groups
}

#[component]
fn Group(name: &'static str, permissions: Vec<Permission>) -> AnyView {
    let count = permissions.len();
    let row = move |(at, permission): (usize, Permission)| {
        let first = (at == 0).then(
            || view! { <th scope="rowgroup" rowspan=count.to_string() class="group">{name}</th> },
        );
        let grants = Role::ALL.iter().map(|role| {
            view! { <td>{grant(permission.grant(*role))}</td> }
        });
        view! {
            <tr>
                {first}
                <th scope="row">{permission.label()}</th>
                <td><code>{permission.key()}</code></td>
                {grants.collect_view()}
            </tr>
        }
    };
    view! { <tbody>{permissions.into_iter().enumerate().map(row).collect_view()}</tbody> }
        .into_any()
}

fn grant(grant: Grant) -> AnyView {
    match grant {
        Grant::Yes => view! { <span class="good"><Icon name="check"/></span><span class="seen-by-readers">"yes"</span> }.into_any(),
        Grant::No => view! { <span class="muted" aria-hidden="true">"–"</span><span class="seen-by-readers">"no"</span> }.into_any(),
        Grant::TenMinutes => view! { <span class="small">"own, 10 minutes"</span> }.into_any(),
        Grant::BySetting => view! { <span class="small">"by setting"</span> }.into_any(),
    }
}

#[component]
fn Legend(settings: Signal<Settings>) -> AnyView {
    let session = use_session();
    let now = move || {
        if settings.with(|settings| settings.staff_see_figures) {
            "on"
        } else {
            "off"
        }
    };
    let name = move || {
        if session.may(Permission::SettingsWrite) {
            view! { <a href="/settings#figures">"Settings, Staff see business figures"</a> }
                .into_any()
        } else {
            view! { "the shop's setting “Staff see business figures”" }.into_any()
        }
    };
    view! {
        <p class="legend-line muted">
            <span class="row"><span class="good"><Icon name="check"/></span>"may"</span>
            <span>"– may not"</span>
            <span>"“By setting” follows "{name}", now "{now}"."</span>
            <span class="push">"Nobody changes their own role. One admin always stays."</span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_stands_in_one_group() {
        let groups = groups();
        let all: usize = groups.iter().map(|(_, members)| members.len()).sum();
        assert_eq!(all, Permission::ALL.len());
        assert_eq!(groups.first().map(|(name, _)| *name), Some("Overview"));
    }
}
