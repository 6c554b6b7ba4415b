//! A ZIP of CSV files, one for each list, and a manifest that says what must be in them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;
use shared::date::Date;
use shared::files::Separator;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::cell;
use super::csv::{Csv, no_room};
use super::paper::Paper;
use super::sums::Sums;
use crate::calendar::Zone;
use crate::error::ApiError;
use crate::keyring::hex;
use crate::settings::Shop;

/// How such a file is laid out: this one is the first.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";

pub struct Zip {
    zip: ZipWriter<BufWriter<File>>,
    options: SimpleFileOptions,
    zone: Zone,
    exponent: u8,
    currency: &'static str,
    files: Vec<Member>,
}

/// What the manifest says.
#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    /// Of whom, when and with what it was made, in words.
    about: BTreeMap<&'a str, &'a str>,
    files: &'a [Member],
}

/// What must be in one of the files.
#[derive(Serialize)]
struct Member {
    name: String,
    bytes: u64,
    /// In hexadecimal.
    sha256: String,
    /// Without the head.
    rows: u64,
    in_trash: u64,
    /// By currency and column, of what does not lie in the trash.
    sums: BTreeMap<&'static str, BTreeMap<String, String>>,
}

impl Zip {
    /// The members bear the moment at which the file was made, by the shop's clock.
    pub fn open(file: File, shop: &Shop, (day, seconds): (Date, u32)) -> Self {
        let options = SimpleFileOptions::default()
            // A member may grow beyond 4 GiB, which is known only when it is there.
            .large_file(true)
            .last_modified_time(moment(day, seconds));
        Self {
            zip: ZipWriter::new(BufWriter::new(file)),
            options,
            zone: shop.zone.clone(),
            exponent: shop.currency.exponent(),
            currency: shop.currency.code(),
            files: Vec::new(),
        }
    }

    /// Begins the file of a list.
    pub fn list(&mut self, paper: &Paper) -> Result<Csv<Digested<'_>>, ApiError> {
        let name = name_of(paper);
        self.zip.start_file(name, self.options).map_err(broken)?;
        let shape = (self.exponent, self.zone.clone());
        Csv::open(
            Digested::into(&mut self.zip),
            Separator::Comma,
            shape,
            paper,
        )
    }

    /// Remembers what that file came to.
    pub fn tell(&mut self, (bytes, sha256): (u64, String), paper: &Paper, sums: &Sums) {
        let exponent = self.exponent;
        let named = sums.named(paper).into_iter();
        let named: BTreeMap<_, _> = named
            .map(|(head, minor)| (head.to_owned(), cell::decimal(minor, exponent)))
            .collect();
        let has_sums = !named.is_empty();
        self.files.push(Member {
            name: name_of(paper),
            bytes,
            sha256,
            rows: sums.rows,
            in_trash: sums.in_trash,
            sums: has_sums
                .then_some((self.currency, named))
                .into_iter()
                .collect(),
        });
    }

    pub fn finish(mut self, about: &[(&str, String)]) -> Result<File, ApiError> {
        let manifest = Manifest {
            format: FORMAT,
            about: about
                .iter()
                .map(|(what, told)| (*what, told.as_str()))
                .collect(),
            files: &self.files,
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(ApiError::internal)?;
        let zip = &mut self.zip;
        zip.start_file(MANIFEST, self.options).map_err(broken)?;
        zip.write_all(&text).map_err(no_room)?;
        let file = self.zip.finish().map_err(broken)?;
        let file = file.into_inner();
        file.map_err(|error| no_room(error.into_error()))
    }
}

/// A member on its way into the archive, digested as it goes.
pub struct Digested<'z> {
    zip: &'z mut ZipWriter<BufWriter<File>>,
    digest: Context,
    bytes: u64,
}

impl<'z> Digested<'z> {
    fn into(zip: &'z mut ZipWriter<BufWriter<File>>) -> Self {
        Self {
            zip,
            digest: Context::new(&SHA256),
            bytes: 0,
        }
    }

    /// Its length and SHA-256.
    pub fn seen(self) -> (u64, String) {
        (self.bytes, hex(self.digest.finish().as_ref()))
    }
}

impl Write for Digested<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let taken = self.zip.write(piece)?;
        self.digest.update(piece.get(..taken).unwrap_or_default());
        self.bytes += u64::try_from(taken).map_err(io::Error::other)?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// “Items of jobs” lies in `items-of-jobs.csv`.
fn name_of(paper: &Paper) -> String {
    let name = paper.title.to_ascii_lowercase().replace(' ', "-");
    format!("{name}.csv")
}

/// The format counts from 1980 to 2107.
fn moment(day: Date, seconds: u32) -> DateTime {
    let part = |part: i64| u8::try_from(part).unwrap_or_default();
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(|part| part.into());
    let [hours, minutes, seconds] = clock.map(part);
    let year = u16::try_from(day.year()).unwrap_or_default();
    let (month, day) = (part(day.month()), part(day.day()));
    DateTime::from_date_and_time(year, month, day, hours, minutes, seconds).unwrap_or_default()
}

fn broken(error: ZipError) -> ApiError {
    match error {
        ZipError::Io(error) => no_room(error),
        other => ApiError::internal(other).context("writing a ZIP"),
    }
}
