//! Whether the server can do its work now, and goes on: its database answers with the tables it knows, its disk takes
//! writes, nobody asked it to stop.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use super::store;
use crate::app::App;
use crate::error::ApiError;

/// A database page: the least that a change would need.
const PROBE: [u8; 4096] = [0; 4096];

/// Problem `busy` that names what is missing.
pub async fn check(app: &App) -> Result<(), ApiError> {
    if app.is_leaving() {
        return Err(ApiError::busy("This server is about to stop."));
    }
    app.db.look(store::is_ready).await?;
    let folder = app.config.data_dir.clone();
    let written = actix_web::web::block(move || takes_writes(&folder)).await;
    written
        .map_err(ApiError::internal)?
        .map_err(|cause| ApiError::busy_because("The disk takes no more data.", cause))
}

fn takes_writes(folder: &Path) -> std::io::Result<()> {
    // A name of its own: two checks at once must not remove each other's file.
    let path = folder.join(format!(".ready-{}", uuid::Uuid::now_v7()));
    let mut file = File::create(&path)?;
    let written = file.write_all(&PROBE).and_then(|()| file.sync_data());
    // A full disk still has to be left as it was.
    std::fs::remove_file(&path)?;
    written
}
