//! How much room is left where things are built.

use crate::place;

/// What is left on the disk of the target folder, in MiB; none where it cannot be told.
pub fn free_mib() -> Option<u64> {
    let target = place::target();
    let table = super::output_of("df", &["-Pk", target.to_str()?])?;
    free_in(&table)
}

/// The fourth column of the last line, in KiB (POSIX `df -P`).
fn free_in(table: &str) -> Option<u64> {
    let free_kib: u64 = table
        .lines()
        .last()?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    Some(free_kib / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_room_is_read_from_the_table_of_df() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 263174212 22020096 227709952 9% /\n";
        assert_eq!(free_in(table), Some(222_373));
        assert_eq!(free_in("df: target: No such file or directory"), None);
        assert_eq!(free_in(""), None);
    }
}
