//! Writes a database as the original application would have: `original FILE JOBS`. For `cargo xtask bench`, with
//! the builder of the tests. Knows nothing of this application.

#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the tests' own builder, of which only the busy books are wanted"
)]
#[path = "../tests/it/harness/original.rs"]
mod original;

use original::Original;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [file, jobs] => {
            let books = Original::busy(jobs.parse()?);
            std::fs::write(file, books.bytes())?;
            Ok(())
        }
        _ => Err("original FILE JOBS".into()),
    }
}
