//! What is said of an expenditure that is saved, in its row or wherever the person is by then.

use shared::expenditures::Expenditure;

use crate::client::{Failure, Key};
use crate::draft::{Place, Saved};
use crate::records::Resource;
use crate::records::plain::{Move, Plain};
use crate::ui::acts::Acting;
use crate::ui::changes::Change;
use crate::ui::toasts::Act;

/// The row was left before the answer came.
pub fn settle_elsewhere(
    app: Acting,
    place: Option<Place>,
    key: Key,
    answer: Result<Expenditure, Failure>,
) {
    match answer {
        Ok(saved) => {
            if let Some(place) = place {
                place.clear_if_saved_with(&key);
            }
            app.changes.tell(&Saved(key));
            tell_saved(app, saved, false);
        }
        Err(failure) => {
            let sentence = format!(
                "The expenditure is not saved: {} The draft is kept.",
                failure.sentence()
            );
            let open = Act::link("Open it", "/expenditures#new", || {});
            app.toasts.failed(sentence, vec![open]);
        }
    }
}

/// Says so; whoever shows a list learns of it.
pub fn tell_saved(app: Acting, saved: Expenditure, hidden: bool) {
    let hides = if hidden { "; the filter hides it" } else { "" };
    let (about, sentence) = (saved.about(), format!("{} saved{hides}", saved.title()));
    app.changes.tell(&Change::New(saved.clone()));
    let undo = Act::new("Undo", move || app.run(saved.clone(), Move::TO_TRASH));
    app.toasts
        .done_about(about, "circle-check", sentence, vec![undo]);
}
