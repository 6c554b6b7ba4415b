//! A file that never outgrows its size: it moves aside before a line would not fit, and a few old ones are kept.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

const FILE_MODE: u32 = 0o640;
const FOLDER_MODE: u32 = 0o750;
const CUT: &[u8] = "…\n".as_bytes();

/// `name`, and its predecessors `name.1` (youngest) to `name.N`.
pub struct RotatingFile {
    path: PathBuf,
    max_bytes: u64,
    backups: u32,
    /// `None` after a failure: the next line opens it anew.
    open: Option<Opened>,
}

struct Opened {
    file: File,
    bytes: u64,
}

impl RotatingFile {
    /// Opens or makes the file (0640) and its folder (0750).
    pub fn open(path: &Path, max_bytes: u64, backups: u32) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(FOLDER_MODE)
                .create(folder)?;
        }
        let open = Some(Opened::at(path)?);
        Ok(Self {
            path: path.to_owned(),
            max_bytes,
            backups,
            open,
        })
    }

    /// Appends a line that ends in a line break; one longer than a whole file is cut and marked `…`.
    /// A line that cannot be written whole is not written at all.
    pub fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let line = self.fitted(line);
        let mut opened = match self.open.take() {
            Some(opened) => opened,
            None => Opened::at(&self.path)?,
        };
        let bytes = length(&line);
        if opened.bytes > 0 && opened.bytes.saturating_add(bytes) > self.max_bytes {
            drop(opened);
            self.rotate()?;
            opened = Opened::at(&self.path)?;
        }
        if let Err(cause) = opened.file.write_all(&line) {
            // The beginning of a line must not be taken for one when the disk has room again.
            opened.file.set_len(opened.bytes)?;
            return Err(cause);
        }
        opened.bytes = opened.bytes.saturating_add(bytes);
        self.open = Some(opened);
        Ok(())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn fitted<'a>(&self, line: &'a [u8]) -> std::borrow::Cow<'a, [u8]> {
        let max = usize::try_from(self.max_bytes).unwrap_or(usize::MAX);
        if line.len() <= max {
            return line.into();
        }
        let mut end = max.saturating_sub(CUT.len());
        // Not inside a character: its later bytes begin with the bits 10.
        while end > 0
            && line
                .get(end)
                .is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000)
        {
            end -= 1;
        }
        let mut cut = line.get(..end).unwrap_or_default().to_vec();
        cut.extend_from_slice(CUT);
        cut.into()
    }

    fn rotate(&self) -> io::Result<()> {
        for older in (1..self.backups).rev() {
            rename_if_there(&self.numbered(older), &self.numbered(older + 1))?;
        }
        rename_if_there(&self.path, &self.numbered(1))
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }
}

impl Opened {
    fn at(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let about = file.metadata()?;
        if about.permissions().mode() & 0o777 != FILE_MODE {
            file.set_permissions(Permissions::from_mode(FILE_MODE))?;
        }
        Ok(Self {
            file,
            bytes: about.len(),
        })
    }
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn length(line: &[u8]) -> u64 {
    u64::try_from(line.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(folder: &Path) -> Vec<(String, u64)> {
        let mut found: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (
                    entry.file_name().into_string().unwrap(),
                    entry.metadata().unwrap().len(),
                )
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn g69_g70_a_flood_leaves_eleven_files_that_keep_their_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/app.log");
        let mut log = RotatingFile::open(&path, 10_240, 10).unwrap();
        for number in 0..3_000 {
            log.append(format!("{number:05} {}\n", "x".repeat(94)).as_bytes())
                .unwrap();
        }
        let found = sizes(path.parent().unwrap());
        assert_eq!(found.len(), 11, "{found:?}");
        assert!(!path.with_file_name("app.log.11").exists());
        // 101 bytes a line: 101 lines fit into 10 240 bytes.
        for (name, size) in &found {
            assert!(*size <= 10_240, "{name}: {size}");
            assert!(name == "app.log" || *size == 101 * 101, "{name}: {size}");
        }
        let newest = fs::read_to_string(&path).unwrap();
        assert!(newest.lines().last().unwrap().starts_with("02999 "));
        let before = fs::read_to_string(path.with_file_name("app.log.1")).unwrap();
        let first: usize = newest[..5].parse().unwrap();
        assert!(
            before
                .lines()
                .last()
                .unwrap()
                .starts_with(&format!("{:05} ", first - 1)),
            "a line is missing at the seam"
        );
    }

    #[test]
    fn g69_a_line_longer_than_the_file_is_cut_between_characters() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let mut log = RotatingFile::open(&path, 100, 2).unwrap();
        log.append(format!("a{}\n", "₦".repeat(60)).as_bytes())
            .unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.len() <= 100 && text.len() > 90, "{}", text.len());
        assert!(text.ends_with("₦…\n"), "{text}");
    }

    #[test]
    fn g68_files_and_folders_are_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/app.log");
        RotatingFile::open(&path, 100, 2)
            .unwrap()
            .append(b"x\n")
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o640);
        assert_eq!(mode(path.parent().unwrap()), 0o750);
    }

    #[test]
    fn an_existing_file_goes_on_and_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        for _ in 0..3 {
            RotatingFile::open(&path, 100, 2)
                .unwrap()
                .append(&[b'y'; 39])
                .unwrap();
        }
        assert_eq!(
            sizes(folder.path()),
            [("app.log".to_owned(), 39), ("app.log.1".to_owned(), 78)]
        );
    }
}
