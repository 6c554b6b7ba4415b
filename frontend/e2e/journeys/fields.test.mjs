// What is typed is what counts: nothing is rewritten that was not understood, and what we print can be pasted back.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.job('Adaeze & Sons', [item('Banner', '1', 450_000)]);
  await ada.job('Bisi Alli', [item('Sign', '1', 900_000)]);
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

const price = (page, row = 1) => page.getByRole('textbox', { name: `Price, row ${row}` });
const described = (page, row = 1) => page.getByRole('combobox', { name: `Description, row ${row}` });

/** Fills a field as a paste does, and leaves it. */
async function paste(field, text) {
  await field.fill(text);
  await field.blur();
}

test('a minus stays in its field, is refused there, and nothing is saved', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  const jobs = (await ada.call('GET', '/jobs/summary')).count;
  await described(page).fill('Discount');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('1');
  for (const typed of ['-5', '−5', '–5', '₦-5', '−₦5.00']) {
    await paste(price(page), typed);
    assert.equal(await price(page).inputValue(), '−5.00', typed);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Price must be at least ₦0.00.').waitFor();
  }
  assert.equal((await ada.call('GET', '/jobs/summary')).count, jobs);
  await page.goto('/expenditures');
  const cost = page.getByLabel('Unit cost, ₦');
  await page.getByRole('form', { name: 'New expenditure' }).getByLabel('Description').fill('Refund');
  await paste(cost, '-5');
  assert.equal(await cost.inputValue(), '−5.00');
  await cost.press('Enter');
  await page.getByText('Must be at least ₦0.00.').first().waitFor();
  assert.equal((await ada.call('GET', '/expenditures/summary')).count, 0);
  await leave(someone);
});

test('what is no number stays as it was typed, and its field says so', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await described(page).fill('Board');
  for (const typed of ['3,5', '50k', '1.234,5', '€5', '4.500.']) {
    await paste(price(page), typed);
    assert.equal(await price(page).inputValue(), typed);
    await page.getByText('Price: write digits, as in 3500 or 3,500.00.').waitFor();
  }
  await leave(someone);
});

