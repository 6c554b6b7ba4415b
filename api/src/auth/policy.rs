//! What only the server can say about a new password: how guessable it is, for whom, and whether it is a common one.
//! The rules of length and composition stand in `shared`, where the form checks them too.

use shared::auth::PasswordPolicy;
use zxcvbn::{Score, zxcvbn};

use super::blocklist::Blocklist;
use crate::config::Profile;

/// The passwords of the demo accounts that the application we replace printed on its sign-in page.
const PUBLISHED: [&str; 2] = ["admin123", "user123"];

/// Words that stand for this product and its roles.
const OUR_WORDS: [&str; 8] = [
    "zehmo",
    "admin",
    "administrator",
    "manager",
    "staff",
    "auditor",
    "password",
    "user",
];

/// What must be left of a password without the words that anybody would guess for this user.
const REST_MIN: usize = 8;

/// Who chooses the password: what an acquaintance would try first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    pub username: &'a str,
    pub email: Option<&'a str>,
    pub shop_name: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    #[error("This password has been published. Choose another one.")]
    Published,
    #[error("This is one of the most common passwords. Choose another one.")]
    Common,
    #[error(
        "Without your name, the shop’s name, years and words of this app, too little is left. Use other words."
    )]
    Personal,
    #[error("This password is too easy to guess. Add a word or two that do not belong together.")]
    Guessable,
}

pub struct Policy {
    profile: Profile,
    blocklist: Blocklist,
}

impl Policy {
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            blocklist: Blocklist::load(),
        }
    }

    /// The rules of length and composition, as the form shows them.
    pub fn rules(&self) -> PasswordPolicy {
        match self.profile {
            Profile::Guide => PasswordPolicy::GUIDE,
            Profile::AsvsL2 => PasswordPolicy::ASVS_L2,
        }
    }

    pub fn check(&self, password: &str, context: &Context<'_>) -> Result<(), Weakness> {
        let words = context.words();
        match () {
            () if is_published(&password.to_lowercase()) => Err(Weakness::Published),
            () if self.blocklist.contains(password) => Err(Weakness::Common),
            () if rest(password, &words) < REST_MIN => Err(Weakness::Personal),
            () if u8::from(score(password, &words)) < self.rules().min_strength => {
                Err(Weakness::Guessable)
            }
            () => Ok(()),
        }
    }
}

/// Whether the password is, letter by letter, one of those that everybody can read about: it opens nothing, even where
/// an old record has it.
pub fn is_published(password: &str) -> bool {
    PUBLISHED.contains(&password)
}

impl Context<'_> {
    /// In lower case, the longest first, so that a name goes before its parts.
    fn words(&self) -> Vec<String> {
        let typed = [Some(self.username), self.email, self.shop_name];
        let mut words: Vec<String> = typed
            .into_iter()
            .flatten()
            .map(str::to_lowercase)
            .flat_map(|text| parts(&text))
            .chain(OUR_WORDS.map(str::to_owned))
            .filter(|word| word.chars().count() >= 3)
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words
    }
}

/// The text as a whole and its parts.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_owned)
        .collect();
    parts.push(text.replace(char::is_whitespace, ""));
    parts
}

/// How many characters are left without the words and without years.
fn rest(password: &str, words: &[String]) -> usize {
    let mut rest = password.to_lowercase();
    for word in words {
        rest = rest.replace(word.as_str(), "");
    }
    for year in 1940..2060 {
        rest = rest.replace(&year.to_string(), "");
    }
    let personal = rest.chars().count() < password.chars().count();
    match personal {
        true => rest.chars().count(),
        false => REST_MIN.max(rest.chars().count()),
    }
}

fn score(password: &str, words: &[String]) -> Score {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn(password, &words).score()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: Context<'_> = Context {
        username: "ada_obi",
        email: Some("ada.okafor@printworks.example"),
        shop_name: Some("Bright Colours Press"),
    };

    fn check(profile: Profile, password: &str, expected: Result<(), Weakness>) {
        let found = Policy::new(profile).check(password, &CONTEXT);
        assert_eq!(found, expected, "{password}");
    }

    #[test]
    fn g32_a_random_password_of_eight_characters_passes() {
        for password in ["zR7#mQ2v", "4k!Wp9Lx", "T6?hv Qz"] {
            check(Profile::Guide, password, Ok(()));
        }
    }

    #[test]
    fn asvs_6_2_11_words_of_the_user_the_shop_and_the_product_are_no_passwords() {
        for password in [
            "Ada_Obi2024!",
            "Okafor#1987x",
            "Printworks!7",
            "BrightColours!1",
            "Zehmo-Shop7!",
            "Zehmo2026!Zehmo",
            "Manager#2025a",
        ] {
            check(Profile::Guide, password, Err(Weakness::Personal));
        }
        check(Profile::Guide, "Zehmo-kettle-orbit-7", Ok(()));
    }

    #[test]
    fn asvs_6_2_12_common_and_guessable_passwords_are_refused() {
        check(Profile::Guide, "Password1!", Err(Weakness::Common));
        check(Profile::Guide, "Chelsea2025!", Err(Weakness::Common));
        check(Profile::Guide, "Aaaaaaa1!", Err(Weakness::Guessable));
        check(Profile::Guide, "Abcdefgh1!", Err(Weakness::Common));
        check(Profile::Guide, "Blue-Kettle-41", Ok(()));
    }

    #[test]
    fn asvs_6_3_2_the_published_passwords_are_refused() {
        for password in ["admin123", "user123", "ADMIN123", "User123"] {
            check(Profile::Guide, password, Err(Weakness::Published));
            check(Profile::AsvsL2, password, Err(Weakness::Published));
        }
        assert!(is_published("admin123") && is_published("user123"));
        for password in ["Admin123", "USER123", "admin1234"] {
            assert!(!is_published(password), "{password}");
        }
    }

    #[test]
    fn the_stricter_profile_asks_for_a_better_score() {
        check(Profile::AsvsL2, "zR7#mQ2v", Err(Weakness::Guessable));
        check(Profile::AsvsL2, "purple otter signs ledger", Ok(()));
        check(Profile::AsvsL2, "iloveyouiloveyou", Err(Weakness::Common));
    }
}
