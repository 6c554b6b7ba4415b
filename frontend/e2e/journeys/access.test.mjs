// Ways in: what an administrator sees of somebody's sessions, factor and tokens, and ends; what people end of their own.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
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

async function enter(path, name) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, name, PASSWORD);
  return someone;
}

test('an administrator sees where somebody is signed in, revokes a token, and signs them out everywhere', async () => {
  await ada.person('tobi', 'staff');
  const tobi = await ada.as('tobi');
  const made = await tobi.call('POST', '/me/tokens', { name: 'Till in Yaba', scopes: ['jobs.read'] });
  const called = () => fetch(`${server.origin}/api/v1/jobs`, { headers: { Authorization: `Bearer ${made.token}` } });
  assert.equal((await called()).status, 200);
  const clerk = await enter('/jobs', 'tobi');
  await clerk.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  const { data } = await ada.call('GET', '/users?q=tobi');
  const someone = await enter(`/users/${data[0].id}`, 'ada');
  const { page } = someone;
  const drawer = page.locator('.drawer');
  const sessions = drawer.locator('section', { has: page.getByRole('heading', { name: 'Signed in' }) });
  await sessions.getByText('Chromium').or(sessions.getByText('Chrome')).first().waitFor();
  await drawer.getByText('None: the password is enough.').waitFor();
  await drawer.getByText('Till in Yaba').scrollIntoViewIfNeeded();
  await accessible(page, 'the ways in of a user');
  await picture(page, 'user-access');
  await drawer.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Revoked: Till in Yaba').waitFor();
  assert.equal((await called()).status, 401);
  await drawer.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByText('tobi is signed out everywhere').waitFor();
  await drawer.getByText('Signed in nowhere.').waitFor();
  await clerk.page.reload();
  await clerk.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await leave(clerk);
  await leave(someone);
});

test('an administrator ends the own sessions in the account, not in the list of users', async () => {
  const { data } = await ada.call('GET', '/users?q=ada');
  const someone = await enter(`/users/${data[0].id}`, 'ada');
  await someone.page.getByText('End your own in your account.').waitFor();
  assert.equal(await someone.page.getByRole('button', { name: 'Sign out everywhere' }).count(), 0);
  await leave(someone);
});

test('whoever signs out everywhere else stays signed in here', async () => {
  await ada.person('bola', 'staff');
  const other = await enter('/jobs', 'bola');
  await other.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  const someone = await enter('/account', 'bola');
  const { page } = someone;
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('Signed out everywhere else').waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });
  await page.getByText('this browser').first().waitFor();
  await other.page.reload();
  await other.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await leave(other);
  await leave(someone);
});
