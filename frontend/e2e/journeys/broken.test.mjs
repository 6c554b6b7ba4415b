// An app that cannot start, and a server that fails: what people see instead.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('G66: a page whose code does not arrive says so without it, and starts when it is reloaded', async () => {
  for (const files of ['**/app.*.wasm', '**/app.*.js', '**/boot.*.js']) {
    const someone = await visitor(browser, server.origin);
    const { page } = someone;
    await intercept(page, files, (route) => route.abort('connectionfailed'));
    await page.goto('/jobs');
    await page.getByRole('heading', { name: 'Something broke' }).waitFor();
    assert.ok(await page.locator('#app').isHidden(), files);
    await accessible(page, files);
    await picture(page, 'broken');
    await page.unroute(files);
    await page.getByRole('link', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await leave(someone);
  }
});

test('a start that is slow says so, and is no blank page', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  let open;
  const gate = new Promise((release) => { open = release; });
  await intercept(page, '**/app.*.wasm', async (route) => {
    await gate;
    await route.fallback();
  });
  await page.goto('/jobs', { waitUntil: 'commit' });
  const line = page.locator('.slow-start');
  await page.waitForFunction(() => {
    const line = document.querySelector('.slow-start');
    return line && getComputedStyle(line).opacity === '1';
  });
  assert.match(await line.textContent(), /on its way/);
  await page.locator('.frame-waiting .home').waitFor();
  await picture(page, 'slow-start');
  open();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await line.count(), 0);
  await leave(someone);
});

test('G66: a fault of the server shows its request id, and can be tried again', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  const id = '3f6c1a52-7f0e-4a7e-9a49-0d9f6a1c2b3d';
  const problem = {
    type: '/problems/internal', title: 'Something went wrong', status: 500, code: 'internal',
    detail: 'The server met something it did not expect.', instance: `/requests/${id}`, request_id: id, errors: [],
  };
  await intercept(page, '**/api/v1/customers?*', (route) => route.fulfill({
    status: 500, contentType: 'application/problem+json', headers: { 'x-request-id': id }, body: JSON.stringify(problem),
  }));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await page.getByText('could not be loaded').first().waitFor();
  await page.getByText(id).waitFor();
  await accessible(page, 'a fault of the server');
  await picture(page, 'fault');
  await page.unroute('**/api/v1/customers?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No customers yet').first().waitFor();
  await leave(someone);
});
