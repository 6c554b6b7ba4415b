//! Every page of the app: its address, the right it needs, and its own part of the code.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Routes};
use leptos_router::{ChooseView, PossibleRouteMatch, path};
use shared::permission::Permission;

use crate::audit::page::AuditPage;
use crate::auth::activate::ActivatePage;
use crate::auth::new_password::NewPasswordPage;
use crate::auth::proof::ProofDialog;
use crate::auth::second_step::SecondStep;
use crate::customers::list::CustomersPage;
use crate::customers::one::CustomerPage;
use crate::dashboard::page::DashboardPage;
use crate::expenditures::drawer::ExpenditureDrawer;
use crate::expenditures::list::ExpendituresPage;
use crate::jobs::drawer::JobDrawer;
use crate::jobs::filter_forms::{JobDates, JobExport, JobFilter};
use crate::jobs::form::{EditJobPage, NewJobPage};
use crate::jobs::list::JobsPage;
use crate::me::account::AccountPage;
use crate::me::enrolment::EnrolmentPage;
use crate::reports::page::ReportsPage;
use crate::session::use_session;
use crate::settings::backups::page::BackupsPage;
use crate::settings::import::report::ImportPage;
use crate::settings::import::start::ImportStartPage;
use crate::settings::shop::ShopPage;
use crate::setup::SetupPage;
use crate::shell::guarded::Guarded;
use crate::shell::key_sheet::KeySheet;
use crate::shell::not_found::NotFoundPage;
use crate::shell::palette::Finder;
use crate::shell::session_dialogs::IdleDialog;
use crate::shell::{Parts, Shell};
use crate::task::background_after;
use crate::ui::effect::effect;
use crate::ui::lazy::{Missing, MissingPage, PartLoading};
use crate::ui::page_head::Frame;
use crate::users::drawer::UserDrawer;
use crate::users::list::UsersPage;
use crate::users::roles::RolesPage;

const A_MOMENT: Duration = Duration::from_secs(2);

/// One page of a group. One type for all of them: each kind of route and of view that the router is given costs kilobytes.
#[derive(Clone, Copy)]
struct Page {
    name: &'static str,
    open: fn() -> PartLoading,
}

impl Page {
    /// A page whose code is here.
    const fn here(name: &'static str, open: fn() -> PartLoading) -> Self {
        Self { name, open }
    }
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        let Self { name, open } = self;
        match open().await {
            Ok(view) => view,
            Err(Missing) => view! { <MissingPage name page=open/> }.into_any(),
        }
    }

    async fn preload(&self) {}
}

