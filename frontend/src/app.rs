//! The house: which room is open for this visitor, and the address of every page.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

use shared::permission::Permission;

use crate::auth::activate::ActivatePage;
use crate::auth::new_password::NewPasswordPage;
use crate::auth::sign_in::SignInPage;
use crate::customers::list::CustomersPage;
use crate::customers::one::CustomerPage;
use crate::dashboard::page::DashboardPage;
use crate::expenditures::drawer::ExpenditureDrawer;
use crate::expenditures::list::ExpendituresPage;
use crate::jobs::drawer::JobDrawer;
use crate::jobs::form::{EditJobPage, NewJobPage};
use crate::jobs::list::JobsPage;
use crate::me::account::AccountPage;
use crate::prefs::Prefs;
use crate::session::{Phase, Session};
use crate::settings::import::report::ImportPage;
use crate::settings::import::start::ImportStartPage;
use crate::settings::shop::ShopPage;
use crate::setup::SetupPage;
use crate::shell::Shell;
use crate::shell::guarded::Guarded;
use crate::shell::not_found::NotFoundPage;
use crate::shell::unreachable::UnreachablePage;
use crate::ui::toasts::{ToastRegion, Toasts};
use crate::users::drawer::UserDrawer;
use crate::users::list::UsersPage;
use crate::users::roles::RolesPage;

/// The rooms; an ended session keeps its room, with a dialog over it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Hall,
    Outside,
    SetUp,
    NewPassword,
    House,
    Unreachable,
}

const fn room(phase: Phase) -> Room {
    match phase {
        Phase::Starting => Room::Hall,
        Phase::Unreachable => Room::Unreachable,
        Phase::SetUp => Room::SetUp,
        Phase::SignedOut => Room::Outside,
        Phase::NewPassword => Room::NewPassword,
        Phase::SignedIn | Phase::Ended => Room::House,
    }
}

#[component]
pub fn App() -> AnyView {
    let session = Session::start();
    Prefs::provide();
    Toasts::provide();
    let room = Memo::new(move |_| room(session.phase.get()));
    view! {
        <Router>
            {move || match room.get() {
                Room::Hall => view! { <div class="frame-waiting" role="status"><div class="top"></div></div> }.into_any(),
                Room::Outside => view! { <Outside/> }.into_any(),
                Room::SetUp => view! { <SetupPage/> }.into_any(),
                Room::NewPassword => view! { <NewPasswordPage/> }.into_any(),
                Room::House => view! { <Shell><Pages/></Shell> }.into_any(),
                Room::Unreachable => view! { <UnreachablePage/> }.into_any(),
            }}
            <ToastRegion/>
        </Router>
    }
    .into_any()
}

/// What a stranger sees: the sign-in at every address, so that signing in leads on to it; and the way in by a code.
#[component]
fn Outside() -> AnyView {
    let path = use_location().pathname;
    let has_code = Memo::new(move |_| path.with(|path| path == "/activate"));
    view! {
        {move || if has_code.get() { view! { <ActivatePage/> }.into_any() } else { view! { <SignInPage/> }.into_any() }}
    }
    .into_any()
}

/// Every page of the house.
#[component]
fn Pages() -> AnyView {
    view! {
        <Routes fallback=|| view! { <NotFoundPage/> }>
            <Route path=path!("/") view=|| view! { <Redirect path="/jobs"/> }/>
            <Route path=path!("/sign-in") view=|| view! { <Redirect path="/jobs"/> }/>
            <Route path=path!("/activate") view=|| view! { <Redirect path="/account"/> }/>
            <Route path=path!("/dashboard") view=Dashboard/>
            <ParentRoute path=path!("/expenditures") view=Expenditures>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view=ExpenditureDrawer/>
            </ParentRoute>
            <ParentRoute path=path!("/users") view=Users>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view=UserDrawer/>
            </ParentRoute>
            <Route path=path!("/roles") view=Roles/>
            <Route path=path!("/settings") view=Settings/>
            <Route path=path!("/settings/import") view=ImportStart/>
            <Route path=path!("/settings/import/:id") view=Import/>
            <Route path=path!("/customers") view=Customers/>
            <Route path=path!("/customers/:id") view=Customer/>
            <Route path=path!("/jobs/new") view=NewJob/>
            <Route path=path!("/jobs/:id/edit") view=EditJob/>
            <ParentRoute path=path!("/jobs") view=Jobs>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view=JobDrawer/>
            </ParentRoute>
            <Route path=path!("/account") view=AccountPage/>
            <Route path=path!("/dev/gallery") view=Gallery/>
        </Routes>
    }
    .into_any()
}

#[component]
fn Jobs() -> AnyView {
    view! { <Guarded permission=Permission::JobsRead page="Jobs"><JobsPage/></Guarded> }.into_any()
}

#[component]
fn Dashboard() -> AnyView {
    view! { <Guarded permission=Permission::DashboardRead page="Dashboard"><DashboardPage/></Guarded> }
        .into_any()
}

#[component]
fn Expenditures() -> AnyView {
    view! { <Guarded permission=Permission::ExpendituresRead page="Expenditures"><ExpendituresPage/></Guarded> }
        .into_any()
}

#[component]
fn Users() -> AnyView {
    view! { <Guarded permission=Permission::UsersRead page="Users and roles"><UsersPage/></Guarded> }
        .into_any()
}

#[component]
fn Roles() -> AnyView {
    view! { <Guarded permission=Permission::UsersRead page="Users and roles"><RolesPage/></Guarded> }
        .into_any()
}

#[component]
fn Settings() -> AnyView {
    view! { <Guarded permission=Permission::SettingsWrite page="Settings"><ShopPage/></Guarded> }
        .into_any()
}

#[component]
fn ImportStart() -> AnyView {
    view! { <Guarded permission=Permission::ImportsRun page="Import"><ImportStartPage/></Guarded> }
        .into_any()
}

#[component]
fn Import() -> AnyView {
    view! { <Guarded permission=Permission::ImportsRun page="Import"><ImportPage/></Guarded> }
        .into_any()
}

#[component]
fn Customers() -> AnyView {
    view! { <Guarded permission=Permission::CustomersRead page="Customers"><CustomersPage/></Guarded> }
        .into_any()
}

#[component]
fn Customer() -> AnyView {
    view! { <Guarded permission=Permission::CustomersRead page="Customers"><CustomerPage/></Guarded> }
        .into_any()
}

#[component]
fn NewJob() -> AnyView {
    view! { <Guarded permission=Permission::JobsWrite page="New job"><NewJobPage/></Guarded> }
        .into_any()
}

#[component]
fn EditJob() -> AnyView {
    view! { <Guarded permission=Permission::JobsEdit page="Correct a job"><EditJobPage/></Guarded> }
        .into_any()
}

/// All parts in all states; there is no such page in a release.
#[component]
fn Gallery() -> AnyView {
    #[cfg(debug_assertions)]
    return view! { <crate::gallery::GalleryPage/> }.into_any();
    #[cfg(not(debug_assertions))]
    view! { <NotFoundPage/> }.into_any()
}
