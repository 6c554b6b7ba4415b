//! Codes of an app on the phone (RFC 6238: SHA-1, six digits, 30 seconds).

use qrcodegen::{QrCode, QrCodeEcc};
use shared::factors::Qr;
use totp_rs::{Builder, Totp};

use crate::error::ApiError;
use crate::keyring::Secret;

/// The secret's length in bytes: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// How long a code counts, in seconds.
pub const STEP_S: i64 = 30;
/// The current step counts and its two neighbours: clocks differ, and people type slowly.
const NEIGHBOURS: u16 = 1;
/// How far the phone's clock may be off for the refusal to say so: five minutes, in steps.
const ASTRAY: u16 = 10;

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The code of this step.
    Right(i64),
    /// The code of a step that is over or still to come: the phone's clock is likely wrong.
    Astray(i64),
    Wrong,
}

/// Judges a code as typed, spaces and all.
pub fn judge(secret: &Secret, typed: &str, now_s: i64) -> Result<Verdict, ApiError> {
    let code: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let at = u64::try_from(now_s.max(0)).map_err(ApiError::internal)?;
    let step_of = |skew: u16| -> Result<Option<i64>, ApiError> {
        let step = totp(secret, skew, None)?.check(&code, at);
        step.map(i64::try_from)
            .transpose()
            .map_err(ApiError::internal)
    };
    Ok(match step_of(NEIGHBOURS)? {
        Some(step) => Verdict::Right(step),
        None => match step_of(ASTRAY)? {
            Some(step) => Verdict::Astray(step),
            None => Verdict::Wrong,
        },
    })
}

/// The address that an app reads from the picture: `otpauth://totp/Kingsway%20Labels:ada?secret=…&issuer=Kingsway%20Labels`.
///
/// A colon parts shop and user in it, so that neither may hold one.
pub fn address(secret: &Secret, shop: &str, username: &str) -> Result<String, ApiError> {
    let issuer = shop.replace(':', " ");
    let totp = totp(secret, NEIGHBOURS, Some((issuer.trim(), username)))?;
    totp.to_url()
        .map_err(|error| ApiError::broken(error.to_string()))
}

/// The secret as it is typed where no picture can be taken: letters and digits that nobody mistakes.
pub fn written(secret: &Secret) -> String {
    base32::encode(
        base32::Alphabet::Rfc4648 { padding: false },
        secret.expose(),
    )
}

/// The picture of a text: its side in modules, and the path of its dark ones, each a square of one by one.
pub fn picture(text: &str) -> Result<Qr, ApiError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(ApiError::internal)?;
    let side = code.size();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let begin = x;
            while x < side && code.get_module(x, y) {
                x += 1;
            }
            if x > begin {
                path.push_str(&format!(
                    "M{begin} {y}h{width}v1h-{width}z",
                    width = x - begin
                ));
            }
            x += 1;
        }
    }
    let size = u16::try_from(side).map_err(ApiError::internal)?;
    Ok(Qr { size, path })
}

fn totp(secret: &Secret, skew: u16, whose: Option<(&str, &str)>) -> Result<Totp, ApiError> {
    let (issuer, username) = whose.unwrap_or(("Zehmo", "user"));
    Builder::new()
        .with_secret(secret.expose().to_vec())
        .with_skew(skew)
        .with_account_name(username)
        .with_issuer(Some(issuer))
        .build()
        .map_err(|error| ApiError::broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::new(b"12345678901234567890".to_vec());
        let known = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (at, code) in known {
            let step = at / STEP_S;
            assert_eq!(judge(&secret, code, at).unwrap(), Verdict::Right(step));
            let spaced = format!("{} {}", &code[..3], &code[3..]);
            assert_eq!(
                judge(&secret, &spaced, at + 30).unwrap(),
                Verdict::Right(step)
            );
            assert_eq!(
                judge(&secret, code, at + 60).unwrap(),
                Verdict::Astray(step)
            );
            assert_eq!(judge(&secret, code, at + 3_600).unwrap(), Verdict::Wrong);
        }
    }

    #[test]
    fn the_picture_covers_what_is_dark_and_no_more() {
        let text = "otpauth://totp/Kingsway%20Labels:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let qr = picture(text).unwrap();
        let dark = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|(x, y)| code.get_module(*x, *y))
            .count();
        let drawn: usize = qr
            .path
            .split('z')
            .filter_map(|run| run.split_once('h'))
            .map(|(_, rest)| rest.split('v').next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!((i32::from(qr.size), drawn), (code.size(), dark));
    }
}
