//! The pages without data: empty, no match, problem, forbidden; framed by crop marks.

use leptos::prelude::*;

use super::button::{Button, LinkButton, Weight};
use super::icon::Icon;
use crate::browser;
use crate::client::Failure;
use crate::task::Scope;
use shared::problem::ProblemCode;

/// Icon, title, why, and the next step as children.
#[component]
pub fn Blank(
    icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] why: Signal<String>,
    #[prop(optional)] narrow: bool,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    view! {
        <div class="blank-room">
            <div class="blank crop" class:narrow=narrow>
                <Icon name=icon class="large"/>
                <h2>{title}</h2>
                <p class="muted">{why}</p>
                {children.map(|children| children())}
                <span class="crop-low" aria-hidden="true"></span>
            </div>
        </div>
    }
    .into_any()
}

/// What went wrong, “Try again”, and the request id to copy.
#[component]
pub fn ProblemBlank(
    /// What could not be loaded, with its article: “The jobs”.
    what: &'static str,
    failure: Failure,
    again: Callback<()>,
) -> AnyView {
    if failure.is(ProblemCode::NotAllowed) {
        return view! { <Blank icon="lock" title="You may not see this" why=failure.sentence() narrow=true/> }.into_any();
    }
    if failure.is(ProblemCode::NotFound) {
        return view! { <Blank icon="search" title="Not found" why=failure.sentence() narrow=true/> }.into_any();
    }
    let request = failure.request_id();
    view! {
        <Blank icon="circle-alert" title=format!("{what} could not be loaded") why=reassured(&failure)>
            <div class="blank-acts">
                <Button label="Try again" icon="refresh-cw" weight=Weight::Primary press=again/>
            </div>
            {request.map(|id| view! { <RequestId id/> })}
        </Blank>
    }
    .into_any()
}

fn reassured(failure: &Failure) -> String {
    format!(
        "{} Nothing is lost; what you saved is saved.",
        failure.sentence()
    )
}

#[component]
fn RequestId(id: String) -> AnyView {
    let copied = RwSignal::new(false);
    let scope = Scope::here();
    let shown = id.clone();
    let copy = Callback::new(move |()| {
        let id = id.clone();
        scope.start(async move { browser::copy(&id).await }, move |done| {
            copied.set(done);
        });
    });
    let word = Signal::derive(move || if copied.get() { "Copied" } else { "Copy" }.to_owned());
    view! {
        <div class="request">
            <p class="small muted">"Request id, if you ask somebody for help"</p>
            <div class="row">
                <code>{shown}</code>
                <Button label=word icon="copy" weight=Weight::Quiet class="bar push" press=copy/>
            </div>
        </div>
    }
    .into_any()
}

/// A page that the role may not see: says why, and where to go.
#[component]
pub fn Forbidden(
    /// The page's name in the menu.
    page: &'static str,
    /// Who may: “admins and auditors”.
    who_may: String,
    username: String,
    role: &'static str,
    /// A page that everybody may see: what its button says and where it leads.
    elsewhere: (&'static str, &'static str),
) -> AnyView {
    let why = format!(
        "“{page}” is for {who_may}. You are signed in as {username}, whose role is {role}. If you need it, ask an admin."
    );
    view! {
        <Blank icon="lock" title="You may not see this page" why=why narrow=true>
            <LinkButton label=elsewhere.0 href=elsewhere.1 weight=Weight::Primary/>
        </Blank>
    }
    .into_any()
}
