//! Every part in its states, side by side; in debug builds only, at `/dev/gallery`.

mod controls;
mod figures;
mod lists;

use leptos::prelude::*;

use crate::ui::page_head::PageHead;

#[component]
pub fn GalleryPage() -> AnyView {
    view! {
        <section class="page">
            <div class="page-top"><PageHead title="Parts"/></div>
            <div class="page-body gallery">
                <controls::Controls/>
                <figures::Figures/>
                <lists::Lists/>
            </div>
        </section>
    }
    .into_any()
}
