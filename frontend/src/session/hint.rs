//! Whether this browser signed in before: a stranger's first page then asks the server for no session that cannot be there.
//! It is no right and no secret; the cookie alone is the session, and only the server reads that.

use crate::browser;

const KEY: &str = "zehmo.session";

/// Unknown, and therefore possible, where the browser keeps nothing.
pub fn may_be_alive() -> bool {
    let storage = browser::lasting_storage();
    storage.is_none() || browser::stored(storage.as_ref(), KEY).is_some()
}

pub fn keep() {
    if !may_be_alive() && !browser::store(browser::lasting_storage().as_ref(), KEY, "1") {
        leptos::logging::log!("this browser keeps nothing: a reload asks for the password again");
    }
}

const SET_UP: &str = "zehmo.set-up";

/// Whether this browser knows that the shop has its first user: a sign-in page then need not ask, each time it is loaded.
pub fn is_set_up() -> bool {
    browser::stored(browser::lasting_storage().as_ref(), SET_UP).is_some()
}

pub fn note_set_up() {
    if !is_set_up() && !browser::store(browser::lasting_storage().as_ref(), SET_UP, "1") {
        leptos::logging::log!("the next sign-in page asks again whether the shop is set up");
    }
}

pub fn forget() {
    let storage = browser::lasting_storage();
    if storage.is_some() && !browser::forget(storage.as_ref(), KEY) {
        leptos::logging::log!("the next page asks the server in vain who is signed in");
    }
}
