// The journal: what was done, by whom, in words; narrowed by days, person and kind; and verified, also after somebody altered it.
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada, job;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  await ada.person('audu', 'auditor');
  job = await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '2', 450_000)]);
  const spent = { description: 'Diesel', quantity: '1', unit_cost: { amount_minor: 1_150_000, currency: 'NGN' } };
  await ada.call('POST', '/expenditures', spent);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(path, username) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, username, PASSWORD);
  await someone.page.locator('#main h1').waitFor({ state: 'attached' });
  return someone;
}

const lines = (page) => page.locator('ol.history > li');

test('an auditor reads who did what, and narrows it by days, person and kind', async () => {
  const someone = await enter('/dashboard', 'audu');
  const { page } = someone;
  await page.getByRole('link', { name: 'Journal' }).click();
  const recorded = lines(page).filter({ hasText: 'ada recorded a job' });
  await recorded.getByText('Total ₦9,000.00').waitFor();
  await recorded.getByText('Items 2 × Banner 3 × 2 ft').waitFor();
  await recorded.getByText(/№ \d+ · Administrator · from 127\.0\.0\.1/).waitFor();
  await accessible(page, 'the journal');
  await picture(page, 'audit');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('combobox', { name: 'By' }).selectOption({ label: 'ada' });
  await page.getByRole('combobox', { name: 'About' }).selectOption({ label: 'Expenditures' });
  await page.getByRole('button', { name: 'Show events' }).click();
  await page.getByText('By ada').waitFor();
  await lines(page).nth(1).waitFor({ state: 'detached' });
  assert.match(await lines(page).innerText(), /ada recorded an expenditure/);
  await accessible(page, 'the journal, narrowed');
  await page.getByRole('link', { name: 'Remove By ada' }).click();
  await page.getByRole('link', { name: 'Today' }).click();
  await page.waitForURL(/at_from=.*at_before=/);
  await lines(page).getByText('ada recorded an expenditure').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Today' }).getAttribute('aria-current'), 'true');
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await recorded.getByRole('link', { name: 'Show it' }).click();
  await page.getByRole('heading', { name: job.number }).waitFor();
  await leave(someone);
});

test('a day without events, and an address that is none, say so', async () => {
  const someone = await enter('/audit?at_before=2020-01-01T00:00:00.000Z', 'audu');
  const { page } = someone;
  await page.getByText('No such event').waitFor();
  await accessible(page, 'no events');
  await page.goto('/audit?action=luck');
  await page.getByText('This address holds no filter of the journal').waitFor();
  await leave(someone);
});

test('whoever takes the journal out proves who they are, and has what the filter shows', async () => {
  const someone = await enter('/audit?entity=job', 'audu');
  const { page } = someone;
  await lines(page).getByText('ada recorded a job').waitFor();
  await server.signedInLongAgo();
  await page.getByRole('button', { name: 'Export' }).click();
  const taken = page.waitForEvent('download');
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  const download = await taken;
  assert.match(download.suggestedFilename(), /^journal-\d{4}-\d\d-\d\d\.jsonl$/);
  const text = await readFile(await download.path(), 'utf8');
  const events = text.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(events.map((event) => event.action), ['job.created']);
  await leave(someone);
});

test('staff read no journal', async () => {
  const someone = await enter('/audit', 'tobi');
  const { page } = someone;
  await page.getByText('You may not see this page').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Journal' }).count(), 0);
  await leave(someone);
});

test('the journal is verified at a press, and what was altered is named with what lies around it', async () => {
  const someone = await enter('/audit', 'audu');
  const { page } = someone;
  await page.getByRole('button', { name: 'Verify the journal' }).click();
  await page.getByText(/Verified .* by audu: \d+ events, each as it was written, none missing\./).waitFor();
  await accessible(page, 'a journal that is whole');
  await picture(page, 'audit-verified');
  await server.alterEvent(9);
  await page.getByRole('button', { name: 'Verify the journal' }).click();
  await page.getByText('Event 9: it was changed.').waitFor();
  await accessible(page, 'a journal that was altered');
  await picture(page, 'audit-altered');
  await page.getByRole('link', { name: 'What lies around it' }).click();
  await page.getByText('After № 5').waitFor();
  await lines(page).first().getByText(/^№ 6 /).waitFor();
  await leave(someone);
});
