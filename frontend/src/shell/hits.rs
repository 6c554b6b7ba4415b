//! What the palette can find: on the server customers and jobs, here acts and pages.

use leptos::prelude::{With, untrack};
use serde::Serialize;
use shared::customers::Customer;
use shared::jobs::Job;
use shared::page::Page;
use shared::permission::Permission;
use shared::text::words;

use crate::client::{Call, Failure};
use crate::session::Session;
use crate::ui::suggestion::Suggestion;
use crate::ui::when;

/// Where a hit leads.
#[derive(Clone, PartialEq, Eq)]
pub enum To {
    Page(String),
    Keys,
    SignOut,
}

/// One thing found.
#[derive(Clone, PartialEq, Eq)]
pub struct Hit {
    pub group: &'static str,
    pub line: Suggestion,
    pub key: Option<&'static str>,
    pub to: To,
}

/// Few of each: who sees too many types on.
const MOST: u8 = 5;

#[derive(Serialize)]
struct Words<'a> {
    q: &'a str,
    limit: u8,
}

/// Customers and jobs for at least two letters.
pub async fn found(session: Session, text: String) -> Result<Vec<Hit>, Failure> {
    let text = shared::text::clean(&text);
    if text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let query = Words {
        q: &text,
        limit: MOST,
    };
    let may = |permission| untrack(|| session.may(permission));
    let mut hits = Vec::new();
    if may(Permission::CustomersRead) {
        let page: Page<Customer> = Call::get("/customers").query(&query).send().await?;
        hits.extend(page.data.into_iter().map(customer));
    }
    if may(Permission::JobsRead) {
        let page: Page<Job> = Call::get("/jobs").query(&query).send().await?;
        hits.extend(page.data.into_iter().map(|hit| job(session, hit)));
    }
    Ok(hits)
}

fn customer(customer: Customer) -> Hit {
    let jobs = match customer.jobs {
        Some(1) => "1 job".to_owned(),
        Some(jobs) => format!("{jobs} jobs"),
        None => String::new(),
    };
    Hit {
        group: "Customers",
        to: To::Page(format!("/customers/{}", customer.id)),
        line: Suggestion {
            key: customer.id.to_string(),
            label: customer.name,
            note: jobs,
            right: String::new(),
            icon: Some("user"),
        },
        key: None,
    }
}

fn job(session: Session, job: Job) -> Hit {
    let customer = job
        .customer
        .map_or_else(|| "Walk-in".to_owned(), |customer| customer.name);
    let at = untrack(|| when::short(session, job.occurred_at));
    Hit {
        group: "Jobs",
        to: To::Page(format!("/jobs/{}", job.id)),
        line: Suggestion {
            key: job.id.to_string(),
            label: format!("{}  {customer}", job.number),
            note: at,
            right: job.total.to_string(),
            icon: Some("clipboard-list"),
        },
        key: None,
    }
}

fn entry(
    group: &'static str,
    icon: &'static str,
    label: &str,
    key: Option<&'static str>,
    to: To,
) -> Hit {
    let line = Suggestion {
        key: label.to_owned(),
        label: label.to_owned(),
        icon: Some(icon),
        ..Suggestion::default()
    };
    Hit {
        group,
        line,
        key,
        to,
    }
}

/// Acts and pages whose words begin with the words typed (reactive in the user's rights).
pub fn local(session: Session, typed: &str) -> Vec<Hit> {
    let page = |address: &str| To::Page(address.to_owned());
    let mut hits = Vec::new();
    if session.may(Permission::JobsWrite) {
        hits.push(entry("Do", "plus", "New job", Some("n"), page("/jobs/new")));
    }
    if session.may(Permission::ExpendituresWrite) {
        hits.push(entry(
            "Do",
            "receipt-text",
            "New expenditure",
            Some("e"),
            page("/expenditures#new"),
        ));
    }
    hits.push(entry("Do", "keyboard", "All keys", Some("?"), To::Keys));
    hits.push(entry("Do", "log-out", "Sign out", None, To::SignOut));
    let held = session.me.with(|me| {
        me.as_ref()
            .map(|me| me.permissions.clone())
            .unwrap_or_default()
    });
    hits.extend(
        shared::nav::menu(&held)
            .map(|place| entry("Go to", place.icon, place.label, None, page(place.path))),
    );
    hits.push(entry("Go to", "user", "Account", None, page("/account")));
    let wanted = words(typed);
    hits.retain(|hit| matches(&hit.line.label, &wanted));
    hits
}

fn matches(label: &str, wanted: &[String]) -> bool {
    let label = words(label);
    wanted
        .iter()
        .all(|word| label.iter().any(|part| part.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_the_beginnings_of_its_words() {
        for (typed, expected) in [
            ("", true),
            ("ne", true),
            ("new jo", true),
            ("job", true),
            ("ob", false),
            ("new x", false),
        ] {
            assert_eq!(matches("New job", &words(typed)), expected, "{typed}");
        }
    }
}
