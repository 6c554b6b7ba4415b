//! What happened to the own account: whoever did not do it himself should know. New is what was not read before.

use leptos::prelude::*;
use shared::notices::Notice;
use shared::page::Page;

use super::browser_name::browser_name;
use super::calls;
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::button::Button;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::history::{Entry, EntryLine, FieldChange};
use crate::ui::loaded::Loaded;
use crate::ui::toasts::use_toasts;

#[component]
pub fn Notices() -> AnyView {
    let notices = Fetched::new(|| (), |()| calls::notices());
    let line = |notice: Notice| {
        let is_new = !notice.is_read;
        view! { <EntryLine entry=in_words(notice) is_new/> }
    };
    let lines = move |page: Signal<Page<Notice>>| {
        let newest = move || {
            page.with(|page| {
                let first = page.data.first();
                first.filter(|first| !first.is_read).map(|first| first.seq)
            })
        };
        let is_empty = move || page.with(|page| page.data.is_empty());
        view! {
            <Show when=is_empty><p class="muted">"Nothing yet."</p></Show>
            <ol class="history">{live(move || page.get().data.into_iter().map(line).collect_view())}</ol>
            {live(move || newest().map(|up_to| view! { <MarkRead notices up_to/> }))}
        }
        .into_any()
    };
    view! { <Loaded what=notices name="Notices" rows=2 children=lines/> }.into_any()
}

#[component]
fn MarkRead(notices: Fetched<Page<Notice>>, up_to: i64) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let read = Callback::new(move |()| {
        busy.set(true);
        scope.start(calls::read_notices(up_to), move |outcome| {
            busy.set(false);
            match outcome {
                Ok(()) => {
                    notices.change(|page| {
                        page.data
                            .iter_mut()
                            .for_each(|notice| notice.is_read = true);
                    });
                    session.me.update(|me| {
                        if let Some(me) = me {
                            me.unread_notices = 0;
                        }
                    });
                }
                Err(failure) => toasts.failed(failure.sentence(), Vec::new()),
            }
        });
    });
    view! { <p><Button label="Mark all as read" class="act" busy busy_word="Marking…" press=read/></p> }
        .into_any()
}

fn in_words(entry: Notice) -> Entry {
    let (icon, did) = match entry.action.as_str() {
        "device.added" => ("monitor", "signed in with a browser that was not known"),
        "authn_login_successafterfail" => {
            ("lock", "signed in after wrong passwords: were they yours?")
        }
        "user.updated" => ("pencil", "changed this account"),
        "user.code_issued" => ("lock", "gave a code for a new password"),
        "user.sign_in_code_issued" => ("lock", "gave a code for one sign-in"),
        "user.unlocked" => ("lock", "ended the wait after wrong passwords"),
        "user.enabled" => ("rotate-ccw", "let this account in again"),
        "authn_password_change" => ("lock", "set a new password"),
        "factor.added" => ("shield", "turned the second factor on"),
        "factor.removed" => ("shield", "turned the second factor off"),
        "factor.reset" => ("shield", "removed the second factor of this account"),
        "factor.recovery_codes_made" => ("shield", "made new recovery codes"),
        "token.made" => ("plus", "made a personal token"),
        "token.revoked" => ("ban", "revoked a personal token"),
        "authn_token_reuse" => (
            "circle-alert",
            "ended a session whose key was used twice: somebody may have copied it",
        ),
        "authn_login_fail_max" => (
            "circle-alert",
            "slowed somebody down who tried a hundred wrong passwords on new browsers",
        ),
        "session.ended_everywhere" => ("log-out", "signed out everywhere"),
        "secret_rotation_due" => ("lock", "asks for a new secret: see `zehmo secrets list`"),
        _ => ("info", "did something to this account"),
    };
    let is_alarm = matches!(
        entry.action.as_str(),
        "authn_token_reuse" | "authn_login_fail_max"
    );
    Entry {
        icon,
        did,
        changes: details(&entry),
        who: entry
            .actor
            .filter(|_| !is_alarm)
            .map_or_else(|| "Zehmo".to_owned(), |actor| actor.username),
        at: entry.at,
    }
}

/// With which browser, from where, and which secret.
fn details(notice: &Notice) -> Vec<FieldChange> {
    let told = |field| {
        let change = notice.changes.iter().find(|change| change.field == field);
        change.and_then(|change| change.after.as_str())
    };
    let (browser, secret) = (told("browser").map(browser_name), told("secret"));
    let detail = |name, after| FieldChange {
        name,
        before: String::new(),
        after,
    };
    let browser = browser.map(|name| detail("with", name));
    let address = notice.ip.clone().map(|ip| detail("from", ip));
    let secret = secret.map(|name| detail("for", name.to_owned()));
    browser.into_iter().chain(address).chain(secret).collect()
}
