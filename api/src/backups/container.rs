//! The file of a backup: two members of a tar archive under zstd, the manifest and the database, so that ordinary programs
//! open it as well. Read with suspicion: nothing in it is believed that its digest does not prove.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::digest::{Context, SHA256};
use tar::{Archive, Builder, Entry, EntryType, Header};

use super::manifest::{FORMAT, Manifest};
use super::{Fault, at};
use crate::keyring::hex;

const MANIFEST: &str = "manifest.json";
const DATA: &str = "books.sqlite3";
/// Longest manifest that is read.
const MANIFEST_BYTES: u64 = 1024 * 1024;
/// Longest window a decoder keeps, as a power of two: 8 MB, what our own level needs and more.
const WINDOW_LOG: u32 = 23;
/// Most zeros behind the last member: archives of other programs end with a block of 10 KiB.
const PADDING_BYTES: u64 = 10 * 1024;
const BUFFER_BYTES: usize = 64 * 1024;

/// Length and SHA-256 of a file.
pub fn digest(path: &Path, stop: &AtomicBool) -> Result<(u64, String), Fault> {
    let mut file = File::open(path).map_err(at(path))?;
    copy(&mut file, &mut io::sink(), u64::MAX, stop).map_err(at(path))
}

/// Writes the archive; what is written is on the disk when this returns.
pub fn write(
    target: &File,
    manifest: &Manifest,
    data: &Path,
    stop: &AtomicBool,
) -> Result<(), Fault> {
    let failed = at(data);
    let written = serde_json::to_vec_pretty(manifest).map_err(io::Error::from);
    let wrote = written.and_then(|manifest_text| {
        let length = u64::try_from(manifest_text.len()).map_err(io::Error::other)?;
        let mut packer = zstd::Encoder::new(BufWriter::new(target), 0)?;
        packer.include_checksum(true)?;
        let mut archive = Builder::new(packer);
        let mtime = u64::try_from(manifest.created_at.millis() / 1_000).unwrap_or(0);
        archive.append_data(
            &mut header(length, mtime),
            MANIFEST,
            manifest_text.as_slice(),
        )?;
        let data = Stoppable(File::open(data)?, stop);
        archive.append_data(&mut header(manifest.data.bytes, mtime), DATA, data)?;
        archive.into_inner()?.finish()?.flush()?;
        target.sync_all()
    });
    wrote.map_err(failed)
}

fn header(bytes: u64, mtime: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(mtime);
    header.set_entry_type(EntryType::Regular);
    header
}

/// A file that ends with an error when it is told to stop.
struct Stoppable<'s>(File, &'s AtomicBool);

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.1.load(Ordering::Relaxed) {
            true => Err(io::Error::other("it was told to stop")),
            false => self.0.read(buffer),
        }
    }
}

/// Whether a file begins as everything that zstd packs (RFC 8878, section 3.1.1).
pub fn is_packed(path: &Path) -> Result<bool, Fault> {
    let mut first = [0; 4];
    let mut file = File::open(path).map_err(at(path))?;
    match file.read_exact(&mut first) {
        Ok(()) => Ok(first == [0x28, 0xb5, 0x2f, 0xfd]),
        Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(cause) => Err(Fault::File(path.to_owned(), cause)),
    }
}

/// Reads the manifest alone.
pub fn read_manifest(path: &Path) -> Result<Manifest, Fault> {
    let mut archive = open(path)?;
    let mut entries = archive.entries().map_err(no_archive)?.raw(true);
    manifest_of(entries.next())
}

