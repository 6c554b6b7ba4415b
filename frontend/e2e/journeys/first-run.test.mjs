// From a fresh folder to a signed-in administrator.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('every address leads to the set-up, which makes the shop and its first administrator', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs');
  await page.getByRole('heading', { name: 'Set up your shop' }).waitFor();
  await accessible(page, 'set-up');
  await picture(page, 'set-up');
  await page.getByLabel('Set-up token').fill(await server.setupToken());
  await page.getByLabel('Shop name').fill('Kingsway Labels');
  await page.getByLabel('Time zone').selectOption('Africa/Lagos');
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await leave(someone);
});

test('a wrong password is answered alike for every name, a right one leads on', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs?status=open');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await accessible(page, 'sign-in');
  await picture(page, 'sign-in');
  await signIn(page, 'ada', 'not-the-password');
  const refusal = page.getByText('User name or password is not right.');
  await refusal.waitFor();
  await signIn(page, 'nobody_here', PASSWORD);
  await refusal.waitFor();
  await signIn(page, 'ada', PASSWORD);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  assert.match(page.url(), /\/jobs\?status=open$/);
  await leave(someone);
});

test('a browser that was closed asks for the password again', async () => {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/jobs');
  await someone.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await leave(someone);
});
