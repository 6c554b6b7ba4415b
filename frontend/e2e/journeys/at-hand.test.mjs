// What the job form knows by itself: one small answer when it opens, nothing asked after a sale, and letters folded as the server folds them.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
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

const customer = (page) => page.getByRole('combobox', { name: 'Customer' });
const described = (page, row = 1) => page.getByRole('combobox', { name: `Description, row ${row}` });
const quantity = (page, row = 1) => page.getByRole('textbox', { name: `Quantity, row ${row}` });
const price = (page, row = 1) => page.getByRole('textbox', { name: `Price, row ${row}` });
const lit = (page, name) => page.getByRole('option', { name, selected: true }).filter({ visible: true }).waitFor();
const saved = (page) => page.getByText(/Job J-\d{4}-\d+ saved/).first().waitFor();
const EMPTY = () => document.activeElement?.id === 'f-customer_name' && document.querySelector('.line input').value === '';

/** A new job's form, and what it has asked of the server since it was last looked at, by method and address. */
async function newJob() {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/customers');
  await signIn(page, 'ada', PASSWORD);
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  let asked = [];
  page.on('request', (request) => {
    const [, path] = request.url().split('/api/v1');
    if (path) asked.push(`${request.method()} ${decodeURIComponent(path)}`);
  });
  const told = (about) => {
    const heard = asked.filter((line) => about.test(line));
    asked = [];
    return heard;
  };
  const answered = page.waitForResponse((response) => response.url().endsWith('/jobs/suggestions'));
  await page.keyboard.press('n');
  await customer(page).waitFor();
  await (await answered).finished();
  return { ...someone, told };
}

test('the form asks once when it opens, and nothing after a sale, which it knows itself', async () => {
  const someone = await newJob();
  const { page, told } = someone;
  assert.deepEqual(told(/suggestions|customers/), ['GET /jobs/suggestions']);
  await customer(page).pressSequentially('Wale Logistics');
  await page.keyboard.press('Tab');
  await page.getByText('New customer').waitFor();
  await described(page).fill('Banner 2 m');
  await quantity(page).fill('1');
  await price(page).fill('4500');
  await page.keyboard.press('Control+Enter');
  await saved(page);
  await page.waitForFunction(EMPTY);
  // Beside the form stands what was just saved, and the names at hand know it.
  await page.getByRole('heading', { name: 'Saved by you today' }).waitFor();
  await page.locator('.aside-line', { hasText: 'Wale Logistics' }).waitFor();
  await page.locator('.aside-sum', { hasText: '1 job' }).waitFor();
  await described(page).pressSequentially('bann');
  await lit(page, /Banner 2 m.*Wale Logistics.*4,500\.00/);
  await customer(page).pressSequentially('wal');
  await lit(page, /Wale Logistics.*1 job/);
  // What they bought last is asked for once it is known whom the sale is for.
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Last for Wale Logistics' }).waitFor();
  const { data: [known] } = await ada.call('GET', '/customers?q=wale');
  // The menu counts what is incomplete; the form asks nothing.
  assert.deepEqual(told(/jobs|customers/), ['POST /jobs', 'GET /jobs/summary?status=open', `GET /jobs/suggestions?customer_id=${known.id}`]);
  await leave(someone);
});

test('what was sold and then undone is no longer counted', async () => {
  const someone = await newJob();
  const { page } = someone;
  await customer(page).pressSequentially('Grace Chapel');
  await page.keyboard.press('Tab');
  await described(page).fill('Poster');
  await quantity(page).fill('1');
  await price(page).fill('100');
  await page.keyboard.press('Control+Enter');
  await saved(page);
  await page.locator('.aside-sum', { hasText: '2 jobs' }).waitFor();
  await page.getByRole('region', { name: 'News' }).getByRole('button', { name: 'Undo' }).click();
  await page.locator('.aside-sum', { hasText: '1 job' }).waitFor();
  await page.locator('.aside-line', { hasText: 'Grace Chapel' }).waitFor({ state: 'detached' });
  await leave(someone);
});

test('the browser and the server find the same names by the same letters', async () => {
  for (const name of ['Kẹ́hìndé', 'Straße', 'Baskı', 'ΟΔΟΣ', 'Łódź Ñandú', 'ﬁne ＰＲＩＮＴ', 'Ǆemal', 'Nguyễn']) await ada.job(name, [item(`Label for ${name}`, '1', 1_000)]);
  const someone = await newJob();
  const { page, told } = someone;
  for (const typed of ['kehinde', 'STRASSE', 'strass', 'BASKI', 'οδός', 'nandu', 'fine print', 'dzemal', 'nguyen', 'NGUYỄN', 'lodz', 'straze']) {
    const { customers: found } = await ada.call('GET', `/jobs/suggestions?q=${encodeURIComponent(typed)}`);
    await customer(page).fill(typed);
    await page.waitForFunction(([count]) => document.querySelectorAll('#f-customer_name-list [role=option]').length === count, [found.length]);
    const shown = await page.locator('#f-customer_name-list .cut[dir=auto]:not(.note)').allTextContents();
    assert.deepEqual(shown.map((text) => text.normalize('NFC')), found.map(({ name }) => name.normalize('NFC')), typed);
  }
  // By what stands in the form already, not by asking for each letter.
  assert.deepEqual(told(/\?q=/), []);
  await customer(page).fill('');
  await customer(page).pressSequentially('kehinde');
  await lit(page, /Kẹ́hìndé/);
  assert.equal((await page.locator('mark', { hasText: /./ }).first().textContent()).normalize('NFC'), 'Kẹ́hìndé'.normalize('NFC'));
  await picture(page, 'suggestion-folded');
  await page.keyboard.press('Enter');
  assert.equal((await customer(page).inputValue()).normalize('NFC'), 'Kẹ́hìndé'.normalize('NFC'));
  await leave(someone);
});

test('what is beyond the first answer is asked for by its letters', async () => {
  await ada.job('Zenith Prints', [item('Zinc plate', '1', 70_000)]);
  for (let n = 0; n < 55; n += 1) await ada.job(`Shop ${n}`, [item(`Ware ${n}`, '1', 1_000)]);
  const someone = await newJob();
  const { page, told } = someone;
  told(/./);
  await customer(page).pressSequentially('zenith');
  await lit(page, /Zenith Prints/);
  await page.keyboard.press('Enter');
  await described(page).pressSequentially('zin');
  await lit(page, /Zinc plate/);
  await page.keyboard.press('Enter');
  assert.equal(await price(page).inputValue(), '700.00');
  await page.getByRole('heading', { name: 'Last for Zenith Prints' }).waitFor();
  const asked = told(/suggestions/);
  assert.ok(asked.includes('GET /jobs/suggestions?q=zenith'), asked.join(', '));
  assert.ok(asked.every((line) => !line.includes('Zenith') && !line.includes('Zinc')), asked.join(', '));
  await leave(someone);
});
