// The ways out of a form, by the browser's own Back too; and what goes on while a page stays open.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
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

const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const customer = (page) => page.getByRole('combobox', { name: 'Customer' });

async function enter(path, options) {
  const someone = await visitor(browser, server.origin, options);
  await someone.page.goto(path);
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.locator('#main h1').waitFor();
  return someone;
}

test('Back asks a form with something in it, and goes back when that is meant', async () => {
  const someone = await enter('/customers');
  const { page } = someone;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
  await heading(page, 'Jobs').waitFor();
  await page.getByRole('link', { name: 'New job' }).first().click();
  await customer(page).fill('Wale Logistics');
  const dialog = page.getByRole('dialog', { name: 'This job is not saved' });
  await page.evaluate(() => history.back());
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await customer(page).inputValue(), 'Wale Logistics');
  // A person presses Back again once the address is the form's again.
  await page.waitForURL('**/jobs/new*');
  await page.evaluate(() => history.back());
  await dialog.getByRole('button', { name: 'Leave, keep the draft' }).click();
  await heading(page, 'Jobs').waitFor();
  await page.evaluate(() => history.back());
  await heading(page, 'Customers').waitFor();
  // What is typed and taken away again needs no question.
  await page.evaluate(() => history.forward());
  await heading(page, 'Jobs').waitFor();
  await page.getByRole('link', { name: 'New job' }).first().click();
  await customer(page).fill('');
  await page.evaluate(() => history.back());
  await heading(page, 'Jobs').waitFor();
  await leave(someone);
});

test('users, settings and expenditures ask before what was changed is left', async () => {
  const made = await ada.call('POST', '/users', { username: 'musa', email: 'musa@example.com', role: 'manager' });
  const spent = await ada.call('POST', '/expenditures', { description: 'Diesel', quantity: '2', unit_cost: { amount_minor: 50_000, currency: 'NGN' } });
  const someone = await enter('/customers');
  const { page } = someone;
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  const forms = [
    ['/users/new', () => page.locator('#f-username'), () => page.keyboard.press('Escape')],
    [`/users/${made.user.id}`, () => page.locator('#f-email'), () => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click()],
    ['/settings', () => page.locator('#f-shop_name'), () => page.evaluate(() => history.back())],
    [`/expenditures/${spent.id}`, () => page.locator('#edit-description'), () => page.locator('[data-close-drawer]').first().click()],
  ];
  for (const [address, field, away] of forms) {
    await page.evaluate((address) => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }, address);
    await page.waitForURL(`**${address}`);
    if (address.startsWith('/expenditures')) await page.getByRole('button', { name: 'Edit' }).click();
    await field().waitFor();
    // What is not changed is not asked about; what is typed stays while one keeps editing.
    await field().fill('changed_here');
    await away();
    await dialog.waitFor();
    if (address === '/settings') {
      await accessible(page, 'leaving a form without saving');
      await picture(page, 'unsaved');
    }
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    assert.equal(await field().inputValue(), 'changed_here', address);
    await page.waitForURL(`**${address}*`);
    await away();
    await dialog.getByRole('button', { name: 'Discard the changes' }).click();
    await page.waitForURL((url) => url.pathname !== address);
    await field().waitFor({ state: 'detached' });
  }
  assert.equal((await ada.call('GET', `/users/${made.user.id}`)).email, 'musa@example.com');
  assert.equal((await ada.call('GET', '/settings')).shop_name, 'Kingsway Labels');
  await leave(someone);
});

test('after an edit is saved, Back leads to where it began and not to the form', async () => {
  const job = await ada.job('Edit Ltd', [item('Banner', '1', 450_000)]);
  const someone = await enter('/jobs?q=edit');
  const { page } = someone;
  await page.getByRole('cell', { name: 'Edit Ltd' }).first().waitFor();
  await page.locator('.row-link').first().click();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Price, row 1' }).fill('4600');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`Job ${job.number} saved`).waitFor();
  await page.waitForURL((url) => url.pathname === `/jobs/${job.id}` && url.search === '?q=edit');
  await page.locator('.drawer').getByText('4,600').first().waitFor();
  await page.goBack();
  await page.waitForURL((url) => url.pathname === '/jobs' && url.search === '?q=edit');
  await leave(someone);
});

test('the currency stays once an amount is recorded, and the page says so before it is tried', async () => {
  const someone = await enter('/settings');
  const { page } = someone;
  await page.getByText('Amounts are recorded in it, so it stays.').waitFor();
  assert.ok(await page.getByLabel('Currency').isDisabled());
  await leave(someone);
});

test('a list that is left open on “Today” goes on with the new day, and the dashboard renews itself', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  // Yesterday, a moment before midnight in Lagos; the answers of the server carry this clock as well.
  const today = new Date(Date.now() + 3_600_000).toISOString().slice(0, 10);
  const midnight = Date.parse(`${today}T00:00:00+01:00`);
  const yesterday = new Date(midnight - 1_800_000).toISOString().slice(0, 10);
  await page.clock.install({ time: midnight - 30_000 });
  await intercept(page, '**/api/v1/**', async (route) => {
    const answer = await route.fetch();
    const now = await page.evaluate(() => Date.now());
    await route.fulfill({ response: answer, headers: { ...answer.headers(), date: new Date(now).toUTCString() } });
  });
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await heading(page, 'Jobs').waitFor();
  await page.getByRole('link', { name: 'Today' }).click();
  await page.waitForURL(new RegExp(`occurred_on_from=${yesterday}`));
  await page.clock.runFor(60_000);
  await page.waitForURL(new RegExp(`occurred_on_from=${today}`));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard' }).click();
  await page.getByText(/figures of \d/).waitFor();
  const renewed = page.waitForRequest((request) => request.url().endsWith('/api/v1/dashboard') && request.headers()['x-background'] === '1');
  await page.clock.fastForward(301_000);
  await renewed;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await leave(someone);
});
