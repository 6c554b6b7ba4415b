// On paper, as Chromium prints it: a list says what it holds and when it was printed, a job is without what only the screen
// needs, and each sheet says which one it is.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

const LONG = 'The Reverend Doctor Olufunmilayo Adaeze & Sons Printing and Packaging Company of Lagos';

// More than a sheet holds.
const ROWS = 45;
const LINES = 60;

let server, browser, ada, job;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  const lines = Array.from({ length: LINES }, (_, line) => item(`Banner ${line}`, '1', 450_000));
  job = await ada.job(LONG, lines, { status: 'done' });
  await ada.call('PATCH', `/jobs/${job.id}`, { payment_method: 'transfer' }, { 'if-match': `"${job.rev}"` });
  for (let sale = 1; sale < ROWS; sale += 1) await ada.job('Bola', [item('Banner', '1', 450_000)], { status: 'done' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function opened(path) {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto(path);
  await signIn(page, 'ada', PASSWORD);
  await page.getByText(LONG).first().waitFor();
  return someone;
}

/** The sheets that leave the printer, as text. */
async function sheets(page) {
  const paper = await page.pdf({ preferCSSPageSize: true });
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: paper, encoding: 'utf8' });
  // Each ends with a form feed.
  return text.split('\f').slice(0, -1);
}

function areNumbered(sheets) {
  assert.ok(sheets.length > 1, 'more than one sheet');
  sheets.forEach((sheet, at) => {
    const lines = sheet.trim().split('\n');
    assert.equal(lines.at(-1).trim(), `page ${at + 1} of ${sheets.length}`, sheet);
  });
}

test('a printed list says its filter and its time, numbers its sheets, and cuts no name', async () => {
  const someone = await opened('/jobs?status=done&q=banner');
  const { page } = someone;
  await page.getByText(`${ROWS} jobs in this filter`).waitFor();
  const list = await sheets(page);
  areNumbered(list);
  const [first, last] = [list[0], list.at(-1)];
  assert.match(first, /Kingsway Labels/);
  assert.match(first, /All · Search: banner · Status: Completed · printed \d+ \w+ \d{4}, \d\d:\d\d/);
  for (const sheet of list) assert.match(sheet, /Number +Customer +Items +Total/, 'each sheet has the head of the table');
  assert.match(last, /Sum of the filter/);
  const words = list.join(' ');
  assert.equal(words.match(/J-\d{4}-\d{5}/g).length, ROWS, 'every row once');
  for (const word of LONG.split(' ')) assert.ok(words.includes(word), word);
  for (const control of ['New job', 'Filters', 'Search jobs, customers']) assert.ok(!words.includes(control), control);
  await leave(someone);
});

test('a printed job is without its history and without links, and its total stands once', async () => {
  const someone = await opened(`/jobs/${job.id}`);
  const { page } = someone;
  await page.locator('.drawer .items').waitFor();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  const paper = await sheets(page);
  areNumbered(paper);
  const words = paper.join(' ');
  assert.equal(words.match(/^ *Banner \d+ /gm).length, LINES);
  assert.equal(words.match(/^ *Total +₦270,000\.00$/gm)?.length, 1, words);
  assert.match(paper.at(-1), /Total +₦270,000\.00/);
  assert.match(words, /Paid by +Transfer/);
  for (const screen of ['History', 'All jobs of this customer', 'Edit', 'Complete ', 'Trash', 'Close', 'transfer']) {
    assert.ok(!words.includes(screen), screen);
  }
  await leave(someone);
});
