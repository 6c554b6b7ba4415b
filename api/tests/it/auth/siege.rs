//! An attack of a whole day, by the server's clock: fifty addresses against one clerk, whose own till must notice nothing.

use super::strangers::{start, stranger, sweep, till_of, wait_s};
use super::{OTHER, PASSWORD, TestApp, try_sign_in};

const ADDRESSES: u32 = 50;
const HOUR_S: i64 = 3_600;

fn rows(app: &TestApp, table: &str) -> usize {
    let query = format!("SELECT '1' AS line FROM {table}");
    app.database.lines(&query).len()
}

/// Each address tries another password as soon as it was told that it may; how many of them were looked at.
async fn attack(app: &TestApp, next_s: &mut [i64], until_s: i64) -> usize {
    let mut tried = 0;
    loop {
        let now_s = app.now_ms().unsigned_abs().div_ceil(1_000).cast_signed();
        let soonest = next_s.iter().copied().min().unwrap();
        if soonest >= until_s {
            app.advance_seconds((until_s - now_s).max(0));
            return tried;
        }
        app.advance_seconds((soonest - now_s).max(0));
        let now_s = app.now_ms().unsigned_abs().div_ceil(1_000).cast_signed();
        for (number, next_s) in next_s.iter_mut().enumerate() {
            if *next_s > now_s {
                continue;
            }
            let stranger = stranger(app, u32::try_from(number).unwrap());
            let guess = format!("{OTHER}-{number}-{now_s}");
            let answer = try_sign_in(&stranger, "tobi", &guess).await;
            *next_s = match answer.status {
                429 => now_s + wait_s(&answer),
                _ => now_s + 1,
            };
            assert!(matches!(answer.status, 401 | 429), "{}", answer.text);
            tried += usize::from(answer.status == 401);
        }
    }
}

#[tokio::test]
async fn asvs_6_3_1_a_day_of_guessing_from_fifty_addresses_never_makes_the_clerks_own_till_wait() {
    let app = start().await;
    let till = till_of(&app.staff().await);
    let begun_s = app.now_ms() / 1_000;
    let mut next_s = vec![begun_s; usize::try_from(ADDRESSES).unwrap()];
    let mut tried = 0;
    for hour in 1..=24 {
        let from_ms = app.now_ms();
        tried += attack(&app, &mut next_s, begun_s + hour * HOUR_S).await;
        sweep(&app, from_ms).await;
        try_sign_in(&till, "tobi", PASSWORD).await.expect(200);
        assert_eq!(rows(&app, "guessed_names"), 1);
        assert!(rows(&app, "login_failures") <= 160, "hour {hour}");
        assert!(rows(&app, "shut_addresses") <= 50, "hour {hour}");
        assert!(rows(&app, "failure_hours") <= 25, "hour {hour}");
    }
    // Five at once, then 1, 2, 4 … 512 s, and four an hour at most.
    assert!((50..=5 + 11 + 24 * 4).contains(&tried), "{tried}");
    let at_stranger = try_sign_in(&stranger(&app, 99), "tobi", PASSWORD).await;
    assert!(wait_s(&at_stranger.expect(429)) <= 900);
    expire(&app).await;
}

/// Two days later nothing is known of it but how many failures there were, and after a week not even that.
async fn expire(app: &TestApp) {
    app.advance_seconds(2 * 24 * HOUR_S);
    sweep(app, app.now_ms()).await;
    for table in ["guessed_names", "shut_addresses", "login_failures"] {
        assert_eq!(rows(app, table), 0, "{table}");
    }
    assert!(rows(app, "failure_hours") > 0);
    app.advance_seconds(7 * 24 * HOUR_S);
    sweep(app, app.now_ms()).await;
    assert_eq!(rows(app, "failure_hours"), 0);
}

#[tokio::test]
async fn what_is_counted_against_strangers_is_bounded_and_the_most_guessed_names_stay() {
    let app = start().await;
    let (now_ms, many) = (
        app.now_ms(),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20100)",
    );
    app.database.execute(&format!(
        "INSERT INTO guessed_names (name_digest, failures, last_at, told)
             {many} SELECT 'name ' || i, CASE WHEN i <= 50 THEN 40 ELSE 1 END, {now_ms} - 60000 + i, false FROM n WHERE i <= 10050;
         INSERT INTO login_failures (id, at, address, name_digest, device_id, failed)
             {many} SELECT 'try ' || i, {now_ms} - 60000 + i, '203.0.113.1', 'x', NULL, true FROM n;
         INSERT INTO login_failures (id, at, address, name_digest, device_id, failed)
             VALUES ('own', {now_ms} - 70000, '203.0.113.1', 'x', 'till', true)"
    ));
    sweep(&app, now_ms).await;
    assert_eq!(rows(&app, "guessed_names"), 10_000);
    assert_eq!(rows(&app, "guessed_names WHERE failures = 40"), 50);
    assert_eq!(rows(&app, "login_failures WHERE device_id IS NULL"), 20_000);
    assert_eq!(rows(&app, "login_failures WHERE id = 'own'"), 1);
}
