//! Secret text: it cannot be printed or serialised, and is wiped from memory when dropped.

use zeroize::Zeroizing;

/// A password, or a URL that contains one. Secret bytes are the keyring's.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes the text over; the caller keeps no copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
