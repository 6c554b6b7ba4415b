//! Drafts of forms: kept in this tab's storage, each for one user, until saved; wiped at sign-out.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::UserId;

use crate::browser;
use crate::session;

const PREFIX: &str = "zehmo.draft.";
const TAB: &str = "zehmo.tab";

/// Where one form's draft lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The draft of one form (`"job"`, `"job/<id>"`) of one user.
    pub fn of(user: UserId, form: &str) -> Self {
        Self(format!("{PREFIX}{user}.{form}"))
    }

    /// What was kept here, if it can still be read.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let text = browser::stored(browser::tab_storage().as_ref(), &self.0)?;
        serde_json::from_str(&text).map_or_else(
            |why| {
                leptos::logging::warn!("a draft of an older version is left aside: {why}");
                None
            },
            Some,
        )
    }

    /// Keeps a draft; says whether it is kept.
    pub fn write(&self, draft: &impl Serialize) -> bool {
        serde_json::to_string(draft)
            .is_ok_and(|text| browser::store(browser::tab_storage().as_ref(), &self.0, &text))
    }

    /// Forgets the draft, once it is saved or thrown away.
    pub fn clear(&self) {
        if !browser::forget(browser::tab_storage().as_ref(), &self.0) {
            leptos::logging::warn!("a draft could not be removed");
        }
    }
}

/// A duplicated tab begins with a copy of the first one's storage: it must start drafts of its own.
pub async fn claim_tab() {
    let storage = browser::tab_storage();
    let known = browser::stored(storage.as_ref(), TAB);
    let ours = match &known {
        Some(tab) => session::claim_tab(tab).await,
        None => false,
    };
    if ours {
        return;
    }
    if known.is_some() {
        forget_all();
    }
    let tab = browser::random_hex();
    if browser::store(storage.as_ref(), TAB, &tab) && !session::claim_tab(&tab).await {
        leptos::logging::warn!("this tab could not be told from its siblings");
    }
}

/// Forgets all drafts of this tab.
pub fn forget_all() {
    let Some(storage) = browser::tab_storage() else {
        return;
    };
    let count = storage.length().unwrap_or(0);
    let keys: Vec<String> = (0..count)
        .filter_map(|at| storage.key(at).unwrap_or(None))
        .filter(|key| key.starts_with(PREFIX))
        .collect();
    for key in keys {
        if !browser::forget(Some(&storage), &key) {
            leptos::logging::warn!("a draft could not be removed");
        }
    }
}
