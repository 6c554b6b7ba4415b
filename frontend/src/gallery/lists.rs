//! Tables, chips, menus, dialogs, waiting.

use leptos::prelude::*;
use shared::permission::Permission;

use crate::ui::button::{Button, Weight};
use crate::ui::can::Can;
use crate::ui::dialog::Dialog;
use crate::ui::filter_bar::{Chip, FilterBar, SearchBox};
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Skeleton;
use crate::ui::menu::{Menu, MenuAct};
use crate::ui::popover::Popover;
use crate::ui::status::{Look, Status};
use crate::ui::table::{Column, Table};

const COLUMNS: [Column; 3] = [
    Column::new("Number", "w-number"),
    Column::sorted("Customer", "", "customer"),
    Column::new("Status", "w-status"),
];

#[component]
pub fn Lists() -> AnyView {
    view! {
        <div class="stack">
            <h2>"Filters and rows"</h2>
            <FilterBar>
                <SearchBox label="Number, customer or item" value="" search=Callback::new(|_| {})/>
                <Chip label="Total: from ₦5,000.00" without="/dev/gallery"/>
                <Popover id="gallery-pop" name="Filter" class="chip add" trigger=|| view! { "Filter" }><p>"A small form"</p></Popover>
            </FilterBar>
            <Table caption="Jobs" columns=&COLUMNS sort="-customer" sort_href=Callback::new(|sort| format!("/dev/gallery?sort={sort}"))>
                <Row number="01204" look=Look::Waiting word="Incomplete"/>
                <Row number="01203" look=Look::Done word="Completed"/>
            </Table>
            <ListFoot count=Some(22) noun=("job", "jobs") rows=2_usize sum=Some(shared::money::Money::zero(shared::currency::Currency::NGN))/>
            <Skeleton rows=3/>
            <Layers/>
        </div>
    }
    .into_any()
}

#[component]
fn Row(number: &'static str, look: Look, word: &'static str) -> AnyView {
    view! {
        <tr>
            <td><a class="row-link" href="/dev/gallery">{number}</a></td>
            <td class="b-name">"Adaeze & Sons"</td>
            <td class="status-cell"><Status look word/></td>
        </tr>
    }
    .into_any()
}

#[component]
fn Layers() -> AnyView {
    let open = RwSignal::new(false);
    let show = Callback::new(move |()| open.set(true));
    let hide = Callback::new(move |()| open.set(false));
    let acts = move || view! { <Button label="Stay" weight=Weight::Primary press=hide/> };
    view! {
        <h2>"Layers"</h2>
        <p class="row">
            <Menu id="gallery-menu" name="" trigger=|| view! { "Menu" }>
                <MenuAct icon="copy" label="Copy the number" press=hide/>
                <MenuAct icon="trash-2" label="Move to trash" class="bad" press=hide/>
            </Menu>
            <Button label="Dialog" press=show/>
            <Can permission=Permission::JobsWrite><span>"You may record jobs."</span></Can>
        </p>
        <Dialog open title="Still there?" acts><p class="muted">"Nothing was done here for a while."</p></Dialog>
    }
    .into_any()
}
