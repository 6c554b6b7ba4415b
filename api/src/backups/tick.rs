//! The hourly look whether a backup is due, or a trial of one.

use super::service::{self, Due};
use super::{Fault, shelf};
use crate::config::BackupSettings;
use crate::db::Tx;
use crate::error::ApiError;

/// Orders what is due; whether anything was. A shop without books has nothing to lose.
pub fn order_due(tx: &mut Tx<'_>, settings: &BackupSettings) -> Result<bool, ApiError> {
    if !crate::settings::exist(tx.conn)? || service::is_busy(tx.conn)? {
        return Ok(false);
    }
    match service::due(settings, tx.now).map_err(super::drop_fault)? {
        Due::Nothing => Ok(false),
        Due::Backup => service::order(tx).map(|_begun| true),
        Due::Drill(id) => service::order_drill(tx, &settings.folder, id).map(|_begun| true),
    }
}

/// Removes what killed processes left in the folder.
pub fn sweep(settings: &BackupSettings) -> Result<(), Fault> {
    shelf::sweep(&settings.folder)
}
