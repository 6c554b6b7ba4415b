//! What the runner does for an export: makes the file, in the name of who asked for it.

use std::fs::File;
use std::io;
use std::path::Path;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;
use shared::operations::OperationKind;
use shared::takeout::{ExportFormat, ExportOrder};

use super::entries::{self, Days};
use super::everything;
use super::pace::Pace;
use super::service::Ordered;
use super::shelf::{self, Draft};
use crate::audit::{self, Change};
use crate::db::{Actor, Conn, Db};
use crate::error::ApiError;
use crate::exports::{Several, made, no_room};
use crate::settings;
use crate::work::{Act, Halt, Work};

/// What it takes to make one.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// Where the files lie, and rows of a workbook wait in files without a name.
    pub folder: &'a Path,
    pub db: &'a Db,
}

/// Does the work of this kind; none if it is no export.
pub fn act<'a>(kind: OperationKind, means: Means<'a>) -> Option<Act<'a>> {
    (kind == OperationKind::ExportMake).then(|| Act {
        run: Box::new(move |work| make(means, work)),
        undo: Box::new(move |work, _problem| {
            // Tried again each minute.
            if let Err(error) = shelf::remove(means.folder, work.id) {
                log::warn!("what is left of export {} is not removed: {error}", work.id);
            }
            Ok(())
        }),
    })
}

fn make(means: Means<'_>, work: &Work) -> Result<(), Halt> {
    let ordered = Ordered::of(&work.subject)?;
    let format = ordered.order.format;
    let given_up = |error: io::Error| Halt::GivenUp(no_room(error));
    let draft = Draft::open(means.folder, work.id, format).map_err(given_up)?;
    let desk = Desk {
        means,
        actor: &work.actor,
        now: means.db.now(),
    };
    let file = draft.file().map_err(given_up)?;
    let mut pace = Pace::of(work);
    let rows = means
        .db
        .read_blocking(|conn| desk.fill(conn, file, &ordered.order, &mut pace));
    let rows = pace.end(rows)?;
    draft.keep().map_err(given_up)?;
    let change = Change {
        action: Action::ListExported,
        entity: Entity::Export,
        entity_id: ordered.order.what.to_string(),
        before: None,
        after: Some(json!({ "query": ordered.order, "rows": rows })),
    };
    work.finish(|tx| audit::record(tx, &change))
}

/// Where one file is made, from one picture of the books.
struct Desk<'d> {
    means: Means<'d>,
    actor: &'d Actor,
    now: Instant,
}

impl Desk<'_> {
    /// The number of its rows.
    fn fill(
        &self,
        conn: &mut Conn,
        file: File,
        order: &ExportOrder,
        pace: &mut Pace<'_>,
    ) -> Result<u64, ApiError> {
        let shop = settings::shop(conn)?;
        let mut about = vec![
            ("Shop", shop.name.clone()),
            ("Currency", shop.currency.code().to_owned()),
        ];
        about.extend(made(&shop, self.actor, self.now)?);
        let mut several = match order.format {
            ExportFormat::Xlsx => Several::xlsx(file, self.means.folder, shop, self.now)?,
            ExportFormat::Zip => Several::zip(file, shop, self.now)?,
            ExportFormat::Beancount => {
                let days = Days::of(order);
                about.extend(days.in_words());
                return entries::write(conn, self.actor, (shop.currency, &about, days), file, pace);
            }
        };
        let rows = everything::add(conn, self.actor, &mut several, pace)?;
        several.finish(&about)?;
        Ok(rows)
    }
}
