// What outlives its page: a save whose answer comes late, and the acts on a toast. The app goes on, and says how it went.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { intercept, late, leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { originalBooks } from '../harness/original.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const BUSY = JSON.stringify({
  type: '/problems/busy', title: 'Busy at the moment', status: 503, code: 'busy', detail: 'The server cannot take this now; nothing was changed.',
  instance: '/requests/1', request_id: '', errors: [],
});
const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const toast = (page, text) => page.getByRole('region', { name: 'News' }).getByText(text).first();
const button = (page, name) => page.getByRole('region', { name: 'News' }).getByRole('button', { name });
const link = (page, name) => page.getByRole('region', { name: 'News' }).getByRole('link', { name });
const goTo = async (page, name) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  await heading(page, name).waitFor();
};
const cash = (amount_minor) => ({ amount_minor, currency: 'NGN' });

async function enter(path, username = 'ada') {
  const someone = await visitor(browser, server.origin);
  await someone.context.addInitScript(() => { globalThis.print = () => { document.body.dataset.printed = document.querySelector('.drawer h2').textContent; }; });
  await someone.page.goto(path);
  await signIn(someone.page, username, PASSWORD);
  await someone.page.locator('#main h1').waitFor();
  return someone;
}

async function typeSale(page, customer) {
  await page.getByRole('combobox', { name: 'Customer' }).fill(customer);
  await page.getByRole('combobox', { name: 'Description, row 1' }).fill('Cutting');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('1');
  await page.getByRole('textbox', { name: 'Price, row 1' }).fill('500');
}

test('a trash that fails is tried again from the toast, wherever one is', async () => {
  const job = await ada.job('Loyal Prints', [item('Banner', '1', 450_000)]);
  const spent = await ada.call('POST', '/expenditures', { description: 'Diesel', quantity: '2', unit_cost: cash(50_000) });
  const someone = await enter('/customers');
  const { page } = someone;
  for (const [place, path, name] of [['Jobs', `/jobs/${job.id}`, job.number], ['Expenditures', `/expenditures/${spent.id}`, 'Diesel']]) {
    await goTo(page, place);
    await page.locator(`.row-link[href^="${path}"]`).click();
    await intercept(page, `**/api/v1${path}`, (route) => (route.request().method() === 'DELETE' ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: BUSY }) : route.fallback()));
    await page.getByRole('button', { name: 'Trash' }).click();
    await toast(page, `${name} is still here`).waitFor();
    await goTo(page, 'Customers');
    await page.unroute(`**/api/v1${path}`);
    await button(page, 'Try again').click();
    await toast(page, `${name} moved to trash`).waitFor();
    assert.ok((await ada.call('GET', path)).deleted_at);
    await button(page, 'Undo').click();
    await toast(page, `${name} is back`).waitFor();
    assert.equal((await ada.call('GET', path)).deleted_at, null);
  }
  await leave(someone);
});

test('the toast of a saved sale prints and undoes it from another page', async () => {
  const someone = await enter('/jobs/new', 'tobi');
  const { page } = someone;
  await typeSale(page, 'Adaeze & Sons');
  await page.keyboard.press('Control+Enter');
  const saved = toast(page, /^Job J-\d{4}-\d{5} saved/);
  await saved.waitFor();
  const number = (await saved.textContent()).split(' ')[1];
  await goTo(page, 'Customers');
  await link(page, 'Print').click();
  await page.waitForFunction((number) => document.body.dataset.printed === number, number);
  await page.goBack();
  await heading(page, 'Customers').waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
  await page.getByRole('link', { name: 'New job' }).first().click();
  await typeSale(page, 'Halima Stores');
  await page.keyboard.press('Control+Enter');
  await toast(page, /^Job J-\d{4}-\d{5} saved/).waitFor();
  await goTo(page, 'Customers');
  await button(page, 'Undo').click();
  await toast(page, /moved to trash/).waitFor();
  const { data: trashed } = await ada.call('GET', '/jobs?deleted=only&q=halima');
  assert.equal(trashed.length, 1);
  await leave(someone);
});

