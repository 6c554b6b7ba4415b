// Every way out of a form leads back to where one came from, filters included.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

const FILTERED = '/jobs?status=done&q=banner&sort=-total';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  for (const name of ['Adaeze & Sons', 'Bisi Alli', 'Grace Chapel']) {
    await ada.job(name, [item('Banner', '1', 450_000)], { status: 'done' });
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(path) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.locator('#main h1').waitFor();
  return someone;
}

const customer = (page) => page.getByRole('combobox', { name: 'Customer' });
const isAt = (page, address) => page.waitForURL((url) => `${url.pathname}${url.search}` === address);

test('Close leads from a new job to the list as it was filtered, also after a reload', async () => {
  for (const address of [FILTERED, '/customers?q=ada']) {
    const someone = await enter(address);
    const { page } = someone;
    await page.locator('.row-link').first().waitFor();
    await page.keyboard.press('n');
    await customer(page).waitFor();
    await page.getByRole('link', { name: /^Close/ }).click();
    await isAt(page, address);
    await page.locator('.row-link').first().waitFor();
    await page.keyboard.press('n');
    await customer(page).waitFor();
    await page.reload();
    await customer(page).waitFor();
    await page.keyboard.press('Escape');
    await isAt(page, address);
    await leave(someone);
  }
});

test('a corrected job leads back to its drawer, and that to the filtered list', async () => {
  const someone = await enter(FILTERED);
  const { page } = someone;
  await page.locator('.row-link').first().click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await customer(page).waitFor();
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('3');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d+ saved/).waitFor();
  await page.waitForURL((url) => /^\/jobs\/[0-9a-f-]{36}$/.test(url.pathname) && url.search === new URL(FILTERED, url).search);
  await page.locator('.drawer').getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('link', { name: /^Close/ }).click();
  await page.locator('.drawer').getByRole('link', { name: 'Edit' }).waitFor();
  await page.keyboard.press('Escape');
  await isAt(page, FILTERED);
  await leave(someone);
});

test('a drawer closes to the page of the list that it was opened from', async () => {
  const someone = await enter('/jobs?limit=2');
  const { page } = someone;
  await page.getByRole('link', { name: 'Older' }).click();
  await page.waitForURL(/cursor=/);
  const { pathname, search } = new URL(page.url());
  await page.getByText('rows shown: 1').waitFor();
  await page.locator('.row-link').first().click();
  await page.locator('.drawer').getByRole('link', { name: 'Edit' }).waitFor();
  await page.keyboard.press('Escape');
  await isAt(page, `${pathname}${search}`);
  await leave(someone);
});

test('what is saved and hidden by the filter of the list is said', async () => {
  const someone = await enter(FILTERED);
  const { page } = someone;
  await page.locator('.row-link').first().waitFor();
  await page.keyboard.press('n');
  for (const [what, status, hidden] of [['Cutting', 'Completed', true], ['Banner small', 'Completed', false], ['Banner', 'Incomplete', true]]) {
    await page.getByRole('combobox', { name: 'Description, row 1' }).fill(what);
    await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('2');
    await page.getByRole('textbox', { name: 'Price, row 1' }).fill('50');
    await page.getByRole('radio', { name: status }).check({ force: true });
    await page.keyboard.press('Control+Enter');
    const news = page.locator('.toast').last();
    await page.getByText('Total, 0 items').waitFor();
    await news.getByText(/saved/).waitFor();
    assert.equal(/the filter of the list hides it/.test(await news.innerText()), hidden, what);
  }
  await page.goto('/expenditures?q=diesel');
  const entry = page.getByRole('form', { name: 'New expenditure' });
  await entry.getByLabel('Description').fill('Paper');
  await entry.getByLabel('Unit cost').fill('50');
  await entry.getByLabel('Unit cost').press('Enter');
  await page.getByText('Paper saved; the filter hides it').waitFor();
  await leave(someone);
});
