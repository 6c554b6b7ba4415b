// On paper: a list says what it holds and when it was printed, a job is without what only the screen needs.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';

const LONG = 'The Reverend Doctor Olufunmilayo Adaeze & Sons Printing and Packaging Company of Lagos';

let server, browser, ada, job;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  job = await ada.job(LONG, [item('Banner', '1', 450_000)], { status: 'done' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function printed(path) {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto(path);
  await signIn(page, 'ada', PASSWORD);
  await page.getByText(LONG).first().waitFor();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  return someone;
}

test('a printed list says its filter and its time, and cuts no name', async () => {
  const someone = await printed('/jobs?status=done&q=banner');
  const { page } = someone;
  const words = await page.locator('.only-print').innerText();
  assert.match(words, /All · Search: banner · Status: Completed · printed \d+ \w+ \d{4}, \d\d:\d\d/);
  const name = page.locator('td.b-name').first();
  assert.equal(await name.evaluate((cell) => cell.scrollWidth > cell.clientWidth), false);
  assert.equal(await page.getByRole('link', { name: 'New job' }).first().isVisible(), false);
  await leave(someone);
});

test('a printed job is without its history and without links', async () => {
  const someone = await printed(`/jobs/${job.id}`);
  const { page } = someone;
  await page.locator('.drawer .items').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'History' }).isVisible(), false);
  assert.equal(await page.getByText('All jobs of this customer').isVisible(), false);
  await leave(someone);
});
