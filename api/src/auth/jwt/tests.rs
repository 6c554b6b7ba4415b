//! What a token must and must not pass.

use super::*;
use crate::keyring::signing::NewPair;

const NOW: i64 = 1_795_550_000;
const ISSUER: &str = "https://shop.example";

fn claims() -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: "0193b7a0-0000-7000-8000-000000000001".to_owned(),
        sid: "0193b7a0-0000-7000-8000-000000000002".to_owned(),
        jti: "0193b7a0-0000-7000-8000-000000000003".to_owned(),
        iat: NOW,
        nbf: NOW,
        exp: NOW + 600,
        auth_time: NOW,
        amr: vec!["pwd".to_owned()],
        role: "staff".to_owned(),
        ver: 1,
        generation: 2,
    }
}

fn keys_of(new: &NewPair) -> Keys {
    Keys::new(&new.private, [new.public.as_str()]).unwrap()
}

fn keys() -> Keys {
    keys_of(&NewPair::generate().unwrap())
}

/// Signs any header over any claims with our own key, as only a bug of ours could.
fn forge(new: &NewPair, header: &str, claims: &str) -> String {
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(new.private.expose()).unwrap();
    let message = [header, claims]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".");
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

#[test]
fn a_minted_token_verifies() {
    let keys = keys();
    let token = keys.mint(&claims()).unwrap();
    assert_eq!(keys.verify(&token, ISSUER, NOW), Ok(claims()));
}

#[test]
fn asvs_9_2_1_a_token_is_good_for_its_span_and_five_seconds() {
    let keys = keys();
    let token = keys.mint(&claims()).unwrap();
    for (at, expected) in [
        (NOW - 6, Some(TokenError::Invalid)),
        (NOW - 5, None),
        (NOW + 600, None),
        (NOW + 604, None),
        (NOW + 605, Some(TokenError::Expired)),
    ] {
        assert_eq!(keys.verify(&token, ISSUER, at).err(), expected, "{at}");
    }
}

#[test]
fn asvs_9_2_3_times_issuer_and_audience_are_checked() {
    let keys = keys();
    let bent: [fn(&mut Claims); 7] = [
        |c| c.exp = c.iat + 601,
        |c| c.exp = c.iat,
        |c| c.exp = i64::MAX,
        |c| c.iat = NOW + 60,
        |c| c.nbf = NOW + 60,
        |c| c.iss = "https://evil.example".to_owned(),
        |c| c.aud = "other".to_owned(),
    ];
    for (at, bend) in bent.iter().enumerate() {
        let mut claims = claims();
        bend(&mut claims);
        let token = keys.mint(&claims).unwrap();
        assert_eq!(
            keys.verify(&token, ISSUER, NOW),
            Err(TokenError::Invalid),
            "{at}"
        );
    }
}

#[test]
fn asvs_9_1_2_only_our_exact_header_is_accepted() {
    let new = NewPair::generate().unwrap();
    let keys = keys_of(&new);
    let body = serde_json::to_string(&claims()).unwrap();
    let kid = &new.id;
    let good = format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}"}}"#);
    assert!(keys.verify(&forge(&new, &good, &body), ISSUER, NOW).is_ok());
    for header in [
        format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#),
        r#"{"alg":"EdDSA","typ":"at+jwt"}"#.to_owned(),
        r#"{"alg":"EdDSA","typ":"at+jwt","kid":"other"}"#.to_owned(),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","crit":["x"]}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","jku":"https://e"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","jwk":{{}}}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","x5u":"https://e"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","b64":false}}"#),
        format!(r#"{{"alg":"EdDSA","alg":"none","typ":"at+jwt","kid":"{kid}"}}"#),
    ] {
        let token = forge(&new, &header, &body);
        assert_eq!(
            keys.verify(&token, ISSUER, NOW),
            Err(TokenError::Invalid),
            "{header}"
        );
    }
}

#[test]
fn asvs_9_1_1_another_key_or_a_bent_token_never_verifies() {
    let keys = keys();
    let token = keys.mint(&claims()).unwrap();
    assert_eq!(
        self::keys().verify(&token, ISSUER, NOW),
        Err(TokenError::Invalid)
    );
    let (message, signature) = token.rsplit_once('.').unwrap();
    let unsigned = format!("{message}.");
    let cut = &token[..token.len() - 1];
    let long = format!("{message}.{}", "A".repeat(5_000));
    let twice = format!("{token}.{signature}");
    for bad in [
        "", ".", "..", "a.b.c", message, &unsigned, cut, &long, &twice,
    ] {
        assert_eq!(
            keys.verify(bad, ISSUER, NOW),
            Err(TokenError::Invalid),
            "{bad}"
        );
    }
}

#[test]
fn an_older_key_still_verifies_while_a_newer_one_signs() {
    let (old, new) = (NewPair::generate().unwrap(), NewPair::generate().unwrap());
    let token = keys_of(&old).mint(&claims()).unwrap();
    let both = Keys::new(&new.private, [old.public.as_str(), &new.public]).unwrap();
    assert!(both.verify(&token, ISSUER, NOW).is_ok());
    let fresh = both.mint(&claims()).unwrap();
    assert!(keys_of(&new).verify(&fresh, ISSUER, NOW).is_ok());
    assert!(Keys::new(&new.private, [old.public.as_str()]).is_err());
}

#[test]
fn the_key_id_is_the_rfc_7638_thumbprint() {
    // RFC 8037, appendix A.3.
    let public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    assert_eq!(
        thumbprint(public),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn a_token_verified_before_still_ends_and_says_nothing_for_others() {
    let keys = keys();
    let token = keys.mint(&claims()).unwrap();
    for _ in 0..2 {
        assert_eq!(keys.verify(&token, ISSUER, NOW), Ok(claims()));
    }
    let late = keys.verify(&token, ISSUER, NOW + 600 + LEEWAY_S);
    assert_eq!(late, Err(TokenError::Expired));
    let elsewhere = keys.verify(&token, "https://other.example", NOW);
    assert_eq!(elsewhere, Err(TokenError::Invalid));
    let (start, end) = token.split_at(token.len() - 8);
    let altered = format!("{start}{}", end.chars().rev().collect::<String>());
    assert_eq!(keys.verify(&altered, ISSUER, NOW), Err(TokenError::Invalid));
    // Other keys never saw it.
    let others = self::keys().verify(&token, ISSUER, NOW);
    assert_eq!(others, Err(TokenError::Invalid));
}
