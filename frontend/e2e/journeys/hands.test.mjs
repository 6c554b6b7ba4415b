// What hands expect: keys that save, Enter that goes on, a focus that is somewhere, Back to where one was.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { originalBooks } from '../harness/original.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

const JOBS = 45;

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  for (let number = 0; number < JOBS; number += 1) {
    await ada.job('Adaeze & Sons', [item(`Banner ${number}`, '1', 450_000)], { status: number ? 'open' : 'done' });
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A day as the API writes it. */
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const focused = (page) => page.evaluate(() => document.activeElement.tagName);
const titleHasFocus = (page, name) => page.waitForFunction((name) => {
  const here = document.activeElement;
  return here.tagName === 'H1' && here.textContent.startsWith(name);
}, name);

async function enter(username, path) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, username, PASSWORD);
  return someone;
}

test('Ctrl+Enter saves anywhere in every form', async () => {
  const spent = await ada.call('POST', '/expenditures', { description: 'Diesel', quantity: '2', unit_cost: { amount_minor: 50_000, currency: 'NGN' } });
  const someone = await enter('ada', '/users/new');
  const { page } = someone;
  await page.getByLabel('E-mail').waitFor();
  await page.getByLabel('User name', { exact: true }).fill('musa');
  await page.getByLabel('E-mail').fill('musa@example.com');
  await page.keyboard.press('Control+Enter');
  await page.getByText('shown only now').first().waitFor();
  const { data: [musa] } = await ada.call('GET', '/users?q=musa');
  await page.goto(`/users/${musa.id}`);
  await page.getByLabel('E-mail').fill('musa@example.org');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/saved/).first().waitFor();
  await page.goto(`/expenditures/${spent.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const drawer = page.getByRole('form', { name: 'Correct the expenditure' });
  await drawer.getByLabel('Description').fill('Diesel for the press');
  await page.keyboard.press('Control+Enter');
  await drawer.waitFor({ state: 'hidden' });
  const { data: [customer] } = await ada.call('GET', '/customers');
  await page.goto(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Rename' }).first().click();
  await page.getByRole('dialog').getByRole('textbox').fill('Adaeze and Sons');
  await page.keyboard.press('Control+Enter');
  await heading(page, 'Adaeze and Sons').waitFor();
  await page.goto('/account');
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.keyboard.press('Control+Enter');
  await page.locator('[aria-invalid="true"]').first().waitFor();
  assert.equal((await ada.call('GET', `/users/${musa.id}`)).email, 'musa@example.org');
  assert.equal((await ada.call('GET', `/expenditures/${spent.id}`)).description, 'Diesel for the press');
  await leave(someone);
});

test('Enter goes through the row of an expenditure and saves at its end', async () => {
  const someone = await enter('ada', '/expenditures#new');
  const { page } = someone;
  await page.waitForFunction(() => document.activeElement.id === 'f-description');
  for (const words of ['Bond paper', '3', '1500']) {
    await page.keyboard.type(words);
    assert.equal(await page.locator('.entry [aria-invalid="true"]').count(), 0);
    await page.keyboard.press('Enter');
  }
  await page.getByText('Bond paper saved').waitFor();
  const { data } = await ada.call('GET', '/expenditures?q=bond');
  assert.deepEqual(data.map(({ quantity, total }) => [quantity, total.amount_minor]), [['3', 450_000]]);
  await leave(someone);
});

test('the focus is on the title after the sign-in, a menu link and what went away', async () => {
  const someone = await enter('ada', '/jobs');
  const { page } = someone;
  await titleHasFocus(page, 'Jobs');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Expenditures' }).click();
  await titleHasFocus(page, 'Expenditures');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await titleHasFocus(page, 'Dashboard');
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await titleHasFocus(page, 'Jobs');
  await page.locator('.row-link').first().click();
  await page.getByRole('button', { name: 'Trash' }).click();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'hidden' });
  await page.getByText(/is back/).waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.notEqual(await focused(page), 'BODY');
  await leave(someone);
});

test('Back finds the list where it was left', async () => {
  const someone = await enter('ada', '/jobs');
  const { page } = someone;
  await page.locator('.row-link').nth(JOBS - 1).waitFor();
  await page.evaluate(() => scrollTo(0, 700));
  await page.waitForFunction(() => scrollY === 700);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await heading(page, 'Customers').waitFor();
  await page.waitForFunction(() => scrollY === 0);
  await page.goBack();
  await page.locator('.row-link').nth(JOBS - 1).waitFor();
  await page.waitForFunction(() => Math.abs(scrollY - 700) < 2);
  await leave(someone);
});

test('what is opened again says which day it was completed on, and “Undo” gives it that day back', async () => {
  const day = daysAgo(3);
  const job = await ada.job('Bisi Alli', [item('Old sign', '1', 300_000)], { occurred_on: day, status: 'done' });
  const someone = await enter('ada', `/jobs/${job.id}`);
  const { page } = someone;
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByText(/is incomplete again; it was completed on \d+ \w+ \d{4}/).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/is completed again, on \d+ \w+ \d{4}/).waitFor();
  assert.equal((await ada.call('GET', `/jobs/${job.id}`)).completed_on, day);
  await leave(someone);
});

test('the day on which a job was completed is corrected in its form', async () => {
  const [taken, done] = [daysAgo(4), daysAgo(2)];
  const job = await ada.job('Bisi Alli', [item('Old board', '1', 300_000)], { occurred_on: taken, status: 'done' });
  const someone = await enter('ada', `/jobs/${job.id}/edit`);
  const { page } = someone;
  await page.getByLabel('Completed on').fill(daysAgo(5));
  await page.keyboard.press('Control+Enter');
  await page.getByText('This is before the day on which the job took place.').first().waitFor();
  await page.getByLabel('Completed on').fill(done);
  await accessible(page, 'a completed job in its form');
  await picture(page, 'job-edit-completed');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`Job ${job.number} saved`).waitFor();
  const saved = await ada.call('GET', `/jobs/${job.id}`);
  assert.deepEqual([saved.occurred_on, saved.completed_on], [taken, done]);
  await leave(someone);
});

test('the dashboard of staff has no more colour than anybody else’s', async () => {
  const someone = await enter('tobi', '/dashboard');
  const { page } = someone;
  await heading(page, 'Dashboard').waitFor();
  const figure = page.locator('.figure-cell').first();
  await figure.waitFor();
  const [mine, text] = await figure.evaluate((cell) => [getComputedStyle(cell).color, getComputedStyle(document.body).color]);
  assert.equal(mine, text);
  await accessible(page, 'the dashboard of staff');
  await picture(page, 'dashboard-staff');
  await leave(someone);
});

test('who leaves an import while it is at work hears of its end', async () => {
  const someone = await enter('ada', '/settings/import');
  const { page } = someone;
  await page.getByLabel("The old application's database").setInputFiles(await originalBooks());
  await page.getByRole('button', { name: 'Read the file' }).click();
  // As with a file of many thousand rows: the server is at work for as long as the journey says.
  let isLong = true;
  await page.getByText('Nothing is saved yet.').waitFor();
  await intercept(page, /\/api\/v1\/imports\/[^/]+(\/commit)?$/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: isLong ? { ...body, status: 'importing' } : body });
  });
  await page.getByRole('button', { name: /^Import 2 jobs/ }).click();
  await page.getByText('You may leave this page').waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await heading(page, 'Customers').waitFor();
  isLong = false;
  await page.getByText('The old books are in').waitFor();
  await page.getByRole('link', { name: 'See the report' }).click();
  await page.getByText('The books are in.').waitFor();
  await leave(someone);
});
