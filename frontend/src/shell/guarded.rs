//! A page for those who hold a right; others learn whom to ask. The server decides in any case.

use leptos::prelude::*;
use shared::permission::{Grant, Permission, Role, ShopRules};

use crate::session::use_session;
use crate::ui::blank::Forbidden;
use crate::ui::effect::{live, memo};
use crate::ui::page_head::PageHead;

#[component]
pub fn Guarded(
    permission: Permission,
    /// The page's name in the menu.
    page: &'static str,
    children: ChildrenFn,
) -> AnyView {
    let session = use_session();
    let allowed = memo(move || session.may(permission));
    let refused = move || {
        let role = session
            .me
            .with(|me| me.as_ref().map_or("", |me| me.user.role.label()));
        view! {
            <section class="page">
                <div class="page-top"><PageHead title=page/></div>
                <Forbidden page who_may=who_may(permission) username=session.username() role elsewhere=("Go to jobs", "/jobs")/>
            </section>
        }
        .into_any()
    };
    view! { {live(move || if allowed.get() { children() } else { refused() })} }.into_any()
}

/// “admins and auditors”.
fn who_may(permission: Permission) -> String {
    let rules = ShopRules::default();
    let names: Vec<&str> = Role::ALL
        .iter()
        .filter(|role| permission.may(**role, &rules) == Grant::Yes)
        .map(|role| match role {
            Role::Admin => "admins",
            Role::Manager => "managers",
            Role::Staff => "staff",
            Role::Auditor => "auditors",
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nobody".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_who_may() {
        assert_eq!(who_may(Permission::UsersRead), "admins and auditors");
        assert_eq!(who_may(Permission::UsersWrite), "admins");
    }
}
