//! The document's own words: what the API is, how one calls it, and what each group of operations is for.

use serde_json::{Value, json};

const INTRODUCTION: &str = "\
The books of a shop: jobs with their items, customers, expenditures, and the figures that follow from them.

**The first call.** Sign in, then send the token along:

```sh
curl -s http://127.0.0.1:8080/api/v1/auth/sign-in -H 'Content-Type: application/json' \\
     -d '{\"username\":\"ada\",\"password\":\"…\"}'
curl -s http://127.0.0.1:8080/api/v1/jobs?status=open -H \"Authorization: Bearer $TOKEN\"
```

**What holds everywhere.** Money is whole minor units with a currency, quantities are decimal strings, instants are UTC, \
days are the shop's. Every field is always present, `null` when empty; new fields and new words of a list may come at any \
time. Fields and parameters that an operation does not know are refused.

**Changing a record** needs `If-Match` with the `ETag` that was read: whoever saw an older one gets 412 `stale` with who \
changed it and when. **Repeating a call** is safe with an `Idempotency-Key`.

**Problems** are `application/problem+json` (RFC 9457); `code` is the contract, `errors` names each field at fault, and \
`GET /problems/{code}` explains it. A method that an address does not know answers 405 with `Allow`. What is no HTTP, or \
whose headers are larger than 128 KiB, is refused before the API sees it: 400 or 431 without a body.

**Lists** give `page.next_cursor`, and the same in `Link`: send it as `cursor` with the same filters and order.";

/// What each tag is for. A slice's tag without a line here fails the document's lint.
const TAGS: [(&str, &str); 12] = [
    (
        "audit",
        "The journal of everything that was done, which is never changed.",
    ),
    (
        "auth",
        "Signing in, refreshing and signing out; codes and the rules for passwords.",
    ),
    (
        "customers",
        "Customers, made from the names that jobs are recorded with.",
    ),
    (
        "dashboard",
        "The figures of today, the week and the month, each with the list that sums to it.",
    ),
    ("expenditures", "What the shop spends."),
    (
        "imports",
        "Bringing in the books of the original application.",
    ),
    (
        "jobs",
        "Sales and orders with their items, from recording to completion.",
    ),
    ("me", "The signed-in user: rights, sessions, password."),
    (
        "operations",
        "Whether the server is well, what it is, and this document.",
    ),
    (
        "settings",
        "The shop's name, currency, time zone and rules.",
    ),
    ("setup", "The first user of a new shop."),
    ("users", "Who may sign in, and in which role."),
];

pub fn info() -> Value {
    json!({
        "title": "Zehmo",
        "version": "1.0.0",
        "summary": "Business management for a small shop.",
        "description": INTRODUCTION,
        "license": { "name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later" },
    })
}

pub fn tags(used: &[String]) -> Value {
    let known = TAGS
        .iter()
        .filter(|(name, _)| used.iter().any(|tag| tag == name));
    Value::Array(
        known
            .map(|(name, description)| json!({ "name": name, "description": description }))
            .collect(),
    )
}

pub fn security() -> Value {
    json!({ "bearer": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "`access_token` of `POST /api/v1/auth/sign-in`, good for ten minutes; `POST /api/v1/auth/refresh` gives the next one.",
    } })
}
