// A line that is slow, silent or gone: what was sent is asked about, what was missed is loaded, and nothing is told that
// is not known.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { intercept, late, leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
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
const news = (page) => page.getByRole('region', { name: 'News' });

async function enter(path) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.locator('#main h1').waitFor();
  return someone;
}

async function typeSale(page, customer) {
  await page.getByRole('combobox', { name: 'Customer' }).fill(customer);
  await page.getByRole('combobox', { name: 'Description, row 1' }).fill('Cutting');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('1');
  await page.getByRole('textbox', { name: 'Price, row 1' }).fill('500');
}

const isSaved = (page) => news(page).getByText(/^Job J-\d{4}-\d{5} saved$/).first().waitFor();

test('a sale whose answer is lost is asked about with its key, and counts once', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await typeSale(page, 'Lost Answer Ltd');
  const keys = [];
  await intercept(page, '**/api/v1/jobs', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 2) return route.fallback();
    // The server does it; first the answer is lost on the line, then the database's is lost to the server.
    await route.fetch();
    if (keys.length === 1) return route.abort('connectionreset');
    const problem = {
      type: '/problems/outcome_unknown', title: 'It is not known whether this was saved', status: 503, code: 'outcome_unknown',
      detail: 'Send it again with the same Idempotency-Key.', instance: '/requests/1', request_id: '', errors: [],
    };
    return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await page.keyboard.press('Control+Enter');
  await page.getByText('asking again whether it was saved').waitFor();
  await isSaved(page);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.equal((await ada.call('GET', '/jobs?q=lost')).data.length, 1);
  await leave(someone);
});

test('what stays unknown is told as not known, and saving again counts once', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await typeSale(page, 'Silent Line Ltd');
  await intercept(page, '**/api/v1/jobs', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.keyboard.press('Control+Enter');
  await page.getByText('it is not known whether it was saved').waitFor();
  await page.unroute('**/api/v1/jobs');
  await page.keyboard.press('Control+Enter');
  await isSaved(page);
  assert.equal((await ada.call('GET', '/jobs?q=silent')).data.length, 1);
  await leave(someone);
});

test('pressing save twice saves once, and the next form is not marked as wrong', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await typeSale(page, 'Twice Ltd');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  await isSaved(page);
  await page.getByText('Total, 0 items').waitFor();
  await page.keyboard.press('Control+Enter');
  assert.equal(await page.locator('[aria-invalid=true]').count(), 0);
  assert.equal((await ada.call('GET', '/jobs?q=twice')).data.length, 1);
  await leave(someone);
});

test('what is typed while a sale is being saved stays, and is saved with the next press', async () => {
  const someone = await enter('/jobs/new');
  const { page } = someone;
  await typeSale(page, 'Meanwhile Ltd');
  const save = await late(page, '**/api/v1/jobs', 'POST');
  await page.keyboard.press('Control+Enter');
  await save.answered;
  await page.getByRole('textbox', { name: 'Price, row 1' }).fill('700');
  save.release();
  await news(page).getByText('What you typed meanwhile is not in it yet').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Price, row 1' }).inputValue(), '700');
  await page.unroute('**/api/v1/jobs');
  await page.keyboard.press('Control+Enter');
  await isSaved(page);
  const { data } = await ada.call('GET', '/jobs?q=meanwhile');
  assert.deepEqual(data.map((job) => [job.total.amount_minor, job.items.length]), [[70_000, 1]]);
  await leave(someone);
});

test('quick presses on one job are done one after the other, the last one counts, and nobody else is blamed', async () => {
  const job = await ada.job('Quick Ltd', [item('Banner', '1', 450_000)]);
  const someone = await enter(`/jobs/${job.id}`);
  const { page } = someone;
  const first = await late(page, `**/api/v1/jobs/${job.id}/complete`, 'POST');
  await page.getByRole('button', { name: 'Complete job' }).click();
  await first.answered;
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('button', { name: 'Complete job' }).click();
  await page.getByRole('button', { name: 'Reopen' }).click();
  first.release();
  await news(page).getByText('is incomplete again').waitFor();
  assert.equal(await news(page).locator('.toast').count(), 1);
  assert.equal((await ada.call('GET', `/jobs/${job.id}`)).status, 'open');
  await leave(someone);
});

test('one’s own change in another tab does not stand in the way', async () => {
  const job = await ada.job('Own Ltd', [item('Banner', '1', 450_000)]);
  const someone = await enter(`/jobs/${job.id}`);
  const { page } = someone;
  await page.getByRole('button', { name: 'Complete job' }).waitFor();
  await ada.call('PATCH', `/jobs/${job.id}`, { payment_method: 'transfer' }, { 'if-match': `"${job.rev}"` });
  await page.getByRole('button', { name: 'Complete job' }).click();
  await news(page).getByText(`Job ${job.number} completed`).waitFor();
  await leave(someone);
});

test('a filter that cannot be loaded keeps the rows, says so, and is loaded when the line is back', async () => {
  await ada.job('Filter Ltd', [item('Banner', '1', 450_000)], { status: 'done' });
  const someone = await enter('/jobs');
  const { page } = someone;
  await page.getByRole('cell', { name: 'Filter Ltd' }).first().waitFor();
  const rows = await page.getByRole('row').count();
  await intercept(page, '**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.keyboard.press('/');
  await page.keyboard.type('filter');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=filter/);
  await page.getByText('this is what was shown before').waitFor();
  assert.equal(await page.getByRole('row').count(), rows);
  await page.unroute('**/api/v1/**');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  assert.equal(await page.getByText('this is what was shown before').count(), 0);
  await leave(someone);
});

test('a page that could not be loaded is loaded by itself when the line is back', async () => {
  const someone = await enter('/jobs');
  const { page } = someone;
  await intercept(page, '**/api/v1/customers?*', (route) => route.abort('connectionrefused'));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await page.getByText('could not be loaded').first().waitFor();
  await page.unroute('**/api/v1/customers?*');
  await page.getByRole('link', { name: 'Filter Ltd', exact: true }).waitFor();
  await leave(someone);
});

test('a renewal that hangs in one tab does not hold up the others', async () => {
  const someone = await enter('/jobs');
  const second = await someone.context.newPage();
  // The tab holds the lock that all tabs share, and never gives it back.
  await second.goto('/icons.svg', { waitUntil: 'commit' });
  await second.evaluate(() => { navigator.locks.request('zehmo-refresh', () => new Promise(() => {})); });
  await someone.page.reload();
  await heading(someone.page, 'Jobs').waitFor();
  await leave(someone);
});

test('an access token that is refused for ever ends in a sign-in, not in a loop', async () => {
  const someone = await enter('/jobs');
  const { page } = someone;
  let asked = 0;
  await intercept(page, '**/api/v1/customers?*', (route) => {
    asked += 1;
    const problem = {
      type: '/problems/session_expired', title: 'Expired', status: 401, code: 'session_expired',
      detail: 'Your session has ended.', instance: '/requests/1', request_id: '', errors: [],
    };
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
  assert.equal(asked, 2);
  await leave(someone);
});

test('a stranger’s page asks whether the shop is set up once, not each time', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  let asked = 0;
  page.on('request', (request) => { asked += request.url().endsWith('/auth/password-policy') ? 1 : 0; });
  for (let load = 0; load < 3; load += 1) {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.waitForLoadState('networkidle');
  }
  assert.equal(asked, 1);
  await leave(someone);
});
