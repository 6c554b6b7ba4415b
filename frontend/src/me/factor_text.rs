//! Secrets as people read and type them.

/// `ABCD EFGH …`
pub fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_in_groups_of_four() {
        assert_eq!(in_fours("ABCDEFGHJ"), "ABCD EFGH J");
    }
}
