//! Parts of a whole in hundredths of a per cent that add up to all of it.

/// Each amount's share of their sum in basis points; together exactly 10 000, what is left over going to the largest remainders,
/// the earlier of equal ones first. None when the sum is not above zero or an amount is below it.
///
/// `shares_bp(&[1, 1, 1])` = 3334, 3333, 3333.
#[must_use]
pub fn shares_bp(amounts: &[i128]) -> Option<Vec<u32>> {
    const WHOLE: i128 = 10_000;
    let sum: i128 = amounts.iter().sum();
    if sum <= 0 || amounts.iter().any(|amount| *amount < 0) {
        return None;
    }
    let mut parts: Vec<(usize, i128, i128)> = Vec::with_capacity(amounts.len());
    for (at, amount) in amounts.iter().enumerate() {
        let scaled = amount.checked_mul(WHOLE)?;
        parts.push((at, scaled / sum, scaled % sum));
    }
    let given: i128 = parts.iter().map(|(_, whole, _)| whole).sum();
    let left = usize::try_from(WHOLE - given).unwrap_or(0);
    parts.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    for (_, whole, _) in parts.iter_mut().take(left) {
        *whole += 1;
    }
    parts.sort_unstable_by_key(|(at, _, _)| *at);
    let shares = parts
        .into_iter()
        .map(|(_, whole, _)| u32::try_from(whole).unwrap_or(0));
    Some(shares.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_all_of_it() {
        for (amounts, expected) in [
            (vec![1, 1, 1], Some(vec![3334, 3333, 3333])),
            (vec![2, 1], Some(vec![6667, 3333])),
            (vec![0, 5], Some(vec![0, 10_000])),
            (
                vec![1; 7],
                Some(vec![1429, 1429, 1429, 1429, 1428, 1428, 1428]),
            ),
            (vec![0], None),
            (vec![], None),
            (vec![5, -1], None),
        ] {
            assert_eq!(shares_bp(&amounts), expected, "{amounts:?}");
        }
        let odd: Vec<i128> = (1..300).map(|one| one * one * 7919 % 1_000_003).collect();
        assert_eq!(shares_bp(&odd).unwrap().iter().sum::<u32>(), 10_000);
    }
}
