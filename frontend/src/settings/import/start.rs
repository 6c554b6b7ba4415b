//! Choosing the file: which one, in which zone its times were written; the upload shows how far it is.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::imports::{Import, ImportQuery};
use web_sys::File;

use crate::browser;
use crate::client::bearer::proof_for;
use crate::client::upload::{Stop, Upload};
use crate::session::use_session;
use crate::settings::frame::{SettingsHead, Tab};
use crate::ui::amount::grouped;
use crate::ui::button::{Button, Weight};
use crate::ui::form::{Form, FormTrouble};
use crate::ui::icon::Icon;
use crate::ui::input::Select;

const KIND: &str = "application/vnd.sqlite3";

/// What is kept of the file for the report's head.
pub fn file_name(id: &str) -> Option<String> {
    browser::stored(
        browser::tab_storage().as_ref(),
        &format!("zehmo.import.{id}"),
    )
}

#[derive(Clone, Copy)]
struct Sending {
    form: Form,
    time_zone: RwSignal<String>,
    file: StoredValue<Option<File>, LocalStorage>,
    file_words: RwSignal<Option<String>>,
    sent: RwSignal<Option<(f64, f64)>>,
    stop: StoredValue<Option<Stop>, LocalStorage>,
    go: Callback<String>,
}

impl Sending {
    fn run(self) {
        if self.form.busy.get_untracked() {
            return;
        }
        let Some(file) = self.file.get_value() else {
            self.form
                .trouble
                .set(Some("Choose the file first.".to_owned()));
            return;
        };
        self.form.begin_again();
        self.sent.set(Some((0.0, file.size())));
        let query = ImportQuery {
            time_zone: self.time_zone.get_untracked(),
        };
        let name = file.name();
        // Whoever leaves the page stops the file that is on its way: nobody would wait for its end.
        self.form.send(
            async move { self.send(&file, &query).await },
            move |answer| {
                let stopped = self.stop.try_update_value(Option::take).flatten().is_none();
                self.sent.set(None);
                match answer {
                    Ok(import) => self.arrived(import, &name),
                    Err(_) if stopped => {}
                    Err(failure) => self.form.refuse(&failure),
                }
            },
            |_| {},
        );
    }

    fn arrived(self, import: Import, name: &str) {
        let place = format!("zehmo.import.{}", import.id);
        if !browser::store(browser::tab_storage().as_ref(), &place, name) {
            leptos::logging::log!("the file's name is not kept");
        }
        self.go.run(format!("/settings/import/{}", import.id));
    }

    async fn send(
        self,
        file: &File,
        query: &ImportQuery,
    ) -> Result<Import, crate::client::Failure> {
        match self.send_once(file, query).await {
            Err(failure) if proof_for(&failure).await => self.send_once(file, query).await,
            outcome => outcome,
        }
    }

    async fn send_once(
        self,
        file: &File,
        query: &ImportQuery,
    ) -> Result<Import, crate::client::Failure> {
        let path = crate::ui::address::address("/imports", query);
        let tell = move |done, total| {
            self.sent.try_set(Some((done, total)));
        };
        let upload = Upload::begin(&path, KIND, file, tell).await?;
        // The page may be gone before the first byte is sent.
        let stop = Some(upload.stop());
        if let Some(Some(stop)) = self.stop.try_set_value(stop) {
            stop.now();
        }
        upload.answer().await
    }

    fn cancel(self) {
        if let Some(Some(stop)) = self.stop.try_update_value(Option::take) {
            stop.now();
        }
    }
}

#[component]
pub fn ImportStartPage() -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let sending = Sending {
        form: Form::new(Vec::new),
        time_zone: RwSignal::new(untrack(|| session.zone())),
        file: StoredValue::new_local(None),
        file_words: RwSignal::new(None),
        sent: RwSignal::new(None),
        stop: StoredValue::new_local(None),
        go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sending.run();
    };
    on_cleanup(move || sending.cancel());
    let zones: Vec<(String, String)> = browser::zones::all()
        .into_iter()
        .map(|zone| (zone.clone(), zone))
        .collect();
    let form = sending.form;
    view! {
        <section class="page">
            <SettingsHead tab=Tab::Import/>
            <div class="loaded">
            <form class="settings-form" on:submit=submit novalidate>
                <p>"Bring in the jobs, expenditures and users of the old application. First comes a dry run: it shows what would come in, to the last digit, and saves nothing."</p>
                <FormTrouble form/>
                <FileField sending/>
                <Select form at="#/time_zone" label="Times in the file are those of" value=sending.time_zone options=zones hint="A shop's own computer wrote the shop's time; a hosted one mostly wrote UTC."/>
                <Show when=move || sending.sent.with(Option::is_none) fallback=move || view! { <UploadLine sending/> }>
                    <div class="row"><Button label="Read the file" submit=true weight=Weight::Primary icon="upload" class="act"/></div>
                </Show>
            </form>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn FileField(sending: Sending) -> AnyView {
    let chosen = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        sending.file_words.set(
            file.as_ref()
                .map(|file| format!("{}, {}", file.name(), bytes(file.size()))),
        );
        sending.file.set_value(file);
        sending.form.trouble.set(None);
    };
    let words = move || {
        sending
            .file_words
            .get()
            .unwrap_or_else(|| "No file is chosen.".to_owned())
    };
    view! {
        <div class="field">
            <label for="f-file">"The old application's database"</label>
            <div class="file-field">
                <Icon name="file-down" class="large"/>
                <input id="f-file" type="file" accept=".db,.sqlite,.sqlite3,application/vnd.sqlite3" aria-describedby="f-file-note" on:change=chosen/>
            </div>
            <p id="f-file-note" class="hint">{words}" It is mostly called business_management.db."</p>
        </div>
    }
    .into_any()
}

#[component]
fn UploadLine(sending: Sending) -> AnyView {
    let sent = move || sending.sent.get().unwrap_or((0.0, 0.0));
    let words = move || {
        let (done, total) = sent();
        format!("Sending the file: {} of {}", bytes(done), bytes(total))
    };
    let cancel = Callback::new(move |()| sending.cancel());
    view! {
        <div class="progress-line" role="status">
            <progress value=move || sent().0.to_string() max=move || sent().1.max(1.0).to_string() aria-label="Sent"></progress>
            <p class="row"><span>{words}</span><span class="push"><Button label="Cancel" press=cancel/></span></p>
        </div>
    }
    .into_any()
}

/// `3,481,600 bytes`.
fn bytes(count: f64) -> String {
    format!("{} bytes", grouped(&format!("{count:.0}")))
}
