//! What a person sets for this browser: theme, density, single keys. early.js reads the first two before the first paint.

use leptos::prelude::*;

use crate::browser;
use crate::ui::effect::effect;

const THEME: &str = "zehmo.theme";
const DENSITY: &str = "zehmo.density";
const KEYS: &str = "zehmo.keys";

/// The choices as signals; `""` for the theme means “as the system”.
#[derive(Clone, Copy)]
pub struct Prefs {
    pub theme: RwSignal<String>,
    pub density: RwSignal<String>,
    /// `on` or `off`.
    pub keys: RwSignal<String>,
}

impl Prefs {
    /// Reads what was chosen before, and keeps page and storage in step from then on.
    pub fn provide() -> Self {
        let read = |key| {
            RwSignal::new(
                browser::stored(browser::lasting_storage().as_ref(), key).unwrap_or_default(),
            )
        };
        let prefs = Self {
            theme: read(THEME),
            density: read(DENSITY),
            keys: read(KEYS),
        };
        follow("data-theme", THEME, prefs.theme);
        follow("data-density", DENSITY, prefs.density);
        follow("data-keys", KEYS, prefs.keys);
        provide_context(prefs);
        prefs
    }

    /// Whether single letters act (not reactive).
    pub fn single_keys(self) -> bool {
        self.keys.with_untracked(|keys| keys != "off")
    }
}

/// The choices from inside a component.
///
/// # Panics
/// Never in this app: `App` provides them before anything else is drawn.
pub fn use_prefs() -> Prefs {
    expect_context()
}

fn follow(attribute: &'static str, key: &'static str, choice: RwSignal<String>) {
    let mut chosen = false;
    effect(move || {
        let choice = choice.get();
        let Some(root) = document().document_element() else {
            return;
        };
        let set = if choice.is_empty() {
            root.remove_attribute(attribute)
        } else {
            root.set_attribute(attribute, &choice)
        };
        if set.is_err() {
            leptos::logging::error!("the page could not take {attribute}");
        }
        if std::mem::replace(&mut chosen, true)
            && !browser::store(browser::lasting_storage().as_ref(), key, &choice)
        {
            leptos::logging::warn!("the choice lasts only until the page is closed");
        }
    });
}
