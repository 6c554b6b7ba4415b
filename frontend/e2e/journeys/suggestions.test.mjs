// What is lit is what is taken: the very name first, a price typed by hand never replaced.
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
  await ada.job('Ada', [item('Banner', '1', 450_000)]);
  // The later ones stand before the earlier ones, where nothing else decides.
  await ada.job('Adaeze & Sons', [item('Banner large', '1', 900_000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function newJob() {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/jobs/new');
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.getByRole('combobox', { name: 'Customer' }).waitFor();
  return someone;
}

const customer = (page) => page.getByRole('combobox', { name: 'Customer' });
const described = (page, row = 1) => page.getByRole('combobox', { name: `Description, row ${row}` });
const price = (page, row = 1) => page.getByRole('textbox', { name: `Price, row ${row}` });
/** What Enter would take: one option, and it is seen. */
const lit = (page, name) => page.getByRole('option', { name, exact: false, selected: true }).filter({ visible: true }).waitFor();
const latest = async () => (await ada.call('GET', '/jobs?limit=1&sort=-number')).data[0];

test('the customer and the item of the very name are the top hits, and Enter takes them', async () => {
  const someone = await newJob();
  const { page } = someone;
  await customer(page).pressSequentially('ada');
  await lit(page, /^Ada\b(?!eze)/);
  await accessible(page, 'a lit suggestion');
  await page.keyboard.press('Enter');
  assert.equal(await customer(page).inputValue(), 'Ada');
  await described(page).pressSequentially('banner');
  await lit(page, /^Banner\b(?! large)/);
  await picture(page, 'suggestion-lit');
  await page.keyboard.press('Enter');
  assert.equal(await price(page).inputValue(), '4,500.00');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d+ saved/).waitFor();
  const saved = await latest();
  assert.deepEqual([saved.customer.name, saved.items[0].description, saved.total.amount_minor], ['Ada', 'Banner', 450_000]);
  await leave(someone);
});

test('Ctrl+Enter saves what is lit, in the customer as in an item', async () => {
  const someone = await newJob();
  const { page } = someone;
  await described(page).pressSequentially('banner l');
  await lit(page, /Banner large/);
  await page.keyboard.press('Enter');
  await customer(page).pressSequentially('adaez');
  await lit(page, /Adaeze/);
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d+ saved/).waitFor();
  assert.equal((await latest()).customer.name, 'Adaeze & Sons');
  await described(page).pressSequentially('banner l');
  await lit(page, /Banner large/);
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'f-customer_name' && document.querySelector('.line input').value === '');
  assert.equal((await latest()).items[0].description, 'Banner large');
  assert.equal((await latest()).customer, null);
  await leave(someone);
});

test('letters that only begin a known name are kept by Tab, as the list says', async () => {
  const someone = await newJob();
  const { page } = someone;
  await customer(page).pressSequentially('Adae');
  await lit(page, /Adaeze/);
  await page.getByText('keep “Adae”').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await customer(page).inputValue(), 'Adae');
  await page.getByText('New customer').waitFor();
  await leave(someone);
});

test('a price typed by hand is offered another one, and never replaced', async () => {
  const someone = await newJob();
  const { page } = someone;
  await described(page).pressSequentially('banner');
  await lit(page, /^Banner\b(?! large)/);
  await page.keyboard.press('Enter');
  await price(page).fill('500');
  await described(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('r');
  await lit(page, /^Banner\b(?! large)/);
  await page.keyboard.press('Enter');
  assert.equal(await price(page).inputValue(), '500.00');
  await page.getByText('Last sold at ₦4,500.00.').waitFor();
  await accessible(page, 'an offered price');
  await picture(page, 'price-offered');
  await page.getByRole('button', { name: 'Use this price' }).click();
  assert.equal(await price(page).inputValue(), '4,500.00');
  await page.getByText('Last sold at').waitFor({ state: 'hidden' });
  // A field that a person touched stays theirs.
  await described(page).fill('');
  await described(page).pressSequentially('banner l');
  await lit(page, /Banner large/);
  await page.keyboard.press('Enter');
  assert.equal(await price(page).inputValue(), '4,500.00');
  await page.getByText('Last sold at ₦9,000.00.').waitFor();
  await leave(someone);
});
