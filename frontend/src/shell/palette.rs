//! Find or do anything: customers, jobs, acts and pages; only what this user may open is listed.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::bars::sign_out;
use super::hits::{Hit, To, found, local};
use super::keys::Layers;
use crate::session::use_session;
use crate::task::while_here;
use crate::ui::combobox::choosing::{Move, stepped};
use crate::ui::debounced::debounced;
use crate::ui::dialog;
use crate::ui::effect::effect;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::kbd::Kbd;
use crate::ui::lazy::{LazyPart, PartLoading};
use crate::ui::page_head::Frame;
use crate::ui::suggestion::OptionLine;
use crate::ui::toasts::use_toasts;

/// The field stands in the closed dialog already: what is typed right after the shortcut must find it.
#[component]
pub fn Palette(layers: Layers, find: fn() -> PartLoading) -> AnyView {
    let open = layers.palette;
    let dialog_ref = NodeRef::<html::Dialog>::new();
    dialog::follow(dialog_ref, open);
    let finding = Finding::new(layers);
    provide_context(finding);
    effect(move || {
        if !open.get() {
            finding.type_in(String::new());
            finding.hits.set(Vec::new());
        }
    });
    let count = move || finding.hits.with(|hits| format!("{} found", hits.len()));
    view! {
        <dialog node_ref=dialog_ref class="dialog palette" aria-label="Find or do anything" on:close=while_here(move |_| open.set(false))>
            <div class="palette-entry">
                <Icon name="search" class="large"/>
                <Entry finding/>
                <span class="small muted nowrap" role="status">{count}</span>
            </div>
            <Show when=move || open.get()><LazyPart part=find/></Show>
        </dialog>
    }
    .into_any()
}

/// What is typed, what was found, and which of it is chosen.
#[derive(Clone, Copy)]
struct Finding {
    typed: RwSignal<String>,
    hits: RwSignal<Vec<Hit>>,
    chosen: RwSignal<usize>,
    go: Callback<To>,
}

impl Finding {
    fn new(layers: Layers) -> Self {
        let session = use_session();
        let toasts = use_toasts();
        let frame = expect_context::<Frame>();
        let go = Callback::new(move |to: To| {
            layers.palette.set(false);
            match to {
                To::Page(address) if frame.holds(&address) => {}
                To::Page(address) => frame.go(&address),
                To::Keys => layers.sheet.set(true),
                To::SignOut => sign_out(session, toasts),
            }
        });
        Self {
            typed: RwSignal::new(String::new()),
            hits: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(0),
            go,
        }
    }

    fn type_in(self, text: String) {
        self.typed.set(text);
        self.chosen.set(0);
    }

    fn key(self, event: &KeyboardEvent) {
        let step = match event.key().as_str() {
            "ArrowDown" => Move::Next,
            "ArrowUp" => Move::Previous,
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                self.accept(self.chosen.get_untracked());
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let count = self.hits.with_untracked(Vec::len);
        let to = stepped(Some(self.chosen.get_untracked()), count, step);
        self.chosen.set(to.unwrap_or(0));
    }

    fn accept(self, index: usize) {
        let to = self
            .hits
            .with_untracked(|hits| hits.get(index).map(|hit| hit.to.clone()));
        if let Some(to) = to {
            self.go.run(to);
        }
    }
}

/// What is found for the text in the field; its code comes with the day's work.
#[component]
pub fn Finder() -> AnyView {
    let session = use_session();
    let finding = expect_context::<Finding>();
    let Finding { typed, hits, .. } = finding;
    let remote = Fetched::new(debounced(typed.into()), move |text| found(session, text));
    effect(move || {
        let mut all = remote.last.get().unwrap_or_default();
        all.extend(typed.with(|typed| local(session, typed)));
        if hits.with_untracked(|hits| *hits != all) {
            hits.set(all);
        }
    });
    view! {
        <div id="palette-list" class="palette-list" role="listbox" aria-label="Found"><Groups finding/></div>
        <p class="palette-foot small muted">
            <span class="keys"><Kbd key="↑"/><Kbd key="↓"/>"choose"</span>
            <span class="keys"><Kbd key="Enter"/>"open"</span>
            <span class="keys"><Kbd key="Esc"/>"close"</span>
            <span class="push">"Only what you may open is listed."</span>
        </p>
    }
    .into_any()
}

#[component]
fn Entry(finding: Finding) -> AnyView {
    let Finding {
        typed,
        hits,
        chosen,
        ..
    } = finding;
    let active = move || {
        let any = hits.with(|hits| !hits.is_empty());
        any.then(|| format!("palette-{}", chosen.get()))
    };
    let input = move |event: web_sys::Event| finding.type_in(event_target_value(&event));
    view! {
        <input
            type="text"
            role="combobox"
            aria-label="Find or do anything"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant=active
            placeholder="Search jobs, customers, pages"
            autocomplete="off"
            spellcheck="false"
            autofocus=true
            prop:value=move || typed.get()
            on:input=input
            on:keydown=move |event| finding.key(&event)
        />
    }
    .into_any()
}

#[component]
fn Groups(finding: Finding) -> AnyView {
    let groups = move || {
        let hits = finding.hits.get();
        let numbered: Vec<(usize, Hit)> = hits.into_iter().enumerate().collect();
        let parts = numbered.chunk_by(|(_, one), (_, other)| one.group == other.group);
        let group = |part: &[(usize, Hit)]| {
            let name = part.first().map_or("", |(_, hit)| hit.group);
            let lines = part
                .iter()
                .cloned()
                .map(|(index, hit)| view! { <Line finding index hit/> });
            view! {
                <div role="group" aria-label=name>
                    <p class="group-name" aria-hidden="true">{name}</p>
                    {lines.collect_view()}
                </div>
            }
        };
        parts.map(group).collect_view()
    };
    view! { {groups} }.into_any()
}

#[component]
fn Line(finding: Finding, index: usize, hit: Hit) -> AnyView {
    let chosen = move || finding.chosen.get() == index;
    let query = finding.typed.get_untracked();
    view! {
        <div
            id=format!("palette-{index}")
            class="option"
            role="option"
            aria-selected=move || chosen().to_string()
            on:pointermove=move |_| finding.chosen.set(index)
            on:click=move |_| finding.accept(index)
        >
            <OptionLine suggestion=hit.line query/>
            {hit.key.map(|key| view! { <span class="push"><Kbd key/></span> })}
        </div>
    }
    .into_any()
}
