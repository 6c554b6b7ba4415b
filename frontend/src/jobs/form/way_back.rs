//! The way out of the job form: to where it was opened from, filters included.

use leptos::prelude::*;
use shared::id::UserId;
use shared::jobs::{Job, JobQuery};

use crate::draft::Place;
use crate::ui::address::read;
use crate::ui::page_head::Frame;

#[derive(Clone, Copy)]
pub struct WayBack {
    pub address: StoredValue<String>,
}

impl WayBack {
    pub fn of(user: Option<UserId>, base: Option<&Job>) -> Self {
        let address = opened_from(user, base);
        Self {
            address: StoredValue::new(address),
        }
    }
}

/// Where the form was opened from. A reload forgets the way, so the tab keeps it; a sign-out wipes it.
fn opened_from(user: Option<UserId>, base: Option<&Job>) -> String {
    let (path, usual) = match base {
        Some(job) => (
            format!("/jobs/{}/edit", job.id),
            format!("/jobs/{}", job.id),
        ),
        None => ("/jobs/new".to_owned(), "/jobs".to_owned()),
    };
    let place = user.map(|user| Place::of(user, &format!("way-back{path}")));
    let came_from = use_context::<Frame>().and_then(|frame| frame.came_from(&path));
    match (came_from, place) {
        (Some(from), Some(place)) => {
            if !place.write(&from) {
                leptos::logging::log!("the way back is not kept over a reload");
            }
            from
        }
        (Some(from), None) => from,
        (None, place) => place.and_then(|place| place.read()).unwrap_or(usual),
    }
}

impl WayBack {
    /// What is said of a saved job; that the list one came from does not show it belongs to it.
    pub fn saved_words(self, job: &Job) -> String {
        let back = self.address.get_value();
        let search = back
            .strip_prefix("/jobs")
            .and_then(|rest| rest.split_once('?'));
        let query = search.and_then(|(_, search)| read::<JobQuery>(search));
        let hidden = query.is_some_and(|query| !query.filter().takes(job));
        let number = &job.number;
        if hidden {
            format!("Job {number} saved; the filter of the list hides it")
        } else {
            format!("Job {number} saved")
        }
    }
}