test('a sale whose answer comes after Back is saved once, and its draft is gone', async () => {
  const someone = await enter('/jobs', 'tobi');
  const { page } = someone;
  await page.getByRole('link', { name: 'New job' }).first().click();
  await typeSale(page, 'Grace Chapel');
  const save = await late(page, '**/api/v1/jobs', 'POST');
  await page.keyboard.press('Control+Enter');
  await save.answered;
  await page.goBack();
  await heading(page, 'Jobs').waitFor();
  save.release();
  await toast(page, /^Job J-\d{4}-\d{5} saved/).waitFor();
  await page.getByRole('cell', { name: /Grace Chapel/ }).first().waitFor();
  await page.getByRole('link', { name: 'New job' }).first().click();
  const customer = page.getByRole('combobox', { name: 'Customer' });
  await customer.waitFor();
  assert.equal(await customer.inputValue(), '');
  assert.equal((await ada.call('GET', '/jobs?q=grace')).data.length, 1);
  await leave(someone);
});

test('an expenditure whose answer comes after the page was left is saved once, and can be undone', async () => {
  const someone = await enter('/expenditures#new');
  const { page } = someone;
  await page.locator('#f-description').fill('Bond paper');
  await page.locator('#f-unit_cost').fill('1500');
  const save = await late(page, '**/api/v1/expenditures', 'POST');
  await page.keyboard.press('Control+Enter');
  await save.answered;
  await goTo(page, 'Customers');
  save.release();
  await toast(page, 'Bond paper saved').waitFor();
  await goTo(page, 'Expenditures');
  assert.equal(await page.locator('#f-description').inputValue(), '');
  await goTo(page, 'Customers');
  await button(page, 'Undo').click();
  await toast(page, 'Bond paper moved to trash').waitFor();
  await leave(someone);
});

test('users, customers and settings say that they are saved to whoever left them', async () => {
  await ada.job('Wale Logistics', [item('Label', '1', 10_000)]);
  const made = await ada.call('POST', '/users', { username: 'musa', email: 'musa@example.com', role: 'manager' });
  const { data: [customer] } = await ada.call('GET', '/customers?q=wale');
  const someone = await enter('/jobs');
  const { page } = someone;
  const leaveWhileSaving = async (address, method, says) => {
    const save = await late(page, address, method);
    await page.keyboard.press('Control+Enter');
    await save.answered;
    // Over a dialog as well, as a key or another tab's link would.
    await page.evaluate(() => history.back());
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    save.release();
    await toast(page, says).waitFor();
    await page.unroute(address);
  };
  await goTo(page, 'Users');
  await page.locator(`.row-link[href^="/users/${made.user.id}"]`).click();
  await page.getByLabel('E-mail').fill('musa@example.org');
  await leaveWhileSaving(`**/api/v1/users/${made.user.id}`, 'PATCH', 'musa saved');
  await goTo(page, 'Customers');
  await page.getByRole('link', { name: 'Wale Logistics', exact: true }).click();
  await page.getByRole('button', { name: 'Rename' }).first().click();
  await page.getByRole('dialog').getByRole('textbox').fill('Wale Haulage');
  await leaveWhileSaving(`**/api/v1/customers/${customer.id}`, 'PATCH', 'Wale Logistics is now Wale Haulage');
  await goTo(page, 'Settings');
  await page.getByLabel('Shop name').fill('Kingsway Labels & Co');
  await leaveWhileSaving('**/api/v1/settings', 'PATCH', 'Settings saved');
  assert.equal((await ada.call('GET', `/users/${made.user.id}`)).email, 'musa@example.org');
  assert.equal((await ada.call('GET', '/settings')).shop_name, 'Kingsway Labels & Co');
  await goTo(page, 'Users');
  await page.locator(`.row-link[href^="/users/${made.user.id}"]`).click();
  await page.getByRole('button', { name: 'Disable' }).click();
  await toast(page, 'musa is disabled').waitFor();
  await goTo(page, 'Customers');
  await button(page, 'Undo').click();
  await toast(page, 'musa may sign in again').waitFor();
  await leave(someone);
});

test('an import that is left before its answer comes goes on and says so', async () => {
  const someone = await enter('/settings/import');
  const { page } = someone;
  await page.getByLabel("The old application's database").setInputFiles(await originalBooks());
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.getByText('Nothing is saved yet.').waitFor();
  const commit = await late(page, '**/api/v1/imports/*/commit', 'POST');
  await page.getByRole('button', { name: /^Import 2 jobs/ }).click();
  await commit.answered;
  await goTo(page, 'Customers');
  commit.release();
  await toast(page, 'The old books are in').waitFor();
  await link(page, 'See the report').click();
  await page.getByText('The books are in.').waitFor();
  await leave(someone);
});
