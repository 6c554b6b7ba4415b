//! Books of which everything happened: recorded in the same way at each run.

use serde_json::{Value, json};

use crate::harness::{Answer, Chance, Client, TestApp, make};

const DAYS: [&str; 9] = [
    "2025-11-24",
    "2025-12-29",
    "2026-01-01",
    "2026-02-28",
    "2026-10-01",
    "2026-10-31",
    "2026-11-01",
    "2026-11-23",
    "2026-11-24",
];
const NAMES: [&str; 7] = [
    "Ada Prints",
    "Bola",
    "Chidi & Sons",
    "Ṣadé",
    "Emeka",
    "Funmi",
    "",
];
const ITEMS: [&str; 6] = [
    "Banner",
    "banner",
    "BÁNNER",
    "Label, gloss",
    "Cutting",
    "  Label,  gloss",
];

/// Jobs and expenditures that were recorded, corrected, redated, completed, reopened, trashed and brought back.
pub async fn history(app: &TestApp, seed: u64) {
    let mut chance = Chance::of_seed(seed);
    let people = [app.admin().await, app.manager().await];
    let admin = &people[0];
    for _ in 0..45 {
        let who = &people[chance.below(2)];
        let job = sale(who, &mut chance).await;
        change(admin, &job, chance.below(7)).await;
        let spent = json!({"description": chance.of(&["Ink", "ink", "Paper", "Diesel"]), "quantity": "1", "unit_cost": make::naira(chance.of(&[5_000, 12_345])), "occurred_on": chance.of(&DAYS)});
        let spent = who.post("/expenditures", &spent).await.expect(201);
        if chance.below(6) == 0 {
            let path = format!("/expenditures/{}", spent.str("/id"));
            admin.seen(&spent).delete(&path).await.expect(204);
        }
    }
    let bola = admin.get("/customers?q=bola").await.expect(200);
    let path = format!("/customers/{}", bola.str("/data/0/id"));
    let one = admin.get(&path).await.expect(200);
    let renamed = json!({"name": format!("Bola {seed}")});
    let admin = admin.seen(&one);
    admin.patch(&path, &renamed).await.expect(200);
}

async fn sale(who: &Client, chance: &mut Chance) -> Answer {
    let day = chance.of(&DAYS);
    let items: Vec<Value> = (0..=chance.below(3))
        .map(|_| {
            make::item(
                chance.of(&ITEMS),
                chance.of(&["1", "2.5", "0.333"]),
                chance.of(&[1, 99_999, 450_000]),
            )
        })
        .collect();
    let mut draft = json!({"items": items, "occurred_on": day, "status": chance.of(&["open", "done", "done"]), "payment_method": chance.of(&["cash", "transfer"])});
    let name = chance.of(&NAMES);
    if !name.is_empty() {
        draft["customer_name"] = json!(name);
    }
    who.post("/jobs", &draft).await.expect(201)
}

/// One of the things that happen to a job; most often nothing.
async fn change(admin: &Client, job: &Answer, which: usize) {
    let path = format!("/jobs/{}", job.str("/id"));
    let (seen, is_done) = (admin.seen(job), job.str("/status") == "done");
    let patched = match which {
        0 => return drop(seen.delete(&path).await.expect(204)),
        1 => {
            seen.delete(&path).await.expect(204);
            let gone = admin.get(&path).await.expect(200);
            let restore = format!("{path}/restore");
            return drop(admin.seen(&gone).act(&restore).await.expect(200));
        }
        2 => json!({"items": [make::item("Cutting", "3", 777)]}),
        3 => json!({"occurred_on": "2026-10-15"}),
        4 if is_done => json!({"completed_on": "2026-11-24"}),
        5 if is_done => {
            return drop(seen.act(&format!("{path}/reopen")).await.expect(200));
        }
        _ => return,
    };
    seen.patch(&path, &patched).await.expect(200);
}
