//! Every part in its states, side by side; in debug builds only, at `/dev/gallery`.

mod controls;
mod figures;
mod lists;

use leptos::prelude::*;

use crate::ui::button::{Button, Weight};
use crate::ui::page_head::PageHead;

/// The way to see the page that stands there when the app itself has broken.
#[component]
fn Break() -> AnyView {
    let broken = Callback::new(|()| {
        std::panic::panic_any("This is a trial of the page that says that something broke.")
    });
    view! { <Button label="Break the app" icon="circle-alert" weight=Weight::Danger press=broken/> }
        .into_any()
}

#[component]
pub fn GalleryPage() -> AnyView {
    view! {
        <section class="page">
            <div class="page-top"><PageHead title="Parts"/></div>
            <div class="page-body gallery">
                <controls::Controls/>
                <figures::Figures/>
                <lists::Lists/>
                <Break/>
            </div>
        </section>
    }
    .into_any()
}
