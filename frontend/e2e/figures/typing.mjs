// Typing into a job of twenty rows: from the key to the paint.
import { leave, signIn, visitor } from '../harness/browser.mjs';
import { PASSWORD } from '../harness/server.mjs';
import { LEAST_MS, forget, percentile, seen, watch } from './interactions.mjs';

/** A quick typist's pause between two keys. */
const PAUSE_MS = 80;

export async function typing(browser, { server, long }) {
  const someone = await visitor(browser, server.origin);
  const { context, page } = someone;
  await watch(context);
  await page.goto(`/jobs/${long.id}/edit`);
  await signIn(page, 'ada', PASSWORD);
  await page.getByRole('textbox', { name: 'Quantity, row 20' }).waitFor();
  const fields = [
    [page.getByRole('textbox', { name: 'Price, row 20' }), '1234567'],
    [page.getByRole('textbox', { name: 'Quantity, row 1', exact: true }), '1234.5'],
    [page.getByRole('combobox', { name: 'Description, row 10' }), ' gloss banner, both sides'],
    [page.getByRole('combobox', { name: 'Customer' }), ' and daughters'],
  ];
  // Once before it counts: the first key compiles what it runs.
  await keys(page, fields);
  await forget(page);
  const count = await keys(page, fields);
  const { told } = await seen(page);
  const times = told.map(({ ms }) => ms);
  // Those that the browser does not tell of were shorter than what it tells of.
  while (times.length < count) times.push(LEAST_MS);
  await leave(someone);
  return { keys: count, p95_ms: percentile(times, 95), worst_ms: Math.max(...times) };
}

async function keys(page, fields) {
  let count = 0;
  for (const [field, text] of fields) {
    await field.evaluate((input) => {
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    });
    await page.keyboard.type(text, { delay: PAUSE_MS });
    count += text.length;
    for (let left = text.length; left > 0; left -= 1) {
      await page.keyboard.press('Backspace', { delay: PAUSE_MS / 2 });
      count += 1;
    }
  }
  return count;
}
