//! No page at this address.

use leptos::prelude::*;

use crate::ui::blank::Blank;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::page_head::PageHead;

#[component]
pub fn NotFoundPage() -> AnyView {
    view! {
        <section class="page">
            <div class="page-top"><PageHead title="No such page"/></div>
            <Blank icon="search" title="No page at this address" why="It may have been typed wrong, or belong to another version. Search from the top bar, or begin with the jobs." narrow=true>
                <LinkButton label="Go to jobs" href="/jobs" weight=Weight::Primary/>
            </Blank>
        </section>
    }
    .into_any()
}
