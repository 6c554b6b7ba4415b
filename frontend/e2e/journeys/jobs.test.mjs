// Looking at the books: the list is its address, a job stands beside it, and every state has its page.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, late, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  const names = ['Adaeze & Sons', 'Loyal Prints', 'Ṣadé Bakery', 'Grace Chapel', 'Halima Stores'];
  for (const [place, name] of names.entries()) {
    await ada.job(name, [item('Banner 3 × 2 ft', String(place + 1), 450_000), item('Melow label, gloss', '2.5', 1_000)],
      { status: place % 2 ? 'done' : 'open', payment_method: place % 2 ? 'transfer' : 'cash' });
  }
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

test('filters are the address: reload and back keep them, and the foot sums what is shown', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs');
  await page.getByText('5 jobs').first().waitFor();
  await accessible(page, 'jobs');
  await picture(page, 'jobs');
  await page.goto('/jobs?status=open');
  await page.getByText('3 jobs').first().waitFor();
  assert.equal(await page.getByRole('row').count(), 4);
  await page.reload();
  await page.getByText('3 jobs').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('sade');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=sade/);
  await page.getByText('1 job', { exact: true }).first().waitFor();
  await page.goBack();
  await page.getByText('3 jobs').first().waitFor();
  await leave(someone);
});

test('nothing that matches says so, and leads back', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs?q=zebra');
  await page.getByRole('link', { name: 'Clear filters' }).or(page.getByRole('button', { name: 'Clear filters' })).first().waitFor();
  await accessible(page, 'jobs without a match');
  await picture(page, 'jobs-no-match');
  await leave(someone);
});

test('a span that ends before it begins is told in the form, and shows no list from an address', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs');
  await page.getByRole('button', { name: 'Dates' }).click();
  const dates = page.getByRole('dialog', { name: 'Dates' });
  await dates.getByLabel('From').fill('2026-11-02');
  await dates.getByLabel('To, included').fill('2026-11-01');
  await dates.getByRole('button', { name: 'Show these days' }).click();
  await dates.getByText('The last day is before the first.').waitFor();
  await accessible(page, 'dates the wrong way round');
  await dates.getByLabel('To, included').fill('2026-11-02');
  await dates.getByRole('button', { name: 'Show these days' }).click();
  await page.waitForURL(/occurred_on_to=2026-11-02/);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByLabel('Total from').fill('20');
  await filter.getByLabel('Total to').fill('10');
  await filter.getByRole('button', { name: 'Show jobs' }).click();
  await filter.getByText('The highest total is below the lowest.').waitFor();
  await page.goto('/jobs?total_min=20&total_max=10');
  await page.getByText('This address holds no filter of this list').waitFor();
  await leave(someone);
});

test('a job opens beside the list by keyboard, is completed, and Escape closes it', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs?status=open');
  await page.getByText('3 jobs').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/);
  const drawer = page.getByRole('complementary').or(page.getByRole('dialog')).filter({ hasText: 'Halima Stores' });
  await drawer.waitFor();
  await accessible(page, 'job beside the list');
  await picture(page, 'job-drawer');
  await drawer.getByRole('button', { name: /Complete/ }).click();
  await drawer.getByText('Completed').first().waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !/\/jobs\/./.test(url.pathname));
  await leave(someone);
});

test('a job that is completed leaves the list of those that are not, and the foot with it', async () => {
  const waiting = await ada.job('Tunde Motors', [item('Decal', '1', 20_000)]);
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const { count } = await ada.call('GET', '/jobs/summary?status=open');
  const jobs = (number) => page.locator('.list-foot').getByText(`${number} ${number === 1 ? 'job' : 'jobs'}`).waitFor();
  await enter(page, `/jobs/${waiting.id}?status=open`);
  await jobs(count);
  const row = page.locator(`.row-link[href^="/jobs/${waiting.id}"]`);
  await row.waitFor();
  const done = await late(page, '**/complete', 'POST');
  await page.getByRole('button', { name: /Complete/ }).click();
  await done.answered;
  // Before the answer is there.
  await row.waitFor({ state: 'detached' });
  await jobs(count - 1);
  done.release();
  await page.getByText(`Job ${waiting.number} completed`).waitFor();
  await jobs(count - 1);
  assert.equal(await row.count(), 0);
  // Taken back, it is where it was.
  await page.getByRole('region', { name: 'News' }).getByRole('button', { name: 'Undo' }).click();
  await row.waitFor();
  await jobs(count);
  const { rev } = await ada.call('GET', `/jobs/${waiting.id}`);
  await ada.call('DELETE', `/jobs/${waiting.id}`, undefined, { 'if-match': `"${rev}"` });
  await leave(someone);
});

test('an address that does not exist says so', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/no-such-page');
  await page.getByRole('heading', { name: 'No such page' }).waitFor();
  await accessible(page, 'no such page');
  await leave(someone);
});

test('the keys have a sheet, the palette finds a customer', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await enter(page, '/jobs');
  await page.getByText('5 jobs').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await accessible(page, 'keys');
  await picture(page, 'keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('halima');
  await page.getByRole('option', { name: /Halima/ }).first().waitFor();
  await accessible(page, 'palette');
  await picture(page, 'palette');
  await leave(someone);
});

test('a phone, a screen at 200 %, forced colours and reduced motion show the same books', async () => {
  for (const [what, options] of [
    ['phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
    ['200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['forced colours', { forcedColors: 'active' }],
    ['reduced motion', { reducedMotion: 'reduce' }],
  ]) {
    const someone = await visitor(browser, server.origin, options);
    const { page } = someone;
    await enter(page, '/jobs');
    await page.getByText('Halima Stores').first().waitFor();
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(sideways, 0, `${what}: nothing scrolls sideways`);
    await leave(someone);
  }
});

test('nothing in the page carries a style attribute but what the script set', async () => {
  const someone = await visitor(browser, server.origin);
  await enter(someone.page, '/jobs');
  await someone.page.getByText('5 jobs').first().waitFor();
  const answer = await someone.page.request.get('/jobs', { headers: { accept: 'text/html' } });
  const text = await answer.text();
  assert.doesNotMatch(text, /style=|<style|<script(?![^>]*src=)/);
  assert.match(answer.headers()['content-security-policy'], /^default-src 'self'/);
  await leave(someone);
});
