//! Adding a user: name, address, role; the answer holds the code with which the user chooses a password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::permission::Role;
use shared::users::{UserCreated, UserDraft};

use super::calls;
use super::code::{Code, CodeFor, CodeOnce};
use super::form::{Typed, UserFields};
use crate::browser;
use crate::client::{Failure, Key};
use crate::ui::acts::{Acting, use_acts};
use crate::ui::button::{Button, LinkButton, Weight};
use crate::ui::changes::Change;
use crate::ui::drawer::Drawer;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::toasts::Act;
use crate::ui::unsaved::Unsaved;

#[derive(Clone, Copy)]
struct Adding {
    app: Acting,
    typed: Typed,
    form: Form,
    made: RwSignal<Option<(String, Option<Code>)>>,
}

impl Adding {
    fn draft(self) -> UserDraft {
        UserDraft {
            username: self.typed.username.get().trim().to_owned(),
            email: self.typed.email.get().trim().to_owned(),
            role: self.typed.role.get(),
            password: None,
        }
    }

    fn save(self) {
        if self.form.busy.get_untracked() || !self.form.ready() {
            return;
        }
        let draft = untrack(|| self.draft());
        let (app, name) = (self.app, draft.username.clone());
        let call = async move { calls::create(&draft, &Key::fresh()).await };
        self.form.send(
            call,
            move |answer| match answer {
                Ok(created) => self.show(created),
                Err(failure) => self.form.refuse(&failure),
            },
            move |answer| tell_elsewhere(app, &name, answer),
        );
    }

    fn show(self, created: UserCreated) {
        let code = created
            .activation_code
            .zip(created.expires_at)
            .map(|(code, expires_at)| Code {
                what_for: CodeFor::Password,
                code,
                expires_at,
            });
        self.app.changes.tell(&Change::New(created.user.clone()));
        self.made.set(Some((created.user.username, code)));
    }
}

/// The code is shown nowhere but in its drawer: whoever left it makes another one.
fn tell_elsewhere(app: Acting, name: &str, answer: Result<UserCreated, Failure>) {
    match answer {
        Ok(created) => {
            let open = Act::link("Make a code", format!("/users/{}", created.user.id), || {});
            app.changes.tell(&Change::New(created.user));
            app.toasts
                .done("circle-check", format!("{name} is added"), vec![open]);
        }
        Err(failure) => app.toasts.failed(
            format!("{name} is not added: {}", failure.sentence()),
            Vec::new(),
        ),
    }
}

#[component]
pub fn AddDrawer(close: Signal<String>) -> AnyView {
    let typed = Typed::new("", "", Role::Staff);
    let form = Form::new(move || {
        let draft = UserDraft {
            username: typed.username.get().trim().to_owned(),
            email: typed.email.get().trim().to_owned(),
            role: typed.role.get(),
            password: None,
        };
        shared::field::check(&draft).err().unwrap_or_default()
    });
    let adding = Adding {
        app: use_acts(),
        typed,
        form,
        made: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        adding.save();
    };
    let changed = Signal::derive(move || {
        let is_blank = |text: RwSignal<String>| text.with(|text| text.trim().is_empty());
        !(is_blank(typed.username) && is_blank(typed.email))
    });
    let is_made = move || adding.made.with(Option::is_some);
    let foot = move || {
        let save = Callback::new(move |()| adding.save());
        let done = move || view! { <LinkButton label="Done" href=close weight=Weight::Primary/> };
        view! { <Show when=is_made fallback=move || view! { <Button label="Add user" weight=Weight::Primary busy=form.busy press=save/> }>{done()}</Show> }
    };
    let body = move || {
        match adding.made.get() {
        Some((username, Some(code))) => view! { <p>{format!("{username} is added.")}</p><CodeOnce username code/> }.into_any(),
        Some((username, None)) => view! { <p>{format!("{username} is added.")}</p> }.into_any(),
        None => view! {
            <form class="stack" on:submit=submit novalidate>
                <Unsaved form changed/>
                <FormTrouble form/>
                <UserFields form typed hint="You get a one-time code to hand over; with it the user chooses a password."/>
                <button type="submit" class="seen-by-readers" tabindex="-1">"Add user"</button>
            </form>
        }
        .into_any(),
    }
    };
    let drawer = view! { <Drawer title="Add a user" close foot>{body}</Drawer> }.into_any();
    // After the drawer, which takes the focus for its title.
    browser::focus_soon("#f-username");
    drawer
}
