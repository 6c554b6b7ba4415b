// The old application's books come in: a dry run that saves nothing, a yes, and the jobs are there.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { manyBooks, noBooks, originalBooks } from '../harness/original.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function choose(page, file) {
  await page.goto('/settings/import');
  await signIn(page, 'ada', PASSWORD);
  await page.getByLabel("The old application's database").setInputFiles(file);
  await page.getByRole('button', { name: 'Read the file' }).click();
}

test('a file that is no such database is refused in words, and nothing changes', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await choose(page, await noBooks());
  await page.getByRole('alert').first().waitFor();
  await accessible(page, 'a refused file');
  assert.equal((await ada.call('GET', '/jobs/summary')).count, 0);
  await leave(someone);
});

test('an import that is cancelled on its way leaves nothing, and its dry run waits for another yes', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await choose(page, await manyBooks(6_000));
  await page.getByRole('button', { name: /^Import 6,002 jobs/ }).click();
  await page.getByRole('heading', { name: 'Bringing the rows in' }).waitFor();
  await page.getByText(/^[1-9][0-9,]* of 6,0[0-9]+ rows$/).waitFor();
  const cancelled = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.match((await cancelled).url(), /\/api\/v1\/operations\/[0-9a-f-]{36}$/);
  await page.getByText('Nothing is saved yet.').waitFor();
  assert.equal((await ada.call('GET', '/jobs/summary')).count, 0);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('The dry run is discarded').waitFor();
  await leave(someone);
});

test('the dry run adds up and saves nothing; a yes brings the books in, once', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const file = await originalBooks();
  await choose(page, file);
  await page.getByText('Nothing is saved yet.').waitFor();
  assert.equal(await page.getByText('adds up', { exact: true }).count() >= 3, true);
  await page.getByRole('cell', { name: 'job_items 3' }).waitFor();
  await accessible(page, 'the dry run');
  await picture(page, 'import');
  assert.equal((await ada.call('GET', '/jobs/summary')).count, 0);
  await page.getByRole('button', { name: 'Import 2 jobs and 1 expenditure' }).click();
  await page.getByText('The books are in.').waitFor();
  await page.reload();
  await page.getByText('The books are in.').waitFor();
  const sum = await ada.call('GET', '/jobs/summary');
  assert.deepEqual([sum.count, sum.total.amount_minor], [2, 1_450_000]);
  await page.goto('/settings/import');
  await page.getByLabel("The old application's database").setInputFiles(file);
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.getByText('Nothing new is in the file.').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('The dry run is discarded').waitFor();
  await leave(someone);
});
