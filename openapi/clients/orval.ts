// A round with the client that orval makes: sign in, record, page, correct, and read problems by their types.

import * as zehmo from "./generated/zehmo";
import { equal, told } from "./told";

const { ZEHMO_ORIGIN: origin = "", ZEHMO_USER: username = "", ZEHMO_PASSWORD: password = "" } = process.env;
// What it makes calls addresses without an origin, as a page of the same site does.
const ask = globalThis.fetch;
globalThis.fetch = (address, how) => ask(new URL(String(address), origin), how);

const signedIn = async () => {
  const wrong = await zehmo.startSession({ username: "nobody", password: "not this one" });
  equal(wrong.status === 401 && wrong.data.code, "bad_credentials");
  const session = await zehmo.startSession({ username, password });
  if (session.status !== 200) throw new Error(session.data.detail);
  return { Authorization: `Bearer ${session.data.access_token}` };
};

function draft(what: string, quantity = "1.5"): zehmo.JobDraft {
  const unit_price = { amount_minor: 450_000, currency: zehmo.Currency.NGN };
  return { customer_name: "Orval's tailoring", items: [{ description: what, quantity, unit_price }] };
}

async function round() {
  const headers = await signedIn();
  const made: zehmo.Job[] = [];
  for (const number of [1, 2, 3]) {
    const answer = await zehmo.createJob(draft(`Orval ${number}`), { headers });
    if (answer.status !== 201) throw new Error(answer.data.detail);
    made.push(answer.data);
  }

  const seen: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await zehmo.listJobs({ q: "orval", sort: "number", limit: 2, cursor }, { headers });
    if (page.status !== 200) throw new Error(page.data.detail);
    seen.push(page.data.data.map((job) => job.number));
    cursor = page.data.page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const [first, second, third] = made.map((job) => job.number);
  equal(seen, [[first, second], [third]]);

  const { id, rev } = told(made[0]);
  // It leaves headers to the caller, required ones too.
  const at = (seen: number) => ({ headers: { ...headers, "If-Match": `"${seen}"` } });
  const blind = await zehmo.updateJob(id, { payment_method: "transfer" }, { headers });
  equal(blind.status === 428 && blind.data.code, "precondition_required");
  const after = await zehmo.updateJob(id, { payment_method: "transfer" }, at(rev));
  equal(after.status === 200 && [after.data.payment_method, after.data.rev], ["transfer", rev + 1]);

  const stale = await zehmo.updateJob(id, { payment_method: "cash" }, at(rev));
  equal(stale.status === 412 && [stale.data.code, stale.data.changed_by], ["stale", username]);

  const invalid = await zehmo.updateJob(id, { items: draft("Nothing", "0").items }, at(rev + 1));
  const faults = invalid.status === 422 && invalid.data.errors.map((error) => [error.pointer, error.code]);
  equal(faults, [["#/items/0/quantity", "too_small"]]);

  const no_file = await zehmo.createImport(new Blob(["{}"]), { time_zone: "Africa/Lagos" }, { headers });
  equal(no_file.status === 400 && no_file.data.code, "malformed");
}

void round();
