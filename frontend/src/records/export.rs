//! The control that takes a list out as a file: what its filter shows, all pages of it.

use futures::future::{AbortHandle, Abortable, Aborted};
use leptos::prelude::*;
use serde::Serialize;
use shared::files::{Format, JobRows, Separator};
use shared::permission::Permission;
use web_sys::SubmitEvent;

use crate::client::{Failure, download};
use crate::task::Scope;
use crate::ui::address::address;
use crate::ui::amount::grouped;
use crate::ui::button::{Button, Weight};
use crate::ui::can::Can;
use crate::ui::effect::live;
use crate::ui::icon::Icon;
use crate::ui::popover::{self, Popover};
use crate::ui::segments::{Choice, Segments};
use crate::ui::toasts::{Toasts, use_toasts};

const ID: &str = "export";

const FORMATS: [Choice; 3] = [
    Choice {
        value: Format::Xlsx.as_str(),
        label: "Excel",
        icon: None,
    },
    Choice {
        value: Format::Csv.as_str(),
        label: "CSV",
        icon: None,
    },
    Choice {
        value: Format::Pdf.as_str(),
        label: "PDF",
        icon: None,
    },
];
const ROWS: [Choice; 2] = [
    Choice {
        value: JobRows::Jobs.as_str(),
        label: "A job",
        icon: None,
    },
    Choice {
        value: JobRows::Items.as_str(),
        label: "An item",
        icon: None,
    },
];
const SEPARATORS: [Choice; 3] = [
    Choice {
        value: Separator::Comma.as_str(),
        label: "Comma",
        icon: None,
    },
    Choice {
        value: Separator::Semicolon.as_str(),
        label: "Semicolon",
        icon: None,
    },
    Choice {
        value: Separator::Tab.as_str(),
        label: "Tab",
        icon: None,
    },
];

/// What belongs to a page and not to a whole list.
const OF_A_PAGE: [&str; 3] = ["cursor=", "limit=", "include_total="];

/// The button, for those who may; `form` is an [`ExportForm`].
#[component]
pub fn Export(#[prop(into)] form: ViewFn) -> AnyView {
    let trigger = || view! { <Icon name="file-down"/><span>"Export"</span> };
    view! {
        <Can permission=Permission::ExportsRead>
            {
                let form = form.clone();
                view! { <Popover id=ID name="Export" class="chip add" trigger=trigger>{form.run()}</Popover> }
            }
        </Can>
    }
    .into_any()
}

/// What is shown, with all that is asked of it.
pub fn asked(path: &str, query: &impl Serialize) -> String {
    let address = address(&format!("{path}/export"), query);
    match address.contains('?') {
        true => address,
        false => address + "?",
    }
}

