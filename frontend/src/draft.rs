//! Drafts of forms: kept in this tab's storage, each for one tab and one user, until it is saved, thrown away, or its
//! user signs out. Nothing else forgets them.

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::id::UserId;

use crate::browser;
use crate::client::Key;
use crate::locks;

const PREFIX: &str = "zehmo.draft.";
const TAB: &str = "zehmo.tab";

thread_local! {
    /// The name of this tab, once it is sure.
    static THIS_TAB: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What every draft of something new has.
#[derive(Deserialize)]
struct Keyed {
    key: String,
}

/// The draft with this key is saved, though its form was left before the answer came.
pub struct Saved(pub Key);

/// Where one form's draft lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The draft of one form (`"job"`, `"job/<id>"`) of one user.
    pub fn of(user: UserId, form: &str) -> Self {
        let tab = THIS_TAB.with_borrow(Clone::clone);
        Self(format!("{PREFIX}{user}.{tab}.{form}"))
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

    /// Forgets the draft that was saved with this key; what was begun here since stays.
    pub fn clear_if_saved_with(&self, key: &Key) {
        let kept = self.read::<Keyed>();
        if kept.is_some_and(|kept| kept.key == key.as_str()) {
            self.clear();
        }
    }

    /// Forgets the draft, once it is saved or thrown away.
    pub fn clear(&self) {
        if !browser::forget(browser::tab_storage().as_ref(), &self.0) {
            leptos::logging::warn!("a draft could not be removed");
        }
    }
}

/// Finds out which tab this is, once for each page. A duplicated tab begins with a copy of the first one's storage: it
/// takes a name of its own, so that the drafts there are not its own.
pub async fn claim_tab() {
    let storage = browser::tab_storage();
    let known = browser::stored(storage.as_ref(), TAB);
    if let Some(known) = known
        && locks::claim(&lock(&known)).await
    {
        return THIS_TAB.set(known);
    }
    let tab = browser::random_hex();
    if browser::store(storage.as_ref(), TAB, &tab) && !locks::claim(&lock(&tab)).await {
        leptos::logging::warn!("this tab could not be told from its siblings");
    }
    THIS_TAB.set(tab);
}

fn lock(tab: &str) -> String {
    format!("zehmo-tab-{tab}")
}

/// Forgets the drafts of a user who signs out; those of others wait for their owners.
pub fn forget_those_of(user: UserId) {
    let Some(storage) = browser::tab_storage() else {
        return;
    };
    let mine = format!("{PREFIX}{user}.");
    let count = storage.length().unwrap_or(0);
    let keys: Vec<String> = (0..count)
        .filter_map(|at| storage.key(at).unwrap_or(None))
        .filter(|key| key.starts_with(&mine))
        .collect();
    for key in keys {
        if !browser::forget(Some(&storage), &key) {
            leptos::logging::warn!("a draft could not be removed");
        }
    }
}
