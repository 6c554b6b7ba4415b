// One record of each kind beside or instead of its list, and the way in with a code.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '2', 450_000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a customer, a spending and a person are opened by their addresses and are accessible', async () => {
  const spent = await ada.call('POST', '/expenditures', { description: 'Diesel', quantity: '2', unit_cost: { amount_minor: 50_000, currency: 'NGN' } });
  const made = await ada.call('POST', '/users', { username: 'musa', email: 'musa@example.com', role: 'manager' });
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/customers');
  await signIn(page, 'ada', PASSWORD);
  await page.getByRole('link', { name: 'Adaeze & Sons' }).first().click();
  await page.getByRole('heading', { name: 'Adaeze & Sons', level: 1 }).waitFor();
  await page.getByRole('link', { name: /00001/ }).waitFor();
  await accessible(page, 'a customer');
  await picture(page, 'customer');
  for (const [path, act] of [[`/expenditures/${spent.id}`, 'Trash'], [`/users/${made.user.id}`, 'Disable']]) {
    await page.goto(path);
    await page.getByRole('button', { name: act }).waitFor();
    await accessible(page, path);
    await picture(page, path.split('/')[1].replace(/s$/, ''));
  }
  await leave(someone);
});

test('a code chooses a password, which then signs in', async () => {
  const made = await ada.call('POST', '/users', { username: 'bola', email: 'bola@example.com', role: 'staff' });
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/');
  await page.getByRole('link', { name: 'I have a code' }).click();
  await page.getByRole('heading', { name: 'Set your password' }).waitFor();
  await accessible(page, 'a code');
  await picture(page, 'code');
  await page.getByLabel('Code').fill(made.activation_code);
  await page.getByLabel('New password', { exact: true }).fill('Green-Stamp-77-Owl');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('The password is set. Sign in with it.').waitFor();
  await page.goto('/jobs');
  await signIn(page, 'bola', 'Green-Stamp-77-Owl');
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await leave(someone);
});

test('a form that stays open after it is saved saves again, and shows what another hand saved meanwhile', async () => {
  const made = await ada.call('POST', '/users', { username: 'ngozi', email: 'ngozi@example.com', role: 'staff' });
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const save = async (says) => {
    await page.keyboard.press('Control+Enter');
    await page.locator('.toast', { hasText: says }).waitFor();
    await page.locator('.toast', { hasText: says }).getByRole('button', { name: 'Close' }).click();
  };
  await page.goto('/settings');
  await signIn(page, 'ada', PASSWORD);
  const shop = page.getByLabel('Shop name');
  for (const name of ['Kingsway Prints', 'Kingsway Labels']) {
    await shop.fill(name);
    await save('Settings saved');
  }
  assert.equal((await ada.call('GET', '/settings')).shop_name, 'Kingsway Labels');
  await page.goto(`/users/${made.user.id}`);
  const mail = page.getByLabel('E-mail');
  for (const address of ['ngozi@example.org', 'ngozi@example.net']) {
    await mail.fill(address);
    await save('ngozi saved');
  }
  const { rev } = await ada.call('GET', `/users/${made.user.id}`);
  await ada.call('PATCH', `/users/${made.user.id}`, { email: 'elsewhere@example.com' }, { 'if-match': `"${rev}"` });
  await mail.fill('ngozi@example.com');
  await save('The newest is loaded; change it again.');
  await page.waitForFunction(() => document.querySelector('#f-email')?.value === 'elsewhere@example.com');
  await mail.fill('ngozi@example.com');
  await save('ngozi saved');
  assert.equal((await ada.call('GET', `/users/${made.user.id}`)).email, 'ngozi@example.com');
  await leave(someone);
});
