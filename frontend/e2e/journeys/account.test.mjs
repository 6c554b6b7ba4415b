// The own account: the bell and what it tells, and a second factor that the shop asks for.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { takePicture } from '../harness/phone.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer({ REQUIRE_MFA: 'all' }), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(name, path) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, name, PASSWORD);
  return someone;
}

const bell = (page) => page.getByRole('link', { name: /^Notices/ });

test('the bell counts what was not read, leads to it, and is quiet once it is read', async () => {
  await ada.person('bisi', 'staff');
  const first = await enter('bisi', '/jobs');
  await bell(first.page).waitFor();
  assert.equal(await bell(first.page).getAttribute('aria-label'), 'Notices');
  await leave(first);

  const second = await enter('bisi', '/jobs');
  const { page } = second;
  await page.getByRole('link', { name: 'Notices, 1 new' }).waitFor();
  await picture(page, 'bell');
  await bell(page).click();
  const told = page.locator('#notices li');
  await told.getByText('signed in with a browser that was not known').waitFor();
  await told.first().getByText('from 127.0.0.1').waitFor();
  await told.first().getByText('New ·').waitFor();
  await accessible(page, 'the notices');
  await page.locator('#notices').scrollIntoViewIfNeeded();
  await picture(page, 'notices');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await told.first().getByText('New ·').waitFor({ state: 'detached' });
  assert.equal(await bell(page).getAttribute('aria-label'), 'Notices');
  await page.reload();
  await told.getByText('signed in with a browser that was not known').waitFor();
  assert.equal(await bell(page).getAttribute('aria-label'), 'Notices');
  await leave(second);
});

test('who was asked for a second factor sees until when, and after that nothing but setting it up', async () => {
  await ada.person('chidi', 'staff');
  await server.askedForAFactor(6);
  const someone = await enter('chidi', '/account');
  const { page } = someone;
  await page.getByText(/This shop asks one of you by/).waitFor();
  await server.askedForAFactor(8);
  await page.goto('/jobs');
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
  await accessible(page, 'a second factor that is overdue');
  await picture(page, 'factor-overdue');
  await page.getByRole('button', { name: 'Set up' }).click();
  const phone = await takePicture(page.getByRole('img', { name: 'The secret as a picture for the phone' }));
  await page.getByLabel('Code from your phone').fill(phone.code());
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await leave(someone);
});
