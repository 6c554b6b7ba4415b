//! The sheet with crop marks on which strangers meet the app.

use leptos::prelude::*;

use crate::ui::icon::Mark;

/// Names the browser tab as well.
#[component]
pub fn Sheet(
    title: &'static str,
    #[prop(optional)] note: &'static str,
    children: Children,
) -> AnyView {
    document().set_title(&format!("{title} · Zehmo"));
    view! {
        <main class="outside">
            <div class="outside-middle">
                <section class="sheet crop">
                    <p class="row brand"><Mark large=true/><b>"Zehmo"</b></p>
                    <h1>{title}</h1>
                    {children()}
                    <span class="crop-low" aria-hidden="true"></span>
                </section>
            </div>
            <p class="small muted outside-note">{note}</p>
        </main>
    }
    .into_any()
}
