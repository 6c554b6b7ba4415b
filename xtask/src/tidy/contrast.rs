//! Contrast of the colour tokens in both themes, by WCAG's formula.

use std::ops::Range;

use super::Finding;
use super::source::Source;

const TOKENS: &str = "frontend/styles/tokens.css";
const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

/// A role, the grounds it stands on, and the least ratio.
const PAIRS: [(&str, &[&str], f64); 15] = [
    (
        "text",
        &[
            "bg",
            "panel",
            "sunken",
            "hover",
            "accent-soft",
            "good-soft",
            "warn-soft",
            "bad-soft",
        ],
        TEXT,
    ),
    (
        "muted",
        &["bg", "panel", "sunken", "hover", "accent-soft"],
        TEXT,
    ),
    (
        "edge",
        &["bg", "panel", "sunken", "hover", "accent-soft"],
        EDGE,
    ),
    (
        "accent",
        &["bg", "panel", "sunken", "hover", "accent-soft"],
        TEXT,
    ),
    ("on-accent", &["accent", "accent-strong"], TEXT),
    ("good", &["bg", "panel", "hover", "good-soft"], TEXT),
    ("warn", &["bg", "panel", "hover", "warn-soft"], TEXT),
    ("bad", &["bg", "panel", "hover", "bad-soft"], TEXT),
    ("on-bad", &["bad"], TEXT),
    ("in", &["bg", "panel", "hover"], EDGE),
    ("on-brand", &["brand"], TEXT),
    ("on-toast", &["toast"], TEXT),
    ("toast-link", &["toast"], TEXT),
    ("bad", &["bad-soft"], EDGE),
    ("accent-strong", &["panel", "accent-soft"], TEXT),
];

/// Every pair below its bar, and every role that is missing.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let Some(tokens) = sources.iter().find(|source| source.path == TOKENS) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (role, grounds, bar) in PAIRS {
        for ground in grounds {
            let line = line_of(&tokens.text, role);
            let mut broken = |rule| {
                findings.push(Finding {
                    path: TOKENS.to_owned(),
                    line,
                    rule,
                })
            };
            match (colours(&tokens.text, role), colours(&tokens.text, ground)) {
                (Some(front), Some(back)) => {
                    let worst = ratio(front.0, back.0).min(ratio(front.1, back.1));
                    if worst < bar {
                        broken("contrast below 4.5 for text or 3 for edges on one of its grounds");
                    }
                }
                _ => broken(
                    "a colour role is missing or not written as `light-dark(#RRGGBB, #RRGGBB)`",
                ),
            }
        }
    }
    findings
}

fn line_of(css: &str, role: &str) -> usize {
    css.lines()
        .position(|line| line.trim().starts_with(&format!("--{role}:")))
        .map_or(1, |index| index + 1)
}

/// The role's colours, light and dark.
fn colours(css: &str, role: &str) -> Option<([f64; 3], [f64; 3])> {
    let name = format!("--{role}:");
    let value = css
        .lines()
        .find_map(|line| line.trim().strip_prefix(&name))?;
    let mut found = value.split('#').skip(1).map(colour);
    let light = found.next()??;
    let dark = found.next().unwrap_or(Some(light))?;
    Some((light, dark))
}

fn colour(hex: &str) -> Option<[f64; 3]> {
    let part = |range: Range<usize>| {
        let byte = u8::from_str_radix(hex.get(range)?, 16).ok()?;
        Some(f64::from(byte) / 255.0)
    };
    Some([part(0..2)?, part(2..4)?, part(4..6)?])
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_21_and_the_brand_is_legible() {
        let black = colour("000000").unwrap();
        let white = colour("FFFFFF").unwrap();
        assert!((ratio(black, white) - 21.0).abs() < 0.001);
        assert!((ratio(colour("DC3545").unwrap(), white) - 4.53).abs() < 0.01);
    }

    #[test]
    fn a_pale_text_is_found_in_either_theme() {
        let css =
            "  --text: light-dark(#1C1A15, #555555);\n  --bg: light-dark(#F6F5F1, #131210);\n";
        let findings = check(&[Source::new(TOKENS, css.to_owned())]);
        assert!(
            findings
                .iter()
                .any(|finding| finding.line == 1 && finding.rule.starts_with("contrast"))
        );
    }

    #[test]
    fn a_missing_role_is_found() {
        let findings = check(&[Source::new(TOKENS, "--text: #000000;\n".to_owned())]);
        assert!(
            findings
                .iter()
                .any(|finding| finding.rule.starts_with("a colour role is missing"))
        );
    }
}
