//! An import goes on when its page is left: its end is told wherever the person is by then.

use std::time::Duration;

use leptos::prelude::*;
use shared::id::ImportId;
use shared::imports::{Import, ImportStatus};

use super::calls;
use crate::client::Failure;
use crate::task::background_after;
use crate::ui::fetched::Fetched;
use crate::ui::toasts::{Act, Toasts};

const LOOK_EVERY: Duration = Duration::from_millis(600);

/// Whoever left while the rows come in hears of the end wherever they are.
pub fn announce_end(id: ImportId, import: Fetched<Import>, toasts: Toasts) {
    on_cleanup(move || {
        let status = import
            .last
            .try_with_untracked(|import| import.as_ref().map(|import| import.status));
        if status.flatten() == Some(ImportStatus::Importing) {
            look_later(id, toasts);
        }
    });
}

fn look_later(id: ImportId, toasts: Toasts) {
    let look = async move {
        match calls::import(id).await {
            Ok(import) => announce(&import, toasts),
            Err(Failure::Offline) => look_later(id, toasts),
            Err(failure) => {
                leptos::logging::log!("the import is lost sight of: {}", failure.sentence())
            }
        }
    };
    background_after(LOOK_EVERY, look);
}

/// Says how it ended, or looks again.
pub fn announce(import: &Import, toasts: Toasts) {
    let id = import.id;
    match import.status {
        ImportStatus::Importing => look_later(id, toasts),
        ImportStatus::Done => {
            let acts = vec![Act::link(
                "See the report",
                format!("/settings/import/{id}"),
                || {},
            )];
            toasts.done("circle-check", "The old books are in", acts);
        }
        ImportStatus::Ready => toasts.done(
            "info",
            "The import was cancelled; nothing of it is in the books",
            Vec::new(),
        ),
        _ => toasts.failed(
            "The import failed; nothing of it is in the books",
            Vec::new(),
        ),
    }
}
