//! Percent-encoding inside URLs.

/// Text as it may stand anywhere in a URL: everything but letters, digits and `-._~` is encoded.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// The text meant, with U+FFFD in the place of what is no UTF-8.
pub fn decode(text: &str) -> String {
    String::from_utf8_lossy(&decoded(text)).into_owned()
}

/// The bytes meant; a `%` without two hexadecimal digits stands for itself.
pub fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, beyond) = match (first, after) {
            (b'%', [high, low, beyond @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                (hex_byte(*high, *low), beyond)
            }
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = beyond;
    }
    bytes
}

fn hex_byte(high: u8, low: u8) -> u8 {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.saturating_sub(b'A') + 10,
    };
    (value(high) << 4) | value(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g11_what_is_encoded_is_decoded_again() {
        assert_eq!(encode("aZ9-._~"), "aZ9-._~");
        assert_eq!(encode("!@#$%^&*"), "%21%40%23%24%25%5E%26%2A");
        for text in ["", "!@#$%^&*", "₦ and ü", "100%", "%4"] {
            assert_eq!(decode(&encode(text)), text);
        }
        assert_eq!(decode("%72oot%2fx"), "root/x");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%e"), "%zz%e");
    }
}
