// Whoever signed in long ago is asked who they are before what is worth it, and what waits goes on by itself.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { originalBooks } from '../harness/original.mjs';
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

async function enter(path) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto(path);
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.locator('#main h1').waitFor({ state: 'attached' });
  return someone;
}

const dialogOf = (page) => page.getByRole('dialog', { name: 'Is it still you, ada?' });

async function nameShop(page, name) {
  const field = page.getByLabel('Shop name');
  await field.fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
}

async function shopName() {
  return (await ada.call('GET', '/settings')).shop_name;
}

test('a change that waits for the proof goes on by itself, once, and another tab is not asked again', async () => {
  const someone = await enter('/settings');
  const { page, context } = someone;
  await server.signedInLongAgo();
  const before = (await ada.call('GET', '/settings')).rev;
  await nameShop(page, 'Kingsway Labels & Co');
  const dialog = dialogOf(page);
  await dialog.waitFor();
  await accessible(page, 'the proof');
  await picture(page, 'proof');
  await dialog.getByLabel('Password', { exact: true }).fill('Not-The-One-7-Moss');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('Your present password is wrong.').waitFor();
  assert.equal(await shopName(), 'Kingsway Labels');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Settings saved').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  const saved = await ada.call('GET', '/settings');
  assert.deepEqual([saved.shop_name, saved.rev], ['Kingsway Labels & Co', before + 1]);
  const second = await context.newPage();
  await second.goto('/settings');
  await nameShop(second, 'Kingsway Prints');
  await second.getByText('Settings saved').waitFor();
  assert.equal(await dialogOf(second).count(), 0);
  await leave(someone);
});

test('whoever gives no proof changes nothing, keeps what was typed, and is asked again', async () => {
  const someone = await enter('/settings');
  const { page } = someone;
  await server.signedInLongAgo();
  const before = await shopName();
  for (const away of [() => page.keyboard.press('Escape'), () => dialogOf(page).getByRole('button', { name: 'Cancel' }).click()]) {
    await nameShop(page, 'Kingsway Signs');
    await dialogOf(page).waitFor();
    await away();
    await dialogOf(page).waitFor({ state: 'hidden' });
    await page.getByText('Confirm first that it is you').waitFor();
    assert.equal(await page.getByLabel('Shop name').inputValue(), 'Kingsway Signs');
    assert.equal(await shopName(), before);
  }
  await nameShop(page, 'Kingsway Signs');
  await dialogOf(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Settings saved').waitFor();
  assert.equal(await shopName(), 'Kingsway Signs');
  await leave(someone);
});

test('a file that waits for the proof is sent when it is given', async () => {
  const someone = await enter('/settings/import');
  const { page } = someone;
  await server.signedInLongAgo();
  await page.getByLabel("The old application's database").setInputFiles(await originalBooks());
  await page.getByRole('button', { name: 'Read the file' }).click();
  await dialogOf(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing is saved yet.').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('The dry run is discarded').waitFor();
  await leave(someone);
});
