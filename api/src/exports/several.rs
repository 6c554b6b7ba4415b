//! Several lists in one file.

use std::fs::File;
use std::path::Path;

use shared::instant::Instant;

use super::making::{Give, List};
use super::sums::Sums;
use super::xlsx::Xlsx;
use super::zip::Zip;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::settings::Shop;

/// A file that takes one list after the other.
pub struct Several {
    file: Kind,
    shop: Shop,
    now: Instant,
}

enum Kind {
    Zip(Box<Zip>),
    Xlsx(Box<Xlsx>),
}

impl Several {
    /// As a ZIP of CSV files.
    pub fn zip(file: File, shop: Shop, now: Instant) -> Result<Self, ApiError> {
        let zip = Zip::open(file, &shop, shop.zone.clock_at(now)?);
        let file = Kind::Zip(Box::new(zip));
        Ok(Self { file, shop, now })
    }

    /// As a workbook; `folder` is where rows wait for the end of their sheet.
    pub fn xlsx(file: File, folder: &Path, shop: Shop, now: Instant) -> Result<Self, ApiError> {
        let of_shop = (shop.name.as_str(), shop.currency, shop.zone.clone());
        let xlsx = Xlsx::open(file, folder, of_shop, &shop.name)?;
        let file = Kind::Xlsx(Box::new(xlsx));
        Ok(Self { file, shop, now })
    }

    /// Adds every row of a list that the actor may see; the number of rows. What lies in the trash counts for nothing in its
    /// sums. `goes_on` is asked before each row.
    pub fn add<L: List>(
        &mut self,
        conn: &mut Conn,
        actor: &Actor,
        list: &L,
        goes_on: &mut dyn FnMut() -> Result<(), ApiError>,
    ) -> Result<u64, ApiError> {
        let paper = list.paper(conn, &self.shop, self.now)?;
        let mut sums = Sums::outside_trash(&paper);
        let mut fill = |give: &mut Give<'_>| {
            list.rows(conn, actor, &mut |cells| {
                goes_on()?;
                sums.count(cells);
                give(cells)
            })
        };
        match &mut self.file {
            Kind::Zip(zip) => {
                let mut csv = zip.list(&paper)?;
                fill(&mut |cells| csv.row(cells))?;
                let seen = csv.finish()?.seen();
                zip.tell(seen, &paper, &sums);
            }
            Kind::Xlsx(xlsx) => {
                xlsx.list(&paper)?;
                fill(&mut |cells| xlsx.row(cells))?;
                xlsx.sum(&sums.row())?;
            }
        }
        Ok(sums.rows)
    }

    pub fn finish(self, about: &[(&str, String)]) -> Result<File, ApiError> {
        match self.file {
            Kind::Zip(zip) => zip.finish(about),
            Kind::Xlsx(xlsx) => xlsx.finish(about),
        }
    }
}
