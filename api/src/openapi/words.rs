//! The document's own words: what the API is, how one calls it, and what each group of operations is for.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::http::operations::Operations;

/// Stands for this server's address in [`FIRST_CALL`].
const ORIGIN: &str = "http://127.0.0.1:8080";

/// The README shows the same; both are carried out by a test.
const FIRST_CALL: &str = r#"ZEHMO=http://127.0.0.1:8080
TOKEN=zehmo_pat_…
curl -s "$ZEHMO/api/v1/me" -H "Authorization: Bearer $TOKEN"
curl -s "$ZEHMO/api/v1/jobs?status=open" -H "Authorization: Bearer $TOKEN"
curl -s "$ZEHMO/api/v1/jobs" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -H "Idempotency-Key: till-7-0001" \
  -d '{"customer_name": "Ada Prints", "items": [{"description": "Banner 2 m", "quantity": "1",
       "unit_price": {"amount_minor": 150000, "currency": "NGN"}}]}'"#;

const BEFORE: &str = "\
The books of a shop: jobs with their items, customers, expenditures, and the figures that follow from them.

**The first call.** Make a personal token with the scopes `jobs.read` and `jobs.write` at *Account*, then send it along; it \
tells at `/me` what it may do, and a job that is sent twice with one key counts once:

```sh
";

const INTRODUCTION: &str = "
```

**What holds everywhere.** Money is whole minor units with a currency, quantities are decimal strings, instants are UTC, \
days are the shop's. Whole numbers have no fraction, no exponent and no zero in front: `33`, neither `33.0` nor `033`. Every field is always present, `null` when empty; new fields and new words of a list may come at any \
time. Fields and parameters that an operation does not know are refused.

**Changing a record** needs `If-Match` with the `ETag` that was read: whoever saw an older one gets 412 `stale` with who \
changed it and when. A patch is a JSON Merge Patch (RFC 7396), sent as `application/merge-patch+json` or `application/json`. \
**Repeating a call** is safe with an `Idempotency-Key`.

**Problems** are `application/problem+json` (RFC 9457); `code` is the contract, `errors` names each field at fault, and \
`GET /problems/{code}` explains it. A method that an address does not know answers 405 with `Allow`. What is no HTTP, or \
whose headers are larger than 128 KiB, is refused before the API sees it: 400 or 431 without a body.

**Personal tokens** (`zehmo_pat_…`, at *Account* or `POST /me/tokens`) act as their user, as far as their scopes go: \
`x-scopes` of an operation names those of which one is needed, none where no token may; with `x-permission-beside` the scope \
of that right is needed, too. They cannot prove who sits there, \
so what carries `x-step-up` is not theirs. A program that signs in instead has ten minutes with each `access_token`.

**Limits** are counted by user, by personal token, by address for whoever is not signed in: `RateLimit-Policy` and `RateLimit` say how many calls \
there are and are left; beyond them 429 `slow_down` with `Retry-After`.

**Browsers** keep the session by a cookie (`refresh_cookie` below) that scripts cannot read; what relies on it needs \
`X-CSRF-Token`.

**Lists** give `page.next_cursor`, and the same in `Link`: send it as `cursor` with the same filters and order.";

pub fn info(origin: &str) -> Value {
    let first_call = FIRST_CALL.replace(ORIGIN, origin);
    json!({
        "title": "Zehmo",
        "version": "1.0.0",
        "summary": "Business management for a small shop.",
        "description": format!("{BEFORE}{first_call}{INTRODUCTION}"),
        "license": { "name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later" },
    })
}

/// What the operations are grouped by, and what each group is for.
pub fn tags(operations: &Operations) -> Value {
    let named = operations.iter().flat_map(|one| {
        let tags = one.words.tags.iter().flatten();
        tags.map(|tag| (tag.as_str(), one.about))
    });
    // By name; the same name is told once.
    let tags: BTreeMap<&str, &str> = named.collect();
    let tags = tags.into_iter();
    Value::Array(
        tags.map(|(name, description)| json!({ "name": name, "description": description }))
            .collect(),
    )
}

pub fn security(refresh_cookie: &str) -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "`access_token` of `POST /api/v1/auth/sign-in`, good for ten minutes; `POST /api/v1/auth/refresh` gives the next one. Or a personal token of `POST /api/v1/me/tokens`, where `x-scopes` allows one.",
        },
        "refresh_cookie": {
            "type": "apiKey", "in": "cookie", "name": refresh_cookie,
            "description": "Set by whatever opens a session, replaced by each refresh, taken by the sign-out; no script can read it. The end of its name is this server's own.",
        },
    })
}