/// The pages of one group, which come over the wire together: few parts, few requests.
macro_rules! group {
    ($(#[doc = $doc:literal])+ $group:ident $give:ident $fetch:ident { $($page:ident: $permission:ident, $name:tt => $view:ident;)+ } $($part:ident => $open:ident;)*) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy)]
        pub enum $group { $($page,)+ $($part,)* }

        #[leptos::wasm_split::wasm_split($give, wasm_split_path = ::leptos::wasm_split, preload($fetch), fallible)]
        pub fn $give(page: $group) -> Result<AnyView, Missing> {
            Ok(match page {
                $($group::$page => view! { <Guarded permission=Permission::$permission page=$name><$view/></Guarded> }.into_any(),)+
                $($group::$part => view! { <$open/> }.into_any(),)*
            })
        }

        impl $group {
            const fn page(self) -> Page {
                match self {
                    $(Self::$page => Page { name: $name, open: || Box::pin($give($group::$page)) },)+
                    $(Self::$part => Page { name: stringify!($part), open: || Box::pin($give($group::$part)) },)*
                }
            }
        }
    };
}

group! {
    /// The layout around every page, and what the day begins with.
    Today today fetch_today {
        Dashboard: DashboardRead, "Dashboard" => DashboardPage;
        Jobs: JobsRead, "Jobs" => Jobs;
    }
    Layout => Layout;
}

group! {
    /// The day's work, and what finds it.
    Shop shop fetch_shop {
        Customer: CustomersRead, "Customers" => CustomerPage;
        Customers: CustomersRead, "Customers" => CustomersPage;
        EditJob: JobsEdit, "Correct a job" => EditJobPage;
        Expenditure: ExpendituresRead, "Expenditures" => ExpenditureDrawer;
        Expenditures: ExpendituresRead, "Expenditures" => ExpendituresPage;
        Job: JobsRead, "Jobs" => JobDrawer;
        NewJob: JobsWrite, "New job" => NewJobPage;
    }
    Dates => JobDates;
    Export => JobExport;
    Filter => JobFilter;
    Find => Finder;
    Keys => KeySheet;
}

group! {
    /// What is opened seldom; with the screens before the layout.
    Office office fetch_office {
        Account: SelfRead, "Account" => AccountPage;
        Audit: AuditRead, "Journal" => AuditPage;
        Backups: BackupsRun, "Backups" => BackupsPage;
        Import: ImportsRun, "Import" => ImportPage;
        ImportStart: ImportsRun, "Import" => ImportStartPage;
        Reports: ReportsRead, "Reports" => ReportsPage;
        Roles: UsersRead, "Users and roles" => RolesPage;
        Settings: SettingsWrite, "Settings" => ShopPage;
        User: UsersRead, "Users and roles" => UserDrawer;
        Users: UsersRead, "Users and roles" => UsersPage;
    }
    SetUp => SetupPage;
    NewPassword => NewPasswordPage;
    Enrolment => EnrolmentPage;
    Activate => ActivatePage;
    Idle => IdleDialog;
    Proof => ProofDialog;
    SecondStep => SecondStep;
}

/// The list of jobs; the small forms of its filter row come with the day's work.
#[component]
fn Jobs() -> AnyView {
    view! { <JobsPage dates=|| Box::pin(shop(Shop::Dates)) filter=|| Box::pin(shop(Shop::Filter)) export=|| Box::pin(shop(Shop::Export))/> }.into_any()
}

/// The frame and the pages in it: what nobody sees before the sign-in.
#[component]
fn Layout() -> AnyView {
    let parts = Parts {
        find: || Box::pin(shop(Shop::Find)),
        keys: || Box::pin(shop(Shop::Keys)),
        proof: || Box::pin(office(Office::Proof)),
        idle: || Box::pin(office(Office::Idle)),
        second: || Box::pin(office(Office::SecondStep)),
    };
    view! { <Shell parts><Pages/></Shell> }.into_any()
}

#[component]
fn Pages() -> AnyView {
    fetch_the_rest_later();
    view! {
        <Routes fallback=|| view! { <NotFoundPage/> }>
            <Route path=at(path!("/")) view=HOME/>
            <Route path=at(path!("/sign-in")) view=HOME/>
            <Route path=at(path!("/activate")) view=TO_ACCOUNT/>
            <Route path=at(path!("/dashboard")) view=Today::Dashboard.page()/>
            <ParentRoute path=at(path!("/expenditures")) view=Shop::Expenditures.page()>
                <Route path=at(path!("")) view=NOTHING/>
                <Route path=at(path!(":id")) view=Shop::Expenditure.page()/>
            </ParentRoute>
            <ParentRoute path=at(path!("/users")) view=Office::Users.page()>
                <Route path=at(path!("")) view=NOTHING/>
                <Route path=at(path!(":id")) view=Office::User.page()/>
            </ParentRoute>
            <Route path=at(path!("/reports")) view=Office::Reports.page()/>
            <Route path=at(path!("/audit")) view=Office::Audit.page()/>
            <Route path=at(path!("/roles")) view=Office::Roles.page()/>
            <Route path=at(path!("/settings")) view=Office::Settings.page()/>
            <Route path=at(path!("/settings/backups")) view=Office::Backups.page()/>
            <Route path=at(path!("/settings/import")) view=Office::ImportStart.page()/>
            <Route path=at(path!("/settings/import/:id")) view=Office::Import.page()/>
            <Route path=at(path!("/customers")) view=Shop::Customers.page()/>
            <Route path=at(path!("/customers/:id")) view=Shop::Customer.page()/>
            <Route path=at(path!("/jobs/new")) view=Shop::NewJob.page()/>
            <Route path=at(path!("/jobs/:id/edit")) view=Shop::EditJob.page()/>
            <ParentRoute path=at(path!("/jobs")) view=Today::Jobs.page()>
                <Route path=at(path!("")) view=NOTHING/>
                <Route path=at(path!(":id")) view=Shop::Job.page()/>
            </ParentRoute>
            <Route path=at(path!("/account")) view=Office::Account.page()/>
            <Route path=at(path!("/dev/gallery")) view=GALLERY/>
        </Routes>
    }
    .into_any()
}

type Address = Arc<dyn PossibleRouteMatch + Send + Sync>;

fn at(address: impl PossibleRouteMatch + Send + Sync + 'static) -> Address {
    Arc::new(address)
}

const NOTHING: Page = Page::here("", || here(().into_any()));
const HOME: Page = Page::here("Home", || here(view! { <Home/> }.into_any()));
const TO_ACCOUNT: Page = Page::here("Account", || {
    here(view! { <Redirect path="/account"/> }.into_any())
});
const GALLERY: Page = Page::here("Gallery", || here(view! { <Gallery/> }.into_any()));

/// What needs no waiting for.
fn here(view: AnyView) -> PartLoading {
    Box::pin(std::future::ready(Ok(view)))
}

/// Where the day begins, for those who may see it.
#[component]
fn Home() -> AnyView {
    let sees_it = untrack(|| use_session().may(Permission::DashboardRead));
    let path = if sees_it { "/dashboard" } else { "/jobs" };
    view! { <Redirect path/> }.into_any()
}

/// The first page has the network for itself; a moment after each page, what is still missing is fetched, so that
/// the next page opens at once, with or without a network.
fn fetch_the_rest_later() {
    let frame = use_context::<Frame>();
    effect(move || {
        if frame.is_some_and(|frame| frame.title.with(|title| !title.is_empty())) {
            background_after(A_MOMENT, fetch_all());
        }
    });
}

async fn fetch_all() {
    let arrived = async {
        fetch_today().await?;
        fetch_shop().await?;
        fetch_office().await
    };
    if arrived.await.is_err() {
        leptos::logging::log!("Some pages are not here yet; they are asked for again.");
    }
}

/// What follows the sign-in, while the password is typed.
pub fn fetch_today_later() {
    let fetch = async {
        if fetch_today().await.is_err() {
            leptos::logging::log!("The first pages are not here yet; they are asked for again.");
        }
    };
    background_after(A_MOMENT, fetch);
}

/// All parts in all states; there is no such page in a release.
#[component]
fn Gallery() -> AnyView {
    #[cfg(debug_assertions)]
    return view! { <crate::gallery::GalleryPage/> }.into_any();
    #[cfg(not(debug_assertions))]
    view! { <NotFoundPage/> }.into_any()
}