test('what we print, and what sheets print, can be pasted into every field of money', async () => {
  const spent = await ada.call('POST', '/expenditures', { description: 'Diesel', quantity: '2', unit_cost: { amount_minor: 50_000, currency: 'NGN' } });
  const someone = await enter('/jobs/new');
  const { page } = someone;
  const shown = [['₦4,500.00', '4,500.00'], [' 4 500 ', '4,500.00'], ['4\u202f500', '4,500.00'], ['4\u00a0500,', '4\u00a0500,'],
    ['4\u00a0500', '4,500.00'], ['4500.', '4,500.00'], ['.5', '0.50'], ['NGN 4500', '4,500.00']];
  const field = async (money) => {
    for (const [typed, expected] of shown) {
      await paste(money, typed);
      assert.equal(await money.inputValue(), expected, JSON.stringify(typed));
    }
  };
  await field(price(page));
  await page.goto('/expenditures');
  await field(page.getByLabel('Unit cost, ₦'));
  await page.goto(`/expenditures/${spent.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page.getByRole('form', { name: 'Correct the expenditure' }).getByLabel('Unit cost, ₦'));
  await page.goto('/jobs');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await field(page.getByRole('dialog', { name: 'Filter' }).getByLabel('Total from'));
  await leave(someone);
});

test('a box of a filter that cannot be read says so and stays open; our own sign is read', async () => {
  for (const [path, act] of [['/jobs', 'Show jobs'], ['/expenditures', 'Show expenditures']]) {
    const someone = await enter(path);
    const { page } = someone;
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const filter = page.getByRole('dialog', { name: 'Filter' });
    await filter.getByLabel('Total from').fill('50k');
    await filter.getByRole('button', { name: act }).click();
    await filter.getByText('Write digits, as in 3500 or 3,500.00.').waitFor();
    assert.equal(await filter.getByLabel('Total from').inputValue(), '50k');
    assert.equal(new URL(page.url()).search, '');
    await accessible(page, `a filter that cannot be read, ${path}`);
    await filter.getByLabel('Total from').fill('₦5,000');
    await filter.getByRole('button', { name: act }).click();
    await page.waitForURL(/total_min=500000/);
    await page.locator('.chip', { hasText: 'Total: from ₦5,000.00' }).waitFor();
    await leave(someone);
  }
});

test('a limit is told in money and names its row, while it is typed', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await described(page).fill('Tower');
  await paste(price(page), '10000000000.01');
  const note = page.locator('.line-notes');
  await note.getByText('Price must be at most ₦10,000,000,000.00.').waitFor();
  assert.match(await note.textContent(), /^Row 1: Price/);
  await price(page).fill('10000000000');
  await note.getByText('Price must').waitFor({ state: 'hidden' });
  // Together they are beyond what a job can be worth: then the row to look at is named, too.
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('9');
  await price(page).press('Enter');
  await described(page, 2).fill('Another tower');
  await page.getByRole('textbox', { name: 'Quantity, row 2' }).fill('9007');
  await price(page, 2).fill('10000000000');
  await price(page, 2).press('Enter');
  await described(page, 3).fill('A third');
  await page.getByRole('textbox', { name: 'Quantity, row 3' }).fill('9000');
  await price(page, 3).fill('10000000000');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The items together must be at most ₦90,071,992,547,409.91. Row 2 is the largest.').first().waitFor();
  assert.equal((await ada.call('GET', '/jobs?q=tower')).data.length, 0);
  await leave(someone);
});

test('a tab that came with a pasted cell does not stand in the way', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await page.getByRole('combobox', { name: 'Customer' }).fill('\tHalima Stores\t');
  await described(page).fill('Card\tsmall');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('2\t');
  await price(page).fill('\t50');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d+ saved/).waitFor();
  const [job] = (await ada.call('GET', '/jobs?limit=1&sort=-number')).data;
  assert.deepEqual([job.customer.name, job.items[0].description, job.total.amount_minor], ['Halima Stores', 'Card small', 10_000]);
  await leave(someone);
});

test('fields that a password manager fills without a word are read', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs');
  await page.getByLabel('User name').waitFor();
  await page.evaluate((password) => {
    document.querySelector('#f-username').value = 'ada';
    document.querySelector('#f-password').value = password;
  }, PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await leave(someone);
});

test('a page that the browser translates still tells the truth', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  // As the translators of browsers do: each text that may be translated moves into an element of theirs.
  await page.evaluate(() => {
    const words = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) words.push(walk.currentNode);
    for (const word of words) {
      if (!word.data.trim() || word.parentElement.closest('[translate=no], .notranslate, script')) continue;
      const font = document.createElement('font');
      font.textContent = word.data;
      word.replaceWith(font);
    }
  });
  for (const row of [1, 2, 3]) {
    await described(page, row).fill('Cutting');
    await page.getByRole('textbox', { name: `Quantity, row ${row}` }).fill('1');
    await price(page, row).fill('500');
    await price(page, row).press('Enter');
    await described(page, row + 1).waitFor();
  }
  await page.getByText('Total, 3 items').waitFor();
  await page.getByText('₦1,500.00').first().waitFor();
  await leave(someone);
});

test('a day long ago is asked about before it is saved', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  const dialog = page.getByRole('dialog', { name: 'Is this the right day?' });
  await described(page).fill('Cutting');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('2');
  await price(page).fill('500');
  await page.getByLabel('Date').fill('1999-01-01');
  await page.keyboard.press('Control+Enter');
  await dialog.getByText(/1 Jan 1999 is 2\d years ago/).waitFor();
  await accessible(page, 'a day long ago');
  await dialog.getByRole('button', { name: 'Change the day' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.getByLabel('Date').inputValue(), '1999-01-01');
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('button', { name: 'Save with this day' }).click();
  await page.getByText(/Job J-\d{4}-\d+ saved/).waitFor();
  assert.equal((await ada.call('GET', '/jobs?occurred_on_to=1999-01-01')).data.length, 1);
  await page.goto('/expenditures');
  const entry = page.getByRole('form', { name: 'New expenditure' });
  await entry.getByLabel('Description').fill('Old paper');
  await entry.getByLabel('Unit cost').fill('50');
  await entry.getByLabel('Date').fill('1999-01-01');
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('button', { name: 'Save with this day' }).click();
  await page.getByText('Old paper saved').waitFor();
  await leave(someone);
});

for (const [form, path] of [['job', '/jobs/new'], ['expenditure', '/expenditures']]) {
  test(`a new ${form} left open over midnight shows the day that it saves`, async () => {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Africa/Lagos' }).format(new Date());
    const midnight = Date.parse(`${today}T00:00:00+01:00`);
    const someone = await visitor(browser, server.origin);
    const { page } = someone;
    await page.addInitScript((from) => {
      const now = Date.now;
      globalThis.ahead = from - now();
      Date.now = () => now() + globalThis.ahead;
    }, midnight - 60_000);
    // The server's clock, as its answers tell it, is the browser's.
    await intercept(page, '**/api/v1/**', async (route) => {
      const answer = await route.fetch();
      const date = new Date(await page.evaluate(() => Date.now())).toUTCString();
      await route.fulfill({ response: answer, headers: { ...answer.headers(), date } });
    });
    await page.goto(path);
    await signIn(page, 'ada', PASSWORD);
    const day = page.locator('#f-occurred_on');
    await day.waitFor();
    const yesterday = new Date(midnight - 1).toISOString().slice(0, 10);
    assert.equal(await day.inputValue(), yesterday);
    await page.getByLabel('Description').first().fill('Night work');
    await page.evaluate(() => {
      globalThis.ahead += 60_000;
      dispatchEvent(new Event('focus'));
    });
    await page.waitForFunction((today) => document.querySelector('#f-occurred_on').value === today, today);
    await page.unrouteAll({ behavior: 'wait' });
    await leave(someone);
  });
}
