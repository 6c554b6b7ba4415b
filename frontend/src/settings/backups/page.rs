//! The page: what there is, and what an administrator does about it. The server does the work; the page looks how far it is.

use std::time::Duration;

use leptos::prelude::*;
use shared::backups::Backup;
use shared::operations::OperationKind;
use shared::page::Page;

use super::calls;
use super::line::BackupLine;
use super::shelf::Shelf;
use crate::settings::frame::{SettingsHead, Tab};
use crate::task::every;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, Weight};
use crate::ui::each::each;
use crate::ui::loaded::Loaded;

const LOOK_EVERY: Duration = Duration::from_millis(700);

#[component]
pub fn BackupsPage() -> AnyView {
    let shelf = Shelf::new();
    every(LOOK_EVERY, move || shelf.look());
    let make = Callback::new(move |()| shelf.begin(calls::make(), "No backup was begun"));
    let makes = Signal::derive(move || {
        let going_on = shelf.going_on.get();
        going_on.is_some_and(|(_, kind)| kind == OperationKind::BackupMake)
    });
    let is_busy = Signal::derive(move || shelf.is_busy() && !makes.get());
    let lines = move |page: Signal<Page<Backup>>| {
        let is_empty = move || page.with(|page| page.data.is_empty());
        let none = || {
            view! { <Blank icon="package-check" title="No backup yet" why="The first one is made within the hour by itself, unless BACKUP_EVERY is 0. Or make it now." narrow=true/> }
        };
        view! {
            <Show when=move || !is_empty() fallback=none>
                <ul class="lines">
                    {each(move || page.get().data, |backup| (backup.id, backup.drill.clone().map(|drill| drill.at.millis())), move |backup| view! { <BackupLine backup shelf/> })}
                </ul>
            </Show>
        }
        .into_any()
    };
    view! {
        <section class="page">
            <SettingsHead tab=Tab::Backups/>
            <div class="page-body account">
                <section class="part">
                    <div class="stack-2">
                        <h2>"Backups"</h2>
                        <p class="small muted">"Each is the whole database as it stood at one moment, and was proved when it was made: every row, every sum, the journal to its last event."</p>
                        <p><Button label="Back up now" icon="package-check" weight=Weight::Primary disabled=is_busy busy=makes busy_word="Copying and proving…" press=make/></p>
                    </div>
                    <div class="panel-box"><Loaded what=shelf.list name="The backups" rows=4 children=lines/></div>
                </section>
                <section class="part">
                    <div><h2>"Getting one back"</h2></div>
                    <div class="panel-box stack-2">
                        <p>"On the server’s computer, with the server stopped:"</p>
                        <p><code>"zehmo restore FILE"</code></p>
                        <p class="small muted">"The backup is proved first; the books that are there are kept beside it; everybody signs in anew. It opens only with the SECRET_KEY of its day: keep that in another place. A backup that lies on the same disk as the books is lost with it: copy the folder to another computer."</p>
                    </div>
                </section>
            </div>
        </section>
    }
    .into_any()
}