/// Takes the database out into a new file, if one is named, and proves that it is the one that the manifest speaks of.
pub fn unpack(path: &Path, target: Option<&Path>, stop: &AtomicBool) -> Result<Manifest, Fault> {
    let mut archive = open(path)?;
    // As they stand: long names and links of later formats are entries of a kind that is refused.
    let mut entries = archive.entries().map_err(no_archive)?.raw(true);
    let manifest = manifest_of(entries.next())?;
    let mut data = member(entries.next(), DATA)?;
    if data.size() != manifest.data.bytes {
        return Err(Fault::NotOne(
            "the database has not the length that is said",
        ));
    }
    let bytes_max = manifest.data.bytes;
    let found = match target {
        None => copy(&mut data, &mut io::sink(), bytes_max, stop),
        Some(target) => private(target).and_then(|mut file| {
            let found = copy(&mut data, &mut file, bytes_max, stop)?;
            file.sync_all()?;
            Ok(found)
        }),
    };
    let (bytes, sha256) = found.map_err(at(target.unwrap_or(path)))?;
    if bytes != manifest.data.bytes || sha256 != manifest.data.sha256 {
        let why = "its database is not the one that was put in".to_owned();
        return Err(Fault::Damaged(why));
    }
    match entries.next() {
        None => end(archive).map(|()| manifest),
        Some(_) => Err(Fault::NotOne("something stands behind the database")),
    }
}

/// Nothing but the padding of an archive is left; only there does the decoder compare its checksum.
fn end(archive: Archive<Packed>) -> Result<(), Fault> {
    let mut rest = Vec::new();
    let mut packed = archive.into_inner().take(PADDING_BYTES + 1);
    let read = packed.read_to_end(&mut rest);
    read.map_err(|cause| Fault::Damaged(format!("its end: {cause}")))?;
    let is_padding = rest.iter().all(|byte| *byte == 0);
    match is_padding && u64::try_from(rest.len()).is_ok_and(|length| length <= PADDING_BYTES) {
        true => Ok(()),
        false => Err(Fault::NotOne("something stands behind the database")),
    }
}

fn private(target: &Path) -> io::Result<File> {
    let mut options = File::options();
    options
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(target)
}

type Packed = zstd::Decoder<'static, io::BufReader<File>>;

fn open(path: &Path) -> Result<Archive<Packed>, Fault> {
    let file = File::open(path).map_err(at(path))?;
    let mut packed = zstd::Decoder::new(file).map_err(no_archive)?;
    packed.window_log_max(WINDOW_LOG).map_err(no_archive)?;
    Ok(Archive::new(packed))
}

fn no_archive(_cause: io::Error) -> Fault {
    Fault::NotOne("it does not begin with an archive")
}

type Found<'a> = Option<io::Result<Entry<'a, Packed>>>;

fn manifest_of(found: Found<'_>) -> Result<Manifest, Fault> {
    let entry = member(found, MANIFEST)?;
    if entry.size() > MANIFEST_BYTES {
        return Err(Fault::NotOne("its manifest is too long"));
    }
    let mut text = Vec::new();
    let read = entry.take(MANIFEST_BYTES).read_to_end(&mut text);
    read.map_err(|_cut| Fault::NotOne("its manifest is cut off"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_strange| {
        Fault::NotOne("its manifest is not of a form that this release knows")
    })?;
    match manifest.format {
        FORMAT => Ok(manifest),
        _ => Err(Fault::NotOne(
            "it is laid out in a way that this release does not know",
        )),
    }
}

/// The next member, which must be a plain file of this name.
fn member<'a>(found: Found<'a>, name: &'static str) -> Result<Entry<'a, Packed>, Fault> {
    let entry = match found {
        Some(Ok(entry)) => entry,
        Some(Err(_cause)) => return Err(Fault::NotOne("it is cut off, or is no archive")),
        None => return Err(Fault::NotOne("it ends too early")),
    };
    let is_plain = entry.header().entry_type() == EntryType::Regular;
    match is_plain && *entry.path_bytes() == *name.as_bytes() {
        true => Ok(entry),
        false => Err(Fault::NotOne("it holds something else")),
    }
}

/// Copies at most so many bytes, and digests them on the way.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    bytes_max: u64,
    stop: &AtomicBool,
) -> io::Result<(u64, String)> {
    let mut digest = Context::new(&SHA256);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut from = from.take(bytes_max);
    let mut bytes: u64 = 0;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("it was told to stop"));
        }
        let count = from.read(&mut buffer)?;
        let Some(read) = buffer.get(..count).filter(|read| !read.is_empty()) else {
            return Ok((bytes, hex(digest.finish().as_ref())));
        };
        digest.update(read);
        to.write_all(read)?;
        bytes += u64::try_from(count).map_err(io::Error::other)?;
    }
}
