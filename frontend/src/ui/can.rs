//! Shows its children only to those who hold a right.

use leptos::prelude::*;
use shared::permission::Permission;

use crate::session::use_session;

#[component]
pub fn Can(permission: Permission, children: ChildrenFn) -> AnyView {
    let session = use_session();
    view! { <Show when=move || session.may(permission)>{children()}</Show> }.into_any()
}
