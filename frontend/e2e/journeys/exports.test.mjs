// Lists as files: each kind is made from the page's own filter and read back; a long one can be called off; staff see no way to it.
import { after, before } from 'node:test';
import { readFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '2', 450_000), item('=Label', '3', 1_000)], { status: 'done' });
  await ada.job('Ṣadé Bakery', [item('Cake-box sticker', '10', 92_500)]);
  await ada.call('POST', '/expenditures', { description: 'Vinyl roll, 1.27 m', quantity: '2', unit_cost: { amount_minor: 4_850_000, currency: 'NGN' } });
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

/** Rows of a CSV file as Python reads them. */
function read(text, delimiter = ',') {
  const script = 'import csv, io, json, sys\nrows = csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), delimiter=sys.argv[1], strict=True)\nprint(json.dumps(list(rows)))';
  return JSON.parse(execFileSync('python3', ['-c', script, delimiter], { input: text, encoding: 'utf8' }));
}

/** Presses Export in the open form, and gives the name and the bytes of what was kept. */
async function kept(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Export' }).click(),
  ]);
  const name = download.suggestedFilename();
  await page.getByText(`${name} is with your downloads`).waitFor();
  return { name, bytes: await readFile(await download.path()) };
}

test('the jobs of a filter go out as CSV, Excel and PDF, the first by keyboard alone', async () => {
  const someone = await enter('/jobs?status=done');
  const { page } = someone;
  await page.getByText('Adaeze & Sons').waitFor();
  await page.getByRole('button', { name: 'Export' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Export' });
  await form.getByText('1 job: all that this filter shows').waitFor();
  await accessible(page, 'the form of an export');
  await picture(page, 'export');
  await form.getByRole('radio', { name: 'Excel' }).press('ArrowRight');
  await form.getByRole('radio', { name: 'A job' }).press('ArrowRight');
  await form.getByRole('radio', { name: 'Comma' }).press('ArrowRight');
  const csv = await kept(page);
  assert.match(csv.name, /^job-items-all-20\d\d-\d\d-\d\d\.csv$/);
  const rows = read(csv.bytes, ';');
  assert.deepEqual(rows.map((row) => row[2]), ['Item', 'Banner 3 × 2 ft', "'=Label", '']);
  assert.deepEqual(rows.at(-1).slice(0, 6), ['Total of 2 rows', '', '', '', '', '9030,00']);

  await page.getByRole('button', { name: 'Export' }).click();
  const xlsx = await kept(page);
  assert.match(xlsx.name, /^jobs-all-.*\.xlsx$/);
  assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');

  await page.getByRole('button', { name: 'Export' }).click();
  await form.getByRole('radio', { name: 'PDF' }).check();
  const pdf = await kept(page);
  assert.match(pdf.name, /^jobs-all-.*\.pdf$/);
  const paper = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.bytes, encoding: 'utf8' });
  assert.match(paper, /Adaeze & Sons +2 × Banner 3 × 2 ft +₦9,030\.00 /);
  assert.match(paper, /Total of 1 row +₦9,030\.00/);
  assert.match(paper, /Page 1 of 1/);
  await leave(someone);
});

test('spending and customers go out, on the phone too', async () => {
  for (const [path, what, head] of [['/expenditures', 'Vinyl roll, 1.27 m', 'Description'], ['/customers', 'Adaeze & Sons', 'Name']]) {
    const someone = await enter(path);
    const { page } = someone;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByText(what).first().waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const form = page.getByRole('dialog', { name: 'Export' });
    await form.getByRole('radio', { name: 'CSV' }).check();
    await picture(page, `export-${path.slice(1)}`);
    const { bytes } = await kept(page);
    const rows = read(bytes);
    assert.equal(rows[0][0], head);
    assert.ok(rows.some((row) => row[0] === what));
    assert.match(rows.at(-1)[0], /^Total of \d rows?$/);
    await leave(someone);
  }
});

test('a file that takes long can be called off, and what fails is said', async () => {
  const someone = await enter('/jobs');
  const { page } = someone;
  await page.getByText('Adaeze & Sons').waitFor();
  let held = 0;
  await intercept(page, '**/api/v1/jobs/export**', () => { held += 1; });
  await page.getByRole('button', { name: 'Export' }).click();
  const form = page.getByRole('dialog', { name: 'Export' });
  await form.getByRole('button', { name: 'Export' }).click();
  await form.getByRole('button', { name: 'Making the file…' }).waitFor();
  await form.getByRole('button', { name: 'Cancel' }).click();
  await form.getByRole('button', { name: 'Export' }).waitFor();
  assert.equal(held, 1);
  await page.unroute('**/api/v1/jobs/export**');
  const problem = { type: '/problems/slow_down', title: 'Slow down', status: 429, code: 'slow_down', detail: '2 files are being made for you already.', instance: '/requests/1', request_id: '1', errors: [] };
  await intercept(page, '**/api/v1/jobs/export**', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
  await form.getByRole('button', { name: 'Export' }).click();
  await form.getByText('2 files are being made for you already.').waitFor();
  await accessible(page, 'an export that is refused');
  await leave(someone);
});

test('staff without the right see no export', async () => {
  const someone = await enter('/jobs', 'tobi');
  const { page } = someone;
  await page.getByText('Adaeze & Sons').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Export' }).count(), 0);
  await leave(someone);
});