/// The list as it stands, without its place.
pub fn whole(path: &str, query: &impl Serialize) -> String {
    let address = asked(path, query);
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    let is_of_list = |pair: &&str| !OF_A_PAGE.iter().any(|name| pair.starts_with(name));
    let pairs: Vec<&str> = query.split('&').filter(is_of_list).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// In which form the list goes out, and the button that makes the file.
#[component]
pub fn ExportForm(
    /// The list's address in the API, as [`whole`] or [`asked`] makes it.
    list: String,
    count: Option<u64>,
    noun: (&'static str, &'static str),
    /// Whether its rows can be cut into items.
    #[prop(optional)]
    has_items: bool,
) -> AnyView {
    let wish = Wish::new(list, has_items);
    let Wish {
        format,
        rows,
        separator,
        at_work,
        failed,
        ..
    } = wish;
    let is_csv = move || wish.is_csv();
    let making = Making::here(wish);
    let sent = move |event: SubmitEvent| {
        event.prevent_default();
        making.begin();
    };
    let stop = Callback::new(move |()| {
        at_work.with_untracked(|stop| stop.iter().for_each(AbortHandle::abort))
    });
    let choose = |to: RwSignal<String>| Callback::new(move |value| to.set(value));
    let busy = Signal::derive(move || at_work.with(Option::is_some));
    view! {
        <form class="stack" on:submit=sent>
            <p class="muted">{told(count, noun)}</p>
            <Segments label="File" name="export-format" choices=&FORMATS value=format choose=choose(format)/>
            {has_items.then(|| view! { <Segments label="One row is" name="export-rows" choices=&ROWS value=rows choose=choose(rows)/> })}
            {live(move || is_csv().then(|| view! { <Segments label="Between the columns" name="export-separator" choices=&SEPARATORS value=separator choose=choose(separator)/> }))}
            <div class="line-if-any" role="alert">{move || failed.get().map(|why| view! { <span class="error"><Icon name="circle-alert" class="small"/><span>{why}</span></span> })}</div>
            <div class="row">
                <Button label="Export" submit=true weight=Weight::Primary busy busy_word="Making the file…"/>
                <Show when=move || busy.get()><Button label="Cancel" press=stop/></Show>
            </div>
        </form>
    }
    .into_any()
}

/// What is chosen in the form, and how far its file is.
#[derive(Clone, Copy)]
struct Wish {
    list: StoredValue<String>,
    has_items: bool,
    format: RwSignal<String>,
    rows: RwSignal<String>,
    separator: RwSignal<String>,
    at_work: RwSignal<Option<AbortHandle>>,
    failed: RwSignal<Option<String>>,
}

impl Wish {
    fn new(list: String, has_items: bool) -> Self {
        let word = |choices: &[Choice]| {
            let first = choices.first().map_or("", |choice| choice.value);
            RwSignal::new(first.to_owned())
        };
        Self {
            list: StoredValue::new(list),
            has_items,
            format: word(&FORMATS),
            rows: word(&ROWS),
            separator: word(&SEPARATORS),
            at_work: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }

    fn is_csv(self) -> bool {
        self.format.with(|format| format == Format::Csv.as_str())
    }

    fn address(self) -> String {
        let mut wanted = vec![
            self.list.get_value(),
            format!("format={}", self.format.get_untracked()),
        ];
        if self.has_items {
            wanted.push(format!("rows={}", self.rows.get_untracked()));
        }
        if untrack(|| self.is_csv()) {
            wanted.push(format!("separator={}", self.separator.get_untracked()));
        }
        wanted.join("&").replace("?&", "?")
    }
}

/// Fetches the file; one that arrives when the form is gone is kept all the same.
#[derive(Clone, Copy)]
struct Making {
    wish: Wish,
    scope: Scope,
    toasts: Toasts,
}

impl Making {
    fn here(wish: Wish) -> Self {
        Self {
            wish,
            scope: Scope::here(),
            toasts: use_toasts(),
        }
    }

    fn begin(self) {
        let Self { wish, toasts, .. } = self;
        let (stop, stopped) = AbortHandle::new_pair();
        wish.at_work.set(Some(stop));
        wish.failed.set(None);
        let path = wish.address();
        let work = Abortable::new(async move { download::fetch(&path).await }, stopped);
        let here = move |outcome: Outcome| {
            wish.at_work.set(None);
            match outcome {
                Ok(Ok(file)) => {
                    popover::close(ID);
                    keep(toasts, &file);
                }
                Ok(Err(failure)) => wish.failed.set(Some(failure.sentence())),
                Err(_stopped) => {}
            }
        };
        let elsewhere = move |outcome: Outcome| match outcome {
            Ok(Ok(file)) => keep(toasts, &file),
            Ok(Err(failure)) => toasts.failed(failure.sentence(), Vec::new()),
            Err(_stopped) => {}
        };
        self.scope.start_or(work, here, elsewhere);
    }
}

/// A file, why there is none, or that it was called off.
type Outcome = Result<Result<download::File, Failure>, Aborted>;

fn keep(toasts: Toasts, file: &download::File) {
    toasts.done("file-down", file.kept(), Vec::new());
}

/// What goes into the file.
fn told(count: Option<u64>, (one, many): (&'static str, &'static str)) -> String {
    match count {
        Some(1) => format!("1 {one}: all that this filter shows"),
        Some(count) => format!(
            "{} {many}: all that this filter shows",
            grouped(&count.to_string())
        ),
        None => format!("All {many} that this filter shows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_list_has_no_place() {
        let query = [
            ("q", "a&b"),
            ("limit", "5"),
            ("cursor", "x"),
            ("status", "open"),
        ];
        assert_eq!(whole("/jobs", &query), "/jobs/export?q=a%26b&status=open");
        assert_eq!(whole("/jobs", &[("cursor", "x")]), "/jobs/export?");
        let nothing: [(&str, &str); 0] = [];
        assert_eq!(asked("/reports/money", &nothing), "/reports/money/export?");
        let limited = asked("/reports/items", &[("limit", "5")]);
        assert_eq!(limited, "/reports/items/export?limit=5");
    }

    #[test]
    fn the_number_of_rows_is_said_beforehand() {
        let noun = ("job", "jobs");
        assert_eq!(told(Some(1), noun), "1 job: all that this filter shows");
        assert_eq!(told(None, noun), "All jobs that this filter shows");
    }
}
