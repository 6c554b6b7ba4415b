//! How the last job was paid is how the next one most likely is.

use crate::browser;

const PAYMENT: &str = "zehmo.payment";

/// How the last job was paid, on this computer.
pub fn usual_payment() -> String {
    let known = browser::stored(browser::lasting_storage().as_ref(), PAYMENT);
    known
        .filter(|word| word == "transfer")
        .unwrap_or_else(|| "cash".to_owned())
}

pub fn remember_payment(word: &str) {
    if !browser::store(browser::lasting_storage().as_ref(), PAYMENT, word) {
        leptos::logging::log!("how the last job was paid is not remembered");
    }
}
