// Reports: choose the days and what stands beside them, open the list of a figure, take them out as a file, and read who may.
import { after, before } from 'node:test';
import { readFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

const DAY = 24 * 60 * 60 * 1000;
const ago = (days) => new Date(Date.now() + 60 * 60 * 1000 - days * DAY).toISOString().slice(0, 10);

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  const shops = ['Adaeze & Sons', 'Ṣadé Bakery', 'Loyal Prints', 'Grace Chapel', 'Halima Stores', 'Zuma Water', 'Melow Cosmetics', 'Bisi Adéyẹmí', 'Chukwuma Okafor', 'Blessed Hands Catering', 'Kola', 'Walk Shop'];
  for (const [at, name] of shops.entries()) {
    const what = [item('Banner 3 × 2 ft', String(at + 1), 450_000), item(at % 2 ? 'label, gloss' : 'Label, gloss', '3', 1_000)];
    await ada.job(name, what, { status: 'done', occurred_on: ago(at) });
    await ada.call('POST', '/expenditures', { description: at % 3 ? 'Diesel' : 'Ink cartridge', quantity: '1', unit_cost: { amount_minor: 1_150_000, currency: 'NGN' }, occurred_on: ago(at) });
  }
  await ada.call('POST', '/jobs', { items: [item('Photocopy', '10', 5_000)], status: 'done' });
  await ada.job('Kola', [item('Cutting', '1', 70_000)], { occurred_on: ago(12) });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(path, username = 'ada') {
  const someone = await visitor(browser, server.origin, { acceptDownloads: true });
  const { page } = someone;
  await page.goto(path);
  await signIn(page, username, PASSWORD);
  await page.locator('#main h1').waitFor({ state: 'attached' });
  return someone;
}

test('money in and out adds up, and each figure opens the list that sums to it', async () => {
  const someone = await enter(`/reports?from=${ago(20)}&to=${ago(0)}`);
  const { page } = someone;
  const table = page.getByRole('table', { name: 'Money in and out' });
  await table.waitFor();
  await table.getByRole('row', { name: /^Total/ }).getByText('₦351,860').waitFor();
  await page.getByText('Jobs count on the day of their completion').waitFor();
  await accessible(page, 'the report of money');
  await picture(page, 'reports-money');
  await table.getByRole('row', { name: /^Total/ }).getByRole('link').first().click();
  await page.waitForURL(/\/jobs\?status=done&completed_on_from=/);
  await page.getByText('13 jobs in this filter').waitFor();
  await page.locator('.list-foot').getByText('₦351,860').waitFor();
  await leave(someone);
});

test('customers: the largest first, the rest together, beside the days before', async () => {
  const someone = await enter('/dashboard');
  const { page } = someone;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('navigation', { name: 'Reports' }).getByRole('link', { name: 'By customer' }).click();
  await page.getByRole('link', { name: 'This year' }).click();
  await page.getByRole('link', { name: 'Beside the days before' }).click();
  await page.waitForURL(/report=customers&from=.*&compare=previous/);
  const table = page.getByRole('table', { name: 'By customer' });
  await table.getByRole('columnheader', { name: 'Before' }).waitFor();
  const rows = await table.locator('tbody tr').count();
  assert.equal(rows, 11, 'ten and the others');
  await table.getByRole('row', { name: /3 others/ }).waitFor();
  await accessible(page, 'the report of customers');
  await picture(page, 'reports-customers');
  await page.getByRole('link', { name: 'Show more rows' }).click();
  await table.getByRole('row', { name: /Walk-in/ }).getByRole('link').click();
  await page.waitForURL(/walk_in=true/);
  await page.getByText('1 job in this filter').waitFor();
  await leave(someone);
});

test('every report is there and accessible', async () => {
  const someone = await enter(`/reports?from=${ago(20)}&to=${ago(0)}`);
  const { page } = someone;
  for (const [tab, text] of [['By item', 'Banner 3 × 2 ft'], ['By person', 'ada'], ['By payment', 'Cash'], ['Spending', 'Diesel'], ['Unfinished work', '8 – 30 days']]) {
    await page.getByRole('navigation', { name: 'Reports' }).getByRole('link', { name: tab }).click();
    await page.getByRole('rowheader', { name: text }).waitFor();
    await accessible(page, tab);
  }
  await picture(page, 'reports-work');
  await page.goto('/reports?from=2020-01-01&to=2020-01-31');
  await page.getByText('Nothing in these days').waitFor();
  await page.goto('/reports?report=luck');
  await page.getByText('This address holds no report').waitFor();
  await picture(page, 'reports-unreadable');
  await leave(someone);
});

/** Rows of a CSV file as Python reads them. */
function read(text) {
  const script = 'import csv, io, json, sys\nprint(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), strict=True))))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: text, encoding: 'utf8' }));
}

/** Presses Export in the form, which it opens, and gives the name and the bytes of what was kept. */
async function kept(page, kind) {
  await page.getByRole('button', { name: 'Export' }).click();
  const form = page.getByRole('dialog', { name: 'Export' });
  await form.getByRole('radio', { name: kind }).check();
  const [download] = await Promise.all([page.waitForEvent('download'), form.getByRole('button', { name: 'Export' }).click()]);
  const name = download.suggestedFilename();
  await page.getByText(`${name} is with your downloads`).waitFor();
  return { name, bytes: await readFile(await download.path()) };
}

test('a report goes out as it is shown, with its total', async () => {
  const someone = await enter(`/reports?report=customers&from=${ago(20)}&to=${ago(0)}&compare=year&limit=3`);
  const { page } = someone;
  const table = page.getByRole('table', { name: 'By customer' });
  await table.waitFor();
  const shown = await table.locator('tbody, tfoot').getByRole('rowheader').allTextContents();
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('dialog', { name: 'Export' }).getByText('4 rows: all that this filter shows').waitFor();
  await accessible(page, 'the form of an exported report');
  await picture(page, 'reports-export');
  await page.keyboard.press('Escape');
  const { name, bytes } = await kept(page, 'CSV');
  assert.equal(name, `report-customers-${ago(20)}-to-${ago(0)}.csv`);
  const [heads, ...rows] = read(bytes);
  assert.deepEqual(heads, ['Customer', 'Jobs', 'Amount', 'Jobs before', 'Amount before', 'Share in %']);
  assert.deepEqual(rows.map((row) => row[0]), shown);
  assert.deepEqual(rows.at(-1), ['Total', '13', '351860.00', '0', '0.00', '100.00']);

  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/reports?report=work');
  await page.getByRole('rowheader', { name: '8 – 30 days' }).waitFor();
  const pdf = await kept(page, 'PDF');
  assert.equal(pdf.name, `report-work-${ago(0)}.pdf`);
  const paper = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.bytes, encoding: 'utf8' });
  assert.match(paper, /Report of unfinished work/);
  assert.match(paper, /Total +1 +₦700\.00 +100\.00 %/);
  await leave(someone);
});

test('staff see no reports', async () => {
  const someone = await enter('/dashboard', 'tobi');
  const { page } = someone;
  await page.getByText('Jobs today').first().waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).count(), 0);
  await page.goto('/reports');
  await page.getByText('You may not see this page').waitFor();
  await leave(someone);
});
