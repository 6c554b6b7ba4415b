//! What an old row said, kept so that a later copy of it can be compared: what was, and what is now.

/// Each fact by its name, as the report shows it. Stands in the row of the report as JSON.
pub type SourceFacts = Vec<(String, String)>;

/// Told by a digest of it, which nobody is shown.
pub const PASSWORD: &str = "password";

pub fn fact(name: &str, text: impl Into<String>) -> (String, String) {
    (name.to_owned(), text.into())
}

/// A sentence for each fact that differs. None when the difference lies beyond what is kept of it.
pub fn differences(before: &SourceFacts, now: &SourceFacts) -> Vec<String> {
    now.iter()
        .filter_map(|(name, text)| {
            let was = before.iter().find(|(other, _)| other == name);
            match was {
                Some((_, was)) if was == text => None,
                Some(_) | None if name == PASSWORD => Some("The password is another".to_owned()),
                Some((_, was)) => Some(format!("The {name} was “{was}” and is now “{text}”")),
                None => Some(format!("The {name} is now “{text}”")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_said_with_what_it_was_but_never_a_password() {
        let said = |role: &str, password: &str| vec![fact("role", role), fact(PASSWORD, password)];
        let before = said("admin", "a1");
        assert_eq!(differences(&before, &before), Vec::<String>::new());
        assert_eq!(
            differences(&before, &said("normal", "b2")),
            [
                "The role was “admin” and is now “normal”",
                "The password is another"
            ]
        );
    }
}
