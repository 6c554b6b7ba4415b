//! The people: who, in which role, last seen when, and whether they can sign in.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use shared::page::{Page, Sort};
use shared::users::{User, UserQuery, UserSort};

use super::calls;
use super::frame::{Tab, UsersHead};
use crate::session::use_session;
use crate::ui::address::{address, parsed, use_list_query};
use crate::ui::blank::Blank;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::changes::follow_list;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::icon::Initials;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::status::{Look, Status};
use crate::ui::table::{Column, Table};
use crate::ui::when::When;

const PATH: &str = "/users";
const COLUMNS: [Column; 5] = [
    Column::sorted("User name", "", "username"),
    Column::sorted("Role", "w-role", "role"),
    Column::sorted("Last seen", "w-when", "last_seen_at"),
    Column::new("E-mail", "w-mail drop"),
    Column::new("State", "w-state"),
];

/// What the list shows; the drawer changes its rows.
#[derive(Clone, Copy)]
pub struct People {
    pub query: Signal<UserQuery>,
    pub page: Fetched<Page<User>>,
}

impl People {
    /// The list as it is filtered now.
    pub fn address(self) -> String {
        self.query.with(|query| address(PATH, query))
    }

    /// One user beside it.
    pub fn one(self, id: &impl std::fmt::Display) -> String {
        self.query
            .with(|query| address(&format!("{PATH}/{id}"), query))
    }
}

#[component]
pub fn UsersPage() -> AnyView {
    let asked = use_list_query::<UserQuery>();
    let query = Signal::derive(move || asked.get().unwrap_or_default());
    let people = People {
        query,
        page: Fetched::new(move || query.get(), calls::list),
    };
    follow_list(people.page, None, |_| true);
    provide_context(people);
    let path = use_location().pathname;
    let weight = Signal::derive(move || {
        if path.with(|path| path.len() > "/users/".len()) {
            Weight::Secondary
        } else {
            Weight::Primary
        }
    });
    let count = Signal::derive(move || {
        people
            .page
            .last
            .with(|page| page.as_ref().and_then(|page| page.page.total))
    });
    view! {
        <div class="split">
            <section class="page">
                <UsersHead tab=Tab::People people=count weight/>
                {live(move || if asked.with(Option::is_some) { view! { <Rows people/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
            </section>
            <Outlet/>
        </div>
    }
    .into_any()
}

#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of this list" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="All users" href=PATH/>
        </Blank>
    }
    .into_any()
}

#[component]
fn Rows(people: People) -> AnyView {
    let People { query, page } = people;
    let path = use_location().pathname;
    let open = memo(move || path.with(|path| path.strip_prefix("/users/").map(str::to_owned)));
    let sort = Signal::derive(move || {
        let sort = query.with(|query| query.sort.as_ref().map(ToString::to_string));
        sort.unwrap_or_else(|| "username".to_owned())
    });
    let sort_href = Callback::new(move |sort: String| {
        let sort = parsed::<Sort<UserSort>>(&sort);
        address(
            PATH,
            &UserQuery {
                sort,
                cursor: None,
                ..query.get()
            },
        )
    });
    let table = move |shown: Signal<Page<User>>| {
        view! {
            <Table caption="Users" columns=&COLUMNS sort sort_href>
                {each(move || shown.get().data, |user| (user.id, user.rev.0, user.last_seen_at), move |user| view! { <UserRow user people open/> })}
            </Table>
        }
        .into_any()
    };
    let info = move || {
        page.last
            .with(|page| page.as_ref().map(|page| page.page.clone()))
    };
    let older = Signal::derive(move || {
        let cursor = Some(info()?.next_cursor?);
        Some(address(
            PATH,
            &UserQuery {
                cursor,
                ..query.get()
            },
        ))
    });
    let count = Signal::derive(move || info().and_then(|info| info.total));
    let rows = Signal::derive(move || {
        page.last
            .with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    let more = move || older.get().is_some() || query.with(|query| query.cursor.is_some());
    view! {
        <Loaded what=page name="The users" rows=6 children=table/>
        <Show when=move || { more() && page.failed.with(Option::is_none) }>
            <ListFoot count noun=("user", "users") scope="in all" rows older/>
        </Show>
    }
    .into_any()
}

#[component]
fn UserRow(user: User, people: People, open: Memo<Option<String>>) -> AnyView {
    let session = use_session();
    let id = user.id;
    let is_me = move || {
        session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.user.id == id))
    };
    let current = move || {
        open.with(|open| open.as_deref() == Some(id.to_string().as_str()))
            .then_some("true")
    };
    let (look, word, icon) = state(&user);
    let seen = match user.last_seen_at {
        Some(at) => view! { <When at/> }.into_any(),
        None => view! { <span class="muted">"never"</span> }.into_any(),
    };
    let name = user.username;
    let shown = name.clone();
    let email = user.email.unwrap_or_else(|| "–".to_owned());
    view! {
        <tr>
            <td class="b-name">
                <span class="row-initials"><Initials name=Signal::derive(move || name.clone()) small=true/>
                <a class="row-link" href=move || people.one(&id) aria-current=current data-noscroll>{shown}</a>
                {live(move || is_me().then(|| view! { <span class="muted">"you"</span> }))}</span>
            </td>
            <td class="b-amount">{user.role.label()}</td>
            <td class="p-1" data-label="Last seen">{seen}</td>
            <td class="drop b-gone" title=email.clone()>{email.clone()}</td>
            <td class="status-cell b-end p-2"><Status look word icon/></td>
        </tr>
    }
    .into_any()
}

/// Quiet when normal: only who cannot work yet is marked.
pub fn state(user: &User) -> (Look, &'static str, &'static str) {
    if user.disabled_at.is_some() {
        (Look::Off, "Disabled", "ban")
    } else if user.last_seen_at.is_none() {
        (Look::Waiting, "Not yet signed in", "clock")
    } else {
        (Look::Done, "Active", "circle-check")
    }
}
