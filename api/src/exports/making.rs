//! How a file is made: from one picture of the books, into a file without a name, which goes out when it is whole.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::files::Format;
use shared::instant::Instant;
use shared::problem::ProblemCode::{SlowDown, TooLarge};

use super::asker::Asker;
use super::cell::Cell;
use super::csv::{Csv, no_room};
use super::paper::{Paper, Shape};
use super::pdf::Pdf;
use super::sums::Sums;
use super::xlsx::Xlsx;
use crate::app::App;
use crate::audit::{self, Change};
use crate::db::{Actor, Caller, Conn, Tx};
use crate::error::ApiError;
use crate::http::download::{Download, Kinds};
use crate::http::operation::Operation;
use crate::settings::{self, Shop};

/// What takes the rows of a list, one after the other.
pub type Give<'g> = dyn FnMut(&[Cell]) -> Result<(), ApiError> + 'g;

/// A list that was asked for as a file.
pub trait List: Serialize + Send + 'static {
    /// What it is called in addresses: `jobs`.
    const NAME: &'static str;

    fn shape(&self) -> Shape;
    /// What holds for the whole file.
    fn paper(&self, conn: &mut Conn, shop: &Shop, now: Instant) -> Result<Paper, ApiError>;
    /// Gives every row that the actor may see, in the list's order.
    fn rows(&self, conn: &mut Conn, actor: &Actor, give: &mut Give<'_>) -> Result<Last, ApiError>;
}

/// What stands in the last row.
pub enum Last {
    /// The number of rows, and the sum of each column that has one.
    Counted,
    /// What the list says itself.
    Told(Vec<Cell>),
}

/// Makes the file, and writes down who took which list; if that cannot be written, nothing goes out.
/// Problems: `slow_down`, `busy`, and for a PDF `too_large`.
pub async fn export<L: List>(app: &App, who: &Caller, list: L) -> Result<ListFile, ApiError> {
    let user = who.actor.user();
    let user = user.ok_or_else(|| ApiError::broken("a file for nobody"))?;
    let turn = app.limits.files.enter(user)?;
    let format = list.shape().format;
    let asked = json!({"format": format, "query": &list});
    let desk = Desk {
        folder: app.files.clone(),
        actor: who.actor.clone(),
        now: app.db.now(),
        asker: Asker::default(),
    };
    // Dropped with this call when whoever asked has gone away.
    let _here = desk.asker.here();
    let made = app.db.read(move |conn| desk.make(conn, &list)).await?;
    let event = event(L::NAME, asked, made.rows);
    app.db
        .write_unkeyed(who, move |tx: &mut Tx<'_>| audit::record(tx, &event))
        .await?;
    Download::of(made.file, made.name, format.media_type(), turn)
}

/// A list as a file.
pub type ListFile = Download<Lists>;

/// The kinds that it comes in.
pub struct Lists;

impl Kinds for Lists {
    const MEDIA: &'static [&'static str] = &[
        Format::Csv.media_type(),
        Format::Xlsx.media_type(),
        Format::Pdf.media_type(),
    ];
}

/// What an operation that gives a file can answer, too.
pub fn refusing(operation: Operation) -> Operation {
    operation
        .fails_when(SlowDown, "two files are being made for the same person")
        .fails_when(
            TooLarge,
            "it would be a PDF of more than 2 000 rows or a megabyte of text (UTF-8)",
        )
}

fn event(list: &str, mut asked: Value, rows: u64) -> Change {
    if let Some(facts) = asked.as_object_mut() {
        facts.insert("rows".to_owned(), json!(rows));
    }
    Change {
        action: Action::ListExported,
        entity: Entity::Export,
        entity_id: list.to_owned(),
        before: None,
        after: Some(asked),
    }
}

/// A whole file.
struct Made {
    file: File,
    name: String,
    rows: u64,
}

/// Where one file is made.
struct Desk {
    folder: PathBuf,
    actor: Actor,
    now: Instant,
    asker: Asker,
}

