// One browser, several persons: nothing of the first is sent, shown or wiped in the second's name.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { intercept, leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  for (const name of ['tobi', 'bola']) await ada.person(name, 'staff');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const customer = (page) => page.getByRole('combobox', { name: 'Customer' });

async function enter(path, username) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, username, PASSWORD);
  await someone.page.locator('#main h1').waitFor();
  return someone;
}

async function typeSale(page, name) {
  await customer(page).fill(name);
  await page.getByRole('combobox', { name: 'Description, row 1' }).fill('Cutting');
  await page.getByRole('textbox', { name: 'Quantity, row 1' }).fill('1');
  await page.getByRole('textbox', { name: 'Price, row 1' }).fill('500');
  await page.getByText(/Draft kept at/).waitFor();
}

/** All sessions of this user are over. */
async function end(username) {
  const { data } = await ada.call('GET', `/users?q=${username}`);
  const user = data.find((user) => user.username === username);
  const disabled = await ada.call('POST', `/users/${user.id}/disable`, undefined, { 'if-match': `"${user.rev}"` });
  await ada.call('POST', `/users/${user.id}/enable`, undefined, { 'if-match': `"${disabled.rev}"` });
}

async function signOut(page, username) {
  await page.getByRole('button', { name: new RegExp(`^${username}`) }).or(page.locator('.account-button')).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

test('a sale that waits for the sign-in is not sent when somebody else signs in, and its draft waits for its owner', async () => {
  const someone = await enter('/jobs/new', 'tobi');
  const { page } = someone;
  await typeSale(page, 'Grace Chapel');
  await end('tobi');
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel('User name').fill('bola');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.account-button', { hasText: 'bola' }).waitFor();
  assert.deepEqual((await ada.call('GET', '/jobs')).data, []);
  await page.goto('/jobs/new');
  await customer(page).waitFor();
  assert.equal(await customer(page).inputValue(), '');
  await signOut(page, 'bola');
  await signIn(page, 'tobi', PASSWORD);
  await page.locator('.account-button', { hasText: 'tobi' }).waitFor();
  await page.goto('/jobs/new');
  await page.waitForFunction(() => document.querySelector('#f-customer_name')?.value === 'Grace Chapel');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/^Job J-\d{4}-\d{5} saved/).waitFor();
  const { data } = await ada.call('GET', '/jobs');
  assert.deepEqual(data.map((job) => job.created_by.username), ['tobi']);
  await leave(someone);
});

test('a sale that waits for the sign-in is sent once when the same person signs in', async () => {
  const someone = await enter('/jobs/new', 'tobi');
  const { page } = someone;
  await typeSale(page, 'Zuma Water');
  await end('tobi');
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText(/^Job J-\d{4}-\d{5} saved/).waitFor();
  const { data } = await ada.call('GET', '/jobs?q=zuma');
  assert.deepEqual(data.map((job) => job.created_by.username), ['tobi']);
  await leave(someone);
});

test('a tab of one person gives way when another signs in beside it', async () => {
  const someone = await enter('/jobs/new', 'tobi');
  const { page, context } = someone;
  await typeSale(page, 'Halima Stores');
  await end('tobi');
  const second = await context.newPage();
  await second.goto('/sign-in');
  await signIn(second, 'bola', PASSWORD);
  await second.locator('.account-button', { hasText: 'bola' }).waitFor();
  await page.locator('.account-button', { hasText: 'bola' }).waitFor();
  await signOut(second, 'bola');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, 'tobi', PASSWORD);
  await page.locator('.account-button', { hasText: 'tobi' }).waitFor();
  await page.goto('/jobs/new');
  await page.waitForFunction(() => document.querySelector('#f-customer_name')?.value === 'Halima Stores');
  await leave(someone);
});

test('a draft outlives a reload for which the server is away', async () => {
  const someone = await enter('/jobs/new', 'bola');
  const { page } = someone;
  await typeSale(page, 'Loyal Prints');
  await intercept(page, '**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.reload();
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForFunction(() => document.querySelector('#f-customer_name')?.value === 'Loyal Prints');
  await leave(someone);
});

test('theme and density are the browser’s: they outlive the sign-out', async () => {
  const someone = await enter('/account', 'bola');
  const { page } = someone;
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await page.getByRole('radio', { name: 'Compact' }).check({ force: true });
  await signOut(page, 'bola');
  const { theme, density } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  assert.deepEqual([theme, density], ['dark', 'compact']);
  await leave(someone);
});
