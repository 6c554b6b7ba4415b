// A sale of three items by keyboard alone, its draft, its errors, and the change that somebody else made first.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

const KEY_BUDGET = 32;
let server, browser, ada, bisi;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  await ada.person('bisi', 'manager');
  bisi = await ada.as('bisi');
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '2', 450_000), item('Melow label, gloss', '1000', 1_000), item('Sticker, round 50 mm', '100', 2_500)]);
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

test(`three items are sold by keyboard alone, with at most ${KEY_BUDGET} keys`, async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs', 'tobi');
  await page.getByText('Adaeze & Sons').first().waitFor();
  let keys = 0;
  const press = async (...names) => {
    for (const name of names) {
      await page.keyboard.press(name);
      keys += 1;
    }
  };
  const offered = (text) => page.getByRole('option', { name: new RegExp(text) }).first().waitFor();
  await press('n');
  await page.getByRole('heading', { name: 'New job' }).waitFor();
  await page.getByRole('combobox', { name: 'Customer' }).waitFor();
  await press('a', 'd', 'a');
  await offered('Adaeze');
  await press('Enter', 'b', 'a', 'n');
  await offered('Banner');
  await press('Enter', '3', 'Enter', 'm', 'e', 'l');
  await offered('Melow');
  await press('Enter', '1', '0', 'Enter', 's', 't', 'i');
  await offered('Sticker');
  await press('Enter', '2', 'Enter', 'Enter', 't');
  await accessible(page, 'a job before it is saved');
  await picture(page, 'new-job');
  await press('Control+Enter');
  await page.getByText(/Job J-\d{4}-00002 saved/).waitFor();
  assert.ok(keys <= KEY_BUDGET, `${keys} keys`);
  const saved = (await ada.call('GET', '/jobs?limit=1')).data[0];
  assert.equal(saved.total.amount_minor, 3 * 450_000 + 10 * 1_000 + 2 * 2_500);
  assert.equal(saved.payment_method, 'transfer');
  assert.equal(saved.items.length, 3);
  await leave(someone);
});

test('a draft outlives a reload, belongs to its tab, and is gone once saved', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs/new', 'tobi');
  await page.getByRole('combobox', { name: 'Customer' }).fill('Halima Stores');
  await page.getByText(/Draft kept at/).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'New job' }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some((field) => field.value === 'Halima Stores'));
  const second = await someone.context.newPage();
  await second.goto('/jobs/new');
  const customer = second.getByRole('combobox', { name: 'Customer' });
  await customer.waitFor();
  assert.equal(await customer.inputValue(), '');
  await leave(someone);
});

test('whoever leaves a form with something in it is asked once, however they leave', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const dialog = page.getByRole('dialog', { name: 'This job is not saved' });
  const customer = page.getByRole('combobox', { name: 'Customer' });
  await enter(page, '/jobs/new', 'tobi');
  await customer.fill('Wale Logistics');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await dialog.waitFor();
  await accessible(page, 'leaving a form');
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await customer.inputValue(), 'Wale Logistics');
  await page.locator('#main h1').click();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await dialog.getByRole('button', { name: 'Leave, keep the draft' }).click();
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
  await page.getByRole('link', { name: 'New job' }).first().click();
  await customer.waitFor();
  assert.equal(await customer.inputValue(), 'Wale Logistics');
  await page.getByRole('link', { name: /^Close/ }).click();
  await dialog.getByRole('button', { name: 'Discard the draft' }).click();
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await leave(someone);
});

test('what is wrong is said under its field, and nothing is saved', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const before = (await ada.call('GET', '/jobs/summary')).count;
  await enter(page, '/jobs/new', 'tobi');
  await page.getByRole('combobox', { name: 'Customer' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('[aria-invalid=true]').first().waitFor();
  await accessible(page, 'a job with errors');
  await picture(page, 'new-job-errors');
  assert.equal((await ada.call('GET', '/jobs/summary')).count, before);
  await leave(someone);
});

test('a job that somebody else changed first is shown both ways, and nothing is overwritten', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const job = await ada.job('Grace Chapel', [item('Programme A5', '50', 5_000)]);
  await enter(page, `/jobs/${job.id}/edit`);
  const customer = page.getByRole('combobox', { name: 'Customer' });
  await customer.waitFor();
  await bisi.call('PATCH', `/jobs/${job.id}`, { payment_method: 'transfer' }, { 'if-match': `"${job.rev}"` });
  await customer.fill('Grace Chapel Choir');
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/bisi changed this/i).waitFor();
  await accessible(page, 'a stale edit');
  await picture(page, 'stale');
  assert.equal((await ada.call('GET', `/jobs/${job.id}`)).rev, job.rev + 1);
  await leave(someone);
});

test('the next sale begins empty and is a job of its own', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs/new', 'tobi');
  const before = (await ada.call('GET', '/jobs/summary')).count;
  for (const [what, price] of [['Cutting', '500'], ['Folding', '300']]) {
    await page.getByRole('combobox', { name: 'Description, row 1' }).fill(what);
    await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('2');
    await page.getByRole('textbox', { name: 'Price, row 1' }).fill(price);
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'f-customer_name');
    await page.getByText('Total, 0 items').waitFor();
  }
  const jobs = (await ada.call('GET', '/jobs?limit=2&sort=-number')).data;
  assert.deepEqual(jobs.map((job) => job.items[0].description), ['Folding', 'Cutting']);
  assert.equal((await ada.call('GET', '/jobs/summary')).count, before + 2);
  await leave(someone);
});

test('theirs is loaded, mine is still to be had, and saving it is meant', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const job = await ada.job('Zuma Water', [item('Label', '50', 5_000)]);
  await enter(page, `/jobs/${job.id}/edit`);
  const quantity = page.getByRole('textbox', { name: 'Quantity, row 1' });
  await quantity.fill('60');
  const items = [{ id: job.items[0].id, ...item('Label', '70', 5_000) }];
  await ada.call('PATCH', `/jobs/${job.id}`, { items }, { 'if-match': `"${job.rev}"` });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Load/ }).click();
  await page.waitForFunction(() => document.querySelector('.line input[id$=quantity]')?.value === '70');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForFunction(() => document.querySelector('.line input[id$=quantity]')?.value === '60');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`Job ${job.number} saved`).waitFor();
  assert.equal((await ada.call('GET', `/jobs/${job.id}`)).items[0].quantity, '60');
  await leave(someone);
});
