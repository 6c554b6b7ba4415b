//! The import that this process is at work on: how far it is, and a way to stop it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use shared::id::ImportId;
use shared::imports::Progress;
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// At most one import is read or written at a time: each may take much memory and the database's one writer.
pub struct Running {
    folder: PathBuf,
    present: Mutex<Option<(ImportId, Arc<Work>)>>,
}

/// How far it is. Read by others while the work goes on.
#[derive(Default)]
pub struct Work {
    done: AtomicU64,
    total: AtomicU64,
    pub stop: Arc<AtomicBool>,
}

/// The right to work; given back when dropped.
pub struct Turn {
    running: Arc<Running>,
    pub work: Arc<Work>,
}

impl Running {
    /// Uploads lie in a folder of their own below the data folder, for as long as they are read.
    pub fn new(data_dir: &Path) -> Arc<Self> {
        Arc::new(Self {
            folder: data_dir.join("imports"),
            present: Mutex::new(None),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Problem `in_progress` while another import is at work.
    pub fn begin(self: &Arc<Self>, id: ImportId) -> Result<Turn, ApiError> {
        let mut present = self.lock();
        if present.is_some() {
            return Err(busy());
        }
        let work = Arc::new(Work::default());
        *present = Some((id, Arc::clone(&work)));
        Ok(Turn {
            running: Arc::clone(self),
            work,
        })
    }

    /// Problem `in_progress` while an import is at work.
    pub fn refuse_if_busy(&self) -> Result<(), ApiError> {
        match self.lock().is_some() {
            true => Err(busy()),
            false => Ok(()),
        }
    }

    /// How far this import is, if it is the one at work here.
    pub fn progress(&self, id: ImportId) -> Option<Progress> {
        let present = self.lock();
        let (_, work) = present.as_ref().filter(|(at_work, _)| *at_work == id)?;
        Some(Progress {
            done: work.done.load(Ordering::Relaxed),
            total: work.total.load(Ordering::Relaxed),
        })
    }

    /// Stops the reading of this import, if it is the one at work here.
    pub fn stop(&self, id: ImportId) {
        if let Some((at_work, work)) = self.lock().as_ref()
            && *at_work == id
        {
            work.stop.store(true, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(ImportId, Arc<Work>)>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Work {
    pub fn begin(&self, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        self.total.store(total, Ordering::Relaxed);
    }

    pub fn did(&self, rows: usize) {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        self.done.fetch_add(rows, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

fn busy() -> ApiError {
    let detail = "Another import is at work. Try again when it is done.";
    ApiError::new(ProblemCode::InProgress, detail).retry_after(5)
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.running.lock() = None;
    }
}
