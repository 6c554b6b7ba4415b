//! One user beside the list: name, address, role; a code for a lost password; disabled, never deleted.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::UserId;
use shared::permission::Permission;
use shared::users::User;

use super::access::Access;
use super::acts::UserAct;
use super::add::AddDrawer;
use super::calls;
use super::code::Code;
use super::edit::UserForm;
use super::list::{People, state};
use crate::browser;
use crate::session::use_session;
use crate::ui::acts::use_acts;
use crate::ui::address::parsed;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, Weight};
use crate::ui::changes::follow_one;
use crate::ui::drawer::Drawer;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::status::Status;
use crate::ui::when;

/// The drawer of the user that the address names, or of a new one.
#[component]
pub fn UserDrawer() -> AnyView {
    let params = use_params_map();
    let session = use_session();
    let people = expect_context::<People>();
    let close = Signal::derive(move || people.address());
    let wanted = memo(move || params.with(|params| params.get("id").unwrap_or_default()));
    let unknown = move || {
        view! {
            <Drawer title="No such user" close foot=|| ()>
                <Blank icon="search" title="No such user" why="The address names no user. It may have been cut off on its way here." narrow=true/>
            </Drawer>
        }
        .into_any()
    };
    view! {
        {live(move || {
            let wanted = wanted.get();
            if wanted == "new" && session.may(Permission::UsersWrite) {
                return view! { <AddDrawer close/> }.into_any();
            }
            parsed::<UserId>(&wanted).map_or_else(unknown, |id| view! { <One id people close/> }.into_any())
        })}
    }
    .into_any()
}

#[component]
fn One(id: UserId, people: People, close: Signal<String>) -> AnyView {
    let row = people.page.last.with_untracked(|page| {
        page.as_ref()
            .and_then(|page| page.data.iter().find(|row| row.id == id).cloned())
    });
    let user = Fetched::new(|| (), move |()| calls::find(id)).begin_with(row);
    follow_one(user);
    // Not the form's: that begins anew with the revision that a new code makes.
    let code = RwSignal::new(None::<Code>);
    let session = use_session();
    let title = Signal::derive(move || {
        user.last.with(|user| {
            user.as_ref()
                .map_or_else(|| "User".to_owned(), |user| user.username.clone())
        })
    });
    let neighbour = move |step: isize| {
        Signal::derive(move || {
            people.page.last.with(|page| {
                let rows = &page.as_ref()?.data;
                let here = rows.iter().position(|row| row.id == id)?;
                let there = rows.get(here.checked_add_signed(step)?)?;
                Some(people.one(&there.id))
            })
        })
    };
    on_cleanup(move || browser::focus_soon(format!(".row-link[href*='{id}']")));
    let writes = move || session.may(Permission::UsersWrite);
    let foot = move || view! { <Show when=writes><Acts user/></Show> };
    let rev = memo(move || user.last.with(|user| user.as_ref().map(|user| user.rev)));
    let body = move |shown: Signal<User>| {
        // The form begins anew with every revision.
        view! {
            <div class="stack">
            {move || {
                rev.with(|_| ());
                let shown = shown.get_untracked();
                if writes() { view! { <UserForm user=shown fetched=user code/> }.into_any() } else { view! { <Facts user=shown/> }.into_any() }
            }}
            <Show when=writes><Access id user/></Show>
            </div>
        }
        .into_any()
    };
    view! {
        <Drawer title close previous=neighbour(-1) next=neighbour(1) foot>
            <Loaded what=user name="The user" rows=5 children=body/>
        </Drawer>
    }
    .into_any()
}

#[component]
fn Facts(user: User) -> AnyView {
    let session = use_session();
    let (look, word, icon) = state(&user);
    let seen = user.last_seen_at.map_or_else(
        || "never".to_owned(),
        |at| untrack(|| when::long(session, at)),
    );
    view! {
        <dl class="facts">
            <dt>"E-mail"</dt><dd>{user.email.unwrap_or_else(|| "–".to_owned())}</dd>
            <dt>"Role"</dt><dd>{user.role.label()}</dd>
            <dt>"Last seen"</dt><dd>{seen}</dd>
            <dt>"State"</dt><dd><Status look word icon/></dd>
        </dl>
    }
    .into_any()
}

#[component]
fn Acts(user: Fetched<User>) -> AnyView {
    let app = use_acts();
    let is_me = move || {
        let shown = user.last.with(|user| user.as_ref().map(|user| user.id));
        app.session.me.with(|me| me.as_ref().map(|me| me.user.id)) == shown
    };
    let disabled = move || {
        user.last
            .with(|user| user.as_ref().is_some_and(|user| user.disabled_at.is_some()))
    };
    let act = move |act: UserAct| {
        Callback::new(move |()| {
            if let Some(user) = user.last.get_untracked() {
                app.run(user, act);
            }
        })
    };
    let (disable, enable) = (act(UserAct::Disable), act(UserAct::Enable));
    view! {
        <button type="submit" form="user-form" class="button primary">"Save user"</button>
        <span class="push trash-act">
            <Show when=move || !is_me()>
                <Show when=disabled fallback=move || view! { <Button label="Disable" icon="ban" weight=Weight::Danger press=disable/> }>
                    <Button label="Enable" icon="circle-check" press=enable/>
                </Show>
            </Show>
        </span>
    }
    .into_any()
}
