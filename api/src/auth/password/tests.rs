//! Hashing, checking and its bounds.

use super::*;

const FLOOR: (u32, u32, u32) = (19_456, 2, 1);

fn cost(of: (u32, u32, u32)) -> HashCost {
    HashCost::new(of.0, of.1, of.2).unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

fn passwords(workers: usize) -> Passwords {
    Passwords::new(cost(FLOOR), workers).unwrap()
}

#[tokio::test]
async fn asvs_11_4_2_a_hash_is_argon2id_with_the_parameters_asked_for() {
    let hash = passwords(1).hash(secret("Blue-Kettle-41")).await.unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    let standard = HashCost::DEFAULT.hash(&secret("Blue-Kettle-41")).unwrap();
    assert!(
        standard.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"),
        "{standard}"
    );
}

#[tokio::test]
async fn asvs_6_2_8_a_password_is_checked_letter_by_letter() {
    let passwords = passwords(1);
    let long = format!("{}a", "x".repeat(127));
    let stored = passwords.hash(secret(&long)).await.unwrap();
    for (tried, expected) in [
        (long.clone(), Checked::Right),
        (format!("{}b", "x".repeat(127)), Checked::Wrong),
        (long.to_uppercase(), Checked::Wrong),
        (format!("{long} "), Checked::Wrong),
        (String::new(), Checked::Wrong),
    ] {
        let checked = passwords.check(secret(&tried), Some(stored.clone())).await;
        assert_eq!(checked, Ok(expected));
    }
}

#[tokio::test]
async fn g37_weaker_and_older_hashes_are_to_be_made_again() {
    let strong = Passwords::new(cost((20_480, 2, 1)), 1).unwrap();
    let weak = cost(FLOOR).hash(&secret("pass")).unwrap();
    let same = cost((20_480, 2, 1)).hash(&secret("pass")).unwrap();
    let stronger = cost((20_480, 3, 1)).hash(&secret("pass")).unwrap();
    let old = "scrypt:1024:8:2$aaaabbbbccccdddd$".to_owned() + SMALL_SCRYPT;
    for (stored, password, expected) in [
        (&weak, "pass", Checked::RightButRehash),
        (&weak, "other", Checked::Wrong),
        (&same, "pass", Checked::Right),
        (&stronger, "pass", Checked::Right),
        (&old, "small", Checked::RightButRehash),
        (&old, "other", Checked::Wrong),
    ] {
        let checked = strong.check(secret(password), Some(stored.clone())).await;
        assert_eq!(checked, Ok(expected), "{stored}");
    }
}

#[tokio::test]
async fn stored_costs_that_would_exhaust_the_memory_are_never_paid() {
    let passwords = passwords(1);
    let tail = "$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    for head in [
        "$argon2id$v=19$m=1048576,t=2,p=1",
        "$argon2id$v=19$m=19456,t=4000000000,p=1",
        "$argon2id$v=19$m=262144,t=2,p=200",
        "$argon2d$v=19$m=19456,t=2,p=1",
        "$argon2id$m=19456,t=2,p=1",
        "plain",
    ] {
        let started = std::time::Instant::now();
        let checked = passwords
            .check(secret("x"), Some(format!("{head}{tail}")))
            .await;
        assert_eq!(checked, Ok(Checked::Wrong), "{head}");
        assert!(started.elapsed() < Duration::from_secs(5), "{head}");
    }
}

#[tokio::test]
async fn asvs_6_3_8_an_unknown_user_is_wrong_after_the_same_work() {
    let passwords = passwords(1);
    assert!(Stored::parse(&passwords.dummy).is_some());
    for password in ["", "Blue-Kettle-41"] {
        let checked = passwords.check(secret(password), None).await;
        assert_eq!(checked, Ok(Checked::Wrong));
    }
}

#[tokio::test]
async fn more_than_workers_and_queue_are_refused_at_once() {
    let passwords = Arc::new(passwords(1));
    let held = Arc::clone(&passwords.running)
        .acquire_owned()
        .await
        .unwrap();
    let waiting: Vec<_> = (0..=QUEUE_MAX)
        .map(|_| {
            let passwords = Arc::clone(&passwords);
            tokio::spawn(async move { passwords.work(|| ()).await })
        })
        .collect();
    while passwords.admitted.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(passwords.work(|| ()).await, Err(PasswordError::Busy));
    drop(held);
    for one in waiting {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    assert_eq!(passwords.work(|| ()).await, Ok(()));
}

#[test]
fn costs_outside_the_bounds_are_refused() {
    for (memory, passes, lanes) in [
        (19_455, 2, 1),
        (19_456, 1, 1),
        (19_456, 2, 0),
        (262_145, 2, 1),
        (19_456, 11, 1),
        (19_456, 2, 17),
    ] {
        assert_eq!(HashCost::new(memory, passes, lanes), Err(CostOutOfRange));
    }
    assert!(HashCost::new(65_536, 2, 1).is_ok_and(|cost| cost == HashCost::DEFAULT));
    assert!(HashCost::new(262_144, 10, 16).is_ok());
}

const SMALL_SCRYPT: &str = "5d3ccb2c61fd07bfb421282dfe7b114715e758458cd2a32383ecc6bde84d433e1eb3ab66fbf89b607e62d99baf2e81afb46cab5406e5ca21f38b5c9009728888";
