// Personal access tokens: made at the account page, shown once, used by a program, revoked.
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

/** What the server answers a program with this token. */
const called = (token, path) =>
  fetch(`${server.origin}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });

async function enter(name, role) {
  await ada.person(name, role);
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/account');
  await signIn(someone.page, name, PASSWORD);
  await someone.page.getByRole('button', { name: 'Make a token' }).waitFor();
  return someone;
}

test('a token is made for what the own role allows, shown once, works for a program, and ends at once', async () => {
  const someone = await enter('bisi', 'staff');
  const { page } = someone;
  await page.getByRole('button', { name: 'Make a token' }).click();
  const may = page.getByRole('group', { name: 'What it may do' });
  await may.waitFor();
  assert.deepEqual(await may.getByRole('checkbox').count(), 6);
  assert.equal(await may.getByLabel('Read the journal of all events').count(), 0);
  await page.getByRole('button', { name: 'Make token' }).click();
  await page.getByText('Must have at least 1 scope.').waitFor();
  await page.getByLabel('Only from (addresses, optional)').fill('shop.example');
  await page.getByLabel('What it is for').fill('Till in Yaba');
  await page.getByText('Must be an address or a network').waitFor();
  await accessible(page, 'the form of a token');
  await picture(page, 'token-form');
  await page.getByLabel('Only from (addresses, optional)').fill('');
  await may.getByLabel('See jobs').check();
  await page.getByRole('button', { name: 'Make token' }).click();
  const shown = page.locator('.one-time-code');
  await shown.waitFor();
  const token = await shown.textContent();
  assert.match(token, /^zehmo_pat_[0-9A-Za-z]{38}$/);
  await accessible(page, 'a token that is shown once');
  await picture(page, 'token-once');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await shown.waitFor({ state: 'detached' });

  assert.equal((await called(token, '/jobs')).status, 200);
  assert.equal((await called(token, '/customers')).status, 403);
  await page.reload();
  const line = page.locator('.lines > li', { hasText: 'Till in Yaba' });
  await line.getByText(/See jobs\..*Counts until .* · last used .* from 127\.0\.0\.1/s).waitFor();
  assert.equal((await page.content()).includes(token), false);
  await picture(page, 'token-list');
  await line.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Revoked: Till in Yaba').waitFor();
  await page.getByText('None yet.').waitFor();
  assert.equal((await called(token, '/jobs')).status, 401);
  await leave(someone);
});
