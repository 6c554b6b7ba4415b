//! Adding a user: name, address, role; the answer holds the code with which the user chooses a password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::Role;
use shared::users::UserDraft;

use super::calls;
use super::code::{Code, CodeOnce};
use super::form::{Typed, UserFields};
use super::list::People;
use crate::browser;
use crate::ui::button::{Button, LinkButton, Weight};
use crate::ui::drawer::Drawer;
use crate::ui::form::{Form, FormTrouble};

#[derive(Clone, Copy)]
struct Adding {
    people: People,
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
        self.form.busy.set(true);
        let draft = untrack(|| self.draft());
        spawn_local(async move {
            let answer = calls::create(&draft).await;
            self.form.busy.try_set(false);
            match answer {
                Ok(created) => {
                    let code = created
                        .activation_code
                        .zip(created.expires_at)
                        .map(|(code, expires_at)| Code { code, expires_at });
                    self.made.set(Some((created.user.username, code)));
                    self.people.page.again();
                }
                Err(failure) => self.form.refuse(&failure),
            }
        });
    }
}

#[component]
pub fn AddDrawer(people: People, close: Signal<String>) -> AnyView {
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
        people,
        typed,
        form,
        made: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        adding.save();
    };
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
