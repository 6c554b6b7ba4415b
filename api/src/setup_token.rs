//! The set-up token: whoever can read the data folder may set up the shop.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use shared::instant::Instant;

use crate::keyring::{self, same, token_digest};

/// How long a token counts.
const LIFE_MS: i64 = 24 * 3_600_000;

/// The token's file, and what the present token's digest is.
pub struct SetupToken {
    file: PathBuf,
    present: Mutex<Option<Present>>,
}

struct Present {
    digest: String,
    made_at: Instant,
}

/// What a presented token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    Right,
    Wrong,
    /// Right once, but too old: another one was written to the file.
    TooOld,
}

impl SetupToken {
    pub fn new(data_dir: &Path) -> Self {
        Self {
            file: data_dir.join("setup-token"),
            present: Mutex::new(None),
        }
    }

    /// Writes a new token, readable by the owner alone. The log names the file, never the token.
    pub fn renew(&self, now: Instant) -> io::Result<()> {
        let token = keyring::random_token().map_err(io::Error::other)?;
        remove(&self.file)?;
        let mut file = fs::File::options()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&self.file)?;
        writeln!(file, "{token}")?;
        file.sync_all()?;
        *self.lock() = Some(Present {
            digest: token_digest(&token),
            made_at: now,
        });
        log::info!(
            "This shop is not set up yet. The set-up token is in {}",
            self.file.display()
        );
        Ok(())
    }

    pub fn judge(&self, token: &str, now: Instant) -> io::Result<Judged> {
        let digest = token_digest(token.trim());
        let judged = match &*self.lock() {
            Some(present) if same(present.digest.as_bytes(), digest.as_bytes()) => {
                match now.ms_since(present.made_at) < LIFE_MS {
                    true => Judged::Right,
                    false => Judged::TooOld,
                }
            }
            _ => Judged::Wrong,
        };
        if judged == Judged::TooOld {
            self.renew(now)?;
        }
        Ok(judged)
    }

    /// The shop is set up: no token counts any more.
    pub fn spend(&self) -> io::Result<()> {
        *self.lock() = None;
        remove(&self.file)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Present>> {
        // Nothing can panic while it is held, and a digest is whole or not there.
        self.present
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn now() -> Instant {
        Instant::from_millis(1_795_550_000_000)
    }

    #[test]
    fn a_token_counts_for_a_day_and_is_replaced_when_it_is_too_old() {
        let folder = tempfile::tempdir().unwrap();
        let token = SetupToken::new(folder.path());
        assert_eq!(token.judge("anything", now()).unwrap(), Judged::Wrong);
        token.renew(now()).unwrap();
        let file = folder.path().join("setup-token");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let first = fs::read_to_string(&file).unwrap();
        assert_eq!(
            token.judge(&first, now().plus_ms(LIFE_MS - 1)).unwrap(),
            Judged::Right
        );
        assert_eq!(token.judge("anything", now()).unwrap(), Judged::Wrong);
        assert_eq!(
            token.judge(&first, now().plus_ms(LIFE_MS)).unwrap(),
            Judged::TooOld
        );
        let second = fs::read_to_string(&file).unwrap();
        assert_ne!(first, second);
        assert_eq!(
            token.judge(&first, now().plus_ms(LIFE_MS)).unwrap(),
            Judged::Wrong
        );
        assert_eq!(
            token.judge(&second, now().plus_ms(LIFE_MS)).unwrap(),
            Judged::Right
        );
        token.spend().unwrap();
        assert!(!file.exists());
        assert_eq!(
            token.judge(&second, now().plus_ms(LIFE_MS)).unwrap(),
            Judged::Wrong
        );
    }
}
