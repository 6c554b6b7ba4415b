//! The browser app: starts it, and shows a static page when it breaks.

mod app;
mod audit;
mod auth;
mod browser;
mod client;
mod customers;
mod dashboard;
mod draft;
mod expenditures;
#[cfg(debug_assertions)]
mod gallery;
mod jobs;
mod locks;
mod me;
mod pages;
mod prefs;
mod records;
mod reports;
mod session;
mod settings;
mod setup;
mod shell;
mod task;
mod ui;
mod unicode;
mod users;

use leptos::prelude::*;

fn main() {
    std::panic::set_hook(Box::new(|why| {
        leptos::logging::error!("{why}");
        show_broken();
    }));
    unicode::stand_on();
    let Some(place) = browser::find("#app") else {
        return;
    };
    place.set_text_content(None);
    leptos::mount::mount_to(place, || view! { <app::App/> }).forget();
}

/// The page in index.html that needs nothing of the app; drafts lie in the tab's storage and outlive it.
fn show_broken() {
    let shown = browser::find("#broken").map(|page| page.remove_attribute("hidden"));
    let hidden = browser::find("#app").map(|app| app.set_attribute("hidden", ""));
    if !matches!((shown, hidden), (Some(Ok(())), Some(Ok(())))) {
        leptos::logging::error!("the page that says that something broke could not be shown");
    }
}
