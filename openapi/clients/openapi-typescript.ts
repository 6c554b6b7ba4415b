// A round with the types that openapi-typescript makes: sign in, record, page, correct, and read problems by their types.

import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema";
import { equal, told } from "./told";

type Job = components["schemas"]["Job"];
const { ZEHMO_ORIGIN: baseUrl = "", ZEHMO_USER: username = "", ZEHMO_PASSWORD: password = "" } = process.env;
const stranger = createClient<paths>({ baseUrl });

async function signedIn() {
  const wrong = await stranger.POST("/api/v1/auth/sign-in", { body: { username: "nobody", password: "not this one" } });
  equal(wrong.error?.code, "bad_credentials");
  const { data } = await stranger.POST("/api/v1/auth/sign-in", { body: { username, password } });
  const token = told(data).access_token;
  // Who has the published keys checks a token without asking.
  const { createRemoteJWKSet, jwtVerify } = await import("jose");
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", baseUrl));
  const { payload } = await jwtVerify(token, keys, { algorithms: ["EdDSA"], audience: "zehmo-api", issuer: baseUrl, typ: "at+jwt" });
  equal(payload["role"], "admin");
  const headers = { Authorization: `Bearer ${token}` };
  return createClient<paths>({ baseUrl, headers });
}

function draft(what: string, quantity = "1.5"): components["schemas"]["JobDraft"] {
  const unit_price = { amount_minor: 450_000, currency: "NGN" as const };
  return { customer_name: "Typed tailoring", items: [{ description: what, quantity, unit_price }] };
}

async function round() {
  const client = await signedIn();
  const made: Job[] = [];
  for (const number of [1, 2, 3]) {
    const { data } = await client.POST("/api/v1/jobs", { body: draft(`Typed ${number}`) });
    made.push(told(data));
  }
  equal(made.map((job) => job.total?.amount_minor), [675_000, 675_000, 675_000]);

  const seen: string[][] = [];
  let cursor: string | undefined;
  do {
    const query = { q: "typed", sort: "number", limit: 2, cursor };
    const { data } = await client.GET("/api/v1/jobs", { params: { query } });
    seen.push(told(data).data.map((job) => job.number));
    cursor = told(data).page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const [first, second, third] = made.map((job) => job.number);
  equal(seen, [[first, second], [third]]);

  const { id, rev } = told(made[0]);
  const at = (seen: number) => ({ path: { id }, header: { "If-Match": `"${seen}"` } });
  const after = await client.PATCH("/api/v1/jobs/{id}", { params: at(rev), body: { payment_method: "transfer" } });
  equal([after.data?.payment_method, after.data?.rev], ["transfer", rev + 1]);

  const stale = await client.PATCH("/api/v1/jobs/{id}", { params: at(rev), body: { payment_method: "cash" } });
  const problem = told(stale.error);
  equal(problem.status === 412 && [problem.code, problem.changed_by], ["stale", username]);

  const nothing = { items: draft("Nothing", "0").items };
  const invalid = await client.PATCH("/api/v1/jobs/{id}", { params: at(rev + 1), body: nothing });
  equal(invalid.error?.errors.map((error) => [error.pointer, error.code]), [["#/items/0/quantity", "too_small"]]);
}

void round();
