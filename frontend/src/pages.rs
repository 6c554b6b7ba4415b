//! Every page of the house: its address, the right it needs, and its own part of the code.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Routes};
use leptos_router::{Lazy, LazyRoute, path};
use shared::permission::Permission;

use crate::auth::activate::ActivatePage;
use crate::auth::new_password::NewPasswordPage;
use crate::customers::list::CustomersPage;
use crate::customers::one::CustomerPage;
use crate::dashboard::page::DashboardPage;
use crate::expenditures::drawer::ExpenditureDrawer;
use crate::expenditures::list::ExpendituresPage;
use crate::jobs::drawer::JobDrawer;
use crate::jobs::form::{EditJobPage, NewJobPage};
use crate::jobs::list::JobsPage;
use crate::me::account::AccountPage;
use crate::settings::import::report::ImportPage;
use crate::settings::import::start::ImportStartPage;
use crate::settings::shop::ShopPage;
use crate::setup::SetupPage;
use crate::shell::guarded::Guarded;
use crate::shell::not_found::NotFoundPage;
use crate::users::drawer::UserDrawer;
use crate::users::list::UsersPage;
use crate::users::roles::RolesPage;

/// The pages of one group, which come over the wire together: few parts, few requests.
macro_rules! group {
    ($(#[doc = $doc:literal])+ $group:ident $fetch:ident { $($page:ident: $permission:ident, $name:tt => $view:ident;)+ } $($room:ident => $open:ident;)*) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy)]
        pub enum $group { $($page,)+ $($room,)* }

        #[lazy]
        pub fn $fetch(page: $group) -> AnyView {
            match page {
                $($group::$page => view! { <Guarded permission=Permission::$permission page=$name><$view/></Guarded> }.into_any(),)+
                $($group::$room => view! { <$open/> }.into_any(),)*
            }
        }

        $(
            struct $page;

            impl LazyRoute for $page {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $fetch($group::$page).await
                }
            }
        )+
    };
}

group! {
    /// The day's work.
    Shop shop {
        Customer: CustomersRead, "Customers" => CustomerPage;
        Customers: CustomersRead, "Customers" => CustomersPage;
        Dashboard: DashboardRead, "Dashboard" => DashboardPage;
        EditJob: JobsEdit, "Correct a job" => EditJobPage;
        Expenditure: ExpendituresRead, "Expenditures" => ExpenditureDrawer;
        Expenditures: ExpendituresRead, "Expenditures" => ExpendituresPage;
        Job: JobsRead, "Jobs" => JobDrawer;
        Jobs: JobsRead, "Jobs" => JobsPage;
        NewJob: JobsWrite, "New job" => NewJobPage;
    }
}

group! {
    /// What is opened seldom; with the rooms before the house.
    Office office {
        Account: SelfRead, "Account" => AccountPage;
        Import: ImportsRun, "Import" => ImportPage;
        ImportStart: ImportsRun, "Import" => ImportStartPage;
        Roles: UsersRead, "Users and roles" => RolesPage;
        Settings: SettingsWrite, "Settings" => ShopPage;
        User: UsersRead, "Users and roles" => UserDrawer;
        Users: UsersRead, "Users and roles" => UsersPage;
    }
    SetUp => SetupPage;
    NewPassword => NewPasswordPage;
    Activate => ActivatePage;
}

#[component]
pub fn Pages() -> AnyView {
    view! {
        <Routes fallback=|| view! { <NotFoundPage/> }>
            <Route path=path!("/") view=|| view! { <Redirect path="/jobs"/> }/>
            <Route path=path!("/sign-in") view=|| view! { <Redirect path="/jobs"/> }/>
            <Route path=path!("/activate") view=|| view! { <Redirect path="/account"/> }/>
            <Route path=path!("/dashboard") view={Lazy::<Dashboard>::new()}/>
            <ParentRoute path=path!("/expenditures") view={Lazy::<Expenditures>::new()}>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view={Lazy::<Expenditure>::new()}/>
            </ParentRoute>
            <ParentRoute path=path!("/users") view={Lazy::<Users>::new()}>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view={Lazy::<User>::new()}/>
            </ParentRoute>
            <Route path=path!("/roles") view={Lazy::<Roles>::new()}/>
            <Route path=path!("/settings") view={Lazy::<Settings>::new()}/>
            <Route path=path!("/settings/import") view={Lazy::<ImportStart>::new()}/>
            <Route path=path!("/settings/import/:id") view={Lazy::<Import>::new()}/>
            <Route path=path!("/customers") view={Lazy::<Customers>::new()}/>
            <Route path=path!("/customers/:id") view={Lazy::<Customer>::new()}/>
            <Route path=path!("/jobs/new") view={Lazy::<NewJob>::new()}/>
            <Route path=path!("/jobs/:id/edit") view={Lazy::<EditJob>::new()}/>
            <ParentRoute path=path!("/jobs") view={Lazy::<Jobs>::new()}>
                <Route path=path!("") view=|| ()/>
                <Route path=path!(":id") view={Lazy::<Job>::new()}/>
            </ParentRoute>
            <Route path=path!("/account") view={Lazy::<Account>::new()}/>
            <Route path=path!("/dev/gallery") view=Gallery/>
        </Routes>
    }
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
