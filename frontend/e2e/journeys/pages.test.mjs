// Every other page: the dashboard and its table, spending, customers, people, settings, the import, and what staff may not open.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '2', 450_000)], { status: 'done' });
  await ada.job('Loyal Prints', [item('Melow label', '10', 1_000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(page, path, username = 'ada') {
  await page.goto(path);
  await signIn(page, username, PASSWORD);
  await page.locator('#main h1').waitFor();
}

test('the dashboard adds up, links to its lists, and has a table beside its chart', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/');
  await page.getByRole('link', { name: /Revenue/ }).getByText('₦9,000').waitFor();
  await accessible(page, 'dashboard');
  await picture(page, 'dashboard');
  await page.getByRole('radio', { name: 'Table' }).check();
  await page.getByRole('table').first().waitFor();
  await accessible(page, 'dashboard, table');
  await page.getByRole('link', { name: /Incomplete/ }).first().click();
  await page.waitForURL(/\/jobs\?status=open/);
  await leave(someone);
});

test('staff see neither revenue nor the pages of administrators', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/dashboard', 'tobi');
  await page.getByText('Jobs today').first().waitFor();
  assert.equal(await page.getByText('Revenue').count(), 0);
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Users/ }).count(), 0);
  await page.goto('/users');
  await page.getByText('You may not see this page').waitFor();
  await accessible(page, 'forbidden');
  await picture(page, 'forbidden');
  await leave(someone);
});

test('spending is written in the first row of its list', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/expenditures', 'tobi');
  await page.getByRole('textbox', { name: /Description/ }).first().fill('Lunch allowance');
  await page.getByRole('textbox', { name: /Quantity/ }).first().fill('5');
  await page.getByRole('textbox', { name: /Unit cost/ }).first().fill('500');
  await page.keyboard.press('Enter');
  await page.getByText('Lunch allowance saved').waitFor();
  await page.getByRole('row', { name: /Lunch allowance/ }).getByText('2,500').first().waitFor();
  assert.equal(await page.locator('[aria-invalid=true]').count(), 0, 'the next entry is not wrong yet');
  assert.equal((await ada.call('GET', '/expenditures?limit=1')).data[0].total.amount_minor, 250_000);
  await accessible(page, 'expenditures');
  await picture(page, 'expenditures');
  await leave(someone);
});

test('customers, people, roles, settings and the account are there and accessible', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/customers');
  for (const [path, text] of [
    ['/customers', 'Adaeze & Sons'],
    ['/users', 'tobi'],
    ['/roles', 'jobs.write'],
    ['/settings', 'Shop name'],
    ['/account', 'Sessions'],
  ]) {
    await page.goto(path);
    await page.getByText(text).first().waitFor();
    await accessible(page, path);
    await picture(page, path.slice(1));
  }
  await leave(someone);
});
