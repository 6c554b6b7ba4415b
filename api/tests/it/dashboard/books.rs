//! Books of seven months that look random and are the same at each run.

use serde_json::json;

use crate::harness::{Client, make};

/// Numbers that look random and are the same at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).unwrap()
    }
}

/// A day of the seven months before and with `2027-05`.
fn day(dice: &mut Dice) -> String {
    let months = [
        (2026, 11),
        (2026, 12),
        (2027, 1),
        (2027, 2),
        (2027, 3),
        (2027, 4),
        (2027, 5),
    ];
    let (year, month) = months[usize::try_from(dice.roll(7)).unwrap()];
    // Often a first or last day, where the original lost its figures.
    let last =
        [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][usize::try_from(month - 1).unwrap()];
    let day = match dice.roll(4) {
        0 => 1,
        1 if month != 5 => last,
        _ => 1 + dice.roll(17),
    };
    format!("{year}-{month:02}-{day:02}")
}

/// Jobs and expenditures, some completed, reopened or trashed.
pub async fn random_books(client: &Client, seed: u64) {
    let mut dice = Dice(seed);
    for _ in 0..60 {
        let occurred_on = day(&mut dice);
        let price = dice.roll(1_000_000);
        if dice.roll(3) == 0 {
            let draft = json!({"description": "Ink", "quantity": "1.5", "unit_cost": make::naira(price), "occurred_on": occurred_on});
            client.post("/expenditures", &draft).await.expect(201);
            continue;
        }
        let status = if dice.roll(3) == 0 { "open" } else { "done" };
        let draft = json!({"items": [make::item("Banner", "2.5", price)], "occurred_on": occurred_on, "status": status});
        let job = client.post("/jobs", &draft).await.expect(201);
        let path = format!("/jobs/{}", job.str("/id"));
        match dice.roll(6) {
            0 => {
                client.seen(&job).delete(&path).await.expect(204);
            }
            1 if status == "open" => {
                client
                    .seen(&job)
                    .act(&format!("{path}/complete"))
                    .await
                    .expect(200);
            }
            2 if status == "done" => {
                client
                    .seen(&job)
                    .act(&format!("{path}/reopen"))
                    .await
                    .expect(200);
            }
            _ => {}
        }
    }
}
