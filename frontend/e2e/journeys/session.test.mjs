// A session in several tabs, its end in the middle of work, and who may go on with it.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, intercept, leave, picture, signIn, startBrowser, startOwn, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  await ada.job('Adaeze & Sons', [item('Banner 3 × 2 ft', '3', 450_000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const jobs = (page) => page.getByRole('heading', { name: 'Jobs', level: 1 });

test('a second tab is signed in by the first, and signing out ends both', async () => {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/jobs');
  await signIn(someone.page, 'ada', PASSWORD);
  await jobs(someone.page).waitFor();
  const second = await someone.context.newPage();
  await second.goto('/jobs');
  await jobs(second).waitFor();
  await someone.page.getByRole('button', { name: /ada/ }).click();
  await someone.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await someone.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await second.getByRole('button', { name: 'Sign in' }).waitFor();
  await leave(someone);
});

test('two tabs that load at once stay signed in', async () => {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/jobs');
  await signIn(someone.page, 'ada', PASSWORD);
  await jobs(someone.page).waitFor();
  const tabs = [someone.page, await someone.context.newPage(), await someone.context.newPage()];
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(tabs.map((tab) => tab.goto('/jobs')));
    await Promise.all(tabs.map((tab) => jobs(tab).waitFor()));
  }
  await leave(someone);
});

test('a reload asks who is there and what is shown once each, before the app is here', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await jobs(page).waitFor();
  // What the page asked after its sign-in is answered: a late answer would pass for one of the reload's.
  await page.waitForLoadState('networkidle');
  const asked = [];
  let appIsHere = false;
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/v1/')) asked.push({ call: `${request.method()} ${path.slice(7)}`, ahead: !appIsHere });
  });
  // The app waits at the door until the answers are there.
  const listed = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/v1/jobs');
  await intercept(page, '**/app.*.wasm', async (route) => {
    await listed;
    appIsHere = true;
    await route.continue();
  });
  await page.reload();
  await page.getByText('Adaeze & Sons').first().waitFor();
  const ahead = asked.filter((one) => one.ahead).map((one) => one.call);
  assert.deepEqual(ahead.sort(), ['GET /auth/csrf', 'GET /jobs', 'GET /me', 'POST /auth/refresh']);
  const later = asked.filter((one) => !one.ahead).map((one) => one.call);
  assert.deepEqual(later.filter((call) => ahead.includes(call)), []);
  await leave(someone);
});

test('signing out everywhere asks every browser of this person for the password', async () => {
  const [phone, desk] = [await visitor(browser, server.origin), await visitor(browser, server.origin)];
  for (const { page } of [phone, desk]) {
    await page.goto('/account');
    await signIn(page, 'tobi', PASSWORD);
    await page.getByRole('button', { name: 'Sign out everywhere', exact: true }).waitFor();
  }
  await accessible(desk.page, 'the account');
  await picture(desk.page, 'account');
  await desk.page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
  await desk.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await phone.page.goto('/jobs');
  await phone.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await leave(phone);
  await leave(desk);
});

test('an ended session asks for the password over the page, and the page stays', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs?q=banner');
  await signIn(page, 'tobi', PASSWORD);
  await page.getByText('Adaeze & Sons').first().waitFor();
  const users = await ada.call('GET', '/users?q=tobi');
  const tobi = users.data.find((user) => user.username === 'tobi');
  const etag = `"${tobi.rev}"`;
  await ada.call('POST', `/users/${tobi.id}/disable`, undefined, { 'if-match': etag });
  await ada.call('POST', `/users/${tobi.id}/enable`, undefined, { 'if-match': `"${tobi.rev + 1}"` });
  await page.getByRole('link', { name: 'Today' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).waitFor();
  await accessible(page, 'sign-in over the page');
  await picture(page, 'session-ended');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  assert.match(page.url(), /\/jobs/);
  await jobs(page).waitFor();
  await leave(someone);
});

test('G45: a browser that was closed asks for the password again, and so does any other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zehmo-profile-'));
  const refresh = async (own) => (await own.cookies()).find((cookie) => cookie.name.startsWith('__Host-zehmo_rt'));
  let own = await startOwn(folder, { baseURL: server.origin });
  const page = await own.newPage();
  await page.goto('/jobs');
  const begun = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/auth/sign-in'));
  await signIn(page, 'tobi', PASSWORD);
  const { access_token: token } = await (await begun).json();
  await jobs(page).waitFor();
  await page.getByText('Adaeze & Sons').first().waitFor();
  assert.equal((await refresh(own)).expires, -1, 'it goes with the browser');
  // The access token is in the app's memory alone.
  const kept = await page.evaluate(async () => JSON.stringify([
    { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state,
    await indexedDB.databases(), await caches.keys(), document.documentElement.outerHTML,
  ]));
  assert.ok(!kept.includes(token) && !kept.includes(token.split('.')[2]), kept);
  assert.deepEqual((await own.cookies()).filter((cookie) => token.includes(cookie.value)), []);
  const other = await visitor(browser, server.origin);
  await other.page.goto('/jobs');
  await other.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await leave(other);
  await own.close();
  own = await startOwn(folder, { baseURL: server.origin });
  const again = await own.newPage();
  await again.goto('/jobs');
  await again.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await refresh(own), undefined);
  assert.equal(await again.getByText('Adaeze & Sons').count(), 0);
  await own.close();
  await rm(folder, { recursive: true, force: true });
});

test('G52: whoever tried too often sees how long to wait, and then may try again', async () => {
  const strict = await startServer({ RATE_LIMIT_LOGIN: '3 per minute' });
  await new Api(strict.origin).setUp(await strict.setupToken());
  const someone = await visitor(browser, strict.origin);
  const { page } = someone;
  await page.clock.install();
  await page.goto('/jobs');
  await signIn(page, 'ada', 'not-the-password');
  await page.getByText('User name or password is not right.').waitFor();
  const refused = page.waitForResponse((answer) => answer.status() === 429);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const wait = Number((await refused).headers()['retry-after']);
  const unit = wait === 1 ? 'second' : 'seconds';
  await page.getByText(`Too many tries. Try again in ${wait} ${unit}.`).waitFor();
  const button = page.getByRole('button', { name: /^Sign in/ });
  const left = async () => Number((await button.innerText()).match(/^Sign in in (\d+) s$/)?.[1] ?? 0);
  const first = await left();
  assert.ok(first > 1 && first <= wait, `${first} of ${wait}`);
  assert.equal(await button.isDisabled(), true);
  await page.clock.runFor(1_000);
  const second = await left();
  assert.ok(second < first, `${second} after ${first}`);
  await page.clock.runFor(second * 1_000);
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  assert.equal(await button.isDisabled(), false);
  await leave(someone);
  await strict.stop();
});
