//! What the pages ask of the session: who is signed in, what they may do, and which shop it is.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::instant::Instant;
use shared::permission::Permission;

use super::Session;
use crate::browser;

impl Session {
    /// Whether the signed-in user holds a right (reactive).
    pub fn may(self, permission: Permission) -> bool {
        self.me.with(|me| {
            me.as_ref()
                .is_some_and(|me| me.permissions.contains(&permission))
        })
    }

    /// Until when a second factor must be set up (reactive).
    pub fn factor_due_at(self) -> Option<Instant> {
        self.me.with(|me| me.as_ref()?.factor_due_at)
    }

    /// The days to set up a second factor are over.
    pub fn must_enrol(self) -> bool {
        let due = untrack(|| self.factor_due_at());
        due.is_some_and(|due| due.millis() <= browser::server_now_ms())
    }

    /// The user's name, or nothing (reactive).
    pub fn username(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map(|me| me.user.username.clone())
                .unwrap_or_default()
        })
    }

    /// The shop's name, or the product's (reactive).
    pub fn shop_name(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map_or_else(|| "Zehmo".to_owned(), |me| me.settings.shop_name.clone())
        })
    }

    /// The shop's time zone (reactive).
    pub fn zone(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map_or_else(|| "UTC".to_owned(), |me| me.settings.time_zone.clone())
        })
    }

    /// The shop's currency (reactive).
    pub fn currency(self) -> Currency {
        self.me
            .with(|me| me.as_ref().map_or(Currency::NGN, |me| me.settings.currency))
    }
}
