// The API's documentation: it renders and carries out calls under the same strict policy as the app.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, picture, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '3', 450_000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the page shows every group and carries out a call, and nothing leaves this server', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const elsewhere = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin)) elsewhere.push(request.url());
  });
  await page.goto('/docs');
  await page.getByRole('heading', { name: 'Zehmo' }).waitFor();
  const document = await (await fetch(`${server.origin}/openapi.json`)).json();
  for (const { name } of document.tags) await page.locator(`#operations-tag-${name}`).waitFor();
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const bearer = page.locator('.modal-ux form', { hasText: 'bearer (http, Bearer)' });
  await bearer.locator('input').fill(ada.token);
  await bearer.getByRole('button', { name: 'Apply credentials' }).click();
  await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).first().click();
  const list = page.locator('#operations-jobs-list_jobs');
  await list.locator('.opblock-summary-control').click();
  await list.getByRole('button', { name: 'Execute' }).click();
  await list.getByText('Adaeze & Sons').first().waitFor();
  await picture(page, 'docs');
  const made = page.locator('#operations-jobs-create_job');
  await made.locator('.opblock-summary-control').click();
  await made.getByRole('button', { name: 'Execute' }).click();
  await made.getByText("Ada's Prints").first().waitFor();
  assert.equal((await ada.call('GET', '/jobs/summary')).count, 2);
  assert.deepEqual(elsewhere, []);
  await leave(someone);
});
