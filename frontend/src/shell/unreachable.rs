//! The server did not answer while the app started.

use leptos::prelude::*;

use crate::session::use_session;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, Weight};

#[component]
pub fn UnreachablePage() -> AnyView {
    document().set_title("No answer · Zehmo");
    let session = use_session();
    let again = Callback::new(move |()| session.retry());
    view! {
        <main class="outside">
            <Blank icon="wifi-off" title="The server does not answer" why="Nothing is lost; what you saved is saved. It may be starting, too busy, or out of reach from here.">
                <Button label="Try again" icon="refresh-cw" weight=Weight::Primary press=again/>
            </Blank>
        </main>
    }
    .into_any()
}
