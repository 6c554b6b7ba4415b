//! No page at this address.

use leptos::prelude::*;

use super::keys::Layers;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, LinkButton, Weight};
use crate::ui::page_head::PageHead;

#[component]
pub fn NotFoundPage() -> AnyView {
    let layers = use_context::<Layers>();
    let search = Callback::new(move |()| {
        if let Some(layers) = layers {
            layers.palette.set(true);
        }
    });
    view! {
        <section class="page">
            <div class="page-top"><PageHead title="No such page"/></div>
            <Blank icon="search" title="No page at this address" why="It may have been typed wrong, or belong to another version. Search for what you meant, or begin with the jobs." narrow=true>
                <div class="blank-acts">
                    <LinkButton label="Go to jobs" href="/jobs" weight=Weight::Primary/>
                    <Button label="Search" icon="search" press=search/>
                </div>
            </Blank>
        </section>
    }
    .into_any()
}
