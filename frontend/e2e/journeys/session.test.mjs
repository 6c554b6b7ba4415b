// A session in several tabs, its end in the middle of work, and who may go on with it.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';

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
  const asked = [];
  let appIsHere = false;
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/v1/')) asked.push({ call: `${request.method()} ${path.slice(7)}`, ahead: !appIsHere });
  });
  // The app waits at the door until the answers are there.
  const listed = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/v1/jobs');
  await page.route('**/app.*.wasm', async (route) => {
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
    await page.getByRole('button', { name: 'Sign out everywhere' }).waitFor();
  }
  await accessible(desk.page, 'the account');
  await picture(desk.page, 'account');
  await desk.page.getByRole('button', { name: 'Sign out everywhere' }).click();
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
