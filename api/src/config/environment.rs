//! Reads variables as their table describes them. Knows no single variable.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::Refusal;
use super::variables::{Fallback, Kind, Variable};
use crate::secret::SecretText;

/// A file with a secret is small; anything bigger is a mistake.
const SECRET_FILE_MAX: u64 = 64 * 1024;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The variables a configuration is read from.
pub struct Environment {
    values: BTreeMap<OsString, OsString>,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        Self {
            values: std::env::vars_os().collect(),
        }
    }

    /// These variables and no others.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self {
            values: pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }

    /// What was set, trimmed; `None` when unset or empty, whatever the default.
    pub fn given(&self, variable: &Variable) -> Result<Option<String>, Refusal> {
        self.by_name(variable, variable.name)
    }

    /// What was set, else the table's default, else nothing.
    pub fn text(&self, variable: &Variable) -> Result<Option<String>, Refusal> {
        let fallback = match variable.default {
            Fallback::Value(value) => Some(value.to_owned()),
            Fallback::Nothing | Fallback::Derived(_) => None,
        };
        Ok(self.given(variable)?.or(fallback))
    }

    /// A value of a form that has its own parser; the parser's error completes the sentence "VARIABLE …".
    pub fn parsed<T>(
        &self,
        variable: &Variable,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        self.text(variable)?
            .map(|text| parse(&text).map_err(|reason| Refusal::new(variable.name, reason)))
            .transpose()
    }

    /// Comma-separated values, none when unset.
    pub fn list<T>(
        &self,
        variable: &Variable,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Refusal> {
        let text = self.text(variable)?.unwrap_or_default();
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .map(|part| parse(part).map_err(|reason| Refusal::new(variable.name, reason)))
            .collect()
    }

    /// As `parsed`, for a variable that has a default or must be set.
    pub fn needed<T>(
        &self,
        variable: &Variable,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Refusal> {
        needed(variable, self.parsed(variable, parse)?)
    }

    pub fn flag(&self, variable: &Variable) -> Result<bool, Refusal> {
        needed(variable, self.optional_flag(variable)?)
    }

    /// `None` when unset and the default is found out at start.
    pub fn optional_flag(&self, variable: &Variable) -> Result<Option<bool>, Refusal> {
        self.parsed(variable, |text| match text {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err("must be true or false.".to_owned()),
        })
    }

    pub fn number<T: TryFrom<u64>>(&self, variable: &Variable) -> Result<T, Refusal> {
        needed(variable, self.optional_number(variable)?)
    }

    /// `None` when unset and the default is found out at start.
    pub fn optional_number<T: TryFrom<u64>>(
        &self,
        variable: &Variable,
    ) -> Result<Option<T>, Refusal> {
        let (min, max) = match variable.kind {
            Kind::Number { min, max, .. } => (min, max),
            _ => (0, u64::MAX),
        };
        self.parsed(variable, |text| {
            let number = text
                .parse::<u64>()
                .ok()
                .filter(|number| (min..=max).contains(number));
            number
                .and_then(|number| T::try_from(number).ok())
                .ok_or_else(|| format!("must be a whole number from {min} to {max}."))
        })
    }

    /// What the chosen word means.
    pub fn choice<T: Copy>(
        &self,
        variable: &Variable,
        meanings: &[(&str, T)],
    ) -> Result<T, Refusal> {
        self.needed(variable, |text| {
            let found = meanings.iter().find(|(word, _)| *word == text);
            found.map(|(_, meaning)| *meaning).ok_or_else(|| {
                let words: Vec<&str> = meanings.iter().map(|(word, _)| *word).collect();
                format!("must be one of: {}.", words.join(", "))
            })
        })
    }

    /// A secret from the variable itself or from the file that `…_FILE` names; a file others can read is noted.
    pub fn secret(
        &self,
        variable: &Variable,
        notices: &mut Vec<String>,
    ) -> Result<Option<SecretText>, Refusal> {
        let held = self.held(variable, notices)?;
        if held.as_ref().is_some_and(|text| text.expose().is_empty()) {
            return Err(Refusal::new(
                variable.name,
                format!("is empty in the file that {}_FILE names.", variable.name),
            ));
        }
        Ok(held)
    }

    /// The same of a secret that there may be or not: its file may be empty.
    pub fn spare_secret(
        &self,
        variable: &Variable,
        notices: &mut Vec<String>,
    ) -> Result<Option<SecretText>, Refusal> {
        let held = self.held(variable, notices)?;
        Ok(held.filter(|text| !text.expose().is_empty()))
    }

    /// The file that `…_FILE` names.
    pub fn file_of(&self, variable: &Variable) -> Result<Option<PathBuf>, Refusal> {
        let path = self.by_name(variable, &format!("{}_FILE", variable.name))?;
        Ok(path.map(PathBuf::from))
    }

    fn held(
        &self,
        variable: &Variable,
        notices: &mut Vec<String>,
    ) -> Result<Option<SecretText>, Refusal> {
        let direct = self.given(variable)?;
        let Some(path) = self.by_name(variable, &format!("{}_FILE", variable.name))? else {
            return Ok(direct.map(SecretText::new));
        };
        if direct.is_some() {
            return Err(Refusal::new(
                variable.name,
                format!("and {}_FILE are both set; keep one.", variable.name),
            ));
        }
        let unreadable = |cause: std::io::Error| {
            Refusal::new(
                variable.name,
                format!(
                    "cannot be read from the file that {}_FILE names: {cause}.",
                    variable.name
                ),
            )
        };
        let about = fs::metadata(&path).map_err(unreadable)?;
        if about.len() > SECRET_FILE_MAX {
            return Err(Refusal::new(
                variable.name,
                format!("cannot be read from a file of {} bytes.", about.len()),
            ));
        }
        if about.permissions().mode() & 0o007 != 0 {
            notices.push(format!("{}_FILE names a file that every user of this machine can open; set its mode to 0600.", variable.name));
        }
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        // Some editors begin every file with it; nobody sees it, and no secret begins so.
        let trimmed = text.trim_start_matches(BYTE_ORDER_MARK).trim();
        Ok(Some(SecretText::new(trimmed.to_owned())))
    }

    fn by_name(&self, variable: &Variable, name: &str) -> Result<Option<String>, Refusal> {
        let Some(value) = self.values.get(&OsString::from(name)) else {
            return Ok(None);
        };
        let text = value
            .to_str()
            .ok_or_else(|| Refusal::new(variable.name, "is not valid UTF-8."))?
            .trim();
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }
}

fn needed<T>(variable: &Variable, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::new(variable.name, "is not set."))
}
