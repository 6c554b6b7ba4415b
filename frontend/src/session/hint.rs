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

pub fn forget() {
    let storage = browser::lasting_storage();
    if storage.is_some() && !browser::forget(storage.as_ref(), KEY) {
        leptos::logging::log!("the next page asks the server in vain who is signed in");
    }
}