impl Desk {
    fn make<L: List>(&self, conn: &mut Conn, list: &L) -> Result<Made, ApiError> {
        let shop = settings::shop(conn)?;
        let paper = list.paper(conn, &shop, self.now)?;
        let shape = list.shape();
        let mut book = self.open(shape, &shop, &paper)?;
        let mut sums = Sums::of(&paper);
        let last = list.rows(conn, &self.actor, &mut |cells| {
            self.asker.waits()?;
            sums.count(cells);
            book.row(cells)
        })?;
        let about = self.about(&shop, &paper, sums.rows)?;
        let last = match last {
            Last::Counted => sums.row(),
            Last::Told(cells) => cells,
        };
        let file = book.finish(&last, &about)?;
        let name = format!("{}.{}", paper.name, shape.format);
        let rows = sums.rows;
        Ok(Made { file, name, rows })
    }

    fn open(&self, shape: Shape, shop: &Shop, paper: &Paper) -> Result<Book, ApiError> {
        let file = nameless(&self.folder)?;
        let (currency, zone) = (shop.currency, shop.zone.clone());
        Ok(match shape.format {
            Format::Csv => {
                let csv = Csv::open(file, shape.separator, (currency.exponent(), zone), paper)?;
                Book::Csv(csv)
            }
            Format::Xlsx => {
                let shop = (shop.name.as_str(), currency, zone);
                let mut xlsx = Xlsx::open(file, &self.folder, shop, paper.title)?;
                xlsx.list(paper)?;
                Book::Xlsx(Box::new(xlsx))
            }
            Format::Pdf => {
                let pdf = Pdf::open(file, shop, paper, self.asker.clone())?;
                Book::Pdf(Box::new(pdf))
            }
        })
    }

    /// What the file is, in words.
    fn about<'p>(
        &self,
        shop: &Shop,
        paper: &'p Paper,
        rows: u64,
    ) -> Result<Vec<(&'p str, String)>, ApiError> {
        let mut about = vec![
            ("Shop", shop.name.clone()),
            ("List", paper.title.to_owned()),
            ("Rows", rows.to_string()),
            ("Currency", shop.currency.code().to_owned()),
        ];
        about.extend(paper.asked.iter().map(|(what, told)| (*what, told.clone())));
        about.extend(made(shop, &self.actor, self.now)?);
        Ok(about)
    }
}

enum Book {
    Csv(Csv<File>),
    Xlsx(Box<Xlsx>),
    Pdf(Box<Pdf>),
}

impl Book {
    fn row(&mut self, cells: &[Cell]) -> Result<(), ApiError> {
        match self {
            Self::Csv(csv) => csv.row(cells),
            Self::Xlsx(xlsx) => xlsx.row(cells),
            Self::Pdf(pdf) => pdf.row(cells),
        }
    }

    fn finish(self, sums: &[Cell], about: &[(&str, String)]) -> Result<File, ApiError> {
        match self {
            Self::Csv(mut csv) => {
                csv.row(sums)?;
                csv.finish()
            }
            Self::Xlsx(mut xlsx) => {
                xlsx.sum(sums)?;
                xlsx.finish(about)
            }
            Self::Pdf(pdf) => pdf.finish(sums, about),
        }
    }
}

/// For whom, when and by what a file was made.
pub fn made(
    shop: &Shop,
    actor: &Actor,
    now: Instant,
) -> Result<Vec<(&'static str, String)>, ApiError> {
    let (day, seconds) = shop.zone.clock_at(now)?;
    let time = super::cell::time(seconds);
    let name = actor.known().map(|user| user.username.clone());
    let only = "what was recorded by who made this file".to_owned();
    let only = actor.is_limited().then_some(("Only", only));
    let made = [
        ("Made by", name.unwrap_or_default()),
        (
            "Made at",
            format!("{day} {time}, by the shop's clock ({})", shop.zone.name()),
        ),
        ("Made with", format!("Zehmo {}", env!("CARGO_PKG_VERSION"))),
    ];
    Ok(only.into_iter().chain(made).collect())
}

/// A file that nobody else can find, and that is gone when it is closed, whatever happens to this process.
pub fn nameless(folder: &Path) -> Result<File, ApiError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.and_then(|()| tempfile::tempfile_in(folder))
        .map_err(no_room)
}
