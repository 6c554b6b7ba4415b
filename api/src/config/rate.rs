//! Rates: how many calls in how long, several windows at once.

/// All of these windows hold together: `200 per day;50 per hour`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At least one, the shortest first.
    pub windows: Vec<Window>,
}

/// At most `calls` within any `seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub calls: u32,
    pub seconds: u32,
}

/// The security guide's own numbers.
pub const GUIDE: &str = "200 per day;50 per hour";

impl Rate {
    /// Reads `N per [M] second|minute|hour|day`, windows separated by `;`; `/` may stand for `per`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let windows: Option<Vec<Window>> = text
            .split(';')
            .map(|part| Window::parse(part.trim()))
            .collect();
        match windows {
            Some(mut windows) => {
                windows.sort_by_key(|window| window.seconds);
                Ok(Self { windows })
            }
            None => Err(format!("must be a rate such as `{GUIDE}`.")),
        }
    }
}

impl Window {
    fn parse(text: &str) -> Option<Self> {
        let (calls, period) = text.split_once("per").or_else(|| text.split_once('/'))?;
        let calls: u32 = calls.trim().parse().ok().filter(|calls| *calls > 0)?;
        let mut words = period.split_whitespace();
        let first = words.next()?;
        let (times, unit) = match first.parse::<u32>() {
            Ok(times) => (times, words.next()?),
            Err(_) => (1, first),
        };
        if words.next().is_some() || times == 0 {
            return None;
        }
        let seconds = times.checked_mul(unit_seconds(unit)?)?;
        Some(Self { calls, seconds })
    }
}

fn unit_seconds(unit: &str) -> Option<u32> {
    match unit {
        "second" | "seconds" => Some(1),
        "minute" | "minutes" => Some(60),
        "hour" | "hours" => Some(3_600),
        "day" | "days" => Some(86_400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g49_g50_the_guides_rates_are_read() {
        let check = |input: &str, expected: Option<&[(u32, u32)]>| {
            let windows = expected.map(|list| {
                list.iter()
                    .map(|&(calls, seconds)| Window { calls, seconds })
                    .collect::<Vec<_>>()
            });
            assert_eq!(
                Rate::parse(input).ok().map(|rate| rate.windows),
                windows,
                "{input}"
            );
        };
        check(GUIDE, Some(&[(50, 3_600), (200, 86_400)]));
        check("5 per minute", Some(&[(5, 60)]));
        check("5/minute", Some(&[(5, 60)]));
        check(
            "5 per 10 seconds ; 7 per 2 days",
            Some(&[(5, 10), (7, 172_800)]),
        );
        check("", None);
        check("0 per minute", None);
        check("5 per fortnight", None);
        check("five per minute", None);
        check("5 per 0 minutes", None);
        check("5 per minute;", None);
        check("5 per minute or so", None);
        check("5 per 4294967295 days", None);
    }
}
