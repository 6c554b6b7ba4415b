//! Sealing, digests and tokens.

use super::*;

fn keyring(root: &[u8]) -> Keyring {
    Keyring::derive(&Secret::new(root.to_vec())).unwrap()
}

#[test]
fn a_sealed_value_opens_only_for_its_purpose_id_and_root() {
    let ring = keyring(&[7; 32]);
    let sealed = ring
        .wrap("signing-key", "k1", &Secret::new(b"private".to_vec()))
        .unwrap();
    assert!(!sealed.contains("private"));
    assert_eq!(
        ring.unwrap("signing-key", "k1", &sealed).unwrap().expose(),
        b"private"
    );
    for (purpose, id) in [
        ("signing-key", "k2"),
        ("audit-key", "k1"),
        ("signing-keyk", "1"),
    ] {
        assert_eq!(
            ring.unwrap(purpose, id, &sealed).err(),
            Some(KeyringError::Sealed)
        );
    }
    let other = keyring(&[8; 32]);
    assert_eq!(
        other.unwrap("signing-key", "k1", &sealed).err(),
        Some(KeyringError::Sealed)
    );
}

#[test]
fn a_damaged_value_never_opens() {
    let ring = keyring(&[7; 32]);
    let sealed = ring.wrap("p", "i", &Secret::new(vec![1, 2, 3])).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(&sealed[3..]).unwrap();
    for at in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[at] ^= 1;
        let bent = format!("v1.{}", URL_SAFE_NO_PAD.encode(bent));
        assert_eq!(
            ring.unwrap("p", "i", &bent).err(),
            Some(KeyringError::Sealed)
        );
    }
    for bad in ["", "v1.", "v1.AAAA", "v2.AAAA", "v1.%%%", &sealed[3..]] {
        assert_eq!(
            ring.unwrap("p", "i", bad).err(),
            Some(KeyringError::Sealed),
            "{bad}"
        );
    }
}

#[test]
fn the_same_value_is_never_sealed_alike_twice() {
    let ring = keyring(&[7; 32]);
    let plain = Secret::new(vec![9; 32]);
    assert_ne!(
        ring.wrap("p", "i", &plain).unwrap(),
        ring.wrap("p", "i", &plain).unwrap()
    );
}

#[test]
fn keys_differ_by_purpose_and_are_stable() {
    let root = Secret::new(vec![1; 32]);
    let kek = derive_key(&root, "kek/v1").unwrap();
    assert_eq!(kek.expose(), derive_key(&root, "kek/v1").unwrap().expose());
    assert_ne!(kek.expose(), derive_key(&root, "csrf/v1").unwrap().expose());
    assert_ne!(kek.expose(), root.expose());
}

#[test]
fn a_digest_of_a_name_folds_case_and_depends_on_the_root() {
    let ring = keyring(&[7; 32]);
    assert_eq!(ring.name_digest("Ada"), ring.name_digest("ada"));
    assert_ne!(ring.name_digest("ada"), ring.name_digest("ben"));
    assert_ne!(
        ring.name_digest("ada"),
        keyring(&[8; 32]).name_digest("ada")
    );
}

#[test]
fn known_digests() {
    assert_eq!(
        token_digest("abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    // RFC 4231, test case 2.
    let key = MacKey::new(&Secret::new(b"Jefe".to_vec()));
    let mac = key.sign(&[b"what do ya want ", b"for nothing?"]);
    assert_eq!(
        hex(&mac),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert!(key.verify(&[b"what do ya want for nothing?"], &mac));
    assert!(!key.verify(&[b"what do ya want for nothing"], &mac));
    assert!(!key.verify(&[b"what do ya want for nothing?"], &mac[..31]));
}

#[test]
fn g08_asvs_7_2_3_a_thousand_tokens_are_unique_and_of_the_right_alphabet() {
    let tokens: std::collections::HashSet<_> =
        (0..1_000).map(|_| random_token().unwrap()).collect();
    assert_eq!(tokens.len(), 1_000);
    for token in &tokens {
        assert_eq!(token.len(), 43);
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
