//! The first hundred bytes of the file, looked at before SQLite sees it.

use super::Unreadable;

/// The largest file, in bytes (API.md §4).
pub const BYTES_MAX: u64 = 512 * 1024 * 1024;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Whether the file can be an SQLite database of this length. `first` is its first hundred bytes, or all of a shorter one.
pub fn check_header(first: &[u8], bytes: u64) -> Result<(), Unreadable> {
    if bytes > BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    if !first.starts_with(MAGIC) {
        return Err(Unreadable::NotSqlite);
    }
    let declared = match (number(first, 16, 2), number(first, 28, 4)) {
        // A page of 65,536 bytes is written as 1.
        (Some(1), Some(pages)) => pages * 65_536,
        (Some(page), Some(pages)) => pages * page,
        _ => 100,
    };
    // Old versions of SQLite left the count of pages at zero.
    if first.len() < 100 || declared > bytes {
        return Err(Unreadable::CutOff {
            declared: declared.max(100),
            actual: bytes,
        });
    }
    Ok(())
}

/// Whether the database was last written in WAL mode: what was written last may lie in a file beside it.
pub fn is_in_wal_mode(first: &[u8]) -> bool {
    first.get(18..20) == Some([2, 2].as_slice())
}

/// A big-endian number of these bytes.
fn number(bytes: &[u8], from: usize, length: usize) -> Option<u64> {
    let part = bytes.get(from..from + length)?;
    Some(
        part.iter()
            .fold(0, |sum, byte| sum * 256 + u64::from(*byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(page: u16, pages: u32) -> Vec<u8> {
        let mut bytes = vec![0; 100];
        bytes[..16].copy_from_slice(MAGIC);
        bytes[16..18].copy_from_slice(&page.to_be_bytes());
        bytes[28..32].copy_from_slice(&pages.to_be_bytes());
        bytes
    }

    #[test]
    fn what_cannot_be_a_database_is_known_by_its_first_bytes() {
        let cut = |declared, actual| Err(Unreadable::CutOff { declared, actual });
        for (first, bytes, expected) in [
            (header(4096, 6), 24_576, Ok(())),
            (header(4096, 6), 24_575, cut(24_576, 24_575)),
            (header(1, 2), 131_072, Ok(())),
            (header(4096, 0), 4096, Ok(())),
            (vec![0; 100], 4096, Err(Unreadable::NotSqlite)),
            (Vec::new(), 0, Err(Unreadable::NotSqlite)),
            (MAGIC.to_vec(), 16, cut(100, 16)),
            (vec![0; 100], BYTES_MAX + 1, Err(Unreadable::TooLarge)),
        ] {
            assert_eq!(check_header(&first, bytes), expected, "{bytes}");
        }
    }
}
