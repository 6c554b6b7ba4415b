//! Every dependency's licence must fit into a work under GPL-3.0-or-later.

use serde::Deserialize;
use spdx::{Expression, ParseMode};

use crate::outcome::{Failure, Outcome};
use crate::run;

/// Licences compatible with GPL-3.0-or-later, by the Free Software Foundation's list.
const COMPATIBLE: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "NCSA",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// Reads the licence of every package in the lock file.
pub fn check() -> Outcome {
    let remedy = "Choose another dependency, or add the licence to the list after reading whether it is compatible.";
    let metadata = metadata()?;
    let refused: Vec<String> = metadata.packages.iter().filter_map(refusal).collect();
    if refused.is_empty() {
        run::say(&format!(
            "  ✓ licences: {} packages",
            metadata.packages.len()
        ));
        return Ok(());
    }
    Err(Failure::new(
        format!("Licences that do not fit:\n  {}", refused.join("\n  ")),
        remedy,
    ))
}

fn metadata() -> Outcome<Metadata> {
    let failure = |cause: String| {
        Failure::new(
            format!("cargo metadata: {cause}"),
            "Run `cargo metadata --locked` by hand.",
        )
    };
    let mut command = run::cargo(&["metadata", "--locked", "--format-version", "1"]);
    let answer = command
        .output()
        .map_err(|cause| failure(cause.to_string()))?;
    if !answer.status.success() {
        return Err(failure(
            String::from_utf8_lossy(&answer.stderr).into_owned(),
        ));
    }
    serde_json::from_slice(&answer.stdout).map_err(|cause| failure(cause.to_string()))
}

/// Why a package may not be used, if so.
fn refusal(package: &Package) -> Option<String> {
    let Package {
        name,
        version,
        license,
    } = package;
    let Some(license) = license else {
        return Some(format!("{name} {version}: names no licence"));
    };
    match fits(license) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name} {version}: {license}")),
        Err(cause) => Some(format!("{name} {version}: {license} ({cause})")),
    }
}

fn fits(license: &str) -> Result<bool, String> {
    let expression = Expression::parse_mode(license, ParseMode::LAX)
        .map_err(|cause| cause.reason.to_string())?;
    Ok(expression.evaluate(|needed| {
        let name = needed.license.to_string();
        COMPATIBLE.contains(&name.as_str())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatible_licences_fit() {
        let cases = [
            ("MIT OR Apache-2.0", Ok(true)),
            ("MIT/Apache-2.0", Ok(true)),
            ("(Apache-2.0 OR MIT) AND BSD-3-Clause", Ok(true)),
            ("Apache-2.0 WITH LLVM-exception", Ok(true)),
            ("GPL-3.0-or-later", Ok(true)),
            ("GPL-2.0-only", Ok(false)),
            ("MIT AND CC-BY-NC-4.0", Ok(false)),
            ("MIT OR AGPL-3.0-only", Ok(true)),
        ];
        for (license, expected) in cases {
            assert_eq!(fits(license), expected, "{license}");
        }
    }
}
