//! A list's state in the address: what stands behind `?` is the very query that the API takes.

use std::str::FromStr;

use crate::ui::effect::memo;
use garde::Validate;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::field::check_query;

/// A list's address: path and query.
pub fn address(path: &str, query: &impl Serialize) -> String {
    match serde_html_form::to_string(query) {
        Ok(text) if text.is_empty() => path.to_owned(),
        Ok(text) => format!("{path}?{text}"),
        Err(why) => {
            leptos::logging::error!("a query without an address: {why}");
            path.to_owned()
        }
    }
}

/// What the address asks for; none when it cannot be read, or when the server would refuse it.
pub fn read<Q>(search: &str) -> Option<Q>
where
    Q: DeserializeOwned + Default + Validate<Context = ()>,
{
    if search.is_empty() {
        return Some(Q::default());
    }
    let asked = serde_html_form::from_str(search).into_iter().next();
    asked.filter(|query| check_query(query).is_ok())
}

/// A word of an address or a filter field as a value; one that is none counts as absent.
pub fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().into_iter().next()
}

/// The query of the page's address, following it.
pub fn use_list_query<Q>() -> Memo<Option<Q>>
where
    Q: DeserializeOwned + Default + Validate<Context = ()> + PartialEq + Send + Sync + 'static,
{
    let search = use_location().search;
    memo(move || search.with(|search| read(search)))
}

/// Goes to another address of the same list, keeping the place on the screen.
pub fn use_go() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |to: String| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    })
}

/// The same without a step back to the address that it replaces.
pub fn use_replace() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |to: String| {
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::jobs::JobQuery;

    #[test]
    fn any_text_comes_back_from_the_address() {
        for text in ["a&b=c", "50% + ₦", "Ṣadé #1?", "x  y", "日本"] {
            let query = JobQuery {
                q: Some(text.to_owned()),
                ..JobQuery::default()
            };
            let address = address("/jobs", &query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read::<JobQuery>(search), Some(query), "{text}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_read_is_told_apart_from_an_empty_one() {
        assert_eq!(read::<JobQuery>(""), Some(JobQuery::default()));
        for refused in [
            "colour=red",
            "sort=number,-number",
            "total_min=2&total_max=1",
            "occurred_on_from=2026-11-02&occurred_on_to=2026-11-01",
        ] {
            assert_eq!(read::<JobQuery>(refused), None, "{refused}");
        }
        assert_eq!(address("/jobs", &JobQuery::default()), "/jobs");
    }
}
